"""What lets answering grow changes no answer: records for the graph, a quantised index, bounded memory, late checks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bench.questions import QUESTIONS
from kg import catalogue, library, manifest
from kg.errors import DamageError
from kg.home import Build, Home, check_all
from kg.library import Library, open_library, open_store
from qa import engine as engines
from qa import index as indexes
from qa import quantised, vectors
from qa.build import build
from qa.encoder import encoder
from qa.engine import Engine
from qa.index import Index
from qa.quantised import is_quantised
from qa.vectors import OWN
from tests.support import AGDER, GOLD

ASKED = QUESTIONS[::2]
SEVERAL = [AGDER, GOLD / "nordvik.txt", GOLD / "viken.txt"]
Said = tuple[list[dict[str, Any]], list[float]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of several guidelines, flat and small."""
    return build(SEVERAL, home=Home(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """The same documents built as if they were very many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "LARGEST_FLAT", 100)
        patch.setattr(quantised, "SAMPLED", 40)
        patch.setattr(manifest, "MOST_CHECKED", 2)
        patch.setattr(library, "LARGEST_IN_MEMORY", 0)
        yield build(SEVERAL, home=Home(tmp_path_factory.mktemp("grown")))


def engine_of(made: Build, norms: Library | None = None) -> Engine:
    return Engine(made, Index(made.index, encoder(), versions=made.versions), norms or open_library(made))


def said(engine: Engine) -> Said:
    """Return what an engine answers to half the questions but for how long it took, and how sure it is of each."""
    found, sure = [], []
    for question in ASKED:
        answer = asdict(engine.ask(question))
        for each in (answer, *answer["elsewhere"]):
            sure.append(each["confidence"])
            each.update(elapsed_ms=None, confidence=None)
        found.append(answer)
    return found, sure


def led(found: list[dict[str, Any]]) -> list[object]:
    """Return what answers say, without the clauses beside it: coarser vectors may change which of two lies nearer."""
    return [(each["status"], each["text"], each["roles"], each["citations"][:1]) for each in found]


@pytest.fixture(scope="module")
def expected(made: Build) -> Said:
    return said(engine_of(made))


def test_answers_are_the_same_from_the_records_and_from_the_graph(made: Build, expected: Said) -> None:
    assert said(engine_of(made, Library(open_store(made), made.versions))) == expected


def test_answers_are_the_same_from_a_build_of_the_large_kind(grown: Build, expected: Said) -> None:
    engine = engine_of(grown)
    assert is_quantised(grown.index, OWN)
    assert not open_store(grown).in_memory
    found, sure = said(engine)
    assert led(found) == led(expected[0])
    assert sure == pytest.approx(expected[1], abs=2e-3)


def test_answers_hardly_change_where_the_coarse_index_finds_the_documents(
    grown: Build, expected: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all documents only some lists of vectors are looked through; each document is searched whole."""
    monkeypatch.setattr(quantised, "LARGEST_COMPARED", max(map(len, engine_of(grown).index.words().runs)) - 1)
    found, _ = said(engine_of(grown))
    same = sum(one == other for one, other in zip(led(found), led(expected[0]), strict=True))
    assert same >= 0.9 * len(ASKED)


def test_what_an_engine_keeps_in_memory_is_bounded(made: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "KEPT_PROFILES", 30)
    monkeypatch.setattr(indexes, "KEPT_CHOICES", 2)
    monkeypatch.setattr(engines, "KEPT_SOURCES", 1)
    monkeypatch.setattr(catalogue, "KEPT_NORMS", 40)
    engine = engine_of(made)
    for question in QUESTIONS[:6]:
        engine.compare(question)
    kept = [value.cache_info() for value in vars(engine.index).values() if hasattr(value, "cache_info")]
    assert sorted((info.currsize, info.maxsize) for info in kept) == [(2, 2), (30, 30)]
    assert engine._source.cache_info().currsize == 1


def test_files_of_many_documents_are_compared_when_they_are_read(grown: Build, tmp_path: Path) -> None:
    assert not [name for name in grown.manifest.checksums if name.startswith(("graph/", "documents/"))]
    home = Home(tmp_path / "home")
    shutil.copytree(grown.folder.parent.parent, home.folder, symlinks=True)
    document = grown.documents[0]
    for part, ending in (("documents", "txt"), ("graph", "ttl")):
        path = home.current / part / f"{document.edition}.{ending}"
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        opened = home.open()
        with pytest.raises(DamageError, match=path.name):
            opened.source(document.id) if part == "documents" else opened.turtle(document.id)
        with pytest.raises(DamageError, match=path.name):
            check_all(opened)
        path.write_bytes(whole)
    check_all(home.open())
    assert home.open().source(document.id) == grown.source(document.id)
    sums = home.current / "checksums.json"
    sums.write_bytes(sums.read_bytes()[:-1])
    with pytest.raises(DamageError, match=r"checksums\.json"):
        home.open()

"""Homes of many documents made for measuring, and what measures them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import scaled
from bench.questions import QUESTIONS
from bench.scale import tables
from bench.servant import recall
from kg.home import Home
from kg.library import LARGEST_IN_MEMORY, Library, open_library, open_store
from qa import quantised, vectors
from qa.index import read_vectors
from qa.opening import open_engine
from qa.quantised import is_quantised


@pytest.fixture(scope="module")
def folder(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for homes with vectors that need not be embedded: those of the guideline, twice."""
    found = tmp_path_factory.mktemp("homes")
    _, own, context = read_vectors(Home(home).open().index)
    np.save(found / "embedded.npy", np.stack([[own, context], [own, context]]))
    return found


def test_a_home_of_some_documents_answers_from_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "DISTINCT", 2)
    home = scaled.scaled_home(folder, 3)
    made = home.open()
    library, graph = open_library(made), Library(open_store(made), made.versions)
    assert len(made.documents) == 3
    assert made.manifest.norms == len(open_engine(home).index.entries) <= LARGEST_IN_MEMORY
    for document in made.versions:
        assert library.all_norms(document) == graph.all_norms(document)
        assert {norm.document for norm in library.all_norms(document)} == {document}
    answer = open_engine(home).ask(QUESTIONS[0])
    assert answer.citations
    assert answer.citations[0].document in made.versions
    stamp = home.stamp()
    assert scaled.scaled_home(folder, 3).stamp() == stamp


def test_a_large_one_is_quantised_and_tied_together_by_its_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "DISTINCT", 2)
    monkeypatch.setattr(vectors, "LARGEST_FLAT", 500)
    monkeypatch.setattr(quantised, "LARGEST_COMPARED", 200)
    home = scaled.scaled_home(folder, 5)
    made = home.open()
    assert is_quantised(made.index, vectors.OWN)
    engine = open_engine(home)
    assert (recall(engine, list(QUESTIONS[:8])) or 0) >= 0.97
    document = list(made.versions)[-1]
    norms = engine.library.all_norms(document)
    beside = [norm for norm in norms if norm.clause == norms[0].clause][1:]
    other = next(norm for norm in norms if sum(each.clause == norm.clause for each in norms) > 1)
    ties = engine.library.ties([f"{engine.library.base(document)}{other.id}"])
    assert beside == [] or ties
    assert {norm.document for tied in ties.values() for norm in tied} == {document}


def test_the_tables_tell_of_each_number_of_times(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.scale.QUESTIONS", QUESTIONS[:2])
    monkeypatch.setattr("bench.scale.ROUNDS", 2)
    monkeypatch.setattr("bench.scale.STARTS", 1)
    texts = [table.text() for table in tables([1, 2], folder)]
    for part in ("2 ×: answer, median", "2 ×: ansvar ask, cold", "1 ×: encoding", "2 ×: resident memory"):
        assert any(part in text for text in texts)

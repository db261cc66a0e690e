"""The build: exactly the documents named, only when something is new, and nothing left of what is gone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import faiss
import pytest
from rdflib import Graph

from ingest.documents import document_of
from kg.errors import BuildError, DocumentError
from kg.home import Build, Home
from kg.iris import document_iri
from kg.library import open_library
from kg.model import Clause, Document, Metadata
from kg.rdf import graph_of
from kg.store import Store
from qa.build import build
from qa.opening import open_engine
from qa.sources import default_documents
from tests.support import AGDER, read_all, real, started, written

WATCH = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n"
TRANSPORT = "1. Transport\n\n• Kommunen bestiller drosje til polarsirkelen.\n"


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    return written(tmp_path, WATCH, "vakt.txt")


@pytest.fixture
def transport(tmp_path: Path) -> Path:
    return written(tmp_path, TRANSPORT, "transport.txt")


def all_bytes(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def stamps(made: Build) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in sorted(made.folder.rglob("*"))}


def test_the_shipped_guideline_is_the_default() -> None:
    assert AGDER in default_documents()


def test_exactly_the_documents_named_are_built(place: Home, watch: Path, transport: Path) -> None:
    assert build([watch], home=place).versions == {"vakt": "1"}
    assert build([transport, watch], home=place).versions == {"vakt": "1", "transport": "1"}


def test_progress_runs_to_its_end(place: Home, watch: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build([watch], home=place, progress=lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1][1] == seen[-1][2]
    assert all(what for what, _, _ in seen)


def test_unchanged_input_is_not_built_again(place: Home, watch: Path, transport: Path) -> None:
    first = build([watch, transport], home=place)
    before = stamps(first)
    for paths in ([watch, transport], [transport, watch], [watch, transport, watch]):
        again = build(paths, home=place)
        assert again.manifest == first.manifest
        assert stamps(again) == before


def test_a_touched_file_with_the_same_text_is_unchanged(place: Home, watch: Path) -> None:
    first = build([watch], home=place)
    before = stamps(first)
    os.utime(watch, (0, 0))
    assert stamps(build([watch], home=place)) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vakt.txt", WATCH.replace("uro", "feber")),
        ("vakt.toml", 'version = "2"\n'),
        ("vakt.toml", 'title = "Ny tittel"\n'),
    ],
)
def test_another_text_or_other_metadata_are_built(place: Home, watch: Path, name: str, content: str) -> None:
    first = build([watch], home=place)
    (watch.parent / name).write_text(content, encoding="utf-8")
    second = build([watch], home=place)
    assert second.manifest.id != first.manifest.id
    assert place.open().manifest == second.manifest


def test_a_new_version_takes_the_place_of_the_old(place: Home, watch: Path) -> None:
    build([watch], home=place)
    watch.write_text(WATCH.replace("uro", "feber"), encoding="utf-8")
    watch.with_suffix(".toml").write_text('version = "2"\n', encoding="utf-8")
    made = build([watch], home=place)
    assert Store(made.store, read_only=True).graphs() == [document_iri("vakt", "2")]
    assert [norm.version for norm in open_library(made).all_norms("vakt")] == ["2"]
    assert document_iri("vakt", "1").encode() not in all_bytes(made.folder / "graph")


def test_nothing_is_left_of_a_removed_document(place: Home, watch: Path, transport: Path) -> None:
    both = build([watch, transport], home=place)
    assert b"polarsirkelen" in all_bytes(both.folder)
    made = build([watch], home=place)
    left = all_bytes(made.folder)
    assert b"polarsirkel" not in left
    assert b"transport" not in left
    store = Store(made.store, read_only=True)
    assert store.graphs() == [document_iri("vakt", "1")]
    assert "polarsirkel" not in store.dump("trig")
    index = json.loads((made.index / "index.json").read_text(encoding="utf-8"))
    assert [edition[:2] for edition in index["editions"]] == [["vakt", "1"]]
    engine = open_engine(place)
    assert engine.index.weight("polarsirkel") == engine.index.weight("ordsomaldristod")
    assert faiss.read_index(str(made.index / "vectors.faiss")).ntotal == index["norms"]
    answer = engine.ask("Hvem bestiller drosje til polarsirkelen?")
    assert not [c for c in (*answer.citations, *answer.near) if c.document != "vakt"]


def test_the_current_build_points_to_nothing_of_an_earlier_one(place: Home, watch: Path, transport: Path) -> None:
    earlier = build([transport], home=place)
    made = build([watch], home=place)
    assert made.folder != earlier.folder
    assert not [path for path in made.folder.rglob("*") if path.is_symlink()]


def test_old_builds_do_not_pile_up(place: Home, tmp_path: Path) -> None:
    for number in range(4):
        build([written(tmp_path, f"1. Vakt\n\n• Legen ringer {number} ganger.\n", "vakt.txt")], home=place)
    assert len(list((place.folder / "builds").iterdir())) <= 2


@pytest.mark.parametrize("missing", [True, False])
def test_one_document_that_cannot_be_used_stops_all(place: Home, watch: Path, tmp_path: Path, missing: bool) -> None:
    first = build([watch], home=place)
    bad = tmp_path / "borte.txt" if missing else written(tmp_path, "1. Bare en overskrift\n\n2. Og en til\n", "tom.txt")
    with pytest.raises(DocumentError, match=bad.name):
        build([watch, bad], home=place)
    assert place.open().manifest == first.manifest


def test_two_documents_with_one_id_are_refused(place: Home, watch: Path, tmp_path: Path) -> None:
    (tmp_path / "annen").mkdir()
    other = written(tmp_path / "annen", TRANSPORT, "vakt.txt")
    with pytest.raises(DocumentError, match="«vakt@1»"):
        build([watch, other], home=place)
    with pytest.raises(BuildError):
        place.open()


def test_the_stored_text_is_the_one_offsets_count_into(place: Home, tmp_path: Path) -> None:
    path = tmp_path / "vakt.txt"
    path.write_bytes("\ufeff1. Vakt\r\n\r\n• Legen skal ringe\r\n  vakten.\r\n".encode())
    made = build([path], home=place)
    (norm,) = open_library(made).all_norms("vakt")
    source = made.source("vakt")
    assert " ".join(source[norm.start : norm.end].split()) == norm.text == "Legen skal ringe vakten."
    assert "\r" not in source


def test_turtle_is_the_truth_and_the_same_in_two_builds(tmp_path: Path, watch: Path) -> None:
    """Two processes with other hash seeds write the same bytes, which hold the graph and no more."""
    written_by = {}
    for seed in ("1", "2"):
        folder = tmp_path / f"home{seed}"
        assert started("build", str(watch), home=folder, PYTHONHASHSEED=seed).status == 0
        written_by[seed] = Home(folder).open().turtle("vakt").read_bytes()
    assert written_by["1"] == written_by["2"]
    read = read_all(watch)
    assert set(Graph().parse(data=written_by["1"])) == set(graph_of(read.document, read.clauses, read.norms))


def test_the_store_holds_what_turtle_holds(place: Home, watch: Path, transport: Path) -> None:
    made = build([watch, transport], home=place)
    again = Store()
    for meta in made.manifest.documents:
        again.load(made.turtle(meta.id), document_iri(meta.id, meta.version))
    assert Store(made.store, read_only=True).dump("trig") == again.dump("trig")


def test_the_manifest_counts_what_was_read(home: Path) -> None:
    read = real(AGDER)
    manifest = Home(home).open().manifest
    assert (manifest.norms, manifest.clauses) == (len(read.norms), len(read.clauses))
    assert manifest.documents == (read.document.metadata,)


def test_documents_that_are_not_held_are_read_again(
    place: Home, watch: Path, transport: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = build([watch, transport], home=place)
    monkeypatch.setattr("qa.drafts.HELD", 1)
    read: list[str] = []

    def noted(path: Path, known: Metadata) -> tuple[Document, list[Clause]]:
        read.append(path.name)
        return document_of(path, known)

    for reads in ("qa.drafts", "qa.staging"):
        monkeypatch.setattr(f"{reads}.document_of", noted)
    other = build([watch, transport], home=Home(tmp_path / "other"))
    assert read == ["vakt.txt", "transport.txt", "transport.txt"]
    assert other.manifest.id == held.manifest.id
    assert [path.read_bytes() for path in map(other.turtle, ("vakt", "transport"))] == [
        path.read_bytes() for path in map(held.turtle, ("vakt", "transport"))
    ]


def test_a_document_that_changes_while_it_is_built_stops_all(
    place: Home, watch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.drafts.HELD", 0)

    def changing(what: str, done: int, total: int) -> None:
        if what.startswith("Trekker"):
            watch.write_text(TRANSPORT, encoding="utf-8")

    with pytest.raises(DocumentError, match=r"vakt\.txt ble endret"):
        build([watch], home=place, progress=changing)
    with pytest.raises(BuildError):
        place.open()

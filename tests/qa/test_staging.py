"""Documents made ready apart from a build: whole or not there, each once, and used by the next build."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ingest.norms import norms
from kg.errors import BuildError, DocumentError
from kg.home import Home
from kg.model import Clause, Document, Norm
from qa.build import build
from qa.collection import remove
from qa.encoder import encoder
from qa.program import code_hash
from qa.sources import source_of
from qa.staging import FOLDER, Staging, Task, digest_of, make_ready
from tests.support import written

WATCH = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n"
TRANSPORT = "1. Transport\n\n• Kommunen bestiller drosje til polarsirkelen.\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home" / FOLDER).mkdir(parents=True)
    return Home(tmp_path / "home")


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    return written(tmp_path, WATCH, "vakt.txt")


def task_of(path: Path) -> Task:
    source = source_of(path)
    return Task(source, digest_of(source), code_hash())


def put(home: Home, path: Path) -> Path:
    return home.folder / FOLDER / make_ready(task_of(path), home.folder / FOLDER)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []

    def noted(document: Document, clauses: list[Clause]) -> list[Norm]:
        read.append(document.id)
        return norms(document, clauses)

    for module in ("qa.drafts.norms", "qa.staging.norms"):
        monkeypatch.setattr(module, noted)
    return read


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.is_file()}


def test_a_document_that_is_ready_is_not_read_again(
    home: Home, watch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counted(monkeypatch)
    place = put(home, watch)
    before = place.stat().st_ino
    assert put(home, watch).stat().st_ino == before
    assert read == ["vakt"]
    monkeypatch.setattr(type(encoder()), "passages", None)
    made = build([watch], home=home)
    assert read == ["vakt"]
    assert not (home.folder / FOLDER).exists()
    monkeypatch.undo()
    alone = build([watch], home=Home(tmp_path / "alone"))
    for part in ("graph", "documents"):
        assert files(made.folder / part) == files(alone.folder / part)
    for name in ("vectors.faiss", "context.faiss"):
        assert (made.index / name).read_bytes() == (alone.index / name).read_bytes()


@pytest.mark.parametrize("name", ["manifest.json", "graph/vakt@1.ttl", "documents/vakt@1.txt", "index/passages.npy"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_what_is_damaged_is_made_ready_again(
    home: Home, watch: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: str
) -> None:
    read = counted(monkeypatch)
    path = put(home, watch) / name
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    assert Staging(home.folder / FOLDER).ready(task_of(watch)) is None
    assert put(home, watch) == path.parents[len(Path(name).parts) - 1]
    assert read == ["vakt", "vakt"]
    assert Staging(home.folder / FOLDER).ready(task_of(watch)) is not None


def test_what_another_process_put_in_place_first_stays(home: Home, watch: Path) -> None:
    from qa.staging import _put

    place = put(home, watch)
    late = home.folder / FOLDER / ".late"
    late.mkdir()
    before = files(place)
    _put(late, place)
    assert files(place) == before


def test_a_document_that_changes_meanwhile_is_told(home: Home, watch: Path) -> None:
    task = task_of(watch)
    watch.write_text(TRANSPORT, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"vakt\.txt ble endret"):
        make_ready(task, home.folder / FOLDER)
    assert not [*(home.folder / FOLDER).iterdir()]


def test_another_program_makes_nothing_ready(home: Home, watch: Path) -> None:
    source = source_of(watch)
    with pytest.raises(BuildError, match="annen utgave"):
        make_ready(Task(source, digest_of(source), "another"), home.folder / FOLDER)
    assert not [*(home.folder / FOLDER).iterdir()]


def test_a_folder_that_is_not_shared_is_told(home: Home, watch: Path) -> None:
    with pytest.raises(BuildError, match="disk som alle deler"):
        make_ready(task_of(watch), home.folder / "elsewhere")


def test_what_no_build_asks_for_goes_with_the_next_one(home: Home, watch: Path, tmp_path: Path) -> None:
    old = put(home, written(tmp_path, TRANSPORT, "transport.txt"))
    (home.folder / FOLDER / ".killed.0").mkdir()
    build([watch], home=home)
    assert not old.exists()
    assert not (home.folder / FOLDER).exists()


def test_nothing_is_left_of_a_document_that_is_removed(home: Home, watch: Path, tmp_path: Path) -> None:
    build([watch, written(tmp_path, TRANSPORT, "transport.txt")], home=home)
    (home.folder / FOLDER).mkdir()
    put(home, tmp_path / "transport.txt")
    remove(["transport"], home=home)
    left = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file() and "audit" not in path.name)
    assert b"polarsirkel" not in left
    assert b"transport" not in left


def test_vectors_are_those_of_the_passages(home: Home, watch: Path) -> None:
    task = task_of(watch)
    put(home, watch)
    staging = Staging(home.folder / FOLDER)
    ready = staging.ready(task)
    assert ready is not None
    reading = ready.reading("vakt@1", task.digest)
    assert reading is not None
    texts, vectors = staging.vectors(task, reading)
    assert texts == ["Legen skal ringe vakten ved uro.", "Vakt: Legen skal ringe vakten ved uro."]
    assert np.array_equal(vectors, encoder().passages(texts))
    assert os.listdir(home.folder / FOLDER) == [task.name]

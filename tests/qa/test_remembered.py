"""A passage is encoded once; what cannot be read is encoded again, and no fault of the file reaches a build."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.home import Home
from qa import remembered
from qa.build import build
from qa.collection import remove
from qa.encoder import Vectors, encoder
from qa.remembered import FILE, Remembering, keep_only, remembering
from tests.support import written

TEXTS = ["Legen skal ringe vakten.", "Vakten bør svare.", "Legen skal ringe vakten."]
WATCH = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
TRANSPORT = "1. Transport\n\n• Kommunen bestiller drosje til polarsirkelen.\n"


class Counting:
    """The encoder, and what it was asked for."""

    def __init__(self) -> None:
        self.name, self.dimension = encoder().name, encoder().dimension
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        return encoder().queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return encoder().passages(texts)


def through(home: Path, texts: Sequence[str] = TEXTS) -> list[str]:
    """Encode passages, check that they are the encoder's own, and return what it was asked for."""
    model = Counting()
    with remembering(model, home) as known:
        assert np.array_equal(known.passages(texts), encoder().passages(texts))
    return model.asked


def test_a_passage_is_encoded_once(tmp_path: Path) -> None:
    assert through(tmp_path) == TEXTS[:2]
    assert through(tmp_path) == []
    assert through(tmp_path, [*TEXTS, "Ny."]) == ["Ny."]
    assert Remembering(encoder()).passages([]).shape == (0, encoder().dimension)


def test_another_encoder_does_not_take_them_for_its_own(tmp_path: Path) -> None:
    through(tmp_path)
    other = Counting()
    other.name = "another"
    with remembering(other, tmp_path) as known:
        known.passages(TEXTS)
    assert other.asked == TEXTS[:2]


def test_the_words_are_not_in_the_file(tmp_path: Path) -> None:
    through(tmp_path)
    assert b"vakten" not in (tmp_path / FILE).read_bytes()


@settings(max_examples=40, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_a_damaged_file_costs_no_more_than_time(
    tmp_path_factory: pytest.TempPathFactory, place: float, bit: int, cut: bool
) -> None:
    home = tmp_path_factory.mktemp("home")
    through(home)
    content = bytearray((home / FILE).read_bytes())
    at = int(place * len(content))
    content[at] ^= 1 << bit
    (home / FILE).write_bytes(content[:at] if cut else content)
    through(home)
    through(home)


@pytest.mark.parametrize("what", ["a folder", "no database", "another table", "locked"])
def test_a_file_that_cannot_be_used_is_gone_without(tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / FILE
    monkeypatch.setattr(remembered, "_PATIENCE", 0.01)
    with closing(sqlite3.connect(tmp_path / "held" if what != "locked" else path)) as held:
        if what == "a folder":
            path.mkdir()
        elif what == "no database":
            path.write_bytes(b"Kari Nordmann" * 1000)
        elif what == "another table":
            with closing(sqlite3.connect(path)) as file:
                file.execute("CREATE TABLE vectors (a)")
        else:
            held.execute("CREATE TABLE x (y)")
            held.execute("BEGIN EXCLUSIVE")
        assert through(tmp_path) == TEXTS[:2]
    if what == "no database":
        assert through(tmp_path) == []


def test_of_too_many_those_used_longest_ago_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    for text in ("a", "b", "a", "c"):
        through(tmp_path, [text])
    assert through(tmp_path, ["a", "c"]) == []
    assert through(tmp_path, ["b"]) == ["b"]


def test_within_a_build_none_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 1)
    model = Counting()
    with remembering(model, tmp_path) as known:
        for _ in range(2):
            known.learn(TEXTS)
    assert model.asked == TEXTS[:2]


def test_only_what_is_named_is_kept(tmp_path: Path) -> None:
    through(tmp_path)
    gone = encoder().passages(["Vakten bør svare."]).tobytes()
    assert gone in (tmp_path / FILE).read_bytes()
    keep_only(tmp_path, ["Legen skal ringe vakten."], encoder=encoder().name)
    assert gone not in (tmp_path / FILE).read_bytes()
    assert through(tmp_path) == ["Vakten bør svare."]


def test_where_the_file_cannot_be_used_all_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"SQLite format 3\0" + os.urandom(5000))
    keep_only(tmp_path, ["Legen skal ringe vakten."], encoder=encoder().name)
    assert through(tmp_path) == TEXTS[:2]


def test_builds_of_other_documents_and_programs_encode_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, transport = written(tmp_path, WATCH, "vakt.txt"), written(tmp_path, TRANSPORT, "transport.txt")
    home = Home(tmp_path / "home")
    build([watch], home=home)
    first = (home.open().index / "vectors.faiss").read_bytes()
    build([transport], home=home)
    monkeypatch.setattr(type(encoder()), "passages", None)
    monkeypatch.setattr("qa.build.code_hash", lambda: "another program")
    made = build([watch], home=home)
    assert (made.index / "vectors.faiss").read_bytes() == first


def test_nothing_is_left_of_a_document_that_is_removed(tmp_path: Path) -> None:
    watch, transport = written(tmp_path, WATCH, "vakt.txt"), written(tmp_path, TRANSPORT, "transport.txt")
    home = Home(tmp_path / "home")
    build([watch, transport], home=home)
    gone = encoder().passages(["Kommunen bestiller drosje til polarsirkelen."]).tobytes()
    kept = encoder().passages(["Legen skal ringe vakten ved uro."]).tobytes()
    assert gone in (home.folder / FILE).read_bytes()
    remove(["transport"], home=home)
    assert gone not in (home.folder / FILE).read_bytes()
    assert kept in (home.folder / FILE).read_bytes()

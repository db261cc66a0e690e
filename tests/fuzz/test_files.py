"""Whatever happens to a stored file: each command ends with what it is for, or with one line that says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from kg import access
from kg.errors import AnsvarError
from kg.home import Home
from qa.answers import Answer, Status
from qa.build import build
from qa.collection import add
from qa.curation import correct
from qa.feedback import Verdict, keep
from qa.intake import look_at
from server.settings import intake
from tests.fuzz.test_questions import FIXED
from tests.fuzz.texts import texts
from tests.support import ROOT, ansvar, written

TEXT = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
COMMANDS = (
    ("info",), ("list",), ("norms",), ("validate",), ("review", "list"), ("ask", "Hvem skal ringe vakten?"),
    ("export",), ("overlaps", "--jsonl"),
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all that a home can hold: two builds, a collection, a correction, feedback; never write to it."""
    folder = tmp_path_factory.mktemp("whole")
    home = Home(folder / "home")
    build([written(folder, TEXT, "vakt.txt")], home=home)
    add(look_at(written(folder, TEXT.replace("uro", "feber"), "feber.txt"), home=home), home=home)
    correct("vakt", "sec_1__point_1__norm_1", {}, reviewer="Kari", reason="Sett på", home=home)
    keep(Answer("Hvem ringer?", Status.ANSWERED, "Legen."), Verdict.RIGHT, "Ja", folder=home.folder)
    return home.folder


def _collection() -> None:
    from views import collection

    collection.page()


def _feedback() -> None:
    from views import feedback

    feedback.page()


def _sources() -> None:
    from views import sources

    sources.page()


def _overlaps() -> None:
    from views import overlaps

    overlaps.page()


def _roles() -> None:
    from views import roles

    roles.page()


PAGES = (_collection, _feedback, _sources, _overlaps, _roles)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts(30) | st.just("../../etc/passwd"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(10), inner, max_size=3),
    max_leaves=5,
)
Harm = Callable[[Path], None]


def turned(at: int, bits: int) -> Harm:
    def harm(path: Path) -> None:
        data = bytearray(path.read_bytes())
        if data:
            data[at % len(data)] ^= bits
        path.write_bytes(data)

    return harm


def put_in(at: int, more: bytes) -> Harm:
    def harm(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: at % (len(data) + 1)] + more + data[at % (len(data) + 1) :])

    return harm


def cut(at: int) -> Harm:
    return lambda path: path.write_bytes(path.read_bytes()[: at % (path.stat().st_size + 1)]) and None


def whole_file(content: bytes) -> Harm:
    return lambda path: path.write_bytes(content) and None


def as_json(choice: int, value: object) -> Harm:
    """Put another value at some place of a file of JSON, or of a line of one; elsewhere, in place of the file."""

    def harm(path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            records = (
                [json.loads(line) for line in lines] if path.suffix == ".jsonl" else [json.loads("\n".join(lines))]
            )
        except ValueError:
            path.write_text(json.dumps(value), encoding="utf-8")
            return
        places = [place for record in records for place in _places(record)]
        if places:
            holder, key = places[choice % len(places)]
            holder[key] = value
        path.write_text("\n".join(json.dumps(record) for record in records) + "\n", encoding="utf-8")

    return harm


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def folder_in_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


harms = (
    st.builds(turned, st.integers(0, 10**6), st.integers(1, 255))
    | st.builds(put_in, st.integers(0, 10**6), st.binary(max_size=20) | texts(20).map(str.encode))
    | st.builds(cut, st.integers(0, 10**6))
    | st.builds(whole_file, st.binary(max_size=50) | st.just(b"") | st.just(b"[" * 100_000) | st.just(b"\x00" * 100))
    | st.builds(as_json, st.integers(0, 10**6), values)
    | st.sampled_from([folder_in_place, loop, Path.unlink])
)


def usual(path: Path) -> bool:
    """Whether a file is tried as often as others: those of the store and the index are many."""
    return not {"store", "index"} & set(path.parts)


def harmed(home: Path, data: st.DataObject) -> None:
    """Do harm to one or two files of a home."""
    files = sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file() and not path.is_symlink())
    often = [path for path in files if usual(path)]
    for _ in range(data.draw(st.integers(1, 2))):
        name = data.draw(st.sampled_from(often) | st.sampled_from(files))
        if (home / name).is_file() and not (home / name).is_symlink():
            data.draw(harms)(home / name)


@settings(FIXED, max_examples=60)
@given(data=st.data())
def test_any_harm_to_any_file(
    whole: Path, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    home = tmp_path_factory.mktemp("harmed") / "home"
    shutil.copytree(whole, home, symlinks=True)
    harmed(home, data)
    monkeypatch.setenv("ANSVAR_HOME", str(home))
    for words in data.draw(st.permutations(COMMANDS))[:4]:
        ran = ansvar(capsys, monkeypatch, *words)
        assert ran.status in (0, 1, 2), (words, ran.err)
        assert "Traceback" not in ran.err
        if ran.status == 2:
            assert ran.err.splitlines()[-1].startswith("Feil: "), (words, ran.err)
    shutil.rmtree(home)


@settings(FIXED, max_examples=30)
@given(data=st.data())
def test_any_harm_to_any_file_on_the_pages(
    whole: Path, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page says what is wrong in its own words; Streamlit's box for faults of the program is never there."""
    home = tmp_path_factory.mktemp("seen") / "home"
    shutil.copytree(whole, home, symlinks=True)
    harmed(home, data)
    monkeypatch.setenv("ANSVAR_HOME", str(home))
    page = data.draw(st.sampled_from(PAGES))
    for at in (AppTest.from_function(page, default_timeout=120), AppTest.from_file(str(ROOT / "app.py"))):
        at.default_timeout = 120
        assert not at.run().exception
    shutil.rmtree(home)


@settings(FIXED, max_examples=150)
@given(st.dictionaries(
    st.sampled_from(["ANSVAR_RATE", "ANSVAR_BODY", "ANSVAR_LOGIN", "ANSVAR_LOGIN_CLAIM", "ANSVAR_LOGIN_READER",
                     "ANSVAR_LOGIN_COMMITTEE"]),
    texts(30) | st.sampled_from(["on", "off", "0", "60", "-1", "1e3", "*", ",", "٣", "9" * 400]),
))  # fmt: skip
def test_any_setting(environment: dict[str, str]) -> None:
    """A setting is what it can be, or nothing starts."""
    for read in (intake, access.settings):
        try:
            read(environment)
        except AnsvarError as error:
            assert "ANSVAR_" in str(error)

"""``ansvar compare``: two guidelines side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ansvar

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A short guideline in a file."""
    text = "1. Epikrise\n\n• Overlegen bør sende epikrisen elektronisk samme dag.\n• Portøren skal hente pasienten.\n"
    path = tmp_path / "liten.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_built_guideline_and_a_file_are_set_side_by_side(small: str, home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "compare", "agder-2024", small)
    assert ran.status == 0
    assert "agder-2024 og liten side om side" in ran.out
    assert "Bare i agder-2024 (fant ikke noe tilsvarende i liten):" in ran.out
    assert "Overlegen bør sende epikrisen" in ran.out


def test_lines_name_the_theme_and_what_differs(small: str, home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "compare", "agder-2024", small, "--jsonl", "--theme", "epikrise")
    pairs = [record for record in ran.records if record["a"] and record["b"]]
    assert pairs
    assert {record["theme"] for record in ran.records} == {"epikrise"}
    assert all(record["sentence"] for record in pairs)


def test_an_edition_and_itself_agree(home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "compare", "agder-2024", "agder-2024@2024", "--jsonl")
    pairs = [record for record in ran.records if record["a"] and record["b"]]
    assert len(pairs) > 90
    assert not [record for record in pairs if record["apart"]]


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_it_is_written_as_the_file_is_called(
    ending: str, small: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
):
    path = tmp_path / f"ut.{ending}"
    ran = ansvar(capsys, monkeypatch, "compare", "agder-2024", small, "-o", str(path))
    assert ran.status == 0
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["agder-2024", "fjordane"], "Ukjent dokument «fjordane»"),
        (["agder-2024", "agder-2024", "--theme", "romskip"], "Fant ikke temaet «romskip»"),
        (["agder-2024", "agder-2024", "-o", "ut.ttl"], "ikke «.ttl»"),
        (["agder-2024", "agder-2024", "-o", "ut.html", "--jsonl"], "Ta bort --output"),
    ],
)
def test_what_is_wrong_is_one_line(words: list[str], said: str, home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "compare", *words)
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1

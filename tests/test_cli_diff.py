"""``ansvar diff``: between editions in the build and documents in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.home import Home
from tests.support import AGDER, GOLD, ansvar, started

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
NEW = str(GOLD / "agder-2025.txt")


def test_a_build_and_a_file_are_compared_without_touching_the_build(home: Path, capsys: Capture, monkeypatch: Patch):
    before = Home().open().manifest.id, sorted(path.name for path in (home / "builds").iterdir())
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", NEW)
    assert ran.status == 0
    assert "20 endringer i ansvar, 3 bare i ordlyd eller opplysninger." in ran.out
    assert "«bør» er blitt «skal»" in ran.out
    assert "[-03739-]" in ran.out
    assert "{+03838+}" in ran.out
    assert before == (Home().open().manifest.id, sorted(path.name for path in (home / "builds").iterdir()))


def test_lines_are_one_record_a_change_and_a_match(home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024@2024", NEW, "--jsonl")
    changes = [record for record in ran.records if "kind" in record]
    assert len(changes) == 23
    assert {"new", "dropped", "bearer", "modality", "deadline"} <= {record["kind"] for record in changes}
    assert all(record["sentence"] for record in changes)
    assert len(ran.records) - len(changes) > 100


def test_the_changes_of_a_role_come_own_first(home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", NEW, "--role", "fastlege")
    own, _, others = ran.out.partition("DET DU KAN VENTE AV ANDRE")
    assert "DITT ANSVAR" in own
    assert "dokumenterer møtene" in own
    assert "skal ringe fastlegen" in others


@pytest.mark.parametrize("ending", ["html", "xlsx", "ttl", "txt"])
def test_it_is_written_as_the_file_is_called(
    ending: str, home: Path, capsys: Capture, monkeypatch: Patch, tmp_path: Path
):
    path = tmp_path / f"ut.{ending}"
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", NEW, "-o", str(path))
    assert ran.status == 0
    assert path.stat().st_size > 1000


def test_turtle_can_go_to_standard_output(home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", NEW, "--format", "ttl")
    assert ran.out.startswith("@prefix ansvar:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["agder-2024", "agder-1999"], "Ukjent dokument «agder-1999»"),
        (["agder-2024", "agder-2024@1999"], "Ukjent utgave «agder-2024@1999»"),
        (["agder-2024", "finnes-ikke.txt"], "finnes-ikke.txt"),
        (["agder-2024", NEW, "--role", "astronaut"], "Fant ingen rolle «astronaut»"),
        (["agder-2024", NEW, "-o", "ut.pdf"], "Vet ikke hvordan «ut.pdf» skal skrives"),
        (["agder-2024", NEW, "-o", "ut.html", "--jsonl"], "Ta bort --output"),
        (["agder-2024", NEW, "--format", "xlsx"], "Oppgi den med --output"),
        (["agder-2024", NEW, "-o", "/finnes/ikke/ut.html"], "Kan ikke skrive"),
    ],
)
def test_what_is_wrong_is_one_line(words: list[str], said: str, home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "diff", *words)
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_two_unrelated_guidelines_were_compared_without_a_word(home: Path, capsys: Capture, monkeypatch: Patch):
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", str(GOLD / "fjordane.txt"))
    assert ran.status == 2
    assert "ser ikke ut som to utgaver av samme dokument; bruk ansvar compare." in ran.err
    assert ran.out == ""


def test_what_is_called_two_editions_is_compared_all_the_same_with_a_warning(
    tmp_path: Path, capsys: Capture, monkeypatch: Patch
):
    for version, path in (("1", AGDER), ("2", GOLD / "fjordane.txt")):
        (tmp_path / f"{version}.txt").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / f"{version}.toml").write_text(f'id = "vakt"\nversion = "{version}"\n', encoding="utf-8")
    ran = ansvar(capsys, monkeypatch, "diff", str(tmp_path / "1.txt"), str(tmp_path / "2.txt"))
    assert ran.status == 0
    assert ran.err.count("ser ikke ut som to utgaver") == 1
    assert "endringer i ansvar" in ran.out


def test_the_help_named_too_few_endings(capsys: Capture, monkeypatch: Patch):
    said = " ".join(ansvar(capsys, monkeypatch, "diff", "--help").out.split())
    assert ".txt (tekst), .html (til utskrift), .xlsx (regneark) eller .ttl (RDF)" in said
    said = " ".join(ansvar(capsys, monkeypatch, "compare", "--help").out.split())
    assert "denne endingen: .html (til utskrift) eller .xlsx (regneark)." in said


def test_one_change_was_called_1_endringer(tmp_path: Path, capsys: Capture, monkeypatch: Patch):
    files = []
    for days in ("ti", "fem"):
        path = tmp_path / f"{days}.txt"
        path.write_text(f"1. Vakt\n\n• Fastlegen skal sende epikrisen innen {days} dager.\n", encoding="utf-8")
        files.append(str(path))
    ran = ansvar(capsys, monkeypatch, "diff", *files)
    assert "1 endring i ansvar" in ran.out
    ran = ansvar(capsys, monkeypatch, "diff", *files, "-o", str(tmp_path / "ut.html"))
    assert ran.err.startswith("Skrev 1 endring til ")
    assert "<p>1 endring i hvem som skal gjøre hva" in (tmp_path / "ut.html").read_text(encoding="utf-8")


def test_turtle_across_two_documents_is_one_line(tmp_path: Path, home: Path, capsys: Capture, monkeypatch: Patch):
    copied = tmp_path / "ny.txt"
    copied.write_text(Path(NEW).read_text(encoding="utf-8"), encoding="utf-8")
    ran = ansvar(capsys, monkeypatch, "diff", "agder-2024", str(copied), "-o", str(tmp_path / "ut.ttl"))
    assert ran.status == 2
    assert "agder-2024 og ny er to dokumenter" in ran.err
    assert not (tmp_path / "ut.ttl").exists()


def test_two_files_need_no_build(tmp_path: Path):
    ran = started("diff", str(AGDER), NEW, "--jsonl", home=tmp_path / "none")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out.splitlines()[0])["id"]
    assert not (tmp_path / "none").exists()

"""The audit log: a line for each change, on disk before it, and never a word of a user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.audit import FILE, Event, log_start, record
from kg.errors import ReviewError
from kg.home import Home
from kg.library import open_library
from qa.build import build
from qa.curation import correct, withdraw
from tests.support import ROOT, ansvar, home_over, started, written

TEXT = "1. Epikrise\n1.1 Sykehuslegen skal sende epikrise til fastlegen.\n1.2 Fastlegen bør svare på henvendelser.\n"
WORD = "hemmeligord"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_text(encoding="utf-8").splitlines()]


def test_builds_and_reviews_are_logged_with_ids_and_without_words(ansvar_home: Path, tmp_path: Path) -> None:
    home = Home(ansvar_home)
    made = build([written(tmp_path, TEXT)], home=home)
    norm = open_library(made).all_norms("egen")[0]
    kept = correct("egen", norm.id, {}, reviewer="Kari", reason=WORD, home=home)
    withdraw(kept.reviews[0].id, reviewer="Kari", reason=WORD, home=home)
    found = lines(ansvar_home)
    assert [line["what"] for line in found] == ["build", "review", "build", "review", "build"]
    assert found[0]["build"] == made.manifest.id
    assert found[0]["documents"] == ["egen@1"]
    assert found[1]["reviews"] == [kept.reviews[0].id]
    assert {line["who"] for line in found} == {found[0]["who"]}
    assert found[0]["who"].startswith("os:")
    assert [line["time"] for line in found] == sorted(line["time"] for line in found)
    text = (ansvar_home / FILE).read_text()
    assert WORD not in text
    assert "epikrise" not in text
    assert os.stat(ansvar_home / FILE).st_mode & 0o077 == 0


def test_what_cannot_be_logged_is_not_done(ansvar_home: Path, tmp_path: Path) -> None:
    home = Home(ansvar_home)
    norm = open_library(build([written(tmp_path, TEXT)], home=home)).all_norms("egen")[0]
    (ansvar_home / FILE).unlink()
    (ansvar_home / FILE).mkdir()
    with pytest.raises(ReviewError, match="Ingenting ble lagret"):
        correct("egen", norm.id, {}, reviewer="Kari", reason="stemmer", home=home)
    assert not (ansvar_home / "reviews.nq").exists()


def test_questions_are_in_no_line(home: Path, tmp_path: Path) -> None:
    home_over(home, tmp_path)
    assert started("ask", f"Hvem sender {WORD} til fastlegen?", home=tmp_path).status == 0
    assert not (tmp_path / FILE).exists() or WORD not in (tmp_path / FILE).read_text()


def test_a_start_is_logged_with_its_settings_but_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSVAR_STORE", "https://kari:passord@graf.example.no:7200/sparql?key=nokkel")
    monkeypatch.setenv("ANSVAR_SOME_TOKEN", "nokkel")
    monkeypatch.setenv("ANSVAR_LOGIN", "on")
    log_start("page", tmp_path)
    log_start("page", tmp_path)
    (line,) = lines(tmp_path)
    assert (line["what"], line["program"]) == ("start", "page")
    assert line["settings"]["ANSVAR_STORE"] == "https://graf.example.no:7200/sparql"
    assert line["settings"]["ANSVAR_LOGIN"] == "on"
    assert "passord" not in json.dumps(line)
    assert "nokkel" not in json.dumps(line)


def test_a_program_starts_without_a_log_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).mkdir()
    log_start("page", tmp_path)
    assert "Advarsel" in capsys.readouterr().err
    log_start("page", tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


def test_writers_at_the_same_time_lose_no_line(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kg.audit import Event, record\n"
        "for n in range(25): record(Event.BUILD, Path(sys.argv[1]), build=sys.argv[2] + str(n))"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name], cwd=ROOT, env=dict(os.environ))
        for name in "abc"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert {line["build"] for line in lines(tmp_path)} == {f"{name}{n}" for name in "abc" for n in range(25)}


def test_a_line_cut_off_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"time": "2024')
    record(Event.BUILD, tmp_path, build="x")
    assert json.loads((tmp_path / FILE).read_text().splitlines()[1])["build"] == "x"


def test_info_names_the_file(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(home / FILE) in ansvar(capsys, monkeypatch, "info").out

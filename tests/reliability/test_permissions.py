"""Folders and files that may not be read or written: one line, never a traceback, and what can be served is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.home import Home
from tests.reliability.conftest import NEXT
from tests.support import ROOT, SECONDS, Ran, written

QUESTION = "Hvem skal ringe vakten?"
# Root may read and write all: as a user without that right, for whom the files' modes count.
PLAIN = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
pytestmark = pytest.mark.skipif(bool(PLAIN) and not shutil.which("setpriv"), reason="setpriv (util-linux) is missing")


def as_user(home: Home, *words: str) -> Ran:
    """Run a command as a user for whom modes count."""
    done = subprocess.run(
        [*PLAIN, sys.executable, "-c", "import cli; cli.main()", *words],
        cwd=ROOT,
        env={**os.environ, "ANSVAR_HOME": str(home.folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def writable_again(twice: Home) -> Iterator[None]:
    """Give the folders back, so that they can be removed."""
    yield
    for folder in (twice.folder, *(path for path in twice.folder.glob("builds/*") if path.is_dir())):
        folder.chmod(0o700)


def assert_one_line(ran: Ran, *parts: str) -> None:
    assert ran.status == 2
    assert ran.err.startswith("Feil: ")
    assert ran.err.count("\n") == 1
    for part in parts:
        assert part in ran.err


def test_a_home_that_may_only_be_read_is_served_and_not_built_into(twice: Home, tmp_path: Path) -> None:
    for folder in (twice.folder, twice.folder / "builds"):
        folder.chmod(0o500)
    asked = as_user(twice, "ask", QUESTION)
    assert (asked.status, asked.err) == (0, "")
    assert "Legen" in asked.out
    assert_one_line(as_user(twice, "build", str(written(tmp_path, NEXT, "transport.txt"))), "Permission denied")
    (twice.folder / "builds").chmod(0o700)


def test_a_home_that_may_not_be_looked_into_is_said_so(twice: Home) -> None:
    twice.folder.chmod(0)
    assert_one_line(as_user(twice, "ask", QUESTION), str(twice.folder), "Rett tilgangen")


def test_a_build_that_may_not_be_read_is_stood_in_for_where_it_is_known_what_it_was(twice: Home) -> None:
    path = twice.current / "index" / "index.json"
    path.chmod(0)
    asked = as_user(twice, "ask", QUESTION)
    assert asked.status == 0
    assert asked.err.startswith("Advarsel: ")
    assert "index/index.json kan ikke leses" in asked.err
    twice.current.resolve().chmod(0)
    assert_one_line(as_user(twice, "ask", QUESTION), "kan ikke leses", "Rett tilgangen")


@pytest.mark.parametrize("name", ["reviews.nq", "feedback.jsonl", "assessments.jsonl"])
def test_what_people_said_is_never_taken_for_nothing_where_it_may_not_be_read(twice: Home, name: str) -> None:
    (twice.folder / name).touch()
    (twice.folder / name).chmod(0)
    assert_one_line(as_user(twice, "info"), f"Kan ikke lese {twice.folder / name}", "Rett tilgangen")

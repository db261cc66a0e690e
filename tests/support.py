"""What several test files need: the real documents as read, small texts of one's own, and the command line."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import cli
from ingest.metadata import read_metadata
from ingest.norms import norms
from ingest.readers import read
from ingest.segments import segments
from kg.home import Home
from kg.model import Clause, Document, Norm
from qa.build import build
from qa.engine import Engine
from qa.opening import open_engine
from qa.remembered import FILE

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"
AGDER = ROOT / "data" / "guidelines" / "agder-2024.txt"
FJORDANE = GOLD / "fjordane.txt"
# Far above what any command takes: a command that hangs fails with its output.
SECONDS = 300


@dataclass(frozen=True)
class Read:
    """A document with all that is read from it."""

    document: Document
    clauses: list[Clause]
    norms: list[Norm]

    def clause(self, text: str) -> Clause:
        """Return the one clause with these words."""
        (found,) = (clause for clause in self.clauses if text in clause.text)
        return found

    def norm(self, text: str) -> Norm:
        """Return the one norm with these words."""
        (found,) = (norm for norm in self.norms if text in norm.text)
        return found


def read_all(path: Path) -> Read:
    """Read a document as the build does."""
    reading = read(path)
    document = Document(read_metadata(path), reading.text)
    clauses = segments(reading)
    return Read(document, clauses, norms(document, clauses))


@cache
def real(path: Path) -> Read:
    """Read one of the real documents, once a run."""
    return read_all(path)


def written(folder: Path, text: str, name: str = "egen.txt") -> Path:
    """Write a text of one's own."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def over(folder: Path, text: str) -> Engine:
    """Build a small guideline of one's own and open it."""
    home = Home(folder / "home")
    build([written(folder, text)], home=home)
    return open_engine(home)


def lend_vectors(of: Path, to: Path) -> None:
    """Give a home a copy of the vectors that another remembers, whoever writes to those meanwhile."""
    lender = f"file:{of / FILE}?mode=ro"
    with closing(sqlite3.connect(lender, uri=True)) as lent, closing(sqlite3.connect(to / FILE)) as copy:
        lent.backup(copy)


def home_over(home: Path, folder: Path) -> Path:
    """Make a folder a home of its own over the current build of another, and return it."""
    folder.mkdir(exist_ok=True)
    (folder / "current").symlink_to((home / "current").resolve())
    lend_vectors(home, folder)
    return folder


def edition(folder: Path, version: str, valid_from: str, text: str, name: str = "rutine") -> Path:
    """Write an edition of a short guideline, with its metadata beside it."""
    path = written(folder, text, f"{name}-{version}.txt")
    dated = f'valid_from = "{valid_from}"\n' if valid_from else ""
    facts = f'id = "{name}"\ntitle = "{name.capitalize()}"\nversion = "{version}"\n{dated}'
    path.with_suffix(".toml").write_text(facts, encoding="utf-8")
    return path


def two_editions(folder: Path) -> list[Path]:
    """Write two editions of one guideline: 1, of 2022, where the GP writes sick notes and rings, and 2, in force."""
    return [
        edition(
            folder,
            "1",
            "2022-01-01",
            "1. Sykmelding\n\n• Fastlegen skal skrive sykmelding etter operasjon.\n• Fastlegen skal ringe pasienten.\n",
        ),
        edition(folder, "2", "2024-06-01", "1. Sykmelding\n\n• Sykehuslegen skal skrive sykmelding etter operasjon.\n"),
    ]


def revision(folder: Path) -> list[Path]:
    """Write two editions of one guideline between which a deadline, a bearer and a telephone number change."""
    said = (("2023", "7 dager", "Fastlegen", "03738"), ("2024", "1 dag", "Sykehuslegen", "03739"))
    return [
        edition(
            folder,
            version,
            f"{version}-01-01",
            f"1. Epikrise\n\n• Sykehuslegen skal sende epikrisen til fastlegen innen {deadline}.\n"
            "• Fastlegen skal lese epikrisen.\n\n"
            f"2. Sykmelding\n\n• {bearer} skal skrive sykmelding etter operasjon.\n\n"
            f"3. Telefon\n\n• Fastlegen kan ringe avdelingen på telefon {telephone}.\n",
            "plan",
        )
        for version, deadline, bearer, telephone in said
    ]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, object]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def ansvar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str, stdin: str = "") -> Ran:
    """Run a command of the program in this process, through its own entry point."""
    monkeypatch.setattr(sys, "argv", ["ansvar", *words])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
    capsys.readouterr()
    try:
        cli.main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    out, err = capsys.readouterr()
    return Ran(status, out, err)


def started(
    *words: str, home: Path | None = None, stdin: str = "", script: str = "import cli; cli.main()", **env: str
) -> Ran:
    """Run a command of the program, or a script, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env={**os.environ, **({"ANSVAR_HOME": str(home)} if home else {}), **env},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def gold(name: str) -> list[dict[str, object]]:
    """Return the records of a gold file."""
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def collapsed_at(source: str, place: Sequence[int]) -> str:
    """Return the words of the source at (start, end), white space collapsed."""
    return " ".join(source[place[0] : place[1]].split())

"""A guideline written out by well-known tools gives, through each reader, what its text gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.segments import segments
from kg.model import Norm
from tests.documents.guidelines import GUIDELINES, agreement, as_docx, as_html, as_markdown, parts, read_norms, whole
from tests.support import ROOT

LEAST = 0.97
STORED = sorted(p for folder in ("pandoc", "libreoffice") for p in (ROOT / "tests/documents" / folder).iterdir())
# Of these all norms are read; of the others the clauses, on which the norms depend.
READ_WHOLE = ("agder-2024", "nordvik")


@cache
def norms_of_text(name: str) -> list[Norm]:
    return read_norms(GUIDELINES[name])


def clauses(path: Path) -> list[tuple[object, ...]]:
    """Return what the norms of a document hang on: its clauses, their place and what stands above them."""
    reading = read(path)
    found = segments(reading)
    words = {clause.id: whole(clause.text) for clause in found}
    return [(c.kind, words[c.id], c.section, words.get(c.parent or "", "")) for c in found]


def made(name: str, suffix: str, folder: Path) -> Path:
    """Write a guideline out as people write that format."""
    pieces = parts(GUIDELINES[name])
    raw = {
        "docx": lambda: as_docx(pieces),
        "html": lambda: as_html(pieces, name).encode(),
        "md": lambda: as_markdown(pieces).encode(),
    }[suffix]()
    path = folder / f"{name}.{suffix}"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("suffix", ["docx", "html", "md"])
@pytest.mark.parametrize("name", READ_WHOLE)
def test_a_guideline_written_out_gives_the_norms_of_its_text(name: str, suffix: str, tmp_path: Path) -> None:
    assert agreement(norms_of_text(name), read_norms(made(name, suffix, tmp_path))) >= LEAST


@pytest.mark.parametrize("path", [p for p in STORED if p.stem in READ_WHOLE], ids=lambda p: f"{p.parent.name}-{p.name}")
def test_what_pandoc_and_libreoffice_wrote_gives_the_norms_of_the_text(path: Path) -> None:
    assert agreement(norms_of_text(path.stem), read_norms(path)) >= LEAST


@pytest.mark.parametrize("suffix", ["docx", "html", "md"])
@pytest.mark.parametrize("name", [name for name in GUIDELINES if name not in READ_WHOLE])
def test_a_guideline_written_out_has_the_clauses_of_its_text(name: str, suffix: str, tmp_path: Path) -> None:
    assert agreement(clauses(GUIDELINES[name]), clauses(made(name, suffix, tmp_path)), key=lambda c: c) >= LEAST


@pytest.mark.parametrize(
    "path", [p for p in STORED if p.stem not in READ_WHOLE], ids=lambda p: f"{p.parent.name}-{p.name}"
)
def test_what_pandoc_and_libreoffice_wrote_has_the_clauses_of_the_text(path: Path) -> None:
    assert agreement(clauses(GUIDELINES[path.stem]), clauses(path), key=lambda c: c) >= LEAST


def test_no_guideline_was_forgotten() -> None:
    assert {p.stem for p in STORED} == set(GUIDELINES)
    assert len(STORED) == 5 * len(GUIDELINES)


def test_the_agreement_tells_other_norms_apart() -> None:
    one, other = norms_of_text("agder-2024"), norms_of_text("nordvik")
    assert agreement(one, other) < 0.1
    assert agreement(one, one[: len(one) // 2]) == pytest.approx(0.5, abs=0.01)

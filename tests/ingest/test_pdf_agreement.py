"""A guideline printed by well-known programs gives, through the reader of PDF, the norms of its text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.readers import read
from kg.model import Norm
from tests.documents.guidelines import GUIDELINES, agreement, parts, read_norms
from tests.documents.printing import TABLE_ROWS, as_pdf
from tests.support import AGDER, ROOT

LEAST = 0.97
PRINTED = sorted((ROOT / "tests" / "documents" / "pdf").glob("*.pdf"))
NOTES = ("Anbefalinger for samarbeid", "Side ", "Gyldig fra")


@cache
def norms_of_text(name: str) -> list[Norm]:
    return read_norms(GUIDELINES[name])


@pytest.mark.parametrize("path", [p for p in PRINTED if "table" not in p.stem], ids=lambda p: p.stem)
def test_what_libreoffice_printed_gives_the_norms_of_the_text(path: Path) -> None:
    assert agreement(norms_of_text(path.stem.rpartition("-")[0]), read_norms(path)) >= LEAST


def test_second_editions_are_not_printed_as_guidelines_of_their_own() -> None:
    assert len(GUIDELINES) == 7
    assert {path.stem.rpartition("-")[0] for path in PRINTED} <= set(GUIDELINES)
    assert not [name for name, path in GUIDELINES.items() if path.with_suffix(".changes.jsonl").exists()]


def test_rows_of_a_printed_table_give_the_norms_of_the_same_rows_typed(tmp_path: Path) -> None:
    typed = tmp_path / AGDER.name
    rows = "".join(f"• {row}\n" for row in TABLE_ROWS)
    typed.write_text(AGDER.read_text(encoding="utf-8").rstrip() + "\n\n" + rows, encoding="utf-8")
    printed = ROOT / "tests" / "documents" / "pdf" / "agder-2024-table.pdf"
    assert agreement(read_norms(typed), read_norms(printed)) >= LEAST
    assert all(row in read(printed).text for row in TABLE_ROWS)


@pytest.mark.parametrize("name", GUIDELINES)
def test_two_columns_with_parted_words_give_the_norms_of_the_text(name: str, tmp_path: Path) -> None:
    path = as_pdf(parts(GUIDELINES[name]), tmp_path / f"{name}.pdf", title=NOTES[0], columns=2, hyphens=True)
    assert agreement(norms_of_text(name), read_norms(path)) >= LEAST


@pytest.mark.parametrize("name", ["agder-2024", "nordvik"])
def test_justified_pages_give_the_norms_of_the_text(name: str, tmp_path: Path) -> None:
    path = as_pdf(parts(GUIDELINES[name]), tmp_path / f"{name}.pdf", title=NOTES[0], justify=True)
    assert agreement(norms_of_text(name), read_norms(path)) >= LEAST
    reading = read(path)
    assert not any(note in reading.text for note in NOTES)
    assert [block.page for block in reading.blocks] == sorted(block.page or 0 for block in reading.blocks)
    assert (reading.blocks[-1].page or 0) > 3

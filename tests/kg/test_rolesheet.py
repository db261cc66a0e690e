"""The page of a role, read back: one A4 page that holds every clause's number, whatever the role."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from kg.model import Metadata
from kg.roles.duties import Standing, standing
from kg.roles.sheet import SIZES, Sheet, role_sheet
from tests.kg.libraries import library_of, real_library
from tests.support import AGDER, GOLD, read_all, real, written

NORDVIK = GOLD / "nordvik.txt"
DAY = date(2026, 11, 25)
A4 = (595.28, 841.89)


def met(path: Path, role: str) -> Standing:
    return standing(real_library(path), [real(path).document.id], role)


def text_of(sheet: Sheet) -> str:
    """Return the words of the only page, blanks as one."""
    (page,) = PdfReader(io.BytesIO(sheet.pdf)).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=1)
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


@pytest.mark.parametrize("path", [AGDER, NORDVIK], ids=lambda path: path.stem)
@pytest.mark.parametrize("role", ["fastlege", "sykehuslege", "lis", "avtalespesialist", "kommune"])
def test_all_duties_stand_on_one_page_with_their_clauses(path: Path, role: str) -> None:
    found = met(path, role)
    sheet = role_sheet(found, real(path).document.metadata, day=DAY)
    assert sheet.left_out == 0
    text = text_of(sheet)
    for duty in found.duties:
        assert duty.place in text
        assert " ".join(duty.norm.text.split()[:3]) in text
    for stage in {duty.stage for duty in found.duties}:
        assert stage.name in text


def test_the_page_says_whose_it_is_and_of_when() -> None:
    text = text_of(role_sheet(met(AGDER, "fastlege"), real(AGDER).document.metadata, day=DAY))
    assert text.startswith("Fastlege: dette er ditt ansvar Anbefalinger for samarbeid")
    assert "versjon 2024" in text
    assert "skrevet ut 25.11.2026" in text
    assert "38 skal" in text


def test_norwegian_letters_and_signs_are_letters_and_signs() -> None:
    text = text_of(role_sheet(met(AGDER, "sykehuslege"), real(AGDER).document.metadata, day=DAY))
    for part in ("«Fra dato»", "– om nødvendig", "på", "Å gi resept"):
        assert part in text
    assert "(> 8 uker)" in text_of(role_sheet(met(AGDER, "fastlege"), real(AGDER).document.metadata, day=DAY))


def test_the_same_day_gives_the_same_page() -> None:
    sheets = [role_sheet(met(AGDER, "fastlege"), real(AGDER).document.metadata, day=DAY) for _ in range(2)]
    assert text_of(sheets[0]) == text_of(sheets[1])
    assert sheets[0].size == sheets[1].size == max(size for size in SIZES if size <= sheets[0].size)


def long_guideline(folder: Path, points: int, words: int) -> Standing:
    """Return the duties of a GP in a guideline with many long points."""
    tail = " ".join(["grundig"] * words)
    lines = "\n".join(
        f"• Fastlegen {'kan' if n % 4 else 'skal'} sende henvisning nummer {n} {tail} ferdig." for n in range(points)
    )
    library = library_of(read_all(written(folder, f"1. Henvisning\n\n{lines}\n")))
    return standing(library, ["egen"], "fastlege")


def test_long_texts_are_shortened_before_anything_is_left_out(tmp_path: Path) -> None:
    found = long_guideline(tmp_path, points=60, words=40)
    sheet = role_sheet(found, Metadata("egen", "Egen"), day=DAY)
    text = text_of(sheet)
    assert sheet.left_out == 0
    assert "…" in text
    assert all(duty.place in text for duty in found.duties)


def test_what_finds_no_place_is_counted_and_binds_least(tmp_path: Path) -> None:
    found = long_guideline(tmp_path, points=250, words=8)
    sheet = role_sheet(found, Metadata("egen", "Egen"), day=DAY)
    text = text_of(sheet)
    assert sheet.left_out > 0
    assert f"{sheet.left_out} punkter fikk ikke plass" in text
    for duty in found.duties:
        if duty.norm.modality.value == "obligation":
            assert f"({duty.place})" in text


def test_a_role_without_duties_gives_an_empty_page() -> None:
    sheet = role_sheet(replace(met(AGDER, "fastlege"), duties=()), Metadata("egen", "Egen"), day=DAY)
    assert "0 skal" in text_of(sheet)

"""What is said of a document that could not be read whole: where it is taken in, and where it is built."""

from pathlib import Path

import pytest
from PIL import Image

from ingest.readers import read_bytes
from ingest.shortcomings import shortcomings
from kg.preview import preview
from tests.ingest.test_pdf import pages, stored
from tests.support import AGDER, read_all, started, written

ENGLISH = "The general practitioner must refer the patient to the hospital before the end of the week.\n"
NORWEGIAN = "Fastlegen skal henvise pasienten til sykehuset før uken er slutt, og legge ved svar på prøver.\n"


def partly_scanned() -> bytes:
    """Return a PDF whose second page is a picture."""
    pdf = pages()
    pdf.text(20, 40, "Fastlegen skal ringe sykehuset samme dag.")
    pdf.add_page()
    pdf.image(Image.effect_noise((300, 420), 90), x=0, y=0, w=210, h=297)
    for _ in range(2):
        pdf.add_page()
        pdf.text(20, 40, "Sykehuset skal svare fastlegen innen tre dager.")
    return stored(pdf)


def test_a_page_that_is_a_picture_is_told() -> None:
    reading = read_bytes(partly_scanned(), "delvis.pdf")
    (said,) = shortcomings(reading.text)
    assert said.startswith("Side 2 er et bilde uten tekst")
    assert not any("bilde" in reading.text[b.start : b.end] for b in reading.blocks)


def test_a_text_in_english_is_told() -> None:
    assert shortcomings(ENGLISH * 3) == ["Dokumentet er på engelsk. Bare norsk blir lest: ta inn den norske utgaven."]
    (said,) = shortcomings("\n\n".join([NORWEGIAN, ENGLISH]))
    assert "% av teksten er på engelsk" in said


@pytest.mark.parametrize("text", [NORWEGIAN, "Fastlegen skal ikkje vente med å sende henne til sjukehuset.", "GP", ""])
def test_norwegian_is_told_nothing_of(text: str) -> None:
    assert shortcomings(text) == []


def test_the_guideline_that_ships_is_read_whole() -> None:
    assert shortcomings(AGDER.read_text(encoding="utf-8")) == []


def test_the_preview_warns(tmp_path: Path) -> None:
    found = read_all(written(tmp_path, f"1. Referral\n\n{ENGLISH}"))
    warnings = preview(found.document, found.clauses, found.norms).warnings
    assert any("engelsk" in warning for warning in warnings)


def test_the_build_warns_on_standard_error(tmp_path: Path) -> None:
    path = written(tmp_path, f"1. Referral\n\n{ENGLISH}\n2. Henvisning\n\n{NORWEGIAN}")
    done = started("build", str(path), home=tmp_path / "hjem")
    assert (done.status, done.out) == (0, "")
    assert "engelsk" in done.err

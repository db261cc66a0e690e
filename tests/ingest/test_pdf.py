"""The reader of PDF: what is typed comes out as typed, what cannot be read is refused in one line."""

from __future__ import annotations

import io
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

from ingest.blocks import BlockKind
from ingest.readers import Reading, read, read_bytes
from ingest.readers.limits import LIMITS
from kg.errors import DocumentError
from tests.support import ROOT

PRINTED = ROOT / "tests" / "documents" / "pdf" / "agder-2024-pages.pdf"


def pages(number: int = 1) -> FPDF:
    pdf = FPDF(format="A4")
    for style, face in (("", "Regular"), ("B", "Bold")):
        with as_file(files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf") as font:
            pdf.add_font("letters", style, font)
    pdf.set_font("letters", size=11)
    for _ in range(number):
        pdf.add_page()
    return pdf


def stored(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


def blocks(pdf: FPDF | bytes) -> list[tuple[BlockKind, int, str]]:
    """Return kind, level and words of each block of a PDF."""
    reading = read_bytes(pdf if isinstance(pdf, bytes) else stored(pdf), "egen.pdf")
    return [(b.kind, b.level, words(reading, b.start, b.end)) for b in reading.blocks]


def words(reading: Reading, start: int, end: int) -> str:
    return reading.text[start:end]


def lines(*typed: str, size: float = 11, x: float = 20) -> FPDF:
    """Print lines as they are, one below the other; the first fills the line up to the margin of all."""
    pdf = pages()
    pdf.set_font_size(size)
    for at, line in enumerate(typed):
        pdf.text(x, 40 + at * 0.5 * size, line)
    return pdf


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        (("Sykehuslegen vurderer om den innlagte pasi-", "enten skal skrives ut."), "den innlagte pasienten skal"),
        (("Oppgaven ligger i dette tilfellet hos fast-", "og sykehuslege sammen."), "hos fast- og sykehuslege sammen"),
        (("Meldingen sendes elektronisk gjennom EPJ-", "systemet til fastlegen."), "gjennom EPJ-systemet til"),
        (("Resepten skrives så snart som mulig som e-", "resept av sykehuslegen."), "som e-resept av"),
        (
            ("Henvisningen leses av sykehuslege/", "avtalespesialist samme dag."),
            "av sykehuslege/avtalespesialist samme",
        ),
    ],
)
def test_words_parted_at_a_line_end_are_whole_again(typed: tuple[str, str], whole: str) -> None:
    ((kind, _, found),) = blocks(lines(*typed))
    assert kind is BlockKind.PARAGRAPH
    assert whole in found


def test_a_word_that_the_document_writes_with_a_hyphen_keeps_it() -> None:
    pdf = lines(
        "Hver dialog-melding skal besvares av den som får den,",
        "og her er fristen fem dager. En ubesvart dialog-",
        "melding purres på.",
    )
    assert "ubesvart dialog-melding purres" in blocks(pdf)[0][2]


def test_a_line_that_is_not_full_ends_its_paragraph() -> None:
    pdf = lines(
        "Fastlegen skal sende henvisningen elektronisk til sykehuset, og",
        "den skal være fullstendig.",
        "Sykehuslegen skal vurdere henvisningen innen ti dager, og skal så",
        "svare fastlegen.",
    )
    assert [found for _, _, found in blocks(pdf)] == [
        "Fastlegen skal sende henvisningen elektronisk til sykehuset, og den skal være fullstendig.",
        "Sykehuslegen skal vurdere henvisningen innen ti dager, og skal så svare fastlegen.",
    ]


def test_size_and_weight_make_headings_and_indents_make_levels() -> None:
    pdf = pages()
    pdf.set_font("letters", "B", 16)
    pdf.text(20, 30, "Samarbeid om pasienter")
    pdf.set_font("letters", "B", 12)
    pdf.text(20, 45, "Ved utskrivning")
    pdf.set_font("letters", "", 11)
    for x, y, line in (
        (20, 55, "• Sykehuslegen skal:"),
        (28, 62, "– sende epikrise samme dag"),
        (36, 69, "· også til hjemmesykepleien"),
        (28, 76, "– ringe fastlegen"),
        (20, 83, "• Fastlegen skal følge opp."),
    ):
        pdf.text(x, y, line)
    assert blocks(pdf) == [
        (BlockKind.HEADING, 1, "Samarbeid om pasienter"),
        (BlockKind.HEADING, 2, "Ved utskrivning"),
        (BlockKind.BULLET, 1, "Sykehuslegen skal:"),
        (BlockKind.BULLET, 2, "sende epikrise samme dag"),
        (BlockKind.BULLET, 3, "også til hjemmesykepleien"),
        (BlockKind.BULLET, 2, "ringe fastlegen"),
        (BlockKind.BULLET, 1, "Fastlegen skal følge opp."),
    ]


def test_a_table_over_two_pages_has_its_head_once_and_a_row_a_block() -> None:
    pdf = pages()
    rows = [("Oppgave", "Ansvarlig")] + [(f"Oppgave nummer {n}", f"Lege {n}") for n in range(60)]
    with pdf.table(rows):
        pass
    found = blocks(pdf)
    assert len(found) == 60
    assert found[0][2] == "Oppgave: Oppgave nummer 0; Ansvarlig: Lege 0"
    assert found[-1][2] == "Oppgave: Oppgave nummer 59; Ansvarlig: Lege 59"
    reading = read_bytes(stored(pdf), "tabell.pdf")
    assert (reading.blocks[0].page, reading.blocks[-1].page) == (1, len(pdf.pages))
    assert len(pdf.pages) > 1


def test_running_headers_footers_and_page_numbers_leave_no_trace() -> None:
    pdf = pages(0)
    for page in range(1, 4):
        pdf.add_page()
        pdf.text(20, 12, "Anbefalinger for samarbeid i Agder")
        pdf.text(20, 60, f"Fastlegen skal følge opp punkt {page}.")
        pdf.text(180, 287, f"Side {page} av 3")
    assert [found for _, _, found in blocks(pdf)] == [f"Fastlegen skal følge opp punkt {n}." for n in (1, 2, 3)]


def test_a_list_of_telephones_is_no_table_of_contents() -> None:
    phones = ("AMK … 113", "Legevakt ........ 1161", "Vakttelefon ________ 3421")
    found = " ".join(words for _, _, words in blocks(lines("Ring disse ved fare for liv og helse:", *phones)))
    assert all(phone in found for phone in phones)


def test_a_printed_table_of_contents_is_left_out() -> None:
    pdf = lines("Innhold", "1 Vakt .......... 2", "2 Fall .......... 2", "3 Tvang ......... 3", "Legen skal ringe.")
    for heading in ("1 Vakt", "3 Tvang"):
        pdf.add_page()
        pdf.text(20, 60, heading)
    found = " ".join(words for _, _, words in blocks(pdf))
    assert "...." not in found
    assert all(words in found for words in ("Legen skal ringe.", "Vakt", "Tvang"))


def test_what_is_said_twice_in_the_text_stays() -> None:
    pdf = pages(0)
    for _ in range(3):
        pdf.add_page()
        pdf.text(20, 120, "Fastlegen skal ringe.")
    assert len(blocks(pdf)) == 3


def test_a_heading_that_opens_two_pages_is_no_running_header() -> None:
    pdf = pages(0)
    for page, heading in enumerate(("Om vakt", "Sykehuslegens ansvar", "Om medisiner", "Sykehuslegens ansvar")):
        pdf.add_page()
        pdf.text(20, 12, "Anbefalinger for samarbeid i Agder")
        pdf.text(20, 26, heading)
        pdf.text(20, 60, f"Legen skal følge opp punkt {page}.")
    found = [words for _, _, words in blocks(pdf)]
    assert found.count("Sykehuslegens ansvar") == 2
    assert not any("Agder" in words for words in found)


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    pdf = pages()
    for dx in (0, 0.1):
        pdf.text(20 + dx, 40, "Fastlegen ringer Anna.")
    assert blocks(pdf)[0][2] == "Fastlegen ringer Anna."


def test_pages_count_from_one() -> None:
    reading = read(PRINTED)
    assert reading.blocks[0].page == 1
    assert reading.blocks[-1].page == len(PdfReader(PRINTED).pages)


# -- what is refused ---------------------------------------------------------------------------


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PRINTED)
    writer.encrypt(user_password=password, owner_password="eier", algorithm="AES-128")  # noqa: S106 - no secret
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned() -> bytes:
    pdf = pages(0)
    picture = Image.effect_noise((300, 420), 90)
    for _ in range(2):
        pdf.add_page()
        pdf.image(picture, x=0, y=0, w=210, h=297)
    return stored(pdf)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (lambda: encrypted("hemmelig"), "passord"),
        (scanned, "ocrmypdf"),
        (lambda: stored(pages()), "ingen tekst"),
        (lambda: PRINTED.read_bytes()[:-3000], "ikke fullstendig"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF", "skadet|ingen tekst"),
        (lambda: b"<!DOCTYPE html><p>Fastlegen ringer.</p>", "HTML-side"),
        (lambda: stored(pages(LIMITS.pages + 1)), f"grensen er {LIMITS.pages}"),
    ],
    ids=["encrypted", "scanned", "empty", "cut", "broken", "html", "long"],
)
def test_what_cannot_be_read_is_refused_in_one_line(raw, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        read_bytes(raw(), "retningslinje.pdf")
    assert "\n" not in str(caught.value)
    assert "retningslinje.pdf" in str(caught.value)


def test_a_password_that_only_forbids_copying_does_not_matter() -> None:
    assert read_bytes(encrypted(""), "a.pdf") == read(PRINTED)


def test_a_cover_without_text_is_no_scanned_document(tmp_path: Path) -> None:
    pdf = pages()
    pdf.image(Image.effect_noise((300, 420), 90), x=0, y=0, w=210, h=297)
    for _ in range(2):
        pdf.add_page()
        pdf.text(20, 120, "Fastlegen skal ringe.")
    assert len(blocks(pdf)) == 2

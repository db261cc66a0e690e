"""Prints guidelines with fpdf2, as an office would send them out: running header and footer, wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from fpdf import FPDF

from tests.documents.guidelines import Part

_SIZES = {"title": (18.0, "B"), "lead_in": (10.5, "B")}


def typed(part: Part) -> str:
    """Return the words of a part with the number that is printed before them."""
    if not part.number:
        return part.words
    if part.kind == "item":
        return f"{part.number}) {part.words}"
    return f"{part.number}{'.' if part.number.isdigit() else ''} {part.words}"


class _Printed(FPDF):
    """Pages with a running header and footer."""

    title_above = ""
    footer_left = ""

    def header(self) -> None:
        if self.title_above:
            self.set_font("letters", size=8)
            self.set_xy(self.l_margin, 10)
            self.cell(0, 4, self.title_above)
            self.set_y(self.t_margin)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("letters", size=8)
        self.cell(60, 4, self.footer_left)
        self.cell(0, 4, f"Side {self.page_no()} av {{nb}}", align="R")


def as_pdf(
    parts: Sequence[Part], path: Path, *, title: str, columns: int = 1, justify: bool = False, hyphens: bool = False
) -> Path:
    """Print parts with fpdf2: headings larger and bold, lists indented, lines wrapped at the column's width.

    :param hyphens: whether words are parted at line ends.
    """
    pdf = _Printed(format="A4")
    pdf.title_above, pdf.footer_left = title, "Gyldig fra 2024"
    for style, face in (("", "Regular"), ("B", "Bold")):
        with as_file(files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf") as font:
            pdf.add_font("letters", style, font)
    pdf.set_margins(22, 24, 22)
    pdf.set_auto_page_break(True, 24)
    pdf.add_page()
    align = "J" if justify else "L"
    width = pdf.epw if columns == 1 else (pdf.epw - 8) / 2
    column, top = 0, pdf.get_y()

    def room(height: float) -> None:
        nonlocal column, top
        if pdf.get_y() + height <= pdf.h - 24:
            return
        if columns == 2 and column == 0:
            column = 1
            pdf.set_y(top)
        else:
            column = 0
            pdf.add_page()
            top = pdf.get_y()

    def lines(words: str, size: float, style: str, indent: float, mark: str = "") -> None:
        words = _soft(words) if hyphens else words
        pdf.set_font("letters", style, size)
        left = pdf.l_margin + column * (width + 8) + indent
        rows = pdf.multi_cell(width - indent, size * 0.5, words, align=align, dry_run=True, output="LINES")
        for at, row in enumerate(rows):
            room(size * 0.5)
            left = pdf.l_margin + column * (width + 8) + indent
            if mark and at == 0:
                pdf.set_x(left - 5)
                pdf.cell(5, size * 0.5, mark)
            pdf.set_x(left)
            pdf.cell(width - indent, size * 0.5, row)
            pdf.set_y(pdf.get_y() + size * 0.5)
        pdf.set_y(pdf.get_y() + 1.5)

    for part in parts:
        if part.kind == "heading":
            pdf.set_y(pdf.get_y() + 2)
            room(20)
            lines(typed(part), {1: 16, 2: 13}.get(part.level, 11), "B", 0)
        elif part.kind == "item":
            sign = f"{part.number})" if part.number else "•–·"[min(part.level, 3) - 1]
            lines(part.words, 10.5, "", 6.0 * part.level, sign)
        else:
            size, style = _SIZES.get(part.kind, (10.5, ""))
            lines(typed(part), size, style, 0)
    pdf.output(str(path))
    return path


_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_SYLLABLE = re.compile(rf"(?<=\w[aeiouyæøå])(?=[{_CONSONANTS}][aeiouyæøå])", re.IGNORECASE)


def _soft(words: str) -> str:
    """Return words with soft hyphens before a consonant between two vowels, which is where Norwegian parts them."""
    return " ".join(
        word if len(word) < 8 or not word.isalpha() else _SYLLABLE.sub("\u00ad", word) for word in words.split(" ")
    )


TABLE = (
    ("Oppgave", "Ansvarlig", "Frist"),
    ("Sende epikrise til fastlegen ved utskrivning fra sykehuset", "Sykehuslegen", "Innen én uke"),
    (
        "Følge opp blodprøver som er rekvirert på sykehuset, også når svaret kommer etter utskrivning",
        "Sykehuslegen",
        "",
    ),
    ("Oppdatere legemiddellisten", "Fastlegen skal gjøre dette etter utskrivning.", "Innen to uker"),
)
TABLE_ROWS = (
    "Oppgave: Sende epikrise til fastlegen ved utskrivning fra sykehuset; Ansvarlig: Sykehuslegen; Frist: Innen én uke",
    "Oppgave: Følge opp blodprøver som er rekvirert på sykehuset, også når svaret kommer etter utskrivning; "
    "Ansvarlig: Sykehuslegen",
    "Oppgave: Oppdatere legemiddellisten; Ansvarlig: Fastlegen skal gjøre dette etter utskrivning; "
    "Frist: Innen to uker",
)
"""How the rows of the table read where they are typed."""

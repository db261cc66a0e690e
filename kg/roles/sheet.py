"""A role's duties on one A4 page, as a PDF to hang on the wall.

Two columns, stage by stage. The text is as large as lets all fit; where not even the smallest does,
the texts are shortened, and then what binds least is left out, and the page says how much.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from importlib.resources import as_file, files
from itertools import product
from typing import TYPE_CHECKING

from kg.model import Metadata, Modality
from kg.roles.duties import SHOWN_ORDER, Duty, Standing, Way, by_stage, remembered
from kg.roles.wording import TIME, line
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital
from ontology.onboarding import onboarding

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 210.0, 297.0
MARGIN, TOP, BOTTOM, GUTTER = 10.0, 27.0, 9.0, 6.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
SIZES = (9.5, 9.0, 8.5, 8.25, 8.0, 7.75, 7.5, 7.25, 7.0)
"""Sizes of the text in points, the largest that fits is taken."""
WORDS = (None, 28, 20, 14)
"""How many words a text may have; None for all."""
SHORTENED = 7.5
"""The largest size for shortened texts: words are worth more than size."""
LEADING = 1.18
POINT = 25.4 / 72
INDENT = 4.0
NO_BREAK = "\u00a0"
_FONT = "Source Sans Pro"
_FACES = {"": "Regular", "B": "Bold"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as PDF, the size of its text in points, and how many duties found no place on it."""

    pdf: bytes
    size: float
    left_out: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in one face; ``grey`` for what stands aside."""

    text: str
    bold: bool = False
    grey: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """A stage's heading, or a duty with its symbol."""

    runs: tuple[_Run, ...]
    modality: Modality | None = None
    first: bool = False


def role_sheet(met: Standing, document: Metadata, *, day: date) -> Sheet:
    """Return the sheet of a role in a document, printed on a day."""
    page = _Page(met, document, day)
    ranked = sorted(met.duties, key=lambda duty: (SHOWN_ORDER.index(duty.norm.modality), duty.way is Way.WORKPLACE))
    for words, size in product(WORDS, SIZES):
        if words is not None and size > SHORTENED:
            continue
        if page.fits(blocks := page.blocks(ranked, words), size):
            return Sheet(page.drawn(blocks, size, 0), size, 0)
    counts = range(1, len(ranked) + 1)
    count = bisect_right(
        counts, False, key=lambda some: not page.fits(page.blocks(ranked[:some], WORDS[-1]), SIZES[-1])
    )
    left_out = len(ranked) - count
    return Sheet(page.drawn(page.blocks(ranked[:count], WORDS[-1]), SIZES[-1], left_out), SIZES[-1], left_out)


class _Page:
    """The page of a role: measures and draws."""

    def __init__(self, met: Standing, document: Metadata, day: date) -> None:
        self._met = met
        self._document = document
        self._day = day
        self._first = {duty.key for duty in remembered(met.duties)}
        self._widths: dict[tuple[str, bool], float] = {}

    @cached_property
    def _pdf(self) -> FPDF:
        from fpdf import FPDF

        pdf = FPDF(format="A4")
        pdf.set_auto_page_break(False)
        for style, face in _FACES.items():
            with as_file(files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf") as path:
                pdf.add_font(_FONT, style, path)
        return pdf

    def blocks(self, duties: Iterable[Duty], words: int | None) -> list[_Block]:
        """Return the blocks of duties stage by stage, their texts cut to some words."""
        found: list[_Block] = []
        for stage, inside in by_stage(duties).items():
            found.append(_Block((_Run(stage.name, bold=True),)))
            found += [self._block(duty, words) for duty in inside]
        return found

    def _block(self, duty: Duty, words: int | None) -> _Block:
        norm, opening = duty.norm, line(duty.norm)
        text = _cut(norm.text, words)
        runs = [_Run(name_of(norm).verb, grey=True)]
        runs += [_Run(f"{opening}:" if text else opening, bold=True)] if opening else []
        runs += [_Run(text)]
        if norm.deadline and norm.deadline not in text:
            runs.append(_Run(f"{TIME}: {norm.deadline}.", bold=True))
        runs.append(_Run(_kept_together(f"({_by(duty)}{duty.place})"), grey=True))
        return _Block(tuple(runs), norm.modality, duty.key in self._first)

    def fits(self, blocks: Sequence[_Block], size: float) -> bool:
        """Return whether blocks fit on the page in a size."""
        return all(column < 2 for _, column, _, _ in self._placed(blocks, size))

    def _placed(self, blocks: Sequence[_Block], size: float) -> Iterator[tuple[_Block, int, float, list[list[_Run]]]]:
        """Yield each block with its column, its top in mm and its lines; a heading stays with what follows."""
        height = size * LEADING * POINT
        column, y = 0, TOP
        wrapped = [self._wrapped(block, size) for block in blocks]
        for place, (block, lines) in enumerate(zip(blocks, wrapped, strict=True)):
            heading = block.modality is None
            gap = height * (0.55 if heading and y > TOP else 0.22)
            needed = len(lines) * height + (len(wrapped[place + 1]) * height + 2 if heading else 0.0)
            if y + gap + needed > HEIGHT - BOTTOM - height:
                column, y, gap = column + 1, TOP, 0.0
            yield block, column, y + gap, lines
            y += gap + len(lines) * height + (1.0 if heading else 0.0)

    def _wrapped(self, block: _Block, size: float) -> list[list[_Run]]:
        """Return the lines of a block, as words in their faces."""
        scale = size * (1.2 if block.modality is None else 1.0)
        room = COLUMN - (0.0 if block.modality is None else INDENT)
        lines: list[list[_Run]] = [[]]
        used = 0.0
        space = self._width(" ", False) * scale
        for run in block.runs:
            for word in run.text.split(" "):
                width = self._width(word, run.bold) * scale
                if lines[-1] and used + space + width > room:
                    lines.append([])
                    used = 0.0
                used += width + (space if lines[-1] else 0.0)
                lines[-1].append(_Run(word, run.bold, run.grey))
        return lines

    def _width(self, word: str, bold: bool) -> float:
        """Return the width of a word in mm for each point of size."""
        key = (word, bold)
        if key not in self._widths:
            self._pdf.set_font(_FONT, "B" if bold else "", 10)
            self._widths[key] = self._pdf.get_string_width(word) / 10
        return self._widths[key]

    def drawn(self, blocks: Sequence[_Block], size: float, left_out: int) -> bytes:
        """Return the page with blocks as PDF."""
        pdf = self._pdf
        pdf.add_page()
        pdf.set_lang("nb")
        pdf.set_title(f"{onboarding().name(self._met.role)}: {self._document.title}")
        pdf.set_creation_date(datetime.combine(self._day, time.min, tzinfo=UTC))
        self._head(left_out)
        for block, column, y, lines in self._placed(blocks, size):
            self._draw(block, MARGIN + column * (COLUMN + GUTTER), y, lines, size)
        return bytes(pdf.output())

    def _head(self, left_out: int) -> None:
        name, document = onboarding().name(self._met.role), self._document
        self._text(MARGIN, 15, f"{capital(name)}: dette er ditt ansvar", 17, bold=True)
        about = [document.title, document.publisher, f"versjon {document.version}", f"skrevet ut {self._day:%d.%m.%Y}"]
        self._text(MARGIN, 19.6, " · ".join(part for part in about if part), 8, room=WIDTH - 2 * MARGIN)
        x = MARGIN
        for modality, count in self._met.counts().items():
            self._symbol(modality, x + 1.2, 22.9, 8)
            x += 3.6 + self._text(x + 3.6, 24, f"{count} {MODALITIES[modality].verb}", 8, bold=True) + 4
        note = "Grå bakgrunn: husk dette først."
        if left_out:
            note += f" {left_out} punkter fikk ikke plass og står på siden «Min rolle»."
        self._text(x, 24, note, 8)

    def _text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, grey: bool = False, room: float = WIDTH
    ) -> float:
        """Write a line with its base at y, smaller where there is no room, and return its width in mm."""
        self._pdf.set_font(_FONT, "B" if bold else "", size)
        if (width := self._pdf.get_string_width(text)) > room:
            self._pdf.set_font_size(size * room / width)
        self._pdf.set_text_color(80 if grey else 0)
        self._pdf.text(x, y, text)
        return float(self._pdf.get_string_width(text))

    def _draw(self, block: _Block, left: float, top: float, lines: list[list[_Run]], size: float) -> None:
        height = size * LEADING * POINT
        if block.modality is None:
            self._text(left, top + height * 0.85, block.runs[0].text, size * 1.2, bold=True)
            self._pdf.set_line_width(0.25)
            self._pdf.line(left, top + height + 0.2, left + COLUMN, top + height + 0.2)
            return
        if block.first:
            self._pdf.set_fill_color(232)
            self._pdf.rect(left - 1, top - 0.2, COLUMN + 2, len(lines) * height + 0.4, style="F")
        self._symbol(block.modality, left + 1.3, top + height * 0.52, size)
        space = self._width(" ", False) * size
        for number, words in enumerate(lines):
            x = left + INDENT
            for word in words:
                self._text(x, top + height * (number + 0.78), word.text, size, bold=word.bold, grey=word.grey)
                x += self._width(word.text, word.bold) * size + space

    def _symbol(self, modality: Modality, x: float, y: float, size: float) -> None:
        """Draw the symbol of a modality around a middle: a disc, a half disc, a ring, a cross."""
        pdf, r = self._pdf, size * 0.105
        pdf.set_draw_color(0)
        pdf.set_fill_color(0)
        pdf.set_line_width(0.28)
        if modality is Modality.PROHIBITION:
            pdf.line(x - r, y - r, x + r, y + r)
            pdf.line(x - r, y + r, x + r, y - r)
            return
        pdf.circle(x=x, y=y, radius=r, style="DF" if modality is Modality.OBLIGATION else "D")
        if modality is Modality.RECOMMENDATION:
            pdf.solid_arc(x - r, y - r, 2 * r, 90, 270, 2 * r, style="F")


def _by(duty: Duty) -> str:
    """Return by which role a duty binds, where its own words do not say so."""
    if duty.way is Way.OWN or duty.role in duty.norm.concepts:
        return ""
    role = onboarding().name(duty.role)
    return {Way.BROADER: f"som {role}; ", Way.ACTING: f"når du er {role}; ", Way.WORKPLACE: f"{role}; "}[duty.way]


def _kept_together(text: str) -> str:
    """Return a text whose last words, the place, are not parted at the end of a line."""
    before, mark, place = text.rpartition("; ")
    return before + mark + place.replace(" ", NO_BREAK)


def _cut(text: str, words: int | None) -> str:
    """Return a text cut to some words.

    >>> _cut("Epikrisen sendes elektronisk", 2)
    'Epikrisen sendes …'
    """
    parts = text.split()
    return text if words is None or len(parts) <= words else " ".join(parts[:words]) + " …"

"""Reads plain text, as typed or as extracted from a PDF, into blocks.

Running page headers and footers are blanked out, so that every offset still counts into a text of the same length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Block
from ingest.fields import opens_field
from ingest.readers.contents import contents, most_pages
from ingest.readers.joining import Line, is_short, joined
from ingest.readers.marks import BULLET, LETTER, NUMBER
from kg.errors import DocumentError
from ontology.links import WHOLE_LINK

_PAGE = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d+\s*(?:av|/|of)?\s*\d*\s*[-–]?$", re.IGNORECASE)
_RULE = re.compile(r"([=_*~-])\1{2,}$")
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"([A-ZÆØÅ][^\W\d_]+) (\d{1,3})")
LEAST_REPEATS = 3
LONGEST_PAGE_NUMBER = 40
NEAR_BORDER = 2
FEWEST_RUNNING = 4
"""Words of a running header in a text whose pages are not told apart; a shorter line is a heading ("Fastlegen")."""


def decoded(raw: bytes, name: str) -> str:
    """Decode a file as UTF-8.

    :raises DocumentError: where it is binary, or in another encoding (which it names).
    """
    if b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{name} er ikke en tekstfil. Lagre dokumentet som ren tekst (UTF-8).")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "ISO 8859-1 eller Windows-1252"
        raise DocumentError(
            f"{name} er ikke UTF-8 (feil ved byte {error.start}; trolig {guess}). Lagre filen som UTF-8."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(raw: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the source text, page furniture blanked out, and its blocks.

    :raises DocumentError: where the file is no UTF-8 text or holds no words.
    """
    text = decoded(raw, name)
    if not re.search(r"[^\W\d_]{2}", text):
        raise DocumentError(f"{name} har ingen tekst som kan leses. Velg et dokument med tekst.")
    return read_lines(text)


def read_lines(text: str) -> tuple[str, list[Block]]:
    """Return a text, page furniture blanked out, and its blocks."""
    lines = _lines(text)
    for line in _counting(lines):
        line.heading = 1
    furniture = _furniture(lines, most_pages(text))
    letters = list(text)
    for line in furniture:
        letters[line.start : line.end] = " " * (line.end - line.start)
    text = "".join(letters)
    return text, joined(text, _with_blanks(lines, {id(line) for line in furniture}))


def _lines(text: str) -> list[Line]:
    lines, start, page = [], 0, 1
    for raw in text.split("\n"):
        page += raw.count("\f")
        body = raw.strip()
        offset = start + (raw.find(body) if body else 0)
        lines.append(Line(body, offset, offset + len(body), _indent(raw), page))
        start += len(raw) + 1
    return lines


def _indent(raw: str) -> int:
    opening = raw[: len(raw) - len(raw.lstrip())]
    return len(opening.expandtabs(4)) if "\t" in opening else len(opening)


def _counting(lines: Sequence[Line]) -> list[Line]:
    """Return the headings that count: one word and its number, each right above what it opens ("Anbefaling 12")."""
    groups: dict[str, list[tuple[int, Line]]] = {}
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if (found := _COUNTED.fullmatch(line.text)) and not _PAGE.match(line.text) and after.text and not before.text:
            groups.setdefault(found[1], []).append((int(found[2]), line))
    series = (group for group in groups.values() if len(group) >= LEAST_REPEATS)
    return [line for group in series if _rises([number for number, _ in group]) for _, line in group]


def _rises(numbers: Sequence[int]) -> bool:
    return all(b - a == 1 for a, b in pairwise(numbers))


def _furniture(lines: list[Line], pages: int) -> list[Line]:
    """Return running headers, footers, page numbers, which repeat, digits aside, and the table of contents."""
    written = [line for line in lines if line.text]
    groups: dict[str, list[int]] = {}
    for at, line in enumerate(written):
        if not _stands_below_itself(line):
            groups.setdefault(_DIGITS.sub("#", line.text).casefold(), []).append(at)
    paged = [places for places in groups.values() if _counts_pages([written[at] for at in places])]
    running = [places for places in groups.values() if len(places) >= LEAST_REPEATS and places not in paged]
    found = {at for places in paged for at in places}
    borders = found | {at for at in range(1, len(written)) if written[at].page != written[at - 1].page}
    for places in running:
        if _at_borders(places, borders) if borders else len(written[places[0]].text.split()) >= FEWEST_RUNNING:
            found.update(places)
    others = [line for at, line in enumerate(written) if at not in found]
    listed = contents([line.text for line in others], pages=pages)
    return [written[at] for at in sorted(found)] + [others[at] for at in sorted(listed)]


def _stands_below_itself(line: Line) -> bool:
    """True for a line that may stand again and again and is no page's header: of a list or table, "2.1 Generelt"."""
    number = NUMBER.match(line.text)
    if line.heading or "|" in line.text or opens_field(line.text):
        return True
    marked = BULLET.match(line.text) or LETTER.match(line.text) or line.text.endswith(":") or _RULE.match(line.text)
    return bool(marked or WHOLE_LINK.match(line.text) or (number and "." in number[1]))


def _counts_pages(lines: list[Line]) -> bool:
    """True for lines alike that count up by one: page numbers, alone or in a running header or footer."""
    alone = all(len(line.text) <= LONGEST_PAGE_NUMBER and _PAGE.fullmatch(line.text) for line in lines)
    if len(lines) < LEAST_REPEATS - alone:
        return False
    numbers = ([int(digits[:LONGEST_PAGE_NUMBER]) for digits in _DIGITS.findall(line.text)] for line in lines)
    rows = zip(*numbers, strict=False)
    return alone or any(map(_rises, rows))


def _at_borders(places: list[int], borders: set[int]) -> bool:
    """True for lines most of which stand right beside a page's border, or with one other line between."""
    near = sum(not borders.isdisjoint(range(at - NEAR_BORDER, at + NEAR_BORDER + 1)) for at in places)
    return near > len(places) / 2


def _with_blanks(lines: list[Line], furniture: set[int]) -> list[Line]:
    """Return the lines with words, each with the blank lines before it; a page border counts as one at most."""
    kept: list[Line] = []
    blanks, border = 0, False
    for line in lines:
        if id(line) in furniture:
            border = True
        elif _RULE.match(line.text):
            under = kept[-1] if kept and blanks == 0 else None
            if under is not None and line.text[0] in "=-" and (under.blanks or len(kept) == 1) and is_short(under.text):
                under.heading = 1 if line.text[0] == "=" else 2
            blanks += 1
        elif line.text:
            line.blanks = min(blanks, 1) if border else blanks
            kept.append(line)
            blanks, border = 0, False
        else:
            blanks += 1
    return kept

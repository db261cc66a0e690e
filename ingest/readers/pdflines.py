"""From printed lines to what was typed: running headers and footers left out, wrapped lines and parted words joined."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.contents import contents
from ingest.readers.marks import TERMINAL, Mark, MarkKind, typed_mark
from ingest.readers.pdfpage import PrintedLine, PrintedPage, PrintedTable
from ontology.cues import cues
from ontology.links import LAST_LINK

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:\w{1,6}\.?\s+)?[-–]?\s?#\s?(?:(?:av|/|of)\s?#)?\s?[-–]?")
_WITHIN_ADDRESS = ("/", "-", "?", "&", "=", "_", "#", "%")
# Lines break after these though no blank was typed: "sykehuslege/|avtalespesialist", "09–|15", "12-|14".
_BROKEN = re.compile(r"\S/$|\d[-–]$")
_HYPHENS = ("-", "\u2010", "\u00ad")
_PARTED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_DASHES = ("-", "–", "—", "−", "·", "o", "*")
_MARGIN = 0.15
"""The part of a page's height in which running headers and footers stand, above and below."""
_TIGHT, _LOOSE = 1.15, 1.3
_LEAST_RUNNING = 0.6
_SAME_EDGE = 3.0
_DEEPEST_INDENT = 45.0
_NEAR = 4.0


@dataclass(slots=True)
class Passage:
    """A heading, list item or paragraph as typed, with the letters it is set in.

    ``mark`` is the mark typed before it, ``x0`` its left edge counted from that of its column.
    """

    text: str
    page: int
    size: float
    bold: bool
    x0: float
    mark: Mark | None
    lines: list[PrintedLine] = field(default_factory=list)


Item = Passage | PrintedTable


def without_furniture(pages: Sequence[PrintedPage]) -> list[PrintedPage]:
    """Return the pages without running headers, footers and page numbers.

    They stand in the margins, and are the same but for their digits on at least two pages, at a height where little
    else stands: a heading that happens to open two pages stands where other pages have other words.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        printed: list[PrintedLine | PrintedTable] = [*page.rows, *page.tables]
        seen.update({key for each in printed if (key := _key(each, page))})
    standing, running = Counter[int](), Counter[int]()
    for (_, height), count in seen.items():
        standing[height] += count
        running[height] += count if count > 1 else 0

    def runs(each: PrintedLine | PrintedTable, page: PrintedPage) -> bool:
        key = _key(each, page)
        if key is None:
            return False
        alone = isinstance(each, PrintedLine) and _PAGE_NUMBER.fullmatch(key[0]) and _outermost(each, page)
        return bool(alone) or (seen[key] > 1 and running[key[1]] >= _LEAST_RUNNING * standing[key[1]])

    return [
        PrintedPage(
            page.number,
            page.height,
            tuple(row for row in page.rows if not runs(row, page)),
            tuple(table for table in page.tables if not runs(table, page)),
            page.pictured,
        )
        for page in pages
    ]


def _key(each: PrintedLine | PrintedTable, page: PrintedPage) -> tuple[str, int] | None:
    """Return what is the same in a running header on all pages, words and height; None outside the margins."""
    if each.bottom > _MARGIN * page.height and each.top < (1 - _MARGIN) * page.height:
        return None
    if isinstance(each, PrintedTable):
        text = " ".join(line.text for row in each.cells for cell in row for line in cell)
    else:
        text = each.text
    return _DIGITS.sub("#", text).casefold(), round(each.top / 2)


def _outermost(line: PrintedLine, page: PrintedPage) -> bool:
    others = [row for row in page.rows if row is not line]
    return all(row.bottom < line.top for row in others) or all(row.top > line.bottom for row in others)


def without_contents(items: Sequence[PrintedLine | PrintedTable], pages: int) -> list[PrintedLine | PrintedTable]:
    """Return the lines and tables of a document, in reading order, without its table of contents."""
    lines = [item for item in items if isinstance(item, PrintedLine)]
    listed = {id(lines[at]) for at in contents([line.text for line in lines], pages=pages)}
    return [item for item in items if id(item) not in listed]


class Joiner:
    """Joins the lines of a document to passages, by where they stand and whether the next word would have fitted."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        self._left = _edges(lines, lambda line: line.x0, min)
        self._right = _edges(lines, lambda line: line.x1, _right_edge)
        self._pitch = _pitch(lines)
        self._hanging = _hanging(lines)
        self._words = {_bare(word.text) for line in lines for word in line.words[:-1]}

    def passages(self, items: Iterable[PrintedLine | PrintedTable]) -> list[Item]:
        """Return the passages and tables in reading order."""
        found: list[Item] = []
        chapter = 0
        for item in items:
            last = found[-1] if found else None
            if isinstance(item, PrintedTable):
                found.append(item)
            elif isinstance(last, Passage) and self._goes_on(last, item, chapter):
                brim = last.lines[-1].x1 > self._right[last.lines[-1].column] - 0.8 * item.size
                last.text = self._joined(last.text, item.text, brim=brim)
                last.bold = last.bold and item.bold
                last.lines.append(item)
            else:
                left = self._left[item.column]
                mark = typed_mark(item.text)
                if mark is not None and mark.kind is MarkKind.NUMBER:
                    chapter = int(mark.number.split(".")[0])
                found.append(Passage(item.text, item.page, item.size, item.bold, item.x0 - left, mark, [item]))
        return found

    def _goes_on(self, passage: Passage, line: PrintedLine, chapter: int) -> bool:
        """True where a line belongs to the passage before it; ``chapter`` is the number that was counted last."""
        before = passage.lines[-1]
        flows = before.page == line.page and before.column == line.column
        parted = before.text.endswith(_HYPHENS) and line.text[:1].islower()
        unfinished = not before.text.endswith(TERMINAL)
        full = parted or self._full(before, line)
        small = line.text[:1].islower()
        if abs(before.size - line.size) > 0.6 or not self._aligned(passage, line, full=full):
            return False
        if before.bold != line.bold and not (full and unfinished and (small or len(passage.lines) > 1)):
            return False
        apart = _LOOSE if before.bold and line.bold else _TIGHT
        if flows and (line.top - before.top > apart * self._pitch * line.size or line.top < before.top):
            return False
        mark = typed_mark(line.text)
        small = small or (mark is not None and _no_number(mark, line.text, chapter))
        if mark and not (
            full and (_no_number(mark, line.text, chapter) or _in_sentence(mark, passage, line, unfinished))
        ):
            return False
        if not flows:
            return parted or small or (full and unfinished)
        hanging = passage.mark is not None and _text_edge(passage) - passage.lines[0].x0 > _SAME_EDGE
        return full or (unfinished and (small or hanging))

    def _full(self, before: PrintedLine, line: PrintedLine) -> bool:
        """True where the first word of a line would not have fitted at the end of the line before."""
        space = 0.2 * before.size
        return before.x1 + space + line.words[0].x1 - line.x0 > self._right[before.column] - 2

    def _aligned(self, passage: Passage, line: PrintedLine, *, full: bool) -> bool:
        """True where a line begins where the passage's next line would."""
        first, before = passage.lines[0], passage.lines[-1]
        left, first_left, before_left = self._left[line.column], self._left[first.column], self._left[before.column]
        at, start = line.x0 - left, first.x0 - first_left
        if len(passage.lines) > 1:
            return abs(at - (before.x0 - before_left)) <= _SAME_EDGE or _centred(before, line)
        if passage.mark is not None:
            text_at = _text_edge(passage) - first_left
            flush = start - _SAME_EDGE <= at <= start + _DEEPEST_INDENT and passage.mark.kind not in self._hanging
            return abs(at - text_at) <= _NEAR or (full and flush)
        indented = full and abs(start - at) <= _DEEPEST_INDENT
        return abs(at - start) <= _SAME_EDGE or indented or _centred(before, line)

    def _joined(self, text: str, more: str, *, brim: bool) -> str:
        """Return two lines as one text; a word parted by a hyphen is whole again.

        A hyphen stays where it was typed: before "og" ("fast- og sykehuslege"), after an abbreviation ("EPJ-systemet"),
        in an address, and in words that the document writes so within a line.

        :param brim: whether the first line is filled to the last letter, as one that parts an address is.
        """
        if text.endswith("\u00ad"):
            return text[:-1] + more
        address = LAST_LINK.search(text) is not None
        parted = _PARTED.search(text)
        if parted is None or not more[:1].isalpha():
            if address and text.endswith(".-"):
                return text[:-1] + more
            whole = address and (brim or text.endswith(_WITHIN_ADDRESS))
            return text + more if whole or _BROKEN.search(text) else f"{text} {more}"
        head, word = parted[1], more.split()[0]
        if word.strip(".,;:").casefold() in cues()["after_hyphen"]:
            return f"{text} {more}"
        whole_word, hyphened = (_bare(head + sign + re.split(r"[./]", word)[0]) for sign in ("", "-"))
        known, typed = whole_word in self._words, hyphened in self._words
        kept = head[-1].isupper() or more[:1].isupper() or ((typed or address or len(head) == 1) and not known)
        return text + more if kept else text[:-1] + more


def _bare(word: str) -> str:
    return word.strip(".,;:()«»").casefold()


def _no_number(mark: Mark, text: str, chapter: int) -> bool:
    """True for a figure that numbers nothing, as the time of day."""
    if mark.kind is not MarkKind.NUMBER:
        return False
    first, *inner = mark.number.split(".")
    return not text[mark.length : mark.length + 1].isupper() or (
        bool(inner) and int(first) not in (chapter, chapter + 1)
    )


def _in_sentence(mark: Mark, passage: Passage, line: PrintedLine, unfinished: bool) -> bool:
    """True where a mark is part of an unfinished sentence: a dash, or a figure that no list counts."""
    if mark.kind is MarkKind.BULLET:
        sign = line.text.split()[0]
        dashed = passage.mark is not None and passage.text.startswith(sign)
        return unfinished and sign in _DASHES and not dashed and line.text[mark.length : mark.length + 1].islower()
    counted = mark.kind is MarkKind.NUMBER and passage.mark is not None and passage.mark.kind is MarkKind.NUMBER
    return unfinished and not (counted and passage.mark is not None and _follows(passage.mark.number, mark.number))


def _follows(number: str, other: str) -> bool:
    """True where a list counts on: 2 after 1, 2.2 after 2.1."""
    one, two = number.rpartition(".")[::2], other.rpartition(".")[::2]
    return one[0] == two[0] and one[1].isdigit() and two[1].isdigit() and int(two[1]) == int(one[1]) + 1


def _text_edge(passage: Passage) -> float:
    """Return the left edge of the words after a passage's mark."""
    return _words_edge(passage.lines[0], passage.mark) if passage.mark else passage.lines[0].x0


def _words_edge(line: PrintedLine, mark: Mark) -> float:
    at = 0
    for word in line.words:
        if at >= mark.length:
            return word.x0
        at += len(word.text) + 1
    return line.x0


def _centred(line: PrintedLine, other: PrintedLine) -> bool:
    return abs((line.x0 + line.x1) - (other.x0 + other.x1)) <= 2 * _SAME_EDGE


def _edges(
    lines: Iterable[PrintedLine], edge: Callable[[PrintedLine], float], of: Callable[[list[float]], float]
) -> dict[tuple[int, int], float]:
    """Return an edge of each column."""
    found: dict[tuple[int, int], list[float]] = {}
    for line in lines:
        found.setdefault(line.column, []).append(edge(line))
    return {column: of(values) for column, values in found.items()}


def _right_edge(values: list[float]) -> float:
    """Return where lines end that are full; one that sticks out alone (an address) does not count."""
    ordered = sorted(values, reverse=True)
    return ordered[1] if len(ordered) > 2 and ordered[0] - ordered[1] > 10 else ordered[0]


def _pitch(lines: Sequence[PrintedLine]) -> float:
    """Return how far lines of a paragraph stand apart, in sizes of their letters."""
    exact = [
        (line.top - before.top) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and before.column == line.column and before.size == line.size
    ]
    pitches = Counter(round(pitch, 1) for pitch in exact)
    total = sum(count for pitch, count in pitches.items() if 0.9 <= pitch <= 3)
    common = [pitch for pitch, count in pitches.items() if 0.9 <= pitch <= 3 and count >= 0.1 * total]
    lowest = min(common, default=1.3)
    near = [pitch for pitch in exact if abs(pitch - lowest) <= 0.1]
    return statistics.median(near) if near else lowest


def _hanging(lines: Sequence[PrintedLine]) -> set[MarkKind]:
    """Return the kinds of marks after which a second line begins below the words and not below the mark."""
    below: Counter[tuple[MarkKind, bool]] = Counter()
    for before, line in pairwise(lines):
        mark = typed_mark(before.text)
        if mark is None or before.column != line.column or before.page != line.page or not line.text[:1].islower():
            continue
        edge = _words_edge(before, mark)
        if edge - before.x0 > _SAME_EDGE and not typed_mark(line.text):
            if abs(line.x0 - edge) <= _NEAR:
                below[mark.kind, True] += 1
            elif abs(line.x0 - before.x0) <= _SAME_EDGE:
                below[mark.kind, False] += 1
    return {kind for kind in MarkKind if below[kind, True] > below[kind, False]}

"""What is printed on the pages of a PDF: words set in rows and columns, and the cells of its tables."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ingest.readers.marks import BULLET

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

_BOLD = re.compile(r"bold|black|heavy|semib|demi(?!light)|[-,]b(?:d|i)?$", re.IGNORECASE)
_CID = re.compile(r"\(cid:\d+\)")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_UNSEEN = ("Cc", "Cf", "Cs", "Zs")
# A gap between words that is this many letters wide may be one between columns.
_GUTTER = 0.9
_LEAST_ROWS = 5
_FAR = 20_000.0
"""Points: no page is larger."""
_NARROWEST = 220.0
"""Points below which a column is not split again."""
_FILLED = 0.55


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place on the page in points, from the top left; ``bold`` where all of its letters are."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of one column: ``column`` names it (left edge, right edge, of the page's text), ``page`` counts from 1."""

    words: tuple[Word, ...]
    page: int
    column: tuple[int, int] = (0, 1)

    @property
    def text(self) -> str:
        """Its words, one blank apart."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """The height at which it begins."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The height at which it ends."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters, in half points."""
        return statistics.mode(round(2 * word.size) / 2 for word in self.words for _ in word.text)

    @property
    def bold(self) -> bool:
        """True where all its words are bold, marks and digits aside."""
        lettered = [word for word in self.words if any(letter.isalpha() for letter in word.text)]
        return bool(lettered) and all(word.bold for word in lettered)


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A ruled table: the lines of each cell, row by row; ``edges`` are the left edges of its columns."""

    cells: tuple[tuple[tuple[PrintedLine, ...], ...], ...]
    page: int
    top: float
    bottom: float
    edges: tuple[int, ...]
    column: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page before its columns are told apart: rows of words from the top, and tables."""

    number: int
    height: float
    rows: tuple[PrintedLine, ...]
    tables: tuple[PrintedTable, ...]
    pictured: bool


def printed_page(page: Page) -> PrintedPage:
    """Return what a page shows; turned letters (watermarks, notes in the margin) are left out."""
    words = _words(page)
    tables, free = _tables(page, words)
    pictured = any(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) > 0.5 * page.width * page.height
        for image in page.images
    )
    rows = tuple(PrintedLine(tuple(row), page.page_number) for row in _rows(free))
    return PrintedPage(page.page_number, float(page.height), rows, tuple(tables), pictured)


def _words(page: Page) -> list[Word]:
    from pdfplumber.utils.text import extract_words

    found = []
    for each in extract_words(_letters(page), x_tolerance_ratio=0.15, return_chars=True):
        text = _cleaned(each["text"])
        if text and _placed(each["x0"], each["x1"], each["top"], each["bottom"]):
            letters = each["chars"]
            size = max(statistics.median(letter["size"] for letter in letters), 1.0)
            bold = all(_BOLD.search(str(letter["fontname"])) for letter in letters)
            found.append(Word(text, each["x0"], each["x1"], each["top"], each["bottom"], size, bold))
    return found


def _placed(x0: float, x1: float, top: float, bottom: float) -> bool:
    """True for a place that can be on a page."""
    return -_FAR < x0 <= x1 < _FAR and -_FAR < top <= bottom < _FAR


def _letters(page: Page) -> list[dict[str, Any]]:
    """Return the upright letters of a page; those printed twice on one place, to look bold, once."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[dict[str, Any]] = []
    for each in page.chars:
        if not _placed(each["x0"], each["x1"], each["top"], each["bottom"]):
            continue
        places = {(each["text"], int(each["x0"] + dx), int(each["top"] + dy)) for dx in (0, 0.5) for dy in (0, 0.5)}
        if each["upright"] and (each["text"].isspace() or not places & seen):
            kept.append(each)
        seen |= places
    return kept


def _cleaned(text: str) -> str:
    """Return letters as they are typed: no ligatures, accents in one with their letter, nothing unseen."""
    text = unicodedata.normalize("NFC", _CID.sub("\ufffd", text).translate(_LIGATURES))
    return "".join(each for each in text if each == "\u00ad" or unicodedata.category(each) not in _UNSEEN)


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words in rows from the top, each from the left; a small raised figure joins the row it stands in."""
    rows: list[list[Word]] = []
    middle = 0.0
    for word in sorted(words, key=lambda each: (each.middle, each.x0)):
        if rows and abs(word.middle - middle) < 0.45 * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            middle = word.middle
    return [_bulleted(_without_notes(sorted(row, key=lambda each: each.x0))) for row in rows]


def _bulleted(row: list[Word]) -> list[Word]:
    """Return a row with a sign of a list item that is in no alphabet (Wingdings, Symbol) as a plain one."""
    first = row[0]
    sign = len(first.text) == 1 and len(row) > 1 and unicodedata.category(first.text) in ("Co", "So", "Sm")
    return [replace(first, text="•"), *row[1:]] if sign and not BULLET.match(first.text + " ") else row


def _without_notes(row: list[Word]) -> list[Word]:
    """Return a row without the raised figures that point to footnotes."""
    size = statistics.median(word.size for word in row)
    kept = [word for word in row if not (word.text.isdigit() and word.size < 0.75 * size)]
    return kept or row


def _tables(page: Page, words: list[Word]) -> tuple[list[PrintedTable], list[Word]]:
    """Return the tables with more than one row and column, and the words outside them."""
    found, free = [], words
    if not (page.lines or page.rects or page.curves):
        return [], words
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        inside = [w for w in free if x0 - 1 <= (w.x0 + w.x1) / 2 <= x1 + 1 and top - 1 <= w.middle <= bottom + 1]
        cells = _cells(table, inside, page.page_number)
        wide = max((sum(bool(cell) for cell in row) for row in cells), default=0)
        if wide > 1 and sum(any(row) for row in cells) > 1:
            edges = tuple(sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell}))
            found.append(PrintedTable(cells, page.page_number, top, bottom, edges))
            taken = {id(word) for word in inside}
            free = [word for word in free if id(word) not in taken]
    return found, free


def _cells(table: Table, words: list[Word], page: int) -> tuple[tuple[tuple[PrintedLine, ...], ...], ...]:
    """Return the lines of each cell; one that reaches over several rows stands in each of them."""
    rows: list[tuple[tuple[PrintedLine, ...], ...]] = []
    above: list[tuple[float, tuple[PrintedLine, ...]]] = []
    for row in table.rows:
        told: list[tuple[PrintedLine, ...]] = []
        reach: list[tuple[float, tuple[PrintedLine, ...]]] = []
        for at, box in enumerate(row.cells):
            if box is not None:
                held = [w for w in words if box[0] <= (w.x0 + w.x1) / 2 <= box[2] and box[1] <= w.middle <= box[3]]
                lines = tuple(PrintedLine(tuple(each), page) for each in _rows(held))
                told.append(lines)
                reach.append((box[3], lines))
            elif at < len(above) and above[at][0] > row.bbox[1] + 1:
                told.append(above[at][1])
                reach.append(above[at])
            else:
                told.append(())
                reach.append((0.0, ()))
        rows.append(tuple(told))
        above = reach
    return tuple(rows)


def gutters(pages: Iterable[PrintedPage]) -> tuple[float, ...]:
    """Return where the gutters between the columns of a document stand."""
    return tuple(sorted({round(at) for page in pages if (at := _gutter(page.rows, ())) is not None}))


def reading_order(
    rows: Sequence[PrintedLine], tables: Sequence[PrintedTable], known: Sequence[float] = ()
) -> list[PrintedLine | PrintedTable]:
    """Return the lines and tables of a page as they are read: down one column, then the next.

    :param known: the gutters of the document, which also hold on a page too empty to show its own.
    """
    ordered: list[PrintedLine | PrintedTable] = []
    rest = list(rows)
    for table in sorted(tables, key=lambda each: each.top):
        above = [row for row in rest if row.words[0].middle < table.top]
        ordered += _columns(above, known)
        ordered.append(table)
        rest = [row for row in rest if row.words[0].middle >= table.top]
    return [*ordered, *_columns(rest, known)]


def _columns(rows: list[PrintedLine], known: Sequence[float], name: tuple[int, int] = (0, 1)) -> list[PrintedLine]:
    """Return the lines of rows that may be set in columns; rows across all columns part what is above and below."""
    gutter = _gutter(rows, known)
    if gutter is None:
        return [PrintedLine(row.words, row.page, name) for row in rows]
    ordered: list[PrintedLine] = []
    band: list[tuple[list[Word], list[Word]]] = []

    def flush() -> None:
        page = rows[0].page
        for side in (0, 1):
            held = [PrintedLine(tuple(halves[side]), page) for halves in band if halves[side]]
            ordered.extend(_columns(held, known, (2 * name[0] + side, 2 * name[1])))
        band.clear()

    for row in rows:
        if _crosses(row, gutter):
            flush()
            ordered.append(PrintedLine(row.words, row.page, name))
        else:
            left = [word for word in row.words if word.x1 <= gutter]
            band.append((left, [word for word in row.words if word.x1 > gutter]))
    flush()
    return ordered


def _closed(row: PrintedLine, gutter: float) -> bool:
    """True where the words on both sides of a gutter stand no farther apart than words do."""
    left = [word.x1 for word in row.words if word.x1 <= gutter]
    right = [word.x0 for word in row.words if word.x0 >= gutter]
    return bool(left and right) and min(right) - max(left) < _GUTTER * row.size * 0.7


def _gutter(rows: Sequence[PrintedLine], known: Sequence[float]) -> float | None:
    """Return where the gutter between two columns of running text stands, or None.

    Both sides must be filled: what stands in columns but leaves them half empty is a list or a table without rules.
    """
    if not rows:
        return None
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    if len(rows) >= _LEAST_ROWS and right - left >= _NARROWEST:
        steps = [left + (right - left) * step / 100 for step in range(25, 76)]
        gutter = _widest_low([(sum(_crosses(row, at) for row in rows), at) for at in steps])
        open_rows = [row for row in rows if not _crosses(row, gutter)]
        if len(open_rows) >= 0.6 * len(rows) and all(_running(side) for side in _sides(open_rows, gutter)):
            return gutter
    for gutter in known:
        open_rows = [row for row in rows if not _crosses(row, gutter)]
        one, other = _sides(open_rows, gutter)
        if one and other and len(open_rows) >= 0.6 * len(rows):
            return gutter
    return None


def _widest_low(crossed: Sequence[tuple[int, float]]) -> float:
    """Return the middle of the longest run of places that the fewest rows cross."""
    fewest = min(count for count, _ in crossed)
    runs = [[at for _, at in run] for low, run in groupby(crossed, key=lambda each: each[0] == fewest) if low]
    longest = max(runs, key=len)
    return longest[len(longest) // 2]


def _crosses(row: PrintedLine, at: float) -> bool:
    return any(word.x0 - 2 < at < word.x1 + 2 for word in row.words) or _closed(row, at)


def _sides(rows: Iterable[PrintedLine], gutter: float) -> tuple[list[list[Word]], list[list[Word]]]:
    """Return the words of each row on both sides of a gutter, where there are any."""
    left = [[word for word in row.words if word.x1 <= gutter] for row in rows]
    right = [[word for word in row.words if word.x0 >= gutter] for row in rows]
    return [words for words in left if words], [words for words in right if words]


def _running(lines: Sequence[Sequence[Word]]) -> bool:
    """True for lines that fill their column as running text does."""
    if len(lines) < _LEAST_ROWS:
        return False
    x0, x1 = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    widths = sorted((line[-1].x1 - line[0].x0) / max(x1 - x0, 1.0) for line in lines)
    return widths[len(widths) // 2] > _FILLED

"""Reads a text PDF: what is printed on its pages, as headings, list items, paragraphs and rows of tables."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from ingest.blocks import Block
from ingest.readers.limits import LIMITS, Limits, check_pages
from ingest.readers.marks import LONGEST_HEADING, TERMINAL, MarkKind
from ingest.readers.pdflines import Item, Joiner, Passage, without_contents, without_furniture
from ingest.readers.pdfpage import PrintedLine, PrintedPage, PrintedTable, gutters, printed_page, reading_order
from ingest.readers.tables import in_cell, rows
from ingest.readers.writing import Writing
from ingest.shortcomings import PICTURE
from kg.errors import DocumentError

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_LARGER = 1.08
_INDENT = 4.0
_TAIL = 4096
_UNREADABLE = 0.05


def read_pdf(raw: bytes, name: str, limits: Limits = LIMITS) -> tuple[str, list[Block]]:
    """Return the source text of a PDF and its blocks, each with its page.

    :raises DocumentError: where it is encrypted, damaged, too long, or only pictures of pages.
    """
    if b"%%EOF" not in raw[-_TAIL:]:
        raise DocumentError(f"{name} er ikke fullstendig: slutten mangler. Hent eller lagre dokumentet på nytt.")
    pages = _pages(raw, name, limits)
    _check_readable(pages, name)
    pages = without_furniture(pages)
    known = gutters(pages)
    printed = [item for page in pages for item in reading_order(page.rows, page.tables, known)]
    ordered = without_contents(printed, len(pages))
    joiner = Joiner([item for item in ordered if isinstance(item, PrintedLine)])
    return _Setting(joiner.passages(ordered), joiner).written(_unread(pages)).finished(name)


@contextmanager
def _opened(raw: bytes, name: str) -> Iterator[PDF]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            yield pdf
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # what is damaged can fail anywhere in the parser
        causes = (error, *error.args)
        if any(isinstance(each, PDFPasswordIncorrect | PDFEncryptionError) for each in causes):
            raise DocumentError(f"{name} er passordbeskyttet. Lagre dokumentet uten passord.") from error
        raise DocumentError(f"{name} kan ikke leses; det er trolig skadet. Lagre det på nytt som PDF.") from error


def _pages(raw: bytes, name: str, limits: Limits) -> list[PrintedPage]:
    from pdfminer.pdfpage import PDFPage

    with _opened(raw, name) as pdf:
        count = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), limits.pages + 1))
        check_pages(count, name, limits)
        pages = []
        for page in pdf.pages:
            pages.append(printed_page(page))
            page.close()
        return pages


def _check_readable(pages: Sequence[PrintedPage], name: str) -> None:
    """Check that the pages hold text and not only pictures of it.

    :raises DocumentError: where they do not.
    """
    bare = [page for page in pages if not page.rows and not page.tables]
    scanned = [page for page in bare if page.pictured]
    if scanned and 2 * len(bare) >= len(pages):
        raise DocumentError(
            f"{name} er skannet: {len(scanned)} av {len(pages)} sider er bilder uten tekst. "
            "Kjør tekstgjenkjenning (OCR) først, for eksempel «ocrmypdf inn.pdf ut.pdf»."
        )
    text = "".join(row.text for page in pages for row in page.rows)
    if not re.search(r"[^\W\d_]{2}", text) and not any(page.tables for page in pages):
        raise DocumentError(f"{name} har ingen tekst. Er det skannet, kjør tekstgjenkjenning (OCR) først.")
    if text.count("\ufffd") > _UNREADABLE * len(text):
        raise DocumentError(
            f"{name} sier ikke hvilke bokstaver skriften står for. Kjør tekstgjenkjenning (OCR) på det, "
            "for eksempel «ocrmypdf --force-ocr inn.pdf ut.pdf»."
        )


def _unread(pages: Sequence[PrintedPage]) -> list[int]:
    """Return the numbers of the pages that are pictures without text; the first may be a cover."""
    return [page.number for page in pages if page.pictured and page.number > 1 and not page.rows and not page.tables]


class _Setting:
    """Tells by size, weight and indent what each passage is."""

    def __init__(self, items: Sequence[Item], joiner: Joiner) -> None:
        self._items = items
        self._joiner = joiner
        passages = [item for item in items if isinstance(item, Passage)]
        letters: Counter[tuple[float, bool]] = Counter()
        for each in passages:
            letters[each.size, each.bold] += len(each.text)
        self._size, self._bold = letters.most_common(1)[0][0] if letters else (0.0, False)
        styles = {(each.size, each.bold) for each in passages if self._is_heading(each)}
        self._levels = {style: at + 1 for at, style in enumerate(sorted(styles, reverse=True))}
        self._open: list[tuple[str, float]] = []

    def _is_heading(self, passage: Passage) -> bool:
        larger = passage.size >= _LARGER * self._size
        heavier = passage.bold and not self._bold and passage.size >= self._size - 0.5
        listed = passage.mark is not None and passage.mark.kind not in (MarkKind.NUMBER, MarkKind.LAW)
        short = len(passage.text.split()) <= LONGEST_HEADING
        closed = passage.text.endswith((";", ",") if larger else (".", ";", ","))
        return (larger or heavier) and not listed and short and not closed

    def written(self, unread: Sequence[int] = ()) -> Writing:
        """Return all passages and rows of tables in a source text.

        :param unread: the numbers of pages that are pictures: the text says where they stand.
        """
        writing = Writing()
        pictures = list(unread)
        at = 0
        while at < len(self._items):
            item = self._items[at]
            _tell_of_pictures(writing, pictures, item.page)
            writing.page = item.page
            if isinstance(item, PrintedTable):
                tables = [item]
                while at + 1 < len(self._items) and _continues(tables[-1], self._items[at + 1]):
                    at += 1
                    tables.append(self._items[at])  # type: ignore[arg-type]
                self._write_table(writing, tables)
            else:
                self._write(writing, item)
            at += 1
        _tell_of_pictures(writing, pictures, None)
        return writing

    def _write(self, writing: Writing, passage: Passage) -> None:
        if self._is_heading(passage):
            self._open.clear()
            writing.heading(passage.text, self._level_of(passage))
        elif passage.mark is None:
            if passage.x0 < (self._open[0][1] if self._open else _INDENT) - _INDENT:
                self._open.clear()
            writing.paragraph(passage.text, bold=passage.bold and not self._bold)
        else:
            writing.paragraph(passage.text, bold=passage.bold and not self._bold, level=self._depth(passage))

    def _level_of(self, passage: Passage) -> int:
        return self._levels[passage.size, passage.bold]

    def _depth(self, passage: Passage) -> int:
        """Return a list item's depth: a sign seen before at its edge takes its old depth, a new one goes deeper."""
        mark = passage.mark
        sign = passage.text.split()[0] if mark and mark.kind is MarkKind.BULLET else str(mark and mark.kind)
        for at, (known, edge) in enumerate(self._open):
            if known == sign and abs(edge - passage.x0) <= _INDENT:
                del self._open[at + 1 :]
                return at + 1
        while self._open and self._open[-1][1] > passage.x0 + _INDENT:
            self._open.pop()
        self._open.append((sign, passage.x0))
        return len(self._open)

    def _write_table(self, writing: Writing, tables: Sequence[PrintedTable]) -> None:
        """Write a table, which may go on over pages, row by row; rows that repeat its head are left out."""
        self._open.clear()
        cells: list[list[str]] = []
        pages: list[int] = []
        for table in tables:
            begins = bool(cells)
            for row in table.cells:
                told = [self._cell(cell) for cell in row]
                if not any(told) or (cells and told == cells[0]):
                    continue
                if begins and _parted(cells[-1], told):
                    cells[-1] = [f"{one} {other}".strip() for one, other in zip(cells[-1], told, strict=True)]
                else:
                    cells.append(told)
                    pages.append(table.page)
                begins = False
        written = rows(cells)
        for words, page in zip(written, pages[len(pages) - len(written) :], strict=True):
            writing.page = page
            writing.row(words)

    def _cell(self, lines: Sequence[PrintedLine]) -> str:
        return in_cell([passage.text for passage in Joiner(lines).passages(lines) if isinstance(passage, Passage)])


def _tell_of_pictures(writing: Writing, pages: list[int], until: int | None) -> None:
    """Say of each page before one, or of all that are left, that it is a picture."""
    while pages and (until is None or pages[0] < until):
        writing.page = pages.pop(0)
        writing.aside(PICTURE.format(page=writing.page))


def _parted(row: Sequence[str], more: Sequence[str]) -> bool:
    """True where a table's first row on a page is the rest of the last one on the page before."""
    if len(row) != len(more) or all(more):
        return False
    return all(
        one and other[:1].islower() and not one.endswith(TERMINAL)
        for one, other in zip(row, more, strict=True)
        if other
    )


def _continues(table: PrintedTable, item: Item) -> bool:
    """True where an item is the same table on the next page."""
    if not isinstance(item, PrintedTable) or item.page != table.page + 1 or len(item.edges) != len(table.edges):
        return False
    return all(abs(one - other) <= 3 for one, other in zip(table.edges, item.edges, strict=True))

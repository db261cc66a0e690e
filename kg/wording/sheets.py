"""Tables of text as spreadsheets: xlsx, and CSV as Excel has it in Norwegian (semicolons, UTF-8 with a mark).

A cell is text and stays text: what would be a formula is written so that no program computes it,
and read back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ReviewError

if TYPE_CHECKING:
    from openpyxl.cell import Cell

LARGEST_FILE = 50_000_000
LONGEST_CELL = 32_000
"""Excel takes 32,767 characters in a cell."""
_FORMULA = tuple("=+-@\t\r'")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its headings; each row is as long as the headings. ``numbers`` are the rows' numbers on screen."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written: numbers as numbers, text as text; ``widths`` of columns in characters.

    ``held`` columns stay in view, and are bold.
    """

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str | int | float]]
    widths: tuple[int, ...] = ()
    held: int = 0


def printable(text: str) -> str:
    r"""Return a text as a cell can hold it: no control characters but line breaks, and no more than fits.

    >>> printable("a\x07b\r\nc")
    'a\ufffdb\nc'
    """
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_CELL]


def write_sheet(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as what its name's ending says.

    :raises ReviewError: for another ending than ``.xlsx`` and ``.csv``, or where it cannot be written.
    """
    kind = _kind(path)
    printed = [[printable(cell) for cell in row] for row in (headings, *rows)]
    try:
        (_write_csv if kind == ".csv" else _write_xlsx)(path, printed)
    except OSError as error:
        raise ReviewError(f"Kan ikke skrive {path} ({error.strerror}). Velg en annen fil.") from error


def read_sheet(path: Path) -> Sheet:
    """Read a table whose first row holds the headings; empty rows are left out.

    :raises ReviewError: where the file is no such table.
    """
    kind = _kind(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ReviewError(f"{path.name} er for stor. Grensen er {LARGEST_FILE // 1_000_000} MB.")
        raw = path.read_bytes()
    except OSError as error:
        raise ReviewError(f"Kan ikke lese {path} ({error.strerror}). Sjekk navnet.") from error
    rows = (_read_csv if kind == ".csv" else _read_xlsx)(path.name, raw)
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise ReviewError(f"{path.name} har ingen overskrifter i første rad. Eksporter på nytt.")
    headings = tuple(cell.strip() for cell in rows[0])
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    padded = tuple(tuple([*row, *[""] * len(headings)][: len(headings)]) for _, row in filled)
    return Sheet(headings, padded, tuple(number for number, _ in filled))


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise ReviewError(f"{path.name} er verken .xlsx eller .csv. Velg en av dem.")
    return kind


def _write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([_guarded(cell) for cell in row] for row in rows)


def _guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet program would compute (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _read_csv(name: str, raw: bytes) -> list[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes as plain "CSV" in Norwegian.
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ReviewError(f"{name} er ingen hel CSV-fil ({error}). Lagre den på nytt.") from error
    return [[_unguarded(printable(cell)) for cell in row] for row in rows]


def _write_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.write_bytes(workbook([Table("Normer", tuple(rows[0]), rows[1:], (14, 20, 26, 60, *[22] * 13))]))


def workbook(tables: Sequence[Table]) -> bytes:
    """Return an xlsx file with a sheet a table: headings bold and held fast, text as text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    top, plain, bold = Alignment(wrap_text=True, vertical="top"), Font(), Font(bold=True)
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.title)
        for number, row in enumerate((table.headings, *table.rows), start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                _fill(cell, value)
                cell.alignment, cell.font = top, bold if number == 1 or column <= table.held else plain
        sheet.freeze_panes = sheet.cell(2, table.held + 1)
        for column, width in enumerate(table.widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
        sheet.print_title_rows = "1:1"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(cell: Cell, value: str | int | float) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    # Set as a string outright: openpyxl takes "=..." for a formula, and reads _x0041_ as a letter.
    text = printable(value)
    cell.value = _TO_ESCAPE.sub("_x005F_", text) or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA)


def _read_xlsx(name: str, raw: bytes) -> list[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [["" if value is None else _unescaped(str(value)) for value in row] for row in sheet.values]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise ReviewError(f"{name} er ingen hel xlsx-fil. Lagre den på nytt fra regnearket.") from error


def _unescaped(text: str) -> str:
    return printable(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))

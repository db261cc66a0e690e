"""What a benchmark gives back: rows of ratios, printed as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measured ratio, and the aim that it is held against (None where there is none)."""

    what: str
    against: str
    ratio: float
    aim: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the aim is met."""
        if self.aim is None:
            return ""
        return "met" if self.ratio <= self.aim else "missed"


@dataclass(frozen=True, slots=True)
class Table:
    """A benchmark's rows under a title."""

    title: str
    rows: Sequence[Row]

    def text(self) -> str:
        """Return the table as Markdown."""
        cells = [("measured", "against", "ratio", "aim", "", "note"), *(_cells(row) for row in self.rows)]
        shown = [column for column in zip(*cells, strict=True) if any(column[1:])]
        widths = [max(map(len, column)) for column in shown]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in zip(*shown, strict=True)
        ]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        return "\n".join([f"### {self.title}", "", lines[0], rule, *lines[1:], ""])


def _cells(row: Row) -> tuple[str, ...]:
    aim = "" if row.aim is None else f"≤ {row.aim:g}"
    return row.what, row.against, f"{row.ratio:.2f}", aim, row.verdict, row.note

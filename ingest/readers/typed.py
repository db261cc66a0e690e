"""Tables typed in columns with blanks or bars between them: which lines of a text are their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GAP = re.compile(r" *\| *|\t+| {3,}")
LEAST_ROWS = 3
SLACK = 2
LONGEST_NAME = 3


def typed_tables(lines: Sequence[str]) -> list[tuple[int, ...]]:
    """Return which lines are the rows of each table: three or more in a run whose cells begin at the same columns.

    Blank lines may stand between the rows. The first row, which may name the columns, is one of them.

    >>> typed_tables(["Hvem      Hva", "", "Legen     ringer vakten", "Vakten    svarer", "Ferdig."])
    [(0, 2, 3)]
    """
    found: list[tuple[int, ...]] = []
    run: list[int] = []
    for at, line in enumerate([*lines, "."]):
        if not line.strip():
            continue
        if run and _aligned(lines[run[-1]], line):
            run.append(at)
        else:
            found += [tuple(run)] if len(run) >= LEAST_ROWS else []
            run = [at] if at < len(lines) and _begins(line) else []
    return found


def _begins(line: str) -> tuple[int, ...]:
    """Return the columns at which the second cell and those after it begin; bars stand anywhere, and are counted."""
    if "|" in line:
        return tuple(range(line.count("|")))
    indent = len(line) - len(line.lstrip())
    return tuple(gap.end() for gap in _GAP.finditer(line.rstrip(), indent))


def _aligned(above: str, line: str) -> bool:
    one, other = _begins(above), _begins(line)
    return 0 < len(one) == len(other) and all(abs(a - b) <= SLACK for a, b in zip(one, other, strict=True))


def names_columns(row: str) -> bool:
    """True for a row whose cells can name columns: each short, none with an end mark.

    >>> names_columns("Hvem        Hva skal gjøres"), names_columns("Legen      ringer vakten og skriver notat.")
    (True, False)
    """
    cells = _GAP.split(row.strip())
    return all(len(cell.split()) <= LONGEST_NAME and not cell.endswith((".", ",", ";")) for cell in cells)

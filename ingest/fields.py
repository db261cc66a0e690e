"""Labelled fields of a line or table row: who is responsible, and what is to be done ("Ansvar: Fastlegen")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.limits import either
from ontology.cues import cues

_GAP = re.compile(r" *\| *|\t+| {2,}")
_FIELDS = ("responsible_field", "task_field", "time_field", "exception_field", "remark_field")
LONGEST_RESPONSIBLE = 14


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled stretch of a text: the label in lower case, and where what it labels stands."""

    label: str
    start: int
    end: int


def fields(text: str) -> list[Field]:
    """Return the labelled fields of a text, in order.

    >>> [field.label for field in fields("Oppgave: Sende epikrise; Ansvar: Sykehuslegen")]
    ['oppgave', 'ansvar']
    """
    labels = list(_label().finditer(text))
    ends = [*(found.start() for found in labels[1:]), len(text)]
    return [Field(found["label"].lower(), found.end(), end) for found, end in zip(labels, ends, strict=False)]


@cache
def _label() -> re.Pattern[str]:
    """Return the pattern of a label: any after a mark, a known one that opens with a capital anywhere."""
    known = either({label.capitalize() for name in _FIELDS for label in cues()[name].labels})
    inside = rf"(?<=\s)(?=(?:{known}):)"
    return re.compile(rf"(?:^|(?<=[;.])\s|{inside})(?P<label>[^\W\d_][^:;.]{{0,40}}):\s+(?=\S)")


def opens_field(line: str) -> bool:
    """True for a line that opens with a known label.

    >>> opens_field("Ansvarlig: Sykehuslege"), opens_field("Sykehuslegen: ringer")
    (True, False)
    """
    label, colon, _ = line.partition(":")
    return bool(colon) and any(label in cues()[name] for name in _FIELDS)


def columns(row: str, names: str) -> list[Field]:
    """Return the cells of a row typed in columns, labelled by the names above them; none where they do not match.

    >>> [cell.label for cell in columns("Sende epikrise   Sykehuslegen", "Oppgave          Ansvar")]
    ['oppgave', 'ansvar']
    """
    labels, cells = cells_of(names), cells_of(row)
    if len(cells) < 2 or len(labels) != len(cells) or not all(_is_label(names[a:b]) for a, b in labels):
        return []
    return [Field(names[a:b].lower(), *cell) for (a, b), cell in zip(labels, cells, strict=True)]


def cells_of(line: str) -> list[tuple[int, int]]:
    """Return where the cells of a line typed in columns stand: two blanks, a tab or a bar part them.

    >>> cells_of("Hvem    Hva skal gjøres")
    [(0, 4), (8, 23)]
    """
    gaps = [found.span() for found in _GAP.finditer(line.rstrip())]
    begins = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(line.rstrip())]
    return [(a, b) for a, b in zip(begins, ends, strict=True) if a < b]


def exception(label: str) -> bool:
    """True for the label of a field that says when what the others say does not hold."""
    return label in cues()["exception_field"]


def responsible(label: str) -> bool:
    """True for the label of a field that says who carries what the others say."""
    return label in cues()["responsible_field"]


def task(label: str) -> bool:
    """True for the label of a field that says what is to be done."""
    return label in cues()["task_field"]


def _is_label(words: str) -> bool:
    """True for words that can name a column: few, and with no end mark."""
    return len(words.split()) <= 4 and not words.endswith((".", "!", ";", ","))

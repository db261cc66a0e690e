"""Rows of labelled fields, or of typed columns, read as a norm: who is responsible for what is to be done."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.fields import LONGEST_RESPONSIBLE, Field, columns, fields, responsible, task
from ingest.sentences import Reading
from kg.model import Clause
from ontology.concepts import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True)
class Row:
    """Who a row lays its task on, the label that says so, and the task's verb (None where it has none)."""

    roles: tuple[str, ...]
    label: str
    verb: Token | None


def labelled_row(reading: Reading, clause: Clause, names: str) -> Row | None:
    """Return what a row says, or None for a clause that is none.

    :param names: the line above the clause as typed, which may name its columns.
    """
    found = fields(reading.passage.text) or _columns(reading, clause, names)
    named = [field for field in found if responsible(field.label)]
    cells = [_cell(reading, field) for field in named]
    if not named or any(cell is None or len(cell) > LONGEST_RESPONSIBLE for cell in cells):
        return None
    others = [cell for field in found if field not in named and (cell := _cell(reading, field)) is not None]
    tasks = [cell for field in found if task(field.label) and (cell := _cell(reading, field)) is not None] or others
    if not tasks:
        return None
    roles = [m.concept for cell in cells if cell is not None for m in reading.within(cell, Kind.ROLE) if not m.part]
    return Row(tuple(dict.fromkeys(roles)), named[0].label, next(filter(None, map(_verb, tasks)), None))


def _columns(reading: Reading, clause: Clause, names: str) -> list[Field]:
    """Return the cells of a row typed in columns, in characters of the text read."""
    origins = reading.passage.origins
    cells = columns(reading.source[clause.start : clause.end], names) if names else []
    places = [(bisect_left(origins, clause.start + c.start), bisect_left(origins, clause.start + c.end)) for c in cells]
    return [Field(cell.label, *place) for cell, place in zip(cells, places, strict=True)]


def _cell(reading: Reading, field: Field) -> Span | None:
    """Return the tokens of a field."""
    return reading.doc.char_span(field.start, field.end, alignment_mode="expand")


def _verb(cell: Span) -> Token | None:
    """Return the verb of a task: its root, or else the first that stands in it."""
    return next((token for token in (cell.root, *cell) if token.pos_ == "VERB"), None)

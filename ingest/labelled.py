"""Rows of labelled fields, or of typed columns, read as a norm: who is responsible for what is to be done."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ingest.bearers import named_in
from ingest.fields import LONGEST_RESPONSIBLE, Field, columns, exception, fields, responsible, task
from ingest.sentences import Reading
from kg.model import Clause
from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True)
class Row:
    """Who a row lays its task on, the label that says so, and the task's verb (None where it has none).

    ``further`` are stretches that say more by themselves: who takes over, and the ``exceptions`` among them.
    """

    roles: tuple[str, ...]
    label: str
    verb: Token | None
    exceptions: tuple[Span, ...]
    further: tuple[Span, ...]


def labelled_row(reading: Reading, clause: Clause, names: str) -> Row | None:
    """Return what a row says, or None for a clause that is none.

    :param names: the line above the clause as typed, which may name its columns.
    """
    found = fields(reading.passage.text) or _columns(reading, clause, names)
    named = [field for field in found if responsible(field.label)]
    cells = [cell for field in named if (cell := _cell(reading, field)) is not None]
    if not named or len(cells) < len(named) or any(len(cell) > LONGEST_RESPONSIBLE for cell in cells):
        return None
    others = [cell for field in found if field not in named and (cell := _cell(reading, field)) is not None]
    tasks = [cell for field in found if task(field.label) and (cell := _cell(reading, field)) is not None] or others
    if not tasks:
        return None
    first, later = zip(*map(_parted, cells), strict=True)
    roles = tuple(dict.fromkeys(role for cell in first for role in _carriers(reading, cell)))
    if not roles:
        return None
    exceptions = [cell for field in found if exception(field.label) and (cell := _cell(reading, field)) is not None]
    verb = next(filter(None, map(_verb, tasks)), None)
    return Row(roles, named[0].label, verb, tuple(exceptions), (*filter(None, later), *exceptions))


def _parted(cell: Span) -> tuple[Span, Span | None]:
    """Return who is responsible first, and the words on who is later, if any ("de første to årene, deretter ...")."""
    at = next((token.i for token in cell if token.text in cues()["later"]), None)
    return (cell, None) if at is None else (cell.doc[cell.start : at], cell.doc[at : cell.end])


def _carriers(reading: Reading, cell: Span) -> tuple[str, ...]:
    """Return whom a cell names: roles, or whatever it names first ("Rederiet"), for it says who."""
    nouns = (token for token in cell if token.pos_ in ("NOUN", "PROPN"))
    return named_in(reading, cell) or tuple(islice(reading.provisionals(nouns), 1))


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

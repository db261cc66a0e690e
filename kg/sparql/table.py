"""The rows of a query as a table for people: short names, and where each thing is read on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.iris import DOCUMENTS, PREFIXES, parts_of
from kg.sparql.forms import Form
from kg.sparql.queries import Outcome

WIDEST = 72
"""Characters of a column on a terminal."""
_NORM = "__norm_"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: ``text`` for people, ``iri`` where it is one, and the document and clause where it lies in one."""

    text: str = ""
    iri: str = ""
    document: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of their variables."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(outcome: Outcome) -> Table:
    """Return the rows of a query that was asked for as JSON; yes or no is one cell.

    :raises ValueError: for another form.
    """
    if outcome.form is not Form.JSON:
        raise ValueError(f"no JSON: {outcome.form}")
    found = json.loads(outcome.body)
    if "boolean" in found:
        return Table(("svar",), ((Cell("ja" if found["boolean"] else "nei"),),))
    names = tuple(found["head"]["vars"])
    rows = (tuple(_cell(row.get(name)) for name in names) for row in found["results"]["bindings"])
    return Table(names, tuple(rows))


def _cell(term: Mapping[str, str] | None) -> Cell:
    if term is None:
        return Cell()
    value = term["value"]
    if term["type"] != "uri":
        return Cell(value)
    if value.startswith(DOCUMENTS) and value.count("/", len(DOCUMENTS)) == 2:
        document, _, name = parts_of(value)
        return Cell(shortened(value), value, document, clause_of(name))
    return Cell(shortened(value), value)


def clause_of(name: str) -> str:
    """Return the id of the clause that a clause's or norm's id belongs to.

    >>> clause_of("sec_11__point_3__norm_1")
    'sec_11__point_3'
    """
    return name.partition(_NORM)[0]


def shortened(iri: str) -> str:
    """Return an IRI with a prefix that the program knows, where there is one.

    >>> shortened("https://w3id.org/ansvarsgraf/concept/fastlege")
    'c:fastlege'
    """
    if iri.startswith(DOCUMENTS):
        return iri.removeprefix(DOCUMENTS)
    for prefix, start in PREFIXES.items():
        name = iri.removeprefix(start)
        if name != iri and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return iri


def text_table(outcome: Outcome) -> str:
    """Return the rows as text in columns; what is too wide is cut, and ends in an ellipsis."""
    table = table_of(outcome)
    if not table.names:
        return "\n" * len(table.rows)
    lines = [list(table.names), *([" ".join(cell.text.split()) for cell in row] for row in table.rows)]
    lines = [[text if len(text) <= WIDEST else text[: WIDEST - 1] + "…" for text in line] for line in lines]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.names))]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(_line(line, widths) for line in lines)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip() + "\n"

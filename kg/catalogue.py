"""The named queries of ``ontology/queries``, each with what it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import SparqlError
from kg.store import query_text
from ontology import QUERIES

_NORWEGIAN = "# Norsk: "
_PLACE = re.compile(r"#\s*VALUES\s+\?(\w+)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its name, and what it answers in English and in Norwegian.

    ``places`` are the variables that values can be given for; without any, it runs over all.
    """

    name: str
    english: str
    norwegian: str
    text: str
    places: tuple[str, ...] = ()


def named_query(name: str) -> NamedQuery:
    """Return a named query.

    >>> named_query("documents").norwegian
    'Dokumentene som er lest inn.'

    :raises SparqlError: for a name that is not there.
    """
    if name not in query_names():
        raise SparqlError(f"Det er ingen spørring som heter «{name}». Se «ansvar sparql --list».")
    text = query_text(name)
    english, norwegian = [], ""
    for line in text.splitlines():
        if line.startswith(_NORWEGIAN):
            norwegian = line.removeprefix(_NORWEGIAN)
            break
        english.append(line.removeprefix("#").strip())
    return NamedQuery(name, " ".join(english), norwegian, text, tuple(_PLACE.findall(text)))


def named_queries() -> list[NamedQuery]:
    """Return all named queries, by name."""
    return [named_query(name) for name in query_names()]


def query_names() -> list[str]:
    """Return the names of the queries."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))

"""The named queries of ``ontology/queries``, each with what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import Fault, SparqlError
from kg.store import PLACE, query_text
from ontology import QUERIES

_NORWEGIAN = "# Norsk: "


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
    return NamedQuery(name, " ".join(english), norwegian, text, tuple(dict.fromkeys(PLACE.findall(text))))


def named_queries() -> list[NamedQuery]:
    """Return all named queries, by name."""
    return [named_query(name) for name in query_names()]


def query_names() -> list[str]:
    """Return the names of the queries."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def query_of(named: str, standard_input: BinaryIO) -> str:
    """Return the query that a name stands for: a named query's, a file's, or that on standard input for ``-``.

    :raises SparqlError: where there is none, or it is not UTF-8.
    """
    if named in query_names():
        return query_text(named)
    try:
        raw = standard_input.read() if named == "-" else Path(named).read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SparqlError("Spørringen har tegn som ikke er UTF-8. Lagre filen som UTF-8.", Fault.SYNTAX) from None
    except OSError as error:
        raise SparqlError(
            f"«{named}» er verken en fil som kan leses ({error.strerror}) eller en navngitt spørring. "
            "Se «ansvar sparql --list»."
        ) from None

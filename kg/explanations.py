"""Explanations: what stands above a clause, what was read from it, and how it was parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.segments import path_to
from kg.errors import BuildError
from kg.home import Build
from kg.library import Library
from kg.model import Clause, Norm

if TYPE_CHECKING:
    from ingest.parses import Parse

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clause with its headings and lead-ins, the outermost first, and the norms read from it."""

    document: str
    clause: Clause
    above: tuple[Clause, ...]
    norms: tuple[Norm, ...]
    source: str

    def parses(self) -> list[Parse]:
        """Return the parses of the clause's sentences; loads the pipeline."""
        from ingest.parses import parses

        return parses(self.source, self.clause.start, self.clause.end)


def explained(build: Build, library: Library, document: str, clause: str) -> Explanation:
    """Return the explanation of a clause of a document.

    :raises KeyError: for a clause that is not there.
    """
    clauses = library.clauses(document)
    norms = tuple(norm for norm in library.all_norms(document) if norm.clause == clause)
    above = tuple(path_to(clauses[clause], clauses))
    return Explanation(document, clauses[clause], above, norms, build.source(document))


def found_clause(library: Library, documents: Sequence[str], wanted: str) -> tuple[str, str]:
    """Return the document and id of the clause that an id ("sec_11__point_3") or a place ("11.3") means.

    :raises BuildError: where none is meant, or more than one.
    """
    found = [
        (document, clause) for document in documents for clause in _meant(library.clauses(document), wanted.strip())
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BuildError(
            f"Fant ikke punktet «{wanted}». Skriv det som «sec_11__point_3» eller «11.3» (kapittel.punkt)."
        )
    named = ", ".join(f"{clause} ({document})" for document, clause in found[:MOST_NAMED])
    raise BuildError(f"«{wanted}» kan være flere punkter: {named}. Skriv hele id-en, og velg dokument med --document.")


def _meant(clauses: Mapping[str, Clause], wanted: str) -> list[str]:
    return [wanted] if wanted in clauses else [name for name, clause in clauses.items() if wanted in _places(clause)]


def _places(clause: Clause) -> set[str]:
    """Return how a reader may call a clause: its own number, or chapter and number."""
    number = clause.label.rpartition(" ")[2]
    if not number or not clause.label.startswith(("kapittel", "punkt")):
        return set()
    numbered_itself = clause.id == f"sec_{number}"
    return {number} if numbered_itself else {f"{clause.section}.{number}"}

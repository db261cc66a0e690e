"""Where a walk through the graph can start: its roles, artifacts and situations, and the clauses that state norms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.segments import path_to
from kg.iris import CONCEPTS, clause_iri, concept_iri, parts_of
from kg.library import Library
from kg.walk.neighbourhood import NodeKind
from ontology.concepts import concepts
from ontology.onboarding import onboarding

__all__ = ["Starts", "starts_of"]


@dataclass(frozen=True, slots=True)
class Starts:
    """What can be started from, by IRI: concepts by name, clauses in the documents' order.

    ``norms`` counts the norms around each concept.
    """

    roles: tuple[str, ...]
    artifacts: tuple[str, ...]
    situations: tuple[str, ...]
    clauses: tuple[str, ...]
    norms: Mapping[str, int]

    @property
    def first(self) -> str:
        """Where to start when nobody has chosen: the role, or whatever there is, with the most norms."""
        known = self.roles or self.artifacts or self.clauses
        return max(known, key=lambda iri: self.norms.get(iri, 0))

    def of(self, kind: NodeKind) -> tuple[str, ...]:
        """Return the starts of one kind; a norm is none."""
        return {
            NodeKind.ROLE: self.roles,
            NodeKind.ARTIFACT: self.artifacts,
            NodeKind.SITUATION: self.situations,
            NodeKind.CLAUSE: self.clauses,
        }.get(kind, ())

    def found(self, kind: NodeKind, name: str, document: str = "") -> str | None:
        """Return the IRI of a concept by its id, or of a clause by its id and document; None where there is none.

        Without a document the first that has the clause is meant. A title that people have ("lis") is
        met by the nearest role above it.
        """
        if kind is NodeKind.CLAUSE:
            parts = {iri: parts_of(iri) for iri in self.clauses}
            return next((i for i, (doc, _, own) in parts.items() if own == name and document in ("", doc)), None)
        above = onboarding().broader(name) if name in onboarding().positions else ()
        return next((iri for iri in map(concept_iri, (name, *above)) if iri in self.of(kind)), None)


def starts_of(library: Library, versions: Mapping[str, str]) -> Starts:
    """Return what the graph of a build can be started from.

    :param versions: the version of each document, by its id.
    """
    rows = library.select("tied_concepts")
    norms = {row["concept"]: int(row["norms"]) for row in rows}

    def named(kind: NodeKind) -> tuple[str, ...]:
        iris = {row["concept"] for row in rows if row["kind"] == kind}
        return tuple(sorted(iris, key=lambda iri: (concepts().name(iri.removeprefix(CONCEPTS)), iri)))

    clauses = tuple(
        clause_iri(document, version, name)
        for document, version in sorted(versions.items())
        for name in _stating(library, document)
    )
    return Starts(named(NodeKind.ROLE), named(NodeKind.ARTIFACT), named(NodeKind.SITUATION), clauses, norms)


def _stating(library: Library, document: str) -> Sequence[str]:
    """Return the clauses that state norms, and those above them, in order."""
    clauses = library.clauses(document)
    kept: set[str] = set()
    for norm in library.all_norms(document):
        kept.update([norm.clause, *(above.id for above in path_to(clauses[norm.clause], clauses))])
    return [name for name in clauses if name in kept]

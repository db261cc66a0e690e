"""The part of the graph around a role, an artifact, a situation, a norm or a clause, grown by opening its nodes.

A norm never stands alone: it brings along the roles, artifacts and situations that it names. To open
a concept or a clause adds its norms; to open a norm adds the clause that states it. The same choices
give the same graph, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest import segments
from kg.iris import CONCEPTS, DOCUMENTS, NS, norm_iri, parts_of
from kg.library import Library
from kg.model import Clause, Modality, Norm
from ontology.concepts import concepts

__all__ = ["BINDING", "Edge", "Neighbourhood", "Node", "NodeKind", "Relation", "Scope", "chapter_of", "neighbourhood"]

MOST_NODES = 150
"""What fits a page and can still be read."""
BINDING = frozenset(Modality) - {Modality.INFO}


class NodeKind(StrEnum):
    """What a node of the graph is."""

    ROLE = "role"
    ARTIFACT = "artifact"
    SITUATION = "situation"
    NORM = "norm"
    CLAUSE = "clause"


class Relation(StrEnum):
    """How a norm is tied to another node."""

    BEARER = "bearer"
    COUNTERPARTY = "counterparty"
    ARTIFACT = "artifact"
    CONDITION = "condition"
    EXCEPTION = "exception"
    CLAUSE = "clause"


KIND_OF = {
    Relation.BEARER: NodeKind.ROLE,
    Relation.COUNTERPARTY: NodeKind.ROLE,
    Relation.ARTIFACT: NodeKind.ARTIFACT,
    Relation.CONDITION: NodeKind.SITUATION,
    Relation.EXCEPTION: NodeKind.SITUATION,
    Relation.CLAUSE: NodeKind.CLAUSE,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which norms count: by modality, document and chapter, the last as (document, clause id); empty is any."""

    modalities: frozenset[Modality] = BINDING
    documents: frozenset[str] = frozenset()
    chapters: frozenset[tuple[str, str]] = frozenset()

    @property
    def within(self) -> list[str]:
        """The documents whose norms alone can count; none where those of all can."""
        chosen = {document for document, _ in self.chapters}
        return sorted(self.documents & chosen if self.documents and chosen else self.documents or chosen)

    def lets(self, norm: Norm, library: Library) -> bool:
        """Whether a norm counts."""
        if self.modalities and norm.modality not in self.modalities:
            return False
        if self.documents and norm.document not in self.documents:
            return False
        return not self.chapters or (norm.document, chapter_of(library, norm).id) in self.chapters


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``more`` counts the nodes that opening it would ask for and that are not shown.

    ``norm`` is there for a norm, ``clause`` for a clause and for a norm (the one that states it).
    """

    iri: str
    kind: NodeKind
    name: str
    norm: Norm | None = None
    clause: Clause | None = None
    opened: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie from a norm to another node, both by IRI."""

    norm: str
    other: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of the graph; ``left_out`` counts the norms for which there was no room."""

    start: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0

    def node(self, iri: str) -> Node | None:
        """Return a node by its IRI, None where it is not shown."""
        return next((node for node in self.nodes if node.iri == iri), None)

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms shown, in order."""
        return tuple(node.norm for node in self.nodes if node.norm is not None)


def chapter_of(library: Library, norm: Norm) -> Clause:
    """Return the chapter that a norm stands in; see ``ingest.segments.chapter_of``."""
    clauses = library.clauses(norm.document)
    return segments.chapter_of(clauses[norm.clause], clauses)


def neighbourhood(
    library: Library, *, start: str, opened: Sequence[str] = (), scope: Scope | None = None, limit: int = MOST_NODES
) -> Neighbourhood:
    """Return the graph around a node.

    :param start: the IRI of a concept, a clause or a norm; it is always open, and always shown.
    :param opened: the IRIs of the nodes to open as well, in the order of opening; those that are not
        reached from the start are passed over.
    :param scope: which norms count; those that bind, permit or forbid where None.
    :param limit: the most nodes. A norm that does not fit with all that it names is left out.
    """
    growing = _Growing(library, scope or Scope(), limit)
    growing.nodes[start] = _kind_of(library, start)
    pending = list(dict.fromkeys([start, *opened]))
    while (at := next((iri for iri in pending if iri in growing.nodes), None)) is not None:
        pending.remove(at)
        growing.open(at)
    return growing.finished(start)


@dataclass(slots=True)
class _Growing:
    """A neighbourhood in the making."""

    library: Library
    scope: Scope
    limit: int
    nodes: dict[str, NodeKind] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)

    def open(self, iri: str) -> None:
        """Add what a node is tied to, as far as there is room."""
        self.opened.add(iri)
        norms = [iri] if self.nodes[iri] is NodeKind.NORM else self.around([iri])[iri]
        ties = self.ties(norms)
        for norm in norms:
            own = {other: KIND_OF[relation] for relation, other in ties[norm]}
            wanted = {norm: NodeKind.NORM} | {
                other: kind for other, kind in own.items() if kind is not NodeKind.CLAUSE or norm == iri
            }
            if len(self.nodes.keys() | wanted.keys()) <= self.limit:
                for other, kind in wanted.items():
                    self.nodes.setdefault(other, kind)
            elif norm not in self.nodes:
                self.left_out.add(norm)

    def around(self, iris: Sequence[str]) -> dict[str, list[str]]:
        """Return the norms around concepts and clauses, as far as they count, in the documents' order."""
        within = [self.library.graph(document) for document in self.scope.within]
        rows = self.library.select("norms_around", node=iris, **({"document": within} if within else {}))
        norms = self.norms(dict.fromkeys(row["norm"] for row in rows))
        order = {iri: (norm.document, norm.start, norm.id) for iri, norm in norms.items()}
        found: dict[str, list[str]] = {iri: [] for iri in iris}
        for row in rows:
            if self.scope.lets(norms[row["norm"]], self.library):
                found[row["node"]].append(row["norm"])
        return {iri: sorted(tied, key=order.__getitem__) for iri, tied in found.items()}

    def ties(self, norms: Sequence[str]) -> dict[str, list[tuple[Relation, str]]]:
        """Return what norms are tied to, by relation and name."""
        found: dict[str, list[tuple[Relation, str]]] = {iri: [] for iri in norms}
        for row in self.library.select("norm_ties", norm=norms) if norms else ():
            found[row["norm"]].append((Relation(row["relation"].removeprefix(NS)), row["other"]))
        ranks = list(Relation)
        return {iri: sorted(tied, key=lambda each: (ranks.index(each[0]), each[1])) for iri, tied in found.items()}

    def norms(self, iris: Iterable[str]) -> dict[str, Norm]:
        """Return norms by IRI."""
        keys = [(document, name) for document, _, name in map(parts_of, iris)]
        return {norm_iri(norm): norm for norm in self.library.norms(keys)}

    def finished(self, start: str) -> Neighbourhood:
        """Return what has been gathered."""
        shown = [iri for iri, kind in self.nodes.items() if kind is NodeKind.NORM]
        ties = self.ties(shown)
        others = [iri for iri, kind in self.nodes.items() if kind is not NodeKind.NORM]
        around = self.around(others)
        edges = dict.fromkeys(
            Edge(norm, other, relation) for norm in shown for relation, other in ties[norm] if other in self.nodes
        )
        for iri in others:
            if self.nodes[iri] is NodeKind.CLAUSE:
                edges |= dict.fromkeys(Edge(norm, iri, Relation.CLAUSE) for norm in around[iri] if norm in self.nodes)
        more = {iri: sum(norm not in self.nodes for norm in around[iri]) for iri in others}
        more |= {norm: sum(other not in self.nodes for _, other in ties[norm]) for norm in shown}
        nodes = tuple(self._drawn(self.norms(shown), more))
        return Neighbourhood(start, nodes, tuple(edges), len(self.left_out - self.nodes.keys()))

    def _drawn(self, norms: dict[str, Norm], more: dict[str, int]) -> Iterator[Node]:
        """Yield the nodes with their names."""
        for iri, kind in self.nodes.items():
            norm = norms.get(iri)
            clause = self._clause(iri, norm)
            name = norm.text if norm else clause.text if clause else concepts().name(iri.removeprefix(CONCEPTS))
            yield Node(iri, kind, name, norm, clause, iri in self.opened, more[iri])

    def _clause(self, iri: str, norm: Norm | None) -> Clause | None:
        """Return the clause that a node is, or that states it."""
        if not iri.startswith(DOCUMENTS):
            return None
        document, _, name = parts_of(iri)
        return self.library.clauses(document)[norm.clause if norm else name]


def _kind_of(library: Library, iri: str) -> NodeKind:
    """Return what a node is, by its IRI and the graph."""
    if iri.startswith(DOCUMENTS):
        document, _, name = parts_of(iri)
        return NodeKind.CLAUSE if name in library.clauses(document) else NodeKind.NORM
    rows = library.select("tied_concepts", concept=[iri])
    return NodeKind(rows[0]["kind"]) if rows else NodeKind.ROLE

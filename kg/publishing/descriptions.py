"""What the graph says of one thing: a clause with its norms, a norm, a concept."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.graphs import Graphs
from kg.iris import CONCEPTS
from ontology import BASE, ROOT

SCHEME = BASE + "concepts"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def description(store: Graphs, iri: str) -> list[Triple]:
    """Return the triples about a clause, a norm or a condition and all that hangs on it; none where it is not there.

    :raises ValueError: for what is no IRI.
    """
    rows = store.select("description", about=[iri])
    return store.about((row["graph"], row["thing"]) for row in rows)


@cache
def scheme() -> tuple[Triple, ...]:
    """Return the concepts that ship with the program, each said to be in their scheme."""
    triples = [quad.triple for quad in parse(path=ROOT / "concepts.ttl", format=RdfFormat.TURTLE)]
    concepts = dict.fromkeys(
        each.subject
        for each in triples
        if each.predicate.value == _TYPE and each.object == NamedNode(_SKOS + "Concept")
    )
    within = (Triple(concept, NamedNode(_SKOS + "inScheme"), NamedNode(SCHEME)) for concept in concepts)
    return (*triples, *within)


def concept(name: str) -> list[Triple]:
    """Return the triples about a concept, by its id; none where it is not known.

    >>> {triple.subject.value.removeprefix(CONCEPTS) for triple in concept("fastlege")}
    {'fastlege'}
    """
    subject = NamedNode(CONCEPTS + name)
    return [each for each in scheme() if each.subject == subject]


@cache
def vocabulary() -> tuple[Triple, ...]:
    """Return the vocabulary: what classes and properties mean."""
    return tuple(quad.triple for quad in parse(path=ROOT / "ansvar.ttl", format=RdfFormat.TURTLE))

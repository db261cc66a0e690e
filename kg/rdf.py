"""Norms as RDF: one named graph a document version, no blank nodes, the same from build to build.

``graph_of`` is undone by ``kg.rows``: what is written is read back equal. Turtle is the
truth; the store is a cache of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from kg.iris import DOCUMENTS, PREFIXES, act_iri, clause_iri, document_iri, norm_iri, person_iri, review_iri
from kg.model import Clause, Condition, Document, Modality, Norm, Reviewed
from kg.rows import MANY, in_order
from kg.version import VERSION
from ontology import BASE
from ontology.concepts import Kind, concepts
from ontology.namespaces import ANSVAR, CONCEPT, OA

Triple = tuple[URIRef, URIRef, Node]
PROGRAM = URIRef(f"{BASE}program/{VERSION}")
_MODALITY = {
    Modality.OBLIGATION: ANSVAR.Obligation,
    Modality.RECOMMENDATION: ANSVAR.Recommendation,
    Modality.PERMISSION: ANSVAR.Permission,
    Modality.PROHIBITION: ANSVAR.Prohibition,
    Modality.INFO: ANSVAR.Information,
}
_KINDS = {"bearers": Kind.ROLE, "counterparties": Kind.ROLE, "artifacts": Kind.ARTIFACT, "concepts": None}


def graph_of(document: Document, clauses: Sequence[Clause], norms: Sequence[Norm]) -> Graph:
    """Return a document version as a graph; its name is ``document_iri(...)``."""
    source = URIRef(document_iri(document.id, document.version))
    graph = Graph(identifier=source)
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in _triples(source, document, clauses, norms):
        graph.add(triple)
    return graph


def statements(graph: Graph) -> Iterator[ox.Triple]:
    """Yield the statements of a graph, which has no blank nodes, as Oxigraph has them: it writes them far faster."""
    return (ox.Triple(ox.NamedNode(str(s)), ox.NamedNode(str(p)), _term(o)) for s, p, o in graph)


def _term(term: Node) -> ox.NamedNode | ox.Literal:
    if not isinstance(term, Literal):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(term.datatype or XSD.string))


def _triples(source: URIRef, document: Document, clauses: Sequence[Clause], norms: Sequence[Norm]) -> Iterator[Triple]:
    yield from _document(source, document)
    for position, clause in enumerate(clauses):
        yield from _clause(source, document, clause, position)
    for position, norm in enumerate(norms):
        yield from _norm(source, norm, position)


def _document(source: URIRef, document: Document) -> Iterator[Triple]:
    meta = document.metadata
    yield source, RDF.type, ANSVAR.Document
    yield source, DCTERMS.identifier, Literal(meta.id)
    yield source, DCTERMS.isVersionOf, URIRef(DOCUMENTS + meta.id)
    yield source, DCTERMS.title, Literal(meta.title)
    yield source, DCTERMS.language, Literal(meta.language)
    yield source, OWL.versionInfo, Literal(meta.version)
    yield source, ANSVAR.digest, Literal(document.digest)
    if meta.publisher:
        yield source, DCTERMS.publisher, Literal(meta.publisher)
    if meta.year is not None:
        yield source, DCTERMS.issued, Literal(f"{meta.year:04}", datatype=XSD.gYear, normalize=False)
    if meta.valid_from:
        yield source, DCTERMS.valid, Literal(meta.valid_from, datatype=XSD.date)
    extraction = URIRef(f"{source}/extraction")
    yield extraction, RDF.type, PROV.Activity
    yield extraction, PROV.used, source
    yield extraction, PROV.wasAssociatedWith, PROGRAM
    yield PROGRAM, RDF.type, PROV.SoftwareAgent
    yield PROGRAM, OWL.versionInfo, Literal(VERSION)


def _clause(source: URIRef, document: Document, clause: Clause, position: int) -> Iterator[Triple]:
    iri = URIRef(clause_iri(document.id, document.version, clause.id))
    yield iri, RDF.type, ANSVAR.Clause
    yield iri, DCTERMS.isPartOf, source
    yield iri, ANSVAR.clauseKind, Literal(clause.kind.value)
    yield iri, ANSVAR.section, Literal(clause.section)
    yield iri, ANSVAR.position, Literal(position)
    yield iri, ANSVAR.level, Literal(clause.level)
    if clause.label:
        yield iri, RDFS.label, Literal(clause.label)
    if clause.parent is not None:
        yield iri, ANSVAR.parent, URIRef(clause_iri(document.id, document.version, clause.parent))
    if clause.links:
        yield iri, ANSVAR.links, Literal(" ".join(clause.links))
    yield from _place(iri, source, clause.text, clause.start, clause.end)


def _norm(source: URIRef, norm: Norm, position: int) -> Iterator[Triple]:
    iri = URIRef(norm_iri(norm))
    yield iri, RDF.type, ANSVAR.Norm
    yield iri, RDF.type, _MODALITY[norm.modality]
    yield iri, PROV.wasDerivedFrom, source
    yield iri, PROV.wasGeneratedBy, URIRef(f"{source}/extraction")
    yield iri, ANSVAR.clause, URIRef(clause_iri(norm.document, norm.version, norm.clause))
    yield iri, ANSVAR.section, Literal(norm.section)
    yield iri, ANSVAR.position, Literal(position)
    yield iri, ANSVAR.bearing, Literal(norm.bearing.value)
    for predicate, value in (
        (ANSVAR.cue, norm.cue or None),
        (ANSVAR.action, norm.action),
        (ANSVAR.deadline, norm.deadline),
        (ANSVAR.duration, norm.duration),
        (ANSVAR.channel, norm.channel),
    ):
        if value is not None:
            yield iri, predicate, Literal(value)
    if norm.reviewed is not None:
        yield from _reviewed(iri, norm.reviewed)
    yield from _many_valued(iri, source, norm)
    yield from _place(iri, source, norm.text, norm.start, norm.end)


def _reviewed(iri: URIRef, reviewed: Reviewed) -> Iterator[Triple]:
    """Say who looked a norm over; what exactly was laid down stands in the graph of reviews."""
    review, act = URIRef(review_iri(reviewed.review)), URIRef(act_iri(reviewed.review))
    person, time = URIRef(person_iri(reviewed.reviewer)), Literal(reviewed.time, datatype=XSD.dateTime, normalize=False)
    yield iri, ANSVAR.review, review
    yield iri, PROV.wasGeneratedBy, act
    yield iri, PROV.wasAttributedTo, person
    yield person, RDF.type, PROV.Person
    yield person, RDFS.label, Literal(reviewed.reviewer)
    yield act, RDF.type, PROV.Activity
    yield act, PROV.wasAssociatedWith, person
    yield act, PROV.endedAtTime, time
    if reviewed.reason:
        yield review, ANSVAR.reason, Literal(reviewed.reason)


def _many_valued(iri: URIRef, source: URIRef, norm: Norm) -> Iterator[Triple]:
    """Give the statements of a norm's many-valued parts, and their order where it is not the alphabet's."""
    given: dict[str, list[str]] = {}
    for name, local in MANY.items():
        values: tuple[str, ...] = getattr(norm, name)
        given[name] = list(values)
        for value in values:
            yield iri, ANSVAR[local], CONCEPT[value] if name in _KINDS else Literal(value)
            if name in _KINDS:
                yield from _concept(value, _KINDS[name])
    given["conditions"] = []
    for condition in norm.conditions:
        limit = _condition_iri(source, condition)
        given["conditions"].append(limit.rpartition("/")[2])
        yield iri, ANSVAR[condition.kind.value], limit
        yield from _condition(limit, source, condition)
    yield from _order(iri, given)


def _order(iri: URIRef, given: dict[str, list[str]]) -> Iterator[Triple]:
    kept = {name: values for name, values in given.items() if values != in_order(values, ())}
    if kept:
        yield iri, ANSVAR.inOrder, Literal(json.dumps(kept, ensure_ascii=False, sort_keys=True))


def _condition_iri(source: URIRef, condition: Condition) -> URIRef:
    parts = (condition.kind.value, condition.start, condition.end, condition.text, *condition.situations)
    return _hashed(source, "condition", *parts)


def _condition(iri: URIRef, source: URIRef, condition: Condition) -> Iterator[Triple]:
    yield iri, RDF.type, ANSVAR.Condition
    for situation in condition.situations:
        yield iri, ANSVAR.situation, CONCEPT[situation]
        yield from _concept(situation, Kind.SITUATION)
    yield from _order(iri, {"situations": list(condition.situations)})
    yield from _place(iri, source, condition.text, condition.start, condition.end)


def _concept(concept: str, kind: Kind | None) -> Iterator[Triple]:
    """Type and name a concept; a role or artifact that the ontology does not know is provisional."""
    known = concepts().get(concept)
    if known is None and kind is None:
        return
    yield CONCEPT[concept], RDF.type, ANSVAR[known.kind.value if known else str(kind)]
    yield CONCEPT[concept], SKOS.prefLabel, Literal(concepts().name(concept), lang="nb")
    if known is None:
        yield CONCEPT[concept], ANSVAR.provisional, Literal(True)


def _place(subject: URIRef, source: URIRef, text: str, start: int, end: int) -> Iterator[Triple]:
    """Tie a resource to its characters by Web Annotation selectors."""
    target = _hashed(source, "target", start, end)
    position = _hashed(source, "position", start, end)
    quote = _hashed(source, "quote", text)
    yield subject, ANSVAR.text, Literal(text)
    yield subject, OA.hasTarget, target
    yield target, RDF.type, OA.SpecificResource
    yield target, OA.hasSource, source
    yield target, OA.hasSelector, position
    yield target, OA.hasSelector, quote
    yield position, RDF.type, OA.TextPositionSelector
    yield position, OA.start, Literal(start)
    yield position, OA.end, Literal(end)
    yield quote, RDF.type, OA.TextQuoteSelector
    yield quote, OA.exact, Literal(text)


def _hashed(source: URIRef, kind: str, *parts: object) -> URIRef:
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]
    return URIRef(f"{source}/{kind}/{digest}")

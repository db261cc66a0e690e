"""The differences between two editions as RDF: what is a revision of what (PROV-O), and each change as an amendment.

``prov:wasRevisionOf`` leads from the later document, clause or norm to the earlier ("a derivation for which
the resulting entity is a revised version of some original", PROV-O 2013). What has changed in it is an
``ansvar:Amendment``, as Akoma Ntoso keeps its ``textualMod`` apart from the text that it changes.

Only editions of one document revise each other, and the later the earlier, whichever was named first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF
from rdflib.term import Node

from kg.difference.differences import Change, Differences
from kg.difference.editions import NormPair
from kg.difference.identity import Identity, Match
from kg.difference.report import DifferenceError
from kg.difference.sentences import sentence
from kg.iris import PREFIXES, amendment_iri, clause_iri, concept_iri, document_iri, hashed, norm_iri
from kg.model import Document
from kg.rdf import PROGRAM
from kg.reportfile import PRINT, SHEETS
from ontology.namespaces import ANSVAR

Triple = tuple[URIRef, URIRef, Node]


def turtle(between: Differences) -> str:
    """Return differences as Turtle; the same differences give the same text.

    :raises DifferenceError: where they are not two editions of one document.
    """
    return difference_graph(between).serialize(format="turtle")


def difference_graph(between: Differences) -> Graph:
    """Return differences as a graph, without blank nodes, from the edition that is valid first to the other.

    Where both are valid from the same day, or neither has a date, they follow in the order given.

    :raises DifferenceError: where they are not two editions of one document.
    """
    between = _in_time(between)
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in (*_revisions(between), *_amendments(between)):
        graph.add(triple)
    return graph


def _in_time(between: Differences) -> Differences:
    """Return differences from the earlier edition to the later; one without a date has always been valid."""
    a, b = between.a.metadata, between.b.metadata
    if a.id != b.id:
        raise DifferenceError(
            f"{a.id} og {b.id} er to dokumenter, så ingen av dem er en ny utgave av den andre i RDF. Skriv {PRINT} "
            f"eller {SHEETS}, eller gi den nye utgaven samme id i TOML-filen ved siden av den."
        )
    if a.edition == b.edition and not between.empty:
        raise DifferenceError(
            f"Begge heter {a.edition}, og kan ikke skilles i RDF. Gi den ene en egen version i TOML-filen ved siden av."
        )
    return _turned(between) if b.valid_from < a.valid_from else between


def _turned(between: Differences) -> Differences:
    """Return differences seen from the other edition, in whatever order: a graph has none."""
    return Differences(
        between.b,
        between.a,
        tuple(match.mirrored() for match in between.clauses),
        tuple(change.mirrored() for change in between.changes),
        tuple(NormPair(pair.b, pair.a, pair.moved) for pair in between.norms),
    )


def _revisions(between: Differences) -> Iterator[Triple]:
    earlier, later = _document(between.a), _document(between.b)
    if earlier == later:
        return
    yield later, PROV.wasRevisionOf, earlier
    for match in between.clauses:
        for new in match.b:
            for old in match.a:
                yield _clause(between.b, new.id), PROV.wasRevisionOf, _clause(between.a, old.id)
    for pair in between.norms:
        if pair.a and pair.b:
            yield URIRef(norm_iri(pair.b)), PROV.wasRevisionOf, URIRef(norm_iri(pair.a))


def _amendments(between: Differences) -> Iterator[Triple]:
    for change in between.changes:
        yield from _of_norms(change, between)
    for match in between.clauses:
        if match.moved or match.kind not in (Identity.SAME, Identity.MOVED, Identity.REWORDED):
            yield from _of_clauses(match, between)


def _of_norms(change: Change, between: Differences) -> Iterator[Triple]:
    iri = URIRef(amendment_iri(change.id))
    pairs = [(change.a, change.b), *change.more]
    yield from _amendment(iri, change.kind.value, between)
    yield iri, DCTERMS.description, Literal(sentence(change), lang="nb")
    yield from ((iri, ANSVAR.amends, URIRef(norm_iri(a))) for a, _ in pairs if a)
    yield from ((iri, ANSVAR.results, URIRef(norm_iri(b))) for _, b in pairs if b)
    yield from ((iri, ANSVAR.affects, URIRef(concept_iri(role))) for role in change.roles)
    for predicate, values in ((ANSVAR.before, change.before), (ANSVAR.after, change.after)):
        yield from ((iri, predicate, Literal(value)) for value in values)


def _of_clauses(match: Match, between: Differences) -> Iterator[Triple]:
    olds, news = ([clause.id for clause in side] for side in (match.a, match.b))
    editions = between.a.metadata.edition, between.b.metadata.edition
    iri = URIRef(amendment_iri(hashed(*editions, *olds, "/", *news)))
    kind = Identity.MOVED if match.moved and match.kind is Identity.REWORDED else match.kind
    yield from _amendment(iri, f"clause_{kind.value}", between)
    yield from ((iri, ANSVAR.amends, _clause(between.a, name)) for name in olds)
    yield from ((iri, ANSVAR.results, _clause(between.b, name)) for name in news)


def _amendment(iri: URIRef, kind: str, between: Differences) -> Iterable[Triple]:
    return (
        (iri, RDF.type, ANSVAR.Amendment),
        (iri, ANSVAR.amendmentKind, Literal(kind)),
        (iri, PROV.wasDerivedFrom, _document(between.a)),
        (iri, PROV.wasDerivedFrom, _document(between.b)),
        (iri, PROV.wasAttributedTo, PROGRAM),
    )


def _document(document: Document) -> URIRef:
    return URIRef(document_iri(document.id, document.version))


def _clause(document: Document, clause: str) -> URIRef:
    return URIRef(clause_iri(document.id, document.version, clause))

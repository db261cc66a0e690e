"""The shapes find what is wrong, say so in Norwegian, and find nothing wrong in a real graph."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF

from kg.iris import clause_iri, concept_iri, document_iri, norm_iri
from kg.rdf import graph_of
from kg.validation import validate
from ontology.namespaces import ANSVAR, OA
from tests.kg import made
from tests.support import AGDER, FJORDANE, real

ABOUT = made.document()
NORM = URIRef(norm_iri(made.norm(ABOUT)))
POINT = URIRef(clause_iri(ABOUT.id, ABOUT.version, "body__point_1"))
SOURCE = URIRef(document_iri(ABOUT.id, ABOUT.version))


def graph() -> Graph:
    """Return a small graph that is right."""
    return graph_of(ABOUT, made.clauses(), [made.norm(ABOUT)])


def test_a_right_graph_conforms() -> None:
    report = validate(graph())
    assert report.conforms, report.text()
    assert "ingen brudd" in report.text()


@pytest.mark.parametrize("path", [AGDER, FJORDANE])
def test_the_real_graphs_conform(path: object) -> None:
    read = real(path)  # type: ignore[arg-type]
    report = validate(graph_of(read.document, read.clauses, read.norms))
    assert report.conforms, report.text()


def test_validating_changes_nothing() -> None:
    data = graph()
    before = set(data)
    validate(data)
    assert set(data) == before


def two_modalities(data: Graph) -> None:
    """Give a norm a second modality."""
    data.add((NORM, RDF.type, ANSVAR.Permission))


def no_clause(data: Graph) -> None:
    """Take a norm's clause away."""
    data.remove((NORM, ANSVAR.clause, None))


def bearer_is_no_role(data: Graph) -> None:
    """Lay a norm on a document."""
    data.add((NORM, ANSVAR.bearer, URIRef(concept_iri("henvisning"))))


def end_before_start(data: Graph) -> None:
    """Turn a selector round."""
    (selector, start) = next(iter(data.subject_objects(OA.start)))
    data.set((selector, OA.start, Literal(10**6)))
    assert start is not None


def no_place(data: Graph) -> None:
    """Take a clause's place away."""
    data.remove((POINT, OA.hasTarget, None))


def no_text(data: Graph) -> None:
    """Take a clause's words away."""
    data.remove((POINT, ANSVAR.text, None))


def no_words(data: Graph) -> None:
    """Take a norm's words away."""
    data.remove((NORM, ANSVAR.text, None))


def no_title(data: Graph) -> None:
    """Take the document's digest away."""
    data.remove((SOURCE, ANSVAR.digest, None))


def unknown_situation(data: Graph) -> None:
    """Let a condition name what is no situation."""
    (condition,) = data.objects(NORM, ANSVAR.condition)
    data.add((condition, ANSVAR.situation, URIRef(concept_iri("fastlege"))))


def blank_node(data: Graph) -> None:
    """Add a blank node."""
    data.add((BNode(), ANSVAR.bearer, URIRef(concept_iri("fastlege"))))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (two_modalities, "modalitet"),
        (no_clause, "nøyaktig ett punkt"),
        (bearer_is_no_role, "rolle"),
        (end_before_start, "starte før"),
        (no_place, "Plassen"),
        (no_text, "må ha tekst"),
        (no_words, "egne ord"),
        (no_title, "fingeravtrykk"),
        (unknown_situation, "situasjoner"),
        (blank_node, "blanke noder"),
    ],
)
def test_a_fault_is_found_and_named(fault: Callable[[Graph], None], said: str) -> None:
    data = graph()
    fault(data)
    report = validate(data)
    assert not report.conforms
    assert said in report.text()
    assert "\n" not in report.summary()


def test_every_shape_says_in_norwegian_what_is_wrong() -> None:
    from rdflib.namespace import SH

    from kg.validation import _shapes

    for shape in _shapes().subjects(RDF.type, SH.PropertyShape):
        assert [m for m in _shapes().objects(shape, SH.message) if m.language == "nb"], shape  # type: ignore[attr-defined]

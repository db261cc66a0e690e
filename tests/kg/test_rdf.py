"""Norms become RDF and come back equal; the graph is the same from build to build."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, PROV, RDF, RDFS
from rdflib.term import Literal

from kg.iris import concept_iri, document_iri, norm_iri
from kg.model import Clause, Document, Modality, Norm
from kg.rdf import graph_of
from kg.rows import clauses_of, in_order, metadata_of, norms_of
from kg.store import Store
from kg.version import VERSION
from ontology import ROOT as ONTOLOGY
from ontology.namespaces import ANSVAR, OA
from tests.kg import made
from tests.support import AGDER, FJORDANE, ROOT, real

Whole = tuple[Document, list[Clause], list[Norm]]


def read_back(store: Store, about: Document) -> tuple[list[Clause], list[Norm]]:
    """Read a document's clauses and norms from a store, as the library does."""
    name = document_iri(about.id, about.version)
    iris = [row["norm"] for row in store.select("norms_of_document", document=[name])]
    return (
        clauses_of(store.select("clauses_of_document", document=[name])),
        norms_of(store.select("norms_by_id", norm=iris)),
    )


@given(whole=made.whole())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_equal(whole: Whole) -> None:
    about, clauses, norms = whole
    with tempfile.TemporaryDirectory() as folder:
        store = made.stored(Path(folder), whole)
    assert read_back(store, about) == (clauses, norms)
    assert metadata_of(store.select("documents")) == [about.metadata]


@pytest.mark.parametrize("path", [AGDER, FJORDANE])
def test_the_real_documents_are_read_back_equal(path: Path, tmp_path: Path) -> None:
    read = real(path)
    store = made.stored(tmp_path, (read.document, read.clauses, read.norms))
    assert read_back(store, read.document) == (read.clauses, read.norms)


def test_copies_of_a_document_do_not_double_each_other(tmp_path: Path) -> None:
    read = real(AGDER)
    other = Document(replace(read.document.metadata, version="2025"), read.document.text)
    moved = [replace(norm, version="2025") for norm in read.norms]
    store = made.stored(tmp_path, (read.document, read.clauses, read.norms), (other, read.clauses, moved))
    assert read_back(store, read.document) == (read.clauses, read.norms)
    assert read_back(store, other) == (read.clauses, moved)


@given(st.lists(st.text(), unique=True), st.lists(st.text()))
def test_a_ranking_orders_values_and_adds_none(values: list[str], ranked: list[str]) -> None:
    found = in_order(values, ranked)
    assert sorted(found) == sorted(values)
    assert in_order(values, values) == values


def test_a_bearer_added_by_hand_in_turtle_counts(tmp_path: Path) -> None:
    about = made.document()
    norm = made.norm(about)
    graph = graph_of(about, made.clauses(), [norm])
    graph.add((URIRef(norm_iri(norm)), ANSVAR.bearer, URIRef(concept_iri("avtalespesialist"))))
    graph.serialize(tmp_path / "edited.ttl", format="turtle")
    store = Store()
    store.load(tmp_path / "edited.ttl", document_iri(about.id, about.version))
    (found,) = norms_of(store.select("norms_by_id"))
    assert found.bearers == ("sykehuslege", "fastlege", "avtalespesialist")


def test_a_bearer_struck_by_hand_in_turtle_is_gone(tmp_path: Path) -> None:
    about = made.document()
    norm = made.norm(about)
    graph = graph_of(about, made.clauses(), [norm])
    graph.remove((URIRef(norm_iri(norm)), ANSVAR.bearer, URIRef(concept_iri("sykehuslege"))))
    graph.serialize(tmp_path / "edited.ttl", format="turtle")
    store = Store()
    store.load(tmp_path / "edited.ttl", document_iri(about.id, about.version))
    (found,) = norms_of(store.select("norms_by_id"))
    assert found.bearers == ("fastlege",)


def graph_of_agder() -> Graph:
    """Return the real guideline's graph."""
    read = real(AGDER)
    return graph_of(read.document, read.clauses, read.norms)


def test_there_are_no_blank_nodes() -> None:
    assert not [node for node in graph_of_agder().all_nodes() if isinstance(node, BNode)]


def test_turtle_is_the_same_each_time() -> None:
    assert graph_of_agder().serialize(format="turtle") == graph_of_agder().serialize(format="turtle")


def test_every_selector_points_at_its_words() -> None:
    graph, text = graph_of_agder(), real(AGDER).document.text
    targets = set(graph.subjects(RDF.type, OA.SpecificResource))
    assert targets
    for target in targets:
        selectors = set(graph.objects(target, OA.hasSelector))
        (start,) = (graph.value(s, OA.start) for s in selectors if (s, OA.start, None) in graph)
        (end,) = (graph.value(s, OA.end) for s in selectors if (s, OA.end, None) in graph)
        exact = {str(graph.value(s, OA.exact)) for s in selectors if (s, OA.exact, None) in graph}
        assert exact == {" ".join(text[int(str(start)) : int(str(end))].split())}


def test_a_norm_has_the_class_of_its_modality() -> None:
    about = made.document()
    for modality in Modality:
        norm = replace(made.norm(about), modality=modality)
        types = set(graph_of(about, made.clauses(), [norm]).objects(URIRef(norm_iri(norm)), RDF.type))
        assert len(types) == 2
        assert ANSVAR.Norm in types


def test_only_what_the_ontology_does_not_know_is_provisional() -> None:
    about = made.document()
    norm = replace(made.norm(about), bearers=("fastlege", "ambulansearbeider"), artifacts=("hjertestarter",))
    graph = graph_of(about, made.clauses(), [norm])
    provisional = {str(node) for node in graph.subjects(ANSVAR.provisional, Literal(True))}
    assert provisional == {concept_iri("ambulansearbeider"), concept_iri("hjertestarter")}
    assert (URIRef(concept_iri("ambulansearbeider")), RDF.type, ANSVAR.Role) in graph
    assert (URIRef(concept_iri("hjertestarter")), RDF.type, ANSVAR.Artifact) in graph


def test_every_norm_says_where_it_comes_from() -> None:
    graph, read = graph_of_agder(), real(AGDER)
    source = URIRef(document_iri(read.document.id, read.document.version))
    for norm in graph.subjects(RDF.type, ANSVAR.Norm):
        assert graph.value(norm, PROV.wasDerivedFrom) == source
        activity = graph.value(norm, PROV.wasGeneratedBy)
        program = graph.value(activity, PROV.wasAssociatedWith)
        assert str(graph.value(program, OWL.versionInfo)) == VERSION


def test_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def vocabulary() -> Graph:
    """Return ``ansvar.ttl``."""
    return Graph().parse(ONTOLOGY / "ansvar.ttl")


def test_vocabulary_and_namespace_hold_the_same_terms() -> None:
    described = {term for term in vocabulary().subjects(RDF.type) if str(term).startswith(str(ANSVAR))}
    assert described == {ANSVAR[name] for name in ANSVAR.__annotations__ if not name.startswith("_")}


def test_every_term_is_named_in_two_languages_and_explained() -> None:
    graph = vocabulary()
    for term in graph.subjects(RDF.type):
        if str(term).startswith(str(ANSVAR)):
            assert {label.language for label in graph.objects(term, RDFS.label)} == {"nb", "en"}, term  # type: ignore[attr-defined]
            assert graph.value(term, RDFS.comment), term


def test_a_mistyped_term_fails() -> None:
    with pytest.raises(AttributeError):
        _ = ANSVAR.obligaton
    with pytest.raises(AttributeError):
        _ = OA.hasSelectr


@pytest.mark.parametrize("name", ["concepts.ttl", "cues.ttl", "onboarding.ttl", "shapes.ttl"])
def test_every_term_in_use_is_described(name: str) -> None:
    described = set(vocabulary().subjects(RDF.type))
    used = {term for triple in Graph().parse(ONTOLOGY / name) for term in triple if str(term).startswith(str(ANSVAR))}
    assert used <= described

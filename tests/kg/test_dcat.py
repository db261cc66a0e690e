"""The catalogue says of the real graph, and of several editions, what is so, and what DCAT-AP asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode
from pyshacl import validate
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID

from kg.home import Home, in_force
from kg.iris import document_iri
from kg.model import Metadata
from kg.publishing.dcat import CATALOGUE, DATASET, PUBLISHER, catalogue, dataset_iri, described
from kg.publishing.export import exported, merged
from kg.publishing.serialization import serialized
from kg.store import Store
from ontology.namespaces import ANSVAR
from tests.support import ansvar

SHAPES = Path(__file__).with_name("catalogue.shapes.ttl")
ALL, FIRST = URIRef(DATASET), URIRef(dataset_iri("agder-2024", "2024"))
EDITIONS = (
    Metadata("rutine", "Rutine", "Utvalget", "2", 2024, "nn", "2024-06-01"),
    Metadata("rutine", "Rutine", "Utvalget", "1", 2022, "nb", "2022-01-01"),
    Metadata("annen", "Annen", version="1"),
    Metadata("fremtid", "Fremtid", version="9", valid_from="2999-01-01"),
)


@pytest.fixture(scope="module")
def built(home: Path) -> Graph:
    return Graph().parse(data=catalogue(Home(home).open()), format="turtle")


def several(on: date = date(2025, 1, 1)) -> Graph:
    """Return the catalogue of four editions of three documents, without graphs."""
    found = described(EDITIONS, in_force(EDITIONS, on), Store(), on)
    return Graph().parse(data=serialized(found, "turtle"), format="turtle")


def number(graph: Graph, subject: URIRef, what: URIRef) -> int:
    return int(str(graph.value(subject, what)))


def test_the_figures_are_those_of_the_graph(home: Path, built: Graph) -> None:
    graph = merged(Home(home).open())
    for subject in (ALL, FIRST):
        assert number(built, subject, VOID.triples) == len(graph)
        assert number(built, subject, VOID.entities) == len(set(graph.subjects()))
        assert number(built, subject, VOID.properties) == len(set(graph.predicates()))
        assert number(built, subject, VOID.classes) == len(set(graph.objects(None, RDF.type)))
        for part in built.objects(subject, VOID.classPartition):
            kind = built.value(part, VOID["class"])
            assert int(str(built.value(part, VOID.entities))) == len(set(graph.subjects(RDF.type, kind)))
        assert URIRef(str(ANSVAR)) in set(built.objects(subject, VOID.vocabulary))


def test_what_is_named_can_be_found_in_the_graph(home: Path, built: Graph) -> None:
    data = Dataset()
    data.parse(data=exported(Home(home).open(), "trig"), format="trig")
    names = {URIRef(str(each.identifier)) for each in data.graphs()}
    (source,) = built.objects(FIRST, DCTERMS.source)
    assert source in names
    assert (source, RDF.type, ANSVAR.Document) in data.graph(source)
    assert str(built.value(FIRST, DCAT.version)) == "2024"


@pytest.mark.parametrize("made", ["built", "several"])
def test_it_is_as_dcat_ap_asks(made: str, built: Graph) -> None:
    graph = built if made == "built" else several()
    conforms, _, text = validate(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    # Editions without a graph have no vocabulary: all else must be there.
    wrong = [line for line in str(text).splitlines() if line.startswith("\tResult Path") and "vocabulary" not in line]
    assert (conforms or made == "several") and not wrong, text


@pytest.mark.parametrize("what", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, VOID.triples, FOAF.name])
def test_what_is_missing_is_found(what: URIRef, built: Graph) -> None:
    lacking = Graph()
    for triple in built:
        if triple[1] != what:
            lacking.add(triple)
    assert not validate(lacking, shacl_graph=Graph().parse(SHAPES), inference="none")[0]


@pytest.mark.parametrize("form", ["turtle", "json-ld", "ntriples", "rdfxml"])
def test_all_forms_say_the_same_and_the_same_each_time(form: str, home: Path, built: Graph) -> None:
    build = Home(home).open()
    text = catalogue(build, form)
    assert text == catalogue(build, form)
    kind = {"ntriples": "nt", "rdfxml": "xml"}.get(form, form)
    assert isomorphic(Graph().parse(data=text, format=kind), built)
    assert not any(isinstance(node, BlankNode) for triple in built for node in triple)


def test_editions_are_versions_of_one_document_and_the_one_in_force_is_named() -> None:
    graph = several()
    document, old, new = (URIRef(dataset_iri("rutine", version)) for version in ("", "1", "2"))
    assert set(graph.objects(document, DCAT.hasVersion)) == {old, new}
    assert set(graph.objects(document, DCAT.hasCurrentVersion)) == {new}
    assert graph.value(new, DCAT.previousVersion) == old
    assert graph.value(old, DCAT.previousVersion) is None
    assert set(graph.objects(old, DCTERMS.source)) == {URIRef(document_iri("rutine", "1"))}
    assert str(graph.value(new, DCTERMS.valid)) == "2024-06-01"
    assert str(graph.value(new, DCTERMS.issued)) == "2024"
    assert str(graph.value(new, DCTERMS.language)).endswith("/NNO")
    early = several(date(2023, 5, 1))
    assert set(early.objects(document, DCAT.hasCurrentVersion)) == {old}
    assert not set(graph.objects(URIRef(dataset_iri("fremtid")), DCAT.hasCurrentVersion))
    assert len(set(graph.objects(URIRef(CATALOGUE), DCAT.dataset))) == 4
    assert len(set(graph.objects(ALL, VOID.subset))) == len(EDITIONS)


def test_the_publisher_is_that_of_the_guideline_where_one_is_known() -> None:
    graph = several()
    known = graph.value(URIRef(dataset_iri("rutine", "2")), DCTERMS.publisher)
    assert graph.value(known, FOAF.name) == Literal("Utvalget")
    assert graph.value(URIRef(dataset_iri("annen", "1")), DCTERMS.publisher) == URIRef(PUBLISHER)


def test_the_command_writes_it(
    home: Path, tmp_path: Path, built: Graph, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ansvar(capsys, monkeypatch, "export", "--catalogue")
    filed = ansvar(capsys, monkeypatch, "export", "--catalogue", "--format", "json-ld", "-o", str(tmp_path / "ut"))
    assert shown.status == filed.status == 0
    assert isomorphic(Graph().parse(data=shown.out, format="turtle"), built)
    assert isomorphic(Graph().parse(tmp_path / "ut", format="json-ld"), built)

"""JSON-LD with short names says the same as the graph, whoever reads it, and the same each time."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic

from kg.iris import CONCEPTS, DOCUMENTS, NS, PREFIXES
from kg.publishing.jsonld import compacted
from kg.publishing.serialization import serialized
from kg.rdf import graph_of
from kg.store import Store
from tests.kg.libraries import library_of
from tests.support import AGDER, real

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
XSD = PREFIXES["xsd"]

names = st.text(st.characters(categories=["Ll", "Nd"], include_characters="_-./"), min_size=1, max_size=12)
iris = st.builds(
    lambda space, name: NamedNode(space + name),
    st.sampled_from([NS, CONCEPTS, DOCUMENTS, PREFIXES["dcterms"], "http://example.org/", "urn:x:"]),
    names.map(lambda name: name.lstrip("/") or "a"),
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["nb", "nn", "en"])),
    st.integers(-(10**20), 10**20).map(lambda n: Literal(str(n), datatype=NamedNode(XSD + "integer"))),
    st.sampled_from(["007", "+1", "-0"]).map(lambda text: Literal(text, datatype=NamedNode(XSD + "integer"))),
    st.sampled_from(["true", "false", "1", "0"]).map(lambda text: Literal(text, datatype=NamedNode(XSD + "boolean"))),
    st.sampled_from(["2024", "0999"]).map(lambda text: Literal(text, datatype=NamedNode(XSD + "gYear"))),
)
quads = st.builds(Quad, iris, iris, iris | literals, iris)


def read(text: str) -> set[str]:
    """Return the statements that Oxigraph reads from JSON-LD."""
    return {str(quad) for quad in parse(text.encode(), format=RdfFormat.JSON_LD)}


@given(st.lists(quads, max_size=12))
def test_what_is_written_is_read_back(statements: Sequence[Quad]) -> None:
    text = serialized(statements, "json-ld")
    assert read(text) == {str(quad) for quad in statements}
    assert text == serialized(list(reversed(statements)), "json-ld")


def test_the_real_graph_is_read_back_by_rdflib_too() -> None:
    document = real(AGDER)
    store = library_of(document)._store
    graph = graph_of(document.document, document.clauses, document.norms)
    data = Dataset()
    data.parse(data=store.dump("json-ld"), format="json-ld")
    assert isomorphic(data.graph(URIRef(str(graph.identifier))), graph)


@pytest.mark.parametrize("form", ["turtle", "trig", "json-ld", "ntriples", "rdfxml"])
def test_the_same_graph_is_written_the_same_each_time(form: str) -> None:
    document = real(AGDER)
    first, second = (library_of(document)._store.dump(form) for _ in range(2))
    assert first == second
    if form in ("turtle", "ntriples", "rdfxml"):
        kind = {"ntriples": "nt", "rdfxml": "xml"}.get(form, form)
        wanted = graph_of(document.document, document.clauses, document.norms)
        assert isomorphic(Graph().parse(data=first, format=kind), wanted)


def test_it_can_be_read_by_a_person() -> None:
    said = json.loads(library_of(real(AGDER))._store.dump("json-ld"))
    (graph,) = said["@graph"]
    assert graph["@id"] == "doc:agder-2024/2024"
    norm = next(node for node in graph["@graph"] if node["@id"] == "doc:agder-2024/2024/sec_11__point_3__norm_1")
    assert norm["@type"] == ["ansvar:Norm", "ansvar:Obligation"]
    assert norm["ansvar:bearer"] == ["c:avtalespesialist", "c:sykehuslege"]
    assert norm["ansvar:action"] == "skrive"
    assert isinstance(norm["ansvar:position"], int)
    assert said["@context"]["ansvar:bearer"] == {"@type": "@id"}


def test_a_blank_node_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        compacted([Quad(BlankNode(), NamedNode("urn:a"), Literal("b"))], prefixes=PREFIXES)
    with pytest.raises(ValueError, match="IRI"):
        compacted([Quad(NamedNode("urn:a"), NamedNode("urn:a"), BlankNode())], prefixes=PREFIXES)


def test_nothing_is_written_of_nothing() -> None:
    assert json.loads(Store().dump("json-ld")) == {"@context": {}, "@graph": []}

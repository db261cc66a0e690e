"""The graph as linked data over a real server: each IRI opens, as a page for people and as RDF for programs."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, OWL, RDF, SKOS, VOID

from kg.home import Home
from kg.iris import CONCEPTS, NS, clause_iri, document_iri
from kg.library import open_library
from kg.publishing.dcat import DATASET
from kg.publishing.export import merged
from ontology import BASE
from ontology.namespaces import ANSVAR
from qa.build import build
from server.conceptpage import concept_page
from tests.server.conftest import Response, start
from tests.support import two_editions

Call = Callable[..., Response]
CLAUSE, DOCUMENT = clause_iri("agder-2024", "2024", "sec_11__point_3"), document_iri("agder-2024", "2024")
NORM = URIRef(CLAUSE + "__norm_1")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FORMS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


def asking(address: str) -> Call:
    """Return a way to ask a server for an IRI of ours, or a path, that follows no redirect."""

    def asked(what: str, accept: str = "", method: str = "GET") -> Response:
        place = urlsplit(address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        path = "/" + what.removeprefix(BASE).lstrip("/").partition("#")[0]
        connection.request(method, path, headers={"Accept": accept} if accept else {})
        found = connection.getresponse()
        headers = {name.lower(): value for name, value in found.getheaders()}
        response = Response(found.status, headers, found.read())
        connection.close()
        return response

    return asked


@pytest.fixture
def get(address: str) -> Call:
    return asking(address)


def graph_in(response: Response) -> Graph:
    assert response.status == 200
    kind = response.headers["content-type"].partition(";")[0]
    assert response.headers["vary"] == "Accept"
    return Graph().parse(data=response.body, format=FORMATS.get(kind, kind))


FORMATS = FORMS | {"application/trig": "trig"}


def test_a_person_is_led_to_the_page(get: Call) -> None:
    for iri in (CLAUSE, str(NORM)):
        found = get(iri, BROWSER)
        assert found.status == 303
        name = iri.rpartition("/")[2]
        assert found.headers["location"] == f"http://127.0.0.1:8501/?clause=agder-2024@2024/{name}"
        assert found.headers["vary"] == "Accept"
    assert get(DOCUMENT, BROWSER).headers["location"] == "http://127.0.0.1:8501/?document=agder-2024@2024"


@pytest.mark.parametrize("accept", FORMS)
def test_a_program_gets_the_clause_with_its_norms(accept: str, get: Call, home: Path) -> None:
    response = get(CLAUSE, accept)
    assert response.headers["content-type"].startswith(accept)
    found = graph_in(response)
    assert (NORM, ANSVAR.clause, URIRef(CLAUSE)) in found
    assert {str(role).removeprefix(CONCEPTS) for role in found.objects(NORM, ANSVAR.bearer)} == {
        "sykehuslege",
        "avtalespesialist",
    }
    assert (URIRef(CONCEPTS + "sykehuslege"), RDF.type, ANSVAR.Role) in found
    assert str(found.value(URIRef(DOCUMENT), DCTERMS.title)).startswith("Anbefalinger")
    # Nothing but what the graph says, and no other clause's norms.
    whole = merged(Home(home).open())
    assert set(found) <= set(whole)
    assert set(found.objects(None, ANSVAR.clause)) == {URIRef(CLAUSE)}
    assert isomorphic(found, graph_in(get(CLAUSE)))


def test_a_norm_is_described_with_its_conditions(get: Call, home: Path) -> None:
    norms = open_library(Home(home).open()).all_norms("agder-2024")
    norm = next(norm for norm in norms if norm.conditions)
    iri = URIRef(clause_iri("agder-2024", "2024", norm.id))
    found = graph_in(get(str(iri), "text/turtle"))
    assert set(found.subjects(RDF.type, ANSVAR.Norm)) == {iri}
    limits = set(found.objects(iri, ANSVAR.condition)) | set(found.objects(iri, ANSVAR.exception))
    assert len(limits) == len(norm.conditions)
    for limit in limits:
        assert found.value(limit, ANSVAR.text) is not None
        assert set(graph_in(get(str(limit), "text/turtle"))) <= set(merged(Home(home).open()))


def test_clauses_and_norms_from_all_parts_of_the_document_open(get: Call, home: Path) -> None:
    library = open_library(Home(home).open())
    ids = [*library.clauses("agder-2024"), *(norm.id for norm in library.all_norms("agder-2024"))]
    for name in ids[::23]:
        assert get(clause_iri("agder-2024", "2024", name), "application/n-triples").status == 200


@pytest.mark.parametrize("path", [CLAUSE, DOCUMENT, "concept/fastlege", "ns", "catalogue", "graph", "graph.ttl"])
def test_head_says_what_get_would_without_the_body(path: str, get: Call) -> None:
    whole, head = get(path), get(path, method="HEAD")
    assert head.status == whole.status == 200
    assert head.body == b""
    assert whole.body
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == whole.headers[name]
    assert get(CLAUSE, BROWSER, "HEAD").status == 303
    assert get(path, method="DELETE").status == 405


@pytest.mark.parametrize(
    "path", ["doc/agder-2024/2024/sec_99", "doc/agder-2024/2023/sec_1", "doc/annen", "concept/finnes_ikke", "graph.exe",
             "doc/agder-2024/2024/%3Cscript%3E", "concept/%20", "doc/agder-2024/2024/..%2F..%2Fetc"]
)  # fmt: skip
def test_what_is_not_there_is_a_problem(path: str, get: Call) -> None:
    found = get(path, "text/turtle")
    assert found.problem["status"] == 404
    assert "<script>" not in found.problem["detail"]


def test_a_form_that_is_not_there_is_a_problem(get: Call) -> None:
    found = get(CLAUSE, "image/png")
    assert found.problem["status"] == 406
    assert "text/turtle" in found.problem["detail"]


def test_the_document_is_its_graph_and_the_whole_is_had_as_files(get: Call, home: Path) -> None:
    whole = merged(Home(home).open())
    assert isomorphic(graph_in(get(DOCUMENT, "text/turtle")), whole)
    for suffix in ("ttl", "trig", "jsonld"):
        response = get(f"graph.{suffix}")
        data = Dataset(default_union=True)
        data.parse(data=response.body, format=FORMATS[response.headers["content-type"].partition(";")[0]])
        assert {triple[:3] for triple in data.quads()} == set(whole)
    assert get("graph").headers["content-type"].startswith("application/trig")


@pytest.mark.parametrize("path", ["catalogue", ".well-known/void"])
def test_the_catalogue_is_served_and_all_it_names_here_can_be_had(path: str, get: Call) -> None:
    found = graph_in(get(path, "text/turtle"))
    assert isomorphic(found, graph_in(get(path, "application/ld+json")))
    assert found.value(URIRef(DATASET), VOID.triples) is not None
    for what in (DCAT.accessURL, DCAT.downloadURL, VOID.dataDump, VOID.rootResource, VOID.sparqlEndpoint):
        for place in set(found.objects(None, what)):
            asked = f"{place}?query=ASK%7B%7D" if str(place).endswith("sparql") else str(place)
            assert get(asked, "*/*").status == 200, place
    for dataset in set(found.subjects(RDF.type, DCAT.Dataset)):
        assert get(str(dataset)).headers["location"] == "/catalogue"


def test_the_vocabulary_is_a_page_and_turtle(get: Call) -> None:
    page = get(NS, BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert 'id="bearer"' in page.body.decode()
    found = graph_in(get(NS, "text/turtle"))
    assert (ANSVAR.bearer, RDF.type, OWL.ObjectProperty) in found
    assert isomorphic(found, Graph().parse(data=get("ns.ttl").body, format="turtle"))
    assert isomorphic(found, graph_in(get(NS, "application/ld+json")))


def test_a_concept_is_a_line_of_a_page_and_a_description(get: Call) -> None:
    iri = URIRef(CONCEPTS + "fastlege")
    found = graph_in(get(str(iri), "text/turtle"))
    assert set(found.subjects()) == {iri}
    assert (iri, SKOS.inScheme, URIRef(BASE + "concepts")) in found
    assert get(str(iri), BROWSER).headers["location"] == "/concepts#fastlege"
    page = get("concepts", BROWSER).body.decode()
    assert "<html lang='nb'>" in page
    whole = graph_in(get("concepts", "application/n-triples"))
    known = {str(each) for each in whole.subjects(RDF.type, SKOS.Concept)}
    assert (
        {CONCEPTS + name for name in re.findall(r'<tr id="([^"]+)"', page)}
        == known
        == {str(each) for each in whole.subjects(SKOS.inScheme)}
    )


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """A server over two editions of one guideline."""
    folder = tmp_path_factory.mktemp("editions")
    build(two_editions(folder), home=Home(folder / "home"))
    process, address = start(folder / "home", folder / "log")
    yield asking(address)
    process.terminate()
    process.wait(timeout=20)


def test_each_edition_has_its_own_norms_and_the_document_leads_to_the_one_in_force(two: Call) -> None:
    assert two("doc/rutine").headers["location"] == "/doc/rutine/2"
    for version, role in (("1", "fastlege"), ("2", "sykehuslege")):
        found = graph_in(two(f"doc/rutine/{version}/sec_1__point_1", "text/turtle"))
        assert set(found.objects(None, ANSVAR.bearer)) == {URIRef(CONCEPTS + role)}
        assert set(found.subjects(RDF.type, ANSVAR.Document)) == {URIRef(document_iri("rutine", version))}
    described = graph_in(two("catalogue", "text/turtle"))
    assert len(set(described.objects(URIRef(f"{DATASET}/rutine"), DCAT.hasVersion))) == 2
    assert str(described.value(URIRef(f"{DATASET}/rutine"), DCAT.hasCurrentVersion)).endswith("/rutine/2")
    names = {quad.graph_name.value for quad in parse(two("graph.trig").body, format=RdfFormat.TRIG)}
    assert names == {document_iri("rutine", "1"), document_iri("rutine", "2")}
    figures = [int(str(described.value(URIRef(f"{DATASET}/rutine/{v}"), VOID.triples))) for v in ("1", "2")]
    # What is in both, such as the names of concepts, is counted once.
    assert max(figures) < int(str(described.value(URIRef(DATASET), VOID.triples))) < sum(figures)


def test_the_page_of_concepts_was_a_shell_of_its_own_without_a_policy() -> None:
    page = concept_page()
    assert "Content-Security-Policy" in page
    assert page.count("<main>") == page.count("<h1>") == 1
    assert "@page" not in page

"""The SPARQL endpoint with a client that is not ours, and by hand where a client would not go."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

from kg.home import Home
from kg.library import open_store
from kg.sparql.named import named_queries

Call = Callable[..., Any]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
AGDER = "https://w3id.org/ansvarsgraf/doc/agder-2024/2024"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def client(address: str, query: str, form: str = JSON) -> SPARQLWrapper:
    made = SPARQLWrapper(f"{address}/sparql")
    made.setQuery(query)
    made.setReturnFormat(form)
    return made


def get(call: Call, query: str, accept: str = "*/*", **more: str) -> Any:
    return call("/sparql?" + urlencode({"query": query, **more}), Accept=accept)


def test_a_client_selects(address: str, home: Any) -> None:
    store = open_store(Home(home).open())
    for query in named_queries():
        found = client(address, query.text).queryAndConvert()["results"]["bindings"]
        values = [{name: term["value"] for name, term in row.items()} for row in found]
        assert sorted(values, key=str) == sorted(store.select(query.name), key=str)


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_a_client_posts(address: str, how: str) -> None:
    posting = client(address, COUNT)
    posting.setMethod(POST)
    posting.setRequestMethod(how)
    assert int(posting.queryAndConvert()["results"]["bindings"][0]["n"]["value"]) > 1000


def test_a_client_asks(address: str) -> None:
    assert client(address, f"ASK {{ <{AGDER}> ?p ?o }}").queryAndConvert()["boolean"] is True
    assert client(address, "ASK { <x:y> ?p ?o }").queryAndConvert()["boolean"] is False
    assert "<boolean>true</boolean>" in client(address, "ASK { }", XML).queryAndConvert().toxml()


def test_a_client_constructs_and_describes(address: str) -> None:
    for query in (f"CONSTRUCT {{ <{AGDER}> ?p ?o }} WHERE {{ <{AGDER}> ?p ?o }}", f"DESCRIBE <{AGDER}>"):
        graph = Graph().parse(data=client(address, query, TURTLE).queryAndConvert(), format="turtle")
        assert len(graph) > 5
        assert len(client(address, query, XML).queryAndConvert()) == len(graph)


def test_a_client_gets_csv(address: str) -> None:
    assert client(address, "SELECT ('å' AS ?x) {}", CSV).queryAndConvert().decode() == "x\r\nå\r\n"


def test_a_client_confines_to_graphs(address: str) -> None:
    def count(graph: str, query: str = COUNT) -> int:
        made = client(address, query)
        made.addDefaultGraph(graph)
        return int(made.queryAndConvert()["results"]["bindings"][0]["n"]["value"])

    assert count(AGDER) > 1000
    made = client(address, COUNT)
    made.addNamedGraph(AGDER)
    assert made.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "0"


def test_graphs_that_are_not_there_are_refused(call: Call) -> None:
    found = get(call, COUNT, **{"default-graph-uri": "x:y"})
    assert found.status == 400
    assert "<x:y> finnes ikke" in found.problem["detail"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("text/turtle, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(call: Call, accept: str, media: str) -> None:
    found = get(call, "SELECT * { ?s ?p ?o } LIMIT 1", accept)
    assert found.status == 200
    assert found.headers["content-type"].partition(";")[0] == media
    assert found.headers["vary"] == "Accept"


@pytest.mark.parametrize(("query", "accept"), [("ASK { }", "text/html"), ("DESCRIBE <a:b>", "text/csv")])
def test_a_form_that_is_not_there_is_told_so(call: Call, query: str, accept: str) -> None:
    assert get(call, query, accept).problem["status"] == 406


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/sparql-update", "INSERT DATA { <a:b> <a:c> <a:d> }"),
        (FORM, urlencode({"update": "DROP ALL"})),
        (FORM, urlencode({"query": "INSERT DATA { <a:b> <a:c> <a:d> }"})),
        (FORM, urlencode({"query": "ASK { }", "update": "DROP ALL"})),
        (QUERY, "LOAD <http://127.0.0.1:9/>"),
        (QUERY, "SELECT * { { SELECT * { OPTIONAL { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } } } } }"),
        (QUERY, "ASK { FILTER NOT EXISTS { SERVICE ?s { ?s ?p ?o } } }"),
    ],
)
def test_updates_and_calls_to_other_services_are_refused(call: Call, kind: str, body: str) -> None:
    before = get(call, COUNT).body
    found = call("/sparql", body.encode(), Content_Type=kind)
    assert found.problem["status"] == 403
    assert get(call, COUNT).body == before


def test_an_update_by_a_client_is_refused(address: str) -> None:
    update = client(address, "DELETE WHERE { ?s ?p ?o }")
    update.setMethod(POST)
    with pytest.raises(Exception, match="403"):
        update.query()


def test_an_endless_query_is_ended_at_the_limit_and_the_server_answers_on(address: str, call: Call) -> None:
    assert call("/api/documents").status == 200
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(get, call, ENDLESS)
        time.sleep(0.3)
        assert get(call, "ASK { ?s ?p ?o }").json["boolean"] is True
        assert call("/api/documents").status == 200
        assert not endless.done()
        assert endless.result().problem["status"] == 504
    assert client(address, COUNT).queryAndConvert()["results"]["bindings"]


def test_more_endless_queries_than_the_server_runs_leave_it_answering(call: Call) -> None:
    assert call("/api/documents").status == 200
    with ThreadPoolExecutor(4) as pool:
        endless = [pool.submit(get, call, ENDLESS) for _ in range(4)]
        time.sleep(0.3)
        assert call("/api/documents").status == 200
        assert not any(each.done() for each in endless)
        assert {each.result().status for each in endless} <= {503, 504}
    assert get(call, "ASK { }").status == 200


def test_a_syntax_error_says_where(call: Call) -> None:
    found = call("/sparql", b"SELECT * {\n ?s ?p }", Content_Type=QUERY).problem
    assert (found["status"], found["line"], found["column"]) == (400, 2, 8)
    assert "linje 2, tegn 8" in found["detail"]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/sparql", "mangler"),
        ("/sparql?query=", "ingen spørring"),
        ("/sparql?query=ASK&query=ASK", "flere"),
    ],
)
def test_there_must_be_one_query(call: Call, path: str, part: str) -> None:
    found = call(path).problem
    assert found["status"] == 400
    assert part in found["detail"]


def test_other_content_types_and_methods_are_refused(call: Call) -> None:
    assert call("/sparql", b"{}", Content_Type="application/json").problem["status"] == 415
    assert call("/sparql", b"ASK \xff", Content_Type=QUERY).problem["status"] == 400
    assert call("/sparql", method="DELETE").problem["status"] == 405


def test_a_body_beyond_the_limit_is_refused(call: Call) -> None:
    assert call("/sparql", b"#" * 300_000, Content_Type=QUERY).problem["status"] == 413
    assert call("/sparql", b"#" * 60_000, Content_Type=QUERY).problem["status"] == 413


def test_rows_and_whether_there_are_more_are_in_the_headers(call: Call) -> None:
    found = get(call, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (found.headers["ansvar-rows"], found.headers["ansvar-cut"]) == ("10000", "true")
    assert get(call, "SELECT * { ?s ?p ?o } LIMIT 3").headers["ansvar-cut"] == "false"


def test_no_page_elsewhere_can_read_it(call: Call) -> None:
    found = call(f"/sparql?query={quote('ASK { }')}", Origin="http://evil.example")
    assert not [name for name in found.headers if name.startswith("access-control")]
    assert call("/api/documents", Host="evil.example").problem["status"] == 400
    assert call("/api/documents", Host="localhost:1234").status == 200

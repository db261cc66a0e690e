"""Which queries may run: decided by what they are, not by the words in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Fault, SparqlError
from kg.sparql.check import LONGEST_QUERY, QueryKind, checked
from kg.store import query_text
from ontology import QUERIES

SERVICE = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"
# What a group can stand in; the braces come from the group itself.
AROUND = (
    "OPTIONAL {group}",
    "MINUS {group}",
    "GRAPH ?g {group}",
    "{group} UNION {{ ?a ?b ?c }}",
    "{{ ?a ?b ?c }} UNION {group}",
    "FILTER EXISTS {group}",
    "FILTER NOT EXISTS {group}",
    "FILTER (1 = 1 || !(EXISTS {group}))",
    "BIND (EXISTS {group} AS ?e{depth})",
    "BIND (IF(NOT EXISTS {group}, 1, 2) AS ?i{depth})",
    "{{ SELECT * WHERE {group} }}",
    "{{ SELECT (COUNT(*) AS ?n{depth}) WHERE {group} GROUP BY ?s HAVING (COUNT(*) > 1) LIMIT 3 }}",
    "{group}",
)
FORMS = (
    "SELECT * WHERE {group}",
    "select distinct ?s {group} ORDER BY ?s LIMIT 1",
    "ASK {group}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {group}",
    "DESCRIBE ?s WHERE {group}",
    "SELECT (EXISTS {group} AS ?e) WHERE {{ ?s ?p ?o }}",
    "SELECT ?s WHERE {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {group})",
    "SELECT ?s WHERE {{ ?s ?p ?o }} ORDER BY (EXISTS {group})",
)
CALLS = (SERVICE, SERVICE.lower().replace("service", "service silent"), "SERVICE ?s { }", "SeRvIcE <x:y> { }")
WORDS = ("SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }", "INSERT DATA { <a:b> <a:c> <a:d> }", "LOAD <x:y>", "DROP ALL")
HARMLESS = ('?s ?p "{words}" .', "?s ?p '''{words}''' .", "# {words}\n", "FILTER(?o != '{words}')")


@st.composite
def assembled(draw: st.DrawFn, inner: str) -> str:
    """A query with something at a depth of nought to six."""
    text = inner
    for depth in range(draw(st.integers(0, 6))):
        before = draw(st.sampled_from(["", "?s ?p ?o . ", "VALUES ?s { <a:b> } "]))
        text = before + draw(st.sampled_from(AROUND)).format(group="{ " + text + " }", depth=depth)
    return draw(st.sampled_from(FORMS)).format(group="{ " + text + " }")


@settings(deadline=None)
@given(st.data())
def test_a_call_to_another_service_is_refused_at_any_depth(data: st.DataObject) -> None:
    query = data.draw(assembled(data.draw(st.sampled_from(CALLS))))
    with pytest.raises(SparqlError, match="SERVICE") as refused:
        checked(query)
    assert refused.value.fault is Fault.REFUSED


@settings(deadline=None)
@given(st.data())
def test_the_words_in_literals_and_comments_are_not_refused(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(HARMLESS)).format(words=data.draw(st.sampled_from(WORDS)))
    query = data.draw(assembled(f"?s ?p ?o . {words}"))
    assert checked(query).text == query


@pytest.mark.parametrize("name", ["service", "insert", "load"])
def test_names_that_are_keywords_elsewhere_are_not_refused(name: str) -> None:
    checked(f"PREFIX {name}: <http://example.org/{name}#> SELECT ?{name} WHERE {{ ?{name} {name}:{name} ?o }}")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <a:> DELETE { ?s a:b ?o } INSERT { ?s a:c ?o } WHERE { ?s a:b ?o }",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <x:y> INTO GRAPH <a:b>",
        "CLEAR ALL",
        "DROP GRAPH <a:b>",
        "CREATE GRAPH <a:b>",
        "COPY <a:b> TO <a:c>",
    ],
)
def test_an_update_is_refused_as_one(update: str) -> None:
    with pytest.raises(SparqlError, match="vil endre grafen") as refused:
        checked(update)
    assert refused.value.fault is Fault.REFUSED


@pytest.mark.parametrize(
    "hidden",
    [
        f"SELECT * WHERE {{ ?s ?p ?o # en kommentar\r {SERVICE} }}",
        f"SELECT * WHERE {{ ?s ?p ?o # en kommentar\\u000d {SERVICE} }}",
        f"SELECT * WHERE {{ ?s ?p ?o . S\\u0045RVICE <x:y> {{ ?a ?b ?c }} }} # {SERVICE}",
        "SELECT * WHERE { ?s ?p \"\\u0022 . SERVICE <x:y> { ?a ?b ?c } BIND('' AS ?x) BIND(\\u0022\" AS ?y) }",
    ],
)
def test_a_call_hidden_by_a_line_end_or_an_escape_is_found(hidden: str) -> None:
    """The parser took a carriage return as part of the comment; Oxigraph ended the comment there, and called."""
    with pytest.raises(SparqlError, match="SERVICE"):
        checked(hidden)


def test_an_escape_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(SparqlError, match="to måter"):
        checked("SELECT * { ?s ?p '\\u005Cu0022' }")


@pytest.mark.parametrize(
    ("query", "line", "column", "near"),
    [
        ("SELEC * { }", 1, 1, "«SELEC»"),
        ("SELECT * WHERE {\n ?s ?p\n}", 3, 1, "«}»"),
        ("SELECT * {\n  ?s ?p ?o .\n  FILTER(?o > )\n}", 3, 15, "«)»"),
        ("SELECT * { } SELECT * { }", 1, 14, "«SELECT»"),
        ("SELECT * { ?s ?p ?o LATERAL { ?a ?b ?c } }", 1, 21, "«LATERAL»"),
        ("SELECT * {\n ?s ?p ?o ", 2, 10, "ikke ferdig"),
        ("# bare en kommentar", 1, 20, "ikke ferdig"),
    ],
)
def test_an_error_says_where_it_is(query: str, line: int, column: int, near: str) -> None:
    with pytest.raises(SparqlError) as wrong:
        checked(query)
    assert wrong.value.fault is Fault.SYNTAX
    assert (wrong.value.line, wrong.value.column) == (line, column)
    assert near in str(wrong.value)
    assert f"linje {line}, tegn {column}" in str(wrong.value)


def test_a_prefix_that_is_not_declared_is_told_with_its_address() -> None:
    with pytest.raises(SparqlError, match=re.escape("PREFIX ansvar: <https://w3id.org/ansvarsgraf/ns#>")):
        checked("SELECT ?n { ?n a ansvar:Norm }")
    with pytest.raises(SparqlError, match="«x:»"):
        checked("SELECT * FROM x:y { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("", "ingen spørring"),
        (" \n", "ingen spørring"),
        ("#" * (LONGEST_QUERY + 1), "grensen"),
        ("ASK " + "{" * 2000 + "}" * 2000, "for mange nivåer"),
        ("SELECT * { ?s ?p '\\ud800' }", "ikke noe tegn"),
        ("SELECT * { ?s ?p '\\UFFFFFFFF' }", "ikke noe tegn"),
    ],
)
def test_what_is_no_query_is_told_so(query: str, part: str) -> None:
    with pytest.raises(SparqlError, match=part):
        checked(query)


def test_the_graphs_that_a_query_names_are_found() -> None:
    found = checked("BASE <http://e.org/> PREFIX a: <x:> SELECT * FROM a:b FROM <c> FROM NAMED <d:e> { ?s ?p ?o }")
    assert found.default == ("http://e.org/c", "x:b")
    assert found.named == ("d:e",)
    assert checked("ASK { ?s ?p ?o }").default == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in QUERIES.glob("*.rq")))
def test_the_programs_own_queries_may_run(name: str) -> None:
    assert checked(query_text(name)).kind is QueryKind.SELECT

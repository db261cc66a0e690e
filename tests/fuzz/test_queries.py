"""Whatever is put to SPARQL, made by its grammar or by no rule: rows, triples, or one line that says what is wrong."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from kg.errors import Fault, SparqlError
from kg.home import Home
from kg.iris import PREFIXES
from kg.sparql.forms import Form
from kg.sparql.queries import Limits, Sparql
from server.problems import STATUSES
from tests.fuzz.test_questions import FIXED
from tests.fuzz.texts import CORNERS, texts

AGDER = "<https://w3id.org/ansvarsgraf/doc/agder-2024/2024>"
QUICK = Limits(rows=200, seconds=3, megabytes=400)

variables = st.sampled_from(["?s", "?p", "?o", "$x", "?g", "?æ", "?_1"])
iris = st.sampled_from([AGDER, "<a:b>", "<>", "<../x>", "<http://127.0.0.1:9/>", "<file:///etc/passwd>", "a:b", ":x",
                        "ansvar:bearer", "rdf:type", "undeclared:x", "a"])  # fmt: skip
literals = st.sampled_from(
    [
        "1",
        "-0.0",
        "1e400",
        "1e-400",
        "true",
        "'a'@nb",
        '"x"^^<a:b>',
        "'''\n'''",
        '"2024"^^<>',
        '"x"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "99999999999999999999999",
    ]
) | texts(20).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
)
terms = variables | iris | literals | st.sampled_from(["[]", "_:b", "()", "(1 ?s)", "[ ?p ?o ]"])
paths = st.sampled_from(["?p", "a", "<a:b>", "a/a", "^a", "(a|<a:b>)*", "!(a|^a)", "<a:b>+", "a?", "a{2}"]) | terms
numbers = st.integers(-1, 10**20).map(str)
operators = st.sampled_from(["=", "<", "&&", "||", "+", "/", "*", "IN", "!="])
wrappers = st.sampled_from(["OPTIONAL", "MINUS", "GRAPH ?g", f"GRAPH {AGDER}", "SERVICE <a:b>", "SERVICE SILENT ?s",
                            "FILTER EXISTS", "FILTER NOT EXISTS", "{ } UNION"])  # fmt: skip
expressions = st.recursive(
    terms,
    lambda inner: st.builds("({} {} {})".format, inner, operators, inner)
    | st.builds("{}({})".format, st.sampled_from(["STR", "LANG", "ABS", "IRI", "BNODE", "RAND", "NOW", "UUID", "YEAR",
                                                 "STRLEN", "MD5", "SHA512", "COUNT", "SUM", "!", "isIRI"]), inner)
    | st.builds('REGEX(STR({}), "{}")'.format, inner, st.sampled_from(["a+", "(a+)+$", "[", "(?:", "\\\\", "(a|a)*$"]))
    | st.builds('GROUP_CONCAT({}; separator="{}")'.format, inner, st.just("x"))
    | st.builds("REPEAT({})".format, inner),
    max_leaves=6,
)  # fmt: skip
patterns = st.recursive(
    st.builds("{} {} {} .".format, terms, paths, terms),
    lambda inner: st.lists(inner, max_size=3).map(" ".join).map("{{ {} }}".format)
    | st.builds("{} {{ {} }}".format, wrappers, inner)
    | st.builds("{} FILTER({})".format, inner, expressions)
    | st.builds("{} BIND({} AS ?new)".format, inner, expressions)
    | st.builds("VALUES ?s {{ {} }} {}".format, terms, inner)
    | st.builds("{{ SELECT ?s {{ {} }} LIMIT 3 }}".format, inner),
    max_leaves=6,
)  # fmt: skip
tails = st.lists(
    st.builds("LIMIT {}".format, numbers) | st.builds("OFFSET {}".format, numbers)
    | st.builds("ORDER BY DESC({})".format, expressions) | st.builds("GROUP BY {}".format, expressions)
    | st.builds("HAVING({})".format, expressions) | st.sampled_from(["# x", "VALUES ?s { UNDEF }", ";", "}"]),
    max_size=3,
).map(" ".join)  # fmt: skip
heads = st.sampled_from(
    ["SELECT *", "SELECT DISTINCT ?s ?p", "SELECT (COUNT(*) AS ?n)", "ASK", "CONSTRUCT { ?s ?p ?o } WHERE",
     "CONSTRUCT WHERE", f"DESCRIBE {AGDER}", "DESCRIBE *", "DESCRIBE ?s", " ".join(("SELECT * FROM", AGDER)),
     "INSERT { ?s ?p ?o }",
     "SELECT * FROM <a:b>", "SELECT * FROM NAMED <../x>", "DELETE WHERE", "LOAD", "SELECT REDUCED (RAND() AS ?r)"]
)  # fmt: skip
prologues = st.sampled_from(
    ["", "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items()), "PREFIX a: <a:> PREFIX : <b:> ",
     "BASE <a:b> ", "BASE <file:///> PREFIX a: <> ", "PREFIX a: <\\u0061:> "]
)  # fmt: skip
made = st.builds("{}{} {{ {} }} {}".format, prologues, heads, patterns, tails)
torn = st.builds(lambda query, at, corner: query[: at % (len(query) + 1)] + corner + query[at % (len(query) + 1) :],
                 made, st.integers(0, 1000), st.sampled_from(CORNERS))  # fmt: skip
queries = made | torn | texts(2_000)


@pytest.fixture(scope="module")
def runner(home: Path) -> Iterator[Sparql]:
    with Sparql(Home(home), limits=QUICK, workers=1) as made:
        yield made


@settings(FIXED, max_examples=60)
@given(queries, st.sampled_from([(Form.JSON, Form.TURTLE), (Form.XML, Form.RDFXML), (Form.CSV, Form.JSONLD),
                                 (Form.TSV, Form.NTRIPLES)]))  # fmt: skip
@example("SELECT * { ?s ?p ?o " + "{" * 3000, (Form.JSON, Form.TURTLE))
@example("SELECT * { ?s " + "a/" * 5000 + "a ?o }", (Form.JSON, Form.TURTLE))
@example("ASK { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }", (Form.JSON, Form.TURTLE))
@example("ASK { FILTER(" + "!" * 20_000 + "1) }", (Form.JSON, Form.TURTLE))
@example("(" * 49_000, (Form.JSON, Form.TURTLE))
@example("SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '(a+)+$') }", (Form.JSON, Form.TURTLE))
@example("SELECT ?\ud7ff { }", (Form.JSON, Form.TURTLE))
def test_the_runner(runner: Sparql, query: str, forms: tuple[Form, ...]) -> None:
    try:
        outcome = runner.run(query, forms=forms)
    except SparqlError as error:
        assert error.fault in Fault
        assert str(error).count("\n") <= query.count("\n")
        assert "Traceback" not in str(error)
        return
    assert outcome.rows <= QUICK.rows
    outcome.text.encode()


def test_half_a_character_in_a_query_is_a_fault_of_syntax(runner: Sparql) -> None:
    for query in ("ASK { ?s ?p '\ud800' }", "\udfff", "ASK { } # \ud800"):
        with pytest.raises(SparqlError) as told:
            runner.run(query)
        assert told.value.fault is Fault.SYNTAX


def sent(address: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(method, path, body, headers)
    found = connection.getresponse()
    answer = found.status, found.getheader("content-type") or "", found.read()
    connection.close()
    return answer


@settings(FIXED, max_examples=50)
@given(queries, st.sampled_from(["get", "form", "body"]), st.sampled_from(["", "*/*", "text/csv, text/turtle;q=0.1"])
       | texts(60).map(lambda text: quote(text, safe="*/;,=. ")))  # fmt: skip
def test_the_endpoint(server: str, query: str, way: str, accept: str) -> None:
    headers = {"Accept": accept} if accept else {}
    if way == "get":
        found = sent(server, "GET", "/sparql?" + urlencode({"query": query}), None, headers)
    elif way == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        found = sent(server, "POST", "/sparql", urlencode({"query": query}).encode(), headers)
    else:
        headers["Content-Type"] = "application/sparql-query"
        found = sent(server, "POST", "/sparql", query.encode(), headers)
    status, kind, body = found
    assert status in {200, *(each.value for each in STATUSES.values())} or (way == "get" and status in (414, 431, 400))
    if status != 200:
        assert kind == "application/problem+json" or len(query) > 1_000
    assert b"Traceback" not in body


def _page() -> None:
    from views import sparql

    sparql.page()


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[Callable[[str], AppTest]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSVAR_HOME", str(home))
        opened = AppTest.from_function(_page, default_timeout=120).run()

        def run(text: str) -> AppTest:
            opened.text_area[0].set_value(text)
            next(each for each in opened.button if each.label == "Kjør").click().run()
            return opened

        yield run


@settings(FIXED, max_examples=25)
@given(queries)
def test_the_page(page: Callable[[str], AppTest], query: str) -> None:
    assert not page(query).exception

"""The graph read from a SPARQL endpoint is the graph of the build, under the names that it has there, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions

from kg.errors import SparqlError, StoreError
from kg.graphs import Graphs
from kg.home import Home
from kg.iris import clause_iri, concept_iri, document_iri
from kg.keeping import Embedded, keeper
from kg.library import open_library, open_store
from kg.publishing.dcat import catalogue
from kg.publishing.descriptions import description
from kg.quiz.bank import question_bank
from kg.remote.names import Names
from kg.remote.store import RemoteStore
from kg.sparql.catalogue import named_query, query_names
from kg.sparql.forms import Form
from kg.sparql.queries import Limits, Sparql
from kg.store import query_text
from tests.stores.conftest import Elsewhere

OLD, NEW, OTHER = document_iri("plan", "2023"), document_iri("plan", "2024"), document_iri("vest", "1")
USERS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?s { ?s a <https://w3id.org/ansvarsgraf/ns#Norm> } ORDER BY ?s",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s a <https://w3id.org/ansvarsgraf/ns#Norm> } }",
    "SELECT ?g (COUNT(*) AS ?n) { graph ?g { ?s ?p ?o } } GROUP BY ?g",
    f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{OLD}> {{ ?s ?p ?o }} }}",
    "PREFIX d: <https://w3id.org/ansvarsgraf/doc/plan/> ASK { GRAPH d:2023 { ?s ?p ?o } }",
    "PREFIX d: <https://w3id.org/ansvarsgraf/doc/> SELECT (COUNT(*) AS ?n) { GRAPH d:plan\\/2024 { ?s ?p ?o } }",
    "BASE <https://w3id.org/ansvarsgraf/> ASK { GRAPH <doc/plan/2023> { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM <x:old> { ?s ?p ?o }".replace("x:old", OLD),
    "SELECT ?g (COUNT(*) AS ?n) FROM NAMED <x:old> { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g".replace("x:old", OLD),
    "SELECT ?d ?n { GRAPH ?d { ?d a ?k } { SELECT ?d (COUNT(*) AS ?n) { GRAPH ?d { ?s ?p ?o } } GROUP BY ?d } }",
    f"SELECT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{OLD}>) }}",
    "SELECT ?g ?g_held { BIND(1 AS ?g_held) GRAPH ?g { ?g ?p ?o } }",
    "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    'SELECT ("GRAPH ?g {}" AS ?graph) { } # GRAPH <x:y>',
    "CONSTRUCT { ?s a <x:y> } { GRAPH ?g { ?s a <https://w3id.org/ansvarsgraf/ns#Norm> } }",
    f"DESCRIBE <{clause_iri('plan', '2024', 'sec_1__point_1')}>",
    "ASK { GRAPH <x:unknown> { ?s ?p ?o } }",
]


def places(name: str) -> list[dict[str, list[str]]]:
    """Return values for the places of a named query: none, and where it has places, some for all of them."""
    known = {
        "document": [NEW],
        "norm": [clause_iri("plan", "2024", f"sec_1__point_{n}__norm_1") for n in (1, 2)],
        "clause": [clause_iri("plan", "2024", "sec_1__point_1")],
        "about": [clause_iri("plan", "2024", "sec_1__point_1")],
        "node": [concept_iri("fastlege"), clause_iri("plan", "2024", "sec_1")],
        "concept": [concept_iri("fastlege")],
        "artifact": [concept_iri("epikrise")],
        "bearer": [concept_iri("fastlege")],
        "role": [concept_iri("fastlege")],
        "subject": [clause_iri("plan", "2024", "sec_1__point_1")],
    }
    marked = named_query(name).places
    assert set(marked) <= set(known), name
    some = [{place: known[place] for place in marked}] if marked else []
    several = [{"document": [NEW, OTHER]}] if marked == ("document",) else []
    return [{}, *some, *several]


def sorted_rows(rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)


@pytest.fixture
def both(revised: Path, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> tuple[Graphs, Graphs]:
    """The graph of the build and that of the endpoint, as they are today."""
    here = Embedded().open(Home(revised).open())
    there = open_store(revised_elsewhere.use(monkeypatch).open())
    assert not there.in_memory
    return here, there


@pytest.mark.parametrize("name", query_names())
def test_each_named_query_gives_the_same_rows(name: str, both: tuple[Graphs, Graphs]) -> None:
    here, there = both
    for values in places(name):
        assert sorted_rows(there.select(name, **values)) == sorted_rows(here.select(name, **values)), values


@pytest.mark.parametrize("day", [date(2023, 6, 1), date(1999, 1, 1)])
def test_an_earlier_day_shows_the_editions_of_that_day(
    day: date, revised: Path, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Embedded().open(Home(revised).open(on=day))
    there = open_store(revised_elsewhere.use(monkeypatch).open(on=day))
    for name in ("norms_by_id", "documents", "editions"):
        assert sorted_rows(there.select(name)) == sorted_rows(here.select(name))
    assert there.select("documents") != open_store(Home(revised_elsewhere.folder).open()).select("documents")


@pytest.fixture
def asked(
    revised: Path, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Sparql, Sparql]]:
    """What runs users' queries, over the build and over the endpoint."""
    with Sparql(Home(revised), workers=1) as here:
        here.warm()
        here.run("ASK {}")
        home = revised_elsewhere.use(monkeypatch)
        with Sparql(home, workers=1) as there:
            yield here, there


def test_users_queries_give_the_same(asked: tuple[Sparql, Sparql]) -> None:
    here, there = asked
    for query in USERS:
        mine, theirs = here.run(query), there.run(query)
        assert theirs.form is mine.form
        assert sorted(theirs.text) == sorted(mine.text), query
        assert (theirs.rows, theirs.cut) == (mine.rows, mine.cut)
        assert "/held/" not in theirs.text


def test_a_users_query_is_cut_and_refused_alike(asked: tuple[Sparql, Sparql]) -> None:
    here, there = asked
    for query in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
        mine, theirs = (each.run(query, rows=5) for each in (here, there))
        assert mine.cut and theirs.cut and theirs.rows <= 5
    for query in (
        "SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "ASK { SERVICE <http://127.0.0.1:9/> { } }",
        "ASK { GRAPH ?g { ?s ?p ?o }",
        "SELECT * FROM <x:unknown> { }",
    ):
        said = []
        for each in (here, there):
            with pytest.raises(SparqlError) as caught:
                each.run(query)
            said.append((str(caught.value), caught.value.fault))
        assert said[0] == said[1]


def test_a_users_query_is_ended_at_its_limit(revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with Sparql(revised_elsewhere.use(monkeypatch), limits=Limits(seconds=1), workers=1) as there:
        with pytest.raises(SparqlError, match="stoppet etter 1 sekunder"):
            there.run(slow)
        assert there.run("ASK { ?s ?p ?o }", forms=[Form.JSON]).rows == 1


def test_exports_and_descriptions_are_the_same(both: tuple[Graphs, Graphs], revised_elsewhere: Elsewhere) -> None:
    here, there = both
    assert there.graphs() == here.graphs() == [OLD, NEW, OTHER]
    for form in ("trig", "turtle", "json-ld"):
        assert there.dump(form) == here.dump(form)
    assert sorted(map(str, there.named(OLD))) == sorted(map(str, here.named(OLD)))
    clause = clause_iri("plan", "2024", "sec_1__point_1")
    assert sorted(map(str, description(there, clause))) == sorted(map(str, description(here, clause)))
    assert description(there, clause)
    build = Home(revised_elsewhere.folder).open()
    assert catalogue(build).count("void:triples") == 4


def test_the_quiz_is_the_same(home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = question_bank(Home(home).open()).items
    build = elsewhere.use(monkeypatch).open()
    assert question_bank(build).items == mine
    assert len(mine) > 20
    # What the quiz needs beside the graph is no part of it.
    scheme = "ASK { ?concept a <http://www.w3.org/2004/02/skos/core#ConceptScheme> }"
    assert keeper().open(build, knowledge=True).select(scheme) == [{"answer": "true"}]
    assert keeper().open(build).select(scheme) == [{"answer": "false"}]


def test_homes_do_not_see_each_other(
    elsewhere: Elsewhere, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_store(elsewhere.use(monkeypatch).open())
    second = open_store(revised_elsewhere.use(monkeypatch).open())
    assert elsewhere.store == revised_elsewhere.store
    assert not set(first.graphs()) & set(second.graphs())
    theirs = next(iter(first._names.held.values()))  # type: ignore[attr-defined]
    found = second.results(f"SELECT ?s {{ GRAPH <{theirs}> {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    assert list(found) == []


def test_where_nothing_is_in_force_nothing_is_shown(
    revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endpoint that is told of no graphs takes all that it has."""
    there = open_store(revised_elsewhere.use(monkeypatch).open())
    none = RemoteStore(there._endpoint, there._names, [])  # type: ignore[attr-defined]
    found = none.results("ASK { ?s ?p ?o }")
    assert isinstance(found, QueryBoolean)
    assert not found
    assert none.select("norms_by_id") == []
    assert RemoteStore(there._endpoint, Names("nobody", {}), []).select("norms_by_id") == []  # type: ignore[attr-defined]


def test_all_of_a_library_is_the_same(
    revised: Path, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = open_library(Home(revised).open())
    mine = (here.norms_of(["plan", "vest"]), here.clauses("plan"), here.of_roles(["plan", "vest"], ["fastlege"]))
    there = open_library(revised_elsewhere.use(monkeypatch).open())
    assert (there.norms_of(["plan", "vest"]), there.clauses("plan")) == mine[:2]
    assert sorted(map(str, there.of_roles(["plan", "vest"], ["fastlege"]))) == sorted(map(str, mine[2]))


def test_a_query_of_ours_that_the_endpoint_refuses_is_said_so(both: tuple[Graphs, Graphs]) -> None:
    with pytest.raises(StoreError, match=r"SPARQL 1\.1"):
        both[1].select("SELECT ?x { not sparql }")


def test_statements_say_all_of_a_thing(both: tuple[Graphs, Graphs]) -> None:
    here, there = both
    text = query_text("statements")
    assert sorted_rows(there.select(text)) == sorted_rows(here.select(text))
    assert there.about([(OLD, OLD)]) and not there.about([(NEW, OLD)])

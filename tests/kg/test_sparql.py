"""Queries of users over the real build: their answers, and the limits that end them."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.errors import BuildError, Fault, SparqlError
from kg.home import Home
from kg.library import open_store
from kg.sparql.forms import Form
from kg.sparql.named import named_queries, named_query
from kg.sparql.queries import Limits, Sparql
from tests.support import home_over, started

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
AGDER = "https://w3id.org/ansvarsgraf/doc/agder-2024/2024"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
WAIT = 60
"""Seconds that a busy machine may need for what takes one or two."""


@pytest.fixture(scope="module")
def sparql(home: Path) -> Iterator[Sparql]:
    with Sparql(Home(home)) as runner:
        yield runner


def rows(body: str) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return found


def opened(runner: Sparql) -> None:
    """Let all processes open the build, so that no query waits for that."""
    for worker in runner._all:
        worker.open(runner._home.current.resolve(), date.today())


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_every_named_query_runs_as_it_stands_and_gives_what_the_program_gets(home: Path, sparql: Sparql) -> None:
    store = open_store(Home(home).open())
    for query in named_queries():
        outcome = sparql.run(query.text)
        assert not outcome.cut
        values = [{name: term["value"] for name, term in row.items()} for row in rows(outcome.text)]
        assert sorted(values, key=str) == sorted(store.select(query.name), key=str)
        assert outcome.rows == len(values)


def test_the_four_kinds_of_query(sparql: Sparql) -> None:
    assert rows(sparql.run(COUNT).text)[0]["n"]["datatype"].endswith("integer")
    assert json.loads(sparql.run("ASK { ?s ?p ?o }").text)["boolean"] is True
    described = sparql.run(f"DESCRIBE <{AGDER}>")
    assert described.form is Form.TURTLE
    assert len(Graph().parse(data=described.text, format="turtle")) == described.rows > 5
    built = sparql.run("CONSTRUCT { ?s <x:is> ?o } WHERE { ?s a ?o }")
    assert "x:is" in built.text


def test_rows_are_the_same_in_all_forms(sparql: Sparql) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) ("å, «\\t»"@nb <a:b>) ("linje\\nskift" true) } }'
    said = rows(sparql.run(query).text)
    assert said[0] == {"a": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
    assert said[1]["a"] == {"type": "literal", "value": "å, «\t»", "xml:lang": "nb"}
    assert said[1]["b"] == {"type": "uri", "value": "a:b"}
    assert said[2]["a"] == {"type": "literal", "value": "linje\nskift"}
    table = list(csv.reader(io.StringIO(sparql.run(query, forms=[Form.CSV]).text)))
    assert table == [["a", "b"], ["1", ""], ["å, «\t»", "a:b"], ["linje\nskift", "true"]]
    assert sparql.run(query, forms=[Form.TSV]).text.splitlines()[0] == "?a\t?b"
    assert 'xml:lang="nb"' in sparql.run(query, forms=[Form.XML]).text


def test_triples_are_the_same_in_all_forms(sparql: Sparql) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s <http://purl.org/dc/terms/isPartOf> <{AGDER}> ; ?p ?o }}"
    parsers = {Form.TURTLE: "turtle", Form.NTRIPLES: "nt", Form.RDFXML: "xml", Form.JSONLD: "json-ld"}
    graphs = [Graph().parse(data=sparql.run(query, forms=[form]).text, format=name) for form, name in parsers.items()]
    assert len(graphs[0]) > 100
    assert all(isomorphic(graphs[0], graph) for graph in graphs)


def test_a_form_that_does_not_fit_is_told_so(sparql: Sparql) -> None:
    for query, form, fits in (("ASK { }", Form.TURTLE, "csv"), ("DESCRIBE <a:b>", Form.CSV, "turtle")):
        with pytest.raises(SparqlError, match=fits) as wrong:
            sparql.run(query, forms=[form])
        assert wrong.value.fault is Fault.FORMAT


@pytest.mark.parametrize(("most", "cut"), [(0, True), (3, True), (4, False), (5, False)])
def test_rows_and_triples_are_cut_at_the_limit_and_that_is_said(sparql: Sparql, most: int, cut: bool) -> None:
    four = "{ VALUES ?s { <a:1> <a:2> <a:3> <a:4> } }"
    for query in (f"SELECT ?s {four}", f"CONSTRUCT {{ ?s <a:is> <a:b> }} WHERE {four}"):
        outcome = sparql.run(query, rows=most)
        assert (outcome.rows, outcome.cut) == (min(most, 4), cut)
        assert ("kuttet" in outcome.summary()) is cut


def test_the_default_graph_is_the_union_and_from_confines_to_graphs_that_are_there(sparql: Sparql) -> None:
    def count(query: str, **more: list[str]) -> int:
        return int(rows(sparql.run(query, **more).text)[0]["n"]["value"])  # type: ignore[arg-type]

    whole = count(COUNT)
    assert whole > 1000
    of_from = COUNT.replace("{ ?s", f"FROM <{AGDER}> {{ ?s")
    named = COUNT.replace("{ ?s", f"FROM NAMED <{AGDER}> {{ ?s")
    in_graph = named.replace("{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }")
    assert count(of_from) == count(in_graph) == count(COUNT, default_graphs=[AGDER]) == whole
    assert count(named) == 0
    assert count(COUNT, named_graphs=[AGDER]) == 0
    for query, more in (("SELECT * FROM <x:y> { ?s ?p ?o }", {}), (COUNT, {"named_graphs": ["x:y"]})):
        with pytest.raises(SparqlError, match=r"<x:y> finnes ikke.*agder-2024") as wrong:
            sparql.run(query, **more)
        assert wrong.value.fault is Fault.GRAPH


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "vil endre grafen"),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "GROUP BY"),
        ("SELECT * {", "linje 1, tegn 11"),
    ],
)
def test_what_may_not_run_is_refused_and_the_next_query_is_answered(sparql: Sparql, query: str, part: str) -> None:
    with pytest.raises(SparqlError, match=part):
        sparql.run(query)
    assert sparql.run("ASK { ?s ?p ?o }").rows == 1


def test_a_query_that_would_run_for_minutes_is_ended_at_the_limit(sparql: Sparql) -> None:
    opened(sparql)
    begun = time.monotonic()
    with pytest.raises(SparqlError, match="stoppet etter 1 sekunder") as ended:
        sparql.run(ENDLESS, seconds=1)
    assert ended.value.fault is Fault.TIME
    assert time.monotonic() - begun < WAIT
    assert sparql.run("ASK { ?s ?p ?o }").rows == 1


def test_a_query_that_needs_too_much_memory_is_ended(home: Path) -> None:
    with Sparql(Home(home), limits=Limits(megabytes=100, seconds=60), workers=1) as runner:
        with pytest.raises(SparqlError, match="minne") as ended:
            runner.run(GREEDY)
        assert ended.value.fault is Fault.MEMORY
        assert runner.run("ASK { ?s ?p ?o }").rows == 1


def test_while_one_query_runs_to_its_limit_others_are_answered(sparql: Sparql) -> None:
    opened(sparql)
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(sparql.run, ENDLESS, seconds=8)
        until(lambda: sparql._free.qsize() < len(sparql._all))
        assert sparql.run("ASK { ?s ?p ?o }").rows == 1
        assert not endless.done()
        with pytest.raises(SparqlError):
            endless.result()


def test_where_all_are_busy_one_is_told_to_come_again(home: Path) -> None:
    with Sparql(Home(home), workers=1) as runner, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(runner.run, ENDLESS, seconds=4)
        until(runner._free.empty)
        with pytest.raises(SparqlError, match="Prøv igjen") as busy:
            runner.run("ASK { }", seconds=0.5)
        assert busy.value.fault is Fault.BUSY
        with pytest.raises(SparqlError):
            endless.result()


def test_a_process_that_dies_is_replaced(home: Path) -> None:
    with Sparql(Home(home), workers=1) as runner:
        runner.run("ASK { }")
        process = runner._all[0].start()
        process.kill()
        process.wait()
        assert runner.run("ASK { ?s ?p ?o }").rows == 1


def test_a_process_whose_parent_is_gone_ends_itself(home: Path) -> None:
    """One that was in the middle of a query had nobody left to end it."""
    script = (
        "import os, sys, threading, time\nfrom kg.sparql.queries import Sparql\nrunner = Sparql(workers=1)\n"
        "runner.run('ASK { }')\nprint(runner._all[0].start().pid, flush=True)\n"
        f"threading.Thread(target=lambda: runner.run({ENDLESS!r}, seconds=1), daemon=True).start()\n"
        "while not runner._free.empty(): time.sleep(0.02)\ntime.sleep(0.3)\nos._exit(0)"
    )
    ran = started(home=home, script=script)
    pid = int(ran.out)
    until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_new_build_is_picked_up(home: Path, tmp_path: Path) -> None:
    home_over(home, tmp_path)
    with Sparql(Home(tmp_path), workers=1) as runner:
        assert runner.run("ASK { ?s ?p ?o }").rows == 1
        (tmp_path / "current").unlink()
        with pytest.raises(BuildError, match="ansvar build"):
            runner.run("ASK { ?s ?p ?o }")
        (tmp_path / "current").symlink_to(tmp_path)
        with pytest.raises(BuildError, match="ansvar build"):
            runner.run("ASK { ?s ?p ?o }")


def test_the_worker_cannot_call_out_even_past_the_check(home: Path) -> None:
    """Where a call should get past the parser, there is no connection to be had."""
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def listen() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                called.set()

        threading.Thread(target=listen, daemon=True).start()
        opening = {
            "from kg.sparql.worker import _opened as opened, date": "opened(folder, date.today(), 1000)",
            "from kg.home import open_build\nfrom kg.library import open_store": "open_store(open_build(folder))",
        }
        for way, (imports, opened) in enumerate(opening.items()):
            script = (
                f"from pathlib import Path\n{imports}\nfolder = Path({str((home / 'current').resolve())!r})\n"
                f"store = {opened}\n"
                f"try: store.results('ASK {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}')\n"
                "except Exception as error: print(type(error).__name__)"
            )
            assert started(home=home, script=script).out.strip().endswith("Error")
            assert called.is_set() == bool(way)


def test_named_queries_say_what_they_answer() -> None:
    assert named_query("bearers").places == ("bearer",)
    assert named_query("bearers").english.startswith("How many norms")
    with pytest.raises(SparqlError, match="--list"):
        named_query("../shapes")
    assert all(query.norwegian and query.english for query in named_queries())

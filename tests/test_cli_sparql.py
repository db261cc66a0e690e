"""``ansvar sparql``: queries by file, standard input and name."""

from __future__ import annotations

import csv
import io
import json
import socket
from pathlib import Path

import pytest
from rdflib import Graph

from kg.home import Home
from kg.library import open_store
from kg.sparql.named import named_queries
from tests.support import ansvar, written

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"


def test_the_named_queries_are_listed_with_what_they_answer(capsys: Capture, monkeypatch: Patch) -> None:
    listed = ansvar(capsys, monkeypatch, "sparql", "--list").out.splitlines()
    assert [line.split(None, 1) for line in listed] == [[query.name, query.norwegian] for query in named_queries()]


def test_a_query_by_name_by_file_and_on_standard_input(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    count = open_store(Home(home).open()).select(COUNT)[0]["n"]
    file = written(tmp_path, COUNT, "antall.rq")
    for words, stdin in (([str(file)], ""), (["-"], COUNT), ([], COUNT)):
        ran = ansvar(capsys, monkeypatch, "sparql", *words, stdin=stdin)
        assert ran.out.splitlines() == ["n", "-" * len(count), count]
        assert ran.err.startswith("1 rad på")
    assert "Medisinskfaglig" in ansvar(capsys, monkeypatch, "sparql", "documents").out


@pytest.mark.usefixtures("home")
def test_the_forms(capsys: Capture, monkeypatch: Patch) -> None:
    def ran(form: str, query: str = 'SELECT ?a { VALUES ?a { "å" 1 } }') -> str:
        return ansvar(capsys, monkeypatch, "sparql", "--format", form, stdin=query).out

    assert json.loads(ran("json"))["results"]["bindings"][0]["a"]["value"] == "å"
    assert list(csv.reader(io.StringIO(ran("csv")))) == [["a"], ["å"], ["1"]]
    assert ran("tsv").splitlines() == ["?a", '"å"', "1"]
    assert "<literal>å</literal>" in ran("xml")
    construct = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 5"
    assert len(Graph().parse(data=ran("turtle", construct), format="turtle")) == 5
    assert ran("table", construct) == ran("turtle", construct)
    assert ran("table", "ASK { ?s ?p ?o }").splitlines()[-1] == "ja"


@pytest.mark.usefixtures("home")
def test_what_is_cut_is_said(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "sparql", "norms_of_document", "--limit", "3")
    assert len(ran.out.splitlines()) == 5
    assert "3 rader" in ran.err
    assert "kuttet" in ran.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "stdin", "part"),
    [
        (["finnes-ikke.rq"], "", "--list"),
        ([], "SELECT * {\n?s ?p }", "linje 2, tegn 7"),
        ([], "DROP ALL", "bare leses"),
        ([], "ASK { SERVICE <x:y> { ?s ?p ?o } }", "SERVICE"),
        (["--timeout", "1"], ENDLESS, "stoppet etter 1 sekunder"),
        (["--timeout", "0"], "ASK { }", "fra 1 til 86400"),
        (["--timeout", "86401"], "ASK { }", "fra 1 til 86400"),
        (["--timeout", "ti"], "ASK { }", "--timeout kan ikke være «ti»"),
        (["--format", "turtle"], "ASK { }", "json, xml, csv, tsv"),
    ],
)
def test_what_cannot_be_run_is_one_line(
    words: list[str], stdin: str, part: str, capsys: Capture, monkeypatch: Patch
) -> None:
    ran = ansvar(capsys, monkeypatch, "sparql", *words, stdin=stdin)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("Feil: ")
    assert ran.err.count("\n") == 1
    assert part in ran.err


@pytest.mark.usefixtures("home")
def test_a_query_may_be_given_from_a_second_to_a_day(capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "sparql", "--timeout", "86400", stdin="ASK { ?s ?p ?o }")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "ja")


def test_a_file_that_is_no_text_is_one_line(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b"ASK \xff")
    assert "UTF-8" in ansvar(capsys, monkeypatch, "sparql", str(file)).err


@pytest.mark.usefixtures("home")
def test_a_port_that_is_taken_is_one_line(capsys: Capture, monkeypatch: Patch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = ansvar(capsys, monkeypatch, "serve", "--port", str(taken.getsockname()[1]))
    assert ran.status == 2
    assert "--port" in ran.err
    assert "--port" in ansvar(capsys, monkeypatch, "serve", "--port", "70000").err

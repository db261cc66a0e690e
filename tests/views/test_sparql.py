"""The page of SPARQL on the real build, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from kg.library import open_store
from kg.sparql.named import named_queries, named_query
from tests.views.conftest import SECONDS
from views.sparql import RESULT, SHOWN

Html = Callable[[AppTest], str]


def _page() -> None:
    from views import sparql

    sparql.page()


@pytest.fixture
def opened() -> AppTest:
    """Open the page."""
    return AppTest.from_function(_page, default_timeout=SECONDS).run()


def run(at: AppTest, text: str | None = None) -> AppTest:
    """Run what is in the editor, or another text."""
    if text is not None:
        at.text_area[0].set_value(text)
    (button,) = (each for each in at.button if each.label == "Kjør")
    button.click().run()
    assert not at.exception
    return at


def test_every_named_query_can_be_chosen_and_run(home: Path, opened: AppTest, html: Html) -> None:
    store = open_store(Home(home).open())
    for query in named_queries():
        opened.selectbox[0].set_value(query.name).run()
        assert opened.text_area[0].value == query.text
        assert "<tr>" not in html(opened)
        count = len(store.select(query.name))
        page = html(run(opened))
        assert f"{count} rad" in page
        assert page.count("<tr>") == 1 + min(count, SHOWN)
    assert query.norwegian in opened.selectbox[0].options


def test_norms_and_clauses_lead_to_the_document(home: Path, opened: AppTest, html: Html) -> None:
    page = html(run(opened, named_query("norms_without_bearer").text + "LIMIT 2"))
    assert page.count('href="dokument?clause=agder-2024/sec_') == 2
    assert "__norm_1</a>" in page
    assert "__norm_1&" not in page


def test_an_edited_query_stays_and_what_it_gives_is_escaped(home: Path, opened: AppTest, html: Html) -> None:
    text = 'SELECT ("<img src=x onerror=alert(1)>" AS ?x) (<javascript:alert(1)> AS ?y) {}'
    at = run(opened, text)
    assert at.text_area[0].value == text
    assert "&lt;img src=x" in html(at)
    assert "<img" not in html(at)
    assert 'href="javascript' not in html(at)


def test_yes_or_no_and_triples(home: Path, opened: AppTest, html: Html) -> None:
    assert "<td>ja</td>" in html(run(opened, "ASK { ?s ?p ?o }"))
    at = run(opened, "CONSTRUCT { ?s <x:is> ?o } WHERE { ?s a ?o } LIMIT 3")
    assert "<x:is>" in at.code[0].value
    assert "3 tripler" in html(at)
    assert "Ingen rader" in run(opened, "SELECT * { <x:y> ?p ?o }").info[0].value
    assert "1 rad på" in html(run(opened, "SELECT * {}"))


def test_a_cut_answer_is_said_to_be_one(home: Path, opened: AppTest, html: Html) -> None:
    at = run(opened, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert "10000 rader" in html(at)
    assert "kuttet" in html(at)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT * {\n ?s ?p }", "linje 2, tegn 8"),
        ("DROP ALL", "bare leses"),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("", "ingen spørring"),
    ],
)
def test_what_is_wrong_is_told_and_the_text_stays(home: Path, opened: AppTest, text: str, part: str) -> None:
    at = run(opened, text)
    assert part in at.error[0].value
    assert at.text_area[0].value == text


def test_a_result_does_not_stand_under_another_query(home: Path) -> None:
    back = AppTest.from_function(_page, default_timeout=SECONDS)
    back.session_state[RESULT] = "Det gikk ikke."  # the page was left: what was written is gone, the result is not
    assert not back.run().error


def test_without_a_build_the_page_says_what_to_do(opened: AppTest) -> None:
    assert "ansvar build" in run(opened).error[0].value

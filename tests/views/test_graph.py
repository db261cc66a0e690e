"""The page of the graph on the real build, without a browser: all but the drawing itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

from streamlit.testing.v1 import AppTest

from kg.home import Home
from kg.iris import concept_iri, norm_iri
from kg.library import Library
from kg.model import Clause, ClauseKind, Modality
from kg.walk.neighbourhood import NodeKind, neighbourhood
from kg.walk.starts import starts_of
from qa.opening import open_engine
from views import poster

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]


def box(at: AppTest, label: str) -> object:
    return next(each for each in (*at.selectbox, *at.multiselect) if each.label == label)


def choose(at: AppTest, label: str, value: object) -> AppTest:
    box(at, label).set_value(value).run()  # type: ignore[attr-defined]
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def address(at: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in at.query_params.items()}


def around(name: str) -> tuple[Library, list[str]]:
    library = open_engine().library
    return library, [norm.text for norm in neighbourhood(library, start=concept_iri(name)).norms]


def test_it_starts_with_the_role_that_has_the_most_norms_and_says_the_same_as_a_table(
    home: Path, graph: Opener, html: Html
) -> None:
    at = graph()
    assert not at.exception
    assert box(at, "Begynn med rolle").value == concept_iri("fastlege")  # type: ignore[attr-defined]
    page = html(at)
    _, texts = around("fastlege")
    assert page.count('<td><a href="dokument?clause=') == len(texts)
    assert all(escape(text) in page for text in texts)


def test_the_address_says_where_to_start(home: Path, graph: Opener, html: Html) -> None:
    at = graph(artifact="epikrise")
    assert box(at, "Begynn med sak").value == concept_iri("epikrise")  # type: ignore[attr-defined]
    assert box(at, "Begynn med rolle").value is None  # type: ignore[attr-defined]
    assert "Viser 20 normer" in html(at)
    at = graph(clause="sec_11__point_3", document="agder-2024")
    assert str(box(at, "Begynn med punkt").value).endswith("/sec_11__point_3")  # type: ignore[attr-defined]
    assert "I forbindelse med behandling på sykehus" in html(at)
    assert not at.warning


def test_an_address_that_leads_nowhere_is_said_and_the_graph_is_shown_all_the_same(home: Path, graph: Opener) -> None:
    for query in ({"role": "</script>"}, {"clause": "sec_11__point_3", "document": "finnes-ikke"}):
        at = graph(**query)
        assert not at.exception
        assert "Fant ikke" in at.warning[0].value
        assert box(at, "Begynn med rolle").value == concept_iri("fastlege")  # type: ignore[attr-defined]


def test_another_start_is_in_the_address(home: Path, graph: Opener, html: Html) -> None:
    at = choose(graph(role="fastlege"), "Begynn med sak", concept_iri("sykmelding"))
    assert address(at) == {"artifact": "sykmelding"}
    assert "Sak: ■" in html(at)
    assert "Sykmelding" in html(at)


def test_modality_and_chapter_narrow_down(home: Path, graph: Opener, html: Html) -> None:
    at = choose(graph(role="fastlege"), "Vis", [Modality.PROHIBITION])
    norms = [n for n in open_engine().library.all_norms("agder-2024") if n.modality is Modality.PROHIBITION]
    named = [n for n in norms if "fastlege" in n.bearers + n.counterparties]
    assert html(at).count('<td><a href="dokument?clause=') == len(named) > 0
    at = choose(graph(role="fastlege"), "Kapittel", [("agder-2024", "sec_11")])
    page = html(at)
    assert page.count('<td><a href="dokument?clause=') == page.count("clause=agder-2024/sec_11_") > 0


def test_a_norm_chosen_by_name_shows_its_clause_with_place_and_the_way_to_the_document(
    home: Path, graph: Opener, html: Html
) -> None:
    at = graph(artifact="sykmelding")
    norms = neighbourhood(open_engine().library, start=concept_iri("sykmelding")).norms
    norm = next(norm for norm in norms if "fram til første kontroll" in norm.text)
    choose(at, "Finn i grafen", norm_iri(norm))
    page = html(at)
    assert re.search(r"<figcaption.*?>Kapittel 11, punkt 3<", page)
    assert page.count('<table class="av-norm">') == 1
    assert '<tr class="av-chosen" aria-current="true">' in page
    assert "1 punkt" not in page
    assert "1 punkt" in html(press(at, "Vis punktet i grafen"))


def test_a_node_is_opened_and_closed_and_the_graph_begun_afresh(home: Path, graph: Opener, html: Html) -> None:
    at = graph(artifact="sykmelding")
    before = html(at).count('<td><a href="dokument?clause=')
    choose(at, "Finn i grafen", concept_iri("fastlege"))
    opened = html(press(at, "Vis det som ligger rundt")).count('<td><a href="dokument?clause=')
    assert opened > before
    assert html(press(at, "Skjul det som ligger rundt")).count('<td><a href="dokument?clause=') == before
    press(at, "Vis det som ligger rundt")
    assert html(press(at, "Begynn på nytt")).count('<td><a href="dokument?clause=') == before
    choose(at, "Finn i grafen", concept_iri("fastlege"))
    press(at, "Begynn her")
    assert address(at) == {"role": "fastlege"}


def test_without_a_build_the_page_says_what_to_do(graph: Opener) -> None:
    at = graph()
    assert not at.exception
    assert "ansvar build" in at.error[0].value


def test_the_drawing_gets_words_and_places_for_all(home: Path) -> None:
    library = open_engine().library
    around = neighbourhood(library, start=concept_iri("fastlege"))
    data = json.loads(json.dumps(poster.drawn(around, library, chosen=around.start, file="x")))
    assert [node["id"] for node in data["nodes"]] == [node.iri for node in around.nodes]
    assert len(data["edges"]) == len(around.edges)
    for node, shown in zip(around.nodes, data["nodes"], strict=True):
        assert node.name.lower() in shown["title"].lower()
        assert shown["lines"][0]
    signs = {(sign.get("kind"), sign.get("modality")) for sign in data["legend"]}
    assert {("role", ""), ("artifact", ""), ("situation", ""), ("norm", "obligation")} <= signs
    assert "tabellen" in data["summary"]


def test_the_parts_of_the_drawing_load_nothing_from_elsewhere() -> None:
    for ending in ("html", "css", "js"):
        text = (poster.PARTS / f"poster.{ending}").read_text(encoding="utf-8")
        left = text.replace("http://www.w3.org/2000/svg", "")
        assert not any(word in left for word in ("http:", "https:", "//cdn", "import(", "@import", "fetch(", "url("))
        assert "innerHTML" not in left


def test_a_clause_that_prints_its_number_is_not_numbered_twice() -> None:
    """ "2.1 punkt 2.1: ..." said the place of a clause twice."""
    printed = Clause("sec_2.1", ClauseKind.POINT, "Legen ringer.", 0, 13, "2.1", "punkt 2.1")
    assert poster.clause_place(printed) == "punkt 2.1: Legen ringer."
    assert poster.clause_place(replace(printed, label="punkt 3")) == "2.1 punkt 3: Legen ringer."


def test_the_graph_of_a_title_begins_at_the_role_above_it(home: Path) -> None:
    """ "?role=lis" was not found, though the page of roles knows the title."""
    opened = open_engine(Home(home))
    starts = starts_of(opened.library, opened.build.versions)
    assert starts.found(NodeKind.ROLE, "lis") == concept_iri("sykehuslege")
    assert starts.found(NodeKind.ROLE, "finnes_ikke") is None

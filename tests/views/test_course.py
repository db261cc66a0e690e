"""The course on the real guideline, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]
ADDRESS = {"seed": "7", "antall": "3", "type": "bearer"}


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [button for button in at.button if button.label == label]
    at = button.click().run()
    assert not at.exception
    return at


def asked(page: str) -> str:
    (question,) = re.findall(r'<h2 class="av-big[^"]*">([^<]*)</h2>', page)
    return unescape(question)


def test_a_session_starts_with_a_seed_in_the_address(own_home: Path, course: Opener, html: Html) -> None:
    at = course()
    at.radio[0].set_value(5).run()
    at = press(at, "Start økten")
    assert at.query_params["antall"] == "5"
    assert int(at.query_params["seed"]) > 0
    assert "1 av 5" in html(at)


def test_the_same_address_opens_the_same_session(own_home: Path, course: Opener, html: Html) -> None:
    first, again = html(course(**ADDRESS, nr="2")), html(course(**ADDRESS, nr="2"))
    assert first == again
    assert "2 av 3" in first
    assert html(course(**ADDRESS | {"seed": "8"}, nr="2")) != first


def test_the_answer_is_hidden_until_it_is_shown(own_home: Path, course: Opener, html: Html) -> None:
    at = course(**ADDRESS)
    assert "av-quote" not in html(at)
    assert "riktig svar" not in html(at)
    page = html(press(at, "Vis svaret"))
    assert page.count("(riktig svar)") == 1
    assert re.search(r'<span class="av-letter">[A-D] <span aria-hidden="true">✓</span></span>', page)
    assert page.count("av-quote") == 1
    assert "Snakk sammen" in page


def test_a_session_from_begin_to_end_and_back(own_home: Path, course: Opener, html: Html) -> None:
    at = course(**ADDRESS)
    first = asked(html(at))
    at = press(press(press(at, "Vis svaret"), "Neste"), "Forrige")
    assert asked(html(at)) == first
    assert "av-quote" not in html(at)
    at = press(press(press(at, "Neste"), "Neste"), "Avslutning")
    page = html(at)
    assert "3 spørsmål fra disse kapitlene" in page
    assert "Økt nummer 7" in page
    assert asked(html(press(at, "Til begynnelsen"))) == first
    at = press(at, "Ny økt")
    assert "seed" not in at.query_params
    assert [button.label for button in at.button] == ["Start økten"]


def test_nobody_is_scored(own_home: Path, course: Opener, html: Html) -> None:
    at = press(course(**ADDRESS), "Vis svaret")
    assert not at.radio
    assert "riktige" not in html(at)


def test_an_address_without_questions_says_so(own_home: Path, course: Opener) -> None:
    at = course(**ADDRESS | {"type": "deadline"})
    assert not at.exception
    assert "Fant ingen slike spørsmål" in at.warning[0].value


def test_an_address_that_makes_no_sense_is_forgiven(own_home: Path, course: Opener, html: Html) -> None:
    at = course(seed="7", antall="-1", type="tull", tema="ukjent", nr="99")
    assert not at.exception
    assert "Økten er ferdig" in html(at)
    assert not course(seed="sju").exception


def test_without_a_build_the_page_says_what_to_do(course: Opener) -> None:
    assert "ansvar build" in course().error[0].value

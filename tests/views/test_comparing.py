"""The chat over two guidelines: one answers and the other is shown beside it, or each answers by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from qa.build import build
from tests.support import written

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]
QUESTION = "Hvem sender epikrisen?"
NORTH = "1. Epikrise\n\nSykehuslegen skal sende epikrisen til fastlegen innen 1 dag.\n"
SOUTH = "1. Epikrise\n\nAvdelingen skal sende epikrisen til fastlegen innen 7 dager.\n"
WEST = """1. Transport

Kommunen bestiller drosje til pasienten. Fastlegen skriver rekvisisjon når pasienten ikke kan ta buss.

2. Vakt

Legevakten skal ringe avdelingen før pasienten legges inn. Ambulansen henter pasienten.
Pasienten skal ha med seg legemiddelliste. Fastlegen skal oppdatere listen hvert år.

3. Prøver

Legen som bestiller en prøve, skal følge opp svaret. Laboratoriet skal ringe ved farlige verdier.
"""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three small guidelines built, of which two say who sends the discharge summary."""
    folder = tmp_path_factory.mktemp("three")
    texts = (("nord", NORTH), ("soer", SOUTH), ("vest", WEST))
    build([written(folder, text, f"{name}.txt") for name, text in texts], home=Home(folder / "home"))
    return folder / "home"


@pytest.fixture
def asked(three: Path, chat: Opener, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The chat where each document is to answer by itself, and the question put."""
    monkeypatch.setenv("ANSVAR_HOME", str(three))
    at = chat()
    at.toggle[0].set_value(True).run()
    at.chat_input[0].set_value(QUESTION).run()
    assert not at.exception
    return at


def test_each_document_answers_in_one_table(asked: AppTest, html: Html) -> None:
    page = html(asked)
    assert "2 av 3 dokumenter svarer, og de nevner ulike ansvarlige." in page
    assert '<th scope="row">nord</th><td lang="nb"><p>Sykehuslegen har ansvaret</p>' in page
    assert '<th scope="row">soer</th><td lang="nb"><p>Avdelingen har ansvaret</p>' in page
    assert '<th scope="row">vest</th><td>Sier ikke noe om dette</td>' in page


def test_a_question_of_when_is_answered_with_the_time_limit(asked: AppTest, html: Html) -> None:
    asked.chat_input[0].set_value("Når skal epikrisen sendes?").run()
    page = html(asked).split("Når skal epikrisen sendes?")[1]
    assert "nevner" not in page
    assert "innen 1 dag" in page.split("</table>")[0]
    assert "innen 7 dager" in page.split("</table>")[0]


def test_a_refused_question_is_not_announced_as_silence(asked: AppTest, html: Html) -> None:
    asked.chat_input[0].set_value("Hvem følger opp 15076500565?").run()
    assert not asked.exception
    assert "Ingen av dokumentene" not in html(asked)


def test_a_comparison_is_kept_when_it_is_switched_off(asked: AppTest, html: Html) -> None:
    asked.toggle[0].set_value(False).run()
    assert "nevner ulike ansvarlige" in html(asked)
    asked.chat_input[0].set_value(QUESTION).run()
    assert not asked.exception
    labels = [each.label for each in asked.expander]
    assert sum(label.endswith("svarer også") for label in labels) == 1


def test_a_link_opens_a_comparison_again(
    three: Path, chat: Opener, html: Html, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(three))
    at = chat(q=QUESTION, sammenlign="ja")
    assert not at.exception
    assert at.toggle[0].value
    assert "nevner ulike ansvarlige" in html(at)


def test_one_document_can_be_chosen(three: Path, chat: Opener, html: Html, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(three))
    at = chat()
    at.multiselect[0].set_value(["soer"]).run()
    at.chat_input[0].set_value(QUESTION).run()
    assert not at.exception
    assert "Avdelingen har ansvaret" in html(at)
    assert "nord" not in html(at).split("Avdelingen har ansvaret")[1]

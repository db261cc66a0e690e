"""A clause looked at closely on the page, and put right there: on the real build, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from kg.library import open_library
from kg.model import Norm

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]
CLAUSE = "sec_11__point_3"
FIRST = f"{CLAUSE}__norm_1"


def norm_in(home: Path, name: str = FIRST) -> Norm:
    return next(n for n in open_library(Home(home).open()).all_norms("agder-2024") if n.id == name)


def entry(at: AppTest, kind: str, label: str):
    """Return the one entry whose label begins so."""
    (found,) = (each for each in at.get(kind) if each.label.startswith(label))
    return found


def press(at: AppTest, label: str) -> AppTest:
    entry(at, "button", label).click().run()
    assert not at.exception
    return at


@pytest.fixture
def opened(document: Opener) -> AppTest:
    """The page with the clause about sick notes looked at closely."""
    at = document(clause=CLAUSE)
    assert not at.exception
    return at


def test_a_clause_is_shown_with_its_headings_and_norms(home: Path, opened: AppTest, html: Html) -> None:
    assert entry(opened, "selectbox", "Punkt").value == CLAUSE
    assert "Står under" in html(opened)
    assert "<li>Kapittel 11: Sykmelding</li>" in html(opened)


def test_the_parse_is_drawn_and_told_when_asked_for(home: Path, opened: AppTest, html: Html) -> None:
    assert "av-tree" not in html(opened).replace(".av-tree", "")
    entry(opened, "toggle", "Vis hvordan").set_value(True).run()
    assert not opened.exception
    page = html(opened)
    assert page.count('src="data:image/svg+xml;base64,') == 3
    assert "<td>sykehuslegen</td><td>substantiv</td><td>subjekt (nsubj)</td><td>13 skriver</td>" in page
    assert page.count('alt="Setning') == 3


def test_without_a_clause_there_is_nothing_to_put_right(home: Path, document: Opener) -> None:
    at = document()
    assert not at.exception
    assert not [button for button in at.button if button.label == "Lagre rettelsen"]


def test_a_norm_is_put_right_shown_as_reviewed_and_given_back(own_home: Path, opened: AppTest, html: Html) -> None:
    before = norm_in(own_home)
    entry(opened, "multiselect", "Ansvarlig").set_value(["fastlege"])
    entry(opened, "multiselect", "Overfor").set_value([])
    entry(opened, "text_input", "Gjennomgått av").set_value("Kari Nordmann")
    entry(opened, "text_input", "Begrunnelse").set_value("Vedtatt av utvalget")
    press(opened, "Lagre rettelsen")
    assert "Den er i bruk nå" in opened.success[0].value
    after = norm_in(own_home)
    assert (after.bearers, after.counterparties) == (("fastlege",), ())
    assert "Gjennomgått: Av Kari Nordmann den " in opened.info[0].value
    assert "✓ gjennomgått" in html(opened)
    assert (own_home / "reviews.nq").exists()
    who, why = (each for each in opened.text_input if "-withdraw-" in str(each.key))
    assert who.value == "Kari Nordmann"
    why.set_value("Feil likevel")
    press(opened, "Trekk tilbake rettelsen")
    assert norm_in(own_home) == before
    assert not opened.info


def test_a_norm_is_confirmed_as_right(own_home: Path, opened: AppTest) -> None:
    before = norm_in(own_home)
    entry(opened, "text_input", "Gjennomgått av").set_value("Kari")
    entry(opened, "text_input", "Begrunnelse").set_value("Lest")
    press(opened, "Bekreft som riktig")
    after = norm_in(own_home)
    assert after.reviewed is not None
    assert (after.bearers, after.modality) == (before.bearers, before.modality)


def test_a_reviewers_words_are_no_markup(own_home: Path, opened: AppTest, html: Html) -> None:
    entry(opened, "text_input", "Gjennomgått av").set_value("<b>Kari</b>")
    entry(opened, "text_input", "Begrunnelse").set_value("![x](http://example.org/x.png)")
    press(opened, "Bekreft som riktig")
    assert r"!\[x\]\(http" in opened.info[0].value
    assert "<b>Kari" not in html(opened)


def test_who_and_why_are_asked_for_and_nothing_is_kept_without(own_home: Path, opened: AppTest) -> None:
    press(opened, "Bekreft som riktig")
    assert "hvem du er, og hvorfor" in opened.warning[0].value
    assert not (own_home / "reviews.nq").exists()


def test_nothing_changed_is_no_correction(own_home: Path, opened: AppTest) -> None:
    entry(opened, "text_input", "Gjennomgått av").set_value("Kari")
    entry(opened, "text_input", "Begrunnelse").set_value("Lest")
    press(opened, "Lagre rettelsen")
    assert "Ingenting er endret" in opened.warning[0].value
    assert not (own_home / "reviews.nq").exists()


def test_words_that_the_clause_does_not_have_are_refused(own_home: Path, opened: AppTest) -> None:
    entry(opened, "text_area", "Unntak").set_value("ved fullmåne")
    entry(opened, "text_input", "Gjennomgått av").set_value("Kari")
    entry(opened, "text_input", "Begrunnelse").set_value("Lest")
    press(opened, "Lagre rettelsen")
    assert "«ved fullmåne» står ikke i punktet" in opened.error[0].value
    assert not (own_home / "reviews.nq").exists()

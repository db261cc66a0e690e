"""The page of changes on a build with two editions and another guideline, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from views.differences import BESIDE

SECONDS = 120
Html = Callable[[AppTest], str]


def _page() -> None:
    from views import differences

    differences.page()


@pytest.fixture
def opened(revised: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Open the page over that home."""
    monkeypatch.setenv("ANSVAR_HOME", str(revised))
    return lambda: AppTest.from_function(_page, default_timeout=SECONDS).run()


def test_the_last_revision_is_shown_at_first(opened: Callable[[], AppTest], html: Html) -> None:
    at = opened()
    assert not at.exception
    assert [at.selectbox(key=key).value.version for key in ("from", "to")] == ["2023", "2024"]
    drawn = html(at)
    assert "3 endringer i hvem som skal gjøre hva, 0 bare i ordlyd" in drawn
    assert "<mark class='av-own'>03739</mark>" in drawn


def test_a_role_is_told_what_is_new_for_it(opened: Callable[[], AppTest], html: Html) -> None:
    at = opened()
    at.selectbox(key="role").set_value("fastlege").run()
    assert not at.exception
    drawn = html(at)
    assert drawn.index("Ditt ansvar") < drawn.index("Det du kan vente av andre")


def test_two_guidelines_stand_side_by_side(opened: Callable[[], AppTest], html: Html) -> None:
    at = opened()
    other = next(meta for meta in at.selectbox(key="to").options if "Vest" in meta)
    at.selectbox(key="to").select(other).run()
    assert at.radio[0].value == BESIDE
    assert "par av normer om det samme" in html(at)
    at.selectbox(key="theme").set_value("epikrise").run()
    assert not at.exception
    assert html(at).count("<h2>") == 1


def test_an_edition_is_not_compared_with_itself(opened: Callable[[], AppTest]) -> None:
    at = opened()
    at.selectbox(key="to").select_index(0).run()
    assert at.info[0].value == "Velg to forskjellige utgaver."


def test_with_one_edition_the_page_says_what_is_needed(home: Path) -> None:
    at = AppTest.from_function(_page, default_timeout=SECONDS).run()
    assert not at.exception
    assert "bare én utgave" in at.info[0].value

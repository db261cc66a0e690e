"""The page of changes on a build with two editions and another guideline, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from kg.library import open_library
from kg.review.reviews import Field
from qa.build import build
from qa.curation import correct
from tests.support import ansvar, written
from views.differences import BESIDE, CHANGES

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
    assert not at.radio
    assert "par av normer om det samme" in html(at)
    at.selectbox(key="theme").set_value("epikrise").run()
    assert not at.exception
    assert html(at).count("<h2>") == 1


def test_two_guidelines_were_offered_as_revisions_of_each_other(opened: Callable[[], AppTest]) -> None:
    at = opened()
    taken = [button.proto.label for button in at.get("download_button")]
    assert any("Turtle" in label for label in taken)
    assert at.radio[0].options == [CHANGES, BESIDE]
    at.selectbox(key="to").select(next(meta for meta in at.selectbox(key="to").options if "Vest" in meta)).run()
    taken = [button.proto.label for button in at.get("download_button")]
    assert len(taken) == 2
    assert not any("Turtle" in label for label in taken)


@pytest.fixture
def corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two editions of a short guideline, of which a duty of the later has been corrected."""
    for version, days in (("1", "ti"), ("2", "fem")):
        path = written(tmp_path, f"1. Vakt\n\n• Fastlegen skal sende epikrisen innen {days} dager.\n", f"{version}.txt")
        path.with_suffix(".toml").write_text(
            f'id = "vakt"\nversion = "{version}"\nvalid_from = "202{version}-01-01"\n', encoding="utf-8"
        )
    folder = tmp_path / "home"
    home = Home(folder)
    build([tmp_path / "1.txt", tmp_path / "2.txt"], home=home)
    (norm,) = open_library(home.open()).all_norms("vakt")
    correct("vakt", norm.id, {Field.BEARERS: ["kommune"]}, reviewer="Kari", reason="Vedtatt", home=home)
    monkeypatch.setenv("ANSVAR_HOME", str(folder))
    return folder


def test_a_corrected_norm_was_shown_uncorrected_on_the_page(corrected: Path, html: Html) -> None:
    drawn = html(AppTest.from_function(_page, default_timeout=SECONDS).run())
    assert "● Kommune skal (plikt)" in drawn
    assert "1 endring i hvem som skal gjøre hva" in drawn


def test_a_corrected_norm_was_shown_uncorrected_on_the_command_line(
    corrected: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (change,) = [r for r in ansvar(capsys, monkeypatch, "diff", "vakt@1", "vakt@2", "--jsonl").records if "kind" in r]
    # The correction is shown, but changes nothing between the texts.
    assert change["kind"] == "deadline"
    assert change["b"]["bearers"] == ["kommune"]  # type: ignore[index]


def test_an_edition_is_not_compared_with_itself(opened: Callable[[], AppTest]) -> None:
    at = opened()
    at.selectbox(key="to").select_index(0).run()
    assert at.info[0].value == "Velg to forskjellige utgaver."


def test_with_one_edition_the_page_says_what_is_needed(home: Path) -> None:
    at = AppTest.from_function(_page, default_timeout=SECONDS).run()
    assert not at.exception
    assert "bare én utgave" in at.info[0].value

"""The quiz on the real guideline, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from kg.quiz.runs import Run
from views.markup import plain
from views.quiz import RUN

Opener = Callable[[], AppTest]
Html = Callable[[AppTest], str]


def press(at: AppTest, label: str) -> AppTest:
    """Press the one button whose label opens so."""
    (button,) = [button for button in at.button if button.label.startswith(label)]
    at = button.click().run()
    assert not at.exception
    return at


def run_of(at: AppTest) -> Run:
    run = at.session_state[RUN]
    assert isinstance(run, Run)
    return run


def reply(at: AppTest, *, right: bool) -> AppTest:
    """Choose the right option or a wrong one, and send it."""
    question = run_of(at).question
    option = question.right if right else (question.right + 1) % len(question.options)
    at.radio[0].set_value(option)
    return press(at, "Svar")


def started(quiz: Opener, number: int = 5) -> AppTest:
    at = quiz()
    assert not at.exception
    at.radio[0].set_value(number).run()
    return press(at, "Start")


def test_the_quiz_offers_kinds_chapters_and_numbers(own_home: Path, quiz: Opener) -> None:
    at = quiz()
    assert [box.label for box in at.multiselect] == ["Det spørres om", "Kapitler"]
    assert any(option.startswith("12. Pasienttransport (") for option in at.multiselect[1].options)
    assert at.radio[0].options == ["5", "10", "15", "20"]


def test_a_question_shows_its_options_and_no_clause(own_home: Path, quiz: Opener, html: Html) -> None:
    at = started(quiz)
    question = run_of(at).question
    assert at.radio[0].options == [plain(option.label) for option in question.options]
    assert at.radio[0].value is None
    assert escape(question.item.ask) in html(at)
    assert "av-quote" not in html(at)


def test_no_answer_is_no_answer(own_home: Path, quiz: Opener) -> None:
    at = press(started(quiz), "Svar")
    assert "Velg et svar" in at.warning[0].value
    assert not run_of(at).chosen


@pytest.mark.parametrize("right", [True, False])
def test_an_answer_is_told_at_once_with_the_clause(right: bool, own_home: Path, quiz: Opener, html: Html) -> None:
    at = started(quiz)
    item = run_of(at).question.item
    page = html(reply(at, right=right))
    assert f"<blockquote>{escape(item.proof.quote)}</blockquote>" in page
    assert "✓ Riktig." in page if right else f"✕ Feil. Riktig svar: {escape(item.right.label)}." in page
    assert f"{escape(item.right.label)} (riktig svar{', ditt svar' if right else ''})" in page
    (link,) = at.get("page_link")
    assert unquote(link.proto.query_string) == f"clause={item.proof.document}/{item.proof.clause}"


def test_a_whole_quiz_with_repeats_until_all_is_right(own_home: Path, quiz: Opener, html: Html) -> None:
    at = started(quiz)
    for turn in range(5):
        at = reply(at, right=turn >= 2)
        at = press(at, "Se resultatet" if turn == 4 else "Neste")
    assert "3 av 5 riktige" in html(at)
    wrong = {question.item.id for question in run_of(at).wrong}
    assert len(wrong) == 2
    at = press(at, "Gjenta det som ble feil (2)")
    assert {question.item.id for question in run_of(at).questions} == wrong
    at = press(reply(at, right=True), "Neste")
    at = press(reply(at, right=False), "Se resultatet")
    at = press(at, "Gjenta det som ble feil (1)")
    at = press(reply(at, right=True), "Se resultatet")
    assert "1 av 1 riktige" in html(at)
    assert not [button for button in at.button if button.label.startswith("Gjenta")]
    at = press(at, "Ny quiz")
    assert [button.label for button in at.button] == ["Start"]


def test_chapters_and_kinds_are_kept_to(own_home: Path, quiz: Opener) -> None:
    at = quiz()
    at.multiselect[0].set_value(["modality"]).run()
    chapter = next(option for option in at.multiselect[1].options if option.startswith("12. "))
    at.multiselect[1].set_value([chapter]).run()
    at = press(at, "Start")
    assert {question.item.theme.section for question in run_of(at).questions} == {"12"}
    assert {question.item.kind.value for question in run_of(at).questions} == {"modality"}
    assert plain("skal/må (plikt)") in at.radio[0].options


def test_a_quiz_can_be_left(own_home: Path, quiz: Opener) -> None:
    at = press(started(quiz), "Avslutt quizen")
    assert [button.label for button in at.button] == ["Start"]


def test_without_a_build_the_page_says_what_to_do(quiz: Opener) -> None:
    at = quiz()
    assert not at.exception
    assert "ansvar build" in at.error[0].value

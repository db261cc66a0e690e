"""The committee's list of what people asked and what they said of the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.model import Modality
from qa.answers import Answer, RoleAnswer, Status
from qa.feedback import FILE, Verdict, chosen, keep, kept
from views.feedback import A_PAGE, counted, when

Opener = Callable[[], AppTest]
Html = Callable[[AppTest], str]
ROLE = RoleAnswer("fastlege", "fastlege", Modality.OBLIGATION)
ANSWERED = Answer("Hvem sender svaret?", Status.ANSWERED, "Fastlegen", roles=(ROLE,))
ABSTAINED = Answer("Hvem <b>vasker</b> bilen?", Status.ABSTAINED, "Sier ikke noe")


@pytest.fixture
def filled(ansvar_home: Path) -> Path:
    """A home with three verdicts."""
    keep(ANSWERED, Verdict.RIGHT)
    keep(ABSTAINED, Verdict.MISSING, "Burde stått i kapittel 12")
    keep(ANSWERED, Verdict.WRONG, "Det er <i>ikke</i> slik")
    return ansvar_home


def test_without_feedback_the_page_says_where_it_is_given(ansvar_home: Path, feedback: Opener) -> None:
    at = feedback()
    assert not at.exception
    assert "ennå" in at.info[0].value


def test_the_newest_stands_first_with_verdict_answer_and_comment(filled: Path, feedback: Opener, html: Html) -> None:
    at = feedback()
    assert not at.exception
    page = html(at)
    assert page.index("✕ Feil") < page.index("… Noe mangler") < page.index("✓ Riktig")
    assert "Besvart: Fastlege" in page
    assert "Ikke besvart" in page
    assert "Viser 3 av 3: 1 riktig, 1 feil, 1 noe mangler, 1 uten svar i retningslinjen." in page


def test_words_of_users_are_escaped(filled: Path, feedback: Opener, html: Html) -> None:
    page = html(feedback())
    assert "&lt;b&gt;vasker" in page
    assert "Det er &lt;i&gt;ikke" in page


def test_the_list_is_narrowed_down_by_verdict_and_by_whether_it_was_answered(
    filled: Path, feedback: Opener, html: Html
) -> None:
    at = feedback()
    assert at.selectbox[0].options == ["Alle (3)", "Riktig (1)", "Feil (1)", "Noe mangler (1)"]
    assert at.selectbox[1].options == ["Alle (3)", "Besvart (2)", "Ikke besvart (1)"]
    assert "Viser 1 av 3" in html(at.selectbox[0].set_value(Verdict.WRONG).run())
    at.selectbox[0].set_value(None)
    page = html(at.selectbox[1].set_value(Status.ABSTAINED).run())
    assert "vasker" in page
    assert "sender svaret" not in page


def test_a_comment_may_be_as_short_as_it_likes(ansvar_home: Path) -> None:
    for comment in ("?", "1 0", "👍"):
        keep(ANSWERED, Verdict.WRONG, comment)
    assert [each.comment for each in kept()] == ["?", "1 0", "👍"]


def test_a_long_list_is_shown_bit_by_bit(ansvar_home: Path, feedback: Opener, html: Html) -> None:
    for _ in range(A_PAGE + 1):
        keep(ANSWERED, Verdict.RIGHT)
    at = feedback()
    assert html(at).count("av-verdict") == A_PAGE
    next(button for button in at.button if button.label == "Vis flere").click().run()
    assert html(at).count("av-verdict") == A_PAGE + 1


def test_a_line_cut_off_by_a_crash_takes_no_other_with_it(filled: Path) -> None:
    path = filled / FILE
    path.write_bytes(path.read_bytes()[:-20])
    keep(ABSTAINED, Verdict.MISSING, "etter krasjet")
    assert [each.comment for each in kept()] == ["", "Burde stått i kapittel 12", "etter krasjet"]


def test_lines_of_an_earlier_version_are_read(ansvar_home: Path) -> None:
    keep(ANSWERED, Verdict.RIGHT)
    path = ansvar_home / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(', "meaning": ""', ""), encoding="utf-8")
    assert [each.meaning for each in kept()] == [""]


def test_feedback_is_chosen_newest_first(filled: Path) -> None:
    assert [each.verdict for each in chosen(kept())] == [Verdict.WRONG, Verdict.MISSING, Verdict.RIGHT]
    assert [each.verdict for each in chosen(kept(), status=Status.ABSTAINED)] == [Verdict.MISSING]


def test_counts_and_times_read_as_norwegian() -> None:
    assert counted([], 3) == "Viser 0 av 3."
    assert when("ikke en tid") == "ikke en tid"
    assert when("2026-11-05T12:30+00:00").startswith("05.11.2026 kl. ")

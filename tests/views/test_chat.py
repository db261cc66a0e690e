"""The chat on the real engine, without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from qa.gold import read_gold
from qa.opening import open_engine
from qa.wording import phrase
from tests.support import GOLD
from views.markup import plain

SICK_NOTE = "Hvem skriver sykmelding etter operasjon?"
LONGER = "og hvis det varer mer enn åtte uker?"
OFF_TOPIC = "Hva koster en parkeringsplass?"
Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]


def asked(at: AppTest, question: str) -> AppTest:
    at = at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def test_the_empty_chat_offers_questions(own_home: Path, chat: Opener) -> None:
    at = chat()
    assert not at.exception
    assert at.title[0].value == "Hvem har ansvaret?"
    assert SICK_NOTE in [button.label for button in at.button]
    assert not at.chat_message


def test_a_suggested_question_is_answered(own_home: Path, chat: Opener, html: Html) -> None:
    at = chat()
    next(button for button in at.button if button.label == SICK_NOTE).click().run()
    assert "Sykehuslege" in html(at)
    assert SICK_NOTE not in [button.label for button in at.button]


def test_an_answer_shows_role_modality_conditions_quote_and_place(own_home: Path, chat: Opener, html: Html) -> None:
    page = html(asked(chat(), SICK_NOTE))
    assert '<span class="av-role">Sykehuslege</span>' in page
    assert '<span class="av-role">Avtalespesialist</span>' in page
    assert "skal (plikt)" in page
    assert "<strong>Gjelder</strong>" in page
    assert "helt fram til første kontroll hos fastlege" in page
    assert re.search(r">Kapittel 11, punkt 3<.*?</a> – Anbefalinger", page)


def test_the_clause_is_marked_in_its_surroundings(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), SICK_NOTE)
    page = html(at)
    assert "<mark>I forbindelse med behandling på sykehus" in page
    assert "Legen som stiller indikasjon for sykmelding" in page
    places = [f"Vis i dokumentet og som graf: kapittel 11, punkt {point}" for point in (3, 4)]
    assert [e.label for e in at.expander] == [*places, "Andre punkter i nærheten"]


def test_the_graph_has_a_table_beside_it_and_an_alternative_text(own_home: Path, chat: Opener, html: Html) -> None:
    page = html(asked(chat(), SICK_NOTE))
    assert '<img class="av-graph" alt="Tegning av normen. hvem: sykehuslege og avtalespesialist' in page
    assert '<th scope="row">Hvem</th><td>sykehuslege og avtalespesialist</td>' in page


def test_an_unsure_answer_warns_before_the_clause(own_home: Path, chat: Opener, html: Html) -> None:
    engine = open_engine(Home(own_home))
    answers = (engine.ask(each.question) for each in read_gold(GOLD / "questions.dev.jsonl") if each.language == "nb")
    at = asked(chat(), next(answer.question for answer in answers if answer.unsure))
    (warning,) = at.warning
    assert warning.value == plain(phrase("nb", "unsure"))
    assert html(at).count(phrase("nb", "unsure")) == 1, "what is copied says it too, and nothing else does"
    assert not asked(chat(), "Hvem skriver sykmelding etter operasjon?").warning


def test_an_abstention_is_no_error(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), OFF_TOPIC)
    assert "Retningslinjen sier ikke noe om dette" in html(at)
    assert 'class="av-roles"' not in html(at)
    assert not at.error
    assert not at.warning


def test_the_clause_that_may_be_the_answer_is_quoted_and_not_among_those_nearby(
    own_home: Path, chat: Opener, html: Html
) -> None:
    engine = open_engine(Home(own_home))
    answers = (engine.ask(each.question) for each in read_gold(GOLD / "questions.dev.jsonl") if each.language == "nb")
    answer = next(answer for answer in answers if answer.likely)
    page = html(asked(chat(), answer.question))
    assert phrase("nb", "abstain_likely") in page
    assert page.count(f">{escape(answer.near[0].quote)}</blockquote>") == 1


def test_a_refused_question_leaves_no_trace_in_the_session(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), "Hvem følger opp ola.nordmann@example.org etter operasjon?")
    assert plain("e-postadresse") in at.warning[0].value
    assert plain("Ta ut e-postadressen") in at.warning[0].value
    assert "«pasienten»" in at.warning[0].value
    assert "nordmann" not in html(at)
    assert "nordmann" not in repr(at.session_state)
    assert "nordmann" not in repr(at.run().session_state)


def test_a_question_in_the_address_is_asked_once(own_home: Path, chat: Opener, html: Html) -> None:
    at = chat(q=SICK_NOTE)
    assert "Sykehuslege" in html(at)
    at.run()
    assert len(at.chat_message) == 2
    assert "q" not in at.query_params


def test_all_messages_are_drawn_again_on_every_run(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(asked(chat(), SICK_NOTE), OFF_TOPIC)
    assert len(at.chat_message) == 4
    assert "<mark>I forbindelse med behandling på sykehus" in html(at)


def test_a_new_conversation_forgets_the_old_one(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), SICK_NOTE)
    next(button for button in at.button if button.label == "Start på nytt").click().run()
    assert not at.chat_message
    assert "Sykehuslege" not in html(at)


def test_markup_in_a_question_is_escaped(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), "<script>alert(1)</script> hvem sender epikrise?")
    assert "&lt;script&gt;alert(1)" in html(at)
    assert "<script>alert(1)" not in html(at)


def copied(page: str) -> list[str]:
    """Return what the buttons of a page copy."""
    return [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', page)]


def test_the_copied_text_holds_question_answer_and_source(own_home: Path, chat: Opener, html: Html) -> None:
    *clauses, answer, link = copied(html(asked(chat(), SICK_NOTE)))
    assert answer.startswith(SICK_NOTE)
    assert "Kilde: Anbefalinger" in answer
    assert f"kapittel 11, punkt 3.\n{clauses[0]}" in answer
    assert answer.endswith("?clause=agder-2024@2024/sec_11__point_3")
    assert link.endswith("?q=Hvem%20skriver%20sykmelding%20etter%20operasjon%3F")


def test_the_link_of_a_follow_up_asks_it_with_what_it_took_over(own_home: Path, chat: Opener, html: Html) -> None:
    page = html(asked(asked(chat(), SICK_NOTE), LONGER))
    assert unquote(copied(page)[-1]).endswith(
        "?q=Hvem skriver sykmelding etter operasjon, hvis det varer mer enn åtte uker?"
    )


def press(at: AppTest, label: str) -> AppTest:
    """Press the last button with a label."""
    at = [button for button in at.button if button.label == label][-1].click().run()
    assert not at.exception
    return at


def test_a_follow_up_shows_what_it_took_over(own_home: Path, chat: Opener, html: Html) -> None:
    page = html(asked(asked(chat(), SICK_NOTE), LONGER))
    assert page.count("Tatt med fra forrige spørsmål") == 1
    assert "<b>hvem</b>, <b>skriver</b>, <b>sykmelding</b>, <b>operasjon</b>" in page
    assert re.findall('class="av-role">([^<]*)', page)[-1] == "Fastlege"


def test_a_follow_up_can_be_asked_without_what_it_took_over(own_home: Path, chat: Opener, html: Html) -> None:
    at = press(asked(asked(chat(), SICK_NOTE), LONGER), "Spør uten dette")
    page = html(at)
    assert len(at.chat_message) == 6
    assert page.count("Tatt med fra forrige spørsmål") == 1
    assert page.count(f">{LONGER}</h2>") == 2


def test_a_question_that_stands_alone_takes_nothing_over(own_home: Path, chat: Opener, html: Html) -> None:
    assert "Tatt med" not in html(asked(asked(chat(), SICK_NOTE), OFF_TOPIC))


def test_after_starting_afresh_nothing_is_taken_over(own_home: Path, chat: Opener, html: Html) -> None:
    at = press(asked(chat(), SICK_NOTE), "Start på nytt")
    assert "Tatt med" not in html(asked(at, LONGER))


def test_a_follow_up_leans_on_the_last_answer_past_a_refused_question(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(asked(chat(), SICK_NOTE), "Hvem følger opp ola.nordmann@example.org?")
    assert "<b>sykmelding</b>" in html(asked(at, LONGER))


def test_an_open_condition_is_a_button_that_asks_it(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), SICK_NOTE)
    offered = [button.label for button in at.button if button.label.startswith("Og ")]
    assert 0 < len(offered) <= 3
    at = press(at, offered[0])
    page = html(at)
    assert offered[0] in [plain(unescape(said)) for said in re.findall(r">([^<]*)</h2>", page)]
    assert "Tatt med fra forrige spørsmål" in page


def test_the_button_of_an_earlier_answer_leans_on_that_answer(own_home: Path, chat: Opener, html: Html) -> None:
    at = asked(chat(), SICK_NOTE)
    offered = next(button.label for button in at.button if button.label.startswith("Og "))
    at = press(asked(at, "Når skal epikrisen sendes?"), offered)
    taken = html(at).rpartition("Tatt med fra forrige spørsmål")[2]
    assert "<b>sykmelding</b>" in taken
    assert "epikrise" not in taken.partition("</p>")[0]


@pytest.mark.parametrize("question", ["?", "hvem " * 2_000])
def test_what_is_no_question_gets_one_line(own_home: Path, chat: Opener, question: str) -> None:
    at = asked(chat(), question)
    assert len(at.warning) == 1
    assert "\n" not in at.warning[0].value


def test_without_a_build_the_page_says_what_to_do(chat: Opener) -> None:
    at = chat()
    assert not at.exception
    assert "ansvar build" in at.error[0].value


def send(at: AppTest, comment: str) -> AppTest:
    at.radio[0].set_value(at.radio[0].options and "wrong")
    at.text_area[0].set_value(comment)
    return next(button for button in at.button if button.label == "Send").click().run()


def test_feedback_is_kept_as_a_line(own_home: Path, chat: Opener) -> None:
    at = send(asked(chat(), SICK_NOTE), "Mangler\nregelen for 8 uker")
    assert "Takk" in at.success[0].value
    (line,) = (own_home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    assert kept["question"] == SICK_NOTE
    assert kept["verdict"] == "wrong"
    assert kept["comment"] == "Mangler regelen for 8 uker"
    assert kept["roles"] == ["sykehuslege", "avtalespesialist"]


def test_feedback_with_personal_data_is_not_kept(own_home: Path, chat: Opener) -> None:
    at = send(asked(chat(), SICK_NOTE), "Ring meg på 91234567")
    assert "telefonnummer" in at.warning[0].value
    assert not (own_home / "feedback.jsonl").exists()
    assert "91234567" not in repr(at.run().session_state)


def test_a_comment_without_a_verdict_stays_written(own_home: Path, chat: Opener) -> None:
    at = asked(chat(), SICK_NOTE)
    at.text_area[0].set_value("Mangler regelen for 8 uker")
    at = next(button for button in at.button if button.label == "Send").click().run()
    assert at.warning[0].value.startswith("Velg først")
    assert at.text_area[0].value == "Mangler regelen for 8 uker"
    at.radio[0].set_value("wrong")
    at = next(button for button in at.button if button.label == "Send").click().run()
    assert "Takk" in at.success[0].value
    assert (at.radio[0].value, at.text_area[0].value) == (None, "")


def test_what_is_the_programs_in_an_answer_is_in_the_questions_language(
    own_home: Path, chat: Opener, html: Html
) -> None:
    page = html(asked(chat(), "Who writes the sick note after surgery?"))
    assert '<span class="av-modality">must (duty)</span>' in page
    assert '<span class="av-modality">skal (plikt)</span>' not in page
    assert "<strong>Holds where</strong>" in page
    assert "bør (tilråding)" in html(asked(chat(), "Kven er koordinator når pasienten er vist til mange stader?"))


def test_feedback_on_a_follow_up_holds_what_it_was_read_as(own_home: Path, chat: Opener) -> None:
    at = asked(asked(chat(), SICK_NOTE), LONGER)
    at.radio[-1].set_value("missing")
    [button for button in at.button if button.label == "Send"][-1].click().run()
    kept = json.loads((own_home / "feedback.jsonl").read_text(encoding="utf-8"))
    assert kept["question"] == LONGER
    assert kept["meaning"] == "Hvem skriver sykmelding etter operasjon, hvis det varer mer enn åtte uker?"


def test_a_question_is_in_no_file_of_the_home(own_home: Path, chat: Opener) -> None:
    """Not in the audit log either: only feedback keeps a question, where somebody gives it."""
    at = asked(chat(), "Hvem skriver hemmeligord etter operasjon?")
    asked(at, "Kan fastlegen ringe hemmeligord?")
    chat(q="Hvem sender hemmeligord?")
    written = [path for path in own_home.rglob("*") if path.is_file()]
    assert any(path.name == "audit.jsonl" for path in written)
    for path in written:
        assert b"hemmeligord" not in path.read_bytes(), path

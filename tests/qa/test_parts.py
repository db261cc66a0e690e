"""Two questions in one, told apart without a build."""

from __future__ import annotations

import pytest

from ontology.concepts import Kind
from ontology.cues import cues
from qa.parts import parts
from qa.understanding import ASKING, Ask, question_words, understand


def split(text: str) -> list[str]:
    return [part.text for part in parts(understand(text), frozenset())]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Hvem bestiller prøven, og hvem skriver epikrisen?", "Hvem bestiller prøven?", "hvem skriver epikrisen?"),
        ("Kven bestiller prøva, og kven skriv epikrisen?", "Kven bestiller prøva?", "kven skriv epikrisen?"),
        ("Who orders the test, and who writes the referral?", "Who orders the test?", "who writes the referral?"),
        ("Kan pasienten bestille time, og hvem hjelper?", "Kan pasienten bestille time?", "hvem hjelper?"),
        ("Hvem skriver epikrisen, og hvem vasker den?", "Hvem skriver epikrisen?", "hvem vasker den epikrisen?"),
        ("Who needs a control, and who books it?", "Who needs a control?", "who books it control?"),
        ("Hvem skriver epikrisen, og hvem vasker?", "Hvem skriver epikrisen?", "hvem vasker?"),
        ("Kven skriv epikrisen og når?", "Kven skriv epikrisen?", "når? Kven skriv epikrisen"),
        ("Hvem skriver epikrisen? Og når sendes den?", "Hvem skriver epikrisen?", "når sendes den epikrisen?"),
        ("Hvem tar prøven, og kan sykehuset kreve egenandel?", "Hvem tar prøven?", "kan sykehuset kreve egenandel?"),
        (
            "Svaret haster, kan jeg ringe vakten, og hvem skriver epikrisen?",
            "Svaret haster, kan jeg ringe vakten?",
            "hvem skriver epikrisen?",
        ),
        (
            "Jeg er vikar. Må jeg melde fra, og hvem ringer?",
            "Jeg er vikar. Må jeg melde fra?",
            "Jeg er vikar. hvem ringer?",
        ),
    ],
)
def test_two_questions_are_two(question: str, first: str, second: str) -> None:
    assert split(question) == [first, second]


@pytest.mark.parametrize(
    "question",
    [
        "Hvem skriver epikrisen, og til hvem sendes den?",
        "Kven skriv epikrisen, og til kven skal den sendast?",
        "Who writes the discharge summary, and to whom is it sent?",
    ],
)
def test_to_whom_opens_a_second_question_about_the_same_thing(question: str) -> None:
    first, second = parts(understand(question), frozenset())
    assert (first.receives, second.receives) == (False, True)
    assert "epikrise" in second.concepts(Kind.ARTIFACT)


@pytest.mark.parametrize(
    "question",
    [
        "Hvem skriver epikrisen og sender den?",
        "Kven skriv epikrisen og kor lenge?",
        "Epikrise, og hvem skriver den?",
        "Hva er navn og nummer til vakten?",
        "Hvem avgjør hva som gjenstår og hva fastlegen kan?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert split(question) == [question]


def test_a_condition_at_the_end_holds_for_both() -> None:
    first, second = split("Hvem bestiller prøven, og hvem skriver epikrisen, hvis det haster?")
    assert first.endswith(", hvis det haster?")
    assert second.endswith(", hvis det haster?")


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Hvem skriver epikrisen og hvem bestiller timen etter operasjonen?",
            "Hvem skriver epikrisen etter operasjonen?",
            "hvem bestiller timen etter operasjonen?",
        ),
        (
            "Kven bestiller timen etter operasjonen, og kven skriv epikrisen?",
            "Kven bestiller timen etter operasjonen?",
            "kven skriv epikrisen etter operasjonen?",
        ),
        (
            "Who writes the referral and who books the test after surgery?",
            "Who writes the referral after surgery?",
            "who books the test after surgery?",
        ),
    ],
)
def test_a_situation_that_one_part_names_is_that_of_both(question: str, first: str, second: str) -> None:
    assert split(question) == [first, second]


@pytest.mark.parametrize(
    ("question", "second"),
    [
        (
            "Hvem skriver epikrisen på dagtid, og hvem gjør det om natten?",
            "hvem gjør det om natten? Hvem skriver epikrisen",
        ),
        ("Hvem ringer pasienten på dagtid, og hvem om natten?", "hvem om natten? Hvem ringer pasienten"),
    ],
)
def test_a_second_part_in_another_case_leaves_the_first_one_out(question: str, second: str) -> None:
    assert split(question)[1] == second


def test_each_part_keeps_its_own_situation() -> None:
    first, second = split("Hvem skriver epikrisen etter operasjonen, og hvem bestiller timen ved innleggelse?")
    assert (first, second) == ("Hvem skriver epikrisen etter operasjonen?", "hvem bestiller timen ved innleggelse?")


def test_the_scene_before_two_questions_is_that_of_both() -> None:
    first, second = split("Pasienten skal hjem. Hvem skriver epikrisen, og hvem bestiller timen?")
    assert first == "Pasienten skal hjem. Hvem skriver epikrisen?"
    assert second == "Pasienten skal hjem. hvem bestiller timen?"


def test_every_question_word_can_open_a_part() -> None:
    """One list of groups: what "who" or "when" opens alone opens a second question too."""
    known = {label for name, kind in ASKING.items() if kind is not Ask.CONTACT for label in cues()[name].labels}
    assert set(question_words()) == known
    for word in known:
        asked = f"Hvem bestiller prøven, og {word} epikrisen?", f"Who orders the test, and {word} the referral?"
        assert 2 in map(len, map(split, asked)), word


def test_a_second_part_for_another_role_asks_the_same_of_it() -> None:
    _, second = parts(understand("Hvor fort skal sykehuset svare, og hva gjelder for fastlegen?"), frozenset())
    assert {"fastlege", "svare"} <= set(second.concepts())


def test_a_second_part_without_a_verb_asks_the_same_of_another_thing() -> None:
    """What both open with the same word ("til") is that of each alone."""
    text = "Hvem rekvirerer transport til innleggelse, og hvem til poliklinisk kontroll?"
    first, second = parts(understand(text, frozenset({"til"})), frozenset({"til"}))
    assert "innleggelse" in first.concepts() and "rekvirere" in second.concepts()
    assert "innleggelse" not in second.concepts()

"""The guard: personal data and what is no question are stopped, the guideline's own numbers are not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa.guard import LONGEST_QUESTION, Finding, identity_number, refusal

OWN = frozenset({"03739", "57001200"})


def check_digit(digits: list[int], weights: list[int]) -> int:
    """Return a check digit as Skatteetaten describes it: eleven less the rest, where ten cannot be used."""
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return 0 if rest == 0 else 11 - rest


def with_check_digits(nine: str) -> str | None:
    """Complete nine digits to an identity number, or None where these nine are not given out."""
    digits = [int(digit) for digit in nine]
    first = check_digit(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2])
    if first == 10:
        return None
    second = check_digit([*digits, first], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
    return None if second == 10 else f"{nine}{first}{second}"


BORN = st.integers(0, 40_000).map(lambda days: date(1930, 1, 1) + timedelta(days=days))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Draw an identity number, D-number, H-number or synthetic number with valid check digits."""
    born, serial = draw(BORN), draw(st.integers(0, 999))
    day, month = draw(st.sampled_from([(0, 0), (40, 0), (0, 40), (0, 80)]))
    made = with_check_digits(f"{born.day + day:02}{born.month + month:02}{born.year % 100:02}{serial:03}")
    assume(made is not None)
    return str(made)


@given(numbers(), st.sampled_from(["", " ", "-"]))
@settings(deadline=None)
def test_identity_numbers_are_found(number: str, between: str) -> None:
    question = f"Hvem følger opp pasient {number[:6]}{between}{number[6:]}, fastlegen?"
    found = refusal(question)
    assert found is not None
    assert found.finding is Finding.IDENTITY_NUMBER
    assert number[6:] not in found.message


@given(numbers(), st.integers(0, 10), st.integers(1, 9))
@settings(deadline=None)
def test_a_number_with_one_wrong_digit_is_no_identity_number(number: str, at: int, by: int) -> None:
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not identity_number(wrong)


def test_a_number_worked_out_by_hand_is_found() -> None:
    assert with_check_digits("150765005") == "15076500565"
    assert identity_number("15076500565")


@pytest.mark.parametrize(
    "question",
    [
        "Hvem ringer pasienten på 91 23 45 67?",
        "Skal vi ringe 912 34 567?",
        "Skal vi ringe 91234567?",
        "Kan dere ringe +47 22 33 44 55 om dette?",
        "Ring 0047 22334455, hvem gjør det?",
    ],
)
def test_telephone_numbers_are_found(question: str) -> None:
    found = refusal(question, own_numbers=OWN)
    assert found is not None
    assert found.finding is Finding.PHONE


@pytest.mark.parametrize(
    "question", ["Skal svaret til kari.hansen@eksempel.no?", "Hvem svarer ola+test@post.eksempel.org?"]
)
def test_mail_addresses_are_found(question: str) -> None:
    found = refusal(question)
    assert found is not None
    assert found.finding is Finding.MAIL


@pytest.mark.parametrize(
    "question",
    [
        "Hvem følger opp pasienten født 3. 4. 1956?",
        "Hvem følger opp pasienten f. 03.04.56?",
        "Hvem følger opp pasienten født 3. april 1956?",
        "Pasienten har fødselsdato 03.04.1956, hvem ringer?",
        "Who follows up the patient born 3/4/1956?",
        "Hvem har ansvar for Kari 03.04.1956?",
    ],
)
def test_birth_dates_are_found(question: str) -> None:
    found = refusal(question)
    assert found is not None
    assert found.finding is Finding.BIRTH_DATE


@pytest.mark.parametrize(
    "question",
    [
        "Hvem svarer på 03739?",
        "Når kan jeg ringe 57 00 12 00?",
        "Hva gjør jeg om blodtrykket er 140/90?",
        "Hva står i punkt 2.2.1?",
        "Hvem følger opp etter 2-4 uker?",
        "Hva gjaldt i 2019?",
        "Skal legen ringe mellom 08.00 og 15.30?",
        "Skal vi ringe 113 eller 116117?",
        "Hvem tar kontroll etter 12 måneder?",
    ],
)
def test_numbers_that_point_at_nobody_pass(question: str) -> None:
    assert refusal(question, own_numbers=OWN) is None


@pytest.mark.parametrize("question", ["", " ", "\n\t", "?", "...!", "🙂", "«»", "f. f. f.", "é é é"])
def test_what_has_no_word_is_no_question(question: str) -> None:
    found = refusal(question)
    assert found is not None
    assert found.finding is Finding.EMPTY
    assert "?" in found.message


def test_a_long_question_is_stopped_and_told_the_limit() -> None:
    assert refusal("hva " * (LONGEST_QUESTION // 4)) is None
    found = refusal("hva " * (LONGEST_QUESTION // 4) + "?")
    assert found is not None
    assert found.finding is Finding.TOO_LONG
    assert str(LONGEST_QUESTION) in found.message


@pytest.mark.parametrize("question", ["", "x" * 9_000, "15076500565", "a@b.no", "Ring 22334455", "født 1.2.1970"])
def test_a_refusal_is_one_sentence_that_repeats_nothing_personal(question: str) -> None:
    found = refusal(question)
    assert found is not None
    assert "\n" not in found.message
    assert not question or question not in found.message


@given(st.text(max_size=300))
@settings(deadline=None)
def test_the_guard_takes_any_text(text: str) -> None:
    found = refusal(text)
    assert found is None or found.message


@pytest.mark.parametrize(
    "question",
    [
        "Pasienten Ola Nordmann er utskrevet. Hvem sender epikrise?",
        "Hvem følger opp fru Hansen?",
        "pasienten heter Kari-Anne Lie, hvem skriver sykmelding",
        "Patient Mary Smith needs a sick note, who writes it?",
        "hr. Berg trenger time hos fastlegen",
        "FRU Hansen trenger time hos fastlegen",
    ],
)
def test_a_person_who_is_surely_named_is_refused(question: str) -> None:
    found = refusal(question)
    assert found is not None
    assert found.finding is Finding.NAME
    assert "Ta ut navnet" in found.message


@pytest.mark.parametrize(
    "question",
    [
        "Hvem ringer Klinikk for psykisk helse?",
        "Listen heter Fastlegelisten, hvor finner jeg den?",
        "Pasienten har Diabetes. Hvem følger opp?",
        "PASIENTEN HAR IKKE FÅTT TIME",
        "Poliklinikken vil at jeg skal bestille MR. Må jeg det?",
        "Pasienten har MS. Hvem følger opp?",
        "Hvem bestiller MR Thorax?",
        "Skal navn på mottaker stå i dialogmeldingen?",
    ],
)
def test_what_only_looks_like_a_name_is_not(question: str) -> None:
    assert refusal(question) is None

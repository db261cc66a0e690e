"""Measures: what a question tells of time, age and distance, against what a clause's condition names."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.engine import Engine
from qa.measures import Scale, measures
from tests.support import over

AMOUNTS = st.integers(1, 400)
UNITS = st.sampled_from(["dager", "uker", "måneder"])
OPENINGS = st.sampled_from(["", "mer enn ", "over ", "minst ", "under ", "mindre enn ", "inntil "])


@pytest.mark.parametrize(
    ("text", "scale", "words"),
    [
        ("hun har vært sykmeldt i tre måneder", Scale.LASTING, "tre måneder"),
        ("behandles langvarig (> 8 uker) på sykehus", Scale.LASTING, "> 8 uker"),
        ("operert for tre uker siden", Scale.SINCE, "tre uker"),
        ("ikke vurdert de siste seks månedene", Scale.SINCE, "de siste seks månedene"),
        ("fastlegen skal se pasienten innen to uker", Scale.AHEAD, "innen to uker"),
        ("ny kontroll om tre måneder", Scale.AHEAD, "tre måneder"),
        ("en 14-åring trenger attest", Scale.AGE, "14-åring"),
        ("pasienten er 17 år", Scale.AGE, "17 år"),
        ("barn under 16 år", Scale.AGE, "under 16 år"),
        ("når barnet er ti dager gammelt", Scale.AGE, "ti dager"),
        ("tilstanden har vært stabil i over to år", Scale.LASTING, "over to år"),
        ("bor mer enn 40 km fra sykehuset", Scale.DISTANCE, "mer enn 40 km"),
        ("treatment lasts ten weeks", Scale.LASTING, "ten weeks"),
        ("referred two months ago", Scale.SINCE, "two months"),
    ],
)
def test_what_is_measured_is_told_by_the_words_around(text: str, scale: Scale, words: str) -> None:
    (found,) = measures(text)
    assert (found.scale, text[found.start : found.end]) == (scale, words)


@pytest.mark.parametrize(("told", "yes"), [("tre måneder", True), ("halvannet år", False)])
def test_leave_up_to_a_time_is_no_leave_beyond_it(engine: Engine, told: str, yes: bool) -> None:
    """Kapittel 6: until twelve months after the last contact."""
    answer = engine.ask(f"Kan jeg bruke dialogmelding om en pasient som var på poliklinikken for {told} siden?")
    assert "inntil 12 måneder siden siste kontakt" in answer.text
    assert answer.text.startswith("Ja. ") is yes
    assert any(told in line for line in answer.cautions) is not yes


def test_a_mile_is_ten_kilometres() -> None:
    (told,) = measures("pasienten bor fem mil unna")
    assert (told.low, told.high) == (50.0, 50.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hvem bestiller en time hos fastlegen", []),
        ("pasienten har fått en time", []),
        ("en dag skal pasienten hjem", []),
        ("sykmeldt i en uke", [7.0]),
        ("operert for en uke siden", [7.0]),
        ("ny kontroll om ett år", [365.0]),
        ("reisen tar over en time", [1 / 24]),
    ],
)
def test_an_appointment_is_no_hour(text: str, found: list[float]) -> None:
    assert [round(measure.low, 6) for measure in measures(text)] == [round(low, 6) for low in found]


@given(AMOUNTS, UNITS, OPENINGS, AMOUNTS, UNITS, OPENINGS)
def test_a_measure_never_lies_both_within_and_outside_of_another(
    one: int, unit: str, opening: str, other: int, other_unit: str, other_opening: str
) -> None:
    (told,) = measures(f"sykmeldt i {opening}{one} {unit}")
    (named,) = measures(f"behandles i {other_opening}{other} {other_unit}", as_condition=True)
    assert not (told.within(named) and told.apart(named))
    assert told.within(told)
    assert not told.apart(told)


@given(AMOUNTS, AMOUNTS, UNITS)
def test_an_exact_amount_lies_within_more_than_a_smaller_one_and_outside_of_any_other(
    one: int, other: int, unit: str
) -> None:
    (told,) = measures(f"sykmeldt i {one} {unit}")
    (named,) = measures(f"behandles i mer enn {other} {unit}")
    assert told.within(named) == (one > other)
    assert told.apart(named) == (one <= other)


@given(st.lists(st.one_of(st.text(max_size=8), st.integers(0, 10**400).map(str), UNITS, OPENINGS, st.just("km"))))
def test_any_text_has_measures_that_stand_in_it(words: list[str]) -> None:
    text = " ".join(words).lower()
    for found in measures(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.low <= found.high


@pytest.mark.parametrize(
    "question",
    [
        "Hvem skriver sykmelding når pasienten har vært behandlet på sykehuset og hos fastlegen i tre måneder?",
        "Kven skriv sjukmelding når behandlinga på sjukehuset varer i elleve veker?",
        "Who writes the sick note when hospital treatment lasts ten weeks?",
    ],
)
def test_a_length_of_time_that_meets_a_condition_calls_for_its_clause(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert "> 8 uker" in answer.citations[0].quote
    assert [role.id for role in answer.roles] == ["fastlege"]
    assert not any("8 uker" in condition.text for condition in answer.open), "the question has told it"
    assert not any("hensiktsmessig" in condition.text for condition in answer.open), "whoever acts decides it"


def test_a_length_of_time_that_does_not_meet_a_condition_leaves_its_clause_out(engine: Engine) -> None:
    answer = engine.ask("Hvem skriver sykmelding når pasienten behandles på sykehuset i to uker?")
    assert "8 uker" not in answer.text
    assert {role.id for role in answer.roles} == {"sykehuslege", "avtalespesialist"}


def test_an_answer_whose_condition_the_question_falls_outside_of_says_so(engine: Engine) -> None:
    asked = "Pasienten følges parallelt på poliklinikken og hos fastlegen i {}. Bør fastlegen ta langvarig sykmelding?"
    short, long = (engine.ask(asked.format(time)) for time in ("fem uker", "ti uker"))
    assert "Merk at fem uker er utenfor vilkåret" in short.cautions[0]
    assert short.text.split("\n")[1] == short.cautions[0]
    assert "utenfor vilkåret" not in long.text


def test_an_age_and_a_distance_choose_between_clauses(tmp_path: Path) -> None:
    opened = over(
        tmp_path,
        "1. Vakt\n\n• Gjelder det barn under 16 år, skal barnelegen vurdere innleggelsen.\n"
        "• Gjelder det pasienter over 16 år, skal indremedisineren vurdere innleggelsen.\n"
        "2. Blodprøver\n\n• Når pasienten bor mer enn 40 km fra sykehuset, skal fastlegen ta blodprøvene.\n"
        "• Når pasienten bor mindre enn 40 km fra sykehuset, skal sykehuset ta blodprøvene.\n",
    )
    for question, said in (
        ("Hvem skal vurdere innleggelsen av en 9-åring?", "under 16 år"),
        ("Hvem skal vurdere innleggelsen når pasienten er 30 år?", "over 16 år"),
        ("Hvem skal ta blodprøvene når pasienten bor 60 km fra sykehuset?", "mer enn 40 km"),
        ("Hvem skal ta blodprøvene når pasienten bor 2 mil fra sykehuset?", "mindre enn 40 km"),
    ):
        assert said in opened.ask(question).citations[0].quote, question


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("de to første årene", 0, 730),
        ("det fjerde året etter operasjonen", 1095, 1460),
        ("fra niende uke", 56, inf),
        ("ikke lenger enn seks uker", 0, 42),
        ("høyst i åtte uker", 0, 56),
        ("no longer than six weeks", 0, 42),
        ("etter det første året", 365, inf),
        ("after the first two years", 730, inf),
        ("etter de første ti dagene", 10, inf),
    ],
)
def test_windows_and_bounds(text: str, low: float, high: float) -> None:
    (found,) = measures(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("text", ["første time på sykehuset", "kontroll hver tredje måned", "andre uker"])
def test_an_appointment_and_how_often_are_no_windows(text: str) -> None:
    assert measures(text) == ()


def test_the_time_told_chooses_between_those_who_follow_each_other(tmp_path: Path) -> None:
    opened = over(
        tmp_path,
        "1. Sykmelding\n\n• Sykehuslegen skriver sykmelding etter operasjon, men ikke lenger enn seks uker. "
        "Deretter overtar fastlegen.\n"
        "2. Kontroller\n\n• Sykehuset kontrollerer brystkreft de to første årene, deretter fastlegen.\n"
        "3. Resepter\n\n• Fastlegen skriver resepten når dosen har vært stabil i seks måneder. "
        "Fram til da skriver sykehuslegen resepten.\n"
        "4. Oppfølging\n\n• Fastlegen tar kontroller etter prostatakreft fra og med det sjette året. "
        "Hun henviser til mammografi. Før dette ligger ansvaret hos sykehuset.\n",
    )
    for question, role in (
        ("Hvem skriver sykmelding når pasienten ble operert for ti uker siden?", "fastlege"),
        ("Hvem skriver sykmelding når pasienten ble operert for to uker siden?", "sykehuslege"),
        ("Hvem kontrollerer brystkreft det fjerde året?", "fastlege"),
        ("Hvem kontrollerer brystkreft det første året?", "sykehus"),
        ("Hvem skriver resepten når dosen har vært stabil i ett år?", "fastlege"),
        ("Hvem skriver resepten når dosen har vært stabil i to måneder?", "sykehuslege"),
        ("Dosen har vært stabil i to måneder. Er det fastlegen som må skrive resepten?", "sykehuslege"),
        ("Hvem tar kontroller etter prostatakreft det fjerde året?", "sykehus"),
    ):
        assert opened.ask(question).roles[0].id == role, question


def test_who_takes_over_leads_where_the_time_of_the_rule_is_over(tmp_path: Path) -> None:
    opened = over(
        tmp_path,
        "1. Sykmelding\n\n• Sykehuslegen skriver sykmelding etter operasjon i inntil åtte uker.\n"
        "• Fastlegen overtar sykmeldingen når sykehusets periode er over.\n",
    )
    asked = "Hvem skriver sykmelding når operasjonen var for {} uker siden?"
    assert [opened.ask(asked.format(weeks)).roles[0].id for weeks in ("tre", "ti")] == ["sykehuslege", "fastlege"]

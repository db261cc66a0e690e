"""What a guideline denies in the present, excepts in a sentence of its own, allows for a time and lays on the night."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Modality
from qa.answers import Answer, Status
from qa.engine import Engine
from tests.support import over

RULES = """Samhandling i Nordfjell

1. Innleggelse

1.1 Legen som legger inn, skal undersøke pasienten først. Unntak er pasienter som ikke er i stand til å møte.

1.2 Innleggende lege ringer konfereringsvakten. Er det snakk om hjerneslag, ringes 113 i stedet.

2. Prøver

2.1 Den som bestiller en prøve, følger opp svaret. Dette gjelder også når pasienten er utskrevet.

2.2 Haster svaret, ringer laboratoriet rekvirenten. Nås ikke rekvirenten etter kl. 16, ringes legevakten.

3. Medisiner

3.1 Fastlegen er ansvarlig for medisinlisten. Under innleggelse er sykehuslegen ansvarlig.

3.2 Vanedannende legemidler fornyes bare av fastlegen. Legevakten fornyer ikke slike resepter.

3.3 E-post brukes ikke til pasientopplysninger.

4. Kontakt

4.1 Fastlegen kan ringe utskrivende avdeling de første 14 dagene.

4.2 Henvisningen kan vurderes på nytt. Fastlegen kan be om ny vurdering innen fire uker.

4.3 Pasienten kan kontakte sengeposten direkte i to uker etter utskrivning.

4.4 Bakvakt på medisin nås på telefon 57 00 10 20 mellom kl. 8 og 16. Utenom dette ringes sentralbordet, 57 00 10 00.

4.5 Pasienten skal ikke måtte hente papirer på legekontoret.

4.6 Urinprøver tas på legekontoret med mindre pasienten er innlagt.

4.7 Fastlegen har ansvaret for hjemmeboende pasienter. Under opphold på sykehjem har sykehjemslegen ansvaret.

4.8 Fastlegen rekvirerer drosje til første time. Til senere timer rekvirerer sykehuset.

4.9 Legevakten fornyer ikke resepter på metadon. Det gjør sykehuset.

4.10 Avdelingen avviser ikke barn som kommer uten avtale.

4.11 Sykehuset har ansvar for kvinnen i to uker etter fødsel.

4.12 Ved fall skal hjemmesykepleien ringe legevakten. Ved mistanke om hoftebrudd ringes 113.

4.13 Psykolog kan henvise, men ikke til rusbehandling.

4.14 Hjemmesykepleien henter multidose, med mindre pasienten ønsker å gjøre det selv.

4.15 DPS vurderer henvisningen innen ti virkedager, men ved spiseforstyrrelser innen fem.

4.16 Ungdom over 16 år kan selv velge behandlingssted.

4.17 Avdelingen setter opp kontrolltimen selv og ber ikke fastlegen om å henvise på nytt.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return over(Path(tmp_path_factory.mktemp("rules")), RULES)


def roles(answer: Answer) -> list[str]:
    return [role.id for role in answer.roles]


@pytest.mark.parametrize(
    ("question", "modality"),
    [
        ("Kan legevakten fornye vanedannende medisiner?", Modality.PROHIBITION),
        ("Kan jeg sende epost med pasientopplysninger?", None),
        ("Må pasienten hente papirene på legekontoret?", Modality.INFO),
    ],
)
def test_what_the_present_denies_is_a_no(small: Engine, question: str, modality: Modality | None) -> None:
    answer = small.ask(question)
    assert answer.text.startswith("Nei. ")
    assert [role.modality for role in answer.roles] == ([] if modality is None else [modality])


@pytest.mark.parametrize(
    ("question", "role"),
    [
        # The case told has a rule of its own, in the next sentence.
        ("Hvem har ansvar for medisinlisten når pasienten er innlagt?", "sykehuslege"),
        ("Hvem har ansvar for medisinlisten?", "fastlege"),
        ("Hvem har ansvaret for en pasient på sykehjem?", "sykehjemslege"),
        ("Hvem bestiller drosje til tredje time?", "sykehus"),
        ("Hvem bestiller drosje til første time?", "fastlege"),
        ("Hvem fornyer resept på metadon?", "sykehus"),
        # Who forbids something besides is not asked about.
        ("Hvem setter opp kontrolltimen?", "avdeling"),
    ],
)
def test_the_sentence_for_the_case_leads(small: Engine, question: str, role: str) -> None:
    answer = small.ask(question)
    assert roles(answer)[0] == role
    assert answer.roles[0].modality is Modality.OBLIGATION


@pytest.mark.parametrize(("case", "limit"), [("", "innen ti virkedager"), (" ved anoreksi", "innen fem")])
def test_the_limit_of_the_case_is_told(small: Engine, case: str, limit: str) -> None:
    assert small.ask(f"Hvor fort vurderer DPS en henvisning{case}?").text.startswith(f"Frist eller tid: {limit}.")


def test_leave_for_an_age_is_none_for_another(small: Engine) -> None:
    inside, outside = (small.ask(f"Kan en {age}-åring velge behandlingssted?") for age in (17, 15))
    assert inside.text.startswith("Ja. ")
    assert not outside.text.startswith("Ja")
    assert outside.cautions


def test_a_ban_on_turning_away_is_no_no_to_taking_in(small: Engine) -> None:
    assert small.ask("Kan avdelingen avvise barn uten avtale?").text.startswith("Nei. ")
    assert not small.ask("Må avdelingen ta imot barn uten avtale?").text.startswith("Nei")


def test_a_duty_for_a_time_is_said_to_be_over(small: Engine) -> None:
    question = "Hvem har ansvaret for kvinnen {} uker etter fødsel?"
    assert small.ask(question.format("tre")).cautions
    assert not small.ask(question.format("to")).cautions


def test_a_norm_that_is_extended_to_a_case_is_not_laid_on_the_patient(small: Engine) -> None:
    answer = small.ask("Hvem følger opp prøvesvaret når pasienten er skrevet ut?")
    assert roles(answer) == []
    assert answer.text.startswith("Den som bestiller en prøve, har ansvaret")


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("Hvem ringer jeg ved mistanke om hjerneslag?", "Kontakt: 113. Det er AMK-sentralen."),
        ("Hvem skal innleggende lege ringe?", "Det er konfereringsvakten."),
        ("Laboratoriet får ikke tak i legen klokka 18, hvem ringer de?", "Det er legevakten."),
        ("Hvem skal hjemmesykepleien ringe ved hoftebrudd?", "Det er AMK-sentralen."),
        ("Hvem skal hjemmesykepleien ringe ved fall?", "Det er legevakten."),
    ],
)
def test_whom_one_calls_is_told_for_the_case(small: Engine, question: str, whom: str) -> None:
    assert small.ask(question).text.startswith(whom)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Kan jeg ringe avdelingen {} etter utskrivelse?", ("en uke", "tre uker")),
        ("Henvisningen ble avslått for {} siden, kan jeg be om ny vurdering?", ("to uker", "seks uker")),
        ("Kan pasienten kontakte sengeposten selv {} etter utskrivning?", ("tre dager", "fire uker")),
    ],
)
def test_leave_for_a_time_is_no_leave_after_it(small: Engine, question: str, told: tuple[str, str]) -> None:
    inside, after = (small.ask(question.format(time)) for time in told)
    assert inside.text.startswith("Ja. ")
    assert not any(told[0] in line for line in inside.cautions)
    assert not after.text.startswith("Ja")
    assert any(told[1] in line for line in after.cautions)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Hvordan når jeg bakvakten på dagtid?", "57 00 10 20"),
        ("Hvordan når jeg bakvakten om natten?", "57 00 10 00"),
        ("Hvordan når jeg bakvakten på kvelden?", "57 00 10 00"),
        ("Hvordan når jeg bakvakten klokka 20?", "57 00 10 00"),
    ],
)
def test_a_number_is_given_for_the_time_of_day(small: Engine, question: str, number: str) -> None:
    assert small.ask(question).text.endswith(f"Kontakt: {number}.")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("", Status.ANSWERED),
        (" når pasienten ikke er innlagt", Status.ANSWERED),
        (" når pasienten er innlagt", Status.ABSTAINED),
    ],
)
def test_who_acts_in_the_case_that_a_norm_excepts_is_not_said(small: Engine, told: str, status: Status) -> None:
    answer = small.ask(f"Hvem tar urinprøver{told}?")
    assert answer.status is status
    assert roles(answer) == (["fastlege"] if status is Status.ANSWERED else [])


def test_leave_says_no_yes_to_what_it_leaves_out(small: Engine) -> None:
    assert small.ask("Kan psykologen henvise?").text.startswith("Ja. ")
    answer = small.ask("Kan psykologen henvise til rusbehandling?")
    assert not answer.text.startswith("Ja")
    assert any("til rusbehandling" in line for line in answer.cautions)


def test_an_exception_in_the_words_of_the_question_is_met(small: Engine) -> None:
    wished, denied = (
        small.ask(f"Hvem henter multidosen når pasienten {wants} gjøre det selv?")
        for wants in ("ønsker å", "ikke ønsker å")
    )
    assert (wished.status, denied.status) == (Status.ABSTAINED, Status.ANSWERED)


def test_an_exception_in_a_sentence_of_its_own_is_told(small: Engine) -> None:
    answer = small.ask("Må legen undersøke pasienten før innleggelse?")
    assert "Unntak: pasienter som ikke er i stand til å møte." in answer.text

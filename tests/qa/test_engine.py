"""Answers from the real guideline: who, quoted exactly; and honest words where it does not say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BuildError
from kg.model import Modality
from ontology.concepts import concepts
from qa.answers import SURE, Answer, Citation, Status
from qa.engine import LIKELY, Engine
from qa.evaluation import evaluate
from qa.gold import read_gold
from qa.ranking import clashes
from qa.understanding import understand
from qa.wording import phrase
from tests.support import AGDER, GOLD, collapsed_at, over, real, started

QUESTIONS = [
    # question, roles, modality, section, words quoted
    (
        "Hvem har ansvaret for at navnelisten med hemmelige telefonnumre er ajour?",
        {"samhandlingslege"}, Modality.OBLIGATION, "9", "ajourholde listen med hemmelige telefonnummer",
    ),
    (
        "Kven fører legemiddelreaksjonar inn i kjernejournalen?",
        {"paavisende_lege"}, Modality.OBLIGATION, "10", "skal føres i kjernejournal av den legen som påviser dette",
    ),
    (
        "Who must enter drug intolerances in the national summary record?",
        {"paavisende_lege"}, Modality.OBLIGATION, "10", "skal føres i kjernejournal av den legen som påviser dette",
    ),
    (
        "Hvem er koordinator når pasienten er henvist mange steder samtidig?",
        {"fastlege"}, Modality.RECOMMENDATION, "14", "rollen som koordinator av henvisninger",
    ),
    (
        "Hvem sørger for at hjemmesykepleien får vite om endringer i legemiddellisten?",
        {"fastlege"}, Modality.OBLIGATION, "10", "At hjemmesykepleien informeres ved endringer i LiB",
    ),
]  # fmt: skip
AFTER_SURGERY = [
    "Hvem skriver sykmelding etter operasjon?",
    "who writes the sick note after surgery?",
    "Kven skriv sjukmelding etter operasjon?",
]


def is_exact(citation: Citation) -> bool:
    """Whether the quote is what the source says at its offsets."""
    return collapsed_at(real(AGDER).document.text, (citation.start, citation.end)) == citation.quote


@pytest.mark.parametrize(
    ("question", "roles", "modality", "section", "words"), QUESTIONS, ids=[row[0] for row in QUESTIONS]
)
def test_an_answer_names_who_and_quotes_exactly(
    engine: Engine, question: str, roles: set[str], modality: Modality, section: str, words: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert {role.id for role in answer.roles} == roles
    assert {role.modality for role in answer.roles} == {modality}
    assert answer.citations[0].section == section
    assert words in answer.citations[0].quote
    assert words in answer.text
    assert all(is_exact(citation) for citation in (*answer.citations, *answer.near))
    assert all(concepts().definite_name(role, answer.language).lower() in answer.text.lower() for role in roles)


@pytest.mark.parametrize("question", AFTER_SURGERY)
def test_the_sick_note_after_surgery_in_three_languages(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert {role.id for role in answer.roles} == {"sykehuslege", "avtalespesialist"}
    assert answer.citations[0].section == "11"
    assert "helt fram til første kontroll hos fastlege" in answer.text
    assert any("operasjoner" in circumstance.text for circumstance in answer.circumstances)


def test_the_programs_own_words_follow_the_question(engine: Engine) -> None:
    nb, en, nn = (engine.ask(question) for question in AFTER_SURGERY)
    assert (nb.language, nn.language, en.language) == ("nb", "nn", "en")
    assert "har ansvaret" in nb.text.splitlines()[0]
    assert "must do this" in en.text.splitlines()[0]
    assert {role.label for role in en.roles} == {"hospital doctor", "contracted specialist"}
    assert nb.citations[0].quote == nn.citations[0].quote == en.citations[0].quote


def test_where_a_condition_is_open_both_sides_are_said(engine: Engine) -> None:
    """The rule and the role that takes over under a condition stand in the first sentence, each with its clause."""
    answer = engine.ask(AFTER_SURGERY[0])
    first = answer.text.splitlines()[0]
    assert first.startswith(
        "Sykehuslegen og avtalespesialisten har ansvaret, men fastlegen bør gjøre det for pasienter"
    )
    assert "(> 8 uker)" in first
    assert any("bør sykmelding ivaretas av fastlegen" in citation.quote for citation in answer.citations)
    assert any("> 8 uker" in condition.text for condition in answer.open)
    settled = engine.ask("Hvem skriver sykmelding når pasienten behandles parallelt i mer enn åtte uker?")
    assert {role.id for role in settled.roles} == {"fastlege"}
    assert "men" not in settled.text.partition(":")[0]


def test_what_one_role_may_ask_of_another_is_not_answered_with_what_the_other_does(engine: Engine) -> None:
    """Who is asked about must be named by the norm that answers."""
    answer = engine.ask("Kan avtalespesialisten kreve at fastlegen tar blodprøver før timen?")
    assert answer.status is Status.ABSTAINED or "avtalespesialist" in answer.citations[0].quote


def test_a_clause_about_another_situation_does_not_lead(engine: Engine) -> None:
    """Patients who are admitted and patients who are not have clauses of their own with nearly the same words."""
    admitted = engine.ask("Hvem samstemmer legemidlene når pasienten blir lagt inn?")
    assert (admitted.citations[0].section, admitted.circumstances[0].text) == ("10", "Ved innleggelse")


def test_a_further_case_does_not_keep_a_clause_from_the_others(engine: Engine) -> None:
    """ "også etter polikliniske fremmøter" widens a rule: patients who were admitted get a discharge letter, too."""
    norm = real(AGDER).norm("Fastlege får alltid epikrise")
    (also,) = norm.holds_where
    assert (also.text, also.widens, norm.turns_on) == ("også etter polikliniske fremmøter", True, ())
    admitted = understand("Får fastlegen epikrise når pasienten har vært innlagt?")
    assert not clashes(admitted, norm)
    assert not [each for each in engine.ask(admitted.text).open if each.text == also.text]


@pytest.mark.parametrize(
    "question",
    [
        "Hvem følger opp svaret på blodprøver hvis fastlegen har bestilt dem?",
        "Hvem følger opp blodprøver som sykehuslegen har rekvirert?",
        "Who follows up the blood tests if the GP ordered them?",
    ],
)
def test_who_ordered_a_test_decides_and_not_which_clause_is_nearest(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert {role.id for role in answer.roles} == {"rekvirerende_lege"}
    assert "har ansvaret for oppfølging" in answer.citations[0].quote


def test_what_the_question_says_was_done_is_not_its_answer(engine: Engine) -> None:
    answer = engine.ask("Hvem melder innleggelsen når fastlegen har konferert med bakvakt?")
    assert "sykehuslege" in {role.id for role in answer.roles}


def test_what_is_to_be_avoided_is_not_said_to_be_not_avoided(engine: Engine) -> None:
    answer = engine.ask("Kan jeg sende dobbelthenvisninger til sykehus og avtalespesialist?")
    assert answer.text.startswith("Nei. Fastlegen skal unngå dette (forbud): «Dobbelthenvisninger")


def test_what_should_be_avoided_is_advised_against_and_not_forbidden(tmp_path: Path) -> None:
    engine = over(tmp_path, "1. Multidose\n\n• Fastlegen bør unngå å starte multidose de første fire ukene.\n")
    assert engine.ask("Kan fastlegen starte multidose?").text.startswith("Nei. Fastlegen bør unngå dette (frarådes)")


@pytest.mark.parametrize(
    "question",
    [
        "Hvem vurderer om pasienten kan kjøre bil?",
        "Hvem skaffer hjelpemidler ved utskrivning?",
        "Hvem skriver dødsattesten når pasienten dør på sykehuset?",
    ],
)
def test_what_no_clause_speaks_of_is_not_answered_with_a_clause_near_it(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ABSTAINED
    assert any(unit.asked and unit.foreign for unit in answer.meaning.units) if answer.meaning else False


def test_the_scene_around_a_question_is_not_what_it_asks_about() -> None:
    units = understand("Hun bor langt unna. Hvem bestiller prøven når legen er bortreist?").units
    assert {unit.stems for unit in units if unit.asked} == {("bestill",), ("prøv",)}


def test_a_number_of_things_is_not_met_by_a_time_limit(engine: Engine) -> None:
    assert engine.ask("Hvor mange henvisninger kan en fastlege sende i året?").status is Status.ABSTAINED


def test_who_is_asked_about_leads_though_its_clause_names_another_first(engine: Engine) -> None:
    answer = engine.ask("Hvem melder innleggelsen til akuttmottaket etter at bakvakten er konferert?")
    assert answer.roles[0].id == "sykehuslege"


def test_two_questions_in_one_are_not_answered_with_the_bearers_of_both(engine: Engine) -> None:
    """Each part names its own bearers and what they do, in a sentence of its own."""
    answer = engine.ask("Hvem bestiller time og hvem følger opp prøvene?")
    one, other = answer.text.splitlines()[:2]
    assert one.startswith("Pasienten har ansvaret for å bestille time: «")
    assert other.startswith("Legen som stiller indikasjon og rekvirerer prøven/undersøkelsen har ansvaret: «")
    assert {role.id for role in answer.roles} == {"pasient", "rekvirerende_lege"}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Hvem skal varsles ved endringer i LiB?", "Det er hjemmesykepleien. Fastlegen har ansvaret: «"),
        ("Hvem skal informeres når fastlegen overtar oppfølgingen?", "Det er pasienten: «"),
        ("Kven skal få kopi av epikrisen?", "Det er fastlegen, pasienten, tilvisaren og "),
        ("Who must be informed that the GP takes over?", "It is the patient: «"),
    ],
)
def test_who_is_told_is_not_answered_with_who_tells(engine: Engine, question: str, first: str) -> None:
    assert engine.ask(question).text.startswith(first)


@pytest.mark.parametrize(
    ("question", "receives"),
    [
        ("Hvem varsles?", True),
        ("Kven skal informerast?", True),
        ("Who must be informed?", True),
        ("Hvem skal fastlegen varsle?", True),
        ("Pasienten er urolig. Hvem konfererer jeg med?", True),
        ("Hvem mener vi har ansvaret for epikrisen?", False),
        ("Hvem snakker jeg med om blodprøven?", True),
        ("Hvem ringer pasienten?", False),
        ("Hvem skal epikrisen sendes til?", True),
        ("Hvem får kopi av epikrisen?", True),
        ("Hvem får ansvaret for epikrisen?", False),
        ("Hvem skal ha skrevet epikrisen?", False),
        ("Hvem skal varsle fastlegen?", False),
        ("Who issues the sick note?", False),
    ],
)
def test_who_something_comes_to_is_told_from_who_does_it(question: str, receives: bool) -> None:
    assert understand(question).receives is receives


def test_no_is_said_where_a_norm_forbids(engine: Engine) -> None:
    answer = engine.ask("Kan dialogmelding brukes som henvisning?")
    assert answer.text.startswith("Nei")
    assert "De skal ikke brukes som henvisning" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Kan legevaktslegen legge inn uten å konferere?", "Ja. "),
        ("Kan legen kreve undersøkelse med tvang?", "Bare på visse vilkår. "),
        ("Kan sekretæren fylle ut rekvisisjonen?", "Ja, på visse vilkår. "),
        ("Kan sekretæren fylle ut rekvisisjonen når legen har vurdert behovet?", "Ja. "),
        ("Kan sekretæren fylle ut rekvisisjonen når legen ikke har vurdert behovet?", "Ja, på visse vilkår. "),
        ("Kan sekretæren fylle ut rekvisisjonen for legen?", "Ja, på visse vilkår. "),
        ("May the secretary fill in the requisition?", "Yes, on certain conditions. "),
        ("Kan jordmor henvise til avtalespesialist?", "Ja. "),
    ],
)
def test_leave_on_conditions_is_no_plain_yes(tmp_path: Path, question: str, opening: str) -> None:
    rules = (
        "1. Innleggelse\n\n• Legevaktslegen kan legge inn uten å konferere.\n"
        "• Undersøkelse med tvang kan bare kreves av lege som selv har sett pasienten.\n"
        "• Sekretæren kan fylle ut rekvisisjonen når legen har vurdert behovet.\n"
        "• Jordmor kan henvise ikke bare til poliklinikken, men også til avtalespesialist.\n"
    )
    assert over(tmp_path, rules).ask(question).text.startswith(opening)


def test_whom_to_call_at_night_is_not_answered_with_the_number_of_the_day(tmp_path: Path) -> None:
    rules = "1. Krise\n\n• Fastlegen ringer akutteamet, 410 07 544, om dagen. Om natten kontaktes vakthavende lege.\n"
    engine = over(tmp_path, rules)
    assert engine.ask("Pasienten er i krise. Hvem ringer jeg?").text.startswith("Kontakt: 410 07 544. ")
    assert not engine.ask("Pasienten er i krise og det er natt. Hvem ringer jeg?").text.startswith("Kontakt")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Pasienten er i krise kl. 10. Hvem ringer jeg?", "Kontakt: 410 07 544. "),
        ("Pasienten er i krise, klokka er ti om kvelden. Hvem ringer jeg?", "Det er vakthavende lege"),
        ("Pasienten er i krise fredag kveld kl. 10. Hvem ringer jeg?", "Det er vakthavende lege"),
        ("Pasienten er i krise, klokka er tolv om natta. Hvem ringer jeg?", "Det er vakthavende lege"),
        ("The patient is in a crisis at 12 am, who do I call?", "It is the doctor on duty"),
        ("Pasienten er i krise kl. 23, hvem ringer jeg?", "Det er vakthavende lege"),
        ("The patient is in a crisis at 11 pm, who do I call?", "It is the doctor on duty"),
        ("Hvem har ansvaret for øyeblikkelig hjelp kl. 11?", "Fastlegen har ansvaret"),
        ("Hvem har ansvaret for øyeblikkelig hjelp kl. 18.15?", "Legevakten har ansvaret"),
        ("Hvem har ansvaret for øyeblikkelig hjelp på kvelden kl. 8?", "Legevakten har ansvaret"),
        ("Whose job is an emergency at 3 am?", "The out-of-hours medical service must do this"),
    ],
)
def test_the_hour_that_a_question_tells_chooses_the_norm(tmp_path: Path, question: str, first: str) -> None:
    """A number that is answered by day only is no answer at night."""
    rules = (
        "1. Krise\n\n• Akutteamet ringes på 410 07 544 mellom kl. 9 og 21 når pasienten er i krise. "
        "Om natten kontaktes vakthavende lege.\n"
        "2. Legevakt\n\n• Fastlegen har ansvar for øyeblikkelig hjelp på dagtid. "
        "Etter kl. 15.30 har legevakten ansvar for øyeblikkelig hjelp.\n"
    )
    assert over(tmp_path, rules).ask(question).text.startswith(first)


def test_what_may_be_the_answer_is_said_to_be_no_more_than_that(engine: Engine) -> None:
    """The page and the command show the clause; what is less likely is only said to lie nearest."""
    asked = (engine.ask(each.question) for each in read_gold(GOLD / "questions.dev.jsonl"))
    near = [answer for answer in asked if answer.status is Status.ABSTAINED and answer.near]
    assert {answer.likely for answer in near} == {True, False}
    for answer in near:
        first = answer.near[0]
        may_apply = phrase(answer.language, "likely", quote=first.quote, place=first.where)
        assert answer.likely == (may_apply in answer.text.split("\n"))
        assert not answer.likely or answer.confidence >= LIKELY


def test_what_another_may_not_do_is_no_answer_about_the_one_asked_about(engine: Engine) -> None:
    """The clause forbids the hospital doctor to hand the task over; it does not bind the GP."""
    assert engine.ask("Kan sykehuslegen be fastlegen innkalle pasienten gjennom epikrisen?").text.startswith("Nei")
    others = "Kan fastlegen innkalle pasienten gjennom epikrisen?", "Kan fastlegen be sykehuset om en ny time?"
    for question in others:
        answer = engine.ask(question)
        assert answer.status is Status.ABSTAINED, question
        assert not answer.text.startswith("Nei")


def test_a_second_question_that_is_not_answered_is_not_passed_over(engine: Engine) -> None:
    rest = "Resten av spørsmålet har ikke noe sikkert svar i retningslinjen."
    assert rest in engine.ask("Hvem sender epikrisen, og hvem betaler for drosjen?").text.split("\n")
    assert rest not in engine.ask("Hvem skriver sykmelding, og når sendes epikrisen?").text
    assert rest not in engine.ask("Hvem skriver sykmelding?").text


def test_a_second_question_of_when_gets_its_time_limit(engine: Engine) -> None:
    first, second = "Hvem skriver sykmelding", "når sendes epikrisen"
    for question in (f"{first}, og {second}?", f"{second.capitalize()}, og {first.lower()}?"):
        timed = [line for line in engine.ask(question).text.split("\n") if line.startswith("Frist")]
        assert [line.partition(". ")[0] for line in timed] == ["Frist eller tid: samme dag"]
        assert "epikrise skal sendes fastlege samme dag" in timed[0]


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("Hvem varsler fastlegen, og når?", "Frist eller tid: neste virkedag. Legevaktslegen"),
        ("Who informs the GP, and by when?", "Time limit: “neste virkedag”. "),
        ("Innen når skal fastlegen varsles?", "Frist eller tid: neste virkedag. "),
        ("Hvem sender notatet, og når?", "Legevaktslegen har ansvaret for å sende "),
    ],
)
def test_by_when_the_same_is_done_is_told_by_its_norm(tmp_path: Path, question: str, limit: str) -> None:
    rules = (
        "1. Legevakt\n\n• Legevaktslegen skal varsle fastlegen neste virkedag.\n"
        "• Legevaktslegen skal sende notat til fastlegen.\n• Notatet skal sendes samme dag når det haster.\n"
    )
    answer = over(tmp_path, rules).ask(question)
    assert answer.text.startswith(limit), answer.text
    assert "Frist" in answer.text or "limit" in answer.text


def test_where_no_norm_says_by_when_another_duty_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("Hvem melder fra til hjemmesykepleien når medisinlisten blir endret, og når?")
    assert [role.id for role in answer.roles] == ["fastlege"]
    assert "Resten av spørsmålet har ikke noe sikkert svar i retningslinjen." in answer.text.split("\n")


DIRECTORY = (
    "1. Innleggelse\n\n• Innleggende lege skal ringe konfereringsvakten før pasienten sendes.\n\n"
    "2. Telefonnumre\n\nKonfereringsvakten, hele døgnet: 77 30 10 44\nLaboratoriet, kl. 8–20: 77 30 11 65\n"
    "Barneavdelingen 77 30 12 99\nLegevakten 116117\n"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Hva er nummeret til konfereringsvakten?", "Kontakt: 77 30 10 44. "),
        ("Tlf til barneavdelingen?", "Kontakt: 77 30 12 99. "),
        ("Når er laboratoriet åpent?", "Retningslinjen opplyser: «Laboratoriet, kl. 8–20: "),
        ("When is the laboratory open?", "The guideline states: «Laboratoriet, kl. 8–20: "),
        ("Når er konfereringsvakten betjent?", "Frist eller tid: hele døgnet. "),
    ],
)
def test_a_list_of_numbers_is_read_line_by_line(tmp_path: Path, question: str, answer: str) -> None:
    assert over(tmp_path, DIRECTORY).ask(question).text.startswith(answer)


def test_hours_that_no_clause_tells_are_not_made_up(tmp_path: Path) -> None:
    assert over(tmp_path, DIRECTORY).ask("Når er barneavdelingen åpen?").status is Status.ABSTAINED


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Går det an å henvise med dialogmelding?", "Nei. "),
        ("Hvilke pasienter tar dagposten ikke imot?", "Dagposten"),
        ("Hva slags skjema skal brukes for å melde avvik?", "Legen har ansvaret"),
        ("Hvor mye medisin skal pasienten få med seg hjem?", "Sykehuset har ansvaret"),
        ("Hvor mange sider kan epikrisen være?", "Sykehuslegen"),
        ("Hvem har listen med nummer til legekontorene?", "Sekretæren har ansvaret"),
        ("How long may the tapering plan run?", "Time limit"),
        ("Når har pasienten åpen retur?", "Frist eller tid: to uker etter utskriving"),
    ],
)
def test_what_a_question_only_seems_to_ask_for_keeps_nothing_from_answering(
    tmp_path: Path, question: str, opening: str
) -> None:
    """No treatment, no actor, no number and no kind of role is asked for, though a word of each is there."""
    rules = (
        "1. Ansvar\n\n• Dialogmelding skal ikke brukes som henvisning.\n"
        "• Dagposten tar ikke imot pasienter med brystsmerter.\n• Legen melder avvik på skjemaet «Avvik».\n"
        "• Sykehuset gir pasienten med legemidler for minst tre døgn ved hjemreise.\n"
        "• Epikrisen skrives av sykehuslegen. Sykehuslegen skal skrive høyst to sider i epikrisen.\n"
        "• Sekretæren har ansvaret for listen med nummer til legekontorene.\n"
        "• Sykehuslegen lager nedtrappingsplan når opioider er startet. Planen kan vare i inntil fire uker.\n"
        "• Pasienten har åpen retur i to uker etter utskriving.\n"
    )
    answer = over(tmp_path, rules).ask(question)
    assert answer.text.startswith(opening), answer.text


@pytest.mark.parametrize(
    "question",
    ["Hva skal epikrisen inneholde?", "Kva skal stå i epikrisa?", "What should the discharge summary contain?"],
)
def test_what_stands_in_a_document_is_told_by_all_that_is_written_in_it(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    for words in ("korrekte LiB-liste i epikriser", "forventet forløp og sykmeldingsvarighet i epikrisen"):
        assert any(words in citation.quote for citation in answer.citations)
        assert words in answer.text
    assert "beskjeder i epikriser" not in answer.text  # What must not stand there is no part of it.


def test_what_is_asked_for_is_said_first(engine: Engine) -> None:
    """The time limit where a question asks when, the number where it asks whom to call."""
    soon, call, who = map(
        engine.ask,
        (
            "Når skal epikrisen være hos fastlegen?",
            "Hvem ringer jeg ved akutt psykisk sykdom?",
            "Hvem sender epikrisen?",
        ),
    )
    assert soon.text.startswith("Frist eller tid: samme dag. Sykehuslegen og avtalespesialisten")
    assert call.text.startswith("Kontakt: 03739. ")
    assert "hvem som har ansvaret" not in call.text  # Nobody asked who.
    assert who.text.startswith("Sykehuslegen")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Pasienten har lungebetennelse og er nettopp skrevet ut. Når må epikrisen sendes?", Status.ANSWERED),
        ("Pasienten er nettopp skrevet ut. Hvordan behandler jeg lungebetennelsen?", Status.ABSTAINED),
        ("Pasienten har feber. Hvilken dose paracetamol skal jeg gi?", Status.ABSTAINED),
    ],
)
def test_an_illness_makes_a_question_clinical_only_where_it_is_asked_about(
    engine: Engine, question: str, status: Status
) -> None:
    answer = engine.ask(question)
    assert answer.status is status
    assert ("klinisk spørsmål" in answer.text) == (status is Status.ABSTAINED)
    assert not answer.likely


def test_a_question_of_who_is_not_called_clinical(engine: Engine) -> None:
    who = engine.ask("Hvem henviser til rehabilitering etter hjerneslag?")
    assert who.status is Status.ABSTAINED
    assert "klinisk" not in who.text
    assert "klinisk" in engine.ask("Hvilken dose paracetamol skal pasienten ha?").text


def test_a_list_is_quoted_whole_where_the_question_asks_what(engine: Engine) -> None:
    answer = engine.ask("Hva skal god og poengtert informasjon i henvisningen sikre?")
    assert "rettighetsvurdering og prioritet" in answer.citations[0].quote
    assert "hensiktsmessig diagnostikk" in answer.citations[0].quote
    assert is_exact(answer.citations[0])


def test_the_engine_says_the_same_each_time(engine: Engine) -> None:
    first, second = (replace(engine.ask(AFTER_SURGERY[0]), elapsed_ms=0) for _ in range(2))
    assert first == second


def is_whole(answer: Answer) -> bool:
    """Whether an answer keeps the contract, whatever was asked."""
    answered = answer.status is Status.ANSWERED
    return (
        0 < len(answer.text) <= 1500
        and 0 <= answer.confidence <= 1
        and answer.elapsed_ms >= 0
        and bool(answer.citations) == answered
        and all(is_exact(citation) for citation in (*answer.citations, *answer.near))
        and (answered or answer.roles == ())
        and json.dumps(answer.as_record("x")) != ""
    )


@pytest.mark.parametrize(
    "question",
    [
        "Hvilken farge har logoen på ambulansen?",
        "Hvem vant cupfinalen i fjor?",
        "Hvor høyt er Galdhøpiggen?",
        "What is the capital of Norway?",
    ],
)
def test_what_the_guideline_does_not_say_is_not_answered(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ABSTAINED
    assert answer.text
    assert answer.roles == ()
    assert answer.citations == ()
    assert is_whole(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Wer schreibt die Krankmeldung nach der Operation?",
        "Kuka kirjoittaa sairauslomatodistuksen?",
        "誰が診断書を書きますか？",
        "?Hvem¿ <b>skriver</b> {sykmelding} % \\ ' \" ;",
        "hvem hvem hvem hvem",
        "og",
        "1",
    ],
)
def test_any_other_question_gets_a_whole_answer(engine: Engine, question: str) -> None:
    assert is_whole(engine.ask(question))


@given(st.text(max_size=120))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_whole_answer(engine: Engine, text: str) -> None:
    assert is_whole(engine.ask(text))


@pytest.mark.parametrize("question", ["", "   ", "\n", "?!", "hva med " * 1250])
def test_an_empty_and_a_far_too_long_question_are_refused_with_advice(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.REFUSED
    assert answer.citations == answer.roles == ()
    assert answer.text.endswith((".", "?"))
    assert is_whole(answer)


def test_personal_data_are_refused_and_not_kept(engine: Engine) -> None:
    answer = engine.ask("Hvem skriver sykmelding til 15076500565?")
    assert answer.status is Status.REFUSED
    assert "15076500565" not in json.dumps(answer.as_record("x"))


def test_the_guidelines_own_telephone_number_is_no_personal_data(engine: Engine) -> None:
    assert engine.ask("Hvem svarer på 03739?").status is not Status.REFUSED


@pytest.mark.parametrize("documents", [["finnes-ikke"], ["agder-2024", "finnes-ikke"]])
def test_an_unknown_document_is_named_with_the_known_ones(engine: Engine, documents: list[str]) -> None:
    with pytest.raises(BuildError, match=r"«finnes-ikke».*agder-2024"):
        engine.ask(AFTER_SURGERY[0], documents)


def test_a_known_document_is_kept_to(engine: Engine) -> None:
    answer = engine.ask(AFTER_SURGERY[0], ["agder-2024"])
    assert {citation.document for citation in answer.citations} == {"agder-2024"}


def test_citations_are_apart_and_near_ones_are_not_cited(engine: Engine) -> None:
    answer = engine.ask(AFTER_SURGERY[0])
    places = [(citation.start, citation.end) for citation in answer.citations]
    assert len(set(places)) == len(places)
    assert not {citation.clause for citation in answer.near} & {answer.citations[0].clause}


SCRIPT = """
import sys
from qa.opening import open_engine
answer = open_engine().ask("Hvem skriver sykmelding etter operasjon?")
print(answer.status.value, *[part for part in ("torch", "sentence_transformers", "transformers", "spacy", "streamlit")
                             if part in sys.modules])
"""


def test_a_question_loads_no_torch_no_parser_and_no_page(home) -> None:
    assert started(script=SCRIPT, home=home).out.split() == ["answered"]


@pytest.mark.parametrize(
    "question",
    [
        "Hvem vasker gulvet på akuttmottaket?",
        "Kven vaskar golvet på akuttmottaket?",
        "Who mops the floor in the emergency department?",
        "Hvem ansetter avtalespesialister?",
        "Hvem betaler for epikrisen?",
        "Hvem reparerer EPJ-systemet når det er nede?",
        "Hvilken avdeling har ansvaret for LIS1-leger?",
        "Hvem skal varsle når pasienten er utskrivingsklar?",
    ],
)
def test_a_deed_that_no_clause_speaks_of_is_not_answered_for_a_place_or_a_role(engine: Engine, question: str) -> None:
    assert engine.ask(question).status is Status.ABSTAINED


@pytest.mark.parametrize("deed", ["ordner", "tar seg av", "fikser", "har ansvaret for", "sørger for", "skriver"])
def test_everyday_words_for_a_deed_are_answered_all_the_same(engine: Engine, deed: str) -> None:
    answer = engine.ask(f"Hvem {deed} sykmelding etter operasjon?")
    assert {role.id for role in answer.roles} == {"sykehuslege", "avtalespesialist"}


@pytest.mark.parametrize(
    "question",
    [
        "Hvilken lege skriver sykmeldingen til en som er operert?",
        "Hvem er det som skriver sykmeldingen for den som er operert?",
    ],
)
def test_the_rule_for_the_situation_asked_about_goes_before_that_for_all(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.citations[0].clause == "sec_11__point_3"
    assert [role.id for role in answer.roles] == ["sykehuslege", "avtalespesialist"]


def test_who_writes_a_document_is_not_answered_with_what_is_written_in_it(engine: Engine) -> None:
    answer = engine.ask("Hvem sender epikrise?")
    assert answer.citations[0].section == "4"
    inside = engine.ask("Hva skal stå i epikrisen om sykmelding?")
    assert "sykmelding" in inside.text


def test_what_a_question_of_duty_asks_of_one_role_is_answered_by_who_has_it(engine: Engine) -> None:
    answer = engine.ask("Inneliggende pasient trenger opplagt tilsyn fra en annen avdeling. Må fastlegen henvise?")
    assert [role.id for role in answer.roles] == ["sykehuslege"]
    assert answer.text.startswith("Sykehuslegen har ansvaret")


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Må sykehuslegen gi resept på nye legemidler?", "Ja. "),
        ("Must the GP notify the hospital?", "Yes, on certain conditions. "),
        ("Må fastlegen gi resept på nye legemidler?", "Sykehuslegen har ansvaret"),
        ("Må fastlegen gi pasienten mobilnummeret?", "Ikke et krav, men anbefalt. "),
        ("Må fastlegen varsle sykehuset?", "Ja, på visse vilkår. "),
        ("Må fastlegen varsle sykehuset når pasienten er døende?", "Ja. "),
        ("Må fastlegen varsle sykehuset når pasienten er flyttet?", "Fastlegen har ansvaret"),
        ("Må fastlegen varsle apoteket når pasienten er døende?", "Fastlegen har ansvaret"),
        ("Må fastlegen vente med å varsle sykehuset?", "Fastlegen har ansvaret"),
        ("Må fastlegen eller sykehuslegen gi resept på nye legemidler?", "Sykehuslegen har ansvaret"),
        ("Må jeg gi resept på nye legemidler?", "Sykehuslegen har ansvaret"),
        ("Må sykehuslegen sende epikrisen når pasienten motsetter seg det?", "Sykehuslegen har ansvaret"),
        ("Må sykehuset varsle pårørende når pasienten har demens?", "Sykehuset har ansvaret"),
        ("Kan pasienten ta blodprøven på legekontoret?", "Ja. "),
        ("Kan fastlegen signere attesten?", "Den som er inhabil, skal ikke gjøre dette"),
    ],
)
def test_yes_or_no_is_said_where_the_norm_says_it_of_just_that(tmp_path: Path, question: str, opening: str) -> None:
    rules = (
        "1. Plikter\n\n• Sykehuslegen skal gi resept på nye legemidler.\n"
        "• Fastlegen bør gi pasienten mobilnummeret sitt.\n"
        "• Når pasienten er døende, skal fastlegen varsle sykehuset.\n"
        "• Sykehuslegen skal sende epikrisen, med mindre pasienten motsetter seg det.\n"
        "• Sykehuset skal varsle pårørende før utskriving, unntatt ved demens.\n"
        "• Blodprøver kan tas på legekontoret.\n• Den som er inhabil, skal ikke signere attesten.\n"
    )
    answer = over(tmp_path, rules).ask(question)
    assert answer.text.startswith(opening), answer.text


def test_leave_for_the_staff_is_no_leave_for_the_patient(tmp_path: Path) -> None:
    rules = "1. Dokumenter\n\n• Epikrisen kan endres etter utsending.\n• Henvisningen kan trekkes tilbake.\n"
    engine = over(tmp_path, rules)
    for question in ("Kan pasienten endre epikrisen?", "Kan pasienten trekke tilbake henvisningen?"):
        assert not engine.ask(question).text.startswith("Ja"), question


def test_a_figure_of_another_role_answers_nothing(tmp_path: Path) -> None:
    rules = "1. Svar\n\n• Fastlegen svarer på dialogmeldinger. Sykehuset svarer på henvisninger innen ti virkedager.\n"
    answer = over(tmp_path, rules).ask("Hvor mange dager har fastlegen på å svare på dialogmeldinger?")
    assert answer.status is Status.ABSTAINED
    assert not answer.likely


ANOTHER = """1. Kontroll

• Fastlegen tar kontrollene etter brystkreft fra år tre.
• Røntgen av hofteprotese bestilles av sykehuslegen etter ett år.
• Fastlegen følger pasienter med diabetes type 2.
• Pasienten får time på dagposten. Fastlegen har ansvaret for journalen.

2. Svar

• Sykehuslegen svarer på dialogmeldinger innen fem virkedager. Kommunen svarer på meldinger innen to timer.
• Fastlegen svarer på brevet innen tre dager.

3. Henvisning

• Henvisningen sendes elektronisk.
• Henvisende lege oppgir problemstilling, funn og faste legemidler.
• Avdelingen merker henvisningen når den er mottatt.
"""


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Hvem tar kontrollene etter brystkreft?", "Fastlegen har ansvaret"),
        ("Hvem tar kontrollene etter prostatakreft?", "Retningslinjen sier ikke"),
        ("Hvem bestiller røntgen av hofteprotesen?", "Sykehuslegen har ansvaret"),
        ("Hvem bestiller røntgen av kneprotesen?", "Retningslinjen sier ikke"),
        ("Hvem følger pasienter med type 2-diabetes?", "Fastlegen har ansvaret"),
        ("Hvem følger pasienter med diabetes type 1?", "Retningslinjen sier ikke"),
        ("Når skal sykehuset ha svar fra fastlegen på brevet?", "Frist eller tid: innen tre dager"),
        ("Hvem gir pasienten time på dagposten?", "Dette skal gjøres, men punktet sier ikke hvem"),
        ("Hvor raskt skal sykehuslegen svare på dialogmelding?", "Frist eller tid: innen fem virkedager"),
        ("Hvor mange virkedager har avtalespesialisten på å svare på dialogmelding?", "Retningslinjen sier ikke"),
        (
            "Hvor raskt må sykehuslegen svare på dialogmelding, og hvor lang tid har kommunen?",
            "Frist eller tid: innen fem",
        ),
    ],
)
def test_a_norm_about_another_kind_or_for_another_role_is_no_answer(
    tmp_path: Path, question: str, opening: str
) -> None:
    answer = over(tmp_path, ANOTHER).ask(question)
    assert answer.text.startswith(opening), answer.text


@pytest.mark.parametrize("question", ["Hva skal stå i en henvisning?", "What should a referral contain?"])
def test_what_a_document_holds_goes_before_what_merely_names_it(tmp_path: Path, question: str) -> None:
    answer = over(tmp_path, ANOTHER).ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].quote.startswith("Henvisende lege oppgir")


def test_whoever_is_helped_is_not_told_to_do_it(engine: Engine) -> None:
    for question in (
        "En dement pasient skal til kontroll hos fastlegen. Hvem ordner timen?",
        "Pasienten har demens. Hvem bestiller kontroll hos fastlegen?",
    ):
        assert [role.id for role in engine.ask(question).roles] == ["sykehus"], question


def test_whom_to_turn_to_in_a_case_that_is_not_told_is_not_named(engine: Engine) -> None:
    asked = "Hvem skal jeg henvende meg til ved akuttinnleggelse i psykiatrien?"
    assert engine.ask(asked).text.startswith("Det er akuttambulant team")
    unsaid = engine.ask("Hvem skal jeg henvende meg til når det haster med en innleggelse?")
    assert not unsaid.text.startswith("Det er akuttambulant team")


def test_whom_one_turns_to_is_named_first(tmp_path: Path) -> None:
    rules = (
        "1. Krise\n\n• På dagtid skal henvendelser om psykisk krise rettes til AAT. "
        "Utenom dagtid tar vakthavende lege imot henvendelsen.\n"
    )
    answer = over(tmp_path, rules).ask(
        "Det er dagtid, og pasienten er i psykisk krise. Hvem skal jeg henvende meg til?"
    )
    assert answer.text.startswith("Det er akuttambulant team (AAT)"), answer.text


@pytest.mark.parametrize(
    ("question", "excepted"),
    [
        ("Skal prøven tas på fastlegekontoret hvis den må fryses?", "krever spesiell ivaretagelse"),
        ("Pasienten vil ikke at fastlegen får epikrisen. Må vi sende den likevel?", "pasienten motsetter seg"),
        ("Hvem sender epikrisen?", ""),
        ("Hvem sender epikrisen hvis pasienten ikke motsetter seg det?", ""),
    ],
)
def test_a_case_that_the_clause_excepts_is_said_to_be_one(engine: Engine, question: str, excepted: str) -> None:
    answer = engine.ask(question)
    assert any(line.startswith("Dette kan falle under unntaket") for line in answer.cautions) is bool(excepted)
    assert excepted in " ".join(answer.cautions)


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Hvem tar blodprøver rekvirert av fastlegen hvis prøven må fryses?", "krever spesiell ivaretagelse"),
        ("Hvem sender epikrisen hvis pasienten motsetter seg det?", "med mindre pasienten motsetter seg det"),
    ],
)
def test_who_acts_in_a_case_that_is_only_excepted_is_not_said(engine: Engine, question: str, clause: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ABSTAINED
    assert answer.likely
    assert clause in answer.text


def test_a_question_by_its_verb_and_one_of_who_get_an_answer_each(engine: Engine) -> None:
    answer = engine.ask("Kan pasienten selv bestille time, og hvem hjelper hvis hun ikke klarer det?")
    assert {"pasient", "sykehus"} <= {role.id for role in answer.roles}


def test_words_that_say_nothing_by_themselves_are_no_condition_to_list(engine: Engine) -> None:
    answer = engine.ask("Hvem skriver sykmelding etter operasjon?")
    bare = [c for c in answer.circumstances if c.bare]
    assert [c.text for c in bare] == ["om nødvendig"]
    assert {"text": "om nødvendig", "kind": "condition"} in answer.as_record("1")["conditions"]
    assert "Gjelder: om nødvendig" not in answer.text


def test_most_foreign_deeds_are_abstained_from_and_everyday_words_for_known_ones_are_not(engine: Engine) -> None:
    found = evaluate(engine, read_gold(GOLD / "agder.deeds.questions.jsonl"))
    figures = found.figures
    assert (figures.abstained_when_unanswerable or 0) >= 0.85
    assert (figures.hit1 or 0) >= 0.85


def test_where_the_best_clause_may_well_answer_it_is_shown_though_it_shares_few_words(engine: Engine) -> None:
    answer = engine.ask("Jeg er usikker på om pasienten med brystsmerter bør legges inn. Hvem ringer jeg?")
    assert "konfererer med bakvakt" in " ".join(each.quote for each in (*answer.citations, *answer.near))
    assert engine.ask("Hvem vasker gulvet i resepsjonen?").near == ()


def test_an_answer_says_that_it_is_unsure_where_its_confidence_is_low_and_nowhere_else(engine: Engine) -> None:
    answers = [engine.ask(each.question) for each in read_gold(GOLD / "questions.dev.jsonl")]
    told = [answer for answer in answers if phrase(answer.language, "unsure") in answer.text.split("\n")]
    assert told == [answer for answer in answers if answer.status is Status.ANSWERED and answer.confidence < SURE]
    assert 0 < len(told) < len(answers) / 4


def test_leave_to_do_something_is_no_leave_to_refuse_it(engine: Engine) -> None:
    assert engine.ask("Kan fastlegen nekte å ta blodprøver for sykehuset?").status is Status.ABSTAINED
    assert engine.ask("Kan fastlegen ta blodprøver for sykehuset?").text.startswith("Ja, på visse vilkår.")


def test_who_cannot_do_it_is_not_told_to(engine: Engine) -> None:
    assert engine.ask("Pasienten kan ikke bestille time selv. Hvem gjør det?").roles[0].id == "sykehus"

"""Follow-up questions: what leans on the question before, what it takes over, and what stands alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import ConditionKind
from qa.answers import Status
from qa.engine import Engine
from qa.followup import LONGEST_JOINED, Reading, read, turn
from qa.openness import MOST_OPEN
from qa.understanding import Ask, Question, understand
from tests.support import AGDER, real

SICK_NOTE = "Hvem skriver sykmelding etter operasjon?"
IN_THREE_LANGUAGES = (
    (SICK_NOTE, "og hvis det varer mer enn åtte uker?"),
    ("Kven skriv sjukmelding etter operasjon?", "og viss det varer meir enn åtte veker?"),
    ("Who writes the sick note after surgery?", "and if it lasts more than eight weeks?"),
)
STANDS_ALONE = (
    SICK_NOTE,
    "Kven skriv sjukmelding etter operasjon?",
    "Who writes the sick note after surgery?",
    "Når skal epikrisen sendes?",
    "Hva koster en parkeringsplass?",
    "Hvem vant cupfinalen i fjor?",
    "Hva er telefonnummeret til akuttmottaket?",
    "Er det lov å ringe kommunelegen om natta?",
    "Hvem har ansvaret for pasienten etter operasjon?",
    "Hvis prøven er dårlig, hvem tar den på nytt?",
    "Når pasienten er innlagt, hvem oppdaterer legemiddellisten?",
    "Skal den behandlende legen sende epikrise?",
    "What is the phone number of the municipal coordinator?",
    "Is it allowed to send a referral by e-mail?",
    "legemiddelliste ved innleggelse",
    "Hva skal stå i henvisningen?",
)
LEANS = (
    "og ved innleggelse?",
    "hva med jordmor?",
    "enn fastlegen?",
    "Hvem gjør det?",
    "Når?",
    "og hvordan?",
    "hvor raskt skal den besvares?",
    "hvis pasienten er innlagt?",
    "når tidspunktet er ukjent?",
    "poliklinikk?",
    "Kan sykehuslegen gjøre det?",
    "hva hvis han er i tvil?",
    "kva med jordmora?",
    "og viss pasienten er innlagd?",
    "kven gjer det?",
    "what about the midwife?",
    "and if the patient is admitted?",
    "who does it?",
    "what if it is urgent?",
    "when?",
)


def reading(*texts: str) -> Reading:
    """Read the last of some questions put one after another."""
    before: Question | None = None
    for text in texts[:-1]:
        before = read(understand(text), before).question
    return read(understand(texts[-1]), before)


def words(found: Reading) -> list[str]:
    return [taken.words for taken in found.taken]


@given(
    before=st.one_of(st.sampled_from((*STANDS_ALONE, *LEANS)), st.text(max_size=80)), now=st.sampled_from(STANDS_ALONE)
)
@settings(deadline=None, max_examples=150)
def test_a_question_that_stands_alone_takes_nothing_over_whatever_went_before(before: str, now: str) -> None:
    found = reading(before, now)
    assert found == Reading(understand(now))


@pytest.mark.parametrize("text", LEANS)
def test_a_question_that_cannot_stand_alone_leans(text: str) -> None:
    assert turn(understand(text)).leans


@pytest.mark.parametrize("text", LEANS)
def test_the_first_question_of_a_conversation_takes_nothing_over(text: str) -> None:
    assert read(understand(text), None) == Reading(understand(text))


@given(
    texts=st.lists(st.one_of(st.sampled_from((*STANDS_ALONE, *LEANS)), st.text(max_size=60)), min_size=2, max_size=5)
)
@settings(deadline=None, max_examples=150)
def test_what_is_taken_over_are_the_users_own_words(texts: list[str]) -> None:
    texts = [" ".join(text.split()) for text in texts]
    typed = " ".join(texts[:-1]).lower()
    found = reading(*texts)
    assert len(found.taken) <= 11
    assert len(found.question.text) <= LONGEST_JOINED + len(typed) + len(texts[-1])
    if all(understand(text).language != "en" for text in texts):
        assert all(word in typed for taken in found.taken for word in taken.words.lower().split())


@pytest.mark.parametrize(
    "again", ["og ved innleggelse?", "hva med jordmor?", "hvem gjør det?", "og hvis parkeringen er full?"]
)
def test_a_long_conversation_does_not_pile_up(again: str) -> None:
    turns = [SICK_NOTE] + [again, "og hvis det varer mer enn åtte uker?", "enn ved fødsel?"] * 12
    assert len(reading(*turns).question.text) <= 2 * LONGEST_JOINED


@pytest.mark.parametrize(
    ("before", "now", "kind", "taken", "left"),
    [
        (SICK_NOTE, "og hvis det varer mer enn åtte uker?", Ask.WHO, ["hvem", "skriver", "sykmelding", "operasjon"],
         []),
        (SICK_NOTE, "hva med innleggelse?", Ask.WHO, ["hvem", "skriver", "sykmelding"], ["operasjon"]),
        (SICK_NOTE, "og resepten?", Ask.WHO, ["hvem", "skriver", "operasjon"], ["sykmelding"]),
        (SICK_NOTE, "Hvem sender den?", Ask.WHO, ["sykmelding", "operasjon"], ["skrive"]),
        (SICK_NOTE, "og når?", Ask.WHEN, ["skriver", "sykmelding", "operasjon"], []),
        (SICK_NOTE, "hvorfor?", Ask.WHY, ["skriver", "sykmelding", "operasjon"], []),
        ("Skal fastlegen sende epikrise?", "og sykehuslegen?", Ask.MAY, ["skal", "sende", "epikrise"], ["fastlege"]),
        ("Når skal sykehuslegen sende epikrise?", "hva med notatet?", Ask.WHEN, ["når skal", "sykehuslegen", "sende"],
         ["epikrise"]),
        ("Kan dialogmelding brukes til råd?", "og som henvisning?", Ask.MAY, ["kan", "dialogmelding", "brukes"], []),
        ("Kven bestiller transport?", "og viss tidspunktet er ukjent?", Ask.WHO, ["kven", "bestiller transport"], []),
        ("Kven skriv resepten?", "kva med tilvisinga?", Ask.WHO, ["kven", "skriv"], ["resept"]),
        ("Kven skriv rekvisisjonen?", "kva om prøven vart rekvirert av avtalespesialisten?", Ask.WHO,
         ["kven", "skriv", "rekvisisjonen"], []),
        ("Hvem sender epikrise?", "Hva skal den inneholde?", Ask.WHAT, ["epikrise"], ["sende"]),
        ("Hvem sender epikrise?", "Hva skal stå i den?", Ask.WHAT, ["epikrise"], ["sende"]),
        ("Hvem leser dialogmeldinger?", "Hvem skal svare?", Ask.WHO, ["dialogmeldinger"], ["lese"]),
        ("Who writes the referral?", "What must it contain?", Ask.WHAT, ["referral"], ["skrive"]),
        ("Who sends the discharge summary?", "and when?", Ask.WHEN, ["sends", "discharge summary"], []),
        ("Who writes the prescription?", "what about the referral?", Ask.WHO, ["who", "writes"], ["resept"]),
    ],
)  # fmt: skip
def test_a_follow_up_takes_over_what_it_does_not_replace(
    before: str, now: str, kind: Ask, taken: list[str], left: list[str]
) -> None:
    found = reading(before, now)
    assert found.question.ask is kind
    assert words(found) == taken
    assert set(left).isdisjoint(found.question.concepts())
    assert {c for each in found.taken if each.kind not in ("kind", "words") for c in each.concepts} <= set(
        found.question.concepts()
    )


@pytest.mark.parametrize(
    ("before", "now", "excluded", "new"),
    [
        ("Hvem oppdaterer legemiddellisten ved innleggelse?", "og ved poliklinisk konsultasjon?",
         "innleggelse_situasjon", "poliklinisk_konsultasjon"),
        ("Hvem bestiller transport når tidspunktet er ukjent?", "og hvis tidspunktet er kjent?",
         "tidspunkt_ukjent", "tidspunkt_kjent"),
        ("Hva gjør fastlegen i tvil om innleggelse?", "og hvis fastlegen er sikker på innleggelsesbehov?",
         "tvil", "sikkerhet"),
    ],
)  # fmt: skip
def test_a_situation_replaces_the_one_that_it_excludes(before: str, now: str, excluded: str, new: str) -> None:
    named = reading(before, now).question.concepts()
    assert new in named
    assert excluded not in named


def test_a_situation_that_excludes_none_is_added() -> None:
    named = reading(SICK_NOTE, "og hvis pasienten er gravid og i svangerskap?").question.concepts()
    assert {"operasjon", "graviditet"} <= set(named)


def test_a_follow_up_leans_on_what_the_one_before_had_taken_over() -> None:
    found = reading(SICK_NOTE, "og hvis det varer mer enn åtte uker?", "hvorfor?")
    assert {"sykmelding", "langvarig_behandling"} <= set(found.question.concepts())


def test_a_follow_up_in_another_language_takes_concepts_over() -> None:
    found = reading("Who sends the discharge summary?", "og hvor raskt må det skje?")
    assert found.question.language == "nb"
    assert "epikrise" in found.question.concepts()


def test_a_few_norwegian_words_keep_the_nynorsk_of_the_question_before() -> None:
    assert reading("Kven skriv sjukmelding etter operasjon?", "og ved innlegging?").question.language == "nn"


@pytest.mark.parametrize(("before", "now"), IN_THREE_LANGUAGES)
def test_the_sick_note_of_a_long_treatment_goes_to_the_gp(engine: Engine, before: str, now: str) -> None:
    first = engine.ask(before)
    answer = engine.ask(now, after=first)
    assert answer.status is Status.ANSWERED
    assert {role.id for role in answer.roles} == {"fastlege"}
    assert answer.citations[0].section == "11"
    assert answer.question == now
    assert answer.language == first.language


def test_without_the_question_before_each_question_stands_alone(engine: Engine) -> None:
    assert engine.ask("og hvis det varer mer enn åtte uker?").taken == ()


def test_the_guard_looks_at_a_follow_up_as_at_any_question(engine: Engine) -> None:
    first = engine.ask(SICK_NOTE)
    refused = engine.ask("og hvis pasienten er 15076500565?", after=first)
    assert refused.status is Status.REFUSED
    assert refused.meaning is None
    assert "15076500565" not in repr(refused)


def test_a_refused_answer_is_no_question_to_lean_on(engine: Engine) -> None:
    refused = engine.ask("Hvem følger opp 15076500565?")
    assert engine.ask("hvem gjør det?", after=refused).taken == ()


def test_the_command_line_contract_knows_no_memory(engine: Engine) -> None:
    answer = engine.ask("hvorfor?", after=engine.ask(SICK_NOTE))
    assert not {"meaning", "taken", "open"} & set(answer.as_record("x"))


@given(before=st.text(max_size=80), now=st.sampled_from(LEANS))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_follow_up_of_anything_gets_a_whole_answer(engine: Engine, before: str, now: str) -> None:
    answer = engine.ask(now, after=engine.ask(before))
    assert answer.question == now
    assert 0 < len(answer.text) <= 1500


def test_open_conditions_are_those_that_the_question_leaves_open(engine: Engine) -> None:
    answer = engine.ask(SICK_NOTE)
    assert 0 < len(answer.open) <= MOST_OPEN
    assert all(condition.question.startswith("Og ") and condition.question.endswith("?") for condition in answer.open)


def test_an_open_condition_once_asked_is_open_no_more(engine: Engine) -> None:
    first = engine.ask(SICK_NOTE)
    for condition in first.open:
        second = engine.ask(condition.question, after=first)
        assert second.taken
        assert condition.situations not in [each.situations for each in second.open]


def test_an_exception_is_asked_as_its_case(engine: Engine) -> None:
    answer = engine.ask("Hvem tar blodprøver rekvirert av fastlegen?")
    assert [c.question for c in answer.open] == ["Og hvis prøven krever spesiell ivaretagelse?"]


def test_what_whoever_acts_decides_is_not_asked_back(engine: Engine) -> None:
    answer = engine.ask(SICK_NOTE)
    assert any(condition.text == "om nødvendig" for condition in answer.circumstances)
    assert not any("nødvendig" in condition.text for condition in answer.open)


def test_each_condition_of_the_guideline_can_be_asked(engine: Engine) -> None:
    """The follow-up that a button asks names a situation of its condition, in each language."""
    from qa.openness import _offered

    for language in ("nb", "nn", "en"):
        asked = {"nb": "Hvem?", "nn": "Kven gjer det ikkje?", "en": "Who is it?"}[language]
        for condition in {c for norm in real(AGDER).norms for c in norm.conditions if c.situations}:
            offered = _offered(understand(asked), condition)
            assert set(understand(offered.question).concepts()) & set(condition.situations), offered
            assert turn(understand(offered.question)).leans
            assert condition.kind in ConditionKind

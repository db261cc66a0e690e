"""Questions understood: language, kind, concepts, and slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.concepts import Kind, concepts
from qa.figures import Figure
from qa.index import CONCEPT
from qa.understanding import Ask, ask, language, understand


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Hvem sender epikrisen ved utskriving?", "nb"),
        ("Hvem varsler pårørende etter et fall?", "nb"),
        ("hva gjør jordmor", "nb"),
        ("Kven varslar dei pårørande etter eit fall?", "nn"),
        ("Korleis melder ein frå til kommunen?", "nn"),
        ("Who tells the family after a fall?", "en"),
        ("When must the letter be sent?", "en"),
        ("Epikrise?", "nb"),
    ],
)
def test_languages(question: str, found: str) -> None:
    assert language(question) == found


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hvem varsler pårørende?", Ask.WHO),
        ("Kven varslar pårørande?", Ask.WHO),
        ("Who tells the family?", Ask.WHO),
        ("Når skal rapporten skrives?", Ask.WHEN),
        ("Hvor raskt må vakten svare?", Ask.WHEN),
        ("When is the report due?", Ask.WHEN),
        ("Hvordan melder jeg fra?", Ask.HOW),
        ("Korleis melder eg frå?", Ask.HOW),
        ("Hvorfor skal rapporten skrives?", Ask.WHY),
        ("Hvor tas prøven?", Ask.WHERE),
        ("Kvar tek dei prøva?", Ask.WHERE),
        ("Pasienten er til kontroll kvar månad. Kven forlengjer sjukmeldinga?", Ask.WHO),
        ("Kan jordmor skrive resept?", Ask.MAY),
        ("May the midwife write a prescription?", Ask.MAY),
        ("Hva skal stå i rapporten?", Ask.WHAT),
        ("Hvilket nummer ringer jeg for å nå vakten?", Ask.CONTACT),
        ("Pasienten har falt. Hvem varsler pårørende?", Ask.WHO),
        ("Hvem varsler pårørende når pasienten faller?", Ask.WHO),
        ("Hva gjør vakten når pasienten faller?", Ask.WHAT),
        # A scene before a comma.
        ("Funnet er alvorlig, kan jeg ringe vakten?", Ask.MAY),
        ("Funnet er alvorlig, kan vakten legge inn?", Ask.MAY),
        ("Når pasienten er hjemme, kan jeg skrive rapporten?", Ask.MAY),
        ("Har bare snakket med pårørende, kan jeg skrive rapporten likevel?", Ask.MAY),
        ("Funnet er alvorlig, kan jeg ringe vakten, og hvem skriver rapporten?", Ask.MAY),
        ("Funnet er alvorlig, har vakten ringt, hvem skriver rapporten?", Ask.WHO),
        ("Avdelingen vil sende henne hjem klokka ti, går det an?", Ask.MAY),
        ("Får ikke tak i vakten, hva gjør jeg?", Ask.WHAT),
        ("Pasienten er innlagt, har feber, hvem varsler pårørende?", Ask.WHO),
        # What follows the comma is no question of its own.
        ("Kan vakten legge inn, når pasienten er ustabil?", Ask.MAY),
        ("May the midwife write it, when she has seen the patient?", Ask.MAY),
        ("Må vakten skrive rapport, har ikke jeg gjort det?", Ask.MAY),
        ("Har ikke vakten plikt til å svare?", Ask.MAY),
        ("Hvem skriver rapporten, kan jeg gjøre det?", Ask.WHO),
    ],
)
def test_kinds_of_question(question: str, kind: Ask) -> None:
    assert ask(question) is kind
    assert understand(question).ask is kind


@pytest.mark.parametrize(
    ("question", "kind", "concept"),
    [
        ("Hvem sender epikrisen?", Kind.ARTIFACT, "epikrise"),
        ("Who sends the discharge summary?", Kind.ARTIFACT, "epikrise"),
        ("Hva gjør fastlegen?", Kind.ROLE, "fastlege"),
        ("What does the GP do?", Kind.ROLE, "fastlege"),
        ("Kva gjer heimesjukepleia?", Kind.ROLE, "hjemmesykepleie"),
        ("Hvem skriver sykemelding?", Kind.ARTIFACT, "sykmelding"),
        ("Who writes the sick note?", Kind.ARTIFACT, "sykmelding"),
        ("Kven skriv sjukmelding?", Kind.ARTIFACT, "sykmelding"),
    ],
)
def test_concepts(question: str, kind: Kind, concept: str) -> None:
    assert concept in understand(question).concepts(kind)
    assert f"c:{concept}" in understand(question).terms


@pytest.mark.parametrize(
    ("word", "concept"), [("epikrsie", "epikrise"), ("henvisnig", "henvisning"), ("fastelege", "fastlege")]
)
def test_a_slip_of_the_pen_is_understood_and_told(word: str, concept: str) -> None:
    found = understand(f"Hva med {word}?")
    assert concept in found.concepts()
    assert [slip for slip, _ in found.respelled] == [word]


@pytest.mark.parametrize("word", ["polarsirkel", "trombone", "Bergen", "legg"])
def test_an_unknown_word_is_not_bent_into_a_known_one(word: str) -> None:
    found = understand(f"Hva med {word}?")
    assert found.respelled == ()
    assert found.concepts() == ()


def test_a_word_of_the_clauses_is_known() -> None:
    question = "Hva med trombonen?"
    (stem,) = understand(question).unknown
    assert understand(question, vocabulary={stem}).unknown == ()


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("Hvor lenge kan vakten vente?", {Figure.LASTING}),
        ("Hvor mange uker kan vakten vente?", {Figure.LIMIT}),
        ("Hvor mange brev kan vakten sende?", {Figure.COUNT}),
        ("Hvor mye koster en taxi?", {Figure.AMOUNT}),
        ("Hva er telefonnummeret til vakten?", {Figure.NUMBER}),
        ("Når åpner laboratoriet?", {Figure.HOURS}),
        ("Hvem svarer utenom åpningstiden?", set()),
        ("Hvem ringer?", set()),
    ],
)
def test_a_question_says_which_figures_only_some_norms_state(question: str, figures: set[Figure]) -> None:
    assert understand(question).needs.figures == figures


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Hva skal epikrisen inneholde?", ("epikrise",)),
        ("Kva må vere med i epikrisa?", ("epikrise",)),
        ("What should the referral contain?", ("henvisning",)),
        ("Hvilken medisinliste skal stå i epikrisen?", ("epikrise",)),
        ("Hva må fastlegen skrive i henvisningen?", ("henvisning",)),
        ("Hva gjør fastlegen når sykehuset skriver en henvisning?", ()),
        ("Hvem skriver epikrisen?", ()),
        ("Epikrisen er skrevet. Hva er innholdet i samtalen?", ()),
        ("Hvem skal ha innholdet i epikrisen?", ()),
    ],
)
def test_whose_content_a_question_asks_for(question: str, documents: tuple[str, ...]) -> None:
    assert understand(question).documents == documents


def test_a_measure_told_is_not_asked_about() -> None:
    units = understand("Hvem bestiller bildet fire uker etter operasjonen?").units
    assert [unit.asked for unit in units if unit.measured] == [False, False]


@pytest.mark.parametrize("question", ["Hvor finner jeg epikrisen?", "Korleis finn eg epikrisa?"])
def test_what_any_deed_is_asked_about_with_tells_nothing(question: str) -> None:
    assert [[m.concept for m in unit.mentions] for unit in understand(question).units] == [["epikrise"]]


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_is_understood_somehow(text: str) -> None:
    found = understand(text)
    assert found.language in ("nb", "nn", "en")
    assert all(0 <= m.start < m.end <= len(text) for m in found.mentions)


@pytest.mark.parametrize(
    ("question", "actors"),
    [
        ("Kan avtalespesialisten kreve at fastlegen tar prøver?", ("avtalespesialist",)),
        ("Can the GP order this?", ("fastlege",)),
        ("Kan prøven tas hos fastlegen?", ()),
        ("Hvem kan fastlegen ringe?", ()),
    ],
)
def test_whose_act_a_question_of_may_judges(question: str, actors: tuple[str, ...]) -> None:
    assert understand(question).actors == actors


def test_clauses_speak_of_an_action_where_they_speak_of_what_it_is_related_to() -> None:
    (summons,) = concepts().related("kalle_inn")
    for said, foreign in ((summons, False), ("epikrise", True)):
        units = understand("Kan sykehuset kalle inn?", frozenset({CONCEPT + said})).units
        assert [unit.foreign for unit in units if any(m.concept == "kalle_inn" for m in unit.mentions)] == [foreign]


def test_the_words_that_ask_for_a_number_tell_nothing_of_a_clause(engine) -> None:
    found = understand("Kva internnummer har akuttmottaket på SSK?", engine.index.vocabulary)
    assert Figure.NUMBER in found.needs
    assert not any("internnumm" in unit.stems for unit in found.units)


@pytest.mark.parametrize(
    ("question", "limited"),
    [
        ("Hvem avgjør hvor lenge sykmeldingen varer?", False),
        ("Kven drøftar kor lenge sjukmeldinga skal vare?", False),
        ("Hvor lenge varer sykmeldingen?", True),
    ],
)
def test_who_decides_how_long_asks_for_no_time(question: str, limited: bool) -> None:
    assert bool(understand(question).needs.time) is limited


@pytest.mark.parametrize(
    ("question", "deed", "strange"),
    [
        ("Hvem vasker gulvet på akuttmottaket?", "vask", True),
        ("Hvem på sykehuset vasker gulvet?", "vask", True),
        ("Hvem skriver epikrisen?", "skriv", False),
        ("Hvem tar seg av epikrisen?", "epikris", False),
        ("Hvem har ansvaret for epikrisen?", "epikris", False),
        ("Who mops the floor?", "mop", True),
    ],
)
def test_the_deed_that_who_asks_about_is_known_or_strange(engine, question: str, deed: str, strange: bool) -> None:
    found = understand(question, engine.index.vocabulary).deed
    assert found is not None
    assert (found.stems, found.strange) == ((deed,), strange)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Hvilken avdeling skriver epikrisen?", ("avdeling",)),
        ("Which department writes the discharge summary?", ("avdeling",)),
        ("Hvilken epikrise får avdelingen?", ()),
    ],
)
def test_which_role_asks_who(question: str, kinds: tuple[str, ...]) -> None:
    found = understand(question)
    assert found.kinds == kinds
    assert (found.ask is Ask.WHO) is bool(kinds)


def test_figures_are_asked_for_by_the_clause_that_asks() -> None:
    assert not understand("Who answers if I call outside its opening hours?").needs.figures
    assert understand("What are its opening hours?").needs.figures == {Figure.HOURS}


@pytest.mark.parametrize("said", ["går gjennom medisinlista", "tek stilling til det", "drar i gang samarbeid"])
def test_phrases_are_known_in_the_present_too(said: str) -> None:
    assert understand(f"Hvem {said}?").acts


@pytest.mark.parametrize(
    ("text", "asker"),
    [
        ("Jeg er fastlege og har fått en epikrise. Må jeg ringe?", ("fastlege",)),
        ("Kan eg som fastlege ringe sjukehuset?", ("fastlege",)),
        ("Jeg jobber i hjemmesykepleien. Skal jeg sende melding?", ("hjemmesykepleie",)),
        ("Jeg ringer fastlegen. Skal jeg vente?", ()),
        ("Pasienten er i hjemmesykepleien. Hvem ringer?", ()),
        ("Jeg er hos fastlegen. Kan jeg få resept?", ()),
        ("Hva gjør jeg? Er fastlegen ansvarlig?", ()),
    ],
)
def test_what_whoever_asks_says_to_be_is_read(text: str, asker: tuple[str, ...]) -> None:
    assert understand(text).actors == asker


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Har fastlegen ansvar for å kalle inn?", True),
        ("Is the GP responsible for the recall?", True),
        ("Er det lov å overlate ansvaret til fastlegen?", False),
        ("Har sykehuset lov til å overlate ansvaret?", False),
    ],
)
def test_whether_somebody_is_responsible_asks_for_a_duty_and_leave_does_not(text: str, bound: bool) -> None:
    assert understand(text).binding is bound

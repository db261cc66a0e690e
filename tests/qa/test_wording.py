"""The words of an answer: places that lead a reader to the point, phrases in three languages, and no overlong text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from ingest.segments import path_to
from kg.model import ClauseKind, Condition, Modality
from qa.resolution import Resolution
from qa.understanding import understand
from qa.wording import LONGEST_ANSWER, Quoting, answer_text, direct, joined_names, phrase, phrases, role_names, within
from tests.support import AGDER, FJORDANE, over, read_all, real, written

REAL = pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)
LANGUAGES = ("nb", "nn", "en")


def quoting(path: Path, language: str = "nb") -> Quoting:
    return Quoting(language, {clause.id: clause for clause in real(path).clauses}, real(path).document.text)


@REAL
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_leads_to_one_point_only(path: Path, language: str) -> None:
    """Points of one list under one number are told apart; a list that starts anew stands under its heading."""
    words, clauses = quoting(path, language), {clause.id: clause for clause in real(path).clauses}
    places: dict[tuple[str, str], set[str]] = {}
    for norm in real(path).norms:
        heading = next((a.id for a in reversed(list(path_to(clauses[norm.clause], clauses))) if not a.label), "")
        places.setdefault((words.place(norm), heading), set()).add(norm.clause)
    assert {place: found for place, found in places.items() if len(found) > 1} == {}


@REAL
def test_a_place_names_chapter_and_point(path: Path) -> None:
    """Also where both have the same number: "kapittel 3, punkt 3"."""
    words = quoting(path)
    for norm in real(path).norms:
        clause, place = words.clauses[norm.clause], words.place(norm)
        assert norm.section in place
        printed_whole = "." in norm.section and clause.label == f"punkt {norm.section}"
        if clause.kind is ClauseKind.POINT and not printed_whole:
            assert place.endswith(f", {clause.label}"), place


@REAL
def test_a_citation_is_the_clause_where_it_is_short_else_the_sentence_that_holds_the_norm(path: Path) -> None:
    words = quoting(path)
    for norm in real(path).norms:
        cited = words.citation(norm)
        clause = words.clauses[norm.clause].text
        before, _, after = clause.partition(cited.quote)
        whole_sentences = before.rstrip()[-1:] in ("", ".", "?", "!") and not after.lstrip()[:1].islower()
        assert whole_sentences or cited.quote == norm.text or cited.quote.startswith(clause)
        assert norm.text in cited.quote
        assert " ".join(real(path).document.text[cited.start : cited.end].split()) == cited.quote


def test_half_a_sentence_of_a_long_clause_is_quoted_with_the_other_half(tmp_path: Path) -> None:
    more = "Arbeidsgruppen har sett mange eksempler på det motsatte i journalene. " * 6
    read = read_all(
        written(tmp_path, f"1. Utstyr\n{more}Sykehuset låner ut krykker, men kommunen henter dem. {more}\n")
    )
    words = Quoting("nb", {clause.id: clause for clause in read.clauses}, read.document.text)
    cited = words.citation(next(norm for norm in read.norms if "henter" in norm.text))
    assert cited.quote == "Sykehuset låner ut krykker, men kommunen henter dem."


def test_each_language_has_the_same_phrases_with_the_same_parts() -> None:
    def parts(language: str) -> dict[str, set[str]]:
        named = {name: Formatter().parse(text) for name, text in phrases()[language].items()}
        return {name: {part for _, part, _, _ in pieces if part} for name, pieces in named.items()}

    assert set(phrases()) == set(LANGUAGES)
    assert parts("nn") == parts("nb") == parts("en")


def test_the_languages_do_not_say_the_same() -> None:
    said = [phrase(language, "abstain") for language in LANGUAGES]
    assert len(set(said)) == len(said)


def test_roles_are_named_as_a_sentences_subject() -> None:
    assert role_names(["sykehuslege"], "nb") == "Sykehuslegen"
    assert role_names(["sykehuslege", "avtalespesialist"], "nb") == "Sykehuslegen og avtalespesialisten"
    assert role_names(["fastlege", "jordmor", "apotek"], "en") == "The GP, the midwife and the pharmacy"


def test_a_role_that_the_ontology_does_not_know_is_named_as_the_guideline_names_it() -> None:
    said = "Under oppholdet er det KAD-legen eller brannsjåføren som har ansvaret, sammen med fastlegen."
    assert role_names(["kad_lege", "fastlege"], "nb", said=said) == "KAD-legen og fastlegen"
    assert joined_names(["brannsjaafoer"], "nb", said=said) == "brannsjåføren"
    assert role_names(["kad_lege", "fastlege"], "en", said=said) == "“KAD-legen” and the GP"
    assert joined_names(["brannsjaafoer"], "nb") == "brannsjaafoer"


@pytest.mark.parametrize(
    ("clause", "who"),
    [
        ("Den som starter et nytt legemiddel, skal skrive resept.", "Den som starter et nytt legemiddel,"),
        ("Resepten skrives av den som starter behandlingen.", "Den som starter behandlingen,"),
    ],
)
def test_whoever_a_clause_speaks_of_carries_it(tmp_path: Path, clause: str, who: str) -> None:
    (norm,) = read_all(written(tmp_path, f"1. Resept\n\n• {clause}\n")).norms
    said = direct(understand("Hvem skriver resept?"), Resolution(norm, (), named=norm.bearers))
    assert said == f"{who} har ansvaret"


@pytest.mark.parametrize(
    ("roles", "said"),
    [(["nav"], "NAV"), (["dps", "fastlege"], "DPS og fastlegen"), (["fastlege", "nav"], "fastlegen og NAV")],
)
def test_an_abbreviation_keeps_its_capital_within_a_sentence(roles: list[str], said: str) -> None:
    assert joined_names(roles, "nb") == said
    norm = replace(real(AGDER).norms[0], modality=Modality.INFO)
    asked = understand("Hvem sendes epikrisen til?")
    assert direct(asked, Resolution(norm, (), receivers=tuple(roles))) == f"Det er {said}"
    duty = replace(norm, modality=Modality.OBLIGATION, bearers=("sykehuslege",))
    other = replace(duty, bearers=tuple(roles), conditions=(Condition("ved hjemreise", 0, 13),))
    both = direct(asked, Resolution(duty, (), named=duty.bearers, handovers=(other,)))
    assert both == f"Sykehuslegen har ansvaret, men {said} skal gjøre det ved hjemreise"


def test_where_no_condition_says_when_another_takes_over_its_words_do(tmp_path: Path) -> None:
    engine = over(
        tmp_path, "1. Resept\n\n• Sykehuslegen skriver resepten de første ukene. Deretter overtar fastlegen.\n"
    )
    said = engine.ask("Hvem skriver resepten først?").text
    assert said.startswith("Sykehuslegen har ansvaret, men: «Deretter overtar fastlegen»: «Sykehuslegen skriver")


@pytest.mark.parametrize(
    ("question", "judged"),
    [
        ("Kan sykehuslegen sende epikrisen?", True),
        ("Kan sykehuset sende epikrisen?", True),
        ("Kan epikrisen sendes?", True),
        ("Kan fastlegen sende epikrisen?", False),
        ("May the GP send the discharge summary?", False),
    ],
)
def test_a_verdict_is_given_on_nobody_elses_act(question: str, judged: bool) -> None:
    asked = understand(question)
    for modality, verdict in ((Modality.PERMISSION, ("Ja. ", "Yes. ")), (Modality.PROHIBITION, ("Nei. ", "No. "))):
        norm = replace(real(AGDER).norms[0], modality=modality, bearers=("sykehuslege",))
        said = direct(asked, Resolution(norm, (), named=norm.bearers))
        assert said.startswith(verdict) is judged
        assert role_names(norm.bearers, asked.language) in said


@pytest.mark.parametrize(
    ("question", "modality", "verdict"),
    [
        ("Skal sykehuslegen sende epikrisen?", Modality.PERMISSION, ""),
        ("Must the hospital doctor send the discharge summary?", Modality.PERMISSION, ""),
        ("Kan sykehuslegen sende epikrisen?", Modality.PERMISSION, "Ja. "),
        ("Kan sykehuslegen sende epikrisen?", Modality.OBLIGATION, ""),
        ("May the hospital doctor send the discharge summary?", Modality.PERMISSION, "Yes. "),
        ("Må sykehuslegen sende epikrisen?", Modality.PROHIBITION, "Nei. "),
        ("Må sykehuslegen henvise pasienten?", Modality.PROHIBITION, ""),
    ],
)
def test_leave_is_no_yes_to_a_question_of_duty(question: str, modality: Modality, verdict: str) -> None:
    norm = replace(real(AGDER).norms[0], modality=modality, bearers=("sykehuslege",), action="sende")
    said = direct(understand(question), Resolution(norm, (), named=norm.bearers))
    assert said.startswith(verdict)
    assert bool(verdict) is said.startswith(("Ja. ", "Nei. ", "Yes. "))


def test_a_time_limit_is_said_where_either_of_two_questions_asks_for_it() -> None:
    """Also where one norm answers both."""
    norm = next(norm for norm in real(AGDER).norms if norm.deadline and norm.bearers)
    who, when = understand("Hvem sender epikrisen?"), understand("Når sendes epikrisen?")
    both, limit = understand("Hvem sender epikrisen, og når sendes den?"), f"Frist eller tid: {norm.deadline}."
    said = Resolution(norm, (), named=norm.bearers, asked=who)
    assert limit in answer_text(both, replace(said, repeated=when), quoting(AGDER))
    assert limit not in answer_text(who, said, quoting(AGDER))


def test_a_part_of_a_question_does_not_change_the_language_of_the_answer() -> None:
    norm = next(norm for norm in real(AGDER).norms if norm.bearers and norm.modality is Modality.OBLIGATION)
    part, whole = understand("Hvem sender epikrisen?"), understand("Who sends the discharge summary, and who pays?")
    said = Resolution(norm, (), named=norm.bearers, asked=part)
    text = answer_text(whole, replace(said, second=replace(said, asked=part)), quoting(AGDER, "en"))
    assert text.count(" must do this") == 2
    assert "har ansvaret" not in text
    assert phrase("en", "rest_unsaid") in answer_text(whole, said, quoting(AGDER, "en"))


@pytest.mark.parametrize("lengths", [[10], [1000, 499], [1000, 600], [600, 600, 600], [2000]])
def test_an_answer_is_never_longer_than_the_contract_allows(lengths: list[int]) -> None:
    text = within(["x" * length for length in lengths])
    assert 0 < len(text) <= LONGEST_ANSWER
    assert len(text) >= min(lengths[0], LONGEST_ANSWER - 10)

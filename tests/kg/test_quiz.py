"""Quizzes: what is asked reads well and has one right answer in the graph; the same seed gives the same quiz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import days
from kg.errors import QuestionError
from kg.iris import CONCEPTS, KNOWLEDGE, NS, concept_iri, norm_iri
from kg.model import Condition, Modality, Norm, collapsed
from kg.quiz.bank import questions_of
from kg.quiz.options import role_option
from kg.quiz.quizzes import Bank, Item, QuizKind, asked, quiz, repeated
from kg.store import Store
from ontology import ROOT
from ontology.concepts import concepts
from tests.kg.made import stored
from tests.support import AGDER, GOLD, Read, read_all, real, written

GUIDELINES = (AGDER, GOLD / "nordvik.txt")
seeds = st.integers(0, 2**31 - 1)


def known(read: Read) -> Store:
    """Return a document's graph together with the ontology."""
    with TemporaryDirectory() as folder:
        store = stored(Path(folder), (read.document, read.clauses, read.norms))
    store.load(ROOT / "concepts.ttl", KNOWLEDGE)
    return store


def items(read: Read, store: Store) -> list[Item]:
    return questions_of(read.document, {clause.id: clause for clause in read.clauses}, read.norms, store)


@cache
def made(path: Path) -> tuple[Store, list[Item]]:
    store = known(real(path))
    return store, items(real(path), store)


@cache
def bank() -> Bank:
    """The questions of two guidelines."""
    return Bank(tuple(item for path in GUIDELINES for item in made(path)[1]))


def every() -> Iterator[tuple[Read, Store, Item, Norm]]:
    """Yield each question with the norm that it asks about."""
    for path in GUIDELINES:
        read, (store, found) = real(path), made(path)
        norms = {norm.id: norm for norm in read.norms}
        for item in found:
            yield read, store, item, norms[item.proof.norm]


def own(folder: Path, *sentences: str) -> list[Item]:
    """Return the questions of a small guideline, the sentences in one chapter, with others to take roles from."""
    points = "\n".join(f"• {sentence}" for sentence in (*sentences, *OTHERS))
    read = read_all(written(folder, f"1. Samarbeid\n\n{points}\n"))
    return items(read, known(read))


OTHERS = (
    "Jordmoren fører helsekortet.",
    "Apoteket pakker multidose.",
    "Barnevernet innkaller til ansvarsgruppen.",
    "Ambulansetjenesten frakter hjelpemidler.",
)


def who(folder: Path, *sentences: str) -> list[Item]:
    return [item for item in own(folder, *sentences) if item.kind is QuizKind.BEARER]


def offered(item: Item) -> set[str]:
    return {role for wrong in item.wrong for role in wrong.option.value}


# -- one right answer


def near(store: Store, roles: tuple[str, ...]) -> set[str]:
    rows = store.select("quiz_near_roles", role=map(concept_iri, roles))
    return {row["near"].removeprefix(CONCEPTS) for row in rows}


def test_each_question_of_who_has_one_right_option_by_sparql() -> None:
    asked_of = 0
    for _, store, item, norm in every():
        if item.kind is not QuizKind.BEARER:
            continue
        asked_of += 1
        rows = store.select(f"SELECT ?bearer WHERE {{ <{norm_iri(norm)}> <{NS}bearer> ?bearer }}")
        bearers = {row["bearer"].removeprefix(CONCEPTS) for row in rows}
        assert set(item.right.value) == bearers
        rivals = {row["rival"].removeprefix(CONCEPTS) for row in store.select("quiz_rivals", norm=[norm_iri(norm)])
                  if "rival" in row}  # fmt: skip
        for wrong in item.wrong:
            assert near(store, wrong.option.value).isdisjoint(bearers | rivals), (item.ask, wrong.option.label)
    assert asked_of >= 50


def test_each_question_of_strength_and_time_has_one_right_option_by_sparql() -> None:
    kinds = set()
    for _, store, item, norm in every():
        rows = store.select("quiz_rivals", norm=[norm_iri(norm)])
        if item.kind is QuizKind.MODALITY:
            kinds.add(item.kind)
            assert {row["modality"].removeprefix(NS).lower() for row in rows} <= {norm.modality.value}
        elif item.kind is QuizKind.DEADLINE:
            kinds.add(item.kind)
            wrong = {days(each.option.value[0]) for each in item.wrong}
            others = {days(row["duration"]) for row in rows if "duration" in row}
            assert wrong.isdisjoint({*others, days(norm.duration or "")})
    assert len(kinds) == 2


def situations(conditions: tuple[Condition, ...]) -> set[str]:
    return {situation for condition in conditions for situation in condition.situations}


def apart(one: Norm, other: Norm) -> bool:
    """Whether two norms cannot hold together, worked out without SPARQL."""
    here, there = situations(one.holds_where), situations(other.holds_where)
    excluded = any(
        t in found.excludes or (s in known_t.excludes if (known_t := concepts().get(t)) else False)
        for s in here for t in there if (found := concepts().get(s))
    )  # fmt: skip
    return bool(excluded or here & situations(other.unless) or there & situations(one.unless))


def test_no_option_does_the_same_to_the_same_thing_worked_out_without_sparql() -> None:
    for read, _, item, norm in every():
        if item.kind is not QuizKind.BEARER:
            continue
        for other in read.norms:
            same = norm.action and norm.action == other.action and set(norm.artifacts) & set(other.artifacts)
            if other.id == norm.id or other.modality is Modality.INFO or not same or apart(norm, other):
                continue
            family = {f for role in other.bearers for f in (role, *concepts().ancestors(role))}
            below = {r for r in offered(item) if set(concepts().ancestors(r)) & set(other.bearers)}
            assert not offered(item) & family, (item.ask, other.text)
            assert not below, (item.ask, other.text)


def test_who_does_the_same_is_not_offered(tmp_path: Path) -> None:
    alone = who(tmp_path, "Fastlegen sender epikrisen til NAV.", "Sykehuslegen leser henvisningen.")
    assert "sykehuslege" in offered(alone[0])
    both = who(tmp_path, "Fastlegen sender epikrisen til NAV.", "Sykehuslegen sender epikrisen til kommunen samme dag.")
    assert both[0].ask == alone[0].ask
    assert "sykehuslege" not in offered(both[0])


def test_one_question_with_two_answers_is_not_asked(tmp_path: Path) -> None:
    found = who(tmp_path, "Fastlegen sender epikrisen til NAV.", "Sykehuslegen sender epikrisen til NAV.")
    assert not [item for item in found if "epikrisen" in item.ask]


def test_who_works_where_the_duty_lies_is_not_offered(tmp_path: Path) -> None:
    others = ("Sykehuslegen leser henvisningen.", "Sykepleieren deler ut legemidler.", "Fastlegen samstemmer LIB.")
    item = who(tmp_path, "Sykehuset sender epikrisen til NAV.", *others)[0]
    assert "fastlege" in offered(item)
    assert offered(item).isdisjoint({"sykehus", "sykehuslege", "sykepleier"})


def test_whom_the_question_names_is_not_offered(tmp_path: Path) -> None:
    item = who(tmp_path, "Fastlegen sender epikrisen til jordmoren.")[0]
    assert "jordmor" not in offered(item)
    assert "barnevern" in offered(item)


# -- how it reads

GOOD = {
    "Fastlegen konfererer med bakvakten om henvisningen.": "Hvem konfererer med bakvakten om henvisningen?",
    "Ved henvisning til poliklinikk vurderer fastlegen behovet for transport.":
        "Ved henvisning til poliklinikk: Hvem vurderer behovet for transport?",
    "Dersom tidspunktet er kjent, skal fastlegen rekvirere transport.":
        "Dersom tidspunktet er kjent: Hvem skal rekvirere transport?",
    "Uteblir pasienten fra time, skal DPS sende brev om ny time.":
        "Hvis pasienten uteblir fra time: Hvem skal sende brev om ny time?",
    "Det er fastlegen som ordinerer multidose til pasienten.":
        "Hvem er det som ordinerer multidose til pasienten?",
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "question"), GOOD.items())
def test_a_sentence_becomes_a_question(sentence: str, question: str, tmp_path: Path) -> None:
    assert who(tmp_path, sentence)[0].ask == question


def test_who_acts_in_the_passive_is_a_gap(tmp_path: Path) -> None:
    item = who(tmp_path, "Sykmelding etter operasjon skrives av fastlegen.")[0]
    assert item.sentence == "Sykmelding etter operasjon skrives av ______."


def test_words_that_say_which_of_a_kind_stay(tmp_path: Path) -> None:
    item = who(tmp_path, "Fastleger som skal bytte journalsystem, gir sykehuset beskjed tre uker i forveien.")[0]
    assert item.sentence.startswith("______ som skal bytte journalsystem")


@pytest.mark.parametrize(
    "sentence",
    [
        "Den sendes elektronisk til NAV av fastlegen.",
        "Fastlegen skal da rekvirere transport når dette er aktuelt.",
        "Fastlegen fører LIB i fastlegens egen journal.",
        "Legen sender epikrisen til NAV samme dag.",
        "Legen som rekvirerer prøven, følger opp svaret på prøven.",
    ],
)
def test_what_leans_back_or_tells_the_answer_or_is_too_broad_is_left_out(sentence: str, tmp_path: Path) -> None:
    assert not [item for item in who(tmp_path, sentence) if item.proof.quote == sentence]


def test_under_a_heading_that_names_the_role_the_sentence_stays_and_the_heading_is_the_proof() -> None:
    under = [item for item in made(AGDER)[1] if item.proof.under]
    assert under
    samples = {item.sentence or item.ask: item for item in under}
    item = samples["LIB-listen skal være oppdatert i henvisningen."]
    assert item.ask == "Hvem har ansvaret for dette?"
    assert item.right == role_option(["fastlege"])
    assert item.proof.under == "Fastlegens ansvar:"


def test_a_condition_in_the_heading_comes_first() -> None:
    asks = [item.ask for item in made(AGDER)[1]]
    assert "Ved innleggelse: Hvem har ansvaret for dette?" in asks


def test_a_nynorsk_chapter_is_asked_in_nynorsk() -> None:
    chapter = [item for item in made(GUIDELINES[1])[1] if item.theme.section == "6"]
    assert len(chapter) >= 7
    assert not [item.ask for item in chapter if "Hvem" in item.ask or "mangler" in item.ask]


def test_strength_is_asked_with_the_modal_verb_as_gap() -> None:
    found = {item.sentence: item for item in made(AGDER)[1] if item.kind is QuizKind.MODALITY}
    item = found["Fastlegen ______ opplyse om hvilke avdelinger det er henvist til parallelt."]
    assert item.right.label == "bør (anbefaling)"
    (question,) = repeated([asked(item, Random(0))], seed=1)  # noqa: S311
    assert [option.label for option in question.options] == [
        "skal/må (plikt)", "bør (anbefaling)", "kan (tillatelse)", "skal ikke (forbud)"
    ]  # fmt: skip


def test_time_is_asked_with_the_amount_as_gap() -> None:
    found = {item.sentence: item for item in made(GUIDELINES[1])[1] if item.kind is QuizKind.DEADLINE}
    item = found["Avdelingen vurderer henvisningen innen ______."]
    assert item.right.label == "ti virkedager"
    assert all(days(wrong.option.value[0]) != days("P10D") for wrong in item.wrong)


def test_questions_are_whole_sentences_that_give_nothing_away() -> None:
    for _, _, item, norm in every():
        assert item.ask[0].isupper()
        assert item.ask.endswith((".", "?"))
        assert not re.search(r"\s[,.?]|\.\?|\s\s|[a-zæøå]- [a-zæøå]", item.ask + item.sentence), item
        if item.kind is QuizKind.BEARER:
            text = f"{item.tells_theme} {item.ask} {item.sentence}".lower()
            for role in norm.bearers:
                assert not re.search(rf"\b{re.escape(concepts().name(role))}(?:n|en|et)?\b", text), item
        if item.kind is not QuizKind.BEARER:
            assert item.sentence.count("______") == 1


# -- the proof


def test_the_quote_stands_in_the_source_word_for_word() -> None:
    for read, _, item, norm in every():
        proof = item.proof
        assert collapsed(read.document.text[proof.start : proof.end]) == proof.quote
        assert collapsed(norm.text) in proof.quote
        assert proof.place.startswith("kapittel ")


def test_each_question_has_something_to_talk_about_once() -> None:
    for _, _, item, _ in every():
        assert item.prompts
        assert len(set(item.prompts)) == len(item.prompts)
    assert any("Når går ansvaret" in prompt for prompt in (i.prompts[0] for i in made(AGDER)[1]))


# -- quizzes


@given(seed=seeds, number=st.integers(0, 40), kinds=st.sets(st.sampled_from(QuizKind), min_size=1))
def test_the_same_seed_gives_the_same_quiz_of_different_options(seed: int, number: int, kinds: set[QuizKind]) -> None:
    drawn = quiz(bank(), seed=seed, number=number, kinds=kinds)
    assert drawn == quiz(bank(), seed=seed, number=number, kinds=kinds)
    assert len(drawn) == min(number, sum(item.kind in kinds for item in bank().items))
    assert len({question.item.id for question in drawn}) == len(drawn)
    for question in drawn:
        labels = [option.label for option in question.options]
        assert 3 <= len(labels) <= 4
        assert len(set(labels)) == len(labels)
        assert [at for at, option in enumerate(question.options) if option == question.item.right] == [question.right]
        roles = [set(option.value) for option in question.options]
        assert not any(one & other for at, one in enumerate(roles) for other in roles[:at])


@given(seed=seeds, data=st.data())
def test_a_quiz_keeps_to_its_themes(seed: int, data: st.DataObject) -> None:
    themes = data.draw(st.lists(st.sampled_from(list(bank().themes())), min_size=1, max_size=4, unique=True))
    drawn = quiz(bank(), seed=seed, number=100, themes=themes, kinds=QuizKind)
    assert {question.item.theme for question in drawn} == set(themes)
    assert len(drawn) == sum(bank().themes()[theme] for theme in themes)


@given(seed=seeds)
def test_themes_and_right_answers_take_turns(seed: int) -> None:
    agder = Bank(tuple(made(AGDER)[1]))
    drawn = quiz(agder, seed=seed, number=8)
    assert len({question.item.theme for question in drawn}) == 8
    whole = quiz(agder, seed=seed, number=len(agder.themes([QuizKind.BEARER])) * 2)
    assert len({question.item.right for question in whole}) >= 3


@given(first=seeds, second=seeds)
def test_repeated_asks_the_same_questions(first: int, second: int) -> None:
    drawn = quiz(bank(), seed=first, number=7)
    again = repeated(drawn, seed=second)
    assert {question.item.id for question in again} == {question.item.id for question in drawn}
    assert again == repeated(drawn, seed=second)


def test_seeds_differ() -> None:
    orders = {tuple(question.item.id for question in quiz(bank(), seed=seed)) for seed in range(20)}
    assert len(orders) == 20


def test_a_theme_is_found_by_number_and_by_words() -> None:
    agder = Bank(tuple(made(AGDER)[1]))
    (by_number,) = agder.found_themes("12")
    assert agder.found_themes("pasienttransport") == [by_number]
    assert by_number.title == "12. Pasienttransport"
    with pytest.raises(QuestionError, match=r"12\. Pasienttransport"):
        agder.found_themes("romfart")


def test_the_text_of_a_question_marks_the_right_option() -> None:
    (question,) = quiz(bank(), seed=1, number=1)
    lines = question.as_text(1).splitlines()
    (marked,) = [line for line in lines if line.startswith("   *")]
    assert question.item.right.label in marked
    assert question.item.proof.quote in lines[-1]
    assert question.as_record()["answer"] == question.item.right.label


def test_the_page_about_the_quiz_has_the_figures_of_today() -> None:
    page = (ROOT.parent / "docs" / "quiz.md").read_text(encoding="utf-8")
    for path in GUIDELINES:
        norms = sum(norm.modality is not Modality.INFO for norm in real(path).norms)
        kinds = [str(sum(item.kind is kind for item in made(path)[1])) for kind in QuizKind]
        assert f"| `{real(path).document.id}` | {norms} | {' | '.join(kinds)} |" in page


def test_patients_and_committees_are_not_the_likeliest_guesses_beside_a_doctor() -> None:
    """Where a doctor is right, other doctors come first; who the text only speaks of is offered, too."""
    for item in made(AGDER)[1]:
        if item.kind is not QuizKind.BEARER or item.right.value != ("fastlege",):
            continue
        doctors = [w.nearness for w in item.wrong if "lege" in concepts().ancestors(w.option.value[0])]
        others = [w.nearness for w in item.wrong if w.option.value[0] in ("pasient", "msu")]
        assert not doctors or not others or min(doctors) > max(others), item.ask
    offered_at_all = {w.option.value[0] for item in made(AGDER)[1] for w in item.wrong}
    assert "hjemmesykepleie" in offered_at_all


def test_time_limits_of_the_same_size_are_offered_first() -> None:
    item = next(item for item in made(GUIDELINES[1])[1] if item.right.label == "ti virkedager")
    nearness = {wrong.option.label: wrong.nearness for wrong in item.wrong}
    assert nearness["tre dager"] > nearness["to år"]

"""Answering over two guidelines: each is asked by itself, named in each citation, and never mixed with the other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.home import Home
from qa.answers import Answer, Status, same_roles
from qa.build import build
from qa.engine import Engine
from qa.opening import open_engine
from tests.support import AGDER, GOLD, ansvar

NORDVIK = GOLD / "nordvik.txt"
QUESTIONS = (
    "Hvem bestiller time hos fastlegen etter utskriving?",
    "Hvem sykmelder pasienten etter et opphold?",
    "Hvem følger opp prøvesvar?",
    "Når skal epikrisen sendes?",
    "Kan fastlegen be sykehuset om en ny time?",
    "Hvem bestiller time hos fastlegen, og hvem sender epikrisen?",
    "Who updates the list of medicines?",
    "Hva koster en parkeringsplass?",
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over two real guidelines."""
    place = Home(tmp_path_factory.mktemp("both"))
    build([AGDER, NORDVIK], home=place)
    return open_engine(place)


def same(answer: Answer) -> Answer:
    """Return an answer without what differs from one asking to the next."""
    return replace(answer, elapsed_ms=0.0, elsewhere=())


def documents_of(answer: Answer) -> set[str]:
    return {cited.document for cited in (*answer.citations, *answer.near)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_over_all_is_the_answer_of_one_document(both: Engine, question: str) -> None:
    answer, alone = both.ask(question), {each: both.ask(question, [each]) for each in both.build.versions}
    assert same(answer) in [same(each) for each in alone.values()]
    answered = [same(each) for each in alone.values() if each.status is Status.ANSWERED]
    for other in answer.elsewhere:
        assert same(other) in answered
    compared = both.compare(question)
    assert {each: same(found) for each, found in compared.items()} == {each: same(a) for each, a in alone.items()}


def test_what_a_document_answers_does_not_turn_on_the_others(both: Engine, engine: Engine) -> None:
    for question in QUESTIONS:
        one, other = both.ask(question, ["agder-2024"]), engine.ask(question)
        assert (one.status, one.roles) == (other.status, other.roles)
        assert [(c.clause, c.quote) for c in one.citations] == [(c.clause, c.quote) for c in other.citations]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_cites_two_documents_and_each_citation_names_its_own(both: Engine, question: str) -> None:
    answer = both.ask(question)
    for each in (answer, *answer.elsewhere):
        assert len(documents_of(each)) <= 1
        for cited in (*each.citations, *each.near):
            assert cited.where == f"{cited.document}, {cited.place}"
        if each.status is Status.ANSWERED:
            assert f"({each.citations[0].where})" in each.text
    assert documents_of(answer).isdisjoint({name for other in answer.elsewhere for name in documents_of(other)})


def test_a_question_put_to_one_document_is_answered_from_it_alone(both: Engine) -> None:
    for document in both.build.versions:
        answer = both.ask(QUESTIONS[0], [document])
        assert documents_of(answer) == {document}
        assert answer.elsewhere == ()


def test_documents_that_disagree_are_told_from_those_that_agree(both: Engine) -> None:
    one, other = both.compare(QUESTIONS[0]).values()
    assert same_roles([one, other])
    assert same_roles([one, replace(other, roles=())]) is None
    assert same_roles([one, both.ask("Hvem følger opp prøvesvar?", ["agder-2024"])]) is False


def test_a_refused_question_is_refused_by_all(both: Engine) -> None:
    assert {each.status for each in both.compare("Hvem følger opp 15076500565?").values()} == {Status.REFUSED}


def test_the_command_line_compares(
    both: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(Path(both.build.folder).parents[1])
    monkeypatch.setenv("ANSVAR_HOME", home)
    ran = ansvar(capsys, monkeypatch, "ask", "--compare", QUESTIONS[0])
    assert ran.status == 0
    for meta in both.build.documents:
        assert meta.title in ran.out
        assert f"({meta.id}, " in ran.out
    lines = json.dumps({"id": "q", "question": QUESTIONS[0]}) + "\n"
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", "--compare", stdin=lines)
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [record["document"] for record in records] == sorted(both.build.versions)
    assert all({c["document"] for c in record["citations"]} <= {record["document"]} for record in records)

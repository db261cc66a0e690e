"""The command-line contract below its top level: the parts of the records, and what they point to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.home import Home
from kg.model import Modality
from ontology.concepts import Kind, concepts
from qa.build import build
from tests.support import AGDER, FJORDANE, Ran, ansvar, collapsed_at, gold, started

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
CITATION = ["document", "version", "section", "clause", "quote", "start", "end"]
QUESTIONS = [
    "Hvem har ansvaret for at navnelisten med hemmelige telefonnumre er ajour?",
    "Kven fører legemiddelreaksjonar inn i kjernejournalen?",
    "Who may order a taxi for the patient?",
    "Hvor høyt er Galdhøpiggen?",
    "Hvem ringer 91 23 45 67?",
    "?",
]


@pytest.fixture(scope="module")
def answers(home: Path) -> list[dict[str, object]]:
    """Answers to all kinds of question, from a process that is asked once."""
    lines = "".join(json.dumps({"id": str(n), "question": q}) + "\n" for n, q in enumerate(QUESTIONS))
    ran = started("ask", "--jsonl", home=home, stdin=lines)
    assert (ran.status, ran.err) == (0, "")
    return ran.records


def test_each_question_gets_its_answer_in_order(answers) -> None:
    assert [(a["id"], a["question"]) for a in answers] == [(str(n), q) for n, q in enumerate(QUESTIONS)]
    assert [a["status"] for a in answers][3:] == ["abstained", "refused", "refused"]


def test_parts_of_answers_have_their_fields_in_order(answers) -> None:
    assert any(answer["roles"] for answer in answers)
    assert any(answer["citations"] for answer in answers)
    for answer in answers:
        assert 0 < len(answer["answer"]) <= 1500
        assert 0 <= answer["confidence"] <= 1
        assert answer["elapsed_ms"] > 0
        for role in answer["roles"]:
            assert list(role) == ["id", "label", "modality"]
            assert role["modality"] in set(Modality)
        for citation in answer["citations"]:
            assert list(citation) == CITATION
        for condition in answer["conditions"]:
            assert list(condition) == ["text", "kind"]
            assert condition["kind"] in ("condition", "exception")


def test_quotes_are_at_their_offsets_in_the_stored_source(answers, home: Path) -> None:
    build = Home(home).open()
    for answer in answers:
        for citation in answer["citations"]:
            assert citation["version"] == build.versions[citation["document"]]
            place = (citation["start"], citation["end"])
            assert collapsed_at(build.source(citation["document"]), place) == citation["quote"]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two documents."""
    folder = tmp_path_factory.mktemp("both") / "home"
    build([AGDER, FJORDANE], home=Home(folder))
    return folder


@pytest.fixture
def norms(both: Path, capsys: Capture, monkeypatch: Patch) -> list[dict[str, object]]:
    monkeypatch.setenv("ANSVAR_HOME", str(both))
    ran = ansvar(capsys, monkeypatch, "norms", "--jsonl")
    assert (ran.status, ran.err) == (0, "")
    return ran.records


def test_the_values_of_norms_are_of_the_contracts_kinds(norms) -> None:
    assert {norm["document"] for norm in norms} == {"agder-2024", "fjordane"}
    known = {concept.id: concept.kind for concept in concepts()}
    for norm in norms:
        assert norm["modality"] in set(Modality)
        assert norm["start"] < norm["end"]
        assert norm["section"]
        for key in ("conditions", "exceptions", "contacts"):
            assert all(isinstance(value, str) and value for value in norm[key])
        for key in ("action", "deadline", "channel"):
            assert norm[key] is None or norm[key]
        for key, kind in (("bearers", Kind.ROLE), ("counterparties", Kind.ROLE), ("artifacts", Kind.ARTIFACT)):
            assert all(known.get(concept, kind) is kind for concept in norm[key])
            assert len(set(norm[key])) == len(norm[key])
        assert not set(norm["bearers"]) & set(norm["counterparties"])
        assert norm["modality"] != "info" or norm["bearers"] == []


def test_provisional_concepts_are_named_as_the_contract_says(norms) -> None:
    for norm in norms:
        for concept in (*norm["bearers"], *norm["counterparties"], *norm["artifacts"]):
            assert concept in concepts() or concept == concept.lower().replace(" ", "_").replace("-", "_")
            assert concept.isascii()


@pytest.mark.parametrize("command", ["norms", "overlaps", "ask"])
def test_only_the_named_document_is_read(command: str, both: Path, capsys: Capture, monkeypatch: Patch, norms) -> None:
    stdin = json.dumps({"id": "1", "question": "Hvem skriver sykmelding?"}) + "\n"
    ran: Ran = ansvar(capsys, monkeypatch, command, "--jsonl", "--document", "fjordane", stdin=stdin)
    assert (ran.status, ran.err) == (0, "")
    assert ran.records
    fjordane = {norm["id"]: norm["text"] for norm in norms if norm["document"] == "fjordane"}
    for record in ran.records:
        if command == "norms":
            assert record["document"] == "fjordane"
        elif command == "overlaps":
            assert (fjordane[record["a"]], fjordane[record["b"]]) == (record["a_text"], record["b_text"])
        else:
            assert {citation["document"] for citation in record["citations"]} == {"fjordane"}


def test_every_question_is_answered_over_two_documents(both: Path, capsys: Capture, monkeypatch: Patch) -> None:
    """The second of two questions in one may be best answered by the other document."""
    monkeypatch.setenv("ANSVAR_HOME", str(both))
    questions = gold("questions.own.jsonl")
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin="".join(json.dumps(each) + "\n" for each in questions))
    assert (ran.status, ran.err) == (0, "")
    assert [record["id"] for record in ran.records] == [each["id"] for each in questions]
    assert all(record["answer"] for record in ran.records)


def test_a_document_named_twice_is_listed_once(both: Path, capsys: Capture, monkeypatch: Patch, norms) -> None:
    named = ["--document", "fjordane", "--document", "fjordane"]
    ran = ansvar(capsys, monkeypatch, "norms", "--jsonl", *named)
    assert ran.records == [norm for norm in norms if norm["document"] == "fjordane"]


def test_overlaps_are_pairs_of_two_norms_with_a_norwegian_sentence(
    both: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(both))
    ran = ansvar(capsys, monkeypatch, "overlaps", "--jsonl")
    scores = [pair["score"] for pair in ran.records]
    assert scores == sorted(scores, reverse=True)
    assert all(pair["kind"] in ("duplicate", "shared", "handover", "tension") for pair in ran.records)
    assert all(pair["why"].endswith(".") and "\n" not in pair["why"] for pair in ran.records)
    pairs = [frozenset([(pair["a"], pair["a_text"]), (pair["b"], pair["b_text"])]) for pair in ran.records]
    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == len(pairs)

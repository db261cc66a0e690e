"""``ansvar quiz``: questions for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ansvar

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def test_the_same_seed_prints_the_same_questions(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    first = ansvar(capsys, monkeypatch, "quiz", "--number", "4", "--seed", "3").out
    assert first == ansvar(capsys, monkeypatch, "quiz", "--number", "4", "--seed", "3").out
    assert first != ansvar(capsys, monkeypatch, "quiz", "--number", "4", "--seed", "4").out
    assert [line[:2] for line in first.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4."]
    assert first.count("   * ") == 4


def test_records_hold_question_options_answer_and_proof(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    words = ("quiz", "--jsonl", "--number", "50", "--kind", "bearer", "--kind", "modality")
    records = ansvar(capsys, monkeypatch, *words).records
    assert {record["kind"] for record in records} == {"bearer", "modality"}
    for record in records:
        options = record["options"]
        assert isinstance(options, list)
        assert options[int(str(record["right"]))] == record["answer"]
        assert record["quote"]
        assert record["clause"]
        assert record["document"] == "agder-2024"


def test_a_theme_is_named_by_number_or_words(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    words = ("quiz", "--jsonl", "--theme", "12", "--theme", "sykmelding")
    assert {str(record["theme"])[:2] for record in ansvar(capsys, monkeypatch, *words).records} == {"11", "12"}
    ran = ansvar(capsys, monkeypatch, "quiz", "--theme", "romfart")
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "12. Pasienttransport" in ran.err


def test_an_unknown_document_is_one_line(home: Path, capsys: Capture, monkeypatch: Patch) -> None:
    ran = ansvar(capsys, monkeypatch, "quiz", "--document", "ukjent")
    assert ran.status == 2
    assert "agder-2024" in ran.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--number", "0"), "Skriv --number med 1 eller mer."),
        (("--theme", "14", "--kind", "deadline"), "Velg et annet kapittel"),
    ],
)
def test_no_questions_are_not_met_with_silence(
    capsys: Capture, monkeypatch: Patch, words: tuple[str, ...], said: str
) -> None:
    ran = ansvar(capsys, monkeypatch, "quiz", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err

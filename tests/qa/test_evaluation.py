"""The evaluation, held against the scorer on the same answers."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from qa.answers import Answer, Status
from qa.engine import Engine
from qa.evaluation import Evaluation, evaluate, verdict
from qa.gold import GoldQuestion
from tests.gold import score
from tests.support import GOLD

QUESTIONS = GOLD / "questions.dev.jsonl"
REFUSED = Answer("", Status.REFUSED, "Spørsmålet er for langt.")


def test_the_figures_are_the_scorer_s(evaluation: Evaluation, tmp_path: Path) -> None:
    said = tmp_path / "answers.jsonl"
    records = [row.answer.as_record(row.gold.id) for row in evaluation.rows]
    said.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    assert evaluation.figures.as_record() == score.qa(Namespace(gold=str(QUESTIONS), answers=str(said), misses=0))


def test_each_verdict_is_the_scorer_s_for_answers_to_other_questions_too(evaluation: Evaluation) -> None:
    records = {record["id"]: record for record in score.read(str(QUESTIONS))}
    rows = evaluation.rows
    for shift in (0, 1, 7, 31):
        for row, other in zip(rows, rows[shift:] + rows[:shift], strict=True):
            for answer in (other.answer, REFUSED):
                wanted = score.judge(records[row.gold.id], answer.as_record(row.gold.id))
                got = verdict(row.gold, answer)
                assert {name: getattr(got, name) for name in wanted} == wanted


def test_misses_are_what_is_not_correct(evaluation: Evaluation) -> None:
    figures = evaluation.figures
    right = sum(count.right for count in figures.by_kind.values())
    assert len(evaluation.misses) == figures.n - right
    assert right == sum(count.right for count in figures.by_language.values())


def test_the_reliability_curve_counts_every_question_that_was_not_refused(evaluation: Evaluation) -> None:
    assert sum(each.questions for each in evaluation.reliability) == len(evaluation.rows)
    assert all(each.low <= each.confidence <= each.low + 0.2 for each in evaluation.reliability)
    first, last = evaluation.reliability[0], evaluation.reliability[-1]
    assert first.right < last.right


def test_an_answer_leads_with_the_clause_ranked_first(evaluation: Evaluation) -> None:
    for row in evaluation.rows:
        if row.verdict.answered:
            assert row.top == row.answer.citations[0].quote
        assert row.top_hit or not row.verdict.hit1


def test_a_refused_question_has_no_clause_and_no_confidence(engine: Engine) -> None:
    gold = GoldQuestion("a", "Ring 404 12 345", "nb", "who", ("Legen ringer.",), ("lege",), ())
    refused = evaluate(engine, [gold])
    assert refused.rows[0].top == ""
    assert not refused.rows[0].top_hit
    assert refused.reliability == []
    assert refused.figures.correct == 0.0
    assert refused.figures.wrong_among_answered is None

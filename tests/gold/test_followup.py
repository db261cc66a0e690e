"""The gold questions were asked one by one: next to none may be taken for a follow-up of another."""

from __future__ import annotations

import pytest

from qa.followup import turn
from qa.gold import read_gold
from qa.understanding import understand
from tests.support import GOLD

MOST_LEANING = 0.01


@pytest.mark.parametrize(
    "name", ["questions.dev.jsonl", "questions.own.jsonl", "fjordane.questions.jsonl", "nordvik.questions.jsonl"]
)
def test_next_to_no_question_that_stood_alone_is_taken_for_a_follow_up(name: str) -> None:
    questions = [gold.question for gold in read_gold(GOLD / name)]
    leaning = [question for question in questions if turn(understand(question)).leans]
    assert len(leaning) <= max(1, MOST_LEANING * len(questions)), leaning

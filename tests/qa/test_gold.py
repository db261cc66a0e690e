"""Gold questions as they are read, and the judgement of a quote, held against the scorer's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QuestionError
from qa.gold import covers, read_gold
from tests.gold import score
from tests.support import GOLD, written

GOOD = {"id": "a", "question": "Hvem?", "lang": "nb", "type": "who", "evidence": ["Legen ringer."], "roles": ["lege"]}
WORDS = st.lists(st.sampled_from("legen ringer vakten i dag Pasienten, 8 uker".split(" ")), max_size=90).map(" ".join)


def line(**changed: object) -> str:
    return json.dumps(GOOD | changed)


@given(WORDS, WORDS)
def test_a_quote_covers_what_the_scorer_says_it_covers(quote: str, evidence: str) -> None:
    assert covers(quote, evidence) == score.covers(quote, evidence)


def test_a_page_around_the_evidence_does_not_cover_it() -> None:
    assert covers("Legen ringer vakten.", "legen ringer")
    assert not covers("Legen ringer vakten. " * 60, "legen ringer")


def test_every_gold_question_is_read() -> None:
    for path in sorted(GOLD.glob("*questions*.jsonl")):
        read, records = read_gold(path), score.read(str(path))
        assert [gold.id for gold in read] == [record["id"] for record in records]
        assert [gold.answerable for gold in read] == [record["type"] != "unanswerable" for record in records]


def test_a_line_separator_within_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    text = json.dumps(GOOD | {"question": "Hvem\u2028ringer?"}, ensure_ascii=False)
    assert [gold.question for gold in read_gold(written(tmp_path, text, "gull.jsonl"))] == ["Hvem\u2028ringer?"]


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        ("{", "ikke JSON"),
        ("[]", "ikke et JSON-objekt"),
        ('"hei"', "ikke et JSON-objekt"),
        (line(question=2), "question"),
        (line(evidence="Legen ringer."), "evidence"),
        (line(roles=[1]), "roles"),
        (line(answer_must=["lege"]), "answer_must"),
        ('{"id": "b"}', "question, lang, type, evidence, roles"),
        (line(), "brukt før"),
    ],
)
def test_a_bad_line_is_told_with_its_number(bad: str, part: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{line()}\n\n{bad}\n", "gull.jsonl")
    with pytest.raises(QuestionError, match=r"Linje 3 i .*gull\.jsonl") as caught:
        read_gold(path)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("content", "part"), [(b"\n", "ingen spørsmål"), (b"\xe6", "UTF-8"), (None, "Kan ikke lese")])
def test_a_file_without_questions_is_told(content: bytes | None, part: str, tmp_path: Path) -> None:
    path = tmp_path / "gull.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QuestionError, match=part):
        read_gold(path)

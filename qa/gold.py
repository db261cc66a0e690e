"""Questions with known answers, read from JSON Lines, and the judgement of a citation."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_WORD = re.compile(r"\w+")
LEAST_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with the pieces of text that answer it, the roles, and the words an answer must hold."""

    id: str
    question: str
    language: str
    type: str
    evidence: tuple[str, ...]
    roles: tuple[str, ...]
    answer_must: tuple[tuple[str, ...], ...]

    @property
    def answerable(self) -> bool:
        """True where the document answers the question."""
        return self.type != "unanswerable"


def read_gold(path: Path) -> list[GoldQuestion]:
    """Read gold questions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return [
        GoldQuestion(
            id=str(record["id"]),
            question=str(record["question"]),
            language=str(record["lang"]),
            type=str(record["type"]),
            evidence=tuple(record["evidence"]),
            roles=tuple(record["roles"]),
            answer_must=tuple(tuple(alternatives) for alternatives in record.get("answer_must", [])),
        )
        for record in records
    ]


def answers(gold: GoldQuestion, quote: str) -> bool:
    """True where a quote holds at least 70 % of the words of a piece of evidence."""
    have = Counter(_WORD.findall(quote.lower()))
    for evidence in gold.evidence:
        wanted = Counter(_WORD.findall(evidence.lower()))
        if wanted and sum((wanted & have).values()) / wanted.total() >= LEAST_SHARE:
            return True
    return False

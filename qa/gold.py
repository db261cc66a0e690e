"""Questions with known answers, read from JSON Lines, and the judgement of a citation."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BuildError, QuestionError

_WORD = re.compile(r"\w+")
LEAST_SHARE = 0.7
LONGEST_TIMES, LONGEST_MORE = 6, 60


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
    """Read gold questions.

    :raises QuestionError: where the file cannot be read or a line is no gold question, with its number.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise QuestionError(f"Kan ikke lese {path} ({error.strerror}). Oppgi en fil med gullspørsmål.") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"{path} er ikke UTF-8. Lagre filen som UTF-8 og prøv igjen.") from error
    found: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            gold = _read_line(line, f"Linje {number} i {path}")
            if gold.id in found:
                raise QuestionError(f"Linje {number} i {path} har en id som er brukt før: «{gold.id}». Gi den en egen.")
            found[gold.id] = gold
    if not found:
        raise QuestionError(f"{path} har ingen spørsmål. Skriv ett JSON-objekt per linje.")
    return list(found.values())


def by_guideline(paths: Sequence[Path]) -> list[tuple[Path, list[Path]]]:
    """Group the paths of a command line: each guideline with the gold files (``.jsonl``) that follow it.

    :raises BuildError: where a gold file stands before any guideline.
    """
    groups: list[tuple[Path, list[Path]]] = []
    for path in paths:
        if path.suffix != ".jsonl":
            groups.append((path, []))
        elif groups:
            groups[-1][1].append(path)
        else:
            raise BuildError(f"Skriv en retningslinje foran {path.name}: spørsmålene stilles til den.")
    return groups


def _read_line(line: str, place: str) -> GoldQuestion:
    """Read one gold question.

    :raises QuestionError: for a line that is none, with its place and what is wrong with it.
    """
    try:
        record = json.loads(line)
    except ValueError as error:
        raise QuestionError(f"{place} er ikke JSON. Rett den og prøv igjen.") from error
    if not isinstance(record, dict):
        raise QuestionError(f"{place} er ikke et JSON-objekt. Rett den og prøv igjen.")
    wrong = [name for name in ("question", "lang", "type") if not isinstance(record.get(name), str)]
    wrong += [] if isinstance(record.get("id"), str | int) else ["id"]
    wrong += [name for name in ("evidence", "roles") if not _is_list_of_texts(record.get(name))]
    musts = record.get("answer_must", [])
    if not isinstance(musts, list) or not all(_is_list_of_texts(must) for must in musts):
        wrong.append("answer_must")
    if wrong:
        raise QuestionError(f"{place} mangler et felt, eller feltet har feil form: {', '.join(wrong)}.")
    return GoldQuestion(
        id=str(record["id"]),
        question=record["question"],
        language=record["lang"],
        type=record["type"],
        evidence=tuple(record["evidence"]),
        roles=tuple(record["roles"]),
        answer_must=tuple(tuple(must) for must in musts),
    )


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def answers(gold: GoldQuestion, quote: str) -> bool:
    """True where a quote covers a piece of evidence."""
    return any(covers(quote, evidence) for evidence in gold.evidence)


def covers(quote: str, evidence: str) -> bool:
    """True where a quote holds at least 70 % of the evidence's words, and is no mere page around it."""
    wanted, have = Counter(_WORD.findall(evidence.lower())), Counter(_WORD.findall(quote.lower()))
    total = wanted.total()
    if not total or have.total() > LONGEST_TIMES * total + LONGEST_MORE:
        return False
    return (wanted & have).total() / total >= LEAST_SHARE

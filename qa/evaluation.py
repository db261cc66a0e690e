"""Evaluates the engine on questions with known answers: a verdict a question, and the figures of all.

The rules are those of the scorer that the project was handed (``tests/gold/score.py qa``); a test
holds the two against each other on the same answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qa.answers import Answer, Status
from qa.engine import Engine
from qa.gold import GoldQuestion, answers
from qa.understanding import understand

LONGEST_ANSWER = 1500
MOST_EXTRA_ROLES = 1
FIRST_FEW = 3
BINS = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question went.

    ``correct`` asks for an answer with the right clause first, the right roles and the right words;
    where the guideline does not say, for no answer.
    """

    correct: bool
    answered: bool
    hit1: bool = False
    hit3: bool = False
    roles: bool = False
    said: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A question, what the engine said, and the verdict.

    ``top`` is the quote of the clause that was ranked first, whether or not it was answered with;
    empty where the question was refused.
    """

    gold: GoldQuestion
    answer: Answer
    verdict: Verdict
    top: str

    @property
    def top_hit(self) -> bool:
        """True where the clause ranked first answers the question."""
        return answers(self.gold, self.top)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a group went right."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """The share that went right."""
        return self.right / self.of

    def __str__(self) -> str:
        return f"{self.right}/{self.of}"


@dataclass(frozen=True, slots=True)
class Figures:
    """The scorer's figures: shares of 0 to 1 (None where nothing is counted), times in milliseconds."""

    n: int
    correct: float | None
    hit1: float | None
    hit3: float | None
    roles: float | None
    said: float | None
    abstained_when_unanswerable: float | None
    wrong_among_answered: float | None
    p50_ms: float
    p95_ms: float
    by_kind: dict[str, Count]
    by_language: dict[str, Count]

    def as_record(self) -> dict[str, object]:
        """Return the figures as the scorer prints them."""
        groups = {f"type:{kind}": str(count) for kind, count in self.by_kind.items()}
        groups |= {f"lang:{language}": str(count) for language, count in self.by_language.items()}
        names = (
            "n", "correct", "hit1", "hit3", "roles", "said", "abstained_when_unanswerable", "wrong_among_answered",
            "p50_ms", "p95_ms",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names} | {"by": dict(sorted(groups.items()))}


@dataclass(frozen=True, slots=True)
class Bin:
    """A part of the confidence scale: its lower end, its questions, their mean confidence, the share right."""

    low: float
    questions: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All questions of an evaluation, in the order they were put."""

    rows: tuple[Row, ...]

    @property
    def figures(self) -> Figures:
        """The figures of all questions."""
        can = [row.verdict for row in self.rows if row.gold.answerable]
        cannot = [row.verdict for row in self.rows if not row.gold.answerable]
        with_roles = [row.verdict for row in self.rows if row.gold.answerable and row.gold.roles]
        given = [row.verdict for row in self.rows if row.verdict.answered]
        times = [round(row.answer.elapsed_ms, 2) for row in self.rows]
        return Figures(
            n=len(self.rows),
            correct=share(row.verdict.correct for row in self.rows),
            hit1=share(verdict.hit1 for verdict in can),
            hit3=share(verdict.hit3 for verdict in can),
            roles=share(verdict.roles for verdict in with_roles),
            said=share(verdict.said for verdict in can),
            abstained_when_unanswerable=share(verdict.correct for verdict in cannot),
            wrong_among_answered=share(not verdict.correct for verdict in given),
            p50_ms=percentile(times, 0.5),
            p95_ms=percentile(times, 0.95),
            by_kind=self._by(lambda gold: gold.type),
            by_language=self._by(lambda gold: gold.language),
        )

    def _by(self, group: Callable[[GoldQuestion], str]) -> dict[str, Count]:
        groups: dict[str, list[bool]] = defaultdict(list)
        for row in self.rows:
            groups[group(row.gold)].append(row.verdict.correct)
        return {name: Count(sum(right), len(right)) for name, right in sorted(groups.items())}

    @property
    def misses(self) -> list[Row]:
        """The questions that went wrong."""
        return [row for row in self.rows if not row.verdict.correct]

    @property
    def reliability(self) -> list[Bin]:
        """The reliability curve: the confidence in each fifth of the scale against the share right.

        What the confidence is about is the clause ranked first, so abstentions count too; questions
        that were refused have none.
        """
        rated = [row for row in self.rows if row.answer.status is not Status.REFUSED]
        bins = []
        for at in range(BINS):
            inside = [row for row in rated if min(int(row.answer.confidence * BINS), BINS - 1) == at]
            if inside:
                confidence = sum(row.answer.confidence for row in inside) / len(inside)
                right = sum(row.top_hit for row in inside) / len(inside)
                bins.append(Bin(at / BINS, len(inside), round(confidence, 3), round(right, 3)))
        return bins


def evaluate(
    engine: Engine, gold: Sequence[GoldQuestion], documents: Sequence[str] = (), *, progress: Progress | None = None
) -> Evaluation:
    """Put questions to an engine and judge what it says.

    :param documents: ids of the documents to keep to; all where empty.
    :param progress: called with how many questions are done, and of how many.
    :raises BuildError: for the id of a document that is not in the build.
    """
    rows = []
    for done, each in enumerate(gold, start=1):
        answer = engine.ask(each.question, documents)
        rows.append(Row(each, answer, verdict(each, answer), _top(engine, answer, documents)))
        if progress is not None:
            progress(done, len(gold))
    return Evaluation(tuple(rows))


def verdict(gold: GoldQuestion, answer: Answer) -> Verdict:
    """Judge one answer."""
    answered = answer.status is Status.ANSWERED
    if not gold.answerable:
        return Verdict(correct=not answered, answered=answered)
    if not answered:
        return Verdict(correct=False, answered=False)
    hits = [answers(gold, citation.quote) for citation in answer.citations[:FIRST_FEW]]
    first = bool(hits) and hits[0]
    roles, said = _right_roles(gold, answer), _said(gold, answer)
    return Verdict(correct=first and roles and said, answered=True, hit1=first, hit3=any(hits), roles=roles, said=said)


def _right_roles(gold: GoldQuestion, answer: Answer) -> bool:
    """True where all roles are named and at most one more; where none is asked for, any are right."""
    wanted, have = set(gold.roles), {role.reported for role in answer.roles}
    return not wanted or (wanted <= have and len(have) <= len(wanted) + MOST_EXTRA_ROLES)


def _said(gold: GoldQuestion, answer: Answer) -> bool:
    """True where the answer holds one of each of the alternatives that it must hold, and is not too long."""
    text = answer.text.lower()
    return len(text) <= LONGEST_ANSWER and all(any(one in text for one in must) for must in gold.answer_must)


def _top(engine: Engine, answer: Answer, documents: Sequence[str]) -> str:
    """Return the quote of the clause that the engine ranked first for a question."""
    if answer.status is Status.REFUSED:
        return ""
    if answer.citations:
        return answer.citations[0].quote
    question = understand(answer.question, engine.index.vocabulary)
    order = engine.ranked(question, documents)
    return engine.quoting(order[0].norm.document, question).citation(order[0].norm).quote if order else ""


def share(right: Iterable[bool]) -> float | None:
    """Return the share that is true, to three places; None of nothing.

    >>> share([True, True, False]), share([])
    (0.667, None)
    """
    counted = list(right)
    return round(sum(counted) / len(counted), 3) if counted else None


def percentile(values: Iterable[float], part: float) -> float:
    """Return the value that a part of the values lie below, by rank: one of the values.

    >>> percentile([3, 1, 2], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[int(len(ordered) * part)]

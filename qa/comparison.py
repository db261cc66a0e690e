"""The engine beside retrieval alone and beside other libraries: the same questions, in the same run.

What is compared is the clause put first: does it answer (``qa.gold.answers``), and how long did it take?
All are quoted alike, so that none gains by longer or shorter quotes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from kg.errors import AnsvarError
from qa.baselines import BASELINES, First
from qa.engine import Engine
from qa.evaluation import Evaluation, Progress, percentile, share
from qa.gold import answers
from qa.peers import PEERS, peer

ROUNDS = 3
OWN = "ansvar"


@dataclass(frozen=True, slots=True)
class Contender:
    """One that was compared: the share of answerable questions it put the right clause first in, its times."""

    name: str
    hit1: float | None
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Contenders on the same questions.

    ``own`` is the program by the clause it ranks first, whether or not it answers with it: what the
    others are measured by, since they never abstain. ``own_answers`` counts its abstentions as misses.
    ``missing`` says why a peer is not among the others.
    """

    questions: int
    own: Contender
    own_answers: Contender
    others: tuple[Contender, ...]
    missing: tuple[str, ...]

    def as_record(self) -> dict[str, object]:
        """Return the comparison as plain values."""
        return asdict(self)


def compare(
    engine: Engine,
    evaluation: Evaluation,
    documents: Sequence[str] = (),
    *,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the engine, as evaluated, with all baselines and with the peers that are installed.

    All are warm: each has met every question once before its times count.

    :param documents: the documents that the evaluation kept to.
    :param rounds: how often each question is put to each; the middle time counts.
    :param progress: called with how many questions are timed, and of how many.
    """
    others, missing = _others(engine, documents)
    hits = {name: _hit1(engine, evaluation, first) for name, first in others.items()}
    times = _times(
        {OWN: lambda question: engine.ask(question, documents), **others},
        [row.gold.question for row in evaluation.rows],
        rounds,
        progress,
    )

    def contender(name: str, hit1: float | None) -> Contender:
        taken = times[name]
        return Contender(name, hit1, round(percentile(taken, 0.5), 1), round(percentile(taken, 0.95), 1))

    answerable = [row for row in evaluation.rows if row.gold.answerable]
    return Comparison(
        questions=len(answerable),
        own=contender(OWN, share(row.top_hit for row in answerable)),
        own_answers=contender(OWN, share(row.verdict.hit1 for row in answerable)),
        others=tuple(contender(name, hit1) for name, hit1 in hits.items()),
        missing=tuple(missing),
    )


def _others(engine: Engine, documents: Sequence[str]) -> tuple[dict[str, First], list[str]]:
    """Return the baselines and the peers that are installed, and why the others are missing."""
    found, missing = {name: make(engine, documents) for name, make in BASELINES.items()}, []
    for name in PEERS:
        try:
            found[name] = peer(name, engine, documents)
        except AnsvarError as error:
            missing.append(str(error))
    return found, missing


def _hit1(engine: Engine, evaluation: Evaluation, first: First) -> float | None:
    """Return the share of answerable questions whose clause put first answers; meets all questions."""
    right = []
    for row in evaluation.rows:
        place = first(row.gold.question)
        if row.gold.answerable:
            right.append(place is not None and answers(row.gold, quote(engine, place)))
    return share(right)


def quote(engine: Engine, place: int) -> str:
    """Return how the program would quote the norm at a place of the index."""
    entry = engine.index.entries[place]
    (norm,) = engine.library.norms([(entry.document, entry.norm)])
    return engine.quoting(norm.document).citation(norm).quote


def _times(
    runs: Mapping[str, Callable[[str], object]], questions: Sequence[str], rounds: int, progress: Progress | None
) -> dict[str, list[float]]:
    """Return how long each took for each question, in milliseconds; who goes first takes turns."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for at, question in enumerate(questions):
        each: dict[str, list[float]] = {name: [] for name in runs}
        for round_ in range(rounds):
            start = (at + round_) % len(names)
            for name in names[start:] + names[:start]:
                started = time.perf_counter()
                runs[name](question)
                each[name].append(1000 * (time.perf_counter() - started))
        for name, times in each.items():
            taken[name].append(median(times))
        if progress is not None:
            progress(at + 1, len(questions))
    return taken

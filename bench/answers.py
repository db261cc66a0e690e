"""A question answered by a warm engine, against the encoder alone on the same question."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from unittest.mock import patch

import numpy as np

from bench.questions import QUESTIONS
from bench.tables import Row, Table
from bench.timing import built_home, seconds
from kg.home import Home
from qa import engine as engines
from qa.encoder import Encoder, encoder
from qa.engine import Engine
from qa.index import Index
from qa.opening import open_engine

ROUNDS = 3
AIM, LATE = 1.5, 2.5
"""How much longer than the encoder an answer may take: the median, and the 95th percentile."""
ENCODER = "the encoder on the same question"
WARMING = ("Hvem har ansvaret?", "Kven har ansvaret?", "Who is responsible?")


def tables() -> list[Table]:
    """Measure, and return the tables."""
    engine, model = open_engine(Home(built_home())), encoder()
    for question in WARMING:
        engine.ask(question)
    rounds = [_round(engine, model) for _ in range(ROUNDS)]
    first, later = rounds[0], [pair for each in rounds[1:] for pair in each]
    rows = [
        Row("answer, median", ENCODER, _ratio(later, 50), AIM),
        Row("answer, 95th percentile", ENCODER, _ratio(later, 95), LATE),
        Row("answer to a question never asked before, median", ENCODER, _ratio(first, 50), AIM),
        Row("answer to a question never asked before, 95th percentile", ENCODER, _ratio(first, 95), LATE),
    ]
    title = f"answers: {len(QUESTIONS)} questions, {ROUNDS} rounds, the first apart"
    return [Table(title, rows), Table("answers, by stage: medians, on their own clock", _stages(engine))]


def _round(engine: Engine, model: Encoder) -> list[tuple[float, float]]:
    """Return (answer, encoder) times of all questions; which of the two goes first takes turns."""
    pairs = []
    for at, question in enumerate(QUESTIONS):
        runs = [lambda q=question: engine.ask(q), lambda q=question: model.queries([q])]
        if at % 2:
            alone, answer = seconds(runs[1]), seconds(runs[0])
        else:
            answer, alone = seconds(runs[0]), seconds(runs[1])
        pairs.append((answer, alone))
    return pairs


def _ratio(pairs: list[tuple[float, float]], share: int) -> float:
    """Return a percentile of the ratios, each of a question's own two times."""
    return float(np.percentile([answer / alone for answer, alone in pairs], share))


def _stages(engine: Engine) -> list[Row]:
    """Measure each stage, on the questions' second and third time, over the encoding in the same answers."""
    clock = Clock()
    spent: dict[str, list[float]] = defaultdict(list)
    with clock.watching():
        for round_ in range(ROUNDS):
            for question in QUESTIONS:
                clock.start()
                engine.ask(question)
                for stage, took in clock.stop().items():
                    if round_:
                        spent[stage].append(took)
    alone = median(spent["encoding"])
    return [Row(stage, "encoding", median(spent[stage]) / alone) for stage in Clock.STAGES]


class Clock:
    """Times the engine's stages from outside; what a stage calls of another counts for the other."""

    STAGES = ("guard", "understanding", "encoding", "retrieval", "ranking", "resolution", "wording and citations")

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._stage, self._since = self.STAGES[-1], 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Put the clock around the functions that the engine calls."""
        with ExitStack() as stack:
            for owner, name, stage in (
                (engines, "refusal", "guard"),
                (engines, "understand", "understanding"),
                (type(encoder()), "queries", "encoding"),
                (Index, "search", "retrieval"),
                (Engine, "ranked", "ranking"),
                (engines, "confidence_of", "ranking"),
                (engines, "resolve", "resolution"),
            ):
                stack.enter_context(patch.object(owner, name, self._timed(getattr(owner, name), stage)))
            yield

    def _timed(self, run: Callable[..., object], stage: str) -> Callable[..., object]:
        def timed(*arguments: object, **options: object) -> object:
            outer = self._switch(stage)
            try:
                return run(*arguments, **options)
            finally:
                self._switch(outer)

        return timed

    def start(self) -> None:
        """Start the clock of one answer."""
        self._spent = dict.fromkeys(self.STAGES, 0.0)
        self._stage, self._since = self.STAGES[-1], time.perf_counter()

    def _switch(self, stage: str) -> str:
        """Give the time since the last switch to the stage at work, and start another's."""
        now = time.perf_counter()
        self._spent[self._stage] += now - self._since
        old, self._stage, self._since = self._stage, stage, now
        return old

    def stop(self) -> dict[str, float]:
        """Return the time of each stage since the start."""
        self._switch(self.STAGES[-1])
        return self._spent

"""Answers as the corpus grows: time, start, memory, disk and recall at some numbers of times the guideline.

``python -m bench scale --times 1,10,100,1000,10000 --folder DIR`` makes the homes that are not there
(``bench/scaled.py``) and holds all against the first. Each is served by a process of its own; every question is
put to all of them before the next one, so that what else the machine does falls on all alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from bench.answers import Clock
from bench.questions import QUESTIONS
from bench.scaled import scaled_home
from bench.servant import NEAREST, Servant
from bench.tables import Row, Table
from bench.timing import ansvar, folder, in_turns

TIMES = (1, 10, 100)
ROUNDS = 3
STARTS = 5
MEDIAN_AIM, TAIL_AIM, START_AIM, MEMORY_AIM, MISSED_AIM = 3.0, 5.0, 2.0, 4.0, 0.03
QUESTION = "Hvem skriver sykmelding etter operasjon?"

Asked = Mapping[int, Sequence[Sequence[Mapping[str, float]]]]
"""By the number of times: in each round, for each question, the seconds of each stage and of the whole."""


def tables(times: Sequence[int] = TIMES, within: Path | None = None) -> list[Table]:
    """Measure, and return the tables.

    :param times: how many times the guideline, ascending; the others are held against the first.
    :param within: a folder for the homes, which are kept there; one that goes afterwards where None.
    """
    beside = within or folder()
    homes = {number: scaled_home(beside, number) for number in times}
    servants = {number: Servant(home.folder) for number, home in homes.items()}
    try:
        asked = {number: [[] for _ in range(ROUNDS)] for number in times}
        for round_ in range(ROUNDS):
            for question in QUESTIONS:
                for number, servant in servants.items():
                    asked[number][round_].append(servant.call(ask=question))
        kept = [row for number, servant in servants.items() for row in _kept(number, servant, number == times[-1])]
    finally:
        for servant in servants.values():
            servant.end()
    runs = {str(number): ansvar("ask", QUESTION, home=home.folder) for number, home in homes.items()}
    starts = in_turns(runs, times=STARTS)
    rows = [row for number in times[1:] for row in _times(asked, number, times[0], number == times[-1])]
    rows += [
        Row(f"{_name(n)}ansvar ask, cold", f"at {times[0]} ×", starts.ratio(str(n), str(times[0])), START_AIM)
        for n in times[1:]
    ]
    title = f"scale: {len(QUESTIONS)} questions, each never asked before"
    stages = Table("scale, by stage: medians, on their own clock", [row for n in times for row in _stages(asked, n)])
    return [Table(title, rows), stages, Table("scale: memory, disk and what the quantised index misses", kept)]


def _name(number: int) -> str:
    return f"{number:,} ×: "


def _times(asked: Asked, number: int, first: int, last: bool) -> list[Row]:
    """Return how long answers take against those of the first number of times; the aims are those of the largest."""
    rows = []
    for what, share, aim in (("median", 50, MEDIAN_AIM), ("95th percentile", 95, TAIL_AIM)):
        new, again = (_percentile(asked[number][at], share) / _percentile(asked[first][at], share) for at in (0, -1))
        note = f"{again:.2f} when asked again"
        rows.append(Row(f"{_name(number)}answer, {what}", f"at {first} ×", new, aim if last else None, note))
    return rows


def _percentile(answers: Sequence[Mapping[str, float]], share: int) -> float:
    return float(np.percentile([answer["whole"] for answer in answers], share))


def _stages(asked: Asked, number: int) -> list[Row]:
    """Return the time of each stage of questions never asked before over the encoding of the same."""
    first = asked[number][0]
    return [
        Row(_name(number) + stage, "encoding", median(each[stage] / each["encoding"] for each in first))
        for stage in Clock.STAGES
    ]


def _kept(number: int, servant: Servant, last: bool) -> list[Row]:
    """Return what a home takes, and what of the nearest its index misses."""
    has = servant.call()
    own = f"{has['anonymous']:.2f} of it its own, the rest files mapped into memory"
    norms = f"{has['norms']:,} norms"
    rows = [
        Row(f"{_name(number)}resident memory", "1 GB", has["resident"], MEMORY_AIM if last else None, own),
        Row(f"{_name(number)}index and catalogue on disk", "1 GB", has["disk"], None, norms),
    ]
    if (recall := servant.call(recall=QUESTIONS)["recall"]) is not None:
        missed, note = (1 - recall) / MISSED_AIM, f"recall@{NEAREST} {recall:.3f}"
        rows.append(Row(f"{_name(number)}of the nearest {NEAREST}, missed", "3 in 100", missed, 1.0, note))
    return rows

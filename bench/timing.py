"""Clocks: things timed in turns, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
_KEPT = ExitStack()


def seconds(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def processor_seconds(run: Callable[[], object]) -> float:
    """Return the processor time that a call takes: other work on the machine counts less than on a clock."""
    started = time.process_time()
    run()
    return time.process_time() - started


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of several things took, round by round."""

    rounds: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        """Return the median time of one, in seconds."""
        return median(self.rounds[name])

    def ratio(self, one: str, other: str) -> float:
        """Return the median, over the rounds, of the one's time over the other's in the same round."""
        return median(a / b for a, b in zip(self.rounds[one], self.rounds[other], strict=True))


def in_turns(runs: Mapping[str, Callable[[], object]], *, times: int, dropped: int = 1) -> Times:
    """Time each, one after the other in rounds.

    :param times: how many rounds count.
    :param dropped: how many rounds go before them.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(dropped + times):
        for name, run in runs.items():
            took = seconds(run)
            if round_ >= dropped:
                taken[name].append(took)
    return Times(taken)


def ansvar(*words: str, home: Path) -> Callable[[], object]:
    """Return a call that runs the command in a process of its own: the installed script, else the module."""
    script = Path(sys.executable).with_name("ansvar")
    command = [str(script)] if script.is_file() else [sys.executable, str(ROOT / "cli.py")]
    return process([*command, *words], ANSVAR_HOME=str(home))


def python(code: str, *words: str) -> Callable[[], object]:
    """Return a call that runs some code in a process of its own."""
    return process([sys.executable, "-c", code, *words])


def process(command: Sequence[str], **env: str) -> Callable[[], object]:
    """Return a call that runs a command and fails where it fails."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    variables = {**os.environ, "PYTHONPATH": path, **env}

    def run() -> None:
        subprocess.run(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, capture_output=True, check=True)

    return run


def folder() -> Path:
    """Return a new folder that goes when the benchmarks end."""
    return Path(_KEPT.enter_context(tempfile.TemporaryDirectory(prefix="ansvar-bench-")))


def clear() -> None:
    """Remove the folders that were made."""
    _KEPT.close()


@cache
def built_home() -> Path:
    """Return a folder with the guideline that ships with the program, built once a run."""
    from kg.home import Home
    from qa.build import build

    home = folder()
    build([], home=Home(home))
    return home

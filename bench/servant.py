"""A process that answers from one home and tells what that takes: ``python -m bench.servant HOME``, JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.answers import WARMING, Clock
from bench.timing import ROOT

NEAREST = 10
_BATCH = 50_000


class Servant:
    """A running one, asked from another process."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.servant", str(home)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, **told: object) -> dict[str, Any]:
        """Send it a line and return its answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        """End it."""
        self._process.communicate()


def serve(home: Path) -> None:
    """Answer the lines of standard input.

    ``{"ask": QUESTION}`` is answered by the seconds of each stage, ``{"recall": QUESTIONS}`` by what ``recall``
    gives, ``{}`` by what all takes.
    """
    from kg.home import Home
    from qa.opening import open_engine

    engine = open_engine(Home(home))
    for question in WARMING:
        engine.ask(question)
    clock = Clock()
    with clock.watching():
        for line in sys.stdin:
            told = json.loads(line)
            if "ask" in told:
                clock.start()
                answer = engine.ask(told["ask"])
                print(json.dumps({**clock.stop(), "whole": answer.elapsed_ms / 1000}), flush=True)
            elif "recall" in told:
                print(json.dumps({"recall": recall(engine, told["recall"])}), flush=True)
            else:
                print(json.dumps(_taken(engine)), flush=True)


def _taken(engine: Any) -> dict[str, float]:
    """Return the memory of this process, and the disk of what it answers from, in GB, and how many norms that are."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    resident, anonymous = (int(status[name].split()[0]) / 1e6 for name in ("VmRSS", "RssAnon"))
    folders = (engine.build.index, engine.build.catalogue)
    disk = sum(path.stat().st_size for each in folders for path in each.rglob("*") if path.is_file()) / 1e9
    return {"resident": resident, "anonymous": anonymous, "disk": disk, "norms": len(engine.index.entries)}


def recall(engine: Any, questions: list[str]) -> float | None:
    """Return the share of the nearest places that the index finds for some questions: of two sets, the lower.

    None where all vectors are compared, so that none can be missed.
    """
    import numpy as np

    from qa.quantised import QuantisedVectors, is_quantised
    from qa.vectors import CONTEXT, OWN

    if not is_quantised(engine.build.index, OWN):
        return None
    asked = np.concatenate([engine.index.query(question) for question in questions])
    found = []
    for name in (OWN, CONTEXT):
        vectors = QuantisedVectors(engine.build.index, name)
        places = np.empty((len(asked), 0), dtype=np.int64)
        cosines = np.empty((len(asked), 0), dtype=np.float32)
        for start in range(0, len(vectors), _BATCH):
            run = np.arange(start, min(start + _BATCH, len(vectors)))
            cosines = np.hstack([cosines, asked @ vectors.at(run).T])
            places = np.hstack([places, np.broadcast_to(run, (len(asked), len(run)))])
            best = np.argsort(-cosines, axis=1)[:, :NEAREST]
            cosines, places = np.take_along_axis(cosines, best, 1), np.take_along_axis(places, best, 1)
        near = [set(vectors.search(vector[None], NEAREST)) for vector in asked]
        found.append(sum(len(set(exact) & got) for exact, got in zip(places.tolist(), near, strict=True)) / places.size)
    return min(found)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

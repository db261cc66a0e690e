"""Kills what writes at random moments, and looks at what is left: ``python -m bench.killing [--times N] [--json]``.

A build is forked from a process that has loaded its models, so that the moments fall on the work itself; writers
of corrections, assessments and feedback say after each record that it is kept, and go on until they are killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# The children are forked, and the threads of OpenMP do not survive that.
os.environ["OMP_NUM_THREADS"] = "1"

SEED = 7
TIMES = 100
PAUSE = 0.05
"""The longest time, in seconds, that a writer gets: some ten records."""
MOST = 3
"""How many builds are begun at most for each that is killed: what else the machine does makes some faster."""
BEFORE = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
AFTER = "1. Transport\n\n• Kommunen bestiller drosje.\n• Fastlegen skal sende henvisning innen tre dager.\n"


@dataclass
class Left:
    """What killing left behind, counted; ``faults`` is empty where all was as it should be."""

    what: str
    killed: int = 0
    found: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return a row of the table."""
        found = ", ".join(f"{number} {name}" for name, number in sorted(self.found.items()))
        return f"| {self.what} | {self.killed} | {found} | {len(self.faults)} |"


# -- builds


def warm(document: Path) -> None:
    """Load what a build needs; no store, whose threads do not survive a fork."""
    import bm25s  # noqa: F401 - imported for its time
    import faiss  # noqa: F401 - imported for its time

    from ingest.documents import document_of
    from ingest.norms import norms
    from kg.rdf import graph_of
    from kg.validation import validate
    from qa.encoder import encoder
    from qa.index import terms

    read, clauses = document_of(document)
    found = norms(read, clauses)
    validate(graph_of(read, clauses, found))
    encoder().passages([" ".join(terms(norm.text)) for norm in found])


def builds(folder: Path, times: int, chance: random.Random) -> Left:
    """Build a second document over a first one, killed at random moments; each must leave the one or the other."""
    documents = [folder / "vakt.txt", folder / "transport.txt"]
    for path, text in zip(documents, (BEFORE, AFTER), strict=True):
        path.write_text(text, encoding="utf-8")
    first, second = documents
    warm(first)
    whole = folder / "whole"
    _must(_child(lambda: _build(whole, first)))
    expected = {text: _said(_copy(whole, folder / "probe"), path) for path, text in ((first, BEFORE), (second, AFTER))}
    started = time.perf_counter()
    _must(_child(lambda: _build(_copy(whole, folder / "timed"), second)))
    lasts = time.perf_counter() - started
    left = Left("build")
    for number in range(MOST * times):
        home = _copy(whole, folder / f"kill-{number}")
        if _killed(lambda home=home: _build(home, second), chance.uniform(0, lasts)):
            left.killed += 1
        else:
            left.found["not counted: ended before the kill"] += 1
            shutil.rmtree(home)
            continue
        _look_at(home, second, expected, left, number)
        shutil.rmtree(home)
        if left.killed == times:
            break
    return left


def _look_at(home: Path, second: Path, expected: dict[str, list[str]], left: Left, number: int) -> None:
    """Count what a killed build left: the build before or the new one, whole; and the same command once more."""
    litter = [path.name for path in (home / "builds").glob(".*")]
    found = _said(home, None)
    if found == expected[BEFORE]:
        left.found["the build before"] += 1
    elif found == expected[AFTER]:
        left.found["the new build"] += 1
    else:
        left.faults.append(f"{number}: {found}")
    left.found["half-written folders"] += len(litter)
    if _said(home, second) != expected[AFTER] or list((home / "builds").glob(".*")):
        left.faults.append(f"{number}: the same command once more did not make it whole")


def _build(home: Path, document: Path) -> None:
    from kg.home import Home
    from qa.build import build

    build([document], home=Home(home))


def _said(home: Path, document: Path | None) -> list[str]:
    """Return the norms of the build in use, as a process of its own reads them, after building a document if named."""
    told = home.with_suffix(".told")

    def look() -> None:
        from kg.home import Home
        from kg.library import open_library

        if document is not None:
            _build(home, document)
        made = Home(home).open()
        library = open_library(made)
        norms = [norm.text for each in made.versions for norm in library.all_norms(each)]
        told.write_text(json.dumps(norms), encoding="utf-8")

    told.write_text('["nothing could be read"]', encoding="utf-8")
    _child(look)
    found: list[str] = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    return found


# -- writers


def records(folder: Path, times: int, chance: random.Random) -> Iterator[Left]:
    """Kill two writers at a time, of each kind of record; what they said was kept must be there, in order and whole."""
    for name, (keep, read, broken) in _kinds().items():
        left = Left(name)
        for number in range(times):
            home = folder / f"{name}-{number}"
            acknowledged = _written(home, keep, chance.uniform(0, PAUSE))
            left.killed += 2
            kept = read(home)
            for writer, last in enumerate(acknowledged):
                numbers = [int(each.split()[1]) for each in kept if each.startswith(f"{writer} ")]
                # One more than was acknowledged may be whole: killed between the disk and the word.
                if numbers not in (list(range(last)), list(range(last + 1))):
                    left.faults.append(f"{number}: {last} acknowledged, {numbers[-3:]} kept")
                left.found["records acknowledged"] += last
            torn = broken(home)
            left.found["torn records passed over"] += torn
            keep(home, 9, 0)
            if read(home) != [*kept, "9 0"] or broken(home) != torn:
                left.faults.append(f"{number}: the next record is not whole")
            shutil.rmtree(home)
        yield left


def _kinds() -> dict[
    str, tuple[Callable[[Path, int, int], object], Callable[[Path], list[str]], Callable[[Path], int]]
]:
    """Return by kind what writes a record with the words "writer number", what reads all such, what counts the torn."""
    from kg.overlap import assessments
    from kg.review import file as reviewfile
    from kg.review.reviews import Change, Field, Review, Target, Verdict
    from qa import feedback
    from qa.answers import Answer, Status

    sides = (assessments.Side("a", "sec_1", "Legen skal ringe."), assessments.Side("a", "sec_2", "Legen bør svare."))

    def assess(home: Path, writer: int, number: int) -> None:
        said = assessments.Assessment(
            assessments.Act.ASSESSED, sides, "Kari", "2026-01-01T00:00:00+00:00", f"{writer} {number}"
        )
        assessments.keep(said, home)

    def correct(home: Path, writer: int, number: int) -> None:
        target = Target("a", "sec_1", "sec_1__norm_1", "Legen skal ringe.")
        change = Change(Field.BEARERS, ("fastlege",))
        said = Review(Verdict.CORRECTED, target, "Kari", f"{writer} {number}", "2026-01-01T00:00:00Z", (change,))
        reviewfile.keep([said], home)

    def say(home: Path, writer: int, number: int) -> None:
        answer = Answer("Hvem ringer?", Status.ANSWERED, "Legen.")
        feedback.keep(answer, feedback.Verdict.RIGHT, f"{writer} {number}", folder=home)

    return {
        "corrections": (
            correct,
            lambda home: [each.reason for each in reviewfile.kept(home).reviews],
            lambda home: reviewfile.kept(home).broken,
        ),
        "assessments": (assess, lambda home: [each.note for each in assessments.kept(home)], assessments.broken),
        "feedback": (say, lambda home: [each.comment for each in feedback.kept(home)], feedback.broken),
    }


def _written(home: Path, keep: Callable[[Path, int, int], object], pause: float) -> list[int]:
    """Let two writers write until they are killed; return how many records each said that it had kept."""
    pipes, children = [], []
    for writer in range(2):
        ours, theirs = os.pipe()

        def write(writer: int = writer, theirs: int = theirs) -> None:
            number = 0
            while True:
                keep(home, writer, number)
                os.write(theirs, b".")
                number += 1

        children.append(_forked(write))
        os.close(theirs)
        pipes.append(ours)
    time.sleep(pause)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    counts = []
    for ours in pipes:
        with os.fdopen(ours, "rb") as told:
            counts.append(len(told.read()))
    return counts


# -- processes


def _forked(run: Callable[[], object]) -> int:
    """Run something in a child, which ends with 1 and says why where it fails; return the child's id."""
    child = os.fork()
    if child:
        return child
    try:
        run()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def _child(run: Callable[[], object]) -> int:
    """Run something in a child to its end, and return its status."""
    return os.waitstatus_to_exitcode(os.waitpid(_forked(run), 0)[1])


def _must(status: int) -> None:
    if status:
        raise SystemExit(f"a build that nobody killed ended with {status}")


def _killed(run: Callable[[], object], after: float) -> bool:
    """Run something in a child and kill it after some seconds; return whether it was still at work."""
    child = _forked(run)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _copy(whole: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(whole, target, symlinks=True)
    return target


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ansvar-kill-") as name:
        yield Path(name)


def main() -> None:
    """Print what was left as a table, and end with 1 where something was lost, half-written or wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.killing", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help=f"how often each is killed ({TIMES})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random moments ({SEED})")
    parser.add_argument("--json", action="store_true", help="print records instead of a table")
    options = parser.parse_args()
    with _folder() as folder:
        chance = random.Random(options.seed)  # noqa: S311 - no secret
        left = [builds(folder, options.times, chance), *records(folder, options.times, chance)]
    if options.json:
        json.dump([vars(each) for each in left], sys.stdout)
    else:
        rows = ["| written | processes killed | left behind | faults |", "|---|---|---|---|", *(e.row() for e in left)]
        print("\n".join(rows))
    for fault in (f"{each.what} {fault}" for each in left for fault in each.faults):
        sys.stderr.write(f"{fault}\n")
    raise SystemExit(any(each.faults for each in left))


if __name__ == "__main__":
    main()

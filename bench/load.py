"""Many users at once, while documents come and go: ``python -m bench.load [--seconds N] [--users N] [--json]``.

So many users on the page, and as many at the API, each with its own address and session, all at once; a builder
takes a document in and out, and builds, the whole time. The page's users are sessions of Streamlit over its own
websocket: what a browser would draw is not drawn. They read an answer for 10 to 30 seconds, and leave after six;
users of the API wait for 3 to 9 seconds. Seeds are fixed, the order of things is not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.questions import QUESTIONS
from bench.servers import free_port
from bench.timing import ROOT
from bench.visitors import ApiVisitor, LoadError, PageVisitor, Said

SEED = 7
READING = (10.0, 30.0)
WAITING = (3.0, 9.0)
STAY = 6
"""Questions after which somebody leaves the page."""
WARM = 0.3
"""The part of the time after which memory is to be flat."""
BUILDS = 30.0
"""Seconds between two changes of what is built."""
DOCUMENT = "agder-2024"
OTHER = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"


@dataclass
class Load:
    """What came of it: seconds of each answer, faults in words, memory in bytes over time, and how often was built."""

    seconds: float
    users: int
    alone: list[float] = field(default_factory=list)
    api: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    builds: int = 0
    memory: dict[str, list[tuple[float, int]]] = field(default_factory=dict)

    def growth(self, name: str) -> float:
        """Return how much more memory is taken at the end than after warming up, as a ratio of medians."""
        told = [(at / self.seconds, size) for at, size in self.memory[name]]
        early = [size for at, size in told if WARM <= at < WARM + 0.2]
        late = [size for at, size in told if at >= 0.8]
        return statistics.median(late) / statistics.median(early) if early and late else float("nan")

    def rows(self) -> Iterator[str]:
        """Give the table, as Markdown."""
        yield "| what | measured | aim |"
        yield "|---|---|---|"
        yield f"| users | {self.users} on the page, {self.users} at the API, {self.seconds:.0f} s | |"
        yield f"| builds put to use meanwhile | {self.builds} | |"
        yield f"| errors, wrong answers, tracebacks | {len(self.faults)} of {len(self.api) + len(self.page)} | 0 |"
        base = statistics.median(self.alone)
        for name, took in (("API", self.api), ("page", self.page)):
            p50, p95 = statistics.median(took), percentile(took, 0.95)
            aim = "p95 ≤ 1 s" if name == "API" else ""
            yield (
                f"| {name}: median, p95, most | {p50:.2f} s, {p95:.2f} s, {max(took):.2f} s; "
                f"p95 is {p95 / base:.1f} × the median question alone ({base:.2f} s) | {aim} |"
            )
        for name in self.memory:
            last = self.memory[name][-1][1] / 1e6
            yield f"| memory of the {name}: end / after warming up | {self.growth(name):.2f} ({last:.0f} MB) | ≤ 1.10 |"


def percentile(numbers: list[float], part: float) -> float:
    """Return the number below which a part of them lies."""
    return sorted(numbers)[min(len(numbers) - 1, int(part * len(numbers)))]


def run(home: Path, folder: Path, *, seconds: float, users: int, builds: float = BUILDS) -> Load:
    """Load both servers over a home that holds a build, and return what came of it.

    :param home: builds are made in it, and documents taken in and out.
    :param folder: for the servers' logs.
    :param builds: seconds between two changes of what is built.
    """
    load, asked = Load(seconds, users), list(QUESTIONS)
    with served(home, folder) as (api, page, processes):
        right = _alone(api, asked, load)
        with PageVisitor(page) as first:
            first.opened()
            first.asked(asked[0])
        end = time.monotonic() + seconds
        work: list[Callable[[], None]] = [lambda: _building(home, folder, end, load, builds)]
        for number in range(users):
            work.append(lambda number=number: _at_api(api, number, asked, right, end, load))  # type: ignore[misc]
            work.append(lambda number=number: _on_page(page, number, asked, end, load))  # type: ignore[misc]
        threads = [threading.Thread(target=each, daemon=True) for each in work]
        for thread in threads:
            thread.start()
        _watch(processes, end, load)
        for thread in threads:
            thread.join(120)
        load.faults += ["somebody still waits" for thread in threads if thread.is_alive()]
    for log in folder.glob("*.log"):
        load.faults += [f"{log.name}: {line}" for line in log.read_text().splitlines() if "Traceback" in line]
    return load


def _alone(api: str, asked: list[str], load: Load) -> dict[str, Said]:
    """Ask each question with nobody else there: what is right, and how long it takes."""
    right = {}
    for number, question in enumerate(asked):
        visitor = ApiVisitor(api, 60_000 + number // 30)
        right[question], took = visitor.asked(question, DOCUMENT)
        load.alone.append(took)
    return right


def _at_api(api: str, number: int, asked: list[str], right: dict[str, Said], end: float, load: Load) -> None:
    chance, visitor = random.Random(f"{SEED} api {number}"), ApiVisitor(api, number)  # noqa: S311 - no secret
    time.sleep(chance.uniform(0, min(WAITING[1], load.seconds / 4)))
    while time.monotonic() < end:
        try:
            if chance.random() < 0.7:
                question = chance.choice(asked)
                said, took = visitor.asked(question, DOCUMENT)
                if said != right[question]:
                    load.faults.append(f"«{question}»: {said}, not {right[question]}")
            else:
                took = visitor.looked(chance, DOCUMENT)
            load.api.append(took)
        except (LoadError, ValueError, KeyError) as error:
            load.faults.append(f"API: {error}")
        time.sleep(min(chance.uniform(*WAITING), max(0.0, end - time.monotonic())))


def _on_page(page: str, number: int, asked: list[str], end: float, load: Load) -> None:
    chance = random.Random(f"{SEED} page {number}")  # noqa: S311 - no secret
    time.sleep(chance.uniform(0, min(READING[1], load.seconds / 4)))
    while time.monotonic() < end:
        try:
            with PageVisitor(page) as visitor:
                load.page.append(visitor.opened())
                for _ in range(STAY):
                    if time.monotonic() > end:
                        break
                    load.page.append(visitor.asked(chance.choice(asked))[1])
                    time.sleep(min(chance.uniform(*READING), max(0.0, end - time.monotonic())))
        except (LoadError, OSError) as error:
            load.faults.append(str(error))
            time.sleep(1)


def _building(home: Path, folder: Path, end: float, load: Load, pause: float) -> None:
    """Take a document in and out, and build what is built already, over and over."""
    other = folder / "vakt.txt"
    other.write_text(OTHER, encoding="utf-8")
    turns = (("add", str(other)), ("build",), ("remove", "vakt", "--yes"))
    turn = 0
    while time.monotonic() < end - pause / 2:
        time.sleep(pause / 2)
        done = _ansvar(home, *turns[turn % len(turns)])
        if done.returncode:
            load.faults.append(f"ansvar {turns[turn % len(turns)][0]}: {done.stderr.strip()[-300:]}")
        turn += 1
        load.builds += 1
        time.sleep(min(pause / 2, max(0.0, end - time.monotonic())))


def _ansvar(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *words],
        cwd=ROOT, env=_environment(home), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "ANSVAR_HOME": str(home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


# -- the servers


@contextmanager
def served(home: Path, folder: Path) -> Iterator[tuple[str, str, dict[str, int]]]:
    """Start API and page; give their addresses and the ids of their processes."""
    port = free_port()
    commands = {
        "API": ["-c", "import cli; cli.main()", "serve", "--port", "0"],
        "page": ["-m", "streamlit", "run", "app.py", "--server.port", str(port)],
    }
    started = {}
    try:
        for name, words in commands.items():
            with (folder / f"{name}.log").open("wb") as out:
                started[name] = subprocess.Popen(
                    [sys.executable, *words],
                    cwd=ROOT, env=_environment(home), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                )  # fmt: skip
        api = _listening(folder / "API.log", started["API"])
        page = f"http://127.0.0.1:{port}"
        _answering(f"{page}/_stcore/health", started["page"])
        yield api, page, {name: process.pid for name, process in started.items()}
    finally:
        for process in started.values():
            process.send_signal(signal.SIGTERM)
        for process in started.values():
            process.wait(timeout=30)


def _listening(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(1200):
        if found := re.search(r"http://\S+:\d+", log.read_text()):
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"the API did not start:\n{log.read_text()}")


def _answering(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise SystemExit("the page did not start")


# -- memory


def _watch(processes: dict[str, int], end: float, load: Load) -> None:
    """Look at the memory of the servers and all that they started, every few seconds, to the end."""
    begun = end - load.seconds
    while time.monotonic() < end:
        for name, process in processes.items():
            load.memory.setdefault(name, []).append((time.monotonic() - begun, _memory(process)))
        time.sleep(min(2.0, load.seconds / 40))


def _memory(process: int) -> int:
    """Return the bytes that a process and its children hold, pages that they share counted once (Linux).

    Pages of files are left out (libraries, model, index): they are the system's cache, and how many of them are
    counted as a process's own turns on what else maps them at the moment, as the builder of this benchmark does.
    """
    total = 0
    for each in (process, *_children(process)):
        with suppress(OSError):
            told = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
            total += 1024 * int(re.findall(r"^Pss_Anon:\s+(\d+)", told, re.MULTILINE)[0])
    return total


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        with suppress(OSError):
            for child in (task / "children").read_text(encoding="ascii").split():
                found += [int(child), *_children(int(child))]
    return found


def main() -> None:
    """Print what came of it as a table, and end with 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="how long (300)")
    parser.add_argument("--users", type=int, default=50, help="how many on the page, and as many at the API (50)")
    parser.add_argument("--builds", type=float, default=BUILDS, help=f"seconds between two builds ({BUILDS:.0f})")
    parser.add_argument("--json", action="store_true", help="print a record instead of a table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ansvar-load-") as name:
        home = Path(name) / "home"
        done = _ansvar(home, "build")
        if done.returncode:
            raise SystemExit(done.stderr)
        load = run(home, Path(name), seconds=options.seconds, users=options.users, builds=options.builds)
    if options.json:
        json.dump(asdict(load), sys.stdout)
    else:
        print("\n".join(load.rows()))
    for fault in load.faults[:20]:
        sys.stderr.write(f"{fault}\n")
    raise SystemExit(bool(load.faults))


if __name__ == "__main__":
    main()

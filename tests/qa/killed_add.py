"""Takes a document in, and removes it, on copies of a home, each time killed at another change in the home.

Run as a script: ``killed_add.py WHOLE FOLDER DOCUMENT``. ``FOLDER/<act>-0`` is left by an act that ran to its
end, ``FOLDER/<act>-<n>`` by one killed just before its n-th change; the numbers are printed as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

# The copies are forked, and the threads of OpenMP do not survive that.
os.environ["OMP_NUM_THREADS"] = "1"
STEPS = 7


def run(whole: Path, folder: Path, name: str, stop: int, act: Callable[[Path], object]) -> int:
    """Do something to a copy in a child process, killed at a change; return how many changes it came to."""
    from tests.kg.killed import watch

    home, log = folder / f"{name}-{stop}", folder / f"{name}-{stop}.log"
    shutil.copytree(whole, home, symlinks=True)
    child = os.fork()
    if child == 0:
        watch(home, log, stop)
        act(home)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    expected = os.WIFSIGNALED(status) if stop else status == 0
    if not expected:
        raise SystemExit(f"{name} on copy {stop} ended with {status}")
    return len(log.read_text(encoding="utf-8").splitlines())


def main(whole: Path, folder: Path, document: Path) -> None:
    """Kill at changes spread over the act, and at each of the last ones."""
    from kg.home import Home
    from qa.collection import add, remove
    from qa.intake import look_at
    from tests.kg.killed import warm

    warm(document)
    candidate = look_at(document, home=Home(whole))
    acts: dict[str, Callable[[Path], object]] = {
        "add": lambda home: add(candidate, home=Home(home)),
        "remove": lambda home: remove([document.stem], home=Home(home)),
    }
    killed = {}
    before = whole
    for name, act in acts.items():
        changes = run(before, folder, name, 0, act)
        stops = sorted({*range(1, changes + 1, max(1, changes // STEPS)), *range(max(1, changes - STEPS), changes + 1)})
        for stop in stops:
            run(before, folder, name, stop, act)
        killed[name] = stops
        before = folder / f"{name}-0"
    json.dump(killed, sys.stdout)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""Builds a document on copies of a home, each build killed at another file that it writes, moves or removes.

Run as a script: ``killed.py WHOLE FOLDER DOCUMENT``. ``FOLDER/0`` is left by a build that ran to its end,
``FOLDER/<n>`` by one killed just before its n-th change; all changes are printed as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from pathlib import Path

# The copies are forked, and the threads of OpenMP do not survive that.
os.environ["OMP_NUM_THREADS"] = "1"
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "shutil.rmtree")
CHOSEN_WHILE_WRITING = 6


def warm(document: Path) -> None:
    """Load what a build needs, so that each copy takes a moment; no store, whose threads do not survive a fork."""
    import bm25s  # noqa: F401 - imported for its time
    import faiss  # noqa: F401 - imported for its time

    from kg.rdf import graph_of
    from kg.validation import validate
    from qa.encoder import encoder
    from qa.index import terms
    from tests.support import read_all

    read = read_all(document)
    validate(graph_of(read.document, read.clauses, read.norms))
    encoder().passages([" ".join(terms(norm.text)) for norm in read.norms])


def watch(home: Path, log: Path, stop: int) -> None:
    """Write down each change in the home from now on, and die at the given one (never, where 0)."""
    seen = 0
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        inside = any(str(each).startswith(f"{home}{os.sep}") for each in arguments)
        if inside and (writes or event in CHANGES):
            seen += 1
            touched = arguments[1] if event in ("os.rename", "os.symlink") else arguments[0]
            os.write(written, f"{event} {os.path.relpath(str(touched), home)}\n".encode())
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def run(whole: Path, folder: Path, document: Path, stop: int) -> list[str]:
    """Build on a copy in a child process, killed at a change; return the changes that it came to."""
    from kg.home import Home
    from qa.build import build

    home, log = folder / str(stop), folder / f"{stop}.log"
    shutil.copytree(whole, home, symlinks=True)
    child = os.fork()
    if child == 0:
        watch(home, log, stop)
        build([document], home=Home(home))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    expected = os.WIFSIGNALED(status) if stop else status == 0
    if not expected:
        raise SystemExit(f"the build on copy {stop} ended with {status}")
    return log.read_text(encoding="utf-8").splitlines()


def main(whole: Path, folder: Path, document: Path) -> None:
    """Kill at some changes while the build is written, and at every one from its manifest on."""
    warm(document)
    changes = run(whole, folder, document, 0)
    swap = next(at for at, change in enumerate(changes) if change.endswith("manifest.json.part"))
    chosen = random.Random(7).sample(range(1, swap + 1), CHOSEN_WHILE_WRITING)  # noqa: S311 - no secret
    for stop in (*sorted(chosen), *range(swap + 1, len(changes) + 1)):
        run(whole, folder, document, stop)
    json.dump(changes, sys.stdout)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

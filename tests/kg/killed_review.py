"""Writes reviews to copies of a home, each writer killed after another number of bytes of its record.

Run as a script: ``killed_review.py FOLDER``. ``FOLDER/home`` holds a review; ``FOLDER/<n>`` is a copy in which
a writer of a second one was killed when n bytes of it were on their way; their number is printed last.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from kg.review.file import keep, kept
from tests.kg.made_reviews import review


def killed(home: Path, after: int) -> int:
    """Write a second review in a child that dies once it has written so many bytes; return how many there are."""
    whole = len(_written(home))
    child = os.fork()
    if child == 0:
        write = os.write

        def dying(descriptor: int, data: bytes) -> int:
            if bytes(data).startswith(b"{"):  # the line in the audit log, which comes before
                return write(descriptor, data)
            write(descriptor, bytes(data)[:after])
            os.kill(os.getpid(), signal.SIGKILL)
            return 0

        os.write = dying
        keep([review("Den andre")], home)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the writer ended with {status}")
    return whole


def _written(home: Path) -> bytes:
    """Return what a second review adds to the file."""
    copy = home.with_name("measured")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    before = (copy / "reviews.nq").stat().st_size
    keep([review("Den andre")], copy)
    return (copy / "reviews.nq").read_bytes()[before:]


def main(folder: Path) -> None:
    """Kill writers after every 97th byte, and at the last ones."""
    home = folder / "home"
    whole = len(_written(home))
    for after in (*range(0, whole, 97), whole - 3, whole - 2, whole - 1, whole):
        copy = folder / str(after)
        shutil.copytree(home, copy)
        killed(copy, after)
        assert kept(home).reviews
    sys.stdout.write(str(whole))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Files written anew in one step: whole or not at all, and on disk before the call ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kg.appending import records, settle, turn

PART = ".part"
"""The ending of what a killed writer leaves behind."""


def replace(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file in place of one of that name.

    :param mode: who may read and write it, less what the umask forbids: its owner only where nothing is said.
    :raises OSError: where it cannot be written; the old one is untouched then.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    settle(path.parent)


def sift(path: Path, stays: Callable[[bytes], bool], *, lock: Path, patience: float, end: bytes = b"\n") -> None:
    """Take records out of a file to which records are added; nothing is written where all stay.

    :param stays: says of a record whether it stays.
    :param lock: what keeps other writers out, as for ``turn``.
    :param end: what parts records.
    :raises TimeoutError: where another writer does not come to its end.
    :raises OSError: where the file cannot be read or written; it is as before then.
    """
    if not path.exists():
        return
    with turn(lock, patience=patience):
        found = records(path, end=end)
        left = [record for record in found if stays(record)]
        if len(left) < len(found):
            replace(path, b"".join(record.strip(b"\n") + end for record in left))


def remove(path: Path) -> None:
    """Remove a file, where it is there, and wait until that is on disk.

    :raises OSError: where it cannot be removed.
    """
    if path.exists():
        path.unlink()
        settle(path.parent)

"""Files written anew in one step: whole or not at all, and on disk before the call ends."""

from __future__ import annotations

import os
from pathlib import Path

from kg.appending import settle

PART = ".part"
"""The ending of what a killed writer leaves behind."""


def replace(path: Path, content: bytes) -> None:
    """Write a file, readable to its owner only, in place of one of that name.

    :raises OSError: where it cannot be written; the old one is untouched then.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    settle(path.parent)


def remove(path: Path) -> None:
    """Remove a file, where it is there, and wait until that is on disk.

    :raises OSError: where it cannot be removed.
    """
    if path.exists():
        path.unlink()
        settle(path.parent)

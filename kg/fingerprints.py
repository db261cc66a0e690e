"""Fingerprints of files, by which a damaged one is told from a whole one."""

from __future__ import annotations

import hashlib
from pathlib import Path

LARGEST_HASHED = 4_000_000
"""Bytes: of a larger file, only the size is compared unless asked for."""


def fingerprint(path: Path) -> str:
    """Return a file's SHA-256; of a large one its size before that, so that opening need not read it all.

    The store's files count too: RocksDB hangs on some that have one bit turned.

    :raises OSError: where it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest if size <= LARGEST_HASHED else f"{size} bytes {digest}"


def is_whole(path: Path, expected: str, *, thorough: bool = False) -> bool:
    """Whether a file is as its fingerprint says.

    :param thorough: read large files too, of which only the size is compared otherwise.
    :raises OSError: where it cannot be read.
    """
    size, large, digest = expected.partition(" bytes")
    if large and not (thorough and digest):
        return path.stat().st_size == int(size)
    return fingerprint(path) == expected

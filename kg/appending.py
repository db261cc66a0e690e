"""Files that are only ever added to: whole records, readable to their owner only, on disk before the call ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(lock: Path, *, patience: float) -> Iterator[None]:
    """Keep other writers out; the folder of the lock is made where it is not there.

    :param patience: seconds to wait for another writer.
    :raises TimeoutError: where that one does not come to its end.
    :raises OSError: where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=patience):
            yield
    except Timeout as error:
        raise TimeoutError(str(lock)) from error


def append(path: Path, records: bytes, *, end: bytes = b"\n") -> None:
    """Write records at the end of a file, and wait until they are on disk; to be called in one's ``turn``.

    :param end: what parts records. Where the file does not end so (a killed writer cut off its last
        record), it is written first, so that the new records stand by themselves.
    :raises OSError: where the file cannot be written, a full disk for one; it is then as it was.
    """
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        ended = size == 0 or os.pread(descriptor, len(end), max(0, size - len(end))) == end
        left = memoryview((b"" if ended else end) + records)
        try:
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except OSError:
            # The caller says that nothing was stored, and that has to be so.
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if new:
        settle(path.parent)


def records(path: Path, *, end: bytes = b"\n") -> list[bytes]:
    """Return the records of a file that hold something, none where it is not there.

    :param end: what parts records.
    :raises OSError: where it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [each for each in raw.split(end) if each.strip()]


def settle(folder: Path) -> None:
    """Wait until a folder's list of files is on disk, or a file's content."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

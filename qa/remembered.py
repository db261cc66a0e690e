"""Vectors of passages that were encoded before, by a hash of their words: a file beside the builds, outliving them.

It is a cache (SQLite). What cannot be read is encoded again: a file that is damaged is begun anew, a row whose
checksum is wrong is none, and where the file cannot be written, what is encoded is kept in memory only. A process
that is killed leaves whole rows. The words themselves are not in it.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from qa.encoder import Encoder, Vectors

FILE = "vectors.sqlite"
MOST = 400_000
"""How many vectors are kept from build to build: some 650 MB of 384 floats; those of the last builds stay."""
BATCH = 256
"""How many passages are encoded before their vectors are put by."""
_TOGETHER, _PATIENCE = 500, 5.0
_LOG = logging.getLogger(__name__)
FAULTS = (sqlite3.Error, ValueError, TypeError)
"""What a file raises that is damaged: its own words and values may be so too."""
T = TypeVar("T")
V = TypeVar("V")


@contextmanager
def remembering(model: Encoder, home: Path) -> Iterator[Remembering]:
    """Give an encoder that knows what was encoded before in a home, and remembers what is encoded now."""
    known = Remembering(model, home / FILE)
    try:
        yield known
    finally:
        known.close()


def keep_only(home: Path, texts: Iterable[str], *, encoder: str) -> None:
    """Forget all vectors of a home but those of some passages; nothing of the others is left in the file.

    :param encoder: the name of the encoder whose vectors they are.
    :raises OSError: where that cannot be done.
    """
    if (home / FILE).exists():
        rows = _Rows(home / FILE)
        rows.keep_only(_key(encoder, text) for text in texts)
        rows.close()


class Remembering:
    """An encoder that encodes a passage only once, in this build or in an earlier one.

    :param path: the file of the vectors; they are kept in memory where None.
    """

    def __init__(self, model: Encoder, path: Path | None = None) -> None:
        self.name, self.dimension = model.name, model.dimension
        self._model = model
        self._rows = _Rows(path)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions."""
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; shape (number of texts, dimension)."""
        self.learn(texts)
        keys = [_key(self.name, text) for text in texts]
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for at in range(0, len(keys), _TOGETHER):
            some = keys[at : at + _TOGETHER]
            known = self._rows.get(some)
            for place, key in enumerate(some, at):
                found[place] = self._vector(known.get(key), texts[place])
        return found

    def learn(self, texts: Iterable[str]) -> None:
        """Encode the passages that are new, so that they are known when they are asked for."""
        for some in _batched(dict.fromkeys(texts), BATCH):
            keys = {text: _key(self.name, text) for text in some}
            known = self._rows.get(list(keys.values()))
            new = [text for text, key in keys.items() if key not in known]
            if new:
                self.put(new, self._model.passages(new))

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Take in vectors that were made elsewhere, by the same encoder."""
        self._rows.put((_key(self.name, text), row.tobytes()) for text, row in zip(texts, vectors, strict=True))

    def close(self) -> None:
        """Let go of the file, and of the vectors that were used longest ago where there are too many."""
        self._rows.close()

    def _vector(self, stored: bytes | None, text: str) -> Vectors:
        if stored is None:
            # Gone since it was learnt: the file was damaged meanwhile.
            return self._model.passages([text]).reshape(-1)
        return np.frombuffer(stored, dtype=np.float32)


def _key(encoder: str, text: str) -> bytes:
    return hashlib.sha256(f"{encoder}\0{text}".encode()).digest()


class _Rows:
    """Byte strings by key, in an SQLite file; in memory where there is none, or once it cannot be used."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = _opened(path) if path is not None else _made(":memory:")
        self._use = self._run(lambda file: file.execute("SELECT coalesce(max(used), 0) + 1 FROM vectors").fetchone())[0]

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work whole or not at all; where the file fails, without what it held."""
        try:
            with self._file:
                return work(self._file)
        except FAULTS as error:
            self._give_up(error)
            return work(self._file)

    def _give_up(self, error: Exception) -> None:
        """Go on in memory; a damaged file is removed, one that is held by another or cannot be written is not."""
        _LOG.info("%s cannot be used (%s)", self._path, error)
        with suppress(sqlite3.Error):
            self._file.close()
        if self._path is not None and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink()
        self._path, self._file = None, _made(":memory:")

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is stored, and whole, and mark it as in use."""
        return self._run(lambda file: dict(self._found(file, keys)))

    def _found(self, file: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        for some in _batched(keys, _TOGETHER):
            here = f"key IN ({', '.join('?' * len(some))})"
            query = f"SELECT key, vector, checked FROM vectors WHERE {here}"  # noqa: S608 - question marks only
            for key, vector, checked in file.execute(query, some).fetchall():
                if zlib.crc32(key + vector) == checked:
                    yield key, vector
            mark = f"UPDATE vectors SET used = ? WHERE used < ? AND {here}"  # noqa: S608 - question marks only
            file.execute(mark, (self._use, self._use, *some))

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Store byte strings."""
        ready = [(key, vector, zlib.crc32(key + vector), self._use) for key, vector in rows]
        self._run(lambda file: file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", ready))

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Delete all others, their bytes overwritten.

        :raises OSError: where the file cannot be used, nor removed.
        """
        path, kept = self._path, {(key,) for key in keys}

        def work(file: sqlite3.Connection) -> None:
            file.execute("CREATE TEMP TABLE kept (key BLOB PRIMARY KEY)")
            file.executemany("INSERT INTO kept VALUES (?)", kept)
            file.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM kept)")
            file.execute("DROP TABLE kept")

        self._run(work)
        if path is not None and self._path is None:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; of too many, those that were used longest ago go."""
        surplus = "SELECT key FROM vectors ORDER BY used DESC LIMIT -1 OFFSET ?"
        self._run(lambda file: file.execute(f"DELETE FROM vectors WHERE key IN ({surplus})", (MOST,)))  # noqa: S608 - no input
        self._file.close()


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _made(str(path))
    except sqlite3.OperationalError as error:
        _LOG.info("%s cannot be used (%s)", path, error)
    except FAULTS as error:
        _LOG.info("%s is begun anew (%s)", path, error)
        with suppress(OSError, *FAULTS):
            path.unlink()
            return _made(str(path))
    return _made(":memory:")


def _made(name: str) -> sqlite3.Connection:
    file = sqlite3.connect(name, timeout=_PATIENCE)
    try:
        file.execute("PRAGMA secure_delete = ON")
        # Whole after a killed process; after a lost disk the checksums tell what is not.
        file.execute("PRAGMA synchronous = OFF")
        file.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, checked INTEGER, used INTEGER)"
        )
    except FAULTS:
        file.close()
        raise
    return file


def _batched(values: Iterable[V], size: int) -> Iterator[list[V]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some

"""Records of bytes in one file with the places where each ends, read by memory map: any one costs the same.

A million records are opened as fast as one; only the pages of those that are read come into memory. Without
numpy, which commands that read a few norms should not have to wait for.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from functools import cached_property
from pathlib import Path
from typing import Self

from kg.errors import BuildError

_BORDERS = ".at"
_WIDTH = 8
_PAIR = struct.Struct("<qq")


class PackedWriter:
    """Writes records one after the other, and in a file beside them where each begins, and where the last one ends.

    The borders are little-endian integers of 64 bits; they are written when all records are.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._borders = array("q", [0])

    def add(self, record: bytes) -> None:
        """Write a record after those before it."""
        self._file.write(record)
        self._borders.append(self._borders[-1] + len(record))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is None:
            if sys.byteorder == "big":
                self._borders.byteswap()
            self._path.with_suffix(_BORDERS).write_bytes(self._borders.tobytes())


class Packed:
    """Records as a ``PackedWriter`` wrote them, by their place from 0; opened when the first one is asked for.

    :raises BuildError: on first use, where a file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _files(self) -> tuple[bytes | mmap.mmap, bytes | mmap.mmap]:
        """The bytes of the records, and of their borders."""
        try:
            records, borders = (_mapped(path) for path in (self._path, self._path.with_suffix(_BORDERS)))
            last = int.from_bytes(borders[-_WIDTH:], "little", signed=True)
            whole = len(borders) >= _WIDTH and len(borders) % _WIDTH == 0 and last == len(records)
        except OSError as error:
            raise self._damaged() from error
        if not whole:
            raise self._damaged()
        return records, borders

    def _damaged(self) -> BuildError:
        return BuildError(f"{self._path} mangler eller er skadet. Kjør «ansvar build» på nytt.")

    def __len__(self) -> int:
        return len(self._files[1]) // _WIDTH - 1

    def __getitem__(self, place: int) -> bytes:
        records, borders = self._files
        if place < 0 or (place + 2) * _WIDTH > len(borders):
            raise IndexError(place)
        start, end = _PAIR.unpack_from(borders, place * _WIDTH)
        return records[start:end]

    def run(self, places: range) -> list[bytes]:
        """Return the records of a run of places."""
        return [self[place] for place in places]


def _mapped(path: Path) -> bytes | mmap.mmap:
    """Return a file's bytes by memory map; an empty file has no map.

    :raises OSError: where it cannot be read.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

"""Readings put by on disk while a build is made, so that one of many documents does not hold them all."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Spool(Sequence[T], Generic[T]):
    """Things in the order in which they were put by, each read anew when it is asked for.

    The file has no name, and goes with this process.

    :param folder: where the disk is that has room.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)
        self._places: list[int] = []

    def append(self, thing: T) -> None:
        """Put something by.

        :raises OSError: where there is no room.
        """
        self._places.append(self._file.seek(0, 2))
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)
        self._file.flush()

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        self._file.seek(self._places[at])
        found: T = pickle.load(self._file)  # noqa: S301 - a file without a name, written by this process
        return found

    def __iter__(self) -> Iterator[T]:
        return (self[at] for at in range(len(self)))

    def __enter__(self) -> Spool[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

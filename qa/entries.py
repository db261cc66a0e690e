"""What the index knows of each norm by its place: its document, the version of that, and its id."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

from kg.packed import Packed

Editions = Sequence[tuple[str, str, int]]
"""The editions in the order that their norms lie in: document, version, and how many norms there are of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of a norm: its document, the version of that, and its id."""

    document: str
    version: str
    norm: str


class Entries(Sequence[Entry]):
    """The entries of an index by place: the norms of a document lie in one run, their ids on disk."""

    def __init__(self, editions: Editions, names: Packed) -> None:
        self._editions = editions
        self._names = names
        self._ends = list(accumulate(count for _, _, count in editions))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = place + len(self) if place < 0 else place
        if not 0 <= place < len(self):
            raise IndexError(place)
        document, version, _ = self._editions[bisect_right(self._ends, place)]
        return Entry(document, version, self._names[place].decode())

    def within(self, place: int) -> tuple[str, int]:
        """Return the document of the norm at a place, and its number among the norms of that, from 0."""
        at = bisect_right(self._ends, place)
        document, _, count = self._editions[at]
        return document, place - self._ends[at] + count

    def in_force(self, versions: Mapping[str, str] | None) -> dict[str, list[range]]:
        """Return the places of the norms of each document, of the version in force.

        :param versions: the versions in force by document id; all are where None.
        """
        found: dict[str, list[range]] = {}
        for at in self.numbered(versions):
            document, _, count = self._editions[at]
            found.setdefault(document, []).append(range(self._ends[at] - count, self._ends[at]))
        return found

    def numbered(self, versions: Mapping[str, str] | None) -> Iterator[int]:
        """Yield which of the editions are in force; ``versions`` is that of ``in_force``."""
        for at, (document, version, _) in enumerate(self._editions):
            if versions is None or versions.get(document) == version:
                yield at


def joined(runs: Iterable[range]) -> tuple[range, ...]:
    """Return runs of places in order, those that touch as one, without the empty ones.

    >>> joined([range(4, 6), range(0, 2), range(2, 4), range(8, 8), range(9, 10)])
    (range(0, 6), range(9, 10))
    """
    found: list[range] = []
    for run in sorted(runs, key=lambda run: run.start):
        if run and found and found[-1].stop == run.start:
            found[-1] = range(found[-1].start, run.stop)
        elif run:
            found.append(run)
    return tuple(found)

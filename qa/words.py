"""The word index over some of the norms that it holds: their terms, what each tells, and BM25 scores.

What a document answers must not turn on which others are built beside it, so all counts are of the
norms looked at; only the mean length of a norm, in BM25's saturation, is that of all.

A term's postings lie one after the other by place, so those of a document are a stretch found by bisection: a
question put to one document costs the same, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_POSTINGS = 100_000
"""Of the terms looked for among many norms, the rarest ones with at most so many postings together find norms."""
_FEW_RUNS = 16

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
_Postings = tuple[npt.NDArray[np.int32], Scores]


@dataclass(frozen=True)
class Words:
    """A BM25 index (``bm25s``) of ``length`` norms over the places in some ``runs``, ascending and apart."""

    bm25: Any
    length: int
    runs: tuple[range, ...]
    _counted: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _whole(self) -> bool:
        return self.runs == (range(self.length),)

    @cached_property
    def _borders(self) -> npt.NDArray[np.int32]:
        """Where the runs start and stop, in turns, of the type that places are stored in: another would copy them."""
        borders = [border for run in self.runs for border in (run.start, run.stop)]
        return np.array(borders, dtype=self._stored[1].dtype)

    @cached_property
    def total(self) -> int:
        """How many norms are looked at."""
        return sum(map(len, self.runs))

    @cached_property
    def _stored(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Scores]:
        """Where the postings of each term start, the places of all, and their scores."""
        starts, places, scores = (self.bm25.scores[part] for part in ("indptr", "indices", "data"))
        return starts.view(np.ndarray), places.view(np.ndarray), scores.view(np.ndarray)

    def _term(self, term: str) -> int | None:
        """Return a term's number, None where no norm of the index has it."""
        at: int | None = self.bm25.vocab_dict.get(term)
        return at if at is not None and at < len(self._stored[0]) - 1 else None

    def _stretches(self, at: int) -> Places:
        """Return where the postings of a term in each of the runs start and stop, in turns."""
        starts, places, _ = self._stored
        found: Places = np.searchsorted(places[starts[at] : starts[at + 1]], self._borders) + starts[at]
        return found

    def _count(self, at: int) -> int:
        """Return in how many of the norms a term stands."""
        if (count := self._counted.get(at)) is None:
            if self._whole:
                starts = self._stored[0]
                count = int(starts[at + 1] - starts[at])
            else:
                stretches = self._stretches(at)
                count = int(stretches[1::2].sum() - stretches[::2].sum())
            self._counted[at] = count
        return count

    def _postings(self, at: int) -> _Postings:
        """Return the places that a term stands at, among those looked at, and its stored scores there."""
        starts, places, scores = self._stored
        if self._whole:
            return places[starts[at] : starts[at + 1]], scores[starts[at] : starts[at + 1]]
        if len(self.runs) > _FEW_RUNS:
            column = slice(starts[at], starts[at + 1])
            # In how many of the borders' intervals: odd within a run.
            kept = self._borders.searchsorted(places[column], side="right") % 2 == 1
            return places[column][kept], scores[column][kept]
        stretches = self._stretches(at).tolist()
        parts = [slice(start, stop) for start, stop in zip(stretches[::2], stretches[1::2], strict=True)]
        if len(parts) == 1:
            return places[parts[0]], scores[parts[0]]
        none = [slice(0, 0)]
        return tuple(np.concatenate([each[part] for part in parts or none]) for each in (places, scores))  # type: ignore[return-value]

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms of the norms."""
        return Vocabulary(self)

    def holds(self, term: object) -> bool:
        """Return whether a term stands in one of the norms."""
        at = self._term(term) if isinstance(term, str) else None
        return at is not None and self._count(at) > 0

    def weight(self, term: str) -> float:
        """Return a term's inverse document frequency; an unknown term has the highest."""
        at = self._term(term)
        return _rarity(0 if at is None else self._count(at), self.total)

    def _rescaled(self, at: int) -> np.float32:
        """Return what a stored score is multiplied by: it is a product with the rarity over all norms."""
        starts = self._stored[0]
        return np.float32(_rarity(self._count(at), self.total) / _rarity(starts[at + 1] - starts[at], self.length))

    def best(self, terms: Sequence[str], most: int) -> list[int]:
        """Return the places with the highest BM25 scores for some terms, best first; a term twice counts twice.

        Where the terms have more than ``MOST_POSTINGS`` postings, only the rarest of them find norms.
        """
        from qa.vectors import best_places

        known = [at for at in map(self._term, terms) if at is not None and self._count(at)]
        if sum(map(self._count, known)) > MOST_POSTINGS:
            known = self._rarest(known)
        if not known:
            return []
        origin, end = self.runs[0].start, self.runs[-1].stop
        scores = np.zeros(end - origin, dtype=np.float32)
        met = []
        for at in known:
            places, stored = self._postings(at)
            scores[places - origin] += stored * self._rescaled(at)
            met.append(places - origin)
        # A place is met at most once a term: so many of the best are of at least ``most`` places.
        among = np.concatenate(met)
        found = np.unique(among[best_places(scores[among], most * len(known), all_as_high=True)])
        return [int(place) + origin for place in found[best_places(scores[found], most)]]

    def _rarest(self, known: Sequence[int]) -> list[int]:
        """Return the rarest of some terms that have no more than ``MOST_POSTINGS`` postings together."""
        kept, left = [], MOST_POSTINGS
        for at in sorted(known, key=self._count):
            left -= self._count(at)
            if left < 0:
                break
            kept.append(at)
        return kept

    def scores(self, terms: Sequence[str], places: Sequence[int]) -> Scores:
        """Return the BM25 scores of some places, all looked at, for some terms; a term twice counts twice."""
        starts, stored, values = self._stored
        asked = np.asarray(places, dtype=stored.dtype)
        found = np.zeros(len(asked), dtype=np.float32)
        for at in map(self._term, terms):
            if at is None or not self._count(at):
                continue
            column = stored[starts[at] : starts[at + 1]]
            near = np.minimum(np.searchsorted(column, asked), len(column) - 1)
            score = values[starts[at] : starts[at + 1]][near] * self._rescaled(at)
            found += np.where(column[near] == asked, score, np.float32(0))
        return found


class Vocabulary(Set[str]):
    """The terms of some norms; to look one up costs little, to count or list them all does not."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __contains__(self, term: object) -> bool:
        return self._words.holds(term)

    def __iter__(self) -> Iterator[str]:
        return (term for term in self._words.bm25.vocab_dict if term in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return self._words.total > 0

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> frozenset[str]:  # type: ignore[override]
        return frozenset(it)


def _rarity(frequency: float, total: int) -> float:
    """Return BM25's inverse document frequency, as Lucene has it."""
    return float(np.log(1 + (total - frequency + 0.5) / (frequency + 0.5)))

"""The word index over some of the norms that it holds: their terms, what each tells, and BM25 scores.

What a document answers must not turn on which others are built beside it, so all counts are of the
norms looked at; only the mean length of a norm, in BM25's saturation, is that of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Words:
    """A BM25 index (``bm25s``) over the places that ``shown`` is true for."""

    bm25: Any
    shown: npt.NDArray[np.bool_]

    @cached_property
    def _frequencies(self) -> npt.NDArray[np.float64]:
        """In how many of the norms each term stands."""
        starts, places = self.bm25.scores["indptr"], self.bm25.scores["indices"]
        terms = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        return np.bincount(terms[self.shown[places]], minlength=len(starts) - 1).astype(np.float64)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The terms of the norms."""
        counts = self._frequencies
        return frozenset(term for term, at in self.bm25.vocab_dict.items() if at < len(counts) and counts[at] > 0)

    def weight(self, term: str) -> float:
        """Return a term's inverse document frequency; an unknown term has the highest."""
        at = self.bm25.vocab_dict.get(term)
        known = at is not None and at < len(self._frequencies)
        return _rarity(self._frequencies[at] if known else 0.0, int(self.shown.sum()))

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every place for some terms, 0 where it is not shown; a term twice counts twice."""
        found = np.zeros(len(self.shown), dtype=np.float32)
        starts, places, stored = (self.bm25.scores[part] for part in ("indptr", "indices", "data"))
        for term in terms:
            at = self.bm25.vocab_dict.get(term)
            if at is None or at >= len(starts) - 1:
                continue
            column = slice(starts[at], starts[at + 1])
            # The stored score is a product with the rarity over all norms: put that among these in its place.
            rarity = self.weight(term) / _rarity(starts[at + 1] - starts[at], len(self.shown))
            found[places[column]] += stored[column] * np.float32(rarity)
        return np.where(self.shown, found, np.float32(0))


def _rarity(frequency: float, total: int) -> float:
    """Return BM25's inverse document frequency, as Lucene has it."""
    return float(np.log(1 + (total - frequency + 0.5) / (frequency + 0.5)))

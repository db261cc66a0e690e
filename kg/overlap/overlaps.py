"""Pairs of norms that a committee should see together: doubled, shared, handed over or pulling apart.

Which pairs are looked at says ``kg.overlap.candidates``, what they weigh and of which kind they are
``kg.overlap.model``; here they are ranked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.likeness import profile
from kg.model import Modality, Norm
from kg.overlap.candidates import Neighbours, candidates
from kg.overlap.model import Judged, OverlapKind, judged
from kg.overlap.sentences import why

__all__ = ["Neighbours", "Overlap", "OverlapKind", "overlaps"]

PAIRS_PER_NORM = 1.5
REPEATED = 0.5
"""What each better pair with the same norm costs a pair: ten pairs about one norm tell little more."""
LOWEST_SCORE = 0.001


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of norms, ``a`` before ``b``; ``why`` is one sentence for the committee."""

    a: Norm
    b: Norm
    kind: OverlapKind
    score: float
    why: str

    def as_record(self) -> dict[str, object]:
        """Return the pair as one line of ``ansvar overlaps --jsonl``."""
        return {
            "a": self.a.id,
            "a_text": self.a.text,
            "b": self.b.id,
            "b_text": self.b.text,
            "kind": self.kind.value,
            "score": round(self.score, 4),
            "why": self.why,
        }


def overlaps(norms: Sequence[Norm], *, neighbours: Iterable[Neighbours] = ()) -> list[Overlap]:
    """Return the overlapping pairs among norms of one or several documents, the most important first.

    :param norms: in document order, which decides what comes first in a pair.
    :param neighbours: norms that lie close in an index of vectors; pairs are found without, but fewer.
    """
    profiles = [profile(norm) for norm in norms if norm.modality is not Modality.INFO]
    found = ranked(judged(pair) for pair in candidates(profiles, neighbours))
    kept = [each for each in found if _score(each.odds) >= LOWEST_SCORE]
    return [_overlap(each) for each in kept[: math.ceil(PAIRS_PER_NORM * len(profiles))]]


def ranked(found: Iterable[Judged]) -> list[Judged]:
    """Return pairs by odds, each lowered for the better pairs that its norms are in."""
    seen: Counter[tuple[str, str, str]] = Counter()
    lowered = []
    for each in sorted(found, key=_order):
        places = [(norm.document, norm.version, norm.id) for norm in each.pair.norms]
        lowered.append(Judged(each.pair, each.kind, each.odds - REPEATED * sum(seen[place] for place in places)))
        seen.update(places)
    return sorted(lowered, key=_order)


def _order(judged: Judged) -> tuple[float, list[tuple[str, str, int, str]]]:
    """The better first; what weighs the same stands as in the documents, by the alphabet of their ids."""
    return -judged.odds, sorted((norm.document, norm.version, norm.start, norm.id) for norm in judged.pair.norms)


def _score(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def _overlap(judged: Judged) -> Overlap:
    a, b = judged.pair.norms
    return Overlap(a, b, judged.kind, _score(judged.odds), why(judged.kind, judged.pair))

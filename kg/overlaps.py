"""Pairs of norms that a committee should see together: doubled, shared, handed over or pulling apart.

Candidates come from ``kg.likeness``, their kind from ``kg.overlap_rules``; the score here weighs
what speaks for a pair.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.likeness import candidates, profile, weighed
from kg.model import Bearing, Modality, Norm
from kg.overlap_rules import RULES, Finding, OverlapKind
from kg.overlap_sentences import worded
from kg.pairs import Pair, side_by_side

__all__ = ["Overlap", "OverlapKind", "overlaps"]

PAIRS_PER_NORM = 1.15
REPEATED = 0.5
"""What each better pair of its kind with the same norm costs a pair: ten pairs about one norm tell little more."""
LOWEST_SCORE = 0.0005
INTERCEPT = -5.5
WEIGHTS: Mapping[str, float] = {
    "meaning": 1.4,
    "wording": 1.6,
    "object": 0.7,
    "act": 0.9,
    "receiver": 0.7,
    "named": 0.5,
    "told": 1.5,
    "conditions": 0.9,
    "timed": 0.9,
    "exceptions": 0.6,
    "taken_over": 1.0,
    "sized": 0.7,
    "loosened": -0.7,
    "moved": -1.8,
    "rivals": -0.3,
    "carried": -0.5,
    "doubled": -1.4,
    "duplicate meaning": 1.7,
    "duplicate wording": 0.8,
    "duplicate within": -0.8,
    "shared within": 1.0,
    "shared across": -1.4,
    "handover within": 0.9,
    "handover across": -0.4,
    "tension within": 0.3,
    "tension wording": 0.5,
}
"""Weights of a logistic regression over the pairs of one annotated guideline, rounded; named as in ``_evidence``."""


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


@dataclass(frozen=True, slots=True)
class _Found:
    """A pair, what a rule found in it, and the log odds that an annotator would list it."""

    pair: Pair
    finding: Finding
    odds: float


def overlaps(norms: Sequence[Norm]) -> list[Overlap]:
    """Return the overlapping pairs among norms of one or several documents, the most important first.

    :param norms: in document order, which decides what comes first in a pair.
    """
    profiles = [profile(norm) for norm in norms if norm.modality is not Modality.INFO]
    sides = weighed(profiles)
    found = [each for i, j in candidates(profiles) if (each := _found(side_by_side(sides[i], sides[j])))]
    return _ranked(found)[: math.ceil(PAIRS_PER_NORM * len(profiles))]


def _evidence(pair: Pair, finding: Finding) -> dict[str, float]:
    """Return what speaks for a pair, each part between 0 and 1."""
    a, b = pair.norms
    told = {Bearing.EXPLICIT, Bearing.AGENT}
    return {
        finding.rule: 1.0,
        f"{finding.kind} {'within' if pair.same_place else 'across'}": 1.0,
        "meaning": pair.meaning,
        "wording": pair.wording,
        f"{finding.kind} meaning": pair.meaning,
        f"{finding.kind} wording": pair.wording,
        "object": float(pair.same_object),
        "act": float(pair.same_act),
        "receiver": float(pair.same_receiver),
        "named": float(pair.named),
        "told": float(a.bearing in told and b.bearing in told),
        "conditions": pair.conditions / 2,
    }


def _found(pair: Pair) -> _Found | None:
    finding = next((found for rule in RULES if (found := rule(pair))), None)
    if finding is None:
        return None
    evidence = _evidence(pair, finding)
    odds = INTERCEPT + sum(WEIGHTS.get(name, 0.0) * value for name, value in evidence.items())
    return _Found(pair, finding, odds)


def _ranked(found: Iterable[_Found]) -> list[Overlap]:
    """Return the pairs by score, each lowered for the better pairs of its kind that its norms are in."""
    seen: Counter[tuple[str, str, str, OverlapKind]] = Counter()
    ranked: list[Overlap] = []
    for each in sorted(found, key=lambda each: -each.odds):
        (a, b), kind = each.pair.norms, each.finding.kind
        places = [(norm.document, norm.version, norm.id, kind) for norm in (a, b)]
        odds = each.odds - REPEATED * sum(seen[place] for place in places)
        seen.update(places)
        score = 1.0 / (1.0 + math.exp(-odds))
        if score >= LOWEST_SCORE:
            ranked.append(Overlap(a, b, kind, score, worded(each.finding.sentence, a, b)))
    return sorted(ranked, key=lambda pair: -pair.score)

"""What a pair of norms weighs, and of which kind it is: two fitted models over its evidence.

The weights lie in ``weights.json`` with their figures; ``python -m qa.overlap_fitting`` makes
them. Both models are softmax regressions: the one tells pairs of each kind from pairs that tell
nothing, the other the kinds from each other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.model import Modality
from kg.overlap.evidence import Evidence, evidence
from kg.overlap.pairs import Pair
from kg.overlap.patterns import taking_over

WEIGHTS = Path(__file__).with_name("weights.json")
_DIGITS = 9


class OverlapKind(StrEnum):
    """How two norms overlap."""

    DUPLICATE = "duplicate"
    SHARED = "shared"
    HANDOVER = "handover"
    TENSION = "tension"


@dataclass(frozen=True, slots=True)
class Model:
    """For each kind, the weights of evidence by name: for being worth a look, and for being of this kind."""

    listed: Mapping[OverlapKind, Mapping[str, float]]
    kinds: Mapping[OverlapKind, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair, its kind, and the log odds that a committee would want to see it."""

    pair: Pair
    kind: OverlapKind
    odds: float


@cache
def model() -> Model:
    """Return the fitted weights."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    listed, kinds = ({kind: dict(stored[part][kind.value]) for kind in OverlapKind} for part in ("listed", "kinds"))
    return Model(listed, kinds)


def judged(pair: Pair, *, by: Model | None = None, found: Evidence | None = None) -> Judged:
    """Return what a pair weighs, and its kind.

    :param by: other weights than those that are kept.
    :param found: the pair's evidence, where it is known.
    """
    by = by or model()
    found = {name: value for name, value in (found or evidence(pair)).items() if value}
    odds = math.log(math.fsum(math.exp(_sum(by.listed[kind], found)) for kind in OverlapKind))
    kind = max(_possible(pair), key=lambda each: round(_sum(by.kinds[each], found), _DIGITS))
    return Judged(pair, kind, round(odds, _DIGITS))


def _possible(pair: Pair) -> Sequence[OverlapKind]:
    """Return the kinds that a pair can be of by what they mean, whatever was fitted.

    A norm and a prohibition are of two minds, however alike their words; what two sides carry is
    not said twice; the same words are, unless a figure in them is another. Nothing goes over from one
    role to another where the same roles carry both, unless one norm says that somebody takes over.
    """
    kinds = {norm.modality for norm in pair.norms}
    if len(kinds) == 2 and Modality.PROHIBITION in kinds:
        return (OverlapKind.HANDOVER, OverlapKind.TENSION) if _may_move(pair) else (OverlapKind.TENSION,)
    if pair.same_words:
        return (OverlapKind.TENSION,) if any(pair.numbers) or pair.deadlines_differ else (OverlapKind.DUPLICATE,)
    barred = set() if pair.one_side else {OverlapKind.DUPLICATE}
    barred |= set() if _may_move(pair) else {OverlapKind.HANDOVER}
    return tuple(kind for kind in OverlapKind if kind not in barred)


def _may_move(pair: Pair) -> bool:
    """Whether a matter can go from one role to another between two norms."""
    a, b = pair.norms
    same = bool(a.bearers) and set(a.bearers) == set(b.bearers)
    return not same or any(not taking_over().isdisjoint(norm.concepts) for norm in (a, b))


def _sum(weights: Mapping[str, float], found: Evidence) -> float:
    return math.fsum(value * weights.get(name, 0.0) for name, value in found.items())

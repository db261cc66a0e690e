"""What norms are compared by: their concepts and their words' stems, rare ones counting most.

The weighing is tf-idf (Spärck Jones 1972), the likeness a cosine. Sums are exact, so that no order
of anything changes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Norm
from kg.tokens import rarity_among
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon
from ontology.words import words

RELATED = 0.5
KIND_WEIGHTS = {Kind.ARTIFACT: 1.5, Kind.ACTION: 1.0, Kind.SITUATION: 1.0, Kind.TOPIC: 0.6}
CONTEXT = 0.4
"""What an artifact counts that only the heading names."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """A norm with what it is compared by."""

    norm: Norm
    artifacts: frozenset[str]
    actions: frozenset[str]
    governed: frozenset[str]
    raw: Weights
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A norm's concepts and stems weighed by rarity, each of length one."""

    concepts: Weights
    stems: Weights


def profile(norm: Norm) -> Profile:
    """Return a norm with what it is compared by."""
    known = concepts()
    raw: dict[str, float] = {}
    situations = frozenset(s for condition in norm.conditions for s in condition.situations)
    for concept in {*norm.concepts, *norm.artifacts, *situations}:
        kind = known.kind(concept) or (Kind.ARTIFACT if concept in norm.artifacts else None)
        if kind in KIND_WEIGHTS:
            named = kind is not Kind.ARTIFACT or concept in norm.artifacts
            _spread(raw, known, concept, KIND_WEIGHTS[kind] * (1.0 if named else CONTEXT))
    stop = cues()["stop_word"]
    actions = frozenset(c for c in raw if known.kind(c) is Kind.ACTION)
    stems = frozenset(w.stem for w in words(norm.text) if w.text not in stop and not w.text.isdigit())
    return Profile(
        norm=norm,
        artifacts=frozenset(c for c in raw if known.kind(c) is Kind.ARTIFACT or c in norm.artifacts),
        actions=actions,
        governed=_governed(norm, actions),
        raw=raw,
        stems=stems,
    )


def _governed(norm: Norm, actions: frozenset[str]) -> frozenset[str]:
    """Return the action that the modal verb governs and those related to it; where it says little, all actions."""
    known, labels = concepts(), lexicon("nb")
    verb = norm.action or ""
    if verb in cues()["light_verb"] or verb in cues()["stative_verb"] or verb in cues()["support_verb"]:
        return actions
    acts = [m.concept for m in labels.mentions(labels.words(verb)) if m.kind is Kind.ACTION]
    return frozenset(acts).union(*(known[act].related for act in acts)) or actions


def _spread(raw: dict[str, float], known: Concepts, concept: str, weight: float) -> None:
    """Add a concept, and more weakly those related to it."""
    raw[concept] = max(raw.get(concept, 0.0), weight)
    found = known.get(concept)
    for other in found.related if found else ():
        if known.kind(other) in KIND_WEIGHTS:
            raw[other] = max(raw.get(other, 0.0), weight * RELATED)


def weighed(profiles: Sequence[Profile]) -> list[Weighed]:
    """Return profiles with their concepts and stems weighed by how rare they are among them."""
    by_concept = rarity_among(profile.raw for profile in profiles)
    by_stem = rarity_among(profile.stems for profile in profiles)
    return [
        Weighed(
            _unit({concept: weight * by_concept[concept] for concept, weight in profile.raw.items()}),
            _unit({stem: by_stem[stem] for stem in profile.stems}),
        )
        for profile in profiles
    ]


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def cosine(one: Weights, other: Weights) -> float:
    """Return the inner product of two vectors of length one."""
    return math.fsum(weight * other[name] for name, weight in one.items() if name in other)

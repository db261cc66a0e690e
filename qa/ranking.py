"""Ranks the norms found for a question: vectors, words and the graph's own match, fused.

The weights are few, fitted on questions with known answers (``python -m qa.fitting``) and kept
with their figures in ``weights.json``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.model import Bearing, Modality, Norm
from ontology.concepts import Kind, concepts
from qa.index import CONCEPT, Hit, Index
from qa.understanding import Ask, Question

WEIGHTS = Path(__file__).with_name("weights.json")
BROADER, RELATED = 0.6, 0.5
FEATURES = (
    "cosine", "words", "coverage", "artifact", "action", "situation", "topic", "role",
    "kind", "clash", "informative", "narrower", "other_role",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A norm found, its features in the order of ``FEATURES``, and its score."""

    hit: Hit
    norm: Norm
    features: npt.NDArray[np.float64]
    score: float = 0.0

    def feature(self, name: str) -> float:
        """Return one feature."""
        return float(self.features[FEATURES.index(name)])


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights: of the ranking, and of the confidence."""

    ranking: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]
    bias: float
    threshold: float


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        ranking=np.array([stored["ranking"][name] for name in FEATURES]),
        confidence=np.array([stored["confidence"][name] for name in CONFIDENCE]),
        bias=float(stored["bias"]),
        threshold=float(stored["threshold"]),
    )


def candidates(question: Question, hits: Sequence[Hit], norms: Sequence[Norm], index: Index) -> list[Candidate]:
    """Return the norms found with their features, unscored and in the order of the hits."""
    total = sum(index.weight(term) for term in question.terms if not term.startswith(CONCEPT)) or 1.0
    best_words = max((hit.words for hit in hits), default=0.0) or 1.0
    best_cosine = max((hit.cosine for hit in hits), default=0.0)
    found = []
    for hit, norm in zip(hits, norms, strict=True):
        values = {
            "cosine": 20 * (hit.cosine - best_cosine),
            "words": hit.words / best_words,
            "coverage": _coverage(question, norm, index, total),
            **_matches(question, norm, index),
            "kind": fits(question, norm),
            "clash": -float(clashes(question, norm)),
            "informative": -float(norm.modality is Modality.INFO),
            "narrower": -_narrower(question, norm),
            "other_role": -_other_role(question, norm),
        }
        found.append(Candidate(hit, norm, np.array([values[name] for name in FEATURES])))
    return found


def ranked(found: Sequence[Candidate], by: npt.NDArray[np.float64]) -> list[Candidate]:
    """Return candidates scored by the weights, best first; ties keep the document's order."""
    scored = [Candidate(c.hit, c.norm, c.features, float(c.features @ by)) for c in found]
    return sorted(scored, key=lambda c: (-c.score, c.hit.position))


def _norm_stems(norm: Norm) -> frozenset[str]:
    return _stems(norm.text)


@cache
def _stems(text: str) -> frozenset[str]:
    from qa.index import terms

    return frozenset(terms(text))


def _coverage(question: Question, norm: Norm, index: Index, total: float) -> float:
    """Return the share of the question's words, by weight, that the norm's words hold."""
    have = _norm_stems(norm)
    stems = [term for term in question.terms if not term.startswith(CONCEPT)]
    return sum(index.weight(term) for term in stems if term in have) / total


_KINDS = {
    Kind.ARTIFACT: "artifact",
    Kind.ACTION: "action",
    Kind.SITUATION: "situation",
    Kind.TOPIC: "topic",
    Kind.ROLE: "role",
    Kind.CHANNEL: "topic",
}


def named_by(norm: Norm) -> set[str]:
    """Return all concepts that a norm names, its conditions' situations among them."""
    situations = {situation for c in norm.conditions for situation in c.situations}
    return {*norm.concepts, *norm.artifacts, *norm.bearers, *norm.counterparties, *situations}


def _matches(question: Question, norm: Norm, index: Index) -> dict[str, float]:
    """Return how much of what the question names the norm names too, by kind of concept.

    Words that may name several concepts count once, for the one that the norm comes nearest to.
    """
    named = named_by(norm)
    score = dict.fromkeys(_KINDS.values(), 0.0)
    total = 0.0
    for group in question.groups():
        importance = max(index.weight(CONCEPT + m.concept) for m in group)
        total += importance
        best = max(group, key=lambda m: m.strength * closeness(m.concept, named))
        score[_KINDS[best.kind]] += importance * best.strength * closeness(best.concept, named)
    return {kind: value / total if total else 0.0 for kind, value in score.items()}


def closeness(concept: str, named: set[str]) -> float:
    """Return 1 where a concept is named, less for a broader, narrower or related one, else 0."""
    if concept in named:
        return 1.0
    known = concepts()
    if any(above in named for above in known.ancestors(concept)[:2]):
        return BROADER
    if any(concept in known.ancestors(other)[:2] for other in named):
        return BROADER
    mine = known.get(concept)
    if mine is not None and any(other in named for other in mine.related):
        return RELATED
    if any((other := known.get(name)) is not None and concept in other.related for name in named):
        return RELATED
    return 0.0


def fits(question: Question, norm: Norm) -> float:
    """Return how well a norm's parts fit what the question asks for (0 to 1, below 0 for a misfit)."""
    binding = norm.modality is not Modality.INFO
    checks: dict[Ask, Callable[[], float]] = {
        Ask.WHO: lambda: 1.0 if norm.bearers else (0.3 if binding else 0.0),
        Ask.WHEN: lambda: 1.0 if norm.deadline or norm.duration else (0.4 if norm.conditions else 0.0),
        Ask.CONTACT: lambda: 1.0 if norm.contacts else 0.0,
        Ask.HOW: lambda: 1.0 if norm.channel else (0.3 if binding else 0.0),
        Ask.MAY: lambda: (
            1.0 if norm.modality in (Modality.PERMISSION, Modality.PROHIBITION) else (0.5 if binding else 0.0)
        ),
        Ask.WHERE: lambda: 0.5,
        Ask.WHY: lambda: 1.0 if not binding else 0.3,
        Ask.WHAT: lambda: 0.5,
    }
    if question.needs_limit and not (norm.deadline or norm.duration):
        return -0.5
    return checks[question.ask]()


def clashes(question: Question, norm: Norm) -> bool:
    """True where a condition of the norm names a situation that the question's situation excludes."""
    known = concepts()
    asked = set(question.concepts(Kind.SITUATION))
    stated = {situation for c in norm.holds_where for situation in c.situations}
    for situation in asked:
        mine = known.get(situation)
        if mine is not None and any(other in stated for other in mine.excludes) and situation not in stated:
            return True
    return False


def _narrower(question: Question, norm: Norm) -> float:
    """Return how many of the norm's own conditions the question does not touch (at most 1)."""
    asked = set(question.concepts())
    open_ones = [c for c in norm.holds_where if c.situations and not any(closeness(s, asked) > 0 for s in c.situations)]
    return min(1.0, len(open_ones) / 2)


def _other_role(question: Question, norm: Norm) -> float:
    """Return 1 where the question names who acts and the norm binds only others."""
    roles = set(question.concepts(Kind.ROLE)) - {"pasient"}
    if question.ask is Ask.WHO or not roles or not norm.bearers or norm.bearing is Bearing.NONE:
        return 0.0
    return 0.0 if any(closeness(role, set(norm.bearers)) > 0 for role in roles) else 1.0


CONFIDENCE = ("coverage", "concepts", "cosine", "margin", "unknown", "misfit", "clinical", "norms")


def evidence(question: Question, order: Sequence[Candidate], index: Index) -> npt.NDArray[np.float64]:
    """Return the signals that the best candidate answers, in the order of ``CONFIDENCE``.

    A raw e5 cosine says little; what the question's words find in the best clause, what the
    next clause scores, and words that nothing knows, say more.
    """
    best = order[0]
    other = next((c for c in order[1:] if c.norm.clause != best.norm.clause), None)
    concepts_found = sum(_matches(question, best.norm, index).values())
    have = _norm_stems(best.norm)
    unknown = sum(1.0 for _ in question.unknown)
    content = max(len(question.content), 1)
    lexical = sum(1.0 for stem in question.content if stem in have) / content
    values = {
        "coverage": lexical,
        "concepts": concepts_found,
        "cosine": 10 * (best.hit.cosine - 0.85),
        "margin": min(best.score - other.score, 3.0) if other is not None else 1.0,
        "unknown": -unknown / content,
        "misfit": -float(misfit(question, best.norm)),
        "clinical": -float(question.clinical),
        "norms": float(best.norm.modality is not Modality.INFO),
    }
    return np.array([values[name] for name in CONFIDENCE])


def misfit(question: Question, norm: Norm) -> bool:
    """True where the question asks for a limit or a number and the norm has none."""
    if question.needs_limit and not (norm.deadline or norm.duration):
        return True
    return question.needs_number and not norm.contacts

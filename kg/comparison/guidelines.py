"""Two guidelines side by side by meaning: the same matter, who carries it here and there, and where they disagree.

Norms are paired by what they act on, what is done, the situations and words they share, and how near they
lie as vectors, which are given from outside. Each is in one pair at most, those that weigh most together
(``kg.pairing``). What is in no pair may still be said, in words that are not seen to mean the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.library import Reading
from kg.likeness import Profile, Weighed, cosine, profile, weighed
from kg.model import Condition, Document, Modality, Norm
from kg.pairing import best_pairs, turned
from kg.sides import alike, covered
from kg.tokens import content, figures, plain
from kg.wording.headlines import matter_of

Margins = Mapping[tuple[int, int], tuple[float, float]]
"""By places in two lists of norms: how much nearer their vectors lie to each other than to those around."""
Near = Callable[[Sequence[Norm], Sequence[Norm]], Margins]

LEAST = 0.36
"""Pairs that score less are none: most of those looked at were not about the same (docs/differences.md)."""
MEANING, WORDING, OWN, CONTEXT = 0.22, 0.12, 0.09, 0.06
OBJECT, ACT, SIDE, RECEIVER = 0.05, 0.05, 0.07, 0.03
FORBIDS = -0.12
"""What it counts that one forbids and the other does not."""
FAR = (-0.5, -0.5)
"""The margins of a pair that lies no nearer than others."""
ENOUGH = 0.6
"""Time limits that share this much of their content are the same: "(helt) fram til første kontroll"."""
UNKNOWN = (0.0, 0.0)
"""The margins of all pairs where there are no vectors."""
SHARPER = 3
"""Scores are raised to this before the best pairing is sought: one good pair is worth more than two poor ones."""


class Aspect(StrEnum):
    """In what two norms about the same differ."""

    BEARER = "bearer"
    MODALITY = "modality"
    DEADLINE = "deadline"
    CONDITION = "condition"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Two norms about the same, how sure that is (``score``, higher is surer), and in what they differ."""

    a: Norm
    b: Norm
    score: float
    theme: str | None
    apart: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """What both guidelines, or one of them, say of one matter; ``matter`` is an artifact, None for all without one."""

    matter: str | None
    pairs: tuple[Counterpart, ...]
    only_a: tuple[Norm, ...]
    only_b: tuple[Norm, ...]

    @property
    def bearers(self) -> tuple[Counter[str], Counter[str]]:
        """How many norms each role bears here and there."""
        ours = [*(pair.a for pair in self.pairs), *self.only_a]
        theirs = [*(pair.b for pair in self.pairs), *self.only_b]
        one, other = (Counter(role for norm in norms for role in norm.bearers) for norms in (ours, theirs))
        return one, other


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two guidelines compared, by theme: what both speak of first, the most pairs first."""

    a: Document
    b: Document
    themes: tuple[Theme, ...]

    @property
    def pairs(self) -> tuple[Counterpart, ...]:
        """All pairs, theme by theme."""
        return tuple(pair for theme in self.themes for pair in theme.pairs)


def comparison(a: Reading, b: Reading, *, near: Near | None = None) -> Comparison:
    """Compare two guidelines; the other way round it is the same with its sides changed.

    :param near: gives the margins of the norms' vectors; fewer pairs are found, and less surely, without.
    """
    ours, theirs = ([norm for norm in norms if norm.modality is not Modality.INFO] for _, _, norms in (a, b))
    margins, otherwise = (near(ours, theirs), FAR) if near else ({}, UNKNOWN)
    if turned(a[0], b[0]):
        back = {(j, i): margin for (i, j), margin in margins.items()}
        chosen = {(i, j): score for (j, i), score in _pairs(theirs, ours, back, otherwise).items()}
    else:
        chosen = _pairs(ours, theirs, margins, otherwise)
    pairs = [
        Counterpart(ours[i], theirs[j], score, _theme(ours[i], theirs[j]), aspects(ours[i], theirs[j]))
        for (i, j), score in sorted(chosen.items())
    ]
    taken_a, taken_b = {i for i, _ in chosen}, {j for _, j in chosen}
    only_a = [norm for at, norm in enumerate(ours) if at not in taken_a]
    only_b = [norm for at, norm in enumerate(theirs) if at not in taken_b]
    return Comparison(a[0], b[0], _themes(pairs, only_a, only_b))


def _pairs(
    ours: Sequence[Norm], theirs: Sequence[Norm], margins: Margins, otherwise: tuple[float, float]
) -> dict[tuple[int, int], float]:
    """Return the pairs chosen with their scores, by place."""
    scores = _scores(ours, theirs, margins, otherwise)
    chosen = best_pairs({pair: score**SHARPER for pair, score in scores.items() if score >= LEAST})
    return {pair: scores[pair] for pair in chosen}


def _scores(
    ours: Sequence[Norm], theirs: Sequence[Norm], margins: Margins, otherwise: tuple[float, float]
) -> dict[tuple[int, int], float]:
    """Return how much speaks for each pair being about the same; none for those that share nothing and lie far."""
    profiles = [profile(norm) for norm in (*ours, *theirs)]
    sides = weighed(profiles)
    by_concept: defaultdict[str, list[int]] = defaultdict(list)
    for j in range(len(theirs)):
        for concept in sides[len(ours) + j].concepts:
            by_concept[concept].append(j)
    looked_at = {(i, j) for i in range(len(ours)) for concept in sides[i].concepts for j in by_concept[concept]}
    found = {}
    for i, j in sorted(looked_at.union(margins)):
        k = len(ours) + j
        score = _score(profiles[i], profiles[k], sides[i], sides[k], margins.get((i, j), otherwise))
        # Vectors may differ in their last digits by the order in which they were multiplied.
        found[i, j] = round(score, 5)
    return found


def _score(a: Profile, b: Profile, one: Weighed, other: Weighed, margin: tuple[float, float]) -> float:
    own, context = margin
    acts_on = not set(a.norm.artifacts).isdisjoint(b.norm.artifacts)
    receivers = not set(a.norm.counterparties).isdisjoint(b.norm.counterparties)
    one_side = any(alike(role, like) for role in a.norm.bearers for like in b.norm.bearers)
    forbid = [each.norm.modality is Modality.PROHIBITION for each in (a, b)]
    return (
        MEANING * cosine(one.concepts, other.concepts)
        + WORDING * cosine(one.stems, other.stems)
        + OWN * max(own, -1.0)
        + CONTEXT * max(context, -1.0)
        + OBJECT * acts_on
        + ACT * bool(a.governed & b.governed)
        + SIDE * one_side
        + RECEIVER * receivers
        + FORBIDS * (forbid[0] != forbid[1])
    )


def aspects(a: Norm, b: Norm) -> tuple[Aspect, ...]:
    """Return in what two norms about the same differ: who, how strongly, when, on what terms.

    Roles are the same where each has its like on the other side (``kg.sides``); conditions where they name a
    situation in common, or the same words.
    """
    found = []
    if not _same_bearers(a, b):
        found.append(Aspect.BEARER)
    if a.modality is not b.modality:
        found.append(Aspect.MODALITY)
    if not _same_time(a, b):
        found.append(Aspect.DEADLINE)
    for aspect, ours, theirs in (
        (Aspect.CONDITION, a.holds_where, b.holds_where),
        (Aspect.EXCEPTION, a.unless, b.unless),
    ):
        if not _same_terms(ours, theirs):
            found.append(aspect)
    return tuple(found)


def _same_bearers(a: Norm, b: Norm) -> bool:
    if not a.bearers or not b.bearers:
        return a.bearers == b.bearers
    return covered(a.bearers, b.bearers) and covered(b.bearers, a.bearers)


def _same_time(a: Norm, b: Norm) -> bool:
    if a.duration and b.duration:
        return a.duration == b.duration
    ours, theirs = a.deadline or "", b.deadline or ""
    left, right = content(ours), content(theirs)
    alike = bool(left & right) and len(left & right) >= ENOUGH * min(len(left), len(right))
    return plain(ours) == plain(theirs) or (alike and figures(ours) == figures(theirs))


def _same_terms(ours: Sequence[Condition], theirs: Sequence[Condition]) -> bool:
    if not ours or not theirs:
        return not ours and not theirs
    left, right = ({name for each in side for name in each.situations} for side in (ours, theirs))
    words = [{plain(each.text) for each in side} for side in (ours, theirs)]
    return bool(left & right) or bool(words[0] & words[1])


def _theme(a: Norm, b: Norm) -> str | None:
    """Return the matter of two norms: the artifact that both act on most, else that of either."""
    both = [name for name in a.artifacts if name in b.artifacts]
    if both:
        return min(both, key=lambda name: (a.artifacts.index(name) + b.artifacts.index(name), name))
    return min(filter(None, (matter_of(a), matter_of(b))), default=None)


def _themes(pairs: Sequence[Counterpart], only_a: Sequence[Norm], only_b: Sequence[Norm]) -> tuple[Theme, ...]:
    by_pair: defaultdict[str | None, list[Counterpart]] = defaultdict(list)
    for pair in pairs:
        by_pair[pair.theme].append(pair)
    alone = [_by_matter(norms) for norms in (only_a, only_b)]
    themes = [
        Theme(
            matter,
            tuple(sorted(by_pair[matter], key=lambda pair: (-pair.score, pair.a.start))),
            tuple(alone[0].get(matter, ())),
            tuple(alone[1].get(matter, ())),
        )
        for matter in {*by_pair, *alone[0], *alone[1]}
    ]
    return tuple(sorted(themes, key=_rank))


def _by_matter(norms: Sequence[Norm]) -> dict[str | None, list[Norm]]:
    found: dict[str | None, list[Norm]] = {}
    for norm in norms:
        found.setdefault(matter_of(norm), []).append(norm)
    return found


def _rank(theme: Theme) -> tuple[bool, int, bool, int, str]:
    both = bool(theme.only_a) and bool(theme.only_b)
    count = len(theme.only_a) + len(theme.only_b)
    return theme.matter is None, -len(theme.pairs), not both, -count, theme.matter or ""

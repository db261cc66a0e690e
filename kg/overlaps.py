"""Pairs of norms that a committee should see together: doubled, shared, handed over or pulling apart.

Candidates meet in an inverted index over the concepts that norms name, so the work grows with
the norms and not with their pairs. How close two norms lie is the cosine of their concepts and of
their words' stems, rare ones counting most (tf-idf; Spärck Jones 1972); the kind is read off
modality, bearers, conditions, exceptions and deadlines by rules tried in order.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.model import Bearing, Modality, Norm
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.words import words

__all__ = ["Overlap", "OverlapKind", "overlaps"]

LARGEST_BLOCK = 80
"""A concept that more norms than this name tells too little to pair them."""
PAIRS_PER_NORM = 1.15
LOWEST_SCORE = 0.25
RELATED = 0.5
KIND_WEIGHTS = {Kind.ARTIFACT: 1.5, Kind.ACTION: 1.0, Kind.SITUATION: 1.0, Kind.TOPIC: 0.6}
CONTEXT = 0.4
"""What an artifact counts that only the heading names."""
CONCEPTS_SHARE = 0.6
CLOSE_WORDS = 0.6
TAKEOVER = "overta"
LONGEST_QUOTE = 90
_SIZE = re.compile(
    r"\b(?:større|mindre|flere|færre|høyere|lavere|lengre|kortere|fleire|høgare|lågare)\b", re.IGNORECASE
)
_BINDING = frozenset({Modality.OBLIGATION, Modality.PROHIBITION})

Weights = Mapping[str, float]


class OverlapKind(StrEnum):
    """How two norms overlap."""

    DUPLICATE = "duplicate"
    SHARED = "shared"
    HANDOVER = "handover"
    TENSION = "tension"


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
class _Profile:
    """A norm with what it is compared by."""

    norm: Norm
    artifacts: frozenset[str]
    actions: frozenset[str]
    situations: frozenset[str]
    raw: Weights
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A profile with its concepts and stems weighed by rarity, each of length one."""

    profile: _Profile
    concepts: Weights
    stems: Weights


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two norms side by side, and how close they lie."""

    a: _Profile
    b: _Profile
    near: float
    wording: float

    @property
    def norms(self) -> tuple[Norm, Norm]:
        """Both norms."""
        return self.a.norm, self.b.norm

    @property
    def same_thing(self) -> bool:
        """Whether both concern one artifact."""
        return bool(self.a.artifacts & self.b.artifacts)

    @property
    def same_act(self) -> bool:
        """Whether both name one action."""
        return bool(self.a.actions & self.b.actions)

    @property
    def one_side(self) -> bool:
        """Whether every bearer of either has its like among the other's; so too where one is not named."""
        one, other = (norm.bearers for norm in self.norms)
        return not one or not other or (_covered(one, other) and _covered(other, one))

    @property
    def conditions(self) -> int:
        """How many of the two norms hold only under conditions."""
        return sum(bool(norm.holds_where) for norm in self.norms)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a rule found: the kind, how much it adds to the score, and what it says."""

    kind: OverlapKind
    bonus: float
    say: Callable[[Norm, Norm], str]


def overlaps(norms: Sequence[Norm]) -> list[Overlap]:
    """Return the overlapping pairs among norms of one or several documents, the most important first.

    :param norms: in document order, which decides what comes first in a pair.
    """
    profiles = [_profile(norm) for norm in norms if norm.modality is not Modality.INFO]
    weighed = _weighed(profiles)
    found = [pair for i, j in _candidates(profiles) if (pair := _overlap(weighed[i], weighed[j]))]
    found.sort(key=lambda pair: -pair.score)
    return found[: math.ceil(PAIRS_PER_NORM * len(profiles))]


# -- what norms are compared by


def _profile(norm: Norm) -> _Profile:
    known = concepts()
    raw: dict[str, float] = {}
    situations = frozenset(s for condition in norm.conditions for s in condition.situations)
    for concept in {*norm.concepts, *norm.artifacts, *situations}:
        kind = known.kind(concept) or (Kind.ARTIFACT if concept in norm.artifacts else None)
        if kind in KIND_WEIGHTS:
            named = kind is not Kind.ARTIFACT or concept in norm.artifacts
            _spread(raw, known, concept, KIND_WEIGHTS[kind] * (1.0 if named else CONTEXT))
    stop = cues()["stop_word"]
    stems = frozenset(w.stem for w in words(norm.text) if w.text not in stop and not w.text.isdigit())
    return _Profile(
        norm=norm,
        artifacts=frozenset(c for c in raw if known.kind(c) is Kind.ARTIFACT or c in norm.artifacts),
        actions=frozenset(c for c in raw if known.kind(c) is Kind.ACTION),
        situations=situations,
        raw=raw,
        stems=stems,
    )


def _spread(raw: dict[str, float], known: Concepts, concept: str, weight: float) -> None:
    """Add a concept, and more weakly those related to it."""
    raw[concept] = max(raw.get(concept, 0.0), weight)
    found = known.get(concept)
    for other in found.related if found else ():
        if known.kind(other) in KIND_WEIGHTS:
            raw[other] = max(raw.get(other, 0.0), weight * RELATED)


def _weighed(profiles: Sequence[_Profile]) -> list[_Weighed]:
    by_concept = _rarity(profile.raw for profile in profiles)
    by_stem = _rarity(profile.stems for profile in profiles)
    return [
        _Weighed(
            profile,
            _unit({concept: weight * by_concept[concept] for concept, weight in profile.raw.items()}),
            _unit({stem: by_stem[stem] for stem in profile.stems}),
        )
        for profile in profiles
    ]


def _rarity(sets: Iterable[Iterable[str]]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    total = 0
    for each in sets:
        counts.update(each)
        total += 1
    return {name: math.log(1.0 + total / count) for name, count in counts.items()}


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def _cosine(one: Weights, other: Weights) -> float:
    return sum(weight * other[name] for name, weight in one.items() if name in other)


def _candidates(profiles: Sequence[_Profile]) -> Iterator[tuple[int, int]]:
    """Return the pairs that share a concept, by place; no concept shared by many pairs anything."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for concept in sorted(profile.raw):
            blocks[concept].append(place)
        for artifact in sorted(profile.artifacts):
            for action in sorted(profile.actions):
                blocks[f"{artifact} {action}"].append(place)
    pairs = {
        (first, second)
        for places in blocks.values()
        if len(places) <= LARGEST_BLOCK
        for at, first in enumerate(places)
        for second in places[at + 1 :]
    }
    return iter(sorted(pairs))


# -- roles and conditions


@cache
def _breadth() -> Counter[str]:
    """Count the roles under each role."""
    known = concepts()
    return Counter(above for role in known if role.kind is Kind.ROLE for above in known.ancestors(role.id))


@cache
def _alike(one: str, other: str) -> bool:
    """Whether two roles stand on one side: the same, one under the other, or close kin.

    A role that is told by what it does ("legen som rekvirerer") may be any of its kind.
    """
    known = concepts()
    over_one, over_other = {one, *known.ancestors(one)}, {other, *known.ancestors(other)}
    shared = over_one & over_other
    if one in over_other or other in over_one or one in _kin(other) or other in _kin(one):
        return True
    by_deed = any(" som " in known.definite_name(role) for role in (one, other))
    broadest = max(_breadth().values(), default=0)
    return any(by_deed or 3 * _breadth()[role] < broadest for role in shared)


def _kin(role: str) -> tuple[str, ...]:
    found = concepts().get(role)
    return found.related if found else ()


def _covered(roles: Iterable[str], by: Sequence[str]) -> bool:
    return all(any(_alike(role, other) for other in by) for role in roles)


def _excluded(pair: _Pair) -> bool:
    """Whether the conditions of the two norms cannot hold together."""
    known = concepts()
    one, other = ({s for condition in norm.holds_where for s in condition.situations} for norm in pair.norms)
    if any(s in found.excludes for s in other for t in one if (found := known.get(t))):
        return True
    unless = [{s for c in norm.unless for s in c.situations} for norm in pair.norms]
    return bool(one & unless[1] or other & unless[0])


# -- rules


def _opposed(pair: _Pair) -> _Finding | None:
    """One norm forbids what the other bids, advises or allows."""
    forbids = [norm.modality is Modality.PROHIBITION for norm in pair.norms]
    if forbids[0] == forbids[1] or not pair.same_thing or _excluded(pair):
        return None
    return _Finding(OverlapKind.TENSION, 0.12, _say_opposed)


def _timed(pair: _Pair) -> _Finding | None:
    """One act has two deadlines, one deadline binds in two strengths, or one norm leaves the time open."""
    a, b = pair.norms
    if a.deadline and b.deadline and pair.same_act and pair.same_thing:
        if a.modality is not b.modality or (a.duration or a.deadline) != (b.duration or b.deadline):
            return _Finding(OverlapKind.TENSION, 0.2, _say_deadlines)
        return None
    timed, other = (a, b) if a.deadline else (b, a)
    if timed.deadline and pair.same_thing and pair.one_side and cues()["ask_when"].search(other.text):
        return _Finding(OverlapKind.TENSION, 0.2, _say_open_time)
    return None


def _exceptions(pair: _Pair) -> _Finding | None:
    """Two norms on one thing make different exceptions."""
    a, b = pair.norms
    if a.unless and b.unless and pair.same_thing and set(a.counterparties) & set(b.counterparties):
        return _Finding(OverlapKind.TENSION, 0.2, _say_exceptions)
    return None


def _taken_over(pair: _Pair) -> _Finding | None:
    """One norm tells of a role that takes the matter over, or conditions that exclude each other part the roles."""
    a, b = pair.norms
    if pair.same_thing and (TAKEOVER in a.concepts) != (TAKEOVER in b.concepts):
        return _Finding(OverlapKind.HANDOVER, 0.15, _say_handover)
    moved = not pair.one_side or not _covered(a.counterparties, (*a.bearers, *b.counterparties))
    moved = moved or not _covered(b.counterparties, (*b.bearers, *a.counterparties))
    if moved and (pair.same_thing or pair.same_act) and _excluded(pair):
        return _Finding(OverlapKind.HANDOVER, 0.2, _say_handover)
    return None


def _sized(pair: _Pair) -> _Finding | None:
    """The size of the matter decides where it goes."""
    a, b = pair.norms
    by_size = bool(_SIZE.search(a.text)) != bool(_SIZE.search(b.text))
    if by_size and pair.same_thing and set(a.counterparties) != set(b.counterparties):
        return _Finding(OverlapKind.HANDOVER, 0.1, _say_handover)
    return None


def _loosened(pair: _Pair) -> _Finding | None:
    """One norm binds and the other only allows the same."""
    a, b = pair.norms
    if {a.modality, b.modality} == {Modality.OBLIGATION, Modality.PERMISSION} and pair.same_thing and pair.one_side:
        return _Finding(OverlapKind.TENSION, 0.05, _say_strength)
    return None


def _parted(pair: _Pair) -> _Finding | None:
    """Different roles carry the same: shared, handed over on a condition, or at odds without one."""
    a, b = pair.norms
    if pair.one_side or not (pair.same_thing or pair.same_act):
        return None
    listed = {a.bearing, b.bearing} == {Bearing.HEADING}
    joint = any(_alike(role, other) for role in a.bearers for other in b.bearers)
    if (
        listed
        or joint
        or a.modality is b.modality is Modality.PERMISSION
        or ({a.bearing, b.bearing} == {Bearing.HEADING, Bearing.EXPLICIT}
        and a.modality is b.modality
        and not pair.conditions)
    ):
        return _Finding(OverlapKind.SHARED, 0.05, _say_shared)
    softer = a if a.modality is Modality.RECOMMENDATION else b
    if a.modality is not b.modality and not softer.holds_where:
        return _Finding(OverlapKind.TENSION, 0.1, _say_bearers)
    if pair.conditions:
        return _Finding(OverlapKind.HANDOVER, 0.1, _say_handover)
    return _Finding(OverlapKind.SHARED, 0.05, _say_shared)


def _doubled(pair: _Pair) -> _Finding | None:
    """One role is told the same twice."""
    if pair.one_side and (pair.same_thing or pair.wording >= CLOSE_WORDS) and not _excluded(pair):
        return _Finding(OverlapKind.DUPLICATE, 0.0, _say_duplicate)
    return None


RULES = (_opposed, _timed, _exceptions, _taken_over, _sized, _loosened, _parted, _doubled)


def _overlap(one: _Weighed, other: _Weighed) -> Overlap | None:
    wording = _cosine(one.stems, other.stems)
    near = CONCEPTS_SHARE * _cosine(one.concepts, other.concepts) + (1.0 - CONCEPTS_SHARE) * wording
    pair = _Pair(one.profile, other.profile, near, wording)
    finding = next((found for rule in RULES if (found := rule(pair))), None)
    if finding is None or near + finding.bonus < LOWEST_SCORE:
        return None
    a, b = pair.norms
    return Overlap(a, b, finding.kind, min(1.0, near + finding.bonus), finding.say(a, b))


# -- what the committee reads

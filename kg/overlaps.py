"""Pairs of norms that a committee should see together: doubled, shared, handed over or pulling apart.

Candidates meet in an inverted index over the concepts that norms name, so the work grows with
the norms and not with their pairs. How close two norms lie is the cosine of their concepts and of
their words' stems, rare ones counting most (tf-idf; Spärck Jones 1972); the kind is read off
modality, bearers, conditions, exceptions and deadlines by rules tried in order, and the score
weighs what speaks for the pair.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.model import Bearing, Modality, Norm
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon
from ontology.words import words

__all__ = ["Overlap", "OverlapKind", "overlaps"]

LARGEST_BLOCK = 80
"""A concept that more norms than this name tells too little to pair them."""
PAIRS_PER_NORM = 1.15
REPEATED = 0.5
"""What each better pair of its kind with the same norm costs a pair: ten pairs about one norm tell little more."""
LOWEST_SCORE = 0.0005
RELATED = 0.5
KIND_WEIGHTS = {Kind.ARTIFACT: 1.5, Kind.ACTION: 1.0, Kind.SITUATION: 1.0, Kind.TOPIC: 0.6}
CONTEXT = 0.4
"""What an artifact counts that only the heading names."""
CLOSE_WORDS = 0.6
TAKEOVER = "overta"
LONGEST_QUOTE = 90
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
_SIZE = re.compile(
    r"\b(?<!med )(?:større|mindre|flere|færre|høyere|lavere|lengre|kortere|fleire|høgare|lågare)\b", re.IGNORECASE
)

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
    governed: frozenset[str]
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
    meaning: float
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
    def same_object(self) -> bool:
        """Whether both act on one artifact, not only mention it or stand under its heading."""
        return not set(self.a.norm.artifacts).isdisjoint(self.b.norm.artifacts)

    @property
    def same_matter(self) -> bool:
        """Whether both act on one artifact, or do the same with what one of them only mentions."""
        return self.same_object or (self.same_act and self.same_thing)

    @property
    def named(self) -> bool:
        """Whether both bearers are known."""
        return bool(self.a.norm.bearers and self.b.norm.bearers)

    @property
    def same_act(self) -> bool:
        """Whether the modal verbs of both govern one action."""
        return bool(self.a.governed & self.b.governed)

    @property
    def same_receiver(self) -> bool:
        """Whether both name one counterparty."""
        return not set(self.a.norm.counterparties).isdisjoint(self.b.norm.counterparties)

    @property
    def same_place(self) -> bool:
        """Whether both stand in one chapter of one document."""
        a, b = self.norms
        return (a.document, a.version, a.section) == (b.document, b.version, b.section)

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
class _Found:
    """A pair, what a rule found in it, and the log odds that an annotator would list it."""

    pair: _Pair
    finding: _Finding
    odds: float


# What a pair says, as one sentence; ``_worded`` fills in the norms.
_OPPOSED = "Om {matter} peker punktene hver sin vei: {apart}."
_DEADLINES = "Frist eller styrke er ulik for {matter}: {apart}."
_OPEN_TIME = "Tiden for {matter} er både åpen og gitt: {apart}."
_EXCEPTIONS = "Unntakene for {matter} er ulike: {apart}."
_STRENGTH = "Styrken er ulik for {matter}: {apart}."
_BEARERS = "Ingen vilkår skiller klart mellom rollene for {matter}: {apart}."
_HANDOVER = "Ansvaret for {matter} går mellom {parties} etter forholdene: {apart}."
_SHARED = "Flere roller har del i {matter}: {alike}."
_DUPLICATE = "Det samme om {matter} er sagt to ganger: {alike}."


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a rule found: its name, the kind, and the sentence that says it."""

    rule: str
    kind: OverlapKind
    sentence: str


def overlaps(norms: Sequence[Norm]) -> list[Overlap]:
    """Return the overlapping pairs among norms of one or several documents, the most important first.

    :param norms: in document order, which decides what comes first in a pair.
    """
    profiles = [_profile(norm) for norm in norms if norm.modality is not Modality.INFO]
    weighed = _weighed(profiles)
    found = [each for i, j in _candidates(profiles) if (each := _found(weighed[i], weighed[j]))]
    return _ranked(found)[: math.ceil(PAIRS_PER_NORM * len(profiles))]


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
    actions = frozenset(c for c in raw if known.kind(c) is Kind.ACTION)
    stems = frozenset(w.stem for w in words(norm.text) if w.text not in stop and not w.text.isdigit())
    return _Profile(
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


@cache
def _colleagues(one: str, other: str) -> bool:
    """Whether two roles are of one kind, however broad: two doctors, not a doctor and a patient."""
    known = concepts()
    return not {one, *known.ancestors(one)}.isdisjoint({other, *known.ancestors(other)})


def _any_colleagues(roles: Iterable[str], others: Sequence[str]) -> bool:
    return any(_colleagues(role, other) for role in roles for other in others)


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
    """One norm forbids what the other bids, advises or allows.

    In one chapter that is often the two sides of one rule, so there the act itself must be the same.
    """
    forbids = [norm.modality is Modality.PROHIBITION for norm in pair.norms]
    if forbids[0] == forbids[1] or not pair.same_thing or _excluded(pair):
        return None
    if not (pair.same_act and pair.same_thing) and (pair.same_place or not pair.named):
        return None
    if not (pair.same_matter or pair.same_receiver):
        return None
    return _Finding("opposed", OverlapKind.TENSION, _OPPOSED)


def _timed(pair: _Pair) -> _Finding | None:
    """One act has two deadlines, one deadline binds in two strengths, or one norm leaves the time open."""
    a, b = pair.norms
    if a.deadline and b.deadline and pair.same_act and pair.same_thing:
        if a.modality is not b.modality or (a.duration or a.deadline) != (b.duration or b.deadline):
            return _Finding("timed", OverlapKind.TENSION, _DEADLINES)
        return None
    timed, other = (a, b) if a.deadline else (b, a)
    if timed.deadline and pair.same_thing and pair.one_side and cues()["ask_when"].search(other.text):
        return _Finding("timed", OverlapKind.TENSION, _OPEN_TIME)
    return None


def _exceptions(pair: _Pair) -> _Finding | None:
    """Two norms on one thing make different exceptions."""
    a, b = pair.norms
    if a.unless and b.unless and pair.same_object and pair.same_receiver:
        return _Finding("exceptions", OverlapKind.TENSION, _EXCEPTIONS)
    return None


def _taken_over(pair: _Pair) -> _Finding | None:
    """One norm tells of a role that takes the matter over."""
    a, b = pair.norms
    if not pair.same_place or not pair.same_thing or (TAKEOVER in a.concepts) == (TAKEOVER in b.concepts):
        return None
    taking, left = (a, b) if TAKEOVER in a.concepts else (b, a)
    if _any_colleagues(left.bearers, (*taking.bearers, *taking.counterparties)):
        return _Finding("taken_over", OverlapKind.HANDOVER, _HANDOVER)
    return None


def _divided(pair: _Pair) -> _Finding | None:
    """Conditions that exclude each other part the roles."""
    a, b = pair.norms
    moved = (
        not pair.one_side
        or not _covered(a.counterparties, (*a.bearers, *b.counterparties))
        or not _covered(b.counterparties, (*b.bearers, *a.counterparties))
    )
    if moved and (pair.same_thing or pair.same_act) and _excluded(pair):
        return _Finding("divided", OverlapKind.HANDOVER, _HANDOVER)
    return None


def _sized(pair: _Pair) -> _Finding | None:
    """The size of the matter decides where it goes."""
    a, b = pair.norms
    by_size = bool(_SIZE.search(a.text)) != bool(_SIZE.search(b.text))
    if by_size and pair.same_place and pair.same_thing and set(a.counterparties) != set(b.counterparties):
        return _Finding("sized", OverlapKind.HANDOVER, _HANDOVER)
    return None


def _loosened(pair: _Pair) -> _Finding | None:
    """One norm binds and the other only allows the same."""
    a, b = pair.norms
    binds = {a.modality, b.modality} == {Modality.OBLIGATION, Modality.PERMISSION}
    if binds and pair.one_side and pair.same_matter and (pair.same_act or not pair.same_place):
        return _Finding("loosened", OverlapKind.TENSION, _STRENGTH)
    return None


def _parted(pair: _Pair) -> _Finding | None:
    """Different roles carry the same: shared, handed over on a condition, or at odds without one."""
    a, b = pair.norms
    if pair.one_side or not (pair.same_thing or pair.same_act):
        return None
    listed = {a.bearing, b.bearing} == {Bearing.HEADING}
    joint = any(_alike(role, other) for role in a.bearers for other in b.bearers)
    if not (pair.same_place or pair.same_matter or (pair.same_act and pair.conditions < 2)):
        return None
    if listed or joint or a.modality is b.modality is Modality.PERMISSION:
        return _Finding("carried", OverlapKind.SHARED, _SHARED)
    softer = a if a.modality is Modality.RECOMMENDATION else b
    rivals = a.document != b.document or _any_colleagues(a.bearers, b.bearers)
    if rivals and a.modality is not b.modality and not softer.holds_where:
        return _Finding("rivals", OverlapKind.TENSION, _BEARERS)
    if not pair.conditions:
        return _Finding("carried", OverlapKind.SHARED, _SHARED)
    if pair.same_place:
        return _Finding("moved", OverlapKind.HANDOVER, _HANDOVER)
    if rivals and pair.same_act and pair.same_object:
        return _Finding("rivals", OverlapKind.TENSION, _BEARERS)
    return None


def _doubled(pair: _Pair) -> _Finding | None:
    """One role is told the same twice."""
    if pair.one_side and (pair.same_matter or pair.wording >= CLOSE_WORDS) and not _excluded(pair):
        return _Finding("doubled", OverlapKind.DUPLICATE, _DUPLICATE)
    return None


RULES = (_opposed, _timed, _exceptions, _taken_over, _divided, _sized, _loosened, _parted, _doubled)


# -- scores


def _evidence(pair: _Pair, finding: _Finding) -> dict[str, float]:
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


def _found(one: _Weighed, other: _Weighed) -> _Found | None:
    pair = _Pair(one.profile, other.profile, _cosine(one.concepts, other.concepts), _cosine(one.stems, other.stems))
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
            ranked.append(Overlap(a, b, kind, score, _worded(each.finding.sentence, a, b)))
    return sorted(ranked, key=lambda pair: -pair.score)


# -- what the committee reads

_NOUNS = {
    Modality.OBLIGATION: "en plikt",
    Modality.RECOMMENDATION: "en anbefaling",
    Modality.PERMISSION: "en adgang",
    Modality.PROHIBITION: "et forbud",
    Modality.INFO: "en opplysning",
}
_UNNAMED = "en rolle som teksten ikke nevner"


def _worded(sentence: str, a: Norm, b: Norm) -> str:
    """Fill a pair's norms into a sentence."""
    return sentence.format(
        matter=_matter(a, b),
        parties=_parties(a, b),
        apart=_stances(a, b, ", mens"),
        alike=_stances(a, b, ", og"),
    )


def _matter(a: Norm, b: Norm) -> str:
    """Name what the pair is about: the artifacts of both, else of either, else the act."""
    known = concepts()
    both = [artifact for artifact in a.artifacts if artifact in b.artifacts]
    named = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ARTIFACT]
    acts = [c for c in a.concepts if c in b.concepts and known.kind(c) is Kind.ACTION]
    found = both or named or [*a.artifacts[:1], *b.artifacts[:1]] or acts
    return _listed([known.name(each) for each in dict.fromkeys(found[:2])]) or "samme sak"


def _stances(a: Norm, b: Norm, link: str) -> str:
    """Say what each norm lays on whom."""
    one, other = _place(a, b), _place(b, a)
    return f"{one} gir {_stance(a)}{link} {'samme kapittel' if one == other else other} gir {_stance(b)}"


def _stance(norm: Norm) -> str:
    """Say whom a norm binds and how strongly, until when and on what conditions."""
    terms = [
        *(f"vilkår {_quoted(condition.text)}" for condition in norm.holds_where),
        *(f"unntak {_quoted(condition.text)}" for condition in norm.unless),
        *([f"frist {_quoted(norm.deadline)}"] if norm.deadline else []),
    ]
    told = f" ({'; '.join(terms)})" if terms else ""
    return f"{_roles(norm.bearers) or _UNNAMED + ','} {_NOUNS[norm.modality]}{told}"


def _parties(a: Norm, b: Norm) -> str:
    """Name those a duty moves between: the bearers, and who else of their kind takes part."""
    bearers = dict.fromkeys((*a.bearers, *b.bearers))
    others = [r for r in (*a.counterparties, *b.counterparties) if _any_colleagues([r], tuple(bearers))]
    return _roles([*bearers, *dict.fromkeys(r for r in others if r not in bearers)]) or "roller som teksten ikke nevner"


def _roles(roles: Sequence[str]) -> str:
    return _listed([concepts().definite_name(role) for role in roles])


def _place(norm: Norm, beside: Norm) -> str:
    chapter = f"kapittel {norm.section}" if norm.section[:1].isdigit() else _quoted(norm.section)
    if norm.document != beside.document:
        return f"{chapter} i {norm.document}"
    return chapter if norm.version == beside.version else f"{chapter} i utgave {norm.version}"


def _quoted(text: str) -> str:
    short = text.strip(" .")
    if len(short) > LONGEST_QUOTE:
        short = short[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    return f"«{short}»"


def _listed(names: Sequence[str]) -> str:
    return " og ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

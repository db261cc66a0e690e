"""Ranks the norms found for a question: vectors, words and the graph's own match, fused.

The weights are few, fitted on questions with known answers (``python -m qa.fitting``) and kept
with their figures in ``weights.json``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.model import Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.answers import SURE
from qa.clock import holds_at
from qa.deeds import by_the_doer, contradicts
from qa.figures import Figure
from qa.index import CONCEPT, Hit
from qa.measures import excepted, held, outside
from qa.profiles import BROADER, Profile, named_by, nearness
from qa.understanding import CONTENT, Ask, Question, Unit, writing
from qa.words import Words

WEIGHTS = Path(__file__).with_name("weights.json")
SURROUNDED = 0.5
INSIDE = 0.5
"""How much an artifact counts that a norm only names as that in which something stands."""
FEATURES = ("context", "words", "match", "focus", "object", "situation", "kind", "parties")
CONFIDENCE = (
    "share", "margin", "score", "match", "focus", "kind", "told", "unmet", "foreign", "near", "agreement", "limit",
    "misfit",
)  # fmt: skip
SURE_MENTION = 0.7
LEAST_MET = 0.5
NEAR = 0.85
"""A middling cosine of the nearest norm, from which nearness counts up and down."""
JUDGING = (Modality.PERMISSION, Modality.PROHIBITION)
_TELLING = (Kind.ARTIFACT, Kind.ROLE, Kind.TOPIC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A norm found, its features in the order of ``FEATURES``, and its score.

    ``unmet`` is how little the norm meets of the things, roles and topics that the question asks about;
    ``hollow`` is true where it meets nothing of the question but roles, ``acts`` where it speaks of an action that the
    question asks about besides its deed, ``clashes`` where a condition of the
    norm cannot hold in the question's situation, ``excepted`` where an exception of it names that situation,
    ``written`` where it says what stands in a document whose content the question asks for,
    ``instead`` where it says what holds there in the place of another.
    """

    hit: Hit
    norm: Norm
    features: npt.NDArray[np.float64]
    unmet: float = 0.0
    hollow: bool = False
    acts: bool = False
    clashes: bool = False
    excepted: bool = False
    written: bool = False
    instead: bool = False
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
        ranking=np.array([stored["ranking"].get(name, 0.0) for name in FEATURES]),
        confidence=np.array([stored["confidence"].get(name, 0.0) for name in CONFIDENCE]),
        bias=float(stored["bias"]),
        threshold=float(stored["threshold"]),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A unit of the question as each norm is held against it: its stems, the things that it names, what else it is.

    ``act`` is true where it is asked about, is not the deed, and names an action and nothing else; ``content`` where
    it names what stands in a document.
    """

    unit: Unit
    stems: frozenset[str]
    things: tuple[str, ...]
    only_roles: bool
    act: bool
    content: bool

    @classmethod
    def of(cls, unit: Unit, deed: Unit | None) -> _Told:
        things = tuple(mention.concept for mention in unit.mentions if mention.kind is Kind.ARTIFACT)
        act = unit.asked and unit != deed and {mention.kind for mention in unit.mentions} == {Kind.ACTION}
        return cls(unit, frozenset(unit.stems), things, unit.names_only_roles, act, unit.names(writing()))


def candidates(
    question: Question,
    hits: Sequence[Hit],
    norms: Sequence[Norm],
    profiles: Sequence[Profile],
    words: Words,
) -> list[Candidate]:
    """Return the norms found with their features, unscored and in the order of the hits."""
    importance = [_importance(unit, words) for unit in question.units]
    told = [_Told.of(unit, question.deed) for unit in question.units]
    situations = question.concepts(Kind.SITUATION)
    asked = nearness({m.concept for m in question.mentions if m.strength >= SURE_MENTION})
    acting, receiving = nearness(question.parties.acting), nearness(question.parties.receiving)
    best_words = max((hit.words for hit in hits), default=0.0) or 1.0
    best_context = max((hit.context for hit in hits), default=0.0)
    found = []
    for hit, norm, plain in zip(hits, norms, profiles, strict=True):
        offered = _with_doers(question, norm, plain)
        measured = max(held(question.measures, norm), float(holds_at(question.hour, situations, norm) or 0))
        holds = {document for document in question.documents if document in plain.holds}
        written = bool(holds) or (any(each in plain.places for each in question.documents) and _writes(norm))
        meets = [_meets(each, offered, measured=measured, written=written, holds=holds) for each in told]
        met = [known for known, _ in meets]
        values = {
            "context": 20 * (hit.context - best_context),
            "words": hit.words / best_words,
            "match": _match(met, importance),
            "focus": _focus(norm, asked),
            "object": max((acted_upon for _, acted_upon in meets), default=0.0),
            "situation": max(measured, _shared(situations, offered)),
            "kind": 1.0 if holds else fits(question, norm),
            "parties": _parties(acting, receiving, norm),
        }
        features = np.array([values[name] for name in FEATURES])
        unmet = _unmet(question.units, met)
        hollow = all(each.only_roles or known < LEAST_MET for each, known in zip(told, met, strict=True))
        acts = any(each.act and known >= 1.0 for each, known in zip(told, met, strict=True))
        off = any(situation in situations for c in norm.unless for situation in c.situations)
        found.append(Candidate(hit, norm, features, unmet, hollow, acts, clashes(question, norm), off, written))
    return found


def ranked(found: Sequence[Candidate], by: npt.NDArray[np.float64]) -> list[Candidate]:
    """Return candidates scored by the weights, best first; ties keep the document's order.

    A norm that cannot hold in the question's situation comes after all that can, however near its words; the norm
    after it that says what holds otherwise ("til andre tider"), or in that situation, comes in its place.
    """
    scored = [replace(c, score=float(c.features @ by)) for c in found]
    for place, held_off in [(place, c) for place, c in enumerate(scored) if c.clashes or c.excepted]:
        at = _otherwise(held_off, scored)
        if at is None:
            continue
        scored[place] = replace(held_off, clashes=True)
        if scored[at].score < held_off.score:
            scored[at] = replace(
                scored[at], features=held_off.features, unmet=held_off.unmet, score=held_off.score, instead=True
            )
    return sorted(scored, key=lambda c: (c.clashes, -c.score, c.hit.position))


def _otherwise(held_off: Candidate, found: Sequence[Candidate]) -> int | None:
    """Return the place of the norm right after another in its clause, where it holds in the other case."""
    after = [
        (c.norm.start, at)
        for at, c in enumerate(found)
        if c.norm.clause == held_off.norm.clause and c.norm.start > held_off.norm.start
    ]
    at = min(after, default=(0, None))[1]
    if at is None or found[at].clashes:
        return None
    met = found[at].feature("situation") > 0
    return at if met or cues()["goes_on"].search(found[at].norm.text.lower()) else None


def _with_doers(question: Question, norm: Norm, offered: Profile) -> Profile:
    """Return what a norm offers, with the role that the question calls the doer of what makes its bearer one."""
    doers = {role for role, act in question.deeds if by_the_doer(norm, act)}
    return replace(offered, nearness={**offered.nearness, **dict.fromkeys(doers, 1.0)}) if doers else offered


def _importance(unit: Unit, words: Words) -> float:
    """Return how much a unit of the question tells: the rarer in the clauses, the more."""
    if unit.mentions:
        return max(words.weight(CONCEPT + mention.concept) for mention in unit.mentions)
    return max(words.weight(stem) for stem in unit.stems)


def _match(met: Sequence[float], importance: Sequence[float]) -> float:
    """Return how much of the question the norm meets, from 0 to 2.

    Words that may name several concepts count once, for the one that the norm comes nearest to.

    :param met: how well it meets each unit; ``importance`` how much that tells.
    """
    total = sum(importance) or 1.0
    return sum([2 * weight * each / total for each, weight in zip(met, importance, strict=True)])


def _focus(norm: Norm, asked: Mapping[str, float]) -> float:
    """Return how much of the norm the question touches, from 0 to 1.

    ``match`` looks from the question at the norm, this one back: a norm about three things, of
    which the question names one, answers it less than a norm about that one.
    """
    named = {*norm.concepts, *norm.artifacts}
    return sum([asked.get(concept, 0.0) for concept in named]) / len(named) if named else 0.0


def _unmet(units: Sequence[Unit], met: Sequence[float]) -> float:
    """Return how little the norm meets of the things, roles and topics that the question asks about: the least of each.

    The scene around does not count: a norm need not speak of all that it tells.
    """
    missed = dict.fromkeys(_TELLING, 0.0)
    for unit, known in zip(units, met, strict=True):
        for mention in unit.mentions if unit.asked else ():
            if mention.kind in missed:
                missed[mention.kind] = max(missed[mention.kind], (1 - known) * mention.strength)
    return sum(missed.values())


def _meets(
    told: _Told, offered: Profile, *, measured: float, written: bool, holds: Collection[str]
) -> tuple[float, float]:
    """Return how well a norm meets a unit of the question, and how near what it acts upon comes to a thing named there.

    Both are less where the norm only writes something in the thing that the question does something to.

    :param measured: how far the norm's conditions meet the measures told; ``written`` whether it says what stands in a
        document whose content is asked for; ``holds`` the documents of which it says what they are to tell.
    """
    if measured and told.unit.measured:
        return measured, 0.0
    if any(thing in holds for thing in told.things):
        return 1.0, 1.0
    if written and told.content:
        return 1.0, 0.0
    best = 1.0 if told.stems <= offered.stems else SURROUNDED if told.stems <= offered.surroundings else 0.0
    for mention in told.unit.mentions:
        best = max(best, mention.strength * offered.nearness.get(mention.concept, 0.0))
    if not told.things:
        return best, 0.0
    inside = not told.unit.place and all(thing in offered.places for thing in told.things)
    share = INSIDE if inside else 1.0
    return share * best, share * max(offered.acted_upon.get(thing, 0.0) for thing in told.things)


def _parties(acting: Mapping[str, float], receiving: Mapping[str, float], norm: Norm) -> float:
    """Return how well who acts in a norm, and for whom, fits the question: -1 where others act, at most 2.

    :param acting: how near roles come to those that the question names as acting; ``receiving`` likewise.
    """
    acts = max((acting.get(role, 0.0) for role in norm.bearers), default=0.0)
    told = max((receiving.get(role, 0.0) for role in norm.counterparties), default=0.0)
    return told + ((1.0 if acts >= BROADER else -1.0) if acting and norm.bearers else 0.0)


def _shared(situations: Collection[str], offered: Profile) -> float:
    """Return the share of the situations asked about that the norm's conditions name or come near."""
    return sum(each in offered.turns_on for each in situations) / len(situations) if situations else 0.0


def fits(question: Question, norm: Norm) -> float:
    """Return how well a norm's parts fit what the question asks for (0 to 1, below 0 for a misfit)."""
    binding = norm.modality is not Modality.INFO
    judged = norm.modality in JUDGING
    if question.exempts:
        return float(exempts(norm))
    if not question.needs.timed_by(norm):
        return -0.5
    match question.ask:
        case Ask.WHO:
            named = norm.counterparties if question.receives else norm.bearers
            return 1.0 if named else (0.3 if binding else 0.0)
        case Ask.WHEN if Figure.HOURS in question.needs:
            return float(question.needs.stated_by(norm))
        case Ask.WHEN:
            return 1.0 if norm.timed else (0.4 if norm.conditions else 0.0)
        case Ask.CONTACT:
            return 1.0 if norm.contacts else 0.0
        case Ask.HOW:
            return 1.0 if norm.channel else (0.3 if binding else 0.0)
        case Ask.MAY:
            return 1.0 if judged else (0.5 if binding else 0.0)
        case Ask.WHY:
            return 1.0 if not binding else 0.3
        case Ask.WHERE:
            # The rule says where something is done, not what is allowed besides.
            rule = 0.0 if norm.modality is Modality.PERMISSION else 0.5
            return 1.0 if norm.contacts or norm.channel else rule
        case Ask.WHAT:
            return 0.5


def exempts(norm: Norm) -> bool:
    """Return whether a norm says when something need not or must not be done."""
    return norm.modality in JUDGING or bool(norm.unless)


def clashes(question: Question, norm: Norm) -> bool:
    """True where a norm cannot be what a question is about.

    One of its conditions names none of the question's situations, but one that they exclude; it is about what others
    did than those whom the question names, or about another of a kind; it says by when another acts than the question
    asks about; or a measure told lies outside of the one that its conditions name, or in one that it excepts.
    """
    asked = question.concepts(Kind.SITUATION)
    if holds_at(question.hour, asked, norm) is False or (question.ask is Ask.WHEN and _binds_another(question, norm)):
        return True
    if contradicts(norm, question.deeds) or excepted(question.measures, norm) or _is_of_another_kind(question, norm):
        return True
    excluded = {other for situation in asked for other in concepts().excluded(situation)}
    if not excluded and not question.measures:
        return False
    stated = [set(c.situations) for c in norm.turns_on]
    if any(not each.isdisjoint(excluded) and each.isdisjoint(asked) for each in stated):
        return True
    return all(each.isdisjoint(asked) for each in stated) and outside(question.measures, norm) is not None


def _is_of_another_kind(question: Question, norm: Norm) -> bool:
    """Return whether a norm is about another kind of what a question is about: one cancer, and another cancer."""
    asked = set(question.concepts(Kind.TOPIC))
    unnamed = asked.difference(norm.concepts)
    others = {other for topic in unnamed for other in concepts().excluded(topic)} - asked
    if others.isdisjoint(norm.concepts):
        return False
    but_for = {mention.concept for each in norm.unless for mention in mentions(each.text)}
    return not others.isdisjoint(set(norm.concepts) - but_for)


def _binds_another(question: Question, norm: Norm) -> bool:
    """Return whether a norm binds others than whoever a question says acts, and says nothing of them.

    Not so where the question names its bearers, too ("har svar fra fastlegen"), where a passive may make a subject of
    the receiver, and of bearers who are none of the known roles, or known by their act ("rekvirenten").
    """
    acting = {role for role in question.parties.acting if not concepts().served(role)}
    if not acting or not norm.bearers or cues()["passive_auxiliary"].search(question.text):
        return False
    if any(role not in concepts() or concepts()[role].does for role in norm.bearers):
        return False
    near = nearness(question.concepts(Kind.ROLE)).keys()
    return near.isdisjoint(norm.bearers) and nearness(acting).keys().isdisjoint(named_by(norm))


def answers(question: Question, best: Candidate, confidence: float) -> bool:
    """Return whether the best candidate can hold and is sure enough to answer.

    Whom to turn to in a case of which the question tells nothing ("i Klinikk for psykisk helse") is to be surer.
    Where no clause speaks of the deed that "who" asks about ("hvem vasker gulvet på akuttmottaket?"), a place or
    a thing that both name says less: more is asked for, and a norm that meets nothing but roles does not answer.
    Neither does any where the question tells nothing else than a situation that no clause speaks of.
    """
    if best.clashes or (question.receives and confidence < SURE and _in_another_case(question, best.norm)):
        return False
    if question.deed is None:
        return confidence >= weights().threshold
    others = [unit for unit in question.units if unit != question.deed and not unit.names_only_roles]
    untold = all(unit.foreign and unit.names_situation for unit in others)
    if others and untold and not (question.concepts(Kind.ARTIFACT, Kind.TOPIC) or best.feature("situation")):
        return False
    if not question.deed.strange or best.acts:
        return confidence >= weights().threshold
    return confidence >= max(SURE, weights().threshold) and not best.hollow


def _in_another_case(question: Question, norm: Norm) -> bool:
    """Return whether a norm holds in a situation that comes near none of those that a question tells of."""
    told = nearness(question.concepts()).keys()
    return any(situation not in told for condition in norm.turns_on for situation in condition.situations)


def evidence(question: Question, order: Sequence[Candidate]) -> npt.NDArray[np.float64]:
    """Return the signals that the best candidate answers, in the order of ``CONFIDENCE``.

    How near the nearest norm is says little by itself; how far the best clause is ahead, how much
    of the question it meets and misses, whether any clause speaks of what is asked about, and
    whether vectors and words agree on it, say more.
    """
    best = order[0]
    values = {
        "share": _share(order),
        "margin": _margin(order) / 5,
        "match": best.feature("match"),
        "focus": best.feature("focus"),
        "kind": best.feature("kind"),
        "told": len(set(question.units)) / 5,
        "score": best.score / 5,
        "unmet": -best.unmet,
        "foreign": -float(sum(_is_foreign(unit, best) for unit in set(question.units))),
        "near": 10 * (max(candidate.hit.context for candidate in order) - NEAR),
        "agreement": _agreement(order),
        "limit": -float(bool(question.needs.time)),
        "misfit": -float(not question.needs.stated_by(best.norm)),
    }
    return np.array([values[name] for name in CONFIDENCE])


def _writes(norm: Norm) -> bool:
    """True for a norm that lays something into a document that it names as a place; reading it there does not."""
    verb = (norm.action or "").partition(" ")[0]
    return norm.modality is not Modality.PROHIBITION and verb not in cues()["reading_verb"]


def _is_foreign(unit: Unit, best: Candidate) -> bool:
    """True where no clause speaks of what is asked about; what stands in a document need not be called its content."""
    return unit.asked and unit.foreign and not (best.written and unit.names({CONTENT}))


def _share(order: Sequence[Candidate]) -> float:
    """Return what the ranking's softmax gives to the best candidate and those that answer with it."""
    scores = np.exp(np.array([candidate.score - order[0].score for candidate in order]))
    same = np.array([_together(candidate, order[0]) for candidate in order])
    return float(scores[same].sum() / scores.sum())


def _together(one: Candidate, other: Candidate) -> bool:
    """True for norms of one clause, and for those that tell each a part of what stands in a document."""
    same_document = one.norm.document == other.norm.document
    return one.norm.clause == other.norm.clause or (one.written and other.written and same_document)


def _margin(order: Sequence[Candidate]) -> float:
    """Return how far the best candidate's score is above that of the best one that does not answer with it."""
    other = next((each for each in order if not _together(each, order[0])), None)
    return order[0].score - (other.score if other is not None else 0.0)


def _agreement(order: Sequence[Candidate]) -> float:
    """Return the share of the three searches whose first clause is that of the best candidate."""
    firsts = (
        max(order, key=lambda c: c.hit.words),
        max(order, key=lambda c: c.hit.cosine),
        max(order, key=lambda c: c.hit.context),
    )
    return sum(first.norm.clause == order[0].norm.clause for first in firsts) / len(firsts)

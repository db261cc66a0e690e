"""The rules by which two norms overlap, tried in order: each reads one kind of overlap off a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.model import Bearing, Modality
from kg.overlap_sentences import (
    BEARERS,
    DEADLINES,
    DUPLICATE,
    EXCEPTIONS,
    HANDOVER,
    OPEN_TIME,
    OPPOSED,
    SHARED,
    STRENGTH,
)
from kg.pairs import Pair
from kg.sides import alike, any_colleagues, covered
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import lexicon

CLOSE_WORDS = 0.6


class OverlapKind(StrEnum):
    """How two norms overlap."""

    DUPLICATE = "duplicate"
    SHARED = "shared"
    HANDOVER = "handover"
    TENSION = "tension"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its name, the kind, and the sentence that says it."""

    rule: str
    kind: OverlapKind
    sentence: str


def _opposed(pair: Pair) -> Finding | None:
    """One norm forbids what the other bids, advises or allows.

    In one chapter that is often the two sides of one rule, so there the act itself must be the same.
    """
    forbids = [norm.modality is Modality.PROHIBITION for norm in pair.norms]
    if forbids[0] == forbids[1] or not pair.same_thing or pair.excluded:
        return None
    if not (pair.same_act and pair.same_thing) and (pair.same_place or not pair.named):
        return None
    if not (pair.same_matter or pair.same_receiver):
        return None
    return Finding("opposed", OverlapKind.TENSION, OPPOSED)


def _timed(pair: Pair) -> Finding | None:
    """One act has two deadlines, one deadline binds in two strengths, or one norm leaves the time open."""
    a, b = pair.norms
    if a.deadline and b.deadline and pair.same_act and pair.same_thing:
        if a.modality is not b.modality or (a.duration or a.deadline) != (b.duration or b.deadline):
            return Finding("timed", OverlapKind.TENSION, DEADLINES)
        return None
    timed, other = (a, b) if a.deadline else (b, a)
    if timed.deadline and pair.same_thing and pair.one_side and cues()["ask_when"].search(other.text):
        return Finding("timed", OverlapKind.TENSION, OPEN_TIME)
    return None


def _exceptions(pair: Pair) -> Finding | None:
    """Two norms on one thing make different exceptions."""
    a, b = pair.norms
    if a.unless and b.unless and pair.same_object and pair.same_receiver:
        return Finding("exceptions", OverlapKind.TENSION, EXCEPTIONS)
    return None


def _taken_over(pair: Pair) -> Finding | None:
    """One norm tells of a role that takes the matter over."""
    a, b = pair.norms
    takes, leaves = (not _taking_over().isdisjoint(norm.concepts) for norm in (a, b))
    if not pair.same_place or not pair.same_thing or takes == leaves:
        return None
    taking, left = (a, b) if takes else (b, a)
    if any_colleagues(left.bearers, (*taking.bearers, *taking.counterparties)):
        return Finding("taken_over", OverlapKind.HANDOVER, HANDOVER)
    return None


def _divided(pair: Pair) -> Finding | None:
    """Conditions that exclude each other part the roles."""
    a, b = pair.norms
    moved = (
        not pair.one_side
        or not covered(a.counterparties, (*a.bearers, *b.counterparties))
        or not covered(b.counterparties, (*b.bearers, *a.counterparties))
    )
    if moved and (pair.same_thing or pair.same_act) and pair.excluded:
        return Finding("divided", OverlapKind.HANDOVER, HANDOVER)
    return None


def _sized(pair: Pair) -> Finding | None:
    """The size of the matter decides where it goes."""
    a, b = pair.norms
    by_size = _compares(a.text) != _compares(b.text)
    if by_size and pair.same_place and pair.same_thing and set(a.counterparties) != set(b.counterparties):
        return Finding("sized", OverlapKind.HANDOVER, HANDOVER)
    return None


def _loosened(pair: Pair) -> Finding | None:
    """One norm binds and the other only allows the same."""
    a, b = pair.norms
    binds = {a.modality, b.modality} == {Modality.OBLIGATION, Modality.PERMISSION}
    if binds and pair.one_side and pair.same_matter and (pair.same_act or not pair.same_place):
        return Finding("loosened", OverlapKind.TENSION, STRENGTH)
    return None


def _parted(pair: Pair) -> Finding | None:
    """Different roles carry the same: shared, handed over on a condition, or at odds without one."""
    a, b = pair.norms
    if pair.one_side or not (pair.same_thing or pair.same_act):
        return None
    listed = {a.bearing, b.bearing} == {Bearing.HEADING}
    joint = any(alike(role, other) for role in a.bearers for other in b.bearers)
    if not (pair.same_place or pair.same_matter or (pair.same_act and pair.conditions < 2)):
        return None
    if listed or joint or a.modality is b.modality is Modality.PERMISSION:
        return Finding("carried", OverlapKind.SHARED, SHARED)
    softer = a if a.modality is Modality.RECOMMENDATION else b
    rivals = a.document != b.document or any_colleagues(a.bearers, b.bearers)
    if rivals and a.modality is not b.modality and not softer.holds_where:
        return Finding("rivals", OverlapKind.TENSION, BEARERS)
    if not pair.conditions:
        return Finding("carried", OverlapKind.SHARED, SHARED)
    if pair.same_place:
        return Finding("moved", OverlapKind.HANDOVER, HANDOVER)
    if rivals and pair.same_act and pair.same_object:
        return Finding("rivals", OverlapKind.TENSION, BEARERS)
    return None


def _doubled(pair: Pair) -> Finding | None:
    """One role is told the same twice."""
    if pair.one_side and (pair.same_matter or pair.wording >= CLOSE_WORDS) and not pair.excluded:
        return Finding("doubled", OverlapKind.DUPLICATE, DUPLICATE)
    return None


def _compares(text: str) -> bool:
    """Whether a text says that something is larger or smaller ("med mindre" says no such thing)."""
    return bool(cues()["comparison"].search(cues()["unless"].pattern.sub(" ", text)))


@cache
def _taking_over() -> frozenset[str]:
    """Return the actions by which somebody takes a matter over."""
    labels = lexicon("nb")
    words = [labels.words(label) for label in sorted(cues()["taking_over"].labels)]
    return frozenset(mention.concept for each in words for mention in labels.mentions(each, Kind.ACTION))


RULES: tuple[Callable[[Pair], Finding | None], ...] = (
    _opposed,
    _timed,
    _exceptions,
    _taken_over,
    _divided,
    _sized,
    _loosened,
    _parted,
    _doubled,
)

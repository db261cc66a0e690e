"""Patterns in which two norms overlap, tried in order: each reads modality, bearers, conditions or time.

They say what the vocabulary calls an overlap; how much each tells is fitted (``kg.overlap.model``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kg.model import Bearing, Modality
from kg.overlap.pairs import Pair
from kg.sides import alike, any_colleagues, covered
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import lexicon

CLOSE_WORDS = 0.6
_FROM_HARD_TO_SOFT = (
    Modality.OBLIGATION,
    Modality.PROHIBITION,
    Modality.RECOMMENDATION,
    Modality.PERMISSION,
    Modality.INFO,
)
NAMES = (
    "opposed", "timed", "exceptions", "taken_over", "divided", "sized", "loosened", "moved", "carried", "rivals",
    "doubled",
)  # fmt: skip


def pattern(pair: Pair) -> str | None:
    """Return the name of the first pattern that a pair shows, one of ``NAMES``."""
    return next((found for look in _PATTERNS if (found := look(pair))), None)


def _opposed(pair: Pair) -> str | None:
    """One norm forbids what the other bids, advises or allows.

    In one chapter that is often the two sides of one rule, so there the act itself must be the same.
    """
    forbids = [norm.modality is Modality.PROHIBITION for norm in pair.norms]
    if forbids[0] == forbids[1] or not pair.same_thing or pair.excluded:
        return None
    if not pair.same_act and (pair.same_section or not pair.named):
        return None
    if not (pair.same_matter or pair.same_receiver):
        return None
    return "opposed"


def _timed(pair: Pair) -> str | None:
    """One act has two deadlines, one deadline binds in two strengths, or one norm leaves the time open."""
    a, b = pair.norms
    if a.deadline and b.deadline and pair.same_act and pair.same_thing:
        return "timed" if a.modality is not b.modality or pair.deadlines_differ else None
    if bool(a.deadline) == bool(b.deadline):
        return None
    open_one = b if a.deadline else a
    return "timed" if pair.same_thing and pair.one_side and cues()["ask_when"].search(open_one.text) else None


def _exceptions(pair: Pair) -> str | None:
    """Two norms on one thing make different exceptions."""
    a, b = pair.norms
    if a.unless and b.unless and pair.same_object and pair.same_receiver:
        return "exceptions"
    return None


def _taken_over(pair: Pair) -> str | None:
    """One norm tells of a role that takes the matter over."""
    a, b = pair.norms
    takes, leaves = (not taking_over().isdisjoint(norm.concepts) for norm in (a, b))
    if not pair.same_section or not pair.same_thing or takes == leaves:
        return None
    taking, left = (a, b) if takes else (b, a)
    if any_colleagues(left.bearers, (*taking.bearers, *taking.counterparties)):
        return "taken_over"
    return None


def _divided(pair: Pair) -> str | None:
    """Conditions that exclude each other part the roles."""
    a, b = pair.norms
    moved = (
        not pair.one_side
        or not covered(a.counterparties, (*a.bearers, *b.counterparties))
        or not covered(b.counterparties, (*b.bearers, *a.counterparties))
    )
    if moved and (pair.same_thing or pair.same_act) and pair.excluded:
        return "divided"
    return None


def _sized(pair: Pair) -> str | None:
    """The size of the matter decides where it goes."""
    a, b = pair.norms
    by_size = _compares(a.text) != _compares(b.text)
    if by_size and pair.same_section and pair.same_thing and set(a.counterparties) != set(b.counterparties):
        return "sized"
    return None


def _loosened(pair: Pair) -> str | None:
    """One norm binds and the other only allows the same."""
    a, b = pair.norms
    binds = {a.modality, b.modality} == {Modality.OBLIGATION, Modality.PERMISSION}
    if binds and pair.one_side and pair.same_matter and (pair.same_act or not pair.same_section):
        return "loosened"
    return None


def _parted(pair: Pair) -> str | None:
    """Different roles carry the same: shared, handed over on a condition, or at odds without one."""
    a, b = pair.norms
    if pair.one_side or not (pair.same_thing or pair.same_act):
        return None
    listed = {a.bearing, b.bearing} == {Bearing.HEADING}
    joint = any(alike(role, other) for role in a.bearers for other in b.bearers)
    if not (pair.same_section or pair.same_matter or (pair.same_act and pair.conditions < 2)):
        return None
    if listed or joint or a.modality is b.modality is Modality.PERMISSION:
        return "carried"
    softer = max(a, b, key=lambda norm: _FROM_HARD_TO_SOFT.index(norm.modality))
    rivals = a.document != b.document or any_colleagues(a.bearers, b.bearers)
    if rivals and a.modality is not b.modality and not softer.holds_where:
        return "rivals"
    if not pair.conditions:
        return "carried"
    if pair.same_section:
        return "moved"
    if rivals and pair.same_act and pair.same_object:
        return "rivals"
    return None


def _doubled(pair: Pair) -> str | None:
    """One role is told the same twice."""
    if pair.one_side and (pair.same_matter or pair.closeness.wording >= CLOSE_WORDS) and not pair.excluded:
        return "doubled"
    return None


def _compares(text: str) -> bool:
    """Whether a text says that something is larger or smaller ("med mindre" says no such thing)."""
    return bool(cues()["comparison"].search(cues()["unless"].pattern.sub(" ", text)))


@cache
def taking_over() -> frozenset[str]:
    """Return the actions by which somebody takes a matter over."""
    labels = lexicon("nb")
    words = [labels.words(label) for label in sorted(cues()["taking_over"].labels)]
    return frozenset(mention.concept for each in words for mention in labels.mentions(each, Kind.ACTION))


_PATTERNS: tuple[Callable[[Pair], str | None], ...] = (
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

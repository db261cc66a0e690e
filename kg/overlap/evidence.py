"""What speaks for a pair of norms being worth a look, and for its kind, as numbers from 0 to 1.

What is read off the order of two norms (an exception that follows its rule) counts only within a
document, so that the order of documents changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Bearing, Modality, Norm
from kg.overlap.pairs import Pair
from kg.overlap.patterns import NAMES, pattern, taking_over
from kg.sides import any_colleagues, covered
from ontology.cues import cues

Evidence = Mapping[str, float]

TOLD = {Bearing.EXPLICIT, Bearing.AGENT}
FEW_WORDS = 6
SOON = 2
SOMEWHAT_LATER = 6
_BY_PLACE = ("meaning", "wording", "own", "context", "act", "object", "one_side", "conditions")
"""What tells more, or less, in one section and across chapters."""
_BY_THING = ("opposed", "loosened", "deadlines_differ", "one_deadline", "unless", "passed")
"""What tells more of two norms on one thing."""


def evidence(pair: Pair) -> dict[str, float]:
    """Return all evidence of a pair by name."""
    found = {**_likeness(pair), **_matter(pair), **_roles(pair), **_force(pair), **_place(pair), **_words(pair)}
    thing = max(found["object"], found["context"])
    found |= {f"{name}*thing": found[name] * thing for name in _BY_THING}
    found |= {f"{name}*section": found[name] * found["section"] for name in _BY_PLACE}
    found |= {f"{name}*apart": found[name] * (1.0 - found["chapter"]) for name in _BY_PLACE}
    found["act*object"] = found["act"] * found["object"]
    found["split*act"] = found["split"] * found["act"]
    found["split*object"] = found["split"] * found["object"]
    shown = pattern(pair)
    return {"always": 1.0, **found, **{f"is_{name}": float(shown == name) for name in NAMES}}


def _likeness(pair: Pair) -> Evidence:
    near = pair.closeness
    return {
        "meaning": near.meaning,
        "wording": near.wording,
        "meaning_rank": near.meaning_rank,
        "wording_rank": near.wording_rank,
        "own": near.own,
        "context": near.context,
    }


def _matter(pair: Pair) -> Evidence:
    return {
        "object": float(pair.same_object),
        "thing": float(pair.same_thing),
        "act": float(pair.same_act),
        "receiver": float(pair.same_receiver),
        "situation": float(pair.same_situation),
    }


def _roles(pair: Pair) -> Evidence:
    """Who carries: one side or two, and whether one is the other's counterparty."""
    a, b = pair.norms
    named, one_side = pair.named, pair.one_side
    to_b, to_a = _met(a, b), _met(b, a)
    return {
        "one_side": float(named and one_side),
        "split": float(named and not one_side),
        "colleagues": float(not one_side and any_colleagues(a.bearers, b.bearers)),
        "joint": float(not set(a.bearers).isdisjoint(b.bearers)),
        "passed": float(to_a or to_b),
        "mutual": float(to_a and to_b),
        "told": float(a.bearing in TOLD and b.bearing in TOLD),
        "takes_over": float(any(not taking_over().isdisjoint(norm.concepts) for norm in (a, b))),
    }


def _force(pair: Pair) -> Evidence:
    """How strongly, on which conditions and until when."""
    a, b = pair.norms
    kinds = {a.modality, b.modality}
    timed = sum(bool(norm.deadline) for norm in (a, b))
    moments = sum(_begins_in_time(norm) for norm in (a, b))
    exceptions = sum(bool(norm.unless) for norm in (a, b))
    return {
        "same_force": float(len(kinds) == 1),
        "opposed": float(len(kinds) == 2 and Modality.PROHIBITION in kinds),
        "loosened": float(len(kinds) == 2 and Modality.PERMISSION in kinds),
        "conditions": pair.conditions / 2,
        "excluded": float(pair.excluded),
        "unless": float(exceptions > 0),
        "both_unless": float(exceptions == 2),
        "one_deadline": float(timed == 1),
        "both_deadlines": float(timed == 2),
        "deadlines_differ": float(pair.deadlines_differ),
        "one_moment": float(moments == 1),
        "both_moments": float(moments == 2),
    }


def _begins_in_time(norm: Norm) -> bool:
    """Whether a condition tells since when a norm holds: "kort tid etter oppholdet"."""
    return any(cues()["temporal_phrase"].match(condition.text) for condition in norm.turns_on)


def _place(pair: Pair) -> Evidence:
    a, b = pair.norms
    distance = pair.closeness.distance
    return {
        "section": float(pair.same_section),
        "chapter": float(pair.same_chapter),
        "clause": float(pair.same_document and a.clause == b.clause),
        "next": float(distance == 1),
        "near": 1.0 / (1.0 + distance) if 0 < distance <= SOMEWHAT_LATER else 0.0,
    }


def _words(pair: Pair) -> Evidence:
    """What the second says of its tie to the first, by its small words."""
    shortest = min(len(norm.text.split()) for norm in pair.norms)
    soon = 0 < pair.closeness.distance <= SOON
    text = pair.b.norm.text if pair.same_document else ""
    sets_apart, goes_on = (float(bool(cues()[name].search(text))) for name in ("sets_apart", "goes_on"))
    return {
        "short": float(shortest < FEW_WORDS),
        "sets_apart": sets_apart,
        "goes_on": goes_on,
        "sets_apart_soon": sets_apart * soon,
        "goes_on_soon": goes_on * soon,
    }


def _met(one: Norm, other: Norm) -> bool:
    """Whether a counterparty of one norm carries the other."""
    return bool(other.bearers) and any(covered([role], other.bearers) for role in one.counterparties)

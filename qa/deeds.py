"""Who did what in a question's or a norm's situation: "hvis fastlegen har bestilt prøven", "rekvirert av fastlegen".

A condition that names who did a thing tells norms apart that only differ in that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from kg.model import Modality, Norm
from kg.wording.headlines import mentions as named_in
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

Deed = tuple[str, str]
"""A role, and the action that it did."""


def deeds(lower: str, mentions: Sequence[Mention]) -> tuple[Deed, ...]:
    """Return who did what by the conditions of a lower-cased text: its clauses after "hvis" or "som", its participles.

    >>> from ontology.lexicon import lexicon
    >>> text = "hvem følger opp prøven hvis fastlegen har bestilt den"
    >>> deeds(text, lexicon("nb").mentions(lexicon("nb").words(text)))
    (('fastlege', 'bestille'),)
    """
    roles = [m for m in mentions if m.kind is Kind.ROLE and not m.part and not concepts().served(m.concept)]
    acts = [m for m in mentions if m.kind is Kind.ACTION]
    found = [(role.concept, act.concept) for act in acts for role in roles if _by(lower, act, role)]
    found += [(role.concept, act.concept) for role in roles if _opened(lower, role) for act in acts
              if _has_done(lower, role, act)]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _by(lower: str, act: Mention, role: Mention) -> bool:
    """True for "rekvirert av fastlegen"."""
    return act.end < role.start and lower[act.end : role.start].strip() in cues()["agent_preposition"].labels


def _opened(lower: str, role: Mention) -> bool:
    """True where a clause of condition, or one that tells which thing is meant, opens right before a role."""
    before = lower[: role.start].rstrip()
    head, _, last = before.rpartition(" ")
    before = head if last in cues()["article"] else before
    return cues()["deed_opening"].ending(before) is not None


def _has_done(lower: str, role: Mention, act: Mention) -> bool:
    """True where the role's verb follows it, by itself or after "har"."""
    between = lower[role.end : act.start].split()
    passive = lower[act.start : act.end].endswith(tuple(cues()["passive_ending"].labels))
    return act.start > role.end and not passive and all(word in cues()["perfect_auxiliary"].labels for word in between)


@lru_cache(maxsize=4096)
def _stated(text: str) -> tuple[Deed, ...]:
    return deeds(text.lower(), named_in(text))


def done_by(norm: Norm, acts: Collection[str]) -> set[str]:
    """Return who does one of some actions by what a norm says: in its conditions, else by binding them to it."""
    stated = {role for role, done in _stated(norm.text) if done in acts}
    if stated or norm.modality is Modality.INFO:
        return stated
    binds = any(m.concept in acts for m in named_in(norm.action or ""))
    return set(norm.bearers) if binds else set()


def by_the_doer(norm: Norm, act: str) -> bool:
    """Return whether a norm binds whoever does an action: "legen som rekvirerer prøven" (``ansvar:does``)."""
    known = (concepts().get(role) for role in norm.bearers)
    return any(act in role.does for role in known if role is not None)


def contradicts(norm: Norm, done: Iterable[Deed]) -> bool:
    """Return whether a norm is about what others did than those who are said to have done it."""
    for role, act in done:
        others = done_by(norm, {act, *concepts().related(act)})
        if others and not by_the_doer(norm, act) and not kin(role, others):
            return True
    return False


def restates(norm: Norm, done: Iterable[Deed]) -> bool:
    """Return whether a norm bids just what is said to be done already."""
    acts = {m.concept for m in named_in(norm.action or "")}
    return any(act in acts and kin(role, norm.bearers) for role, act in done)


def kin(one: str, others: Iterable[str]) -> bool:
    """Return whether a role is one of some others, or broader or narrower than one."""
    above = {one, *concepts().ancestors(one)}
    return any(other in above or one in concepts().ancestors(other) for other in others)

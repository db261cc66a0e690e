"""Tells who acts and who is at the receiving end among the roles that a question names, by the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import Mention


@dataclass(frozen=True, slots=True)
class Parties:
    """The roles that a question names as acting, and those for or with whom something is done."""

    acting: tuple[str, ...] = ()
    receiving: tuple[str, ...] = ()


def parties(lower: str, clause: tuple[int, int], mentions: Sequence[Mention], *, who: bool) -> Parties:
    """Return the parties that the clause of a lower-cased question names that asks.

    "Who" asks for the acting side: a role after a preposition of place tells where to look for it ("hvem på
    sykehuset"), the others are at the receiving end. Elsewhere the first role without a preposition is the subject,
    unless a pronoun is. Where the rest of the question offers a choice ("fastlegen eller sykehuset"), there are none.

    :param clause: where its words start, after those that ask, and end.
    :param who: whether "who" asks for the acting side.
    """
    start, end = clause
    if any(word in cues()["choice"] for word in lower[start:].split()):
        return Parties()
    roles = [m for m in mentions if m.kind is Kind.ROLE and start <= m.start < end and not m.part]
    stand = {m: _leading(lower, start, m.start) for m in roles if not _owns(lower, m)}
    placed, with_them, aside = (
        [m for m, word in stand.items() if word in cues()[group]]
        for group in ("party_place", "party_receiving", "party_aside")
    )
    bare = [m for m in stand if m not in (*placed, *with_them, *aside)]
    # "The municipal physiotherapist": the first of two names tells which of the second is meant.
    bare = [m for m in bare if not any(0 < o.start - m.end <= 1 for o in bare)]
    others = [*bare, *with_them]
    if who:
        return Parties(_names(placed), _names(others))
    if any(word in cues()["gets"] for word in lower[:end].split()):
        return Parties((), _names(others))
    subject = [m for m in bare if m.start == bare[0].start and not _has_subject(lower[start : m.start])]
    return Parties(_names(subject), _names([m for m in others if m not in subject]))


def _names(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.concept for mention in mentions))


def _leading(lower: str, start: int, at: int) -> str:
    """Return the word before a role, determiners left out."""
    before = lower[start:at].split()
    while before and before[-1] in cues()["determiner"]:
        before.pop()
    return before[-1] if before else ""


def _has_subject(lower: str) -> bool:
    """Whether a pronoun before a role is the subject; the word right before it may be its article."""
    return any(word in cues()["subject_pronoun"] for word in lower.split()[:-1])


def _owns(lower: str, mention: Mention) -> bool:
    """Whether a role stands in the genitive before another word: "fastlegens prøve", "the GP's test"."""
    text, after = lower[mention.start : mention.end], lower[mention.end : mention.end + 1]
    return after in ("'", "’") or (after == " " and text.endswith(tuple(cues()["genitive_ending"].labels)))

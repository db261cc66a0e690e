"""A norm in a few words: what is done, with what, and where it stands; for lists that are scanned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Clause, Modality, Norm
from kg.wording.places import point_of
from ontology.concepts import Kind, concepts
from ontology.lexicon import Mention, lexicon
from ontology.onboarding import onboarding
from ontology.words import stem

RECEIVER = "right of the receiver"
"""The reading of a norm whose verb is what the receiver does, not its bearer."""
ACTIVE = {"active subject", "inverted subject"}
"""Readings of a verb that comes before what it acts upon."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A norm's verb and matter, for the eye: the norm's own words are what binds. Either may be empty."""

    verb: str
    matter: str


def headline(norm: Norm, language: str = "nb") -> Headline:
    """Return the verb and the matter of a norm, by their names in a language.

    What must not be done has no verb: "skal ikke unngå" would say the opposite.
    """
    named = mentions(norm.text)
    action = None if norm.modality is Modality.PROHIBITION or RECEIVER in norm.readings else _action(norm)
    verb = concepts()[action].name(language) if action and action not in onboarding().light else ""
    implied = concepts()[action].implies if action else ()
    after = next((m.end for m in named if m.concept == action), 0) if ACTIVE & set(norm.readings) else 0
    own = [m for m in named if m.concept in norm.artifacts]
    later = [m.concept for m in own if m.start >= after]
    ranked = later[:1] if after else []
    ranked += [name for name in norm.artifacts if any(m.concept == name for m in own)]
    matter = next((name for name in ranked if name not in implied), None)
    return Headline(verb, concepts().name(matter, language) if matter else "")


def matter_of(norm: Norm) -> str | None:
    """Return the artifact that a norm is about: the first that its own words name, else the first."""
    named = {mention.concept for mention in mentions(norm.text)}
    return next((name for name in norm.artifacts if name in named), norm.artifacts[0] if norm.artifacts else None)


def _action(norm: Norm) -> str | None:
    """Return the action that the norm's content verb names; an imperative that was not parsed names it first.

    The lemma of an imperative may lack its ending ("oppdater"): then the stems decide.
    """
    actions = [name for name in norm.concepts if concepts().kind(name) is Kind.ACTION]
    if norm.action is None:
        return actions[0] if actions else None
    known = concepts().name
    exact = next((name for name in actions if known(name) == norm.action), None)
    return exact or next((name for name in actions if stem(known(name)) == stem(norm.action)), None)


@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return the concepts that a text in Norwegian names, where it names them."""
    words = lexicon("nb")
    return tuple(words.mentions(words.words(text)))


def place(norm: Norm, clauses: Mapping[str, Clause]) -> str:
    """Return where a norm stands, in short: "kap. 11, punkt 3"."""
    chapter = f"kap. {norm.section}" if norm.section[:1].isdigit() else norm.section
    clause = clauses[norm.clause]
    return f"{chapter}, {clause.label}" if point_of(clause) else chapter

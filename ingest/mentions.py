"""The roles that a proposition names, and which of them only tell another apart."""

from __future__ import annotations

from ingest.propositions import Proposition
from ingest.sentences import Reading
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import Mention


def role_mentions(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Return the role mentions; a longer role ("legen som stiller indikasjon") wins over its noun."""
    found = reading.within(proposition.span, Kind.ROLE)
    return [m for m in found if not m.part]


def _follows_role(reading: Reading, mention: Mention) -> bool:
    """True for a role that only a preposition parts from another before it ("sykepleier på sykehjemmet")."""
    text = reading.passage.text
    return any(0 < mention.start - m.end and len(text[m.end : mention.start].split()) == 1 for m in reading.roles)


def _at_place(reading: Reading, mention: Mention) -> bool:
    return any(c.dep_ == "case" and c.text in cues()["place_preposition"] for c in reading.head(mention).children)


def attributive(reading: Reading, mention: Mention) -> bool:
    """True for a role that only tells another apart ("sykehusets farmasøyt", "helsepersonell i sykehuset")."""
    head = reading.head(mention)
    place = _at_place(reading, mention)
    owner = "Gen" in head.morph.get("Case", [])
    within = any(c.dep_ == "case" and c.text in cues()["inside_preposition"] for c in head.children)
    return (
        (within and head.dep_ == "obl")
        or (place and _follows_role(reading, mention))
        or ((place or owner) and head.dep_ == "nmod" and bool(reading.named_by(head.head)))
    )

"""The roles that a proposition names, and which of them only tell another apart."""

from __future__ import annotations

from ingest.propositions import Proposition
from ingest.sentences import Reading
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention


def role_mentions(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Return the role mentions; a longer role ("legen som stiller indikasjon") wins over its noun."""
    found = reading.within(proposition.span, Kind.ROLE)
    return [m for m in found if not m.part and not _describes(reading, m)]


def _describes(reading: Reading, mention: Mention) -> bool:
    """True for a participle that only looks like a role ("behandlende sykehus": no "behandler"; "pårørende" is one)."""
    word = reading.head(mention)
    endings = tuple(cues()["participle_ending"].labels)
    looks = word.pos_ == "ADJ" and word.dep_ == "amod" and word.lower_.endswith(endings)
    return looks and not any(part.endswith(endings) for part in concepts().name(mention.concept).split())


def _before(reading: Reading, mention: Mention) -> list[Mention]:
    """Return the roles that only one word parts from a role after them ("sykepleier på sykehjemmet")."""
    text = reading.passage.text
    return [m for m in reading.roles if m.end < mention.start and len(text[m.end : mention.start].split()) == 1]


def told_apart(reading: Reading, mention: Mention) -> Mention | None:
    """Return the role that another only tells apart ("jordmor i kommunen": the midwife), or None."""
    if not attributive(reading, mention):
        return None
    above = reading.named_by(reading.head(mention).head)
    before = _before(reading, mention) if _at_place(reading, mention) else []
    return next(iter([*above, *before]), None)


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
        or (place and bool(_before(reading, mention)))
        or ((place or owner) and head.dep_ == "nmod" and bool(reading.named_by(head.head)))
    )

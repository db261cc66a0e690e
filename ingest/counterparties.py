"""Whom a norm concerns beside those who carry it: receivers, informed, affected."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.denials import left_out
from ingest.mentions import attributive, role_mentions
from ingest.propositions import Proposition
from ingest.sentences import Reading, is_verb
from kg.model import Condition
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

# A role inside the name of a situation only tells what is the case ("felles pasient").
_APART = (Kind.ROLE, Kind.SITUATION)


def counterparties(
    reading: Reading, proposition: Proposition, bearers: tuple[str, ...], conditions: Iterable[Condition]
) -> tuple[str, ...]:
    """Return the roles that the words name beside the bearers: receivers, informed, affected.

    A role that only says whose or where another is, is not met by the norm, nor one in a condition,
    unless the others serve it: the patient on whom a condition turns is affected.
    """
    known, origins = concepts(), reading.passage.origins
    above = {broader for role in bearers for broader in known.ancestors(role)}
    turning = [(c.start, c.end) for c in conditions]
    own, inner = role_mentions(reading, proposition), _inside(reading, proposition)
    named: dict[str, None] = {}
    for mention in sorted([*own, *inner], key=lambda m: m.start):
        if attributive(reading, mention) or _no_role(reading, mention) or left_out(reading, mention):
            continue
        within = any(start <= origins[mention.start] < end for start, end in turning)
        if not within or (known.served(mention.concept) and mention in own):
            named[mention.concept] = None
    return tuple(role for role in named if role not in bearers and role not in above)


def _inside(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Return the roles that stand inside the name of something else ("time hos fastlegen", "pasientens rett")."""
    first, last = proposition.span.start_char, proposition.span.end_char
    outer = [m for m in reading.mentions if m.kind not in _APART and m.last - m.first > 1]
    if not outer:
        return []
    return [
        m
        for m in reading.hidden_roles
        if first <= m.start
        and m.end <= last
        and any(name.start <= m.start and m.end <= name.end for name in outer)
        and not _kind(reading, m)
    ]


def _kind(reading: Reading, mention: Mention) -> bool:
    """True for a role that says what kind of thing a name stands for ("helsekort for gravide")."""
    return any(c.dep_ == "case" and c.text in cues()["kind_preposition"] for c in reading.head(mention).children)


def _no_role(reading: Reading, mention: Mention) -> bool:
    """True for a verb of a role's stem ("henvise"), and an adjective before a noun ("kommunale tjenester")."""
    head = reading.head(mention)
    tells_apart = head.pos_ == "ADJ" and head.dep_ == "amod" and head.head.i > head.i
    action = any(m.kind is Kind.ACTION and m.start == mention.start for m in reading.mentions)
    acts = is_verb(head) and any(c.dep_ == "nsubj" and reading.named_by(c) for c in head.children)
    return acts or (action and is_verb(head)) or (tells_apart and mention.last - mention.first == 1)

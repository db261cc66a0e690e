"""Who carries a norm of words that have no verb of their own, or leave it to what stands before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.bearers import Bearers, expanded, matched, named_in
from ingest.clefts import it_is
from ingest.mentions import role_mentions
from ingest.propositions import Proposition, label
from ingest.sentences import Reading, inside_subordinate, is_finite, is_person
from kg.model import Bearing
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

LABEL = "role before a colon"
"""The construction of who is named before a colon."""


def before_a_colon(reading: Reading, proposition: Proposition) -> Bearers:
    """Return who is named before a colon, where what follows opens with the act ("Radiologen: ringer rekvirenten")."""
    named = label(proposition.span)
    verb = proposition.verb
    if named is None or verb is None or named.end + 1 not in {verb.i, *(c.i for c in verb.children if c.dep_ == "aux")}:
        return Bearers()
    if cues()["condition_clause"].match(named.text):
        return Bearers()
    roles = named_in(reading, named)
    return Bearers(roles, Bearing.EXPLICIT, LABEL) if roles else Bearers()


def alone_as_agent(reading: Reading, proposition: Proposition) -> Bearers:
    """Return whom words without a verb name as doing it, set apart ("Innen et døgn, av sykepleieren på posten")."""
    span = proposition.span
    if any(is_finite(t) for t in span):
        return Bearers()
    by = [t for t in span[:-1] if t.text in cues()["agent_preposition"]]
    apart = {t.nbor(1).idx for t in by if t.i == span.start or t.nbor(-1).text == ","}
    named = [m for m in role_mentions(reading, proposition) if m.start in apart]
    return Bearers(expanded(reading, named, named), Bearing.AGENT, "agent alone") if named else Bearers()


def answering(reading: Reading, proposition: Proposition) -> Bearers:
    """Return whom words without a main verb name below a question of who ("Fastlegen, senest når pasienten reiser")."""
    span, mentions = proposition.span, role_mentions(reading, proposition)
    named = _set_apart(reading, mentions, proposition)
    first = next((t for t in span if not _precedes_a_name(t)), span[0])
    unknown = is_person(first) and first.i + 1 < span.end and first.nbor(1).text == ","
    if not (named or unknown) and any(_acts_here(t, mentions) and not inside_subordinate(t, span) for t in span):
        return Bearers()
    named = named or [m for m in mentions if _answers(reading.head(m), span)]
    alone = span.doc[first.i : first.i + 1]
    roles = expanded(reading, mentions, named) or (named_in(reading, alone) if is_person(first) else ())
    return Bearers(roles, Bearing.EXPLICIT, "answer to who")


def _precedes_a_name(token: Token) -> bool:
    """True for what may stand before the name of who it is ("*Bare en godkjent* radiolog")."""
    return token.text in cues()["only"] or token.pos_ in ("DET", "ADJ")


def _acts_here(token: Token, mentions: list[Mention]) -> bool:
    """True for a finite verb; the parser takes abbreviations of roles, and words of longer names, for one."""
    named = any(m.start <= token.idx < m.end and (m.last - m.first > 1 or token.text.isupper()) for m in mentions)
    return is_finite(token) and not named


def _set_apart(reading: Reading, mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the role that a comma sets apart where words open with it, or end with it after a condition.

    "Sykehuslegen, så lenge pasienten er innlagt.", "Er det lenger mellom timene, fastlegen."
    """
    words = [t for t in proposition.span if not t.is_punct]
    first = next((t for t in words if t.text not in cues()["only"] and t.text not in cues()["agent_preposition"]), None)
    opening = next((m for m in mentions if first is not None and m.start == first.idx), None)
    text = reading.passage.text
    if opening is not None:
        return [opening] if text[opening.end :].startswith(",") and reading.head(opening).pos_ != "VERB" else []
    last = next((m for m in mentions if words and m.end == words[-1].idx + len(words[-1])), None)
    alone = last is not None and text[: last.start].rstrip().endswith(",")
    return [last] if last is not None and alone and is_finite(words[0]) else []


def _answers(noun: Token, span: Span) -> bool:
    """True for a noun that stands free or after "av", outside of a clause that says more of something."""
    case = [c.text for c in noun.children if c.dep_ == "case"]
    owner = "Gen" in noun.morph.get("Case", [])
    return (
        all(word in cues()["agent_preposition"] for word in case) and not owner and not inside_subordinate(noun, span)
    )


def instead(reading: Reading, proposition: Proposition) -> Bearers:
    """Return who words say it is in another case, where what is done stands before ("På sykehjem er det legen der")."""
    named = proposition.verb
    further = any(t.text in cues()["relative"] for t in proposition.span)
    if named is None or not it_is(named) or further:
        return Bearers()
    roles = matched(reading.roles, [{"bearer": named}])
    return Bearers(expanded(reading, reading.roles, roles), Bearing.EXPLICIT, "who it is instead")


def gapped(reading: Reading, proposition: Proposition) -> Bearers:
    """Return who does what somebody does before, where the words leave out the verb ("deretter fastlegen")."""
    span = proposition.span
    heads = {t.head.i for t in span if t.text in cues()["agent_preposition"] and t.dep_ == "case"}
    named = [m for m in role_mentions(reading, proposition) if reading.head(m).i in heads]
    roles = expanded(reading, named, named) or named_in(reading, span)
    return Bearers(roles, Bearing.EXPLICIT, "gapped verb")

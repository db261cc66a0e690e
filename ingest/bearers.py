"""Who carries a norm, and whom it concerns, read from the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.propositions import Proposition
from ingest.sentences import Reading
from kg.model import Bearing
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECT = ("nsubj", "csubj")
LONGEST_JOINT = 4


@dataclass(frozen=True, slots=True)
class Bearers:
    """Role ids in order of mention, and where they were read."""

    roles: tuple[str, ...] = ()
    bearing: Bearing = Bearing.NONE
    construction: str = ""


def own_bearers(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the bearers that the proposition's own words name.

    In order: the agent of a passive ("av ..."), the subject of an active verb, the subject of
    "har ansvar for". The subject of a verb of receiving ("får") is no bearer.
    """
    verb = proposition.verb
    mentions = _roles(reading, proposition)
    if agents := [m for m in mentions if _is_agent(reading.head(m), proposition)]:
        return Bearers(_expanded(reading, mentions, agents), Bearing.AGENT, "passive agent")
    if verb is None:
        return Bearers()
    if verb.lemma_.lower() in cues()["receiving_verb"]:
        return Bearers()
    if _nonfinite(proposition):
        return Bearers()
    subjects = _cleft(mentions, proposition) or _inverted_roles(mentions, proposition)
    subjects = subjects or [m for m in mentions if _is_subject(reading.head(m), proposition)]
    subjects = subjects or _opening_roles(mentions, proposition)
    if subjects:
        subjects += _together(mentions, proposition)
        return Bearers(_expanded(reading, mentions, subjects), Bearing.EXPLICIT, "active subject")
    return Bearers()


def _opening_roles(mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the roles with which a proposition opens, coordinated before its finite verb.

    Norwegian is a verb-second language: what stands first without a preposition, before an
    active verb that has no other subject before it, is the subject.
    """
    verb, span = proposition.verb, proposition.span
    if verb is None or _passive(verb) or not mentions or mentions[0].start != span.start_char:
        return []
    if span[0].pos_ == "ADP" or "Gen" in span[0].morph.get("Case", []):
        return []
    finite = next((t for t in span if _main_finite(t) and t.idx >= mentions[0].end), None)
    if finite is None:
        return []
    return [m for m in _coordinated(mentions[0], mentions, proposition) if m.end <= finite.idx]


def _coordinated(first: Mention, mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return a role with those that "og", "eller" or a comma join to it."""
    text, offset = proposition.span.text, proposition.span.start_char
    found = [m for m in mentions if (m.start, m.end) == (first.start, first.end)]
    for mention in mentions:
        between = text[found[-1].end - offset : mention.start - offset].split() if mention.start > found[-1].end else []
        if between and between[-1] in (",", "og", "eller", "samt") and len(between) <= LONGEST_JOINT:
            found.append(mention)
    return found


def _nonfinite(proposition: Proposition) -> bool:
    """True for an infinitive without a finite verb: it has no subject of its own."""
    verb = proposition.verb
    infinitive = (
        verb is not None and "Inf" in verb.morph.get("VerbForm", []) and "Pass" not in verb.morph.get("Voice", [])
    )
    return infinitive and not any(_main_finite(t) for t in proposition.span if verb is not None and t.i < verb.i)


def _cleft(mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the role of "det er X som gjør"."""
    text, offset = proposition.span.text.lower(), proposition.span.start_char
    for mention in mentions:
        before = text[: mention.start - offset].split()
        after = text[mention.end - offset :].split()
        if before[-2:] in (["er", "det"], ["det", "er"]) and after[:1] == ["som"]:
            return [mention]
    return []


def _inverted_roles(mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the role that directly follows the finite verb where something else opens the sentence."""
    verb, span = proposition.verb, proposition.span
    if verb is None or _passive(verb):
        return []
    heads = {verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "cop"))}
    for finite in (t for t in span if _main_finite(t) and t.i in heads and t.i > span.start):
        opens = {m.start for m in mentions}
        subject = any(c.dep_ in _SUBJECT and c.i < finite.i for c in verb.children)
        if finite.i + 1 < span.end and finite.nbor(1).idx in opens and not subject:
            subject_role = next(m for m in mentions if m.start == finite.nbor(1).idx)
            return _coordinated(subject_role, mentions, proposition)
    return []


def _main_finite(token: Token) -> bool:
    return "Fin" in token.morph.get("VerbForm", []) and token.pos_ in ("VERB", "AUX")


def _together(mentions: list[Mention], proposition: Proposition) -> list[Mention]:
    """Return the roles named after "sammen med"."""
    span = proposition.span
    found = []
    for match in cues()["comitative"].pattern.finditer(span.text):
        end = span.start_char + match.end()
        found += [m for m in mentions if 0 <= m.start - end <= 2]
    return found


def _roles(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Return the role mentions; a longer role ("legen som stiller indikasjon") wins over its noun."""
    found = reading.within(proposition.span, Kind.ROLE)
    return [m for m in found if not m.part]


def _is_agent(head: Token, proposition: Proposition) -> bool:
    """True for the noun of "av ..." under a passive or participle."""
    by = any(child.lower_ == "av" for child in head.children) or (head.i > 0 and head.nbor(-1).lower_ == "av")
    verb = head.head
    before = [t for t in head.doc[proposition.span.start : head.i] if t.pos_ in ("VERB", "AUX")]
    if by and before and "Pass" in before[-1].morph.get("Voice", []) and not _subordinate(before[-1], proposition):
        return True
    passive = "Pass" in verb.morph.get("Voice", []) or "Part" in verb.morph.get("VerbForm", []) or _has_passive(verb)
    main = proposition.verb is not None and (verb.i == proposition.verb.i or _conjoined(verb, proposition.verb))
    received = verb.lemma_.lower() in cues()["receiving_verb"] or (
        proposition.verb is not None and proposition.verb.lemma_.lower() in cues()["receiving_verb"]
    )
    if by and received:
        return True
    return by and passive and main


def _subordinate(verb: Token, proposition: Proposition) -> bool:
    """True for a verb in a subordinate clause before the main verb."""
    main = proposition.verb
    at = verb
    while main is not None and at.i != main.i and at.head.i != at.i:
        if at.dep_ in ("advcl", "ccomp", "acl:relcl", "csubj"):
            return True
        at = at.head
    return False


def _has_passive(verb: Token) -> bool:
    return any(child.dep_ == "aux:pass" for child in verb.children)


def _conjoined(verb: Token, main: Token) -> bool:
    return (verb.dep_ == "conj" and verb.head.i == main.i) or (main.dep_ == "conj" and main.head.i == verb.i)


def _is_subject(head: Token, proposition: Proposition) -> bool:
    """True for the subject of the proposition's main verb, or of the verb it is coordinated with."""
    verb = proposition.verb
    if verb is None:
        return False
    if any(child.dep_ == "case" for child in head.children) or "Gen" in head.morph.get("Case", []):
        return False
    governed = head.head.i == verb.i or (head.head.dep_ in ("aux", "cop") and head.head.head.i == verb.i)
    if head.dep_ in _SUBJECT and governed:
        return not _passive(verb)
    inverted = head.dep_ in ("obj", "obl", "xcomp", "nsubj:pass", "iobj") and governed
    finite = next((t for t in (verb, *verb.children) if "Fin" in t.morph.get("VerbForm", [])), None)
    return (
        inverted
        and not _passive(verb)
        and finite is not None
        and _opens(head).i == finite.i + 1
        and not any(c.dep_ in _SUBJECT for c in verb.children)
        and finite.i > proposition.span.start
    )


def _opens(head: Token) -> Token:
    return head.left_edge


def _passive(verb: Token) -> bool:
    return "Pass" in verb.morph.get("Voice", []) or any(c.dep_ in ("aux:pass", "nsubj:pass") for c in verb.children)


def _expanded(reading: Reading, mentions: list[Mention], chosen: list[Mention]) -> tuple[str, ...]:
    """Return the chosen roles with those coordinated with them, defining clauses left out."""
    heads = {reading.head(m).i for m in chosen}
    grown = True
    while grown:
        more = {
            reading.head(m).i
            for m in mentions
            if reading.head(m).dep_ in ("conj", "appos") and reading.head(m).head.i in heads
        }
        grown = bool(more - heads)
        heads |= more
    negated = {m.start for m in mentions if _after_negation(reading, m)}
    picked = [m for m in mentions if m.start not in negated and (m in chosen or reading.head(m).i in heads)]
    return specific(tuple(dict.fromkeys(m.concept for m in picked)))


def _after_negation(reading: Reading, mention: Mention) -> bool:
    """True for a role that the words leave out ("fastlegen, ikke sykehuset")."""
    before = reading.doc.text[: mention.start].split()
    return bool(before) and before[-1] in cues()["negation"]


def specific(roles: tuple[str, ...], known: Concepts | None = None) -> tuple[str, ...]:
    """Return the roles without those that are broader than another of them."""
    known = known or concepts()
    broader = {above for role in roles for above in known.ancestors(role)}
    return tuple(role for role in roles if role not in broader)


def inherited_subject(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the subject of the verb before, where this verb is coordinated with it and has none."""
    verb = proposition.verb
    if verb is None or verb.dep_ not in ("conj", "parataxis") or _passive(verb):
        return Bearers()
    first = verb.head
    whole = Proposition(proposition.sentence, first, proposition.sentence, 0)
    if _passive(first):
        return Bearers()
    return own_bearers(reading, whole)


def anaphoric(proposition: Proposition) -> bool:
    """True where the subject is a pronoun that takes up a role ("vedkommende", "denne")."""
    verb = proposition.verb
    if verb is None:
        return False
    return any(
        token.lower_ in cues()["anaphor"] and (token.dep_ in _SUBJECT or token.head.i == verb.i) and not _passive(verb)
        for token in proposition.span
    )


def antecedent(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the role that a pronoun takes up: the subject of the clause of condition before it."""
    before = [m for m in _roles(reading, proposition) if proposition.verb and m.start < proposition.verb.idx]
    subjects = [m for m in before if reading.head(m).dep_ in _SUBJECT]
    if not subjects:
        return Bearers()
    return Bearers(_expanded(reading, before, subjects), Bearing.EXPLICIT, "pronoun")


def place_of_act(reading: Reading, proposition: Proposition) -> Bearers:
    """Return the roles at whose place the act is done ("tas på fastlegekontoret")."""
    verb = proposition.verb
    if verb is None:
        return Bearers()
    found = []
    for mention in _roles(reading, proposition):
        head = reading.head(mention)
        case = next((c.lower_ for c in head.children if c.dep_ == "case"), "")
        if head.head.i == verb.i and case in cues()["place_preposition"] and head.i > verb.i:
            found.append(mention)
    if not found:
        return Bearers()
    roles = _expanded(reading, _roles(reading, proposition), found)
    return Bearers(roles, Bearing.IMPLIED, "place of the act")


def counterparties(reading: Reading, proposition: Proposition, bearers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles that the words name beside the bearers: receivers, informed, affected."""
    named = dict.fromkeys(m.concept for m in _roles(reading, proposition))
    known = concepts()
    above = {broader for role in bearers for broader in known.ancestors(role)}
    return tuple(role for role in named if role not in bearers and role not in above)

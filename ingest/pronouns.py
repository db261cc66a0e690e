"""Tells whom a subject that is a pronoun takes up: "skal *hun* varsle", "kan *den* be om", "*denne* tar kontakt"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.bearers import SUBJECT, Bearers, expanded, receives
from ingest.mentions import role_mentions
from ingest.propositions import Proposition
from ingest.sentences import VERBAL, Reading, is_person
from kg.model import Bearing
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

PRONOUN = "pronoun"
"""The construction of whom a pronoun takes up."""


def taken_up(reading: Reading, proposition: Proposition, acting: Bearers, before: Span | None) -> Bearers:
    """Return whom a subject that is a pronoun takes up: the subject of the condition, else of what stands before.

    :param acting: who acts in what stands before in the clause.
    :param before: the sentence before; None where there is none.
    """
    pronoun = _subject(reading, proposition)
    if pronoun is None or _is_given(pronoun.head):
        return Bearers()
    if (named := _in_the_condition(reading, proposition, pronoun)).roles:
        return named
    if before is not None and _stands_for_a_person(reading, pronoun):
        acting = _person(reading, acting, before)
    elif before is not None and pronoun.text in cues()["latter"]:
        acting = _latter(reading, pronoun, acting, before)
    return replace(acting, construction=PRONOUN) if _may_stand_for(pronoun) else Bearers()


def _subject(reading: Reading, proposition: Proposition) -> Token | None:
    """Return the subject where it is a pronoun for a role ("vedkommende", "denne"), or for a body ("den")."""
    verb, span = proposition.verb, proposition.span
    if verb is None or reading.constructions.holds("passive", verb):
        return None
    found = reading.constructions
    matches = [*found.at("pronoun", verb), *found.at("pronoun for a body", verb)]
    standing = (m["pronoun"] for m in matches if span.start <= m["pronoun"].i < span.end)
    return next((t for t in standing if not any(c.dep_ == "acl:relcl" for c in t.children)), None)


def _is_given(verb: Token) -> bool:
    """True for a verb whose subject gets something, but a duty; who must have got it first sees to that."""
    duty = any(c.dep_ == "obj" and c.lemma_.lower() in cues()["duty_noun"] for c in verb.children)
    return receives(verb) and not duty and "Part" not in verb.morph.get("VerbForm", [])


def _in_the_condition(reading: Reading, proposition: Proposition, pronoun: Token) -> Bearers:
    """Return the role that is the subject of the condition before ("Oppdager *sykehuset* det, skal det melde fra")."""
    before = [m for m in role_mentions(reading, proposition) if m.start < pronoun.idx]
    subjects = [m for m in before if reading.head(m).dep_ in SUBJECT or _follows_the_verb(m, proposition)]
    first = [m for m in subjects if _agrees(reading, m, pronoun)][:1]
    roles = expanded(reading, before, first) if first else _unknown_in_the_condition(reading, proposition, pronoun)
    return Bearers(roles, Bearing.EXPLICIT, PRONOUN) if roles else Bearers()


def _unknown_in_the_condition(reading: Reading, proposition: Proposition, pronoun: Token) -> tuple[str, ...]:
    """Return the body that no concept knows after the verb of the condition ("Trenger *poliklinikken* prøver, ...")."""
    noun = next((t for t in proposition.span[1:] if not _before_a_subject(t)), pronoun)
    stands = pronoun.text in cues()["body_pronoun"] and _only_somebody_does(pronoun)
    if not stands or proposition.span[0].pos_ not in VERBAL or not is_person(noun):
        return ()
    return tuple(reading.provisionals([noun])) if _is_neuter(noun.lower_) is (pronoun.lower_ == "det") else ()


def _follows_the_verb(mention: Mention, proposition: Proposition) -> bool:
    """True for what follows the verb that opens a clause of condition ("Gjør *en avtalespesialist* endringer, ...")."""
    opening, *rest = proposition.span
    return opening.pos_ in VERBAL and all(_before_a_subject(t) for t in rest if t.idx < mention.start)


def _before_a_subject(token: Token) -> bool:
    """True for what may stand between the verb that opens a condition and its subject ("Har *ikke* sykehuset ...")."""
    return token.pos_ in ("DET", "ADJ") or token.text in cues()["negation"]


def _agrees(reading: Reading, mention: Mention, pronoun: Token) -> bool:
    """True for a role that a pronoun can take up: a body of its gender ("sykehuset ... det"), others of its number."""
    if pronoun.text not in cues()["body_pronoun"]:
        head = reading.head(mention)
        numbers = [token.morph.get("Number", []) for token in (pronoun, head)]
        return numbers != [["Plur"], ["Sing"]] or any(c.dep_ == "conj" for c in head.children)
    said = reading.passage.text[mention.start : mention.end]
    if said.isupper():
        return not _is_person(mention.concept)
    neuter = _is_neuter(said)
    return neuter if pronoun.lower_ == "det" else not (neuter or _is_person(mention.concept))


def _is_neuter(noun: str) -> bool:
    """True for the definite form of a neuter noun."""
    return noun.endswith("et")


def _stands_for_a_person(reading: Reading, pronoun: Token) -> bool:
    """True for "han" and "hun", as the source has them: Nynorsk "ho" is for whatever is feminine."""
    return reading.text(pronoun.doc[pronoun.i : pronoun.i + 1]) in cues()["person_pronoun"]


def _person(reading: Reading, acting: Bearers, before: Span) -> Bearers:
    """Return whom "hun" takes up: who acts, but for bodies; else the last person that the sentence before names."""
    people = [role for role in acting.roles if _is_person(role)]
    if any(not concepts().served(role) for role in people):
        return acting
    return _last_person(reading, before, ()) or (acting if people else Bearers())


def _latter(reading: Reading, pronoun: Token, acting: Bearers, before: Span) -> Bearers:
    """Return whom "denne" takes up: the last person that the sentence before names beside who acts, else who acts."""
    return (_last_person(reading, before, acting.roles) if _only_somebody_does(pronoun) else None) or acting


def _last_person(reading: Reading, before: Span, acting: Collection[str]) -> Bearers | None:
    named = (m.concept for m in reversed(reading.within(before, Kind.ROLE)) if not m.part)
    people = (role for role in named if _is_person(role) and not concepts().served(role) and role not in acting)
    last = next(people, None)
    return None if last is None else Bearers((last,), Bearing.EXPLICIT)


def _may_stand_for(pronoun: Token) -> bool:
    """True where a pronoun can take up a role of a sentence before; "den" and "det" may mean a thing."""
    body = pronoun.text in cues()["body_pronoun"]
    return not body or (pronoun.dep_ == "nsubj" and _only_somebody_does(pronoun))


def _only_somebody_does(pronoun: Token) -> bool:
    """True where the verb of a subject is one for what things cannot do."""
    return any(pronoun.head.lemma_.lower() in cues()[name] for name in ("things_verb", "bodys_verb"))


def _is_person(role: str) -> bool:
    """True for a role that only people have, by its name or as one of a doctor's, and for those whom norms serve."""
    if concepts().served(role) or "lege" in concepts().ancestors(role):
        return True
    words = concepts().name(role).partition(" (")[0].split()
    return any(word.endswith(tuple(cues()["human_head"].labels)) for word in words)

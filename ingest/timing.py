"""Tells which time limit of a sentence is that of what is to be done, and where its words end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.conditions import is_clause
from ingest.limits import Limit, limit
from ingest.propositions import Proposition
from ingest.sentences import Reading, is_person
from kg.model import Condition, ConditionKind
from ontology.concepts import Kind, concepts
from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def limit_of_act(
    reading: Reading, proposition: Proposition, conditions: Iterable[Condition]
) -> tuple[Limit | None, Span | None]:
    """Return the time limit of what is to be done, and its words.

    What a condition says of time limits nothing ("må han følges opp innen to dager, ..."). Only where nothing else
    does, how long ago something was says how long it holds ("først når det er gått to år siden sist").
    """
    time = time_limit(reading, proposition)
    words = words_of(proposition.span, time)
    around = None if words is None else _clause_around(reading, words, conditions)
    if words is None or around is None:
        return time, words
    span = proposition.span
    for rest in (span.doc[span.start : around.start], span.doc[around.end : span.end]):
        own = time_limit(reading, replace(proposition, span=rest)) if len(rest) else None
        if own is not None:
            return own, words_of(rest, own)
    return (time, words) if cues()["elapsed"].search(words.text) else (None, None)


def _clause_around(reading: Reading, words: Span, conditions: Iterable[Condition]) -> Span | None:
    """Return the clause of condition, or the exception, that some words stand in."""
    start, end = reading.offsets(words)
    origins = reading.passage.origins
    for stated in conditions:
        inside = [t.i for t in reading.doc if stated.start <= origins[t.idx] < stated.end]
        clause = is_clause(reading, stated) or stated.kind is ConditionKind.EXCEPTION
        if clause and stated.start < start and end <= stated.end:
            return reading.doc[inside[0] : inside[-1] + 1]
    return None


def time_limit(reading: Reading, proposition: Proposition) -> Limit | None:
    """Return the time limit of a proposition, at most to its verb ("skal innen tre timer svare"), or to who is named.

    "Innen én uke av legen", "innen to dager for pasienter med alvorlig sykdom".
    """
    found, verb = limit(proposition.text), proposition.verb
    if found is None or verb is None:
        return found
    first = proposition.span.start_char
    own = (verb, *(c for c in verb.children if c.dep_.startswith(("aux", "cop"))))
    ends = [t.idx - first for t in own if t.pos_ in ("VERB", "AUX")]
    ends += [t.idx - first for t in proposition.span[:-1] if _opens_an_agent(t, verb) or _names_the_served(reading, t)]
    at = min((each for each in ends if found.start < each < found.end), default=found.end)
    opens = proposition.span.char_span(found.start, found.start + 1, alignment_mode="expand")
    subjects = [c.idx - first for c in verb.children if c.dep_.startswith(("nsubj", "expl"))]
    clause = opens is not None and opens[0].pos_ != "DET"
    if clause and any(found.start < each < at for each in subjects):  # "før pasienten skrives ut": the limit's own verb
        return found
    return Limit(found.start, found.start + len(proposition.text[found.start : at].rstrip()), found.duration)


def _names_the_served(reading: Reading, preposition: Token) -> bool:
    """True where those whom norms serve are named right after the preposition that says for whom something is."""
    named = reading.named_by(preposition.nbor(1)) if preposition.text in cues()["kind_preposition"] else []
    return any(concepts().served(mention.concept) for mention in named)


def _opens_an_agent(preposition: Token, verb: Token) -> bool:
    """True where somebody is named right after the preposition of an agent, and the verb is a passive."""
    passive = any("Pass" in t.morph.get("Voice", []) or t.dep_ == "aux:pass" for t in (verb, *verb.children))
    named = passive and preposition.text in cues()["agent_preposition"]
    return named and (preposition.nbor(1).ent_type_ == Kind.ROLE or is_person(preposition.nbor(1)))


def words_of(span: Span, time: Limit | None) -> Span | None:
    """Return the tokens of a time limit."""
    if time is None:
        return None
    return span.doc.char_span(span.start_char + time.start, span.start_char + time.end, alignment_mode="expand")

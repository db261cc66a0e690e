"""Tells what a proposition denies: its verb, or whom and what it leaves out beside others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.propositions import Proposition
from ingest.sentences import VERBAL, Reading, inside_subordinate
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def denied(proposition: Proposition) -> bool:
    """True where the main clause denies what it says ("er *ikke* lenger ansvarlig"), not whom it leaves out.

    "Det hører hjemme hos fastlegen, ikke hos sykehuset" denies nothing of the first.
    """
    span = proposition.span
    denying = (t for t in span if any(t.text in cues()[name] for name in ("negation", "neither", "nobody")))
    apart = {t.i + 1 for t in span if t.text == "," or t.dep_ == "cc"}
    return any(
        t.dep_ != "det" or t.text in cues()["nobody"]
        for t in denying
        if t.i not in apart and not inside_subordinate(t, span)
    )


def what_denies(proposition: Proposition) -> Token | None:
    """Return the word by which the verb is denied ("fornyer *ikke*"), or nobody or nothing is what it is about.

    What a mark or a joining word parts from it leaves something else out ("til avdelingen, ikke til en lege"), and so
    does what is taken back ("ikke av sykehuset, men av legen") or only limits ("ikke senere enn").
    """
    verb, span = proposition.verb, proposition.span
    if verb is None:
        return None
    own = (verb, *(c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop")))
    inside = [c for t in own for c in t.children if span.start < c.i < span.end]
    negations = [c for c in inside if c.text in cues()["negation"] and not taken_back(c, span)]
    for negation in negations:
        parted = negation.nbor(-1).is_punct or negation.nbor(-1).dep_ == "cc"
        if not (parted or _compares(negation, span) or _contrasted(negation, span)):
            return negation
    return next((c for c in verb.children if (c.dep_ == "obj" or c.dep_.startswith("nsubj")) and is_nobody(c)), None)


def _compares(negation: Token, span: Span) -> bool:
    """True where a negation belongs to a comparison after it ("ikke senere enn sju dager")."""
    rest = span.doc[negation.i + 1 : span.end]
    return any("Cmp" in t.morph.get("Degree", []) and t.nbor(1).text in cues()["than"] for t in rest[:-1])


def _contrasted(negation: Token, span: Span) -> bool:
    """True where words without a verb say what holds instead ("ikke av sykehuset, *men av fastlegen*")."""
    rest = span.doc[negation.i + 1 : span.end]
    contrary = next((t.i for t in rest if t.text in cues()["adversative"]), None)
    if contrary is None:
        return False
    after = span.doc[contrary + 1 : span.end]
    return any(t.is_alpha for t in after) and not any(t.pos_ in VERBAL for t in after)


def taken_back(negation: Token, span: Span) -> bool:
    """True for "ikke bare ..., men også": the contrast takes the negation back."""
    rest = [t.text for t in span.doc[negation.i + 1 : negation.sent.end]]
    return rest[:1] != [] and rest[0] in cues()["only"] and any(word in cues()["adversative"] for word in rest[1:])


def is_nobody(subject: Token) -> bool:
    """True for "ingen", and for what it stands before ("ingen avdeling")."""
    return any(token.text in cues()["nobody"] for token in (subject, *subject.children))


def no_longer(negation: Token) -> bool:
    """True for "ikke lenger": what is over is told, not forbidden."""
    return negation.i + 1 < len(negation.doc) and "Cmp" in negation.nbor(1).morph.get("Degree", [])


def left_out(reading: Reading, mention: Mention) -> bool:
    """True for a role that words set apart leave out beside another ("til legen, ikke til sykehuset")."""
    if _set_against(reading, mention):
        return True
    negation = next((t for t in reading.head(mention).lefts if t.text in cues()["negation"]), None)
    return negation is not None and negation.i > 0 and negation.nbor(-1).text == ","


def is_denied(reading: Reading, mention: Mention) -> bool:
    """True for a role of which words deny what they say of another ("fastlegen, ikke sykehuset")."""
    return _after_negation(reading, mention) or _set_against(reading, mention)


def _set_against(reading: Reading, mention: Mention) -> bool:
    """True for a role that stands between a negation and what holds instead."""
    head = reading.head(mention)
    span = head.sent
    denied_before = any(t.text in cues()["negation"] and _contrasted(t, span) for t in span if t.i < head.i)
    return denied_before and any(t.text in cues()["adversative"] for t in span.doc[head.i + 1 : span.end])


def _after_negation(reading: Reading, mention: Mention) -> bool:
    """True for a role that the words leave out ("fastlegen, ikke sykehuset", "og ikke av sykehuset")."""
    before = reading.passage.text[: mention.start].split()
    leads = before and any(before[-1] in cues()[name] for name in ("agent_preposition", "place_preposition"))
    before = before[:-1] if leads else before
    return bool(before) and before[-1] in cues()["negation"]

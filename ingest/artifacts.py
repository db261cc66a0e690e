"""What a norm acts upon: the artifacts that its words name, and nouns in their place that none knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ingest.limits import quantities
from ingest.metadata import slug
from ingest.propositions import Proposition
from ingest.sentences import Reading
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

_ACTED_UPON = ("obj", "nsubj:pass")
_FULL = 0.8


def artifacts(reading: Reading, proposition: Proposition, topics: Collection[str]) -> tuple[str, ...]:
    """Return the artifacts of a proposition, in order of mention.

    Vague words ("meldingen", "listen") count where the headings above or earlier words of
    the clause name the artifact that they stand for. An object that nothing knows becomes a
    provisional concept. A proposition without an object of its own acts upon its heading's artifact.
    """
    span = proposition.span
    amounts = [(span.start_char + start, span.start_char + end) for start, end in quantities(span.text)]
    found: dict[int, str] = {}
    for mention in reading.within(span, Kind.ARTIFACT):
        counted = any(start <= mention.start < end for start, end in amounts)
        if not counted and (not mention.part or mention.strength >= _FULL):
            found.setdefault(mention.start * 8 + len(found) % 8, mention.concept)
    for start, concept in _vague(reading, proposition, topics):
        found.setdefault(start * 8, concept)
    objects = _objects(proposition)
    for token in objects:
        if token.pos_ == "NOUN" and not _named(reading, token) and not _bare(token):
            found.setdefault(token.idx * 8, slug(token.lemma_.lower()).replace("-", "_"))
    ordered = tuple(dict.fromkeys(concept for _, concept in sorted(found.items())))
    nouns = [token for token in objects if token.pos_ in ("NOUN", "PROPN")]
    return ordered or (tuple(topics)[:1] if not nouns else ())


def _vague(reading: Reading, proposition: Proposition, topics: Collection[str]) -> list[tuple[int, str]]:
    """Return (place, artifact) of hidden labels whose artifact the context names in full."""
    words = lexicon("nb", hidden=True)
    before = {m.concept for m in reading.mentions if m.kind is Kind.ARTIFACT and m.start < proposition.span.end_char}
    first, last = proposition.span.start_char, proposition.span.end_char
    return [
        (m.start, m.concept)
        for m in words.mentions(words.words(reading.doc.text))
        if m.kind is Kind.ARTIFACT and first <= m.start < last and (m.concept in topics or m.concept in before)
        and not m.part
    ]  # fmt: skip


def _objects(proposition: Proposition) -> list[Token]:
    """Return what the main verb, and those coordinated with it inside the proposition, act upon."""
    verb, span = proposition.verb, proposition.span
    if verb is None:
        return []
    verbs = [verb, *(c for c in verb.subtree if c.dep_ in ("conj", "xcomp", "acl", "ccomp") and c.pos_ == "VERB")]
    inside = (t for v in verbs for t in v.children if span.start <= t.i < span.end)
    heads = [t for t in inside if t.dep_ in _ACTED_UPON]
    return heads + [t for h in heads for t in h.children if t.dep_ == "conj" and span.start <= t.i < span.end]


def _named(reading: Reading, token: Token) -> bool:
    """True for a word that some concept already accounts for."""
    end = token.idx + len(token)
    return any(m.start < end and token.idx < m.end for m in reading.mentions)


def _bare(token: Token) -> bool:
    """True for the bare noun that makes one verb with a light verb ("ta kontakt")."""
    return token.head.lemma_.lower() in cues()["light_verb"] and not list(token.children)

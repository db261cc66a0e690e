"""Reads clefts by the order of their words: "det er *sykehuset* som", "er det ikke legen, men *sykehuset* som"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.sentences import Reading
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from ingest.propositions import Proposition

LONGEST = 12
"""Words between "det er" and "som"."""


def cleft_subject(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Return the roles that a cleft says act; none where a proposition is no cleft, or names no known role.

    The parser often hangs the clause that follows on another noun; the order of the words is always the same.
    """
    named = _between(proposition.span)
    if named is None:
        return []
    contrary = next((t.i for t in named if t.text in cues()["adversative"]), named.start - 1)
    return [
        mention
        for mention in reading.roles
        if named.start_char <= mention.start < named.end_char
        and (head := reading.head(mention)).i > contrary
        and "Gen" not in head.morph.get("Case", [])
        and not any(_leaves_out(t) for t in head.doc[max(head.i - 2, named.start) : head.i])
    ]


def it_is(word: Token) -> bool:
    """True for the noun of "det er X", whatever follows."""
    return {"cop", "expl"} <= {child.dep_ for child in word.children}


def _between(span: Span) -> Span | None:
    """Return the words between "det er" or "er det" and "som"."""
    for at, (one, other) in enumerate(pairwise(span)):
        opens = {one.lower_, other.lower_} & {"det"} and "være" in (one.lemma_.lower(), other.lemma_.lower())
        stands = one.lower_ != "det" or at == 0 or one.nbor(-1).is_punct or one.nbor(-1).dep_ == "cc"
        if not (opens and stands):
            continue
        rest = span[at + 2 : at + 2 + LONGEST]
        who = next((t.i for t in rest if t.text in cues()["relative"]), None)
        if who is not None and not any(t.pos_ == "VERB" or t.dep_ == "mark" for t in span.doc[rest.start : who]):
            return span.doc[rest.start : who]
    return None


def _leaves_out(token: Token) -> bool:
    """True for a preposition and a negation: who stands after them does not act."""
    return token.pos_ == "ADP" or token.text in cues()["negation"]

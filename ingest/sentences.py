"""Sentences of a parsed clause, with the concepts that they name and the way to the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.constructions import Constructions
from ingest.limits import either, is_unit, quantities
from ingest.metadata import slug
from ingest.passages import Passage
from kg.model import collapsed
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon
from ontology.words import Word

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

VERBAL = ("VERB", "AUX")
"""The parts of speech of verbs."""
_ENDS = frozenset(".!?")
_SUBORDINATE = ("acl:relcl", "advcl", "ccomp", "acl", "csubj")


@dataclass(frozen=True)
class Reading:
    """A parsed clause: the document, its passage, the source text, and the concepts named."""

    doc: Doc
    passage: Passage
    source: str

    @cached_property
    def words(self) -> list[Word]:
        """The words of the clause with their stems."""
        return lexicon("nb").words(self.passage.text)

    @cached_property
    def mentions(self) -> list[Mention]:
        """All concepts that the clause names, in order; of two roles that a hyphen joins ("KAD-legen") neither."""
        found = [self._with_what_is_shared(mention) for mention in lexicon("nb").mentions(self.words)]
        pairs = [pair for pair in pairwise(found) if {m.kind for m in pair} == {Kind.ROLE}]
        joined = [pair for pair in pairs if self.passage.text[pair[0].end : pair[1].start] == "-"]
        kept = [mention for mention in found if not any(mention in pair for pair in joined)]
        return sorted([*kept, *(role for m in kept for role in self._at_whose_place(m))], key=lambda m: m.start)

    def _at_whose_place(self, mention: Mention) -> list[Mention]:
        """Return the role at whose place a situation is ("hos avtalespesialist")."""
        at, *rest = self.words[mention.first : mention.last]
        if mention.kind is not Kind.SITUATION or len(rest) != 1 or at.text not in cues()["place_preposition"]:
            return []
        first = mention.first + 1
        return [replace(m, first=first, last=first + 1) for m in lexicon("nb").mentions(rest, Kind.ROLE) if not m.part]

    def _with_what_is_shared(self, mention: Mention) -> Mention:
        """Return a role before a slash as what stands after the second makes it ("lege/behandler på sykehuset")."""
        if mention.kind is not Kind.ROLE or mention.part:
            return mention
        _, end = self.passage.source_span(mention.start, mention.end)
        if self.source[end : end + 1] != "/":
            return mention
        # The passage has a word for the slash.
        alone = [*self.words[mention.first : mention.last], *self.words[mention.last + 2 :]]
        whole = next(iter(lexicon("nb").mentions(alone, Kind.ROLE)), mention)
        return replace(mention, concept=whole.concept) if whole.start == mention.start else mention

    @cached_property
    def artifacts(self) -> list[Mention]:
        """All artifacts that the clause names, also inside the names of actions ("prøven tas") and of each other."""
        found = lexicon("nb").mentions(self.words, Kind.ARTIFACT)
        inside = (m for outer in found if outer.last - outer.first > 1 for m in self._inside(outer))
        return sorted([*found, *inside], key=lambda mention: (mention.start, -mention.end))

    def _inside(self, outer: Mention) -> list[Mention]:
        """Return the artifacts that the later words of a name name too ("svar på prøver": samples)."""
        first = outer.first + 1
        inner = lexicon("nb").mentions(self.words[first : outer.last], Kind.ARTIFACT)
        same = {outer.concept, *concepts().ancestors(outer.concept)}
        return [replace(m, first=m.first + first, last=m.last + first) for m in inner if m.concept not in same]

    @cached_property
    def vague_artifacts(self) -> list[Mention]:
        """All artifacts that the clause may mean by a hidden label ("listen")."""
        named = lexicon("nb", hidden=True).mentions(self.words, Kind.ARTIFACT)
        return [mention for mention in named if mention.strength < 1 and not mention.part]

    @cached_property
    def roles(self) -> list[Mention]:
        """The roles that the clause names whole; a verb of the same stem ("henvise", "henviser") names none."""
        return [m for m in self.mentions if m.kind is Kind.ROLE and not m.part and not is_verb(self.head(m))]

    @cached_property
    def hidden_roles(self) -> list[Mention]:
        """The roles that the clause names, also inside the names of other things."""
        return [m for m in lexicon("nb").mentions(self.words, Kind.ROLE) if not m.part]

    @cached_property
    def constructions(self) -> Constructions:
        """The constructions of the clause, its roles marked as entities."""
        from spacy.tokens import Span
        from spacy.util import filter_spans

        spans = (self.doc.char_span(m.start, m.end, "Role", alignment_mode="expand") for m in self.roles)
        self.doc.ents = filter_spans(Span(self.doc, s.start, s.end, "Role") for s in spans if s is not None)
        return Constructions(self.doc)

    def named_by(self, token: Token) -> list[Mention]:
        """Return the roles whose words a token is one of."""
        return [m for m in self.roles if m.start <= token.idx < m.end]

    def names_an_act(self, token: Token) -> bool:
        """True for a word that is the name of an action, whatever the parser takes it for ("innkalle")."""
        return any(m.kind is Kind.ACTION and not m.part and m.start == token.idx for m in self.mentions)

    def is_role_noun(self, token: Token) -> bool:
        """True for a role that the parser takes for a verb ("til pasienten, henviser og kommunen")."""
        named = any(m.kind is Kind.ROLE and not m.part and m.start <= token.idx < m.end for m in self.mentions)
        return named and not any(c.dep_ in ("nsubj", "obj", "aux") for c in token.children)

    def provisional(self, token: Token, *, named: bool = False) -> str | None:
        """Return the id of a thing or person that no concept knows, or None for a word that is none.

        The id is the lemma. A word that another concept accounts for, a unit of time and a noun of
        duty are neither thing nor person.

        :param named: whether a word may be taken that names a concept of another kind: a meeting that decides.
        """
        end = token.idx + len(token)
        whole = (m for m in (*self.mentions, *self.artifacts) if not m.part and m.kind is not Kind.SITUATION)
        counted = is_unit(token.lower_) or any(a <= token.idx < b for a, b in quantities(self.passage.text))
        known = not named and any(m.start < end and token.idx < m.end for m in whole)
        if known or counted or token.lemma_.lower() in cues()["duty_noun"]:
            return None
        if not token.text.replace("-", "").isalpha():
            return None
        name = slug(person_lemma(token.lower_) or token.lemma_.lower()).replace("-", "_")
        if name in concepts():
            return self._whoever_plays(name) if is_person(token) else None
        return (self._of_what_is_named(name) if named else None) or name

    def _whoever_plays(self, part: str) -> str | None:
        """Return the role that plays the part by which words name it: a body, or whose matter the clause names.

        "Koordinator" is the municipality's where that is named, or an individual plan.
        """
        known = concepts()
        named = {mention.concept for mention in (*self.artifacts, *self.mentions)} - {part}
        roles = (c for c in known if c.kind is Kind.ROLE and known[part].kind is not Kind.ROLE and part in c.related)
        body = known[part].kind is Kind.ARTIFACT
        return next((c.id for c in roles if body or not named.isdisjoint((*c.related, *known.ancestors(c.id)))), None)

    def _of_what_is_named(self, name: str) -> str | None:
        """Return the role whose name opens with a word, where the clause names what it has to do with.

        "Mottakeren" is the receiver of the referral beside a referral, and not beside a message.
        """
        things = {mention.concept for mention in self.artifacts}
        roles = (c for c in concepts() if c.kind is Kind.ROLE and not things.isdisjoint(c.related))
        return next((c.id for c in roles if slug(c.name().split()[0]) == name), None)

    def provisionals(self, tokens: Iterable[Token]) -> Iterator[str]:
        """Yield the ids of whom some tokens name and no concept knows."""
        return (role for token in tokens if (role := self.provisional(token, named=True)) is not None)

    def within(self, span: Span, *kinds: Kind) -> list[Mention]:
        """Return the mentions of some kinds inside a span."""
        first, last = span.start_char, span.end_char
        return [m for m in self.mentions if first <= m.start and m.end <= last and (not kinds or m.kind in kinds)]

    def head(self, mention: Mention) -> Token:
        """Return the syntactic head of the words that name a concept."""
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return (self.doc[:] if span is None else span).root

    def offsets(self, span: Span) -> tuple[int, int]:
        """Return a span's offsets in the source."""
        return self.passage.source_span(span.start_char, span.end_char)

    def text(self, span: Span) -> str:
        """Return a span's words as the source has them, white space collapsed."""
        start, end = self.offsets(span)
        return collapsed(self.source[start:end])


def is_finite(token: Token) -> bool:
    """True for a finite verb, an auxiliary too."""
    return token.pos_ in VERBAL and "Fin" in token.morph.get("VerbForm", [])


def is_verb(token: Token) -> bool:
    """True for a verb with what belongs to one; a noun tagged as a verb by mistake has nothing of it."""
    if token.pos_ != "VERB":
        return False
    form = token.morph.get("VerbForm", [])
    return "Inf" in form or "Part" in form or any(c.dep_ in ("nsubj", "obj", "aux", "mark") for c in token.children)


def sentences(doc: Doc) -> Iterator[Span]:
    """Yield the sentences of a parsed text.

    The parser's boundary counts where a full stop stands before it and a capital, quote or
    infinitive mark after; boundaries inside brackets, after abbreviations and after colons do not. So does a semicolon
    before words with a subject of their own.
    """
    start = 0
    for token in doc[1:]:
        if (token.is_sent_start and _closes(doc, token.i, start)) or _opens_after_semicolon(doc, token.i, start):
            yield doc[start : token.i]
            start = token.i
    if start < len(doc):
        yield doc[start:]


def _closes(doc: Doc, at: int, start: int) -> bool:
    before, after = doc[at - 1], doc[at]
    if before.text[-1:] not in _ENDS or before.text.count(".") > 1:
        return False
    opens = after.text[:1].isupper() or after.text in ("«", '"', "”", "–", "-", "(")
    return opens and not _bracketed(doc[start:at])


def _opens_after_semicolon(doc: Doc, at: int, start: int) -> bool:
    """True where a semicolon stands before a main clause: its verb, in the present, has a subject."""
    if doc[at - 1].text != ";" or _bracketed(doc[start:at]):
        return False
    rest = doc[at : next((t.i for t in doc[at:] if t.text in (";", *_ENDS)), len(doc))]
    present = [t for t in rest if t.pos_ in ("VERB", "AUX") and "Pres" in t.morph.get("Tense", [])]
    return any(has_subject(_governing(t)) for t in present) or _inverted(rest, present)


def _inverted(rest: Span, present: list[Token]) -> bool:
    """True where words stand before a finite verb, and after it a noun that the parser may not take for its subject."""
    verb = next((t for t in present if _governing(t).dep_ not in _SUBORDINATE), None)
    after = rest.doc[verb.i + 1 : rest.end] if verb is not None and verb.i > rest.start else ()
    return next((t.pos_ in ("NOUN", "PROPN", "PRON") for t in after if t.pos_ != "DET"), False)


def _governing(verb: Token) -> Token:
    """Return what an auxiliary or a copula belongs to, another verb itself."""
    return verb.head if verb.dep_ in ("aux", "aux:pass", "cop") else verb


def _bracketed(span: Span) -> bool:
    """True where a bracket is open at the end of a stretch."""
    return sum(t.text == "(" for t in span) > sum(t.text == ")" for t in span)


def has_subject(token: Token) -> bool:
    """True where a verb has a subject of its own."""
    return any(child.dep_.startswith(("nsubj", "csubj")) for child in token.children)


def is_person(token: Token) -> bool:
    """True for a noun that names somebody who can carry a norm, by its last part ("avdelingslederen")."""
    return token.pos_ in ("NOUN", "PROPN") and person_lemma(token.lower_) is not None


def person_lemma(word: str) -> str | None:
    """Return the lemma of a noun in small letters whose last part names people or a body, or None.

    The parser has seen few of these compounds, and guesses their lemmas.

    >>> person_lemma("seksjonsoverlegen"), person_lemma("mottaker"), person_lemma("brevet")
    ('seksjonsoverlege', 'mottaker', None)
    """
    found = _person().fullmatch(word)
    return found[1] + found[2] if found else None


@cache
def _person() -> re.Pattern[str]:
    heads = either(cues()["person_head"].labels)
    return re.compile(rf"([\w-]*?)({heads})(?:en|n|et|t|e|er|r|ene|ne|a|ar|ane|ens|ets)?s?")


def inside_subordinate(token: Token, span: Span) -> bool:
    """True for a word of a subordinate clause of a span; a span that is a relative clause holds none in itself."""
    at = token.head if token.dep_.startswith("aux") else token
    while True:
        within = span.start <= at.head.i < span.end
        if at.dep_ in _SUBORDINATE and span.start <= at.i < span.end and (within or at.dep_ != "acl:relcl"):
            return True
        if at.head.i == at.i or not within:
            return False
        at = at.head


def subtree_span(token: Token, first: int | None = None) -> Span:
    """Return the stretch from a token's left edge (or ``first``) to its right edge."""
    start = token.left_edge.i if first is None else first
    return token.doc[start : token.right_edge.i + 1]


def lemmas(tokens: Sequence[Token] | Span) -> list[str]:
    """Return lemmas in lower case."""
    return [token.lemma_.lower() for token in tokens]

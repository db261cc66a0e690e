"""Sentences: a norm's words with their parse, and whether they can be read alone.

What leans on the sentence before it, or names the answer, is fit for no question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.passages import Passage
from kg.model import Bearing, Norm
from kg.quiz.words import wording
from ontology.concepts import Kind, concepts
from ontology.cues import CueGroup, cues
from ontology.lexicon import Mention, lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SHORTEST, LONGEST = 25, 260
FEWEST_WORDS = 5
SHORTEST_STEM = 5


@dataclass(frozen=True)
class Sentence:
    """A norm's words, parsed: ``doc`` is the parse of ``passage``, which was made of ``source``."""

    norm: Norm
    passage: Passage
    doc: Doc
    language: str = "nb"

    def shown(self, start: int, end: int) -> str:
        """Return a stretch of the passage as the document prints it, slashes and all."""
        letters: list[str] = []
        origins = self.passage.origins
        for at in range(max(start, 0), min(end, len(origins))):
            if at > start and origins[at] == origins[at - 1]:
                letters[-1] = "/"
            else:
                letters.append(self.passage.text[at])
        return "".join(letters).strip()

    def between(self, first: int, last: int) -> str:
        """Return the tokens from one to another (exclusive) as the document prints them."""
        tokens = self.doc[first:last]
        return self.shown(tokens.start_char, tokens.end_char) if len(tokens) else ""

    @property
    def size(self) -> int:
        """How many tokens there are before the final full stop."""
        size = len(self.doc)
        while size and self.doc[size - 1].text in ".;:":
            size -= 1
        return size

    @property
    def roles(self) -> list[Mention]:
        """The roles that the words name."""
        return lexicon("nb").mentions(lexicon("nb").words(self.passage.text), Kind.ROLE)

    def verb_form(self, at: int) -> str:
        """Return the form of a token that is a verb, else an empty string."""
        token = self.doc[at]
        return next(iter(token.morph.get("VerbForm", [])), "") if is_verb(token) else ""

    def is_role(self, token: Token) -> bool:
        """Whether a token is part of a role's name."""
        return any(mention.start <= token.idx < mention.end for mention in self.roles)


def leans(sentence: Sentence) -> bool:
    """Whether a sentence that others come before may lean on them: it names a thing as known, or no matter at all."""
    words = [token for token in sentence.doc if not token.is_punct]
    known = any(
        token.pos_ == "NOUN" and token.morph.get("Definite", []) == ["Def"] and not sentence.is_role(token)
        for token in words
    )
    labels = lexicon("nb")
    named = {mention.concept for mention in labels.mentions(labels.words(sentence.passage.text), Kind.ARTIFACT)}
    return known or len(words) < FEWEST_WORDS or named.isdisjoint(sentence.norm.artifacts)


def stands_alone(sentence: Sentence) -> bool:
    """Whether the words are one whole sentence that can be read without those before it."""
    text = sentence.shown(0, len(sentence.passage.text))
    heading = sentence.norm.bearing is Bearing.HEADING
    whole = SHORTEST <= len(text) <= LONGEST and (heading or text[:1].isupper())
    return whole and closed_well(text) and not _leans_back(sentence)


def closed_well(text: str) -> bool:
    """Whether brackets and quotes are closed, the end is no comma or "og", and there is one sentence only."""
    pairs = all(text.count(opening) == text.count(closing) for opening, closing in ("()", "«»"))
    return pairs and not re.search(wording()["grammar"]["open_end"], text) and not re.search(r"[.!?] [A-ZÆØÅ«]", text)


def _leans_back(sentence: Sentence) -> bool:
    """Whether a word takes up what an earlier sentence said."""
    grammar, text = wording()["grammar"], sentence.passage.text.lower()
    plain = re.sub(rf"\b{grammar['pointing_apart']}\b", " ", text)
    return bool(re.search(rf"\b(?:{grammar['pointing']})\b", plain)) or any(
        _open_pronoun(sentence, token) for token in sentence.doc
    )


def _open_pronoun(sentence: Sentence, token: Token) -> bool:
    """Whether a pronoun has no clause before it that could name what it stands for."""
    group: Sequence[CueGroup] = (cues()["anaphor"], cues()["thing_pronoun"], cues()["demonstrative"])
    if not any(token.lower_ in words for words in group) or token.dep_ == "expl":
        return False
    following = sentence.doc[token.i + 1] if token.i + 1 < len(sentence.doc) else None
    article = token.lower_ not in cues()["demonstrative"] and following is not None
    if article and following is not None and following.pos_ in ("ADJ", "NOUN", "NUM") and token.pos_ == "DET":
        return False
    if following is not None and following.lower_ == wording()["grammar"]["relative"]:
        return False
    border = max((t.i for t in sentence.doc[: token.i] if t.text == ","), default=-1)
    before = sentence.doc[: border + 1]
    return not (any(is_verb(t) for t in before) and any(t.pos_ in ("NOUN", "PROPN") for t in before))


def told(text: str, roles: Sequence[str]) -> bool:
    """Whether a text names one of the roles, one under it, or holds its name in a longer word.

    >>> told("Hvem fører LIB i fastlegens journal?", ["fastlege"]), told("Hvem fører LIB?", ["fastlege"])
    (True, False)
    """
    known = concepts()
    named = {m.concept for m in lexicon("nb", hidden=True).mentions(lexicon("nb").words(text), Kind.ROLE)}
    if any(role == name or role in known.ancestors(name) for role in roles for name in named):
        return True
    parts = {part for role in roles for part in _names(role)}
    return any(part in word.text.lower() for part in parts for word in lexicon("nb").words(text))


@cache
def _names(role: str) -> frozenset[str]:
    """Return the stems of a role's names of one word."""
    found = concepts().get(role)
    labels = [label.text for label in found.labels if not label.hidden] if found else [role]
    stems = (lexicon("nb").words(label) for label in labels)
    return frozenset(words[0].stem for words in stems if len(words) == 1 and len(words[0].stem) >= SHORTEST_STEM)


def is_verb(token: Token) -> bool:
    """Whether a token is a verb, full or auxiliary."""
    return token.pos_ in ("VERB", "AUX")

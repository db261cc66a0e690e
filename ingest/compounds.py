"""Lends words that the pipeline would misread the norm of a word that it knows.

Norwegian writes compounds as one word, and clinical text is full of ones that no treebank holds
("kontaktlege", "samstemmer"). Their last part carries the grammar, so the pipeline is given
its norm ("lege", "stemmer") among the features that it reads. Measured in docs/training.md.
Words that guidelines use otherwise than news does ("prøver", "plikter") get the norm that
``cues.ttl`` names for them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SHORTEST_HEAD = 4
SHORTEST_MODIFIER = 2
NAME = "compound_norms"


def known_head(word: str, known: Container[str], small: Container[str] = frozenset()) -> str | None:
    """Return the longest known word that an unknown compound ends in, or None; small words are no heads.

    >>> known_head("kontaktlege", frozenset({"lege", "ege"}))
    'lege'
    >>> known_head("terapeuten", frozenset({"uten"}), frozenset({"uten"}))
    """
    if word in known or not word.isalpha() or len(word) < SHORTEST_HEAD + SHORTEST_MODIFIER:
        return None
    cuts = range(SHORTEST_MODIFIER, len(word) - SHORTEST_HEAD + 1)
    return next((word[cut:] for cut in cuts if word[cut:] in known and word[cut:] not in small), None)


def add_compound_norms(nlp: Language) -> None:
    """Add the component to the front of a pipeline; what it knows are the strings and vectors it came with."""
    from spacy.language import Language

    known = KnownWords(nlp)
    if not Language.has_factory(NAME):
        Language.factory(NAME, func=_component)
    nlp.add_pipe(NAME, first=True, config={})
    aids = {label: group.reads_as for group in cues().starting("reads_as_") for label in group.labels}
    nlp.get_pipe(NAME).learn(known, frozenset(nlp.Defaults.stop_words), aids)  # type: ignore[attr-defined]


class KnownWords:
    """The words that a pipeline came with: its strings, and the keys of its vectors."""

    def __init__(self, nlp: Language) -> None:
        from spacy.strings import get_string_id

        self._words = frozenset(string.lower() for string in nlp.vocab.strings if string.isalpha())
        self._vectors = nlp.vocab.vectors.key2row
        self._key = get_string_id

    def __contains__(self, word: object) -> bool:
        """Tell whether a word in small letters is known."""
        return isinstance(word, str) and (word in self._words or self._key(word) in self._vectors)


class CompoundNorms:
    """Sets the norms of unknown compounds and of words with a reading aid; a pipeline component.

    ``known`` are the words that the pipeline came with, whatever it has read since.
    """

    def __init__(self) -> None:
        self.known: Container[str] = frozenset()
        self._head: Callable[[str], str | None] = lambda word: None

    def learn(self, known: Container[str], small: Container[str], aids: Mapping[str, str]) -> None:
        """Take in the words that need no help, the small words that are no heads, and the reading aids."""

        def norm(word: str) -> str | None:
            head = known_head(word, known, small)
            aided = aids.get(word) or next((aids[e] for e in aids if e[0] == "-" and _ends_in(word, e[1:])), None)
            return aided or head

        self.known = known
        self._head = lru_cache(maxsize=50_000)(norm)

    def __call__(self, doc: Doc) -> Doc:
        """Set the norms of a document's unknown compounds."""
        for token in doc:
            if head := self._head(token.lower_):
                token.norm_ = head
        return doc


def _ends_in(word: str, head: str) -> bool:
    return word.endswith(head) and len(word) >= len(head) + SHORTEST_MODIFIER


def _component(nlp: Language, name: str) -> CompoundNorms:
    return CompoundNorms()

"""How two norms differ: word by word, and in the parts that a committee weighs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Norm
from kg.review.reviews import Field, fields_of
from kg.tokens import apart, tokens

WEIGHED = (Field.BEARERS, Field.MODALITY, Field.DEADLINE, Field.CONDITIONS, Field.EXCEPTIONS, Field.COUNTERPARTIES)
"""The parts in which norms are compared, in the order in which they are shown."""
LEAST_LIKE = 0.3
"""Of texts less alike than this, marked words tell nothing: nearly all of them would be."""
_SIGNS = re.compile(r"[^\w<>≤≥=%]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that both norms have (``common``), or that stands in this one only."""

    text: str
    common: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A part in which two norms differ, with what each of them holds there."""

    field: Field
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two texts as pieces that join to the texts again, and the parts in which their norms differ.

    ``likeness`` is the share of words in common, between 0 and 1.
    """

    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    likeness: float
    fields: tuple[Difference, ...]

    @property
    def alike(self) -> bool:
        """Whether the texts are near enough for marked words to tell something."""
        return self.likeness >= LEAST_LIKE


def contrast(a: Norm, b: Norm) -> Contrast:
    """Return how two norms differ."""
    one, other, likeness = pieces(a.text, b.text)
    held = fields_of(a), fields_of(b)
    found = (Difference(field, held[0][field], held[1][field]) for field in WEIGHED)
    return Contrast(one, other, likeness, tuple(each for each in found if _folded(each.a) != _folded(each.b)))


def pieces(a: str, b: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...], float]:
    """Return two texts as pieces in common and of their own, and how alike they are.

    Words are the same as ``kg.tokens.apart`` tells it; signs between words of a text's own are its own too.

    >>> one, other, _ = pieces("Legen skal straks ringe.", "Legen bør ringe")
    >>> [piece.text for piece in one if not piece.common], [piece.text for piece in other if not piece.common]
    (['skal straks'], ['bør'])
    """
    differing = apart(a, b)
    count = len(tokens(a)) + len(tokens(b))
    likeness = 1.0 - sum(map(len, differing)) / count if count else 1.0
    one, other = (
        tuple(marked_pieces(text, [(token.start, token.end) for token in own]))
        for text, own in zip((a, b), differing, strict=True)
    )
    return one, other, likeness


def marked_pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """Return a text as pieces, those of the spans as its own; spans with no word between them are one.

    >>> [piece.text for piece in marked_pieces("Legen skal straks ringe", [(6, 10), (11, 17)]) if not piece.common]
    ['skal straks']
    """
    joined: list[list[int]] = []
    for start, end in sorted(spans):
        if joined and not tokens(text[joined[-1][1] : start]):
            joined[-1][1] = end
        else:
            joined.append([start, end])
    found: list[Piece] = []
    at = 0
    for start, end in joined:
        found += [Piece(text[at:start], True), Piece(text[start:end], False)]
        at = end
    return [piece for piece in (*found, Piece(text[at:], True)) if piece.text]


def _folded(values: Sequence[str]) -> list[str]:
    """Return values as they are compared: in whatever order, capitals and spaces."""
    return sorted(_SIGNS.sub(" ", value).strip().casefold() for value in values)

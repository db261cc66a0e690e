"""How two norms differ: word by word, and in the parts that a committee weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.model import Norm
from kg.reviews import Field, fields_of

WEIGHED = (Field.BEARERS, Field.MODALITY, Field.DEADLINE, Field.CONDITIONS, Field.EXCEPTIONS, Field.COUNTERPARTIES)
"""The parts in which norms are compared, in the order in which they are shown."""
LEAST_LIKE = 0.3
"""Of texts less alike than this, marked words tell nothing: nearly all of them would be."""
_WORD = re.compile(r"[\w<>≤≥=%]+[^\w<>≤≥=%]*|[^\w<>≤≥=%]+")
"""A word with the signs and spaces after it; signs that compare or measure are words."""
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

    ``likeness`` is the share of words in common, between 0 and 1 (``difflib.SequenceMatcher.ratio``).
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

    Words are the same where they differ in capitals or in the signs between them only.

    >>> one, other, _ = pieces("Legen skal ringe.", "Legen bør ringe")
    >>> [piece.text for piece in one if not piece.common], [piece.text for piece in other if not piece.common]
    (['skal '], ['bør '])
    """
    left, right = _WORD.findall(a), _WORD.findall(b)
    matcher = SequenceMatcher(None, [_plain(word) for word in left], [_plain(word) for word in right], autojunk=False)
    one: list[Piece] = []
    other: list[Piece] = []
    for tag, start, end, from_, to in matcher.get_opcodes():
        one += _piece(left[start:end], tag == "equal")
        other += _piece(right[from_:to], tag == "equal")
    return tuple(one), tuple(other), matcher.ratio()


def _piece(words: Sequence[str], common: bool) -> Iterator[Piece]:
    if words:
        yield Piece("".join(words), common)


def _plain(word: str) -> str:
    return _SIGNS.sub("", word).casefold()


def _folded(values: Sequence[str]) -> list[str]:
    """Return values as they are compared: in whatever order, capitals and spaces."""
    return sorted(_SIGNS.sub(" ", value).strip().casefold() for value in values)

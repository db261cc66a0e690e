"""Marks typed before a text: bullets, decimals, letters, paragraphs of law, and how lists print their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

BULLET = re.compile(r"[•●▪◦‣⁃·*−–—-]\s+|o\s{1,3}(?=\S)|[\uf0b7\uf0a7]\s*")
NUMBER = re.compile(r"(?:§\s*|kap(?:ittel)?\.?\s+|del\s+)?(\d{1,2}(?:\.\d{1,2})*)(?:[.):]\s*|\s+)(?=\S)", re.IGNORECASE)
LAW = re.compile(r"§\s*(\d{1,2}-\d{1,2}[a-z]?)[.:]?\s+(?=\S)")
LETTER = re.compile(r"\(?([a-zæøå])[).]\s+(?=\S)")
ROMAN = re.compile(r"\(?(i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)[).]\s+(?=\S)")
COUNT = re.compile(r"\((\d{1,2})\)\s+(?=\S)")
TERMINAL = (".", "!", "?", ":")
CLOSED = (".", ";", ",")
LONGEST_HEADING = 24
"""Words of a heading that its look or its place sets apart."""
LONGEST_TYPED_HEADING = 16
"""Words of one that only its mark, or that no sentence ends it, tells from text."""
MOST_COUNTED = 4_000
"""The number from which on lists are counted in digits alone."""


class MarkKind(StrEnum):
    """What kind of mark stands before a text."""

    BULLET = "bullet"
    NUMBER = "number"
    COUNT = "count"
    LETTER = "letter"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Mark:
    """A typed mark; ``number`` is what it printed, ``length`` how many characters it takes, blanks after it too."""

    kind: MarkKind
    number: str
    length: int


def typed_mark(text: str) -> Mark | None:
    """Return the mark that a text begins with, or None.

    >>> typed_mark("b) ringe legen")
    Mark(kind=<MarkKind.LETTER: 'letter'>, number='b', length=3)
    >>> typed_mark("Kapittel 2: Henvisning").number, typed_mark("§ 3-2 Henvisning").number, typed_mark("Legen ringer.")
    ('2', '3-2', None)
    """
    for kind, pattern in (
        (MarkKind.BULLET, BULLET),
        (MarkKind.LAW, LAW),
        (MarkKind.NUMBER, NUMBER),
        (MarkKind.COUNT, COUNT),
        (MarkKind.LETTER, LETTER),
        (MarkKind.LETTER, ROMAN),
    ):
        if found := pattern.match(text):
            return Mark(kind, "" if kind is MarkKind.BULLET else found[1], found.end())
    return None


def begins_item(text: str) -> bool:
    """True for a line whose mark cannot be the middle of a sentence.

    >>> begins_item("a) ringe"), begins_item("2. Ringe"), begins_item("16 Kontoret stenger")
    (True, True, False)
    """
    mark = typed_mark(text)
    return mark is not None and (mark.kind is not MarkKind.NUMBER or text[: mark.length].rstrip()[-1] in ".):")


def parts(number: str) -> list[str]:
    """Return the parts of a number as printed.

    >>> parts("2.1.3"), parts("3-2"), parts("a")
    (['2', '1', '3'], ['3', '2'], ['a'])
    """
    return re.split(r"[.-]", number)


def counted(number: int, first: str) -> str:
    """Return a number as a list prints it whose first item is ``first``: "a", "A", "i", "I", else in digits.

    >>> counted(3, "a"), counted(4, "I"), counted(28, "A"), counted(7, "1"), counted(0, "i")
    ('c', 'IV', 'BB', '7', '0')
    """
    if not 0 < number < MOST_COUNTED or first not in ("a", "A", "i", "I"):
        return str(number)
    written = letters(number) if first in "aA" else roman(number)
    return written.upper() if first.isupper() else written


def whole(value: str | None, otherwise: int) -> int:
    """Return the whole number that an attribute of a document says, or another where it says none.

    >>> whole(" 3 ", 1), whole("-2.5", 1), whole("9" * 40, 1), whole(None, 1)
    (3, -2, 1, 1)
    """
    found = re.fullmatch(r"\s*(-?[0-9]{1,7})(?:\.[0-9]+)?\s*", value or "")
    return int(found[1]) if found else otherwise


def letters(number: int) -> str:
    """Return a number as lists count in letters: a, b, ... z, aa, bb.

    >>> letters(3), letters(27)
    ('c', 'aa')
    """
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """Return a number in small Roman numerals.

    >>> roman(4), roman(19)
    ('iv', 'xix')
    """
    steps = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
    written = ""
    for value, sign in steps:
        written += sign * (number // value)
        number %= value
    return written

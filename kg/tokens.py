"""Texts as words that are compared between editions: what differs, how like they are, which figures they hold.

Words are the same where they differ in capitals, in signs between them, or in where a line was broken.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ontology.cues import cues
from ontology.words import stem

_WORD = re.compile(r"[<>≤≥=]|[^\W_]+(?:[.,]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``start`` to ``end`` of its text, as it is compared, and its stem."""

    word: str
    stem: str
    start: int
    end: int

    @property
    def figure(self) -> bool:
        """Whether it holds a digit, or compares."""
        return self.word in "<>≤≥=" or any(letter.isdigit() for letter in self.word)


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order.

    >>> [token.word for token in tokens("Etter syke- husopphold (> 8 uker) drøftes for- og etterarbeid.")]
    ['etter', 'sykehusopphold', '>', '8', 'uker', 'drøftes', 'for', 'og', 'etterarbeid']
    """
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word, start = match[0].casefold(), match.start()
        broken = found and text[found[-1].end : start] == "- " and match[0][0].islower()
        if broken and word not in cues()["joining"]:
            first = found.pop()
            word, start = first.word + word, first.start
        found.append(Token(word, stem(word), start, match.end()))
    return tuple(found)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a text as it is compared as a whole.

    >>> plain("Epikrisen sendes,  elektronisk!")
    'epikrisen sendes elektronisk'
    """
    return " ".join(token.word for token in tokens(text))


@lru_cache(maxsize=20_000)
def stems(text: str) -> Counter[str]:
    """Return the stems of a text with how often each occurs; it is kept, and not to be changed."""
    return Counter(token.stem for token in tokens(text))


@lru_cache(maxsize=20_000)
def content(text: str) -> frozenset[str]:
    """Return the stems of the words that tell something.

    >>> sorted(content("dersom pasienten er innlagt"))
    ['innlagt', 'pasient']
    """
    stop = cues()["stop_word"]
    return frozenset(token.stem for token in tokens(text) if token.word not in stop)


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text in order, with the signs that compare them."""
    return tuple(token.word for token in tokens(text) if token.figure)


def apart(a: str, b: str) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Return the words of two texts that stand in one of them only, word by word in order.

    >>> [[token.word for token in side] for side in apart("Legen skal ringe.", "Legen bør ringe")]
    [['skal'], ['bør']]
    """
    left, right = tokens(a), tokens(b)
    matcher = SequenceMatcher(None, [t.word for t in left], [t.word for t in right], autojunk=False)
    one: list[Token] = []
    other: list[Token] = []
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag != "equal":
            one += left[start:end]
            other += right[from_:to]
    return tuple(one), tuple(other)


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """Return what each stem counts: the rarer among some texts, the more."""
    return rarity_among(stems(text).keys() for text in texts)


def rarity_among(groups: Iterable[Iterable[str] | Mapping[str, float]]) -> dict[str, float]:
    """Return what each name counts: the rarer among some groups, the more (Spärck Jones 1972).

    Where a group says how much of a name it has, that much of it is counted.

    >>> {name: round(weight, 2) for name, weight in rarity_among([{"a"}, {"a": 0.5}]).items()}
    {'a': 0.85}
    """
    counts: Counter[str] = Counter()
    number = 0
    for group in groups:
        counts.update(group)
        number += 1
    return {name: math.log(1.0 + number / count) for name, count in counts.items()}


def likeness(a: str, b: str, weights: Mapping[str, float]) -> float:
    """Return how like two texts are, between 0 and 1: half by the order of their words, half by the words alone.

    Order is told by the longest common subsequence of stems (the Indel distance of rapidfuzz), the words
    by the weighted Dice coefficient, as ChangeDistiller and GumTree tell like leaves and like subtrees.
    The same whichever text comes first.
    """
    from rapidfuzz.distance import Indel

    one, other = [t.stem for t in tokens(a)], [t.stem for t in tokens(b)]
    if not one or not other:
        return float(one == other)
    left, right = stems(a), stems(b)
    dice = 2 * total(left & right, weights) / (total(left, weights) + total(right, weights))
    return (Indel.normalized_similarity(one, other) + dice) / 2


def total(counted: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """Return what some stems count together."""
    return math.fsum(weights.get(name, 1.0) * count for name, count in sorted(counted.items()))

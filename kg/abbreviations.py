"""Abbreviations of a text that neither the text spells out nor the ontology knows.

A long form is told by its letters, as Schwartz and Hearst do ("A simple algorithm for identifying
abbreviation definitions in biomedical text", 2003): those of the abbreviation stand in it in
order, the first at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ontology.cues import cues
from ontology.lexicon import lexicon

LONGEST = 6
_TOKEN = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"[IVXLC]+")
_WORD = re.compile(r"[^\W\d_]+")


def undefined(texts: Iterable[str]) -> list[str]:
    """Return the abbreviations that are nowhere explained, in the order in which they stand.

    >>> undefined(["Legen ringer ABQ.", "Asbestkvoten (AK) og KPT (kommunal palliativ tjeneste) varsles av AK."])
    ['ABQ']
    """
    all_texts = list(texts)
    used = dict.fromkeys(short for text in all_texts for short in abbreviations(text))
    whole = "\n".join(all_texts)
    return [short for short in used if not _known(short) and not spelled_out(short, whole)]


def abbreviations(text: str) -> list[str]:
    """Return the abbreviations in a text: short words with two capitals; none where all is in capitals.

    >>> abbreviations("Meld LIBs avvik i EPJ-systemet til LiB-ansvarlig, se kapittel IV.")
    ['LIB', 'EPJ', 'LiB']
    """
    words = _WORD.findall(text)
    if sum(word.isupper() for word in words) * 2 > len(words):
        return []
    found = (token.removesuffix("s") for token in _TOKEN.findall(text))
    return [token for token in found if _is_short(token)]


def _is_short(token: str) -> bool:
    capitals = sum(letter.isupper() for letter in token)
    return 2 <= len(token) <= LONGEST and capitals >= 2 and token[0].isupper() and not _ROMAN.fullmatch(token)


def _known(short: str) -> bool:
    labels = lexicon("nb", hidden=True)
    return any(not mention.part for mention in labels.mentions(labels.words(short)))


def spelled_out(short: str, text: str) -> bool:
    """Whether a text gives the long form of an abbreviation, beside it in brackets or after a mark.

    >>> spelled_out("MSU", "Medisinskfaglig samarbeidsutvalg (MSU) møtes.")
    True
    >>> spelled_out("MSU", "Utvalget (MSU) møtes.")
    False
    """
    mark = re.escape(short)
    told = "|".join(map(re.escape, sorted(cues()["spells_out"].labels)))
    before = (m[1] for m in re.finditer(rf"([^()\n]*)\(\s*{mark}\b[^()\n]*\)", text))
    after = (m[1] for m in re.finditer(rf"\b{mark}\s*(?:\(|[:=–]|\b(?:{told})\b)\s*([^()\n]+)", text))
    ends = (_tail(words, short) for words in before)
    starts = (_head(words, short) for words in after)
    return any(_is_long_form(short, words) for words in (*ends, *starts))


def _most(short: str) -> int:
    return min(len(short) + 5, 2 * len(short))


def _tail(text: str, short: str) -> str:
    return " ".join(text.split()[-_most(short) :])


def _head(text: str, short: str) -> str:
    return " ".join(text.split()[: _most(short)])


def _is_long_form(short: str, text: str) -> bool:
    """Whether the letters stand in the text in order, read from the end, the first at the start of a word."""
    long = text.lower()
    at = len(long)
    for place, letter in enumerate(reversed(short.lower()), start=1):
        at = long.rfind(letter, 0, at)
        while place == len(short) and at > 0 and long[at - 1].isalnum():
            at = long.rfind(letter, 0, at)
        if at < 0:
            return False
    return any(short.lower() != word for word in long.split())

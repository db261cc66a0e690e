"""Words and their stems, the key by which labels and text meet.

The Snowball stemmers (Porter 2001, snowballstem.org) treat Bokmål and Nynorsk alike and
need no parse, so a question is understood before a parser would have been loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

import Stemmer

from ontology.links import LINK

_WORD = re.compile(r"\w+")
_PARTING = re.compile(r"[:;?!,]")
# An address may go on in the next line after a hyphen.
_ADDRESS = re.compile(rf"{LINK.pattern}(?:(?<=-)\s\S+)*", re.IGNORECASE)
# The Norwegian algorithm takes the last part of "fastlegen" for the ending of an adjective.
_DOCTOR = re.compile(r"leg(?:e|en|er|ene|ar|ane)s?$")
# It takes "sykepleier" and "sykepleieren", "vurdere" and "vurderer" for forms of different words.
_AFTER_ER = re.compile(r"(?<=[^\W\d_]{3})(er|ar)(?:ens?|es?|er|te?|nes?|anes?|ar)$")
_turn = Lock()
_ALGORITHMS = {"nb": "norwegian", "nn": "norwegian", "en": "english"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, its stem, and where it stands (character offsets).

    ``parted`` is true where a mark parts it from the word before: what stands on both sides is no name.
    """

    text: str
    stem: str
    start: int
    end: int
    parted: bool = False


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[language])


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "nb") -> str:
    """Return a word's Snowball stem.

    >>> stem("sykmeldingen") == stem("Sykmelding")
    True
    >>> stem("sykehuslegen"), stem("sykehuset")
    ('sykehusleg', 'sykehus')
    >>> stem("helsesykepleierne") == stem("helsesykepleieren") == stem("helsesykepleier")
    True
    """
    lower = word.lower()
    if language != "en":
        if doctor := _DOCTOR.search(lower):
            return lower[: doctor.start()] + "leg"
        lower = _AFTER_ER.sub(r"\1", lower)
    # A stemmer holds the word that it works on: two threads at once gave each other's stems, and those stayed here.
    with _turn:
        return str(_stemmer(language).stemWord(lower))


def spellings(text: str) -> list[str]:
    """Return the words of a text in lower case, none of them stemmed.

    >>> spellings("Kven skriv LIB-lista?")
    ['kven', 'skriv', 'lib', 'lista']
    """
    return [found[0].lower() for found in _WORD.finditer(text)]


def words(text: str, language: str = "nb") -> list[Word]:
    """Return the words of a text in order; all that is not a letter or digit separates. An address holds none.

    >>> [w.stem for w in words("LIB-listen/epikrisen")]
    ['lib', 'list', 'epikris']
    >>> [w.text for w in words("Se https://eksempel.no/hvem-kan- rekvirere og spør.")]
    ['Se', 'og', 'spør']
    """
    found: list[Word] = []
    end = 0
    addresses = [range(*address.span()) for address in _ADDRESS.finditer(text)]
    for match in _WORD.finditer(text):
        if any(match.start() in address for address in addresses):
            continue
        parted = _PARTING.search(text, end, match.start()) is not None
        found.append(Word(match[0], stem(match[0], language), match.start(), end := match.end(), parted))
    return found

"""Spells texts in Nynorsk as Bokmål has them, word for word, by the pairs in ``cues.ttl``.

The parser was trained on Bokmål, and most labels and cues are Bokmål too. What is read of the text
still points at the words as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache

from ontology.cues import BOKMAAL_OF, cues

_WORD = re.compile(r"[^\W\d_]+")
LONG_STEM = 4
"""Letters from which on a stem is respelled inside a compound, too ("helsesjukepleiar")."""
_END = re.compile(r"[.!?:;•–-]\s*$")


def is_nynorsk(text: str) -> bool:
    """True for a text with a word that only Nynorsk has.

    >>> is_nynorsk("Fastlegen skal ikkje vente."), is_nynorsk("Fastlegen skal ikke vente.")
    (True, False)
    """
    return cues()["nynorsk_only"].search(text) is not None


@lru_cache(maxsize=8)
def mostly_nynorsk(text: str) -> bool:
    """True for a text with more words that only Nynorsk has than words that only Bokmål has."""
    return _count("nynorsk_only", text) > _count("bokmaal_only", text)


def bokmaal(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what to change in a text in Nynorsk to have it in Bokmål, as (start, end, Bokmål word).

    >>> [word for _, _, word in bokmaal("Ikkje send epikrisa seinare.")]
    ['Ikke', 'epikrisen', 'senere']
    """
    for found in _WORD.finditer(text):
        word = found[0].lower()
        spelled = spelling(word)
        if (present := present_forms().get(word)) is not None:
            before = text[: found.start()].rstrip()
            spelled = present if before and not _END.search(before) and not _negated(before) else spelled
        elif (participle := _read_as("participle_as_").get(word)) is not None:
            spelled = participle if _follows_an_auxiliary(text[: found.start()].rstrip()) else spelled
        if spelled is not None:
            yield found.start(), found.end(), spelled.capitalize() if found[0][0].isupper() else spelled


@lru_cache(maxsize=20_000)
def spelling(word: str) -> str | None:
    """Return the Bokmål of a word in small letters, or None where it is the same or not known.

    >>> spelling("ikkje"), spelling("avdelingssjukepleiaren"), spelling("legen")
    ('ikke', 'avdelingssykepleieren', None)
    """
    if (whole := _read_as(BOKMAAL_OF).get(word)) is not None:
        return whole
    known = _known()
    if word in known:
        return None
    forms = [*_respelled(word)]
    return next((form for form in forms if form in known), None) or next((f for f in forms if _ends_known(f)), None)


def present_forms() -> Mapping[str, str]:
    """Return strong verbs in the present, which look like an imperative, with their Bokmål."""
    return _read_as("present_as_")


@cache
def _read_as(prefix: str) -> Mapping[str, str]:
    """Return the words of the groups whose names open so, with what they are read as."""
    return {label: group.reads_as for group in cues().starting(prefix) for label in group.labels}


def _follows_an_auxiliary(before: str) -> bool:
    """True for what stands before a participle: "tinga" is "ordered" there, else "the things"."""
    last = before.rpartition(" ")[2]
    return any(last in cues()[name] for name in ("passive_auxiliary", "perfect_auxiliary"))


def _count(group: str, text: str) -> int:
    return sum(1 for _ in cues()[group].pattern.finditer(text))


def _negated(before: str) -> bool:
    return before.rpartition(" ")[2] in cues()["negation"]


def _respelled(word: str) -> Iterator[str]:
    """Yield a word with ending and stem changed, with only its ending, and with only its stem."""
    endings = [word.removesuffix(old) + new for old, new in _changes(at_end=True) if word.endswith(old)]
    for form in [*endings, word]:
        stem = form
        for old, new in _changes(at_end=False):
            if stem.startswith(old) or len(old) >= LONG_STEM:
                stem = stem.replace(old, new, 1)
        if stem != form:
            yield stem
    yield from endings


@cache
def _changes(*, at_end: bool) -> tuple[tuple[str, str], ...]:
    """Return endings, or beginnings, with their Bokmål, the longest first."""
    pairs = [(label, group.reads_as) for group in cues().starting("respells_") for label in group.labels]
    chosen = [(old.strip("-"), new.strip("-")) for old, new in pairs if old.startswith("-") is at_end]
    return tuple(sorted(chosen, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _known() -> Container[str]:
    """Return the words that the pipeline came with; the pipeline is loaded."""
    from ingest.compounds import NAME
    from ingest.pipeline import pipeline

    return pipeline().get_pipe(NAME).known  # type: ignore[attr-defined, no-any-return]


def _ends_known(word: str) -> bool:
    """True for an unknown compound that ends in a known word."""
    return any(word[cut:] in _known() for cut in range(2, len(word) - 5))

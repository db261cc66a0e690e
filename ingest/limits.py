"""Time limits and durations, as words and as ISO 8601 values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology.cues import cues

_NUMBERS = {"en": 1, "én": 1, "ett": 1, "ein": 1, "eitt": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6}
_NUMBERS |= {"sju": 7, "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "tolv": 12, "fjorten": 14, "tjue": 20}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: its place in the text read, and its duration where it has one."""

    start: int
    end: int
    duration: str | None


@cache
def _units() -> dict[str, str]:
    return {label: group.iso for group in cues().starting("time_unit_") for label in group.labels}


@cache
def _quantity() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, _units()), key=len, reverse=True))
    numbers = "|".join(sorted(map(re.escape, cues()["number_word"].labels), key=len, reverse=True))
    return re.compile(rf"(?:[<>]\s*)?\b(\d+|{numbers})(?:\s*[-–]\s*\d+)?\s+({units})\b", re.IGNORECASE)


def quantities(text: str) -> list[tuple[int, int]]:
    """Return where a text counts units of time ("tre timer"), as (start, end)."""
    return [found.span() for found in _quantity().finditer(text)]


def duration(text: str) -> str | None:
    """Return the first duration of a text in ISO 8601.

    >>> duration("inntil 5 virkedager"), duration("> 8 uker"), duration("samme dag")
    ('P5D', 'P8W', None)
    """
    found = _quantity().search(text)
    if found is None:
        return None
    number = found[1].lower()
    count = int(number) if number.isdigit() else _NUMBERS.get(number, 1)
    unit = _units()[found[2].lower()]
    timed = {"H": f"PT{count}H", "TM": f"PT{count}M"}
    return timed.get(unit, f"P{count}{unit}")


def limit(text: str) -> Limit | None:
    """Return the time limit that a text states, or None.

    A limit is a fixed phrase ("samme dag"), or an opening ("inntil", "innen", "fram til")
    with what it governs, to the next comma, full stop or bracket.
    """
    for found in cues()["deadline_opening"].pattern.finditer(text):
        stop = re.compile(r"[,.;()–]|\s+(?:og|dersom|hvis|når|med)\s").search(text, found.end())
        end = stop.start() if stop else len(text)
        words = text[found.start() : end].rstrip()
        if len(words.split()) > 1:
            return Limit(found.start(), found.start() + len(words), duration(words))
    fixed = cues()["deadline_phrase"].search(text)
    return Limit(fixed.start(), fixed.end(), None) if fixed else None

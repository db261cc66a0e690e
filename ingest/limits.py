"""Time limits and durations, as words and as ISO 8601 values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from string import ascii_letters, digits

from ontology.cues import cues

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_SMALLER = {"Y": (12, "M"), "M": (30, "D"), "W": (7, "D"), "D": (24, "H"), "H": (60, "TM"), "TM": (1, "TM")}
"""How many of a smaller unit of time a unit has: a duration in ISO 8601 counts whole ones."""
_DAYS = (365.0, 30.4, 7.0, 1.0, 1 / 24, 1 / 1440)
NUMERAL = r"\d{1,6}"
"""The pattern of a number in digits; one of more digits counts nothing, and may be too large for any calculation."""
_MARK = re.compile(r"[,.;()–](?!\d)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: its place in the text read, and its duration where it has one."""

    start: int
    end: int
    duration: str | None


@cache
def units() -> dict[str, str]:
    """Return the units of time, each with how ISO 8601 counts in it, by word in lower case."""
    return {label: group.iso for group in cues().starting("time_unit_") for label in group.labels}


@cache
def numbers() -> dict[str, float]:
    """Return the numbers that are known as words, by word in lower case."""
    return {label: float(group.iso) for group in cues().starting("number_") for label in group.labels}


@cache
def ordinals() -> dict[str, int]:
    """Return the ordinal numbers that are known as words, by word in lower case."""
    return {label: int(group.iso) for group in cues().starting("ordinal_") for label in group.labels}


def either(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def _quantity() -> re.Pattern[str]:
    half = rf"\s+(?:{either(cues()['and_a_half'].labels)})\b"
    count = rf"(?<!\d[.,])\b({NUMERAL}(?:[.,]\d)?|{either(numbers())})(?:\s*[-–]\s*{NUMERAL})?({half})?"
    return re.compile(rf"(?:[<>]\s*)?{count}\s+({either(units())})\b({half})?", re.IGNORECASE)


@cache
def _window() -> re.Pattern[str]:
    """Return the pattern of "de første tolv ukene" and "seks uker etter"."""
    window, after = either(cues()["ordinal"].labels), either(cues()["time_relation"].labels)
    first = rf"\b(?:{either(cues()['article'].labels)})\s+(?:{window})\s+(?:\w+\s+)?(?:{either(units())})\b"
    return re.compile(rf"{first}|{_quantity().pattern}\s+(?:{after})\b", re.IGNORECASE)


@cache
def _noun() -> re.Pattern[str]:
    """Return the pattern of "fristen er to virkedager", whose group ``limit`` is what the noun tells."""
    return re.compile(rf"\b(?:{either(cues()['limit_noun'].labels)})\s+(?P<limit>{_quantity().pattern})", re.IGNORECASE)


def _denied(before: str) -> bool:
    """True where the last word before a noun says that there is none: "ingen frist på to uker"."""
    return before.lower().rstrip().rpartition(" ")[2] in cues()["nobody"]


@cache
def _stop() -> re.Pattern[str]:
    """Return the pattern of what ends a time limit: a mark, a label, words that open a condition or go on."""
    return re.compile(
        rf"{_MARK.pattern}|\s+[^\W\d_]+:\s|\s+\|\s|\s+(?:{either(cues()['after_limit'].labels)})\s", re.IGNORECASE
    )


@cache
def _hours() -> re.Pattern[str]:
    """Return the pattern of an hour of the day, or two: "kl. 9", "klokka 8 og kl. 15.30"."""
    before, joins = (either(cues()[name].labels) for name in ("hour", "joining"))
    hour = rf"(?:{NUMERAL}(?:[.:]\d\d)?|{either(numbers())})\b"
    return re.compile(rf"\b(?:{before})\s*{hour}(?:\s+(?:{joins})\s+(?:(?:{before})\s*)?{hour})?", re.IGNORECASE)


@cache
def _often() -> re.Pattern[str]:
    """Return the pattern of "hver måned" and "hver åttende uke"."""
    each, place, unit = either(cues()["each"].labels), either(ordinals()), either(units())
    return re.compile(rf"\b(?:{each})\s+(?:(?:{place})\s+)?(?:{unit})\b", re.IGNORECASE)


@cache
def _example() -> re.Pattern[str]:
    """Return the pattern of an example in brackets: "(f.eks. kontroll 4 uker etter utskriving)"."""
    return re.compile(rf"\((?:{either(cues()['example'].labels)})(?!\w)[^()]*\)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def quantities(text: str) -> tuple[tuple[int, int], ...]:
    """Return where a text counts units of time ("tre timer"), as (start, end)."""
    return tuple(found.span() for found in _quantity().finditer(text))


def is_unit(word: str) -> bool:
    """True for a unit of time in lower case.

    >>> is_unit("måned"), is_unit("møte")
    (True, False)
    """
    return word in units()


def number(word: str) -> float:
    """Return the number that digits or a word say.

    >>> number("12"), number("1,5"), number("Tolv")
    (12.0, 1.5, 12.0)

    :raises KeyError: for a word that is no known number.
    """
    return float(word.replace(",", ".")) if word[0].isdigit() else numbers()[word.lower()]


def duration(text: str) -> str | None:
    """Return the first duration of a text in ISO 8601.

    >>> duration("inntil 5 virkedager"), duration("> 8 uker"), duration("et halvt år"), duration("samme dag")
    ('P5D', 'P8W', 'P6M', None)
    >>> duration("halvannet år"), duration("to og en halv uke"), duration("1,5 time")
    ('P18M', 'P18D', 'PT90M')
    """
    found = _quantity().search(text)
    if found is None:
        return None
    count, half, unit, more = found.groups()
    iso = units()[unit.lower()]
    several, name = iso.rstrip(ascii_letters), iso.lstrip(digits)
    amount = (number(count) + (0.5 if half or more else 0.0)) * int(several or 1)
    if not amount.is_integer():
        parts, name = _SMALLER[name]
        amount *= parts
    whole = round(amount)
    timed = {"H": f"PT{whole}H", "TM": f"PT{whole}M"}
    return timed.get(name, f"P{whole}{name}")


def days(duration: str) -> float:
    """Return an ISO 8601 duration in days; 0 for what is none.

    >>> days("P1W"), days("PT24H")
    (7.0, 1.0)
    """
    found = _DURATION.fullmatch(duration)
    return sum(int(n) * unit for n, unit in zip(found.groups(), _DAYS, strict=True) if n) if found else 0.0


@lru_cache(maxsize=1024)
def limit(text: str) -> Limit | None:
    """Return the first time limit that a text states, or None.

    A limit is an opening ("inntil", "innen", "før") with what it governs, a window of time
    ("de første tolv ukene", "seks uker etter fødselen"), what "frist" tells ("fristen er to dager"), a fixed phrase
    ("samme dag") or how often ("hver måned"). An amount ("legemidler for minst tre døgn") is none, nor is what an
    example in brackets says.
    """
    text = _example().sub(lambda found: " " * len(found[0]), text)
    opened = [
        found.span()
        for found in cues()["deadline_opening"].pattern.finditer(text)
        if not cues()["amount_preposition"].pattern.search(text[: found.start()].rstrip()[-4:])
    ]
    opened += [found.span() for found in _window().finditer(text)]
    opened += [found.span("limit") for found in _noun().finditer(text) if not _denied(text[: found.start()])]
    for start, end in sorted(opened):
        # What marks and joins hours ends no limit: "mellom kl. 8 og kl. 15.30".
        told = next((hours.end() for hours in _hours().finditer(text, start) if hours.start() <= end + 1), end)
        stop = _stop().search(text, max(told, end))
        # "senest ved utreise": the word after an opening ends nothing, save after one that stands by itself.
        if stop is not None and stop.start() == end and stop[0][0] == " " and text[start:end] not in cues()["at_once"]:
            stop = _stop().search(text, stop.end() - 1)
        words = text[start : stop.start() if stop else len(text)].rstrip()
        if len(words.split()) > 1:
            return Limit(start, start + len(words), duration(words))
    fixed = cues()["deadline_phrase"].search(text) or _often().search(text)
    return Limit(fixed.start(), fixed.end(), None) if fixed else None

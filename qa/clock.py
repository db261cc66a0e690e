"""Holds the hour of the day that a question tells against the hours that a norm states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.limits import either, numbers
from kg.model import Norm
from ontology.concepts import concepts
from ontology.cues import cues

DAY, NOON = 24, 12
_MOMENT = 1 / 60
MORNING = 8.0
"""When the day begins: until then what holds "after four o'clock" holds, and an hour before it may be after noon."""


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day, and where it stands in its text."""

    value: float
    start: int
    end: int

    @property
    def situations(self) -> tuple[str, ...]:
        """The situations that hold then, by their ids: at night, outside opening hours."""
        return tuple(each.id for each in concepts() if each.hours is not None and within(self.value, each.hours))


@cache
def _hour() -> str:
    """Return the pattern of an hour: "9", "15.30", "ti"."""
    return rf"(\d{{1,2}}(?:[.:]\d\d)?|{either(numbers())})\b"


@cache
def _told() -> re.Pattern[str]:
    """Return the pattern of the hour that a question tells: "kl. 23", "klokka er ti", "at 11 pm"."""
    before, past = (either(cues()[name].labels) for name in ("hour", "past_hour"))
    marked = rf"\b(?:{before})\s*(?:er\s+)?{_hour()}(?!\s+(?:{past})\s+(?:\d|{either(numbers())}\b))"
    return re.compile(rf"{marked}|\b(\d{{1,2}}(?:[.:]\d\d)?)\s*(?P<half>pm|p\.m\.|am\b|a\.m\.)", re.IGNORECASE)


@cache
def _stated() -> re.Pattern[str]:
    """Return the pattern of the hours that a text states: "mellom kl. 9 og 21", "kl. 8–15.30", "etter kl. 16"."""
    before, joins, after = (either(cues()[name].labels) for name in ("hour", "to_hour", "after_hour"))
    to = rf"(?:\s*[-–]\s*|\s+(?:{joins})\s+)(?:(?:{before})\s*)?"
    span = rf"\b(?:{before})\s*{_hour()}{to}{_hour()}"
    return re.compile(rf"{span}|\b(?:{after})\s+(?:{before})\s*{_hour()}", re.IGNORECASE)


def _read(hour: str) -> float:
    whole, _, minutes = hour.replace(":", ".").partition(".")
    return (float(whole) if whole.isdigit() else numbers()[whole.lower()]) + float(minutes or 0) / 60


@lru_cache(maxsize=1024)
def told(lower: str) -> Hour | None:
    """Return the hour of the day that a lower-cased question tells; None where it tells none, or a time limit.

    An hour up to seven may be before noon or after it: it is told only with a word for the time of day.

    >>> [hour and hour.value for hour in map(told, ("suicidal kl. 23", "at 11 pm", "i kveld kl. 10", "klokka fire"))]
    [23.0, 23.0, 22.0, None]
    """
    found = _told().search(lower)
    if found is None or cues()["deadline_opening"].ending(lower[: found.start()].rstrip()):
        return None
    if (span := _stated().search(lower)) and span[2]:
        return None
    value = _of_day(_read(next(filter(None, found.group(1, 2)))), lower, found["half"] or "")
    return None if value is None else Hour(value, *found.span())


def _of_day(hour: float, lower: str, half: str) -> float | None:
    """Return an hour as that of the day, by the half of it that is said or a word for the time of day."""
    night = cues()["small_hours"].search(lower) is not None
    evening = cues()["afternoon"].search(lower) is not None or (night and hour >= MORNING)
    if hour < NOON and (half.startswith("p") or (evening and not half)):
        return hour + NOON
    if NOON <= hour < NOON + 1 and (half.startswith("a") or night):
        return hour - NOON
    known = hour >= MORNING or night or half
    return hour if known and hour < DAY else None


@lru_cache(maxsize=4096)
def stated(lower: str) -> tuple[float, float] | None:
    """Return the hours that a lower-cased text states first, from and to; None where it states none.

    >>> stated("ringer mellom kl. 9 og 21"), stated("overtar etter klokken 15.30"), stated("innen kl. 12")
    ((9.0, 21.0), (15.5, 8.0), None)
    """
    found = _stated().search(lower)
    if found is None:
        return None
    return (_read(found[3]), MORNING) if found[3] else (_read(found[1]), _read(found[2]))


def within(hour: float, hours: tuple[float, float]) -> bool:
    """Return whether an hour lies in some hours, which may go on past midnight.

    >>> within(23, (22, 7)), within(23, (9, 21))
    (True, False)
    """
    first, last = hours
    return first <= hour < last if first < last else hour >= first or hour < last


def holds_at(hour: Hour | None, situations: Iterable[str], norm: Norm) -> bool | None:
    """Return whether a norm holds when a question tells of, by the hours that the norm states; None where that is open.

    :param hour: the hour told; where it is None, ``situations`` told may have hours of their own ("om natten").
    """
    told = [] if hour else [span for each in situations if each in concepts() and (span := concepts()[each].hours)]
    hours = stated(norm.text.lower()) if hour is not None or told else None
    if hours is None:
        return None
    return within(hour.value, hours) if hour is not None else _holds_through(told, hours)


def _holds_through(told: Sequence[tuple[float, float]], hours: tuple[float, float]) -> bool | None:
    """Return true where all of some times of day lie in some hours, false where one lies outside, else None."""
    if any(not within(first, hours) and not within(hours[0], (first, last)) for first, last in told):
        return False
    # The moment before a time of day is over still belongs to it.
    return all(within(first, hours) and within((last - _MOMENT) % DAY, hours) for first, last in told) or None

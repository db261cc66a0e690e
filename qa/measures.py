"""Holds the lengths of time, ages and distances that a question tells against those that a norm's conditions name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from math import inf, nextafter

from ingest.limits import NUMERAL, days, duration, either, number, numbers, ordinals, quantities, units
from kg.model import Condition, Modality, Norm
from ontology.cues import cues

INHERITED = 0.6
"""How far a measure is met that stands in the condition of a clause above."""
_DAYS_OF_YEAR = days("P1Y")


class Scale(StrEnum):
    """What is measured; two measures say something of each other on one scale only."""

    LASTING = "lasting"
    SINCE = "since"
    AHEAD = "ahead"
    AGE = "age"
    DISTANCE = "distance"


_SAYING_NO = (Modality.PROHIBITION, Modality.INFO)
_COURSE = (Scale.LASTING, Scale.SINCE)
"""The scales on which the course of a case is told."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount as the interval that it leaves open, in days or kilometres, and where it stands in its text."""

    scale: Scale
    low: float
    high: float
    start: int
    end: int

    def within(self, other: Measure) -> bool:
        """Return whether all of it lies in another."""
        return self.scale is other.scale and other.low <= self.low and self.high <= other.high

    def apart(self, other: Measure) -> bool:
        """Return whether nothing of it lies in another of its scale."""
        return self.scale is other.scale and (self.high < other.low or other.high < self.low)


@lru_cache(maxsize=4096)
def measures(lower: str, *, as_condition: bool = False) -> tuple[Measure, ...]:
    """Return the measures of a lower-cased text.

    :param as_condition: whether the text states a condition: "stabil i to år" means two years at least there.

    >>> [(m.scale.value, m.low, m.high) for m in measures("en 14-åring som bor 40 km unna")]
    [('age', 5110.0, 5110.0), ('distance', 40.0, 40.0)]
    >>> one, other = measures("sykmeldt i tre måneder") + measures("behandles langvarig (> 8 uker)")
    >>> one.within(other), one.apart(other)
    (True, False)
    """
    kinds = (_times(lower), _windows(lower), _ages(lower), _distances(lower))
    found = sorted((_over(lower, each) for each in chain.from_iterable(kinds)), key=lambda measure: measure.start)
    if as_condition:
        found = [Measure(m.scale, m.low, inf, m.start, m.end) if m.low == m.high else m for m in found]
    return tuple(found)


def held(told: Sequence[Measure], norm: Norm) -> float:
    """Return how far the measures told meet one that a condition of the norm names.

    It is 1 where the norm's own words name it, less where those above it do, 0 where none is met.
    """
    if not told:
        return 0.0
    met = [condition for condition, other in _named(norm) if any(one.within(other) for one in told)]
    own = any(norm.start <= condition.start < norm.end for condition in met)
    return 1.0 if own else INHERITED if met else 0.0


def excepted(told: Sequence[Measure], norm: Norm) -> bool:
    """Return whether a measure told lies within one that an exception of the norm names."""
    return any(one.within(other) for c in norm.unless for other in _stated(c) for one in told)


def outside(told: Sequence[Measure], norm: Norm) -> Measure | None:
    """Return the measure told that lies outside of its like in the norm's conditions; None where any of them is met."""
    if held(told, norm):
        return None
    return _apart(told, [measure for _, measure in _named(norm)])


def beyond(told: Sequence[Measure], norm: Norm) -> Measure | None:
    """Return the measure told that lies outside of a norm's conditions, or of the time or age that it is for.

    "Halvannet år siden" lies beyond "kan brukes inntil 12 måneder siden siste kontakt", "tre uker etter" beyond "kan
    ringe de første 14 dagene" and "har ansvaret i to uker etter". Within how long a duty is to be done says nothing of
    when it ends, and how long something lasts may be another's length than the one that the norm names.
    """
    if (found := outside(told, norm)) is not None or norm.modality in _SAYING_NO:
        return found
    lower, allows = norm.text.lower(), norm.modality is Modality.PERMISSION
    stated = [_counted(lower, measure, allows=allows) for measure in measures(lower)]
    known = [m for m in told if m.scale is Scale.SINCE or (allows and m.scale not in _COURSE)]
    return _apart(known, [measure for measure in stated if measure is not None])


def _counted(lower: str, measure: Measure, *, allows: bool) -> Measure | None:
    """Return a measure as the time since something for which a norm holds; None for one that does not end a duty.

    "De første 14 dagene" and "innen fire uker" began when it happened, and "i to uker etter utskrivning" holds on each
    day of them.

    :param allows: whether the norm gives leave, which ends with any time that it names.
    """
    words = lower[measure.start : measure.end]
    if cues()["measure_from"].match(words) and (allows or cues()["ordinal_1"].search(words)):
        return replace(measure, scale=Scale.SINCE)
    if measure.low == measure.high and _word_before(lower, measure.start) in cues()["measure_lasting"]:
        return replace(measure, low=0.0)
    return measure if allows else None


def _apart(told: Sequence[Measure], stated: Sequence[Measure]) -> Measure | None:
    """Return the first measure told that lies outside of its like."""
    return next((one for one in told for other in stated if one.apart(other)), None)


def is_past(told: Sequence[Measure], norm: Norm) -> bool | None:
    """Return whether the time told lies past all that a norm's own words count; None where one of them counts none.

    "Operert for ti uker siden" is past "i høyst åtte uker", "i den tredje uken" is not.
    """
    stated = (m for m in measures(norm.text.lower()) if m.scale in _COURSE)
    # What is done "etter ti år" is not over when ten years have gone.
    terms = [nextafter(m.low, inf) if m.low == m.high else m.high if m.high < inf else m.low for m in stated]
    times = [m.low for m in told if m.scale in _COURSE]
    return min(times) >= max(terms) if terms and times else None


def settles(told: Sequence[Measure], condition: Condition) -> bool:
    """Return whether a measure told decides whether a condition holds."""
    return any(one.within(other) or one.apart(other) for one in told for other in _stated(condition))


def _named(norm: Norm) -> Iterator[tuple[Condition, Measure]]:
    return ((condition, measure) for condition in norm.holds_where for measure in _stated(condition))


def _stated(condition: Condition) -> tuple[Measure, ...]:
    return measures(condition.text.lower(), as_condition=True)


def _times(lower: str) -> Iterator[Measure]:
    """Give the lengths of time, and the ages that are told by a unit of time."""
    for start, end in quantities(lower):
        stated = duration(lower[start:end]) or ""
        start = end - len(lower[start:end].lstrip("<> "))
        interval, opened = _interval(lower, start, days(stated))
        scale = _scale(lower, start, opened, end, years=stated.endswith("Y"))
        if opened < start or not _is_article(lower, start, stated, scale):
            yield Measure(scale, *interval, opened, end)


def _windows(lower: str) -> Iterator[Measure]:
    """Give the windows that are told by their place: "de to første årene", "det fjerde året", "fra niende uke"."""
    for found in _window().finditer(lower):
        start, unit = found.start(), days(duration(f"1 {found['unit']}") or "")
        if found["count"]:
            scale = _scale(lower, start, start, found.end(), years=False)
            yield Measure(scale, 0.0, number(found["count"]) * unit, *found.span())
        elif _word_before(lower, start) not in cues()["each"]:
            last = ordinals()[found["place"]] * unit
            (low, high), opened = _interval(lower, start, last - unit)
            high = last if low == high else high
            yield Measure(_scale(lower, start, opened, found.end(), years=False), low, high, opened, found.end())


def _over(lower: str, measure: Measure) -> Measure:
    """Return a measure, or all that comes after it where the words before say that it is over."""
    before = _word_before(lower, measure.start)
    start = lower.rindex(before, 0, measure.start) if before in cues()["article"] else measure.start
    past = measure.low == 0 and _word_before(lower, start) in cues()["measure_past"]
    return Measure(measure.scale, measure.high, inf, measure.start, measure.end) if past else measure


def _is_article(lower: str, start: int, stated: str, scale: Scale) -> bool:
    """True for "en" that counts nothing: "en time" is an appointment, too, and only "i en uke" lasts a week."""
    before = _word_before(lower, start)
    loose = stated.endswith("H") or (scale is Scale.LASTING and before not in cues()["measure_lasting"])
    return loose and lower[start:].split(maxsplit=1)[0] in cues()["number_1"]


def _ages(lower: str) -> Iterator[Measure]:
    """Give the ages that are told in one word: "14-åring"."""
    for found in _aged().finditer(lower):
        age = number(found[1]) * _DAYS_OF_YEAR
        yield Measure(Scale.AGE, age, age, *found.span())


def _distances(lower: str) -> Iterator[Measure]:
    for found in _distance().finditer(lower):
        unit = next(group for group in cues().starting("measure_distance_") if found[2] in group)
        interval, opened = _interval(lower, found.start(), number(found[1]) * float(unit.iso))
        yield Measure(Scale.DISTANCE, *interval, opened, found.end())


def _interval(lower: str, start: int, amount: float) -> tuple[tuple[float, float], int]:
    """Return the interval that the words before an amount make of it, and where these start."""
    # What is said in the negative ("ikke mer enn") ends with the words of its opposite.
    intervals = {
        "measure_most": (0.0, amount),
        "measure_above": (nextafter(amount, inf), inf),
        "measure_least": (amount, inf),
        "measure_below": (0.0, nextafter(amount, 0)),
    }
    before = lower[:start]
    # "Høyst i åtte uker" is as good as "i høyst åtte uker".
    lasting = cues()["measure_lasting"].ending(before)
    for opening in (before, before[: lasting.start()]) if lasting else (before,):
        for name, interval in intervals.items():
            if (found := cues()[name].ending(opening)) is not None:
                return interval, found.start()
    return (amount, amount), start


def _scale(lower: str, start: int, opened: int, end: int, *, years: bool) -> Scale:
    """Return what an amount of time measures, by the words around it.

    :param start: where the number starts; ``opened`` where the words start that make an interval of it.
    :param end: where its unit ends.
    """
    following = lower[end:].lstrip()
    before = _word_before(lower, opened)
    opening = lower[opened:start].strip()
    if cues()["measure_age_after"].match(following) or (years and opening in cues()["measure_age_before"]):
        return Scale.AGE
    if cues()["measure_since"].match(following) or not {before, opening}.isdisjoint(cues()["measure_since"].labels):
        return Scale.SINCE
    if not {before, opening}.isdisjoint(cues()["measure_ahead"].labels):
        return Scale.AHEAD
    aged = before in cues()["measure_age_before"] or (opening and before not in cues()["measure_lasting"])
    return Scale.AGE if years and aged else Scale.LASTING


def _word_before(lower: str, at: int) -> str:
    return "".join(lower[:at].rsplit(maxsplit=1)[-1:])


@cache
def _aged() -> re.Pattern[str]:
    return re.compile(rf"\b({NUMERAL}|{either(numbers())})[-\s]?(?:{either(cues()['measure_aged'].labels)})\b")


@cache
def _window() -> re.Pattern[str]:
    count, place = either(numbers()), either(ordinals())
    first = either(cues()["ordinal_1"].labels)
    # "Første time" is an appointment.
    unit = either(word for word, iso in units().items() if not iso.endswith("H"))
    return re.compile(rf"\b(?:(?P<count>{NUMERAL}|{count})\s+(?:{first})|(?P<place>{place}))\s+(?P<unit>{unit})\b")


@cache
def _distance() -> re.Pattern[str]:
    units = [label for group in cues().starting("measure_distance_") for label in group.labels]
    return re.compile(rf"\b({NUMERAL}|{either(numbers())})\s+({either(units)})\b")

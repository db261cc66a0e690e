"""Which figure a question asks for: a time limit, a length of time, an amount, a count, hours, a number to call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ingest.limits import either, quantities
from kg.model import Norm
from ontology.cues import cues
from qa.measures import Scale, measures

# A number that is no year.
_AMOUNT = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+")
_WORD = re.compile(r"\w+")
_AMBIGUOUS = ("1", "2")  # "en" and "to" are other words too.
_BOUNDS = ("measure_above", "measure_below", "measure_least", "measure_most")
_UNITS = ("TM", "H", "D", "W", "M", "Y")
_STEPS = 1
"""How many sizes apart two units of time may be: a week answers a question about days, a month does not."""


class Figure(StrEnum):
    """A kind of figure; each is asked for by the words of the cue ``ask_`` + its value."""

    LIMIT = "limit"
    LASTING = "how_long"
    NUMBER = "number"
    AMOUNT = "amount"
    COUNT = "count"
    HOURS = "hours"


TIMES = frozenset({Figure.LIMIT, Figure.LASTING})


@dataclass(frozen=True, slots=True)
class Needed:
    """The figures that a question asks for, the unit of time that it counts in ("D"), if any.

    ``called`` are where it asks for a number to call, or when somebody answers it, as (start, end).
    """

    figures: frozenset[Figure] = frozenset()
    unit: str = ""
    called: tuple[tuple[int, int], ...] = ()

    def __contains__(self, figure: Figure) -> bool:
        return figure in self.figures

    @property
    def time(self) -> frozenset[Figure]:
        """The kinds of time asked for."""
        return self.figures & TIMES

    def timed_by(self, norm: Norm) -> bool:
        """Whether a norm states every kind of time asked for."""
        return all(_STATED[figure](norm) for figure in self.time)

    def stated_by(self, norm: Norm) -> bool:
        """Whether a norm states every figure asked for, in a unit that fits."""
        return all(self._stated(figure, norm) for figure in self.figures) and self._unit_fits(norm)

    def _stated(self, figure: Figure, norm: Norm) -> bool:
        """Whether a norm states a figure; so many of a unit may be stated without a limit ("resept for 30 dager")."""
        counted = figure is Figure.LIMIT and self.unit and quantities(norm.text)
        return bool(counted) or _STATED[figure](norm)

    def _unit_fits(self, norm: Norm) -> bool:
        if not self.unit or not norm.duration:
            return True
        stated = "TM" if norm.duration.startswith("PT") and norm.duration.endswith("M") else norm.duration[-1]
        return abs(_UNITS.index(stated) - _UNITS.index(self.unit)) <= _STEPS


def needed(lower: str, asking: tuple[int, int], situations: Sequence[tuple[int, int]] = ()) -> Needed:
    """Return what figures a lower-cased question asks for.

    :param asking: where its clause that asks starts and ends; what the scene around tells is not asked for.
    :param situations: where it names a situation, as (start, end): "outside opening hours" asks for no hours.

    >>> sorted(needed("hvor mange dager har vi?", (0, 23)).figures), needed("hvor mange dager har vi?", (0, 23)).unit
    ([<Figure.LIMIT: 'limit'>], 'D')
    >>> sorted(needed("hvor mange henvisninger kan jeg sende?", (0, 38)).figures)
    [<Figure.COUNT: 'count'>]
    """
    start, end = asking
    found = {figure: cues()[f"ask_{figure}"].pattern.search(lower, start, end) for figure in Figure}
    opening = cues()["ask_when"].pattern.match(lower, start)
    if opening and not found[Figure.HOURS]:
        found[Figure.HOURS] = _open(lower, opening.end(), end)
    spans = {figure: cue.span() for figure, cue in found.items() if cue and not _within(cue.span(), situations)}
    asked = set(spans)
    counted = found[Figure.COUNT]
    unit = _unit(lower[counted.end() :]) if counted else ""
    if unit:
        asked = asked - {Figure.COUNT} | {Figure.LIMIT}
    called = tuple(spans[figure] for figure in (Figure.NUMBER, Figure.HOURS) if figure in asked)
    return Needed(frozenset(asked), unit, called)


def _open(lower: str, start: int, end: int) -> re.Match[str] | None:
    """Return the word that asks when something is open, None where a noun follows it: "åpen retur"."""
    found = cues()["open"].pattern.search(lower, start, end)
    after = _WORD.match(lower, found.end() + 1, end) if found else None
    return None if after and after[0] not in cues()["stop_word"] else found


def _within(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _unit(text: str) -> str:
    """Return the unit of time that a text opens with, after a word that says more of it at most ("working days")."""
    words = _WORD.findall(text)[:2]
    units = (group.iso for word in words for group in cues().starting("time_unit_") if word in group)
    return next(units, "")


def _lasts(norm: Norm) -> bool:
    """True where a norm says how long something lasts, other than in a condition ("i høyst 72 timer")."""
    text = norm.text.lower()
    for condition in norm.conditions:
        text = text.replace(condition.text.lower(), "")
    return any(measure.scale is Scale.LASTING for measure in measures(text))


def _has_amount(norm: Norm) -> bool:
    return norm.timed or _has_number(norm.text)


def _has_count(norm: Norm) -> bool:
    """True where a norm has a number that counts no units of time."""
    text = norm.text
    for start, end in reversed(quantities(text)):
        text = text[:start] + text[end:]
    return _has_number(text)


def _has_number(text: str) -> bool:
    words = (group for group in cues().starting("number_") if group.iso not in _AMBIGUOUS)
    return bool(_AMOUNT.search(text) or _bounded().search(text)) or any(group.search(text) for group in words)


@cache
def _bounded() -> re.Pattern[str]:
    """Return the pattern of "to" with a bound before it, where it is a number: "minst to nye pasienter"."""
    bounds = (label for name in _BOUNDS for label in cues()[name].labels)
    return re.compile(rf"(?<!\w)(?:{either(bounds)})\s+(?:{either(cues()['number_2'].labels)})\b", re.IGNORECASE)


def _has_hours(norm: Norm) -> bool:
    """True where a norm tells a time of the day, or says that it holds at all of them."""
    return _hour().search(norm.text) is not None or cues()["all_hours"].search(norm.text) is not None


@cache
def _hour() -> re.Pattern[str]:
    """Return the pattern of a time of the day: "kl. 9", "15.30"."""
    return re.compile(rf"\b(?:{either(cues()['hour'].labels)})\s*\d|(?<!\d)\d{{1,2}}[.:]\d{{2}}(?!\d)", re.IGNORECASE)


_STATED: Mapping[Figure, Callable[[Norm], bool]] = {
    Figure.LIMIT: lambda norm: norm.timed,
    Figure.LASTING: lambda norm: norm.timed or _lasts(norm),
    Figure.NUMBER: lambda norm: bool(norm.contacts),
    Figure.AMOUNT: _has_amount,
    Figure.COUNT: _has_count,
    Figure.HOURS: _has_hours,
}

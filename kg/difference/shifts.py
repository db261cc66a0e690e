"""What a change is: its kind, what was and what is, and the words that carry it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kg.difference.differing import Word


class ChangeKind(StrEnum):
    """What has changed; the last four change nobody's duty."""

    NEW = "new"
    DROPPED = "dropped"
    BEARER = "bearer"
    MODALITY = "modality"
    DEADLINE = "deadline"
    CONDITION = "condition"
    EXCEPTION = "exception"
    COUNTERPARTY = "counterparty"
    ARTIFACT = "artifact"
    ACTION = "action"
    CHANNEL = "channel"
    CONTACT = "contact"
    NUMBER = "number"
    REWORDED = "reworded"
    MOVED = "moved"
    NEW_INFORMATION = "new_information"
    DROPPED_INFORMATION = "dropped_information"

    @property
    def of_duty(self) -> bool:
        """Whether somebody's duty changes by it, or what it needs: when, whom, where to call."""
        return self not in _OF_WORDS


_OF_WORDS = frozenset(
    {ChangeKind.REWORDED, ChangeKind.MOVED, ChangeKind.NEW_INFORMATION, ChangeKind.DROPPED_INFORMATION}
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One change in a norm: what was there and what is there now, either may be empty; the words that carry it.

    ``words_a`` and ``words_b`` are places in the norms' own texts. ``above`` says that words above the norms
    carry it, a heading or a lead-in: then it is one change for all norms below, told apart by ``source``.
    """

    kind: ChangeKind
    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()
    words_a: tuple[tuple[int, int], ...] = ()
    words_b: tuple[tuple[int, int], ...] = ()
    above: bool = False
    source: tuple[str, ...] = ()


def shift(kind: ChangeKind, a: Iterable[str], b: Iterable[str], one: Iterable[Word], other: Iterable[Word]) -> Shift:
    """Return a change that some differing words of both sides carry."""
    left, right = list(one), list(other)
    above = not any(word.own for word in (*left, *right))
    return Shift(
        kind,
        tuple(a),
        tuple(b),
        tuple((word.token.start, word.token.end) for word in left if word.own),
        tuple((word.token.start, word.token.end) for word in right if word.own),
        above,
        tuple(word.at for word in (*left, *right)) if above else (),
    )

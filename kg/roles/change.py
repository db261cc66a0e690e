"""What differs between two roles, for somebody who had the one and now has the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.roles.duties import Duty, Expectation, Standing, by_place
from kg.wording.headlines import matter_of


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter on which both roles have a duty of their own: the same act, or two sides of a hand-over."""

    artifact: str
    before: tuple[Duty, ...]
    now: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What changes from one role to another.

    ``received`` are duties that one had, and that others now have towards one; ``owed`` the other
    way round. ``only_before`` and ``only_now`` hold all duties that the other role does not have.
    """

    before: str
    now: str
    only_before: tuple[Duty, ...]
    only_now: tuple[Duty, ...]
    matters: tuple[Matter, ...]
    received: tuple[Duty, ...]
    owed: tuple[Duty, ...]


def role_change(before: Standing, now: Standing) -> RoleChange:
    """Return what changes for whoever goes from one role to another."""
    only_before = _without(before.duties, now.duties)
    only_now = _without(now.duties, before.duties)
    return RoleChange(
        before=before.role,
        now=now.role,
        only_before=only_before,
        only_now=only_now,
        matters=tuple(_matters(only_before, only_now)),
        received=_among(only_before, now.expectations),
        owed=_among(only_now, before.expectations),
    )


def _without(duties: Iterable[Duty], others: Iterable[Duty]) -> tuple[Duty, ...]:
    known = {duty.key for duty in others}
    return tuple(duty for duty in duties if duty.key not in known)


def _among(duties: Iterable[Duty], expectations: Iterable[Expectation]) -> tuple[Duty, ...]:
    known = {each.key for each in expectations}
    return tuple(duty for duty in duties if duty.key in known)


def _matters(before: Sequence[Duty], now: Sequence[Duty]) -> Iterable[Matter]:
    """Yield the matters in the order of their stages."""
    pairs = [(b, n) for b in before for n in now if _meet(b, n)]
    pairs.sort(key=lambda pair: (pair[0].stage.order, *by_place(pair[0]), *by_place(pair[1])))
    for artifact in dict.fromkeys(matter_of(b.norm) for b, _ in pairs):
        met = [(b, n) for b, n in pairs if matter_of(b.norm) == artifact]
        if artifact is not None:
            yield Matter(artifact, _each(b for b, _ in met), _each(n for _, n in met))


def _each(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    return tuple(sorted(dict.fromkeys(duties), key=by_place))


def _meet(one: Duty, other: Duty) -> bool:
    """Whether two duties are about one matter, and the same act or one owed to the bearer of the other."""
    artifact = matter_of(one.norm)
    if artifact is None or artifact != matter_of(other.norm) or one.norm.document != other.norm.document:
        return False
    same_act = one.norm.action is not None and one.norm.action == other.norm.action
    return same_act or one.role in other.norm.counterparties or other.role in one.norm.counterparties

"""Which roles stand on one side of a duty: the same role, one under the other, close kin, or of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from ontology.concepts import Kind, concepts


@cache
def breadth() -> Counter[str]:
    """Count the roles under each role."""
    known = concepts()
    return Counter(above for role in known if role.kind is Kind.ROLE for above in known.ancestors(role.id))


@cache
def alike(one: str, other: str) -> bool:
    """Whether two roles stand on one side: the same, one under the other, or close kin.

    A role that is told by what it does ("legen som rekvirerer") may be any of its kind.
    """
    known = concepts()
    over_one, over_other = {one, *known.ancestors(one)}, {other, *known.ancestors(other)}
    shared = over_one & over_other
    if one in over_other or other in over_one or one in _kin(other) or other in _kin(one):
        return True
    by_deed = any(" som " in known.definite_name(role) for role in (one, other))
    broadest = max(breadth().values(), default=0)
    return any(by_deed or 3 * breadth()[role] < broadest for role in shared)


@cache
def _colleagues(one: str, other: str) -> bool:
    """Whether two roles are of one kind, however broad: two doctors, not a doctor and a patient."""
    known = concepts()
    return not {one, *known.ancestors(one)}.isdisjoint({other, *known.ancestors(other)})


def any_colleagues(roles: Iterable[str], others: Sequence[str]) -> bool:
    """Whether any role is of one kind with any of the others."""
    return any(_colleagues(role, other) for role in roles for other in others)


def _kin(role: str) -> tuple[str, ...]:
    found = concepts().get(role)
    return found.related if found else ()


def covered(roles: Iterable[str], by: Sequence[str]) -> bool:
    """Whether every role has its like among the others."""
    return all(any(alike(role, other) for other in by) for role in roles)

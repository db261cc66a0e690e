"""Which two editions of a build are looked at first: the latest revision, else two guidelines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.model import Metadata


def by_date(editions: Sequence[Metadata]) -> list[Metadata]:
    """Return editions document by document, each document's oldest first."""
    return sorted(editions, key=lambda meta: (meta.id, meta.valid_from, meta.year or 0))


def first_two(editions: Sequence[Metadata]) -> tuple[Metadata, Metadata] | None:
    """Return the two editions to begin with: the last two of what was revised last, else of two documents.

    None where there are no two.

    >>> old, new = Metadata("a", "A", version="1"), Metadata("a", "A", version="2", valid_from="2025-01-01")
    >>> [meta.version for meta in first_two([new, Metadata("b", "B"), old])]
    ['1', '2']
    """
    ordered = by_date(editions)
    revised = [(one, other) for one, other in pairwise(ordered) if one.id == other.id]
    if revised:
        return max(revised, key=lambda pair: pair[1].valid_from)
    return (ordered[0], ordered[1]) if len(ordered) > 1 else None

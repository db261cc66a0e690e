"""The best pairing of two lists by weight, each in at most one pair; the same from whichever side it is made."""

from __future__ import annotations

from collections.abc import Mapping

SCALE = 1_000_000


def turned(one: object, other: object) -> bool:
    """Whether two things are looked at from the second: decided by what they hold, never by which is named first.

    Of equals the same are then chosen whichever way it is asked, and the result is turned round.

    >>> turned(("a",), ("b",)), turned(("b",), ("a",))
    (False, True)
    """
    return repr(one) > repr(other)


def best_pairs(weights: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs that weigh most together (maximum weight matching), in order.

    Each connected part is matched by itself, so the work grows with how many rivals a text has and
    not with the length of the documents. Weights are made whole numbers, which add up the same in any order.

    :param weights: by place in the one list and in the other, above 0; pairs not named are not made.

    >>> best_pairs({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.7})
    [(0, 1), (1, 0)]
    """
    import networkx as nx

    graph = nx.Graph()
    for (one, other), weight in sorted(weights.items()):
        graph.add_edge((0, one), (1, other), weight=round(weight * SCALE))
    found: list[tuple[int, int]] = []
    for part in nx.connected_components(graph):
        if len(part) == 2:
            found.append(_ordered(*part))
        else:
            inside = nx.Graph()
            inside.add_weighted_edges_from(sorted(graph.edges(sorted(part), data="weight")))
            found += [_ordered(*pair) for pair in nx.max_weight_matching(inside)]
    return sorted(found)


def _ordered(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return (a[1], b[1]) if a[0] == 0 else (b[1], a[1])


def longest_rising(values: list[int]) -> set[int]:
    """Return the places of a longest rising run of numbers: what kept its order.

    >>> sorted(longest_rising([3, 1, 2, 4]))
    [1, 2, 3]
    """
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [place]
    kept: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept

"""Which clause of one edition is which of another: the same, moved, reworded, split, merged, new or removed.

The steps are those of tree differencing. First what is word for word the same, then leaves that read
alike, then headings by their words and by what stands below them, last what is left below headings
that are paired (GumTree's top-down and bottom-up phases: Falleri and others, "Fine-grained and Accurate
Source Code Differencing", ASE 2014; like leaves and like subtrees as in ChangeDistiller: Fluri and others,
TSE 33(11), 2007). The kinds are the textual modifications of Akoma Ntoso 1.0 (OASIS, ``textualMod``:
``substitution``, ``split``, ``join``, ``renumbering``, ``insertion``, ``repeal``), plus ``moved``.

Editions are compared in an order that their content decides and the result is turned round where it
was asked for the other way: what is found from A to B is the mirror of what is found from B to A.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kg.difference.shared_words import alike, shares
from kg.model import Clause, ClauseKind
from kg.pairing import best_pairs, longest_rising, turned
from kg.tokens import plain, rarity, stems, total

CLOSE = 0.6
"""From this likeness on, two leaves are one wherever they stand."""
NEAR = 0.35
"""From this likeness on, two leaves are one below headings that are one."""
HEAD = 0.5
"""From this on, two headings are one: their own words, or the share of what stands below them that is paired."""
PART = 0.75
"""A clause of whose words this share has come out of another is a part of it."""
FEWEST = 4
"""Shorter clauses are no parts: their few words may come from anywhere."""
PLACE = 0.001
"""What standing in the same place counts: enough to choose between like texts, no more."""
HEADS = (ClauseKind.CHAPTER, ClauseKind.HEADING, ClauseKind.LEAD_IN)


class Identity(StrEnum):
    """What has become of a clause."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    REMOVED = "removed"


MIRRORED = {
    Identity.SPLIT: Identity.MERGED,
    Identity.MERGED: Identity.SPLIT,
    Identity.NEW: Identity.REMOVED,
    Identity.REMOVED: Identity.NEW,
}


@dataclass(frozen=True, slots=True)
class Match:
    """Clauses of two editions that are one; either side may be empty, and one side may have several.

    ``moved`` says that order or heading is another, ``renumbered`` that only the number is: what
    stands before it has grown or shrunk. A clause may be both reworded and moved. ``kind`` is ``MOVED``
    where the words are the same.
    """

    kind: Identity
    a: tuple[Clause, ...]
    b: tuple[Clause, ...]
    moved: bool = False
    renumbered: bool = False

    def mirrored(self) -> Match:
        """Return what it is seen from the other edition."""
        return Match(MIRRORED.get(self.kind, self.kind), self.b, self.a, self.moved, self.renumbered)


@dataclass(slots=True)
class _Sides:
    """The clauses of both editions and who is paired with whom, by place."""

    a: Sequence[Clause]
    b: Sequence[Clause]
    weights: dict[str, float]
    pairs: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)
    parts_of_a: dict[int, list[int]] = field(default_factory=dict)
    parts_of_b: dict[int, list[int]] = field(default_factory=dict)

    over_a: list[int] = field(init=False)
    over_b: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Find what stands above each clause, by place; -1 where nothing does."""
        self.over_a, self.over_b = _parents(self.a), _parents(self.b)

    def pair(self, one: int, other: int) -> None:
        """Make a clause of the one and a clause of the other partners."""
        self.pairs[one], self.back[other] = other, one

    def left(self) -> tuple[list[int], list[int]]:
        """Return the places that have no partner yet."""
        of_b = {part for parts in self.parts_of_a.values() for part in parts}
        of_a = {part for parts in self.parts_of_b.values() for part in parts}
        return (
            [at for at in range(len(self.a)) if at not in self.pairs and at not in of_a],
            [at for at in range(len(self.b)) if at not in self.back and at not in of_b],
        )


def identities(a: Sequence[Clause], b: Sequence[Clause]) -> tuple[Match, ...]:
    """Return what has become of each clause, every clause of both editions once, in the order of ``b``.

    What was removed stands after what stood before it in ``a``.
    """
    if turned(list(a), list(b)):
        return in_order([match.mirrored() for match in _matches(b, a)], a, b)
    return in_order(_matches(a, b), a, b)


def _matches(a: Sequence[Clause], b: Sequence[Clause]) -> list[Match]:
    sides = _Sides(a, b, rarity(clause.text for clause in (*a, *b)))
    _same_words(sides)
    _alike(sides, CLOSE)
    _parts(sides)
    _heads(sides)
    _alike(sides, NEAR, below=True)
    _parts(sides)
    return list(_found(sides))


def _same_words(sides: _Sides) -> None:
    """Pair what is word for word the same; of several, those in the most alike surroundings."""
    by_text: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, clauses in enumerate((sides.a, sides.b)):
        for at, clause in enumerate(clauses):
            by_text[plain(clause.text)][side].append(at)
    several = []
    for ones, others in by_text.values():
        if len(ones) == len(others) == 1:
            sides.pair(ones[0], others[0])
        elif ones and others:
            several.append((ones, others))
    weights = {
        (one, other): 1.0 + _surroundings(sides, one, other) + PLACE * _closeness(sides, one, other)
        for ones, others in several
        for one in ones
        for other in others
    }
    for one, other in best_pairs(weights):
        sides.pair(one, other)


def _surroundings(sides: _Sides, one: int, other: int) -> int:
    """Count what is the same about the places of two clauses: what is above, before and after, and the number."""

    def text(clauses: Sequence[Clause], at: int) -> str:
        return plain(clauses[at].text) if 0 <= at < len(clauses) else ""

    near = sum(text(sides.a, one + step) == text(sides.b, other + step) for step in (-1, 1))
    above = text(sides.a, sides.over_a[one]) == text(sides.b, sides.over_b[other])
    return near + 2 * above + (sides.a[one].id == sides.b[other].id)


def _closeness(sides: _Sides, one: int, other: int) -> float:
    """Return how near two clauses stand by the share of their document that comes before them."""
    return 1.0 - abs(one / len(sides.a) - other / len(sides.b))


def _alike(sides: _Sides, least: float, *, below: bool = False) -> None:
    """Pair leaves that read alike; ``below`` keeps to those under headings that are one."""
    leaves_a, leaves_b = _left_of(sides, heads=False)
    weights = {}
    for (one, other), found in _likenesses(sides, leaves_a, leaves_b, least).items():
        together = _above(sides.over_a, one, sides.pairs) == _own(sides.over_b, other, sides.back)
        if together or not below:
            weights[one, other] = found**2 + PLACE * (together + _closeness(sides, one, other))
    for one, other in best_pairs(weights):
        sides.pair(one, other)


def _left_of(sides: _Sides, *, heads: bool) -> tuple[list[int], list[int]]:
    """Return the places of headings, or of leaves, that have no partner yet."""
    left_a, left_b = sides.left()
    return (
        [at for at in left_a if (sides.a[at].kind in HEADS) == heads],
        [at for at in left_b if (sides.b[at].kind in HEADS) == heads],
    )


def _likenesses(sides: _Sides, a: Sequence[int], b: Sequence[int], least: float) -> dict[tuple[int, int], float]:
    """Return how like clauses are, of those that are at least so like."""
    texts = [sides.a[at].text for at in a], [sides.b[at].text for at in b]
    return {(a[one], b[other]): found for (one, other), found in alike(*texts, sides.weights, least).items()}


def _above(over: Sequence[int], at: int, partner: dict[int, int]) -> int:
    """Return the partner of the nearest clause above that has one; -1 where none has."""
    at = over[at]
    while at >= 0 and at not in partner:
        at = over[at]
    return partner[at] if at >= 0 else -1


def _own(over: Sequence[int], at: int, partner: dict[int, int]) -> int:
    """Return the nearest clause above that has a partner; -1 where none has."""
    at = over[at]
    while at >= 0 and at not in partner:
        at = over[at]
    return at


def _heads(sides: _Sides) -> None:
    """Pair headings by their words, or by how much of what stands below them is paired (Dice coefficient)."""
    left_a, left_b = _left_of(sides, heads=True)
    below_a, below_b = _below(sides.over_a), _below(sides.over_b)
    by_words = _likenesses(sides, left_a, left_b, HEAD)
    weights = {}
    for one in left_a:
        for other in left_b:
            mine, yours = below_a[one], below_b[other]
            shared = sum(sides.pairs.get(each) in yours for each in mine)
            share = 2 * shared / (len(mine) + len(yours)) if mine or yours else 0.0
            found = max(share, by_words.get((one, other), 0.0))
            if found >= HEAD:
                same_level = sides.a[one].kind is sides.b[other].kind
                weights[one, other] = found + PLACE * (same_level + _closeness(sides, one, other))
    for one, other in best_pairs(weights):
        sides.pair(one, other)


def _below(over: Sequence[int]) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in over]
    for at in range(len(over)):
        above = over[at]
        while above >= 0:
            found[above].add(at)
            above = over[above]
    return found


def _parts(sides: _Sides) -> None:
    """Find the clauses whose words have come out of another: pieces of what was split, and what was merged.

    The part with the largest share is taken first; what it took from its whole is then gone for the others.
    """
    cuts = _cuts(sides, split=True), _cuts(sides, split=False)
    while best := max((found for cut in cuts for found in cut.best()), default=None):
        _, turned, whole, part = best[0], best[1], -best[2], -best[3]
        cuts[turned].take(whole, part)
        # What has come out of another clause is not cut up itself.
        cuts[not turned].drop(part)


@dataclass(slots=True)
class _Cuts:
    """What may have been cut out of the clauses of one edition: what is gone from each, and who has how much of it."""

    sides: _Sides
    turned: bool
    gone: dict[int, Counter[str]]
    own: dict[int, Counter[str]]
    shares: dict[tuple[int, int], float] = field(default_factory=dict)

    def best(self) -> Iterator[tuple[float, int, int, int]]:
        """Yield each share with its whole and its part, so that the largest is the best."""
        return ((share, int(self.turned), -whole, -part) for (whole, part), share in self.shares.items())

    def take(self, whole: int, part: int) -> None:
        """Note that a part has come out of a whole."""
        parts = self.sides.parts_of_b if self.turned else self.sides.parts_of_a
        parts.setdefault(whole, []).append(part)
        self.gone[whole] -= self.own[part]
        self.shares = {pair: share for pair, share in self.shares.items() if pair[1] != part}
        for other in [other for at, other in self.shares if at == whole]:
            self.weigh(whole, other)

    def drop(self, whole: int) -> None:
        """Note that nothing can have come out of a clause."""
        self.shares = {pair: share for pair, share in self.shares.items() if pair[0] != whole}

    def weigh(self, whole: int, part: int) -> None:
        """Keep what share of a part's words, weighed, is among those gone from a whole, if it is large enough."""
        own, weights = self.own[part], self.sides.weights
        share = total(own & self.gone[whole], weights) / total(own, weights)
        if share >= PART:
            self.shares[whole, part] = share
        else:
            self.shares.pop((whole, part), None)


def _cuts(sides: _Sides, *, split: bool) -> _Cuts:
    """Return what may have been cut out of clauses of ``a`` where ``split``, of ``b`` else."""
    left_a, left_b = _left_of(sides, heads=False)
    wholes, parts, left = (sides.a, sides.b, left_b) if split else (sides.b, sides.a, left_a)
    own = {at: stems(parts[at].text) for at in left}
    own = {at: counted for at, counted in own.items() if counted.total() >= FEWEST}
    gone = {at: _residue(sides, at, split=split) for at in range(len(wholes))} if own else {}
    gone = {at: counted for at, counted in gone.items() if counted.total() >= FEWEST}
    cuts = _Cuts(sides, not split, gone, own)
    places = list(own), list(gone)
    for part, whole in shares(list(own.values()), list(gone.values()), sides.weights, PART):
        cuts.weigh(places[1][whole], places[0][part])
    return cuts


def _residue(sides: _Sides, at: int, *, split: bool) -> Counter[str]:
    """Return the stems of a clause that its partner and the parts found so far do not have; none for a heading."""
    clauses, others = (sides.a, sides.b) if split else (sides.b, sides.a)
    partner, parts = (sides.pairs, sides.parts_of_a) if split else (sides.back, sides.parts_of_b)
    if clauses[at].kind in (ClauseKind.CHAPTER, ClauseKind.HEADING):
        return Counter()
    left = stems(clauses[at].text).copy()
    for each in (*((partner[at],) if at in partner else ()), *parts.get(at, ())):
        left -= stems(others[each].text)
    return left


def _found(sides: _Sides) -> Iterator[Match]:
    import networkx as nx

    moved = _moved(sides)
    graph = nx.Graph()
    graph.add_nodes_from((0, at) for at in range(len(sides.a)))
    graph.add_nodes_from((1, at) for at in range(len(sides.b)))
    graph.add_edges_from(((0, one), (1, other)) for one, other in sides.pairs.items())
    graph.add_edges_from(((0, whole), (1, part)) for whole, parts in sides.parts_of_a.items() for part in parts)
    graph.add_edges_from(((0, part), (1, whole)) for whole, parts in sides.parts_of_b.items() for part in parts)
    for linked in nx.connected_components(graph):
        ones = sorted(at for side, at in linked if side == 0)
        others = sorted(at for side, at in linked if side == 1)
        yield _match([sides.a[at] for at in ones], [sides.b[at] for at in others], elsewhere=moved.issuperset(ones))


def _match(a: Sequence[Clause], b: Sequence[Clause], *, elsewhere: bool) -> Match:
    one, other = tuple(a), tuple(b)
    if not one or not other:
        return Match(Identity.REMOVED if one else Identity.NEW, one, other)
    if len(one) > 1 or len(other) > 1:
        kind = Identity.SPLIT if len(one) == 1 else Identity.MERGED if len(other) == 1 else Identity.REWORDED
        return Match(kind, one, other)
    renumbered = one[0].id != other[0].id and not elsewhere
    if plain(one[0].text) != plain(other[0].text):
        kind = Identity.REWORDED
    else:
        kind = Identity.MOVED if elsewhere or renumbered else Identity.SAME
    return Match(kind, one, other, elsewhere, renumbered)


def _moved(sides: _Sides) -> set[int]:
    """Return the places of clauses that stand under another heading, or in another order under the same."""
    together: defaultdict[int, list[int]] = defaultdict(list)
    found = set()
    for one, other in sorted(sides.pairs.items()):
        above = _above(sides.over_a, one, sides.pairs)
        if above == _own(sides.over_b, other, sides.back):
            together[above].append(one)
        else:
            found.add(one)
    for ones in together.values():
        kept = longest_rising([sides.pairs[one] for one in ones])
        found |= {one for at, one in enumerate(ones) if at not in kept}
    return found


def _parents(clauses: Sequence[Clause]) -> list[int]:
    at = {clause.id: place for place, clause in enumerate(clauses)}
    return [at[clause.parent] if clause.parent is not None else -1 for clause in clauses]


def in_order(matches: Sequence[Match], a: Sequence[Clause], b: Sequence[Clause]) -> tuple[Match, ...]:
    """Return matches as ``b`` reads; what is not in it stands after what came before it in ``a``."""
    at_a = {clause.id: place for place, clause in enumerate(a)}
    at_b = {clause.id: place for place, clause in enumerate(b)}
    follows = {}
    for match in matches:
        if match.b:
            for clause in match.a:
                follows[at_a[clause.id]] = at_b[match.b[0].id]

    def place(match: Match) -> tuple[int, int, int]:
        if match.b:
            return at_b[match.b[0].id], 0, 0
        own = at_a[match.a[0].id]
        before = max((at for at in follows if at < own), default=-1)
        return (follows[before] if before >= 0 else -1), 1, own

    return tuple(sorted(matches, key=place))

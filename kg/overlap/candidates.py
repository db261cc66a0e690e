"""The pairs of norms that are looked at: those that share a concept, go on from each other, or lie close as vectors.

Norms meet in an inverted index over their concepts, with the few that follow in their section,
and with the neighbours given from outside, so the work grows with the norms and not with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.likeness import Profile, cosine, weighed
from kg.model import Norm
from kg.overlap.pairs import Closeness, Pair
from ontology.cues import cues

LARGEST_BLOCK = 80
"""A concept that more norms than this name tells too little to pair them."""
FOLLOWING = 3
"""How many norms further on in its section a norm is paired with."""
RANKS = 8
"""From this rank on, a norm is no near one."""

Place = tuple[int, int]
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two norms that lie close in an index of vectors.

    ``own`` is of the vectors of their words, ``context`` of these under their headings: 1 where one
    is the other's nearest, less for each that lies nearer, 0 where many do.
    """

    a: Norm
    b: Norm
    own: float
    context: float


def candidates(profiles: Sequence[Profile], neighbours: Iterable[Neighbours]) -> list[Pair]:
    """Return the pairs to look at, by place: who shares a concept, who follows whom, who are neighbours."""
    vectors = _by_place(profiles, neighbours)
    places = sorted(_sharing(profiles) | _following(profiles) | set(vectors))
    sides = weighed(profiles)
    meaning = {(i, j): cosine(sides[i].concepts, sides[j].concepts) for i, j in places}
    wording = {(i, j): cosine(sides[i].stems, sides[j].stems) for i, j in places}
    meaning_ranks, wording_ranks = ranks(meaning), ranks(wording)
    return [
        Pair(
            profiles[i],
            profiles[j],
            Closeness(
                meaning=meaning[i, j],
                wording=wording[i, j],
                meaning_rank=meaning_ranks[i, j],
                wording_rank=wording_ranks[i, j],
                own=vectors[i, j].own if (i, j) in vectors else 0.0,
                context=vectors[i, j].context if (i, j) in vectors else 0.0,
                distance=j - i if _place(profiles[i].norm) == _place(profiles[j].norm) else 0,
            ),
        )
        for i, j in places
    ]


def ranks(likeness: Mapping[Place, float]) -> dict[Place, float]:
    """Return how near each pair is among the pairs of either of its two, the better of both.

    >>> ranks({(0, 1): 0.9, (0, 2): 0.5, (1, 2): 0.1}) == {(0, 1): 1.0, (0, 2): 1.0, (1, 2): 0.875}
    True
    """
    of: defaultdict[int, list[tuple[float, Place]]] = defaultdict(list)
    for place, like in likeness.items():
        for one in place:
            of[one].append((like, place))
    found = dict.fromkeys(likeness, 0.0)
    for pairs in of.values():
        pairs.sort(key=lambda pair: -pair[0])
        rank, last = 0, 0.0
        for at, (like, place) in enumerate(pairs[: 4 * RANKS]):
            rank = rank if at and like == last else at
            last = like
            found[place] = max(found[place], 1.0 - rank / RANKS)
    return found


def _sharing(profiles: Sequence[Profile]) -> set[Place]:
    """Return the places of norms that share a concept; one that many share pairs nothing."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for concept in profile.raw:
            blocks[concept].append(place)
        for artifact in profile.artifacts:
            for action in profile.actions:
                blocks[f"{artifact} {action}"].append(place)
    return {
        (first, second)
        for places in blocks.values()
        if len(places) <= LARGEST_BLOCK
        for at, first in enumerate(places)
        for second in places[at + 1 :]
    }


def _following(profiles: Sequence[Profile]) -> set[Place]:
    """Return the places of norms with those that soon follow in their section and go on from them."""
    return {
        (first, second)
        for first, profile in enumerate(profiles)
        for second in range(first + 1, min(first + 1 + FOLLOWING, len(profiles)))
        if _place(profile.norm) == _place(profiles[second].norm) and _goes_on(profile.norm, profiles[second].norm)
    }


def _goes_on(one: Norm, other: Norm) -> bool:
    """Whether the second norm is about a role of the first, or says by a small word that it goes on from it."""
    if not {*one.bearers, *one.counterparties}.isdisjoint((*other.bearers, *other.counterparties)):
        return True
    return any(cues()[name].search(other.text) for name in ("sets_apart", "goes_on"))


def _by_place(profiles: Sequence[Profile], neighbours: Iterable[Neighbours]) -> dict[Place, Neighbours]:
    at = {_key(profile.norm): place for place, profile in enumerate(profiles)}
    found = {}
    for each in neighbours:
        one, other = at.get(_key(each.a)), at.get(_key(each.b))
        if one is not None and other is not None and one != other:
            found[min(one, other), max(one, other)] = each
    return found


def _key(norm: Norm) -> Key:
    return norm.document, norm.version, norm.id


def _place(norm: Norm) -> Key:
    return norm.document, norm.version, norm.section

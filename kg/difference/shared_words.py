"""How many words, and words of what weight, each of some texts has in common with each of others.

What two texts share bounds how like they can be, so that only those few are weighed whose bound is high
enough: the same result as weighing each against each, in a fraction of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.tokens import likeness, stems, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SLACK = 1e-6
"""Sums are made in another order here than where texts are weighed: this much more than their last digits."""


def shares(
    parts: Sequence[Mapping[str, int]], wholes: Sequence[Mapping[str, int]], weights: Mapping[str, float], least: float
) -> Iterator[tuple[int, int]]:
    """Yield the places of parts of whose words, weighed, a whole may have a share of at least ``least``.

    :param parts: stems with how often they occur, not empty.
    :param wholes: the same.
    """
    for one, (_, shared) in enumerate(_shared(parts, wholes, weights)):
        own = total(parts[one], weights)
        for other in (shared >= least * own - SLACK).nonzero()[0]:
            yield one, int(other)


def alike(
    ones: Sequence[str], others: Sequence[str], weights: Mapping[str, float], least: float
) -> dict[tuple[int, int], float]:
    """Return the likeness of those of two lists of texts that are at least so like (``kg.tokens.likeness``), by place.

    Their longest common subsequence is no longer than the words that they share are many.

    >>> alike(["Legen ringer", "Noe annet"], ["Legen ringer vakten"], {}, 0.5)
    {(0, 0): 0.8}
    """
    import numpy as np

    left, right = [stems(text) for text in ones], [stems(text) for text in others]
    counts = np.array([each.total() for each in right], dtype=float)
    weighed = np.array([total(each, weights) for each in right], dtype=float)
    found = {}
    for one, (number, shared) in enumerate(_shared(left, right, weights)):
        length, weight = left[one].total(), total(left[one], weights)
        if not length:
            continue
        bound = number / (length + counts) + shared / (weight + weighed)
        for other in (bound >= least - SLACK).nonzero()[0]:
            alikeness = likeness(ones[one], others[other], weights)
            if alikeness >= least:
                found[one, int(other)] = alikeness
    return found


def _shared(
    ones: Sequence[Mapping[str, int]], others: Sequence[Mapping[str, int]], weights: Mapping[str, float]
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield for each of the ones how many words it shares with each of the others, and what they weigh together.

    A word that occurs again is another word, so that the least number of times in both is counted.
    """
    import numpy as np

    where: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for other, counted in enumerate(others):
        for name, count in counted.items():
            for time in range(count):
                where[name, time].append(other)
    places = {word: np.array(found) for word, found in where.items()}
    for counted in ones:
        number, shared = np.zeros(len(others)), np.zeros(len(others))
        for name, count in counted.items():
            weight = weights.get(name, 1.0)
            for time in range(count):
                if (name, time) in places:
                    number[places[name, time]] += 1.0
                    shared[places[name, time]] += weight
        yield number, shared

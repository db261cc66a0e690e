"""The norms that lie close to each other in the index of a build, for what is said twice in other words.

The vectors are the build's own: the encoder is not loaded. How close two norms lie is told by rank,
which means the same for every encoder, however high or low its cosines are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.candidates import RANKS, Neighbours
from kg.errors import BuildError
from kg.home import Build
from kg.model import Modality, Norm
from qa.index import Entry, read_vectors

if TYPE_CHECKING:
    from qa.encoder import Vectors

LARGEST_EXACT = 4000
"""From this many norms on, nearest ones are looked up in a graph of vectors (HNSW; Malkov and Yashunin 2018)."""
LINKS = 32


def neighbours(build: Build, norms: Sequence[Norm]) -> list[Neighbours]:
    """Return the binding norms among some that are near neighbours by either vector.

    :raises BuildError: where the index is missing or damaged.
    """
    try:
        keys, own, context = read_vectors(build.index)
    except (OSError, ValueError, RuntimeError) as error:
        raise BuildError(f"Indeksen i {build.index} mangler eller er skadet. Kjør «ansvar build» på nytt.") from error
    at = {key: place for place, key in enumerate(keys)}
    placed = [(norm, at.get(Entry(norm.document, norm.version, norm.id))) for norm in norms]
    binding = [(norm, row) for norm, row in placed if norm.modality is not Modality.INFO and row is not None]
    if not binding:
        return []
    rows = [row for _, row in binding]
    by_own, by_context = nearest(own[rows]), nearest(context[rows])
    return [
        Neighbours(binding[i][0], binding[j][0], by_own.get((i, j), 0.0), by_context.get((i, j), 0.0))
        for i, j in sorted({**by_own, **by_context})
    ]


def nearest(vectors: Vectors) -> dict[tuple[int, int], float]:
    """Return pairs of places by how near they are: 1 where one is the other's nearest, less for each nearer one.

    :param vectors: of length one, shape (number of norms, dimension).
    """
    import faiss

    index: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
    if len(vectors) > LARGEST_EXACT:
        index = faiss.IndexHNSWFlat(vectors.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
    index.add(np.ascontiguousarray(vectors))
    _, places = index.search(np.ascontiguousarray(vectors), min(RANKS + 1, len(vectors)))
    found: dict[tuple[int, int], float] = {}
    for one, row in enumerate(places.tolist()):
        others = [other for other in row if other not in (one, -1)]
        for rank, other in enumerate(others[:RANKS]):
            pair = (min(one, other), max(one, other))
            found[pair] = max(found.get(pair, 0.0), 1.0 - rank / RANKS)
    return found

"""The norms that lie close to each other in the index of a build, for what is said twice in other words.

The vectors are the build's own: the encoder is not loaded. How close two norms lie is told by rank,
which means the same for every encoder, however high or low its cosines are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import BuildError
from kg.home import Build
from kg.model import Clause, Modality, Norm
from kg.overlap.candidates import RANKS, Neighbours
from qa.entries import Entry
from qa.index import passage_text, read_vectors

Margins = dict[tuple[int, int], tuple[float, float]]
"""By places in two lists of norms: the margins of their own words and of these under their headings."""

if TYPE_CHECKING:
    from qa.encoder import Vectors

LARGEST_EXACT = 4000
"""From this many norms on, nearest ones are looked up in a graph of vectors (HNSW; Malkov and Yashunin 2018)."""
LINKS = 32


def neighbours(build: Build, norms: Sequence[Norm]) -> list[Neighbours]:
    """Return the binding norms among some that are near neighbours by either vector.

    :raises BuildError: where the index is missing or damaged.
    """
    keys, own, context = _vectors(build)
    at = {key: place for place, key in enumerate(keys)}
    placed = [(norm, at.get(_key(norm))) for norm in norms]
    binding = [(norm, row) for norm, row in placed if norm.modality is not Modality.INFO and row is not None]
    if not binding:
        return []
    rows = [row for _, row in binding]
    by_own, by_context = nearest(own[rows]), nearest(context[rows])
    return [
        Neighbours(binding[i][0], binding[j][0], by_own.get((i, j), 0.0), by_context.get((i, j), 0.0))
        for i, j in sorted({**by_own, **by_context})
    ]


def _vectors(build: Build) -> tuple[Sequence[Entry], Vectors, Vectors]:
    try:
        return read_vectors(build.index)
    except (OSError, ValueError, RuntimeError) as error:
        raise BuildError(f"Indeksen i {build.index} mangler eller er skadet. Kjør «ansvar build» på nytt.") from error


def _key(norm: Norm) -> Entry:
    return Entry(norm.document, norm.version, norm.id)


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


def margins(build: Build, ones: Sequence[Norm], others: Sequence[Norm]) -> Margins:
    """Return how much nearer norms of two editions of a build lie to each other than each to those around it.

    The margin is CSLS (cross-domain similarity local scaling: Conneau and others, "Word translation without
    parallel data", ICLR 2018): twice the cosine less the mean cosine of either with its nearest ones in the
    other edition, in standard deviations of all pairs. So it means the same for every encoder, and a norm
    that lies near everything is near nothing. Pairs with no positive margin are left out, and norms that
    are not in the index.

    :raises BuildError: where the index is missing or damaged.
    """
    keys, own, context = _vectors(build)
    at = {key: place for place, key in enumerate(keys)}
    rows = [(place, at[_key(norm)]) for place, norm in enumerate(ones) if _key(norm) in at]
    columns = [(place, at[_key(norm)]) for place, norm in enumerate(others) if _key(norm) in at]
    if not rows or not columns:
        return {}
    left, right = [row for _, row in rows], [row for _, row in columns]
    found = _positive(*(csls(vectors[left], vectors[right]) for vectors in (own, context)))
    return {(rows[i][0], columns[j][0]): margin for (i, j), margin in found.items()}


def encoded_margins(
    clauses_a: Sequence[Clause], clauses_b: Sequence[Clause], ones: Sequence[Norm], others: Sequence[Norm]
) -> Margins:
    """Return the margins of norms that need not be in a build, all of them encoded now; see ``margins``.

    :param clauses_a: all clauses of the document of ``ones``; ``clauses_b`` those of ``others``.
    """
    from qa.encoder import encoder

    if not ones or not others:
        return {}
    by_id = [{clause.id: clause for clause in clauses} for clauses in (clauses_a, clauses_b)]
    own = [norm.text for norm in (*ones, *others)]
    context = [
        passage_text(norm, known[norm.clause], known)
        for norms, known in zip((ones, others), by_id, strict=True)
        for norm in norms
    ]
    encoded = encoder().passages([*own, *context])
    vectors, around = encoded[: len(own)], encoded[len(own) :]
    split = len(ones)
    return _positive(*(csls(each[:split], each[split:]) for each in (vectors, around)))


def _positive(own: Vectors, context: Vectors) -> Margins:
    near = np.argwhere((own > 0) | (context > 0)).tolist()
    return {(i, j): (float(own[i, j]), float(context[i, j])) for i, j in near}


def csls(ones: Vectors, others: Vectors) -> Vectors:
    """Return the margin of each pair in standard deviations, shape (number of ones, number of others).

    :param ones: of length one, shape (number of norms, dimension); ``others`` likewise.
    """
    cosines = ones @ others.T
    near = min(RANKS, *cosines.shape)
    by_row = np.sort(cosines, axis=1)[:, -near:].mean(axis=1, keepdims=True)
    by_column = np.sort(cosines, axis=0)[-near:].mean(axis=0, keepdims=True)
    margin = 2 * cosines - by_row - by_column
    return np.asarray(margin / (margin.std() or 1.0), dtype=np.float32)

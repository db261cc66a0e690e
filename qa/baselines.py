"""What retrieval alone would find: the program's own words and vectors, without graph, ranking or abstention.

Each baseline searches the norms of the build in use, in the index that the program searches. Words are
the same BM25 over the same terms of the question (stems, and the concepts that they name).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.engine import Engine
from qa.index import Hit
from qa.understanding import understand

RANK_CONSTANT = 60

First = Callable[[str], int | None]


def words_only(engine: Engine, documents: Sequence[str] = ()) -> First:
    """Return what gives the place of the norm that words alone put first."""
    return lambda question: _first(_by_words(engine, question, documents))


def vectors_only(engine: Engine, documents: Sequence[str] = ()) -> First:
    """Return what gives the place of the norm that vectors alone put first."""
    return lambda question: _first(engine.index.by_vectors(question, documents=documents))


def fused(engine: Engine, documents: Sequence[str] = ()) -> First:
    """Return what gives the place of the norm that both put first, by reciprocal rank fusion.

    Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion outperforms Condorcet and individual
    Rank Learning Methods", with their constant of 60.
    """

    def first(question: str) -> int | None:
        hits = engine.index.by_vectors(question, documents=documents)
        return best_of_ranks([hits, _by_words(engine, question, documents)])

    return first


BASELINES: dict[str, Callable[[Engine, Sequence[str]], First]] = {
    "bare ord": words_only,
    "bare vektorer": vectors_only,
    "ord og vektorer": fused,
}


def _by_words(engine: Engine, question: str, documents: Sequence[str]) -> list[Hit]:
    terms = understand(question, engine.index.vocabulary).terms
    return engine.index.by_words(terms, documents=documents)


def _first(hits: Sequence[Hit]) -> int | None:
    return hits[0].position if hits else None


def best_of_ranks(lists: Sequence[Sequence[Hit]]) -> int | None:
    """Return the place with the highest sum of reciprocal ranks over some lists, None where all are empty."""
    scores: dict[int, float] = {}
    for hits in lists:
        for rank, hit in enumerate(hits, start=1):
            scores[hit.position] = scores.get(hit.position, 0.0) + 1 / (RANK_CONSTANT + rank)
    return max(scores, key=lambda place: scores[place], default=None)

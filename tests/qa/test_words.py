"""The word index over some of its norms, held against a sum over all of them one by one."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import words
from qa.entries import joined
from qa.words import Words

NORMS = 60
TERMS = [f"t{number}" for number in range(12)]


def corpus() -> list[list[str]]:
    """Norms of which the low terms stand in many and the high ones in few, some twice."""
    random = np.random.default_rng(3)
    chances = np.linspace(0.9, 0.05, len(TERMS))
    counts = random.binomial(2, chances, size=(NORMS, len(TERMS)))
    return [[term for term, count in zip(TERMS, row, strict=True) for _ in range(count)] for row in counts]


@pytest.fixture(scope="module")
def bm25() -> bm25s.BM25:
    made = bm25s.BM25(k1=1.2, b=0.6, method="lucene")
    made.index(corpus(), show_progress=False)
    return made


def runs() -> st.SearchStrategy[tuple[range, ...]]:
    """Some runs of places, from none to all of them apart."""
    return st.sets(st.integers(0, NORMS - 1)).map(lambda places: joined(range(place, place + 1) for place in places))


def expected(places: list[int], terms: list[str]) -> dict[int, float]:
    """Return BM25 as Lucene has it, with all counts among some places but for the mean length, which is that of all."""
    norms = corpus()
    mean = np.mean([len(norm) for norm in norms])
    found = dict.fromkeys(places, 0.0)
    for term in terms:
        frequency = sum(term in norms[place] for place in places)
        rarity = np.log(1 + (len(places) - frequency + 0.5) / (frequency + 0.5))
        for place in places:
            count = norms[place].count(term)
            found[place] += rarity * count / (count + 1.2 * (0.4 + 0.6 * len(norms[place]) / mean))
    return found


@settings(max_examples=80)
@given(within=runs(), terms=st.lists(st.sampled_from([*TERMS, "ukjent"]), max_size=6))
def test_scores_are_those_of_the_norms_looked_at_alone(
    bm25: bm25s.BM25, within: tuple[range, ...], terms: list[str]
) -> None:
    looked = Words(bm25, NORMS, within)
    places = [place for run in within for place in run]
    wanted = expected(places, terms)
    np.testing.assert_allclose(looked.scores(terms, places), list(wanted.values()), rtol=1e-4, atol=1e-6)
    best = looked.best(terms, 7)
    meeting = sorted((score for score in wanted.values() if score > 0), reverse=True)[:7]
    np.testing.assert_allclose([wanted[place] for place in best], meeting, rtol=1e-4)
    present = {term for place in places for term in corpus()[place]}
    assert looked.vocabulary == present
    assert bool(looked.vocabulary) == bool(places)
    assert all((term in looked.vocabulary) == (term in present) for term in [*TERMS, "ukjent"])


def test_of_many_postings_the_rarest_terms_find_norms_and_all_count(
    bm25: bm25s.BM25, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Words(bm25, NORMS, (range(NORMS),))
    common, rare = TERMS[0], TERMS[-1]
    has_rare = [place for place, norm in enumerate(corpus()) if rare in norm]
    before = whole.scores([common, rare], has_rare)
    monkeypatch.setattr(words, "MOST_POSTINGS", len(has_rare))
    assert sorted(whole.best([common, rare], NORMS)) == has_rare
    np.testing.assert_array_equal(whole.scores([common, rare], has_rare), before)
    monkeypatch.setattr(words, "MOST_POSTINGS", 0)
    assert whole.best([common, rare], NORMS) == []

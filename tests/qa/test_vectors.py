"""Vectors by their places: what is searched, flat or quantised, held against comparing them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.questions import QUESTIONS
from kg.errors import BuildError
from kg.home import Home
from qa import quantised, vectors
from qa.encoder import Vectors, encoder
from qa.entries import joined
from qa.index import read_vectors
from qa.quantised import QuantisedVectors, write_quantised
from qa.vectors import OWN, FlatVectors, VectorIndex, open_vectors, write_vectors

COUNT, DIMENSION = 400, 24
NOISY = 20_000
NOISE = 0.2


def unit(rows: Vectors) -> Vectors:
    """Return rows made of length one."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def rows() -> Vectors:
    """Vectors in no order, some of which are the same."""
    made = unit(np.random.default_rng(1).standard_normal((COUNT, DIMENSION)))
    made[50:60] = made[10]
    return made


@pytest.fixture(scope="module", params=["flat", "quantised"])
def stored(request: pytest.FixtureRequest, rows: Vectors, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    folder = tmp_path_factory.mktemp("vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "LARGEST_FLAT", COUNT if request.param == "flat" else 0)
        patch.setattr(quantised, "SAMPLED", 40)
        write_vectors(folder, OWN, rows)
    found = open_vectors(folder, OWN)
    assert isinstance(found, FlatVectors if request.param == "flat" else QuantisedVectors)
    return found


def runs() -> st.SearchStrategy[tuple[range, ...]]:
    """Some runs of places, in order and apart."""
    one = st.tuples(st.integers(0, COUNT), st.integers(0, 60)).map(lambda at: range(at[0], min(COUNT, sum(at))))
    return st.lists(one, max_size=5).map(lambda found: joined(apart(found)))


def apart(found: list[range]) -> Iterator[range]:
    """Yield runs without those that reach into another."""
    end = 0
    for run in sorted(found, key=lambda run: run.start):
        if run.start >= end:
            yield run
            end = run.stop


@settings(max_examples=60)
@given(within=st.none() | runs(), most=st.integers(1, 50), seed=st.integers(0, 1000))
def test_a_ranged_search_finds_what_comparing_all_finds(
    stored: VectorIndex, within: tuple[range, ...] | None, most: int, seed: int
) -> None:
    vector = unit(np.random.default_rng(seed).standard_normal((1, DIMENSION)))
    places = [place for run in ([range(COUNT)] if within is None else within) for place in run]
    cosines = stored.at(places) @ vector[0]
    near = stored.search(vector, most, within=within)
    assert list(near.values()) == sorted(near.values(), reverse=True)
    assert set(near) <= set(places)
    best = np.sort(cosines)[::-1][:most]
    np.testing.assert_allclose(list(near.values()), best, atol=1e-6)
    by_place = dict(zip(places, cosines.tolist(), strict=True))
    np.testing.assert_allclose([by_place[place] for place in near], best, atol=1e-6)


def test_of_places_as_near_the_earlier_ones_come_first(stored: VectorIndex, rows: Vectors) -> None:
    assert list(stored.search(rows[10:11], 4)) == [10, 50, 51, 52]


def test_vectors_come_back_at_their_places(stored: VectorIndex, rows: Vectors) -> None:
    assert len(stored) == COUNT
    np.testing.assert_allclose(stored.at([7, 399, 0]), rows[[7, 399, 0]], atol=2e-4)
    assert stored.at([]).shape == (0, DIMENSION)


@pytest.fixture(scope="module")
def embedded(home: Path) -> Vectors:
    """Vectors of the guideline's norms with noise added, as many as of a hundred guidelines."""
    _, own, context = read_vectors(Home(home).open().index)
    real = np.vstack([own, context])
    noise = np.random.default_rng(2).standard_normal((NOISY, real.shape[1])) * NOISE / np.sqrt(real.shape[1])
    return unit(real[np.arange(NOISY) % len(real)] + noise)


@pytest.fixture(scope="module")
def noisy(embedded: Vectors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuantisedVectors]:
    folder = tmp_path_factory.mktemp("noisy")
    write_quantised(folder, OWN, embedded, lists=256)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quantised, "LARGEST_COMPARED", 100)
        yield QuantisedVectors(folder, OWN)


@pytest.mark.parametrize(
    "within", [None, (range(1000, 9000), range(12_000, 12_100)), (range(5000, 6000),)], ids=["all", "half", "few"]
)
def test_the_quantised_index_finds_nearly_all_that_is_nearest(
    noisy: QuantisedVectors, embedded: Vectors, within: tuple[range, ...] | None
) -> None:
    places = np.concatenate([np.arange(run.start, run.stop) for run in within or (range(NOISY),)])
    found = 0
    for vector in encoder().queries(QUESTIONS):
        nearest = set(places[np.argsort(-(embedded[places] @ vector))[:10]].tolist())
        near = noisy.search(vector[None], 10, within=within)
        assert set(near) <= set(places.tolist())
        found += len(nearest & set(near))
    assert found >= 0.97 * 10 * len(QUESTIONS)


def test_its_cosines_are_those_of_the_vectors(noisy: QuantisedVectors, embedded: Vectors) -> None:
    vector = encoder().queries(QUESTIONS[:1])
    for place, cosine in noisy.search(vector, 10).items():
        assert cosine == pytest.approx(float(embedded[place] @ vector[0]), abs=1e-3)


def test_written_twice_it_is_the_same(rows: Vectors, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_quantised(tmp_path / name, OWN, rows, lists=8)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes()


@pytest.mark.parametrize("name", [f"{OWN}.ivf", f"{OWN}.npy"])
@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:300])]
)
def test_a_damaged_file_is_a_clear_error(
    rows: Vectors, tmp_path: Path, name: str, harm: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantised, "LARGEST_COMPARED", 0)
    write_quantised(tmp_path, OWN, rows, lists=8)
    harm(tmp_path / name)
    with pytest.raises(BuildError, match="ansvar build"):
        open_vectors(tmp_path, OWN).search(rows[:1], 3)

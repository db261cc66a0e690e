"""Vectors in Milvus: the same places and cosines as in the build, written whole or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.homename import named_home
from qa import milvus as vectors
from qa.milvus import Server
from qa.vectors import CONTEXT, OWN, FlatVectors, VectorIndex, embedded_vectors, open_vectors, write_vectors
from tests.support import ROOT

DIMENSION, ROWS = 24, 900


def made(rows: int, *, seed: int = 7) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return vectors of length one, many of them alike."""
    found = np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)
    found[rows // 3 : rows // 2] = found[0]
    return np.ascontiguousarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def index_folder(home: Path, build: str = "0" * 16) -> Path:
    """Return the folder of an index in a home."""
    folder = home / "builds" / build / "index"
    folder.mkdir(parents=True)
    named_home(home)
    return folder


@pytest.fixture(scope="module")
def both(milvus: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[VectorIndex, VectorIndex]:
    """The same vectors in a file and in Milvus."""
    folder = index_folder(tmp_path_factory.mktemp("vectors"))
    rows = made(ROWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ANSVAR_VECTORS", raising=False)
        write_vectors(folder, OWN, rows)
        patch.setenv("ANSVAR_VECTORS", milvus)
        write_vectors(folder, OWN, rows)
        return embedded_vectors(folder, OWN), open_vectors(folder, OWN)


runs = st.lists(st.integers(0, ROWS), max_size=8, unique=True).map(
    lambda ends: [range(a, b) for a, b in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)]
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, ROWS - 1), most=st.integers(1, 120), within=st.none() | runs)
def test_the_nearest_are_the_same(
    place: int, most: int, within: list[range] | None, both: tuple[VectorIndex, VectorIndex]
) -> None:
    here, _ = both
    near, found = (each.search(here.at([place]), most, within=within) for each in both)
    assert list(found.values()) == pytest.approx(list(near.values()), abs=1e-5)
    # Which comes first of two that lie equally near, and so which one the last place holds, is nobody's promise.
    least = min(near.values(), default=0.0) + 1e-5
    assert {at for at, cosine in found.items() if cosine > least} == {at for at, c in near.items() if c > least}


def test_vectors_are_looked_up_by_place(both: tuple[VectorIndex, VectorIndex]) -> None:
    here, there = both
    assert isinstance(here, FlatVectors)
    assert len(here) == len(there) == ROWS
    for places in ([5, 3, 5, 899], [], list(range(ROWS))):
        np.testing.assert_allclose(there.at(places), here.at(places), atol=1e-7)
        assert there.at(places).shape == (len(places), DIMENSION)
    with pytest.raises(IndexError):
        there.at([ROWS])


def test_many_as_near_come_in_the_order_of_their_places(both: tuple[VectorIndex, VectorIndex]) -> None:
    here, there = both
    assert list(there.search(here.at([0]), 3)) == [0, ROWS // 3, ROWS // 3 + 1]


def test_more_rows_than_a_flat_index_takes_are_found_by_another(
    milvus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    folder, rows = index_folder(tmp_path), made(ROWS)
    Server(milvus).write(folder, OWN, rows)
    found = Server(milvus).open(folder, OWN)
    hits = [len(set(found.search(rows[n : n + 1], 10)) & set(np.argsort(-(rows @ rows[n]))[:10])) for n in range(1, 30)]
    assert sum(hits) / len(hits) >= 9


def test_a_set_that_is_not_there_is_said_so(milvus: str, tmp_path: Path) -> None:
    folder = index_folder(tmp_path)
    assert not Server(milvus).holds(folder, OWN)
    with pytest.raises(StoreError, match=r"har ikke vektorene til dette bygget. Kjør «ansvar build»"):
        Server(milvus).open(folder, OWN).search(made(1), 3)


def test_nothing_has_the_name_before_all_is_written(milvus: str, tmp_path: Path) -> None:
    """A writer is killed in the middle; the next one does it again, and a third finds that it is done."""
    folder, server, rows = index_folder(tmp_path), Server(milvus), 60_000
    script = (
        "import sys; from pathlib import Path; from qa.milvus import Server; from tests.stores.test_milvus import made;"
        f"Server(sys.argv[1]).write(Path(sys.argv[2]), 'context', made({rows}))"
    )
    writer = subprocess.Popen([sys.executable, "-c", script, milvus, str(folder)], cwd=ROOT)
    part = vectors.collection_of(folder, CONTEXT) + "_part"
    client = vectors._client(server)
    ends = time.monotonic() + 120
    while not client.has_collection(part) and time.monotonic() < ends and writer.poll() is None:
        time.sleep(0.02)
    writer.kill()
    writer.wait()
    assert client.has_collection(part)
    assert not server.holds(folder, CONTEXT)
    small = made(50)
    server.write(folder, CONTEXT, small)
    server.write(folder, CONTEXT, small)
    assert not client.has_collection(part)
    assert len(server.open(folder, CONTEXT)) == 50


def test_a_file_does_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, rows = index_folder(tmp_path), made(60)
    monkeypatch.setenv("ANSVAR_VECTORS", str(tmp_path / "vektorer.db"))
    write_vectors(folder, OWN, rows)
    assert list(open_vectors(folder, OWN).search(rows[5:6], 1)) == [5]
    script = (
        "import sys; from pathlib import Path; from qa.vectors import open_vectors\n"
        "from kg.errors import StoreError\n"
        "try: open_vectors(Path(sys.argv[1]), 'vectors').at([0])\n"
        "except StoreError as error: print(error)"
    )
    second = subprocess.run(
        [sys.executable, "-c", script, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert "er i bruk av et annet program" in second.stdout

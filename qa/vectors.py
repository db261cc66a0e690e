"""The vectors of norms by their places in the index: written once, searched by cosine, looked up by place.

What searches them is decided here and nowhere else: ``write_vectors`` writes up to ``LARGEST_FLAT`` of them as they
are, of which all are compared with the one asked about, and more of them as ``qa/quantised.py`` does;
``open_vectors`` opens whichever was written. A place is the row that a vector was written in, counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from kg.errors import BuildError
from qa import milvus

if TYPE_CHECKING:
    from qa.encoder import Vectors

OWN, CONTEXT = "vectors", "context"
"""The two sets of vectors of a build: of the norms' own words, and of these under their headings."""
LARGEST_FLAT = 40_000

Near = dict[int, float]
"""Places with their cosines, best first."""


class VectorIndex(Protocol):
    """Vectors of length one that can be searched; many readers may hold one at a time."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def search(self, vector: Vectors, most: int, *, within: Sequence[range] | None = None) -> Near:
        """Return the places nearest to a vector with their cosines, best first; of two as near, the earlier one first.

        :param vector: of length one, shape (1, dimension).
        :param most: how many at most.
        :param within: the runs of places to keep to, ascending and apart; all places where None.
        """

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places, in their order; shape (number of places, dimension)."""


def write_vectors(folder: Path, name: str, rows: npt.NDArray[np.floating]) -> None:
    """Write a set of vectors into the folder of an index.

    :param name: of the set, ``OWN`` or ``CONTEXT``.
    :param rows: of length one, shape (number of norms, dimension); may lie on disk.
    :raises StoreError: where they belong in a store elsewhere (``qa/milvus.py``) that does not take them.
    """
    if (server := milvus.chosen()) is not None:
        server.write(folder, name, rows)
        return
    import faiss

    if len(rows) > LARGEST_FLAT:
        from qa.quantised import write_quantised

        write_quantised(folder, name, rows)
        return
    vectors = faiss.IndexFlatIP(rows.shape[1])
    vectors.add(np.ascontiguousarray(rows, dtype=np.float32))
    faiss.write_index(vectors, str(folder / f"{name}.faiss"))


def open_vectors(folder: Path, name: str) -> VectorIndex:
    """Open a set of vectors of an index; it is mapped into memory when it is first asked for.

    :param folder: of the index; ``name`` of the set, ``OWN`` or ``CONTEXT``.
    """
    server = milvus.chosen()
    return embedded_vectors(folder, name) if server is None else server.open(folder, name)


def embedded_vectors(folder: Path, name: str) -> VectorIndex:
    """Open a set of vectors that lies in the folder of an index."""
    from qa.quantised import QuantisedVectors, is_quantised

    return QuantisedVectors(folder, name) if is_quantised(folder, name) else FlatVectors(folder / f"{name}.faiss")


def damaged(path: Path) -> BuildError:
    """Return the error that says that a file of vectors cannot be used."""
    return BuildError(f"Indeksen i {path} mangler eller er skadet. Kjør «ansvar build» på nytt.")


def vectors_held(folder: Path) -> bool:
    """Whether the vectors of an index are where the settings say.

    :raises StoreError: where that cannot be known.
    """
    server = milvus.chosen()
    return all(_is_here(folder, name) if server is None else server.holds(folder, name) for name in (OWN, CONTEXT))


def _is_here(folder: Path, name: str) -> bool:
    return any(folder.glob(f"{name}.*"))


def best_places(scores: npt.NDArray[np.float32], most: int, *, all_as_high: bool = False) -> npt.NDArray[np.int64]:
    """Return the places of the highest scores, best first; of two as high, the earlier one first.

    :param all_as_high: return all that are as high as the last one too, in the order of their places.

    >>> best_places(np.array([0.1, 0.7, 0.3, 0.7], dtype=np.float32), 3).tolist()
    [1, 3, 2]
    """
    least = -np.inf if len(scores) <= most else np.partition(scores, -most)[-most]
    kept = np.flatnonzero(scores >= least)
    return kept if all_as_high else kept[np.argsort(-scores[kept], kind="stable")[:most]]


def compared(rows: npt.NDArray[np.floating], vector: Vectors, most: int, runs: Sequence[range]) -> Near:
    """Return the nearest of all the rows in some runs with their cosines, best first; the parameters are ``search``'s.

    :param rows: all vectors, shape (number of vectors, dimension).
    """
    if not runs:
        return {}
    places = np.concatenate([np.arange(run.start, run.stop) for run in runs])
    cosines = np.concatenate([rows[run.start : run.stop].astype(np.float32, copy=False) @ vector[0] for run in runs])
    best = best_places(cosines, most)
    return dict(zip(places[best].tolist(), cosines[best].tolist(), strict=True))


class FlatVectors:
    """Vectors in a flat FAISS file, all compared with the one that is asked about.

    :raises BuildError: on first use, where the file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _index(self) -> Any:
        import faiss

        try:
            return faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise damaged(self._path) from error

    @cached_property
    def _rows(self) -> Vectors:
        """The vectors as the index holds them: a view, no copy."""
        import faiss

        shape = (self._index.ntotal, self._index.d)
        if not shape[0]:
            return np.empty(shape, dtype=np.float32)
        return np.asarray(faiss.rev_swig_ptr(self._index.get_xb(), shape[0] * shape[1])).reshape(shape)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, most: int, *, within: Sequence[range] | None = None) -> Near:
        """Return the places nearest to a vector with their cosines, best first."""
        return compared(self._rows, vector, most, [range(len(self))] if within is None else within)

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places; shape (number of places, dimension)."""
        return np.asarray(self._rows[np.asarray(places, dtype=np.int64)], dtype=np.float32)

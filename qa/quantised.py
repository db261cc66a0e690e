"""Vectors of many norms: a coarse index that finds candidates, and the vectors themselves to compare these by.

The coarse index is FAISS's inverted lists of vectors in one byte a dimension (IVF and SQ8; Jégou, Douze and
Schmid 2011, "Product Quantization for Nearest Neighbor Search"), trained on a seeded sample. The vectors lie beside
it in half precision, in the order of their places: what a search gives are their cosines, and where only few
places are asked about, as those of one document, all of them are compared. Both are mapped into memory, never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qa.vectors import Near, best_places, compared, damaged

if TYPE_CHECKING:
    from qa.encoder import Vectors

SEED = 7
SAMPLED = 40
"""Vectors a list that the lists are trained on."""
PROBED = 1 / 48
"""The share of the lists that is looked through."""
LEAST_PROBED = 16
DEEPER = 3
"""How many times as many candidates as places wanted are compared by the vectors themselves."""
LARGEST_COMPARED = 10_000
"""Places: where no more are asked about, all are compared."""
_BATCH = 100_000
_ROWS = np.float16


def _lists(count: int) -> int:
    """Return how many lists some vectors are put into: the power of two next to four times the root of their number.

    >>> _lists(160_000), _lists(1_600_000)
    (2048, 4096)
    """
    return int(2 ** round(np.log2(4 * np.sqrt(count))))


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.ivf", folder / f"{name}.npy"


def is_quantised(folder: Path, name: str) -> bool:
    """Return whether a set of vectors was written by ``write_quantised``."""
    return any(path.exists() for path in _paths(folder, name))


def write_quantised(folder: Path, name: str, rows: npt.NDArray[np.floating], *, lists: int | None = None) -> None:
    """Write a set of vectors; the parameters are those of ``qa.vectors.write_vectors``.

    :param lists: how many inverted lists there are; by the number of vectors where None.
    """
    import faiss

    coarse, exact = _paths(folder, name)
    lists = lists or _lists(len(rows))
    index: Any = faiss.index_factory(rows.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = SEED
    chosen = np.random.default_rng(SEED).permutation(len(rows))[: SAMPLED * lists]
    index.train(np.asarray(rows[np.sort(chosen)], dtype=np.float32))
    kept = np.lib.format.open_memmap(exact, mode="w+", dtype=_ROWS, shape=rows.shape)
    for start in range(0, len(rows), _BATCH):
        batch = np.ascontiguousarray(rows[start : start + _BATCH], dtype=np.float32)
        index.add(batch)
        kept[start : start + len(batch)] = batch
    kept.flush()
    faiss.write_index(index, str(coarse))


class QuantisedVectors:
    """Vectors as ``write_quantised`` wrote them.

    :raises BuildError: on first use, where a file is missing or damaged.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._coarse, self._exact = _paths(folder, name)
        self._selector = lru_cache(maxsize=16)(self._selecting)

    @cached_property
    def _rows(self) -> npt.NDArray[np.floating]:
        try:
            rows = np.load(self._exact, mmap_mode="r").view(np.ndarray)
            if rows.dtype != _ROWS or rows.ndim != 2:
                raise ValueError("no rows")
        except (OSError, ValueError, EOFError) as error:
            raise damaged(self._exact) from error
        return np.asarray(rows)

    @cached_property
    def _index(self) -> Any:
        import faiss

        try:
            index = faiss.read_index(str(self._coarse), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise damaged(self._coarse) from error
        if (index.ntotal, index.d) != self._rows.shape:
            raise damaged(self._coarse)
        return index

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, vector: Vectors, most: int, *, within: Sequence[range] | None = None) -> Near:
        """Return places near to a vector with their cosines, best first: the nearest ones but for a few in a hundred.

        Where no more than ``LARGEST_COMPARED`` places are asked about, they are the nearest.
        """
        asked = len(self) if within is None else sum(map(len, within))
        if asked <= LARGEST_COMPARED:
            return compared(self._rows, vector, most, [range(len(self))] if within is None else within)
        found = self._candidates(vector, most * DEEPER, within, len(self) / asked)
        cosines = self.at(found) @ vector[0]
        best = best_places(cosines, most)
        return {found[place]: float(cosines[place]) for place in best.tolist()}

    def _candidates(self, vector: Vectors, most: int, within: Sequence[range] | None, rarity: float) -> list[int]:
        """Return places near to a vector, ascending.

        :param rarity: in how many places there is one of those asked about; as many times more lists are searched.
        """
        import faiss

        probed = min(self._index.nlist, round(max(LEAST_PROBED, PROBED * self._index.nlist) * rarity))
        selector = None if within is None else self._selector(tuple(within))
        wanted: Any = faiss.SearchParametersIVF
        asked = np.ascontiguousarray(vector, dtype=np.float32)
        _, places = self._index.search(asked, most, params=wanted(nprobe=probed, sel=selector))
        return sorted(place for place in places[0].tolist() if place >= 0)

    def _selecting(self, within: tuple[range, ...]) -> Any:
        """Return what tells FAISS the places in some runs from the others: a bit a place."""
        import faiss

        borders = np.zeros(len(self) + 1, dtype=np.int8)
        borders[[run.start for run in within]] += 1
        borders[[run.stop for run in within]] -= 1
        selector: Any = faiss.IDSelectorBitmap
        return selector(np.packbits(np.cumsum(borders[:-1], dtype=np.int8), bitorder="little"))

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places; shape (number of places, dimension)."""
        return np.asarray(self._rows[np.asarray(places, dtype=np.int64)], dtype=np.float32)

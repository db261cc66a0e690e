"""Where the files that ship with the program lie: guidelines, the spaCy pipeline, the encoder's biases."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
GUIDELINES = ROOT / "guidelines"
PIPELINE = ROOT / "nb_ansvar"
TRAINING = ROOT / "training"

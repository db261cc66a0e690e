"""Where the files that ship with the program lie: guidelines, the spaCy pipeline, what the encoder was trained to."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
GUIDELINES = ROOT / "guidelines"
PIPELINE = ROOT / "nb_ansvar"
TRAINING = ROOT / "training"

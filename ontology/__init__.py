"""The vocabulary as RDF that a person can read and edit, and typed access to it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
QUERIES = ROOT / "queries"
BASE = "https://w3id.org/ansvarsgraf/"

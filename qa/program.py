"""What readings depend on besides the texts: the program, its knowledge and its models, as one hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.pipeline import pipeline_name
from kg.manifest import SCHEMA
from ontology import ROOT as ONTOLOGY
from qa.encoder import encoder_name
from qa.tuned import TRAINED

_ROOMS = ("ingest", "kg", "qa", "ontology")
_COUNTED = (".py", ".ttl", ".toml", ".rq")


def code_hash() -> str:
    """Return a hash of all that readings depend on besides the texts: code, ontology, pipeline and encoder."""
    root = ONTOLOGY.parent
    files = [path for room in _ROOMS for path in sorted((root / room).rglob("*")) if path.suffix in _COUNTED]
    parts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    meta = Path(pipeline_name()) / "meta.json"
    parts += [pipeline_name() if not meta.is_file() else hashlib.sha256(meta.read_bytes()).hexdigest()]
    parts += [encoder_name(), hashlib.sha256(TRAINED.read_bytes()).hexdigest(), str(SCHEMA)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

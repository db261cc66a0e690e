"""Readers: one module a format, each giving the source text and its blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.blocks import Block
from ingest.readers.text import read_text
from kg.errors import DocumentError

LARGEST_FILE = 20_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The stored source text of a document, and its blocks in order."""

    text: str
    blocks: tuple[Block, ...]


Reader = Callable[[bytes, str], tuple[str, list[Block]]]
READERS: dict[str, Reader] = {".txt": read_text}


def read(path: Path) -> Reading:
    """Read a document of any known format.

    :raises DocumentError: where the file is missing, empty, too large, or no such document.
    """
    if not path.is_file():
        raise DocumentError(f"Finner ikke dokumentet {path}. Sjekk stien og prøv igjen.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise DocumentError(f"{path.name}: formatet «{path.suffix}» kan ikke leses. Kjente formater: {known}.")
    size = path.stat().st_size
    if size == 0:
        raise DocumentError(f"{path.name} er tomt. Velg et dokument med tekst.")
    if size > LARGEST_FILE:
        raise DocumentError(
            f"{path.name} er {size // 1_000_000} MB; grensen er {LARGEST_FILE // 1_000_000} MB. Del dokumentet opp."
        )
    text, blocks = reader(path.read_bytes(), path.name)
    return Reading(text, tuple(blocks))

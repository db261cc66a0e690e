"""Readers: one module a format, each giving the source text and its blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

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
    return read_bytes(content(path), path.name)


def content(path: Path) -> bytes:
    """Return what a document's file holds.

    :raises DocumentError: where the file is missing, empty, too large, or of no known format.
    """
    if not path.is_file():
        raise DocumentError(f"Finner ikke dokumentet {path}. Sjekk stien og prøv igjen.")
    _check(path.name, path.stat().st_size)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"Kan ikke lese {path} ({error.strerror}). Rett tilgangen, og prøv igjen.") from error


def read_bytes(raw: bytes, name: str) -> Reading:
    """Read what a document's file holds, of any known format.

    :param name: the file's name, by whose ending the format is known.
    :raises DocumentError: where it is empty, too large, or no such document.
    """
    text, blocks = _check(name, len(raw))(raw, name)
    return Reading(text, tuple(blocks))


def _check(name: str, size: int) -> Reader:
    """Return the reader of a file.

    :raises DocumentError: where there is none, or the file is empty or too large.
    """
    suffix = PurePath(name).suffix
    reader = READERS.get(suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise DocumentError(f"{name}: formatet «{suffix}» kan ikke leses. Kjente formater: {known}.")
    if size == 0:
        raise DocumentError(f"{name} er tomt. Velg et dokument med tekst.")
    if size > LARGEST_FILE:
        raise DocumentError(
            f"{name} er {size // 1_000_000} MB; grensen er {LARGEST_FILE // 1_000_000} MB. Del dokumentet opp."
        )
    return reader

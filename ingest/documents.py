"""A document in a file as the rooms that follow take it: with what is known about it, and its clauses."""

from __future__ import annotations

from pathlib import Path

from ingest.metadata import read_metadata
from ingest.readers import Reading, read
from ingest.segments import segments
from kg.errors import DocumentError
from kg.model import Clause, Document, Metadata


def document_of(path: Path, known: Metadata | None = None) -> tuple[Document, list[Clause]]:
    """Read a document and its clauses.

    :param known: what is known of it; what its name, or the metadata beside it, tell where None.
    :raises DocumentError: where it cannot be used; the message names the file.
    """
    return in_clauses(read(path), known or read_metadata(path), path.name)


def in_clauses(reading: Reading, known: Metadata, name: str) -> tuple[Document, list[Clause]]:
    """Return what a reader gave as a document with its clauses.

    :param name: what the file is called in what is said of it.
    :raises DocumentError: where there is nothing in it but headings.
    """
    try:
        return Document(known, reading.text), segments(reading)
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from error

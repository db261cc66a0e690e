"""A document in a file as the rooms that follow take it: with what is known about it, and its clauses."""

from __future__ import annotations

from pathlib import Path

from ingest.metadata import read_metadata
from ingest.readers import read
from ingest.segments import segments
from kg.errors import DocumentError
from kg.model import Clause, Document


def document_of(path: Path) -> tuple[Document, list[Clause]]:
    """Read a document and its clauses.

    :raises DocumentError: where it cannot be used; the message names the file.
    """
    reading = read(path)
    try:
        return Document(read_metadata(path), reading.text), segments(reading)
    except DocumentError as error:
        raise DocumentError(f"{path.name}: {error}") from error

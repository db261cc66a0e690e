"""Libraries over documents as read, without the index that a build makes as well."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.iris import document_iri
from kg.library import Library
from kg.rdf import graph_of
from kg.store import Store
from tests.support import Read, real


def library_of(*documents: Read) -> Library:
    """Return a library in memory."""
    store = Store()
    with TemporaryDirectory() as folder:
        for read in documents:
            turtle = Path(folder) / f"{read.document.id}.ttl"
            graph_of(read.document, read.clauses, read.norms).serialize(turtle, format="turtle")
            store.load(turtle, document_iri(read.document.id, read.document.version))
    return Library(store, {read.document.id: read.document.version for read in documents})


@cache
def real_library(*paths: Path) -> Library:
    """Return a library over real documents, made once a run."""
    return library_of(*(real(path) for path in paths))

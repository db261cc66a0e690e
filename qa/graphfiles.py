"""The files of a document in a build: its text, its graph and, where reviews changed it, the graph as it was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BuildError
from kg.publishing.serialization import serialized
from kg.rdf import graph_of, statements
from kg.review.curation import Curation
from kg.validation import validate

if TYPE_CHECKING:
    from rdflib import Graph

PARTS = ("graph", "documents")
"""The folders that every build has for them."""


def write_graph(folder: Path, curation: Curation) -> None:
    """Write the files of a document into the folder of a build.

    :raises BuildError: where the graph does not conform.
    """
    document, clauses = curation.ground.document, list(curation.ground.clauses.values())
    edition = document.metadata.edition
    graph = graph_of(document, clauses, curation.norms)
    report = validate(graph)
    if not report.conforms:
        raise BuildError(f"Grafen av {edition} er ikke gyldig, og er ikke tatt i bruk. {report.summary()}")
    _write(graph, folder / "graph" / f"{edition}.ttl")
    (folder / "documents" / f"{edition}.txt").write_text(document.text, encoding="utf-8", newline="")
    if curation.norms != curation.read:
        (folder / "read").mkdir(exist_ok=True)
        _write(graph_of(document, clauses, curation.read), folder / "read" / f"{edition}.ttl")


def _write(graph: Graph, path: Path) -> None:
    path.write_text(serialized(statements(graph), "turtle"), encoding="utf-8")

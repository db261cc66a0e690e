"""The files of a document in a build: its text, its graph and, where reviews changed it, the graph as it was read."""

from __future__ import annotations

from pathlib import Path

from kg.errors import BuildError
from kg.rdf import graph_of
from kg.review.curation import Curation
from kg.validation import validate

PARTS = ("graph", "documents")
"""The folders that every build has for them."""


def write_graph(folder: Path, curation: Curation) -> None:
    """Write the files of a document into the folder of a build.

    :raises BuildError: where the graph does not conform.
    """
    document, clauses = curation.ground.document, list(curation.ground.clauses.values())
    graph = graph_of(document, clauses, curation.norms)
    edition = document.metadata.edition
    graph.serialize(folder / "graph" / f"{edition}.ttl", format="turtle")
    (folder / "documents" / f"{edition}.txt").write_text(document.text, encoding="utf-8", newline="")
    if curation.norms != curation.read:
        (folder / "read").mkdir(exist_ok=True)
        apart = folder / "read" / f"{edition}.ttl"
        graph_of(document, clauses, curation.read).serialize(apart, format="turtle")
    report = validate(graph)
    if not report.conforms:
        raise BuildError(f"Grafen av {edition} er ikke gyldig, og er ikke tatt i bruk. {report.summary()}")

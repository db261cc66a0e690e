"""From text to norms, against the bare parser over the same clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.build import document_of, texts
from bench.tables import Row, Table
from bench.timing import in_turns
from ingest.norms import norms
from ingest.pipeline import BATCH, pipeline
from kg.model import Clause, Document
from qa.sources import default_documents

TIMES, LONG_TIMES = 15, 3
AIM = 1.5
FOLD = 10
FOLD_AIM = 1.1


def tables() -> list[Table]:
    """Measure, and return the tables."""
    source = default_documents()[0]
    parsed, _ = texts(source)
    document, clauses = document_of(source)
    long = repeated(document, clauses, FOLD)
    took = in_turns(
        {
            "norms": lambda: norms(*document_of(source)),
            "parser": lambda: list(pipeline().pipe(parsed, batch_size=BATCH)),
        },
        times=TIMES,
    )
    grown = in_turns(
        {"long": lambda: norms(*long), "often": lambda: [norms(document, clauses) for _ in range(FOLD)]},
        times=LONG_TIMES,
    )
    rates = [f"{len(parsed) / took.median(name):.0f}" for name in ("norms", "parser")]
    rows = [
        Row("text to norms", "bare nlp.pipe over the same clauses", took.ratio("norms", "parser"), AIM,
            f"{rates[0]} against {rates[1]} clauses a second"),
        Row(f"{len(long[1])} clauses to norms in one document", f"{len(clauses)} clauses, {FOLD} times",
            grown.ratio("long", "often"), FOLD_AIM),
    ]  # fmt: skip
    return [Table(f"extraction: {source.name}, medians of {TIMES} and {LONG_TIMES}", rows)]


def repeated(document: Document, clauses: Sequence[Clause], times: int) -> tuple[Document, list[Clause]]:
    """Return a document of the same clauses several times over, under ids of their own."""
    copies = [copy for n in range(times) for copy in _copies(clauses, f"copy_{n}", n * (len(document.text) + 1))]
    return Document(document.metadata, "\n".join([document.text] * times)), copies


def _copies(clauses: Sequence[Clause], name: str, shift: int) -> Iterator[Clause]:
    for clause in clauses:
        parent = f"{name}__{clause.parent}" if clause.parent else None
        yield replace(
            clause,
            id=f"{name}__{clause.id}",
            parent=parent,
            start=clause.start + shift,
            end=clause.end + shift,
        )

"""A first build of the guideline, against bare parsing and embedding of the same texts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from bench.tables import Row, Table
from bench.timing import ansvar, folder, in_turns, python
from ingest.metadata import read_metadata
from ingest.norms import norms
from ingest.passages import passage
from ingest.pipeline import BATCH, pipeline
from ingest.readers import read
from ingest.segments import segments
from kg.home import Home
from kg.model import Clause, Document
from qa.build import build, default_documents
from qa.encoder import encoder
from qa.index import passage_text

TIMES = 3
AIM = 1.5
BARE = "bare parsing and embedding of the same texts"

# The encoder and the pipeline alone, as the program loads them, on texts made before.
_BARE = """
import json, sys
from pathlib import Path
from ingest.pipeline import BATCH, pipeline
from qa.encoder import encoder
parsed, embedded = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
list(pipeline().pipe(parsed, batch_size=BATCH))
encoder().passages(embedded)
"""


def tables() -> list[Table]:
    """Measure, and return the tables."""
    source = default_documents()[0]
    parsed, embedded = texts(source)
    made = folder()
    kept = made / "texts.json"
    kept.write_text(json.dumps([parsed, embedded]), encoding="utf-8")

    def built() -> None:
        shutil.rmtree(made / "warm", ignore_errors=True)
        build([source], home=Home(made / "warm"))

    def bare() -> None:
        list(pipeline().pipe(parsed, batch_size=BATCH))
        encoder().passages(embedded)

    def built_cold() -> None:
        shutil.rmtree(made / "cold", ignore_errors=True)
        ansvar("build", str(source), home=made / "cold")()

    warm = in_turns({"build": built, "bare": bare}, times=TIMES)
    cold = in_turns({"build": built_cold, "bare": python(_BARE, str(kept))}, times=TIMES)
    rows = [
        Row("ansvar build, cold process", f"a process of {BARE}", cold.ratio("build", "bare"), AIM),
        Row("the same in a warm process", BARE, warm.ratio("build", "bare"), AIM),
    ]
    return [Table(f"build: {source.name}, {len(parsed)} clauses, medians of {TIMES}", rows)]


def texts(source: Path) -> tuple[list[str], list[str]]:
    """Return what a build of a document parses, and what it embeds."""
    document, clauses = document_of(source)
    by_id = {clause.id: clause for clause in clauses}
    parsed = [passage(document.text, clause.start, clause.end).text for clause in clauses]
    embedded = [passage_text(norm, by_id[norm.clause], by_id) for norm in norms(document, clauses)]
    return parsed, embedded


def document_of(source: Path) -> tuple[Document, list[Clause]]:
    """Read a document into clauses."""
    reading = read(source)
    return Document(read_metadata(source), reading.text), segments(reading)

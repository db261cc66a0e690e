"""A first build of the guideline, against bare parsing and embedding, and a small document added to it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from bench.tables import Row, Table
from bench.timing import ansvar, folder, in_turns, python
from ingest.metadata import read_metadata
from ingest.pipeline import BATCH, parsed, pipeline
from ingest.readers import read
from ingest.segments import segments
from kg.home import Home
from kg.model import Clause, Document
from qa.build import build
from qa.collection import add, remove
from qa.encoder import Encoder, Vectors, encoder
from qa.intake import look_at
from qa.sources import default_documents

if TYPE_CHECKING:
    from spacy.tokens import Doc

TIMES = 5
AIM = 1.5
ADD_AIM = 0.1
SMALL = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen {} minutter.\n"
BARE = "bare parsing and embedding of the same texts"

# The encoder and the pipeline alone, as the program loads them, on texts made before.
_BARE = """
import json, sys
from pathlib import Path
from ingest.pipeline import BATCH, parsed, pipeline
from qa.encoder import encoder
parsed, embedded = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
list(pipeline().pipe(parsed, batch_size=BATCH))
encoder().passages(embedded)
"""


def tables() -> list[Table]:
    """Measure, and return the tables."""
    source = default_documents()[0]
    to_parse, to_embed = texts(source)
    made = folder()
    kept = made / "texts.json"
    kept.write_text(json.dumps([to_parse, to_embed]), encoding="utf-8")

    def built() -> None:
        shutil.rmtree(made / "warm", ignore_errors=True)
        build([source], home=Home(made / "warm"))

    def bare() -> None:
        list(pipeline().pipe(to_parse, batch_size=BATCH))
        encoder().passages(to_embed)

    def built_cold() -> None:
        shutil.rmtree(made / "cold", ignore_errors=True)
        ansvar("build", str(source), home=made / "cold")()

    warm = in_turns({"build": built, "bare": bare}, times=TIMES)
    cold = in_turns({"build": built_cold, "bare": python(_BARE, str(kept))}, times=TIMES)
    rows = [
        Row("ansvar build, cold process", f"a process of {BARE}", cold.ratio("build", "bare"), AIM),
        Row("the same in a warm process", BARE, warm.ratio("build", "bare"), AIM),
    ]
    return [
        Table(f"build: {source.name}, {len(to_parse)} clauses, medians of {TIMES}", rows),
        Table(f"add: a document of two points to the build of {source.name}, warm, medians of {TIMES}", added(source)),
    ]


def added(source: Path) -> list[Row]:
    """Measure how long it takes to take a small document in, and out again, against a first build of the guideline."""
    made = folder()
    home = Home(made / "home")
    build([source], home=home)
    small = made / "vakt.txt"

    def built() -> None:
        shutil.rmtree(made / "first", ignore_errors=True)
        build([source], home=Home(made / "first"))

    def adding() -> None:
        small.write_text(SMALL.format(time.perf_counter_ns()), encoding="utf-8")
        add(look_at(small, home=home), home=home)

    def removing() -> None:
        remove(["vakt"], home=home)

    taken = in_turns({"first build": built, "add": adding, "remove": removing}, times=TIMES)
    return [
        Row("ansvar add, look included", "a first build of the guideline", taken.ratio("add", "first build"), ADD_AIM),
        Row("ansvar remove", "a first build of the guideline", taken.ratio("remove", "first build"), ADD_AIM),
    ]


def texts(source: Path) -> tuple[list[str], list[str]]:
    """Return what a build of a document parses, and what it embeds: listened to, so that it is just that."""
    heard: dict[str, list[str]] = {"parsed": [], "embedded": []}
    model = type(encoder())
    embed = model.passages

    def parsing(given: Iterable[str]) -> Iterator[Doc]:
        heard["parsed"] += (kept := list(given))
        return parsed(kept)

    def embedding(self: Encoder, given: Sequence[str]) -> Vectors:
        heard["embedded"] += given
        return embed(self, given)

    with patch("ingest.norms.parsed", parsing), patch.object(model, "passages", embedding):
        build([source], home=Home(folder()))
    return heard["parsed"], heard["embedded"]


def document_of(source: Path) -> tuple[Document, list[Clause]]:
    """Read a document into clauses."""
    reading = read(source)
    return Document(read_metadata(source), reading.text), segments(reading)

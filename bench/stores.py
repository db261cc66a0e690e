"""Answers from stores elsewhere beside those from the build: ``python -m bench.stores [--rounds N]``.

Oxigraph's server and Milvus Lite run on this machine, so that no network is in the figures: what a round trip takes
is to be added for each request. The questions are put to all in turns. Needs a build (``ansvar build``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.questions import QUESTIONS
from bench.servers import milvus, oxigraph
from bench.tables import Row, Table
from bench.timing import seconds
from kg.home import Home
from kg.keeping import Embedded, keeper
from kg.library import as_read
from qa.build import assemble
from qa.engine import Engine
from qa.opening import open_engine

STORE, VECTORS = "ANSVAR_STORE", "ANSVAR_VECTORS"
EMBEDDED, GRAPH, BOTH = "in the build", "graph at Oxigraph's server", "graph there, vectors in Milvus Lite"
ROUNDS = 3


def tables(rounds: int = ROUNDS) -> list[Table]:
    """Return the table of the answers, and that of the build."""
    with tempfile.TemporaryDirectory() as name, oxigraph(Path(name)) as store, milvus(Path(name)) as vectors:
        folder = Path(name)
        places = {EMBEDDED: {}, GRAPH: {STORE: store}, BOTH: {STORE: store, VECTORS: vectors}}
        engines = {what: _engine(folder / str(at), places[what]) for at, what in enumerate(places)}
        return [_answers(engines, rounds), _writing(Home(folder / "1"), places[GRAPH])]


def _answers(engines: dict[str, Engine], rounds: int) -> Table:
    asked = QUESTIONS
    for engine in engines.values():
        engine.ask(asked[0])
    times: dict[tuple[str, bool], list[float]] = {(what, first): [] for what in engines for first in (True, False)}
    for number in range(rounds):
        for question in asked[1:]:
            for what, engine in engines.items():
                times[what, number == 0].append(seconds(lambda engine=engine, question=question: engine.ask(question)))
    rows = []
    for first, when in ((True, "asked for the first time"), (False, "asked again")):
        for what in (GRAPH, BOTH):
            mine, theirs = (median(times[each, first]) for each in (EMBEDDED, what))
            note = f"median {1000 * theirs:.0f} ms against {1000 * mine:.0f} ms"
            rows.append(Row(f"{what}, {when}", EMBEDDED, theirs / mine, note=note))
    return Table("Answers from stores elsewhere", rows)


def _writing(home: Home, place: dict[str, str]) -> Table:
    """Return the table of a graph written there and of the same written into a build."""
    build = home.open()
    files = {f"urn:bench:{n}": build.turtle(build.manifest.documents[0].edition) for n in range(10)}
    triples = 10 * sum(1 for _ in _triples(build.turtle(build.manifest.documents[0].edition)))
    with _set(place):
        there = seconds(lambda: keeper().keep(build.folder, files))
    beside = home.folder / "bench"
    beside.mkdir()
    here = seconds(lambda: Embedded().keep(beside, files))
    note = f"{triples} triples: {triples / there:,.0f} against {triples / here:,.0f} a second"
    return Table("Writing the graph", [Row(GRAPH, EMBEDDED, there / here, note=note)])


def _triples(path: Path) -> Iterator[object]:
    from pyoxigraph import RdfFormat, parse

    yield from parse(path=path, format=RdfFormat.TURTLE)


def _engine(folder: Path, place: dict[str, str]) -> Engine:
    """Copy the build in use into a home of its own, put it where it belongs, and open it."""
    shutil.copytree(Home().folder, folder, symlinks=True)
    home = Home(folder)
    current = home.open()
    with _set(place):
        if place:
            readings = [as_read(current, meta.edition) for meta in current.manifest.documents]
            assemble(readings, home=home, code=current.manifest.code)
        return open_engine(home)


@contextmanager
def _set(place: dict[str, str]) -> Iterator[None]:
    """Set the settings for a while."""
    before = {name: os.environ.pop(name, None) for name in (STORE, VECTORS)}
    os.environ.update(place)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.stores", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each question is asked ({ROUNDS})")
    for table in tables(parser.parse_args().rounds):
        print(table.text())


if __name__ == "__main__":
    main()

"""Homes that hold some number of times the guideline, made without reading a text or embedding it.

The documents are those of ``bench/generated.py``. What is read out of them is written once for each of the first
``DISTINCT``; from there on their words come round again, under ids and with vectors of their own. The store holds
of the graph what an answer asks it for (``ontology/queries/resolve.rq``): all of it would take hours and 29 GB at
10,000 times. The Turtle files are left out where an answer reads none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from bench.generated import EMBEDDED, base, embedded, reading, vectors
from bench.quads import fill
from kg.catalogue import write_catalogue
from kg.home import Home
from kg.iris import NS, PREFIXES, clause_iri, document_iri, norm_iri
from kg.library import LARGEST_IN_MEMORY, Reading
from kg.manifest import manifest_of, write_manifest
from kg.model import Document
from kg.rdf import graph_of
from qa.encoder import Vectors, encoder
from qa.index import Part, part_of, write_parts
from qa.program import code_hash

DISTINCT = 10 * EMBEDDED
"""A multiple of those that are embedded: the vectors of words that come round again are those of the same words."""


def scaled_home(folder: Path, times: int) -> Home:
    """Return the home with a number of documents, each as long as the guideline; it is made where it is not there.

    :param folder: where homes of any number lie, and the vectors that are embedded once for all.
    """
    home = Home(folder / f"{times}x")
    if home.current.exists():
        return home
    folder.mkdir(parents=True, exist_ok=True)
    pool = embedded(kept=folder / "embedded.npy")
    name = f"generated-{times}"
    _, _, norms = base()
    with home.writing(name) as into, TemporaryDirectory(dir=folder) as beside:
        _write_texts(into / "documents", times)
        if times * len(norms) <= LARGEST_IN_MEMORY:
            _write_turtle(into / "graph", times)
        write_catalogue(into / "catalogue", readings(times))
        fill(into / "store", _statements(times))
        write_parts(into / "index", _parts(times), *_rows(Path(beside), times, pool), encoder().name)
        made = manifest_of(
            readings(times), name=name, code=code_hash(), encoder=encoder().name, dimension=encoder().dimension
        )
        write_manifest(into, made)
    return home


def readings(times: int) -> Iterator[Reading]:
    """Yield the documents; clauses and norms from the number ``DISTINCT`` on are still those of the words' first."""
    for number in range(times):
        document, clauses, norms = _first(number % DISTINCT)
        yield replace(document, metadata=replace(document.metadata, id=_id(number))), clauses, norms


@lru_cache(maxsize=DISTINCT)
def _first(number: int) -> Reading:
    return reading(number)


def _id(number: int) -> str:
    return f"{_stem()}{number:05}"


def _stem() -> str:
    return _first(0)[0].id.removesuffix("00000")


def _write_texts(folder: Path, times: int) -> None:
    folder.mkdir()
    for document, _, _ in readings(times):
        (folder / f"{document.metadata.edition}.txt").write_text(document.text, encoding="utf-8", newline="")


def _write_turtle(folder: Path, times: int) -> None:
    folder.mkdir()
    for document, clauses, norms in readings(times):
        own = [replace(norm, document=document.id) for norm in norms]
        graph_of(document, clauses, own).serialize(folder / f"{document.metadata.edition}.ttl", format="turtle")


def _parts(times: int) -> Iterator[Part]:
    """Yield what the index holds of each document."""
    kept = lru_cache(maxsize=DISTINCT)(lambda number: part_of(*_first(number)))
    for number in range(times):
        yield replace(kept(number % DISTINCT), document=_id(number))


def _rows(folder: Path, times: int, pool: Vectors) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]:
    """Return the vectors of all norms, of their words and of these under their headings, as files in a folder."""
    per, dimension = pool.shape[2:]
    both = [
        np.lib.format.open_memmap(folder / f"{at}.npy", mode="w+", dtype=np.float16, shape=(times * per, dimension))
        for at in range(2)
    ]
    for number, found in enumerate(vectors(times, pool=pool)):
        for rows, each in zip(both, found, strict=True):
            rows[number * per : (number + 1) * per] = each
    return both[0], both[1]


def _statements(times: int) -> Iterator[bytes]:
    """Yield of the graph of each document what ``resolve.rq`` asks for, as N-Quads."""
    kept = lru_cache(maxsize=DISTINCT)(lambda number: _asked(*_first(number)))
    for number in range(times):
        yield kept(number % DISTINCT).replace(_id(number % DISTINCT), _id(number)).encode()


def _asked(document: Document, clauses: list, norms: list) -> str:
    from pyoxigraph import Literal

    source = document_iri(document.id, document.version)
    found = [
        (clause_iri(document.id, document.version, clause.id), NS + "parent",
         f"<{clause_iri(document.id, document.version, clause.parent)}>")
        for clause in clauses if clause.parent is not None
    ]  # fmt: skip
    for norm in norms:
        iri = norm_iri(norm)
        found.append((iri, NS + "clause", f"<{clause_iri(document.id, document.version, norm.clause)}>"))
        found.append((iri, PREFIXES["prov"] + "wasDerivedFrom", f"<{source}>"))
        found.append((iri, NS + "section", str(Literal(norm.section))))
        found += [(iri, NS + "artifact", f"<{PREFIXES['c']}{artifact}>") for artifact in norm.artifacts]
        found += [(iri, NS + "bearer", f"<{PREFIXES['c']}{bearer}>") for bearer in norm.bearers]
    return "".join(f"<{subject}> <{predicate}> {value} <{source}> .\n" for subject, predicate, value in found)

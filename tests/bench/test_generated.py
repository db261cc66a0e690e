"""The generated corpus: the same seed gives the same, what is read lies where it says, the graph is the program's."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from pyoxigraph import RdfFormat, parse

from bench.generated import base, embedded, reading, readings, vectors, write_texts
from bench.quads import load, quads, stream
from kg.library import Library
from kg.model import collapsed
from kg.rdf import graph_of
from kg.store import Store
from ontology.concepts import concepts
from tests.support import read_all


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    assert b"".join(stream(readings(3))) == b"".join(stream(readings(3)))
    one, other = write_texts(tmp_path / "a", 3), write_texts(tmp_path / "b", 3)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    assert quads(reading(2)).encode() == next(stream(readings(1, first=2)))
    assert quads(reading(0, seed=1)) != quads(reading(0, seed=2))


def test_documents_differ_in_roles_artifacts_and_situations_only() -> None:
    _, clauses, norms = base()
    known = concepts()
    for document, theirs, found in readings(3):
        assert [clause.id for clause in theirs] == [clause.id for clause in clauses]
        assert [norm.modality for norm in found] == [norm.modality for norm in norms]
        assert {norm.document for norm in found} == {document.id}
        changed = [
            (one, other)
            for mine, their in zip(norms, found, strict=True)
            for name in ("bearers", "counterparties", "artifacts", "concepts")
            for one, other in zip(getattr(mine, name), getattr(their, name), strict=True)
            if one != other
        ]
        assert changed
        assert all(known.kind(one) is known.kind(other) for one, other in changed)


def test_all_lies_where_it_says() -> None:
    for document, clauses, norms in readings(3):
        conditions = [condition for norm in norms for condition in norm.conditions]
        for each in (*clauses, *norms, *conditions):
            assert collapsed(document.text[each.start : each.end]) == each.text


def test_the_graph_is_that_of_the_program() -> None:
    document, clauses, norms = reading(1)
    mine = {quad.triple for quad in parse(quads((document, clauses, norms)), format=RdfFormat.N_QUADS)}
    turtle = graph_of(document, clauses, norms).serialize(format="turtle")
    assert mine == {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}


def test_the_program_reads_a_generated_text_as_another_guideline(tmp_path: Path) -> None:
    (path,) = write_texts(tmp_path, 1)
    read = read_all(path)
    document, _, norms = reading(0)
    assert read.document == document
    assert 0.9 <= len(read.norms) / len(norms) <= 1.1


def test_norms_come_back_out_of_a_store_on_disk(tmp_path: Path) -> None:
    load(tmp_path / "store", readings(2))
    document, clauses, norms = reading(1)
    library = Library(Store(tmp_path / "store", read_only=True), {document.id: document.version})
    assert library.all_norms(document.id) == norms
    assert list(library.clauses(document.id).values()) == clauses


def test_vectors_are_of_length_one_and_further_ones_lie_close(tmp_path: Path) -> None:
    pool = embedded(1, kept=tmp_path / "kept.npy")
    assert np.array_equal(pool, embedded(1, kept=tmp_path / "kept.npy"))
    first, further = islice(vectors(2, pool=pool), 2)
    assert further.shape == (2, len(base()[2]), pool.shape[-1])
    assert np.linalg.norm(further, axis=-1) == pytest.approx(1.0, abs=1e-5)
    cosines = (first * further).sum(axis=-1)
    assert 0.95 < cosines.min() <= cosines.max() < 0.999
    (again,) = vectors(1, pool=pool, first=1)
    assert np.array_equal(again, further)

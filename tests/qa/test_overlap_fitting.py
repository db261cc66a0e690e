"""Fitting the weights of pairs: what counts as the same norm, what is learned, and what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.overlap.model import WEIGHTS, OverlapKind
from qa.overlap_fitting import KINDS, Case, fitted, read_listed, same, softmax
from tests.support import GOLD

LISTED = ["overlaps.jsonl", "nordvik.overlaps.jsonl", "fjordane.overlaps.jsonl", "innlandet.overlaps.jsonl"]


@pytest.mark.parametrize("name", LISTED)
def test_listed_pairs_are_two_texts_of_the_guideline_and_a_kind(name: str) -> None:
    pairs = read_listed(GOLD / name)
    assert len(pairs) >= 39
    assert all(pair.a and pair.b and pair.a != pair.b for pair in pairs)
    assert {pair.kind for pair in pairs} == set(OverlapKind)
    if name != "overlaps.jsonl":
        source = " ".join((GOLD / f"{name.partition('.')[0]}.txt").read_text(encoding="utf-8").split())
        assert all(text in source for pair in pairs for text in (pair.a, pair.b))


def test_texts_that_share_half_their_words_are_one_norm() -> None:
    assert same("Fastlegen sender henvisningen.", "fastlegen sender henvisningen")
    assert same("Fastlegen sender henvisningen i dag", "Fastlegen sender henvisningen")
    assert not same("Fastlegen sender henvisningen.", "Sykehuset sender epikrisen.")
    assert not same("", "")


def test_a_softmax_learns_what_tells_the_classes_apart() -> None:
    random = np.random.default_rng(3)
    kinds = random.integers(0, 5, size=400)
    evidence = np.concatenate([np.ones((400, 1)), np.eye(5)[kinds] + random.normal(scale=0.1, size=(400, 5))], axis=1)
    weights = softmax(evidence, kinds, np.ones(400), 0.1, none=True)
    scores = np.concatenate([np.zeros((400, 1)), evidence @ weights], axis=1)
    assert (scores.argmax(axis=1) == kinds).mean() > 0.95


def test_evidence_that_is_left_out_weighs_nothing() -> None:
    names = ["always", "own", "own*section", "meaning"]
    random = np.random.default_rng(4)
    case = Case(
        "egen",
        norms=0,
        pairs=[],
        evidence=np.concatenate([np.ones((80, 1)), random.random((80, 3))], axis=1),
        listed=read_listed(GOLD / "overlaps.jsonl"),
        found=[(n,) if n < 40 else () for n in range(80)],
        times=1,
    )
    weights = fitted([case], names, without=["own"])
    assert not weights.listed[1:3].any()
    assert weights.listed[3].any()
    assert fitted([case], names).listed[1:3].any()


def test_the_weights_are_kept_with_figures_of_every_guideline() -> None:
    stored = json.loads(Path(WEIGHTS).read_text(encoding="utf-8"))
    assert set(stored["listed"]) == set(stored["kinds"]) == {kind.value for kind in KINDS}
    figures = stored["figures"]
    assert len(figures["pairs"]) == len(LISTED)
    for part in ("held_out", "held_out_without_vectors", "fitted"):
        assert set(figures[part]) == set(figures["pairs"])


def test_vectors_find_more_of_what_was_not_learned_from() -> None:
    figures = json.loads(Path(WEIGHTS).read_text(encoding="utf-8"))["figures"]

    def mean(part: str, figure: str) -> float:
        return float(np.mean([each[figure] for each in figures[part].values()]))

    for figure in ("recall", "recall_at_2n"):
        assert mean("held_out", figure) > mean("held_out_without_vectors", figure)

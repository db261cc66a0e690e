"""What speaks for a pair: every piece named, between 0 and 1, and weighed under the name it has."""

from __future__ import annotations

import pytest

from kg.likeness import profile
from kg.model import Modality
from kg.overlap.candidates import candidates, ranks
from kg.overlap.evidence import evidence
from kg.overlap.model import OverlapKind, model
from kg.overlap.pairs import Pair
from kg.overlap.patterns import NAMES, pattern
from tests.support import AGDER, real


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    profiles = [profile(norm) for norm in real(AGDER).norms if norm.modality is not Modality.INFO]
    return candidates(profiles, ())


def test_all_evidence_lies_between_0_and_1_and_every_pair_has_the_same_names(pairs: list[Pair]) -> None:
    names = set(evidence(pairs[0]))
    for pair in pairs:
        found = evidence(pair)
        assert set(found) == names
        assert all(0.0 <= value <= 1.0 + 1e-9 for value in found.values())


def test_every_weight_weighs_evidence_that_there_is(pairs: list[Pair]) -> None:
    names = set(evidence(pairs[0]))
    for part in (model().listed, model().kinds):
        assert set(part) == set(OverlapKind)
        assert all(set(weights) <= names for weights in part.values())


def test_the_guideline_shows_every_pattern(pairs: list[Pair]) -> None:
    assert {shown for pair in pairs if (shown := pattern(pair))} == set(NAMES)


def test_what_lies_nearest_to_either_ranks_first() -> None:
    assert ranks({}) == {}
    near = ranks({(0, 1): 0.2, (1, 2): 0.9, (0, 3): 0.1})
    assert near == {(0, 1): 1.0, (1, 2): 1.0, (0, 3): 1.0}
    many = ranks({(0, other): 1.0 / other for other in range(1, 12)} | {(other, 20): 1.0 for other in range(1, 12)})
    assert many[0, 1] == 1.0
    assert many[0, 11] == 0.875

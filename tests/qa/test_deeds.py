"""Who did what by a question's situation, whatever the language and wherever the condition stands."""

from __future__ import annotations

import pytest

from qa.deeds import kin
from qa.understanding import understand


@pytest.mark.parametrize(
    ("question", "deeds"),
    [
        ("Hvem følger opp prøven hvis fastlegen har bestilt den?", {("fastlege", "bestille")}),
        ("Hvis fastlegen har bestilt prøven, hvem følger den opp?", {("fastlege", "bestille")}),
        ("Hvem følger opp prøven som fastlegen bestilte?", {("fastlege", "bestille")}),
        ("Hvem følger opp prøven bestilt av fastlegen?", {("fastlege", "bestille")}),
        ("Hvem følger opp prøven (som fastlegen har bestilt)?", {("fastlege", "bestille")}),
        ("Kven følgjer opp prøva viss fastlegen har bestilt ho?", {("fastlege", "bestille")}),
        ("Who follows up the test that the GP has ordered?", {("fastlege", "bestille"), ("fastlege", "rekvirere")}),
        ("If the GP has ordered the test, who follows it up?", {("fastlege", "bestille"), ("fastlege", "rekvirere")}),
        ("Hvem bestiller prøven hos fastlegen?", set()),
        ("Hvem følger opp prøven hvis fastlegen skal bestille den?", set()),
        ("Hvem følger opp prøven hvis fastlegen varsles?", set()),
        ("Hvem følger opp prøven hvis pasienten har bestilt den?", set()),
    ],
)
def test_who_did_a_thing_is_read_from_the_condition(question: str, deeds: set[tuple[str, str]]) -> None:
    assert set(understand(question).deeds) == deeds


@pytest.mark.parametrize(
    ("one", "others", "related"),
    [
        ("fastlege", ["fastlege"], True),
        ("sykehuslege", ["sykehus", "sykehuslege"], True),
        ("fastlege", ["jordmor"], False),
        ("fastlege", [], False),
    ],
)
def test_roles_that_are_broader_or_narrower_are_kin(one: str, others: list[str], related: bool) -> None:
    assert kin(one, others) is related
    assert any(kin(other, [one]) for other in others) is related

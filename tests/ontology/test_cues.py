"""The small words: every group that the code asks for is there, and matches whole words only."""

from __future__ import annotations

import re

import pytest

from ontology.cues import cues
from tests.support import ROOT

ASKED_FOR = sorted(
    {
        name
        for room in ("ingest", "qa", "kg", "ontology")
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r'cues\(\)\["(\w+)"\]', path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_group_that_the_code_asks_for_has_words(name: str) -> None:
    assert cues()[name].labels


def test_a_group_that_is_not_there_fails() -> None:
    with pytest.raises(KeyError):
        cues()["finnes_ikke"]


@pytest.mark.parametrize(
    ("group", "text", "found"),
    [
        ("modal_obligation", "Legen SKAL ringe", "SKAL"),
        ("exception", "Ring, med mindre det er natt", "med mindre"),
        ("condition_clause", "ring dersom det haster", "dersom"),
        ("negation", "ring ikke", "ikke"),
        ("phrase_obligation", "har ansvaret for dette", "har ansvaret for"),
    ],
)
def test_phrases_are_found_on_word_borders(group: str, text: str, found: str) -> None:
    match = cues()[group].search(text)
    assert match is not None
    assert found.startswith(match[0]) or match[0].startswith(found)


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("modal_obligation", "skalpell og skallet"),
        ("negation", "ikkevoldelig eikenøtt"),
        ("condition_clause", "dersomatisk"),
        ("exception", "mindre enn før"),
    ],
)
def test_parts_of_words_are_not(group: str, text: str) -> None:
    assert cues()[group].search(text) is None


def test_groups_are_listed_by_their_first_letters() -> None:
    units = cues().starting("time_unit_")
    assert {unit.iso for unit in units} >= {"D", "W", "M", "Y", "H"}
    assert cues().starting("finnes_ikke") == ()


@pytest.mark.parametrize(
    ("name", "signals"),
    [
        ("modal_obligation", "Obligation"),
        ("modal_recommendation", "Recommendation"),
        ("modal_permission", "Permission"),
        ("phrase_prohibition", "Prohibition"),
        ("phrase_exemption", "Information"),
        ("aim", "Information"),
    ],
)
def test_a_group_says_what_it_signals(name: str, signals: str) -> None:
    assert cues()[name].signals == signals


def test_no_modal_verb_signals_two_things() -> None:
    groups = cues().starting("modal_")
    assert len(groups) >= 4
    labels = [label for group in groups for label in group.labels]
    assert len(set(labels)) == len(labels)

"""Assessing: personal data is refused before anything is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.overlap.assessments import Act, AssessmentError, in_force, kept
from qa.assessing import assess, withdraw
from tests.kg.made_cases import norm, pair

PAIR = pair(norm("Legen skal ringe."), norm("Legen må ringe.", "sec_2__point_1"))


def test_an_assessment_is_kept_with_who_when_and_note(ansvar_home: Path) -> None:
    made = assess(PAIR, who="Kari Nordmann", note="Behold den første.\nStryk den andre.")
    assert kept() == [made]
    assert (made.act, made.who, made.note.count("\n")) == (Act.ASSESSED, "Kari Nordmann", 1)
    assert made.time.endswith("Z")


def test_a_withdrawal_is_kept_beside_it(ansvar_home: Path) -> None:
    made = assess(PAIR, who="Kari", note="Feil par")
    back = withdraw(made, who="Ola")
    assert kept() == [made, back]
    assert (back.act, back.who, back.note) == (Act.WITHDRAWN, "Ola", "")
    assert in_force(kept()) == []


@pytest.mark.parametrize(
    ("note", "what"),
    [
        ("Ring 91 23 45 67", "telefonnummer"),
        ("Skriv til kari@example.org", "e-postadresse"),
        ("Pasienten Ola Nordmann klaget", "navn"),
        ("født 1.2.1980", "fødselsdato"),
        ("x" * 2001, "for lang tekst"),
    ],
)
def test_a_note_with_personal_data_or_too_long_is_not_kept(note: str, what: str, ansvar_home: Path) -> None:
    with pytest.raises(AssessmentError, match=what):
        assess(PAIR, who="Kari", note=note)
    made = assess(PAIR, who="Kari")
    with pytest.raises(AssessmentError, match=what):
        withdraw(made, who="Kari", note=note)
    assert kept() == [made]


@pytest.mark.parametrize("who", ["kari@example.org", "Kari 91234567", "", "  "])
def test_who_is_a_name_and_nothing_else(who: str, ansvar_home: Path) -> None:
    with pytest.raises(AssessmentError):
        assess(PAIR, who=who)
    assert kept() == []


@pytest.mark.parametrize("who", ["Kari Nordmann", "Dr. Hansen", "MSU"])
def test_a_name_is_no_personal_data_where_it_is_asked_for(who: str, ansvar_home: Path) -> None:
    assert assess(PAIR, who=who).who == who


def test_a_note_of_signs_alone_is_kept(ansvar_home: Path) -> None:
    assert assess(PAIR, who="Kari", note="✓").note == "✓"

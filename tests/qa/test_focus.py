"""Which clause of a question asks, and where that clause ends."""

from __future__ import annotations

import pytest

from qa.focus import focus_end
from qa.understanding import Ask, understand


@pytest.mark.parametrize(
    ("text", "opening", "clause"),
    [
        ("hvem bestiller prøven når svaret haster?", "hvem", "hvem bestiller prøven "),
        ("kven tingar prøva viss svaret hastar?", "kven", "kven tingar prøva "),
        ("who orders the test if it is urgent?", "who", "who orders the test "),
        ("kan vakten vente, selv om det haster?", "kan", "kan vakten vente"),
        ("hvem ringer?", "hvem", "hvem ringer"),
        ("hvem ringer", "hvem", "hvem ringer"),
        ("hva gjør vakten. det haster", "hva", "hva gjør vakten"),
    ],
)
def test_the_clause_that_asks_ends_where_another_opens(text: str, opening: str, clause: str) -> None:
    assert text[: focus_end(text, len(opening))] == clause


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("Hun er utskrevet. Hvem skriver epikrisen?", Ask.WHO, {"epikrise"}),
        ("Ho er utskriven. Kven skriv epikrisen?", Ask.WHO, {"epikrise"}),
        ("She is discharged. Who writes the discharge summary?", Ask.WHO, {"epikrise"}),
        ("Henvisningen er sendt. Kan fastlegen skrive epikrisen?", Ask.MAY, {"fastlege", "epikrise"}),
        ("Epikrisen når henvisningen er sendt?", Ask.WHAT, {"epikrise"}),
    ],
)
def test_what_a_scene_names_is_not_asked_about(question: str, kind: Ask, asked: set[str]) -> None:
    found = understand(question)
    named = {m.concept for unit in found.units if unit.asked for m in unit.mentions}
    assert found.ask is kind
    assert asked <= named
    assert "henvisning" not in named
    assert "utskriving" not in named


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Når pasienten er utskrevet, hvem skriver sykmelding?", Ask.WHO),
        ("Når pasienten er utskriven, kven skriv sjukmelding?", Ask.WHO),
        ("When the patient is discharged, who writes the sick note?", Ask.WHO),
        ("Det haster. Når pasienten er utskrevet, hva gjør fastlegen?", Ask.WHAT),
        ("Når pasienten er utskrevet, når sendes epikrisen?", Ask.WHEN),
        ("Når skal epikrisen sendes?", Ask.WHEN),
        ("Når skal epikrisen sendes, og hvem sender den?", Ask.WHEN),
        ("When is the letter, which the GP wrote, sent?", Ask.WHEN),
        ("Når sendes epikrisen? Hun spør, hvem vet?", Ask.WHEN),
        ("Hun er her, når skrives epikrisen?", Ask.WHEN),
    ],
)
def test_a_condition_at_the_head_is_not_read_as_a_question_of_when(question: str, kind: Ask) -> None:
    assert understand(question).ask is kind


def test_a_condition_at_the_head_is_no_part_of_what_is_asked() -> None:
    found = understand("Når henvisningen er sendt, hvem skriver epikrisen?")
    asked = {m.concept for unit in found.units if unit.asked for m in unit.mentions}
    assert "epikrise" in asked
    assert "henvisning" not in asked

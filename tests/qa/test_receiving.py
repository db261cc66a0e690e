"""Questions about whoever a thing comes to, told from those about whoever does it."""

from __future__ import annotations

import pytest

from qa.understanding import understand


@pytest.mark.parametrize(
    ("question", "receives"),
    [
        ("Til hvem sendes epikrisen?", True),
        ("Til kven skal epikrisen sendast?", True),
        ("To whom is the discharge summary sent?", True),
        ("Hvem skal bli varslet?", True),
        ("Kven får epikrisen?", True),
        ("Who receives the discharge summary?", True),
        ("Hvem skal få beskjed?", True),
        ("Hvem skal jeg ringe?", True),
        ("Who should the GP notify?", True),
        ("Hvem ringer?", False),
        ("Hvem skal sende epikrisen?", False),
        ("Kven skal sende epikrisen?", False),
        ("Who sends the discharge summary?", False),
        ("Hvem mottar pasienten og skriver epikrisen?", False),
        ("Når varsles fastlegen?", False),
    ],
)
def test_the_receiving_side_is_told_from_the_acting_one(question: str, receives: bool) -> None:
    assert understand(question).receives is receives

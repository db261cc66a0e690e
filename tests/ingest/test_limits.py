"""Time limits and durations."""

import pytest

from ingest.limits import duration, limit


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("innen to timer", "PT2H"),
        ("innan tre timar", "PT3H"),
        ("innen 36 timer", "PT36H"),
        ("etter fem dager", "P5D"),
        ("innen 5 virkedager", "P5D"),
        ("innan ti verkedagar", "P10D"),
        ("innen tre døgn", "P3D"),
        ("etter én uke", "P1W"),
        ("innen seks uker", "P6W"),
        ("om åtte veker", "P8W"),
        ("> 8 uker", "P8W"),
        ("etter tre måneder", "P3M"),
        ("inntil ett år", "P1Y"),
        ("innen 30 minutter", "PT30M"),
        ("i halvannet år", "P18M"),
        ("i 1,5 år", "P18M"),
        ("to og et halvt år", "P30M"),
        ("a year and a half", "P18M"),
        ("etter et par uker", "P2W"),
        ("samme dag", None),
        ("straks", None),
        ("uke", None),
        ("rom 12", None),
        ("", None),
    ],
)
def test_durations(text: str, iso: str | None) -> None:
    assert duration(text) == iso


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("Vakten ringer tilbake innen to timer.", "innen to timer", "PT2H"),
        ("Brevet sendes innen fem virkedager, helst før.", "innen fem virkedager", "P5D"),
        ("Innen en uke skal legen svare.", "Innen en uke skal legen svare", "P1W"),
        ("Notatet skrives samme dag.", "samme dag", None),
        ("Jordmor melder fra senest dagen etter hjemreise.", "senest dagen etter hjemreise", None),
        ("Timen settes opp så snart som mulig.", "så snart som mulig", None),
        ("Teamet svarer på 75 00 43 20 mellom kl. 9 og 21.", "mellom kl. 9 og 21", None),
        ("Vakta svarer mellom klokka 8 og kl. 15.30 og ringer tilbake.", "mellom klokka 8 og kl. 15.30", None),
        ("Prøven hentes før kl. 12, ellers neste dag.", "før kl. 12", None),
        ("Ved mistanke om kreft er fristen to virkedager.", "to virkedager", "P2D"),
        ("Mottakeren har frist på sju dager, ellers purres det.", "sju dager", "P7D"),
        ("Epikrisen sendes på utskrivningsdagen når pasienten får hjelp hjemme.", "på utskrivningsdagen", None),
        ("Svar gis senest i uke 12 når 2 prøver er tatt.", "senest i uke 12", None),
        ("Svar gis innen 1.12.2024 og 10 dager etter det sendes purring.", "innen 1.12.2024", None),
    ],
)
def test_limits(text: str, words: str, iso: str | None) -> None:
    found = limit(text)
    assert found is not None
    assert text[found.start : found.end] == words
    assert found.duration == iso


@pytest.mark.parametrize(
    "text",
    [
        "Legen ringer vakten.",
        "Legen ringer om to pasienter.",
        "Pasienten er 3 år.",
        "Ordningen varte i 2019.",
        "Fristen er satt av rådet.",
        "Det er ingen frist på to uker for henvisningen.",
        "",
    ],
)
def test_no_limit(text: str) -> None:
    assert limit(text) is None


@pytest.mark.parametrize("opening", ["f.eks.", "for eksempel", "t.d."])
def test_an_example_in_brackets_is_no_deadline(opening: str) -> None:
    assert limit(f"Prøver følges opp av legen ({opening} røntgen fire uker etter utskriving).") is None
    found = limit(f"Prøver ({opening} røntgen fire uker etter utskriving) følges opp innen ti dager.")
    assert found is not None
    assert found.duration == "P10D"

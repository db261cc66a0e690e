"""Contact points."""

import pytest

from ingest.contacts import contacts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring vakttelefonen på 38 11 22 33 om natten.", ("38 11 22 33",)),
        ("Ring 03739 og be om vakthavende.", ("03739",)),
        ("Telefon 116117 er åpen hele døgnet.", ("116117",)),
        ("Tlf. 900 11 222, eller post@eksempel.no.", ("900 11 222", "post@eksempel.no")),
        ("Se www.eksempel.no/skjema for mer.", ("www.eksempel.no/skjema",)),
        ("Se https://eksempel.no.", ("https://eksempel.no",)),
        ("Akutteamet nås på +47 77 30 10 44.", ("77 30 10 44",)),
        ("Barnelegen nås på 76 00 41 30, eller 410 07 530.", ("76 00 41 30", "410 07 530")),
        ("Ring 22 33 44 55 og ring 22 33 44 55.", ("22 33 44 55",)),
    ],
)
def test_what_can_be_called_or_opened_is_found(text: str, found: tuple[str, ...]) -> None:
    assert contacts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Konto 1234 56 78903, organisasjon 983 975 240.",
        "Sak 20241511 ble meldt 15 11 2024.",
        "Utgiften føres på konto 1503 97 10 12 34.",
        "Møte holdes i uke 10 12 14 16.",
        "Faks 77 55 44 33.",
        "Ring kommunen om ordningen fra 2019.",
        "Pasienten er 84 år.",
        "Ring om blodtrykket er over 140.",
        "",
    ],
)
def test_other_numbers_are_no_contacts(text: str) -> None:
    assert contacts(text) == ()

"""Who acts by a cleft, and in the other case that words without a verb of their own give."""

from pathlib import Path

import pytest

from kg.model import Modality
from tests.support import read_all, written


@pytest.fixture
def norms(tmp_path: Path):
    """Read sentences as the only point of a chapter, and return their norms."""
    return lambda sentences: read_all(written(tmp_path, f"1. Samarbeid\n\n• {sentences}\n")).norms


@pytest.mark.parametrize(
    ("sentence", "bearers"),
    [
        ("Avkreftes mistanken, er det sykehuset som har plikt til å informere pasienten.", ("sykehus",)),
        ("Skjer dødsfallet hjemme, er det legevaktslegen eller fastlegen som skriver erklæringen.",
         ("legevaktslege", "fastlege")),
        ("Ber NAV om en erklæring, er det ikke fastlegen, men avtalespesialisten som svarer.", ("avtalespesialist",)),
        ("Det er behandlende lege ved sykehuset som avgjør saken.", ("behandlingsansvarlig_lege",)),
        ("På dagtid er det pasientens egen fastlege som tar imot.", ("fastlege",)),
        ("På sykehjem er det sykehjemslegen, ikke fastlegen, som har ansvaret.", ("sykehjemslege",)),
    ],
)  # fmt: skip
def test_a_cleft_says_who_acts_wherever_the_parser_hangs_what_follows(norms, sentence: str, bearers) -> None:
    (found,) = norms(sentence)
    assert (found.bearers, found.modality) == (bearers, Modality.OBLIGATION)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mottaker er fastlegen som pasienten er registrert hos.",
        "Det er ikke tillatt å be fastlegen henvise for en kontroll som sykehuset har planlagt.",
        "Det er beskrevet hos fastlegen hva som er avtalt.",
    ],
)
def test_what_is_no_cleft_lays_nothing_on_whom_it_names(norms, sentence: str) -> None:
    assert all("fastlege" not in found.bearers for found in norms(sentence))


def test_a_cleft_without_an_act_takes_over_that_of_the_sentence_before(norms) -> None:
    first, second = norms("Fastlegen skriver attesten for hjemmeboende. På sykehjem er det sykehjemslegen.")
    assert (first.bearers, second.bearers) == (("fastlege",), ("sykehjemslege",))
    assert second.modality is Modality.OBLIGATION


def test_a_cleft_after_og_is_a_norm_of_its_own(norms) -> None:
    first, second = norms("Sykehjemslegen går visitt i uken, og ellers er det sykepleieren som avgjør saken.")
    assert (first.bearers, second.bearers) == (("sykehjemslege",), ("sykepleier",))

"""Nynorsk is spelled as Bokmål before it is parsed, and what is read points at the words as they stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.nynorsk import bokmaal, is_nynorsk, mostly_nynorsk, present_forms, spelling
from ingest.passages import passage
from kg.model import Modality, Norm
from ontology.cues import cues
from tests.support import read_all, written


@pytest.fixture
def norm(tmp_path: Path):
    """Read a sentence that states one norm."""

    def read(sentence: str) -> Norm:
        (found,) = read_all(written(tmp_path, f"1. Samarbeid\n\n• {sentence}\n")).norms
        return found

    return read


@pytest.mark.parametrize(
    ("sentence", "bearers", "modality"),
    [
        ("Tilvisinga vert vurdert av overlegen.", ("sykehuslege",), Modality.OBLIGATION),
        ("Epikrisa vert send til fastlegen av avdelinga.", ("avdeling",), Modality.OBLIGATION),
        ("Kommunen gjev pasienten tilbod om plass på sjukeheimen.", ("kommune",), Modality.OBLIGATION),
        ("Resepten vert skriven av fastlegen.", ("fastlege",), Modality.OBLIGATION),
        ("Når pasienten kjem heim, vitjar heimesjukepleia han.", ("hjemmesykepleie",), Modality.OBLIGATION),
        ("Overlegen set ikkje i verk noko utan samtykke.", ("sykehuslege",), Modality.PROHIBITION),
        ("Avdelinga skal ikkje senda pasienten heim om natta.", ("avdeling",), Modality.PROHIBITION),
        ("Fastlegen treng ikkje tilvise på nytt.", (), Modality.INFO),
        ("Heimesjukepleia bed legen om tilsyn når såret vert verre.", ("hjemmesykepleie",), Modality.OBLIGATION),
        ("Kontrollen blir tinga av den avdelinga som oppdaga svulsten.", ("avdeling",), Modality.OBLIGATION),
        ("Sjukehuset svarar på førespurnader frå legevakta heile døgnet.", ("sykehus",), Modality.OBLIGATION),
        ("Pasientar ramma av hjerneslag skal følgjast opp av fastlegen.", ("fastlege",), Modality.OBLIGATION),
        ("Klagen skal avgjerast av ei nemnd.", ("nemnd",), Modality.OBLIGATION),
        ("Avslag frå poliklinikken skal grunngjevast av mottakaren.", ("mottaker",), Modality.OBLIGATION),
        ("Er legen borte, fell oppgåva på overlegen.", ("sykehuslege",), Modality.OBLIGATION),
        ("Sjukepleiaren pakkar tinga til pasienten før heimreise.", ("sykepleier",), Modality.OBLIGATION),
        ("Kvalitetsrådgjevaren sender saka vidare.", ("kvalitetsraadgiver",), Modality.OBLIGATION),
    ],
)
def test_a_norm_in_nynorsk_is_read(norm, sentence: str, bearers: tuple[str, ...], modality: Modality) -> None:
    found = norm(sentence)
    assert (found.bearers, found.modality) == (bearers, modality)


def test_what_is_read_keeps_the_words_of_the_text(norm) -> None:
    found = norm("Sjukehuset skal seinast same dag senda epikrisa dersom pasienten vert utskriven.")
    assert found.deadline == "seinast same dag"
    assert [c.text for c in found.conditions] == ["dersom pasienten vert utskriven"]
    assert found.text.startswith("Sjukehuset skal")


def test_a_strong_verb_at_the_start_is_a_bidding_and_after_its_subject_none() -> None:
    def verbs(text: str) -> list[str]:
        return [word for _, _, word in bokmaal(text) if word.lower() in present_forms().values()]

    assert verbs("Skriv ikkje under. Legg ved lista.") == []
    assert verbs("Legen skriv ikkje under, og fastlegen legg ved lista.") == ["skriver", "legger"]


def test_bokmaal_is_left_as_it_is() -> None:
    text = "Fastlegen skal ikke sende avdelingens liste videre."
    assert not is_nynorsk(text)
    assert passage(text, 0, len(text)).text == text


def test_a_text_is_in_the_language_of_most_of_its_words() -> None:
    assert mostly_nynorsk("Fastlegen skal ikkje vente. Dei ringjer.")
    assert not mostly_nynorsk("Fastlegen skal ikke vente. Han sier ikkje noe.")


@pytest.mark.parametrize(
    ("word", "bokmaal"),
    [
        ("sjukehuslege", "sykehuslege"),
        ("årlege", "årlige"),
        ("svarar", "svarer"),
        ("forventa", "forventet"),
        ("legevakta", "legevakten"),
        ("komplikasjonar", "komplikasjoner"),
        ("grunngjevast", "begrunnes"),
    ],
)
def test_a_word_is_spelled_as_bokmaal_has_it(word: str, bokmaal: str) -> None:
    assert spelling(word) == bokmaal


@pytest.mark.parametrize("word", ["pasienten", "epikrise", "tannlege", "sykepleier"])
def test_a_word_that_both_have_is_not_respelled(word: str) -> None:
    assert spelling(word) is None


NYNORSK = st.lists(st.sampled_from([*sorted(cues()["nynorsk_only"].labels), "pasienten", "«", ",", "og", "\n"]))


@given(NYNORSK.map(" ".join))
def test_the_way_back_to_the_source_keeps_its_order(text: str) -> None:
    made = passage(text, 0, len(text), nynorsk=True)
    assert len(made.origins) == len(made.text)
    assert list(made.origins) == sorted(made.origins)


def test_a_respelled_word_leads_back_to_the_whole_word() -> None:
    source = "Sjukehuset tek imot pasientane."
    made = passage(source, 0, len(source), nynorsk=True)
    for word, there in (("Sykehuset", "Sjukehuset"), ("tar", "tek"), ("pasientene", "pasientane")):
        at = made.text.index(word)
        assert source[slice(*made.source_span(at, at + len(word)))] == there

"""Sentences of a parsed clause."""

import pytest

from ingest.passages import passage
from ingest.pipeline import parsed
from ingest.sentences import Reading, sentences
from ontology.concepts import Kind


def split(text: str) -> list[str]:
    (doc,) = parsed([text])
    return [span.text for span in sentences(doc)]


@pytest.mark.parametrize(
    "found",
    [
        ["Jordmor ringer legen."],
        ["Vakten ser til pasienten.", "Etterpå skriver hun notat."],
        ["Legen kommer tilbake.", "Du kan også ringe selv.", "Husk å låse døren."],
        ["Brevet skal til kommunen.", "Det sendes samme dag."],
    ],
)
def test_full_stops_with_a_capital_after_them_divide(found: list[str]) -> None:
    assert split(" ".join(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Legen, f.eks. en vikar, ringer vakten.",
        "Prøven tas kl. 8 og sendes med bilen.",
        "Jordmor vurderer (jf. avtalen. Den er ny) om kvinnen skal reise.",
        "Husk dette: legen skal alltid varsles.",
    ],
)
def test_abbreviations_brackets_and_colons_do_not(text: str) -> None:
    assert split(text) == [text]


def test_nothing_is_lost_between_sentences() -> None:
    text = "Vakten ringer. Legen svarer ikke? Ring igjen! Slik er det."
    assert " ".join(split(text)) == text


def test_a_reading_leads_from_words_to_concepts_and_to_the_source() -> None:
    source = "xx Syke-\npleieren ringer fast-\nlegen."
    made = passage(source, 3, len(source))
    (doc,) = parsed([made.text])
    reading = Reading(doc, made, source)
    assert [m.concept for m in reading.within(doc[:], Kind.ROLE)] == ["sykepleier", "fastlege"]
    last = reading.within(doc[:], Kind.ROLE)[-1]
    span = doc.char_span(last.start, last.end)
    assert source[slice(*reading.offsets(span))] == "fast-\nlegen"
    assert reading.text(span) == "fast- legen"
    assert reading.head(last).text == "fastlegen"

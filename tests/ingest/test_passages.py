"""The parser's text of a clause: hyphens of line breaks gone, slashes as words, the way back kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import passage
from kg.model import collapsed


def whole(source: str) -> str:
    return passage(source, 0, len(source)).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("vakten ringer\n   pårørende", "vakten ringer pårørende"),
        ("  innrykk og\tmellomrom  ", "innrykk og mellomrom"),
        ("syke-\npleieren på vakt", "sykepleieren på vakt"),
        ("til-\n       visaren", "tilvisaren"),
        ("korttids-\nog langtidsopphold", "korttids- og langtidsopphold"),
        ("dag-\neller kveldsvakt", "dag- eller kveldsvakt"),
        ("EPJ-\nsystemet", "EPJ- systemet"),
        ("lege/jordmor", "lege eller jordmor"),
        ("lege / jordmor", "lege eller jordmor"),
        ("ring og/eller skriv", "ring eller skriv"),
        ("blodtrykk over 140/90", "blodtrykk over 140/90"),
        ("se https://eksempel.no/a/b nå", "se https://eksempel.no/a/b nå"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_text_is_made_ready(source: str, text: str) -> None:
    assert whole(source) == text


def test_the_way_back_leads_to_the_words_in_the_source() -> None:
    source = "Neste: syke-\npleier/lege ringer."
    made = passage(source, 7, len(source))
    for word, origin in (("sykepleier", "syke-\npleier"), ("lege", "lege"), ("ringer", "ringer"), ("eller", "/")):
        at = made.text.index(word)
        start, end = made.source_span(at, at + len(word))
        assert source[start:end] == origin


# Letters, and all that passages() treats in its own way.
PIECES = st.lists(
    st.sampled_from(
        ["lege", "a", "Æ", "og", "eller", "/", "-", "-\n", "\n", "  ", "\t", ".", "90", "www.a.no/b", "og/eller"]
    ),
    max_size=25,
).map("".join)


@settings(deadline=None)
@given(PIECES | st.text(max_size=60), st.integers(0, 20), st.integers(0, 20))
def test_every_character_leads_back_and_never_backwards(source: str, before: int, after: int) -> None:
    start, end = min(before, len(source)), max(len(source) - after, min(before, len(source)))
    made = passage(source, start, end)
    assert len(made.origins) == len(made.text)
    assert list(made.origins) == sorted(made.origins)
    assert all(start <= origin < end for origin in made.origins)


@settings(deadline=None)
@given(PIECES | st.text(max_size=60))
def test_characters_that_are_kept_are_those_of_the_source(source: str) -> None:
    made = passage(source, 0, len(source))
    inserted = set(" eller")
    for letter, origin in zip(made.text, made.origins, strict=True):
        assert letter == source[origin] or letter in inserted


@settings(deadline=None)
@given(st.text(alphabet="abc æøå.,:;()\n\t«»", max_size=80))
def test_a_text_without_hyphens_and_slashes_is_only_collapsed(source: str) -> None:
    assert whole(source) == collapsed(source)

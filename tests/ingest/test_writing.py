"""What all structured readers write through: offsets that hold, typed marks, numbers, tables."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.readers import contents, marks, numbering, tables, writing
from ingest.readers.writing import Writing, cleaned
from kg.errors import DocumentError

WORDS = st.text(min_size=1, max_size=60)
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), WORDS, st.integers(1, 9)),
        st.tuples(st.just("item"), WORDS, st.integers(1, 9)),
        st.tuples(st.just("more"), WORDS, st.integers(1, 9)),
        st.tuples(st.just("row"), WORDS),
        st.tuples(st.just("paragraph"), WORDS),
        st.tuples(st.just("link"), WORDS),
        st.tuples(st.just("aside"), WORDS),
    ),
    max_size=25,
)


def write(*calls: tuple[str, ...], name: str = "prøve") -> tuple[str, list[Block]]:
    made = Writing()
    for what, *values in calls:
        getattr(made, what)(*values)
    return made.finished(name)


def told(*calls: tuple[str, ...]) -> list[tuple[BlockKind, int, str, str]]:
    text, blocks = write(*calls)
    return [(b.kind, b.level, b.number, text[b.start : b.end]) for b in blocks]


@pytest.mark.parametrize(
    ("address", "shown", "added"),
    [
        ("https://eksempel.no/a", "skjemaet", True),
        ("HTTPS://eksempel.no/a", "", True),
        ("https://eksempel.no/a/", "eksempel.no/a", False),
        ("https://eksempel.no/a", " https://eksempel.no/a ", False),
        ("mailto:a@b.no", "skriv", False),
        ("mailto:a@b.no", "", False),
    ],
)
def test_an_address_that_its_words_show_is_not_said_again(address: str, shown: str, added: bool) -> None:
    found = told(("paragraph", "Legen ringer."), ("link", address, shown))
    assert ((BlockKind.LINK, 0, "", address) in found) == added


@settings(deadline=None)
@given(CALLS)
def test_each_block_is_what_was_written_and_nothing_is_lost(calls: list[tuple[str, ...]]) -> None:
    text, blocks = write(("heading", "Henvisning", 1), *calls)
    assert all(0 <= b.start < b.end <= len(text) for b in blocks)
    assert all(one.end <= other.start for one, other in pairwise(blocks))
    said = [text[b.start : b.end] for b in blocks]
    assert all(words == cleaned(words) for words in said)
    for _, words, *_ in calls:
        mark = marks.typed_mark(cleaned(words))
        assert cleaned(words)[mark.length if mark else 0 :] in text


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=10))
def test_plain_paragraphs_come_back_word_for_word(texts: list[str]) -> None:
    plain = [f"Setning {cleaned(each)} er ferdig." for each in texts]
    text, blocks = write(*(("paragraph", each) for each in plain))
    assert [" ".join(text[b.start : b.end].split()) for b in blocks] == [cleaned(each) for each in plain]


def test_nothing_but_blanks_and_links_is_no_document() -> None:
    with pytest.raises(DocumentError, match="prøve har ingen tekst"):
        write(("paragraph", " \u200b "), ("link", "https://www.eksempel.no"))


def test_marks_typed_as_text_make_items_and_a_new_mark_goes_deeper() -> None:
    typed = ("• Ring legen.", "b) skriv notat", "(3) Vent.", "c) si fra", "• Skriv.", "Ferdig.", "– Ny liste.")
    assert told(*(("paragraph", each) for each in typed)) == [
        (BlockKind.BULLET, 1, "", "Ring legen."),
        (BlockKind.BULLET, 2, "b", "skriv notat"),
        (BlockKind.BULLET, 3, "3", "Vent."),
        (BlockKind.BULLET, 2, "c", "si fra"),
        (BlockKind.BULLET, 1, "", "Skriv."),
        (BlockKind.PARAGRAPH, 0, "", "Ferdig."),
        (BlockKind.BULLET, 1, "", "Ny liste."),
    ]


def test_a_heading_s_typed_number_is_its_number() -> None:
    assert told(("heading", "2. Henvisning", 1), ("heading", "2.1 Innhold", 2), ("heading", "II Vedlegg", 1)) == [
        (BlockKind.HEADING, 1, "2", "Henvisning"),
        (BlockKind.HEADING, 2, "2.1", "Innhold"),
        (BlockKind.HEADING, 1, "", "II Vedlegg"),
    ]


def test_decimals_inside_the_open_chapter_number_clauses_and_others_are_words() -> None:
    found = told(
        ("heading", "2. Henvisning", 1),
        ("paragraph", "2.1 Fastlegen henviser."),
        ("paragraph", "37.5 Grader er feber."),
    )
    assert found[1:] == [
        (BlockKind.NUMBERED, 2, "2.1", "Fastlegen henviser."),
        (BlockKind.PARAGRAPH, 0, "", "37.5 Grader er feber."),
    ]


def test_items_with_items_numbered_under_them_are_chapters() -> None:
    found = told(
        ("item", "Henvisning", 1, "1"),
        ("item", "Fastlegen henviser elektronisk.", 2, "1.1"),
        ("item", "Epikrise", 1, "2"),
        ("item", "Sykehuslegen sender epikrise.", 2, "2.1"),
    )
    assert [(kind, number) for kind, _, number, _ in found] == [
        (BlockKind.HEADING, "1"),
        (BlockKind.NUMBERED, "1.1"),
        (BlockKind.HEADING, "2"),
        (BlockKind.NUMBERED, "2.1"),
    ]


def test_a_typed_list_is_no_row_of_chapters() -> None:
    found = told(("paragraph", "Legen skal:"), ("paragraph", "1. Ringe"), ("paragraph", "2. Skrive"))
    assert [kind for kind, *_ in found] == [BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.BULLET]


def test_short_bold_paragraphs_are_headings_and_bold_sentences_are_not() -> None:
    made = Writing()
    made.paragraph("Ved innleggelse", bold=True)
    made.paragraph("Fastlegen skal alltid ringe.", bold=True)
    _, blocks = made.finished("prøve")
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_further_paragraphs_of_an_item_are_one_text_or_points_under_what_led_in() -> None:
    assert told(("item", "Ring legen.", 1), ("more", "Skriv notat.", 1)) == [
        (BlockKind.BULLET, 1, "", "Ring legen. Skriv notat.")
    ]
    assert told(("item", "Ved fall:", 1), ("more", "Ring legen.", 1), ("more", "Skriv notat.", 1)) == [
        (BlockKind.BULLET, 1, "", "Ved fall:"),
        (BlockKind.BULLET, 2, "", "Ring legen. Skriv notat."),
    ]


def test_a_text_pasted_line_by_line_is_read_as_lines() -> None:
    lines = ["1. Henvisning", "Fastlegen undersøker pasienten før henvisningen skrives og", "sender den samme dag."]
    lines += ["• Svar sendes elektronisk til fastlegen og med kopi til", "  pasienten innen en uke."]
    found = told(*(("paragraph", each) for each in lines))
    assert [(kind, " ".join(words.split())) for kind, _, _, words in found] == [
        (BlockKind.HEADING, "Henvisning"),
        (BlockKind.PARAGRAPH, "Fastlegen undersøker pasienten før henvisningen skrives og sender den samme dag."),
        (BlockKind.BULLET, "Svar sendes elektronisk til fastlegen og med kopi til pasienten innen en uke."),
    ]


def test_words_of_no_block_are_kept_in_the_text() -> None:
    text, blocks = write(("aside", "Kilde: Helsedirektoratet"), ("paragraph", "Legen ringer."))
    assert text.startswith("Kilde: Helsedirektoratet\n")
    assert len(blocks) == 1


def test_rows_are_named_by_their_columns_where_the_first_row_names_them() -> None:
    grid = [["Hva", "Hvem"], ["Sende epikrise.", "Legen"]]
    assert tables.rows(grid) == ["Hva: Sende epikrise; Hvem: Legen"]
    assert tables.rows(grid, headed=True) == tables.rows(grid)
    assert tables.rows([["Legen skal ringe.", "Alltid"], ["Jordmor venter.", ""]]) == [
        "Legen skal ringe; Alltid",
        "Jordmor venter.",
    ]
    assert tables.rows([]) == []


@pytest.mark.parametrize("module", [contents, marks, numbering, tables, writing], ids=lambda module: module.__name__)
def test_examples_in_the_code_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.integers(1, 3999))
def test_roman_numerals_add_up(number: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    signs = [values[each] for each in marks.roman(number)]
    assert number == sum(-a if a < b else a for a, b in zip(signs, [*signs[1:], 0], strict=True))

"""How two norms differ: the words that only one of them has, and the parts that are not the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Condition, ConditionKind, Modality
from kg.review.reviews import Field
from kg.tokens import apart, tokens
from kg.wording.contrast import Piece, contrast, pieces
from tests.kg import made_cases
from tests.kg.known_changes import PAIRS, found

texts = st.text(st.sampled_from("ab Åå.,/<>1 \n–"), max_size=40)


def own(found: tuple[Piece, ...]) -> list[str]:
    return [piece.text.strip() for piece in found if not piece.common]


@given(texts | st.text(max_size=60), texts | st.text(max_size=60))
def test_pieces_join_to_the_texts_and_what_is_common_is_the_same_on_both_sides(a: str, b: str) -> None:
    one, other, likeness = pieces(a, b)
    assert "".join(piece.text for piece in one) == a
    assert "".join(piece.text for piece in other) == b
    assert 0 <= likeness <= 1

    def letters(found: tuple[Piece, ...]) -> str:
        return "".join(c for p in found if p.common for c in p.text.casefold() if c.isalnum() or c in "<>")

    assert letters(one) == letters(other)


@given(st.text(max_size=60))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    one, other, _ = pieces(text, text)
    assert own(one) == own(other) == []


@pytest.mark.parametrize(
    ("a", "b", "only_a", "only_b"),
    [
        ("Legen skal ringe.", "Legen bør ringe", ["skal"], ["bør"]),
        ("sykehuslegen / fastlegen", "Sykehuslegen/fastlegen", [], []),
        ("mer enn 8 uker", "mer enn 12 uker", ["8"], ["12"]),
        ("> 8 uker", "< 8 uker", [">"], ["<"]),
        ("", "Legen", [], ["Legen"]),
    ],
)
def test_only_words_are_marked_not_signs_between_them(a: str, b: str, only_a: list[str], only_b: list[str]) -> None:
    one, other, _ = pieces(a, b)
    assert (own(one), own(other)) == (only_a, only_b)


@pytest.mark.parametrize("name", PAIRS)
def test_one_report_told_words_apart_in_two_ways(name: str) -> None:
    for change in found(name).changes:
        if change.a and change.b:
            marked = [piece.text for piece in pieces(change.a.text, change.b.text)[0] if not piece.common]
            told = [token.word for token in apart(change.a.text, change.b.text)[0]]
            assert [token.word for text in marked for token in tokens(text)] == told


def test_only_the_parts_that_differ_are_listed() -> None:
    a = replace(made_cases.norm("Legen skal ringe."), bearers=("fastlege", "sykehuslege"), deadline="innen 1 dag")
    b = replace(a, bearers=("sykehuslege", "fastlege"), deadline="innen 7 dager", modality=Modality.RECOMMENDATION)
    found = contrast(a, b).fields
    assert [each.field for each in found] == [Field.MODALITY, Field.DEADLINE]
    assert (found[1].a, found[1].b) == (("innen 1 dag",), ("innen 7 dager",))


def test_conditions_differ_by_their_words_not_by_signs() -> None:
    def under(words: str, kind: ConditionKind = ConditionKind.CONDITION) -> Condition:
        return Condition(words, 0, len(words), kind)

    a = replace(made_cases.norm("x"), conditions=(under("dersom lege/pasient vil (ved tvil)"),))
    b = replace(a, conditions=(under("Dersom lege / pasient vil, ved tvil"),))
    assert contrast(a, b).fields == ()
    c = replace(a, conditions=(under("ved hast", ConditionKind.EXCEPTION),))
    assert [each.field for each in contrast(a, c).fields] == [Field.CONDITIONS, Field.EXCEPTIONS]


def test_texts_that_have_little_in_common_are_not_marked() -> None:
    near = contrast(made_cases.norm("Legen skal ringe pasienten"), made_cases.norm("Legen skal ringe kommunen"))
    far = contrast(made_cases.norm("Legen skal ringe pasienten"), made_cases.norm("Dersom det haster, meldes dette"))
    assert near.alike and not far.alike

"""Concepts found in text: the longest label, parts of compounds, stems; and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.lexicon import Mention, lexicon
from ontology.words import stem, words


def named(text: str, language: str = "nb", *, hidden: bool = False) -> list[Mention]:
    lex = lexicon(language, hidden=hidden)
    return lex.mentions(lex.words(text))


def ids(text: str, language: str = "nb") -> list[str]:
    return [mention.concept for mention in named(text, language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("behandlingsansvarlig lege ringer", ["behandlingsansvarlig_lege"]),
        ("en lege ringer", ["lege"]),
        ("lege i sykehus", ["sykehuslege"]),
        ("sykepleier på sykehjemmet", ["sykepleier", "sykehjem"]),
    ],
)
def test_the_longest_label_wins(text: str, found: list[str]) -> None:
    roles = [m.concept for m in named(text) if m.kind.value == "Role"]
    assert roles == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ansvarlig: Lege", ["ansvar", "lege"]),
        ("henviser, til timen", ["henviser", "time"]),
        ("en kompleks, sammensatt lidelse", ["sammensatt_lidelse"]),
    ],
)
def test_no_label_reaches_over_a_mark_but_its_own(text: str, found: list[str]) -> None:
    assert [concept for concept in ids(text) if concept in found] == found


def test_labels_do_not_overlap() -> None:
    text = "Behandlingsansvarlig lege på sykehuset sender epikrise og medisinliste til fastlegen."
    spans = sorted({(m.start, m.end) for m in named(text)})
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "form", ["fastlege", "fastlegen", "fastleger", "fastlegene", "fastlegens", "Fastlegar", "FASTLEGE"]
)
def test_inflected_forms_need_no_label(form: str) -> None:
    assert ids(form) == ["fastlege"]


@pytest.mark.parametrize(
    ("word", "whole", "part"),
    [
        ("transportepikrisen", "epikrise", None),
        ("sykehusjordmor", "jordmor", "sykehus"),
        ("apotekresept", "resept", "apotek"),
    ],
)
def test_a_compound_names_its_head_and_its_parts_less(word: str, whole: str, part: str | None) -> None:
    found = {m.concept: m for m in named(word)}
    assert whole in found
    assert part is None or found[part].strength < found[whole].strength < 1
    assert all(m.part for m in found.values())
    assert {(m.start, m.end) for m in found.values()} == {(0, len(word))}


@pytest.mark.parametrize(
    "word", ["legeme", "kollegene", "privilegium", "allegori", "delegere", "apotekfri", "veskebrev", "og", ""]
)
def test_what_only_looks_like_a_role_is_none(word: str) -> None:
    assert "lege" not in ids(word)
    assert "apotek" not in ids(word)


def test_a_question_may_have_a_determiner_inside_a_label() -> None:
    text, concept = "hvor finner jeg mobilnummeret til en fastlege", "fastlegeliste"
    spans = [m.last - m.first for m in named(text, hidden=True) if m.concept == concept]
    assert max(spans) >= 3
    assert concept not in {mention.concept for mention in named(text)}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("the GP's office", "fastlege"),
        ("discharge summaries", "epikrise"),
        ("hospital doctors", "sykehuslege"),
        ("sick note", "sykmelding"),
        ("the midwife", "jordmor"),
    ],
)
def test_the_english_lexicon(text: str, concept: str) -> None:
    assert concept in ids(text, "en")


@pytest.mark.parametrize(("text", "language"), [("discharge summary", "nb"), ("epikrise", "en"), ("sykmelding", "en")])
def test_languages_are_kept_apart(text: str, language: str) -> None:
    assert ids(text, language) == []


def test_bokmaal_and_nynorsk_are_one_lexicon() -> None:
    assert ids("sjukehuslegen", "nn") == ids("sykehuslegen", "nn") == ids("sjukehuslegen", "nb") == ["sykehuslege"]


def test_everyday_words_serve_questions_only() -> None:
    hidden = named("hudlækjar", hidden=True)
    assert [m.concept for m in hidden] == ["avtalespesialist"]
    assert all(m.strength < 1 for m in hidden)
    assert "avtalespesialist" not in ids("hudlækjar")


@given(st.text(max_size=80))
@settings(deadline=None)
def test_mentions_lie_within_the_text_in_order(text: str) -> None:
    found = named(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(0 < m.strength <= 1 for m in found)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_words_lie_where_they_say(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.stem == stem(word.text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sykmelding", "Sykmeldingen"), ("henvisninger", "henvisningen"), ("legen", "legene"), ("epikrisa", "epikrise")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("sykehus", "sykehjem"), ("fastlege", "faste"), ("resept", "reseptor")])
def test_unlike_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)

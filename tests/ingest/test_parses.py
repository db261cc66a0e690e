"""Parses for readers: each sentence a tree, its words those of the text, every label with a Norwegian name."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from ingest.parses import RELATIONS, WORD_CLASSES, parses
from ingest.pipeline import pipeline
from tests.support import AGDER, real

TEXT = "Fastlegen skal sende henvisningen. Sykehuset/avtalespesialisten svarer innen en uke."


def test_each_sentence_is_a_tree_over_its_words() -> None:
    found = parses(TEXT, 0, len(TEXT))
    assert [parse.text for parse in found] == [
        "Fastlegen skal sende henvisningen .",
        "Sykehuset eller avtalespesialisten svarer innen en uke .",
    ]
    for parse in found:
        numbers = [token.number for token in parse.tokens]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [token.relation for token in parse.tokens if not token.head] == ["rot"]
        for token in parse.tokens:
            assert not token.head or parse.tokens[token.head - 1].word == token.head_word


def test_a_parse_says_who_does_what() -> None:
    first = parses(TEXT, 0, len(TEXT))[0].tokens[0]
    assert (first.word, first.word_class, first.relation, first.head_word) == (
        "Fastlegen", "substantiv", "subjekt (nsubj)", "sende",
    )  # fmt: skip


def test_every_label_of_the_pipeline_has_a_norwegian_name() -> None:
    labels = {label.lower() for label in pipeline().get_pipe("parser").labels}
    assert {label for label in labels if label not in RELATIONS} == set()
    read = real(AGDER)
    for clause in read.clauses[:40]:
        for parse in parses(read.document.text, clause.start, clause.end):
            assert {token.word_class for token in parse.tokens} <= set(WORD_CLASSES.values())


def test_the_drawing_is_an_svg_with_every_word_in_the_colours_asked_for() -> None:
    for parse in parses(TEXT.replace("uke", "<uke> & år"), 0, len(TEXT) + 11):
        drawn = parse.drawing(colour="#061A1D", ground="#EEF5F5")
        root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
        assert root.tag.endswith("svg")
        assert "#061A1D" in drawn
        assert "#EEF5F5" in drawn
        words = "".join(root.itertext())
        assert all(token.word in words for token in parse.tokens)

"""The drawing of a norm, for every norm of the guideline."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

from kg.model import Modality, Norm
from qa.opening import open_engine
from views.diagram import WIDTH, image, svg
from views.markup import marked


def test_every_norm_can_be_drawn_within_its_width(home: Path) -> None:
    for norm in open_engine().library.all_norms("agder-2024"):
        drawing = ElementTree.fromstring(svg(norm))  # noqa: S314 (drawn by the program itself)
        for rect in drawing.iter("{http://www.w3.org/2000/svg}rect"):
            assert float(rect.get("x", 0)) >= 0
            assert float(rect.get("x", 0)) + float(rect.get("width", 0)) <= WIDTH


def test_markup_in_a_norm_stays_text() -> None:
    norm = Norm("n", "d", "1", "1", "c", "<b> & «x»", 0, 9, Modality.OBLIGATION, bearers=("<script>",))
    ElementTree.fromstring(svg(norm))  # noqa: S314 (drawn by the program itself)
    assert "<script>" not in svg(norm)
    assert "<script>" not in image(norm)


def test_a_text_without_the_words_is_marked_whole() -> None:
    assert marked("a < b", "noe annet") == "<mark>a &lt; b</mark>"
    assert marked("a < b", "") == "<mark>a &lt; b</mark>"

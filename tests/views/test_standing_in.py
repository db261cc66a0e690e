"""Pages over a damaged build: they answer from one that stands in, and say so; lost records are told of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home


@pytest.fixture
def damaged(own_home: Path) -> Path:
    """A home whose build in use is damaged, beside a whole one of the same editions."""
    built = (own_home / "current").resolve()
    for name in ("one", "other"):
        shutil.copytree(built, own_home / "builds" / name)
    (own_home / "current").unlink()
    Home(own_home).point_to(own_home / "builds" / "one")
    (own_home / "builds" / "one" / "index" / "index.json").write_text("")
    return own_home


@pytest.mark.usefixtures("damaged")
def test_the_page_of_documents_says_what_is_wrong_and_shows_the_document(document: Callable[..., AppTest]) -> None:
    at = document()
    assert not at.exception
    (warning,) = at.warning
    assert "er skadet" in warning.value
    assert "ansvar build" in warning.value
    assert at.selectbox


@pytest.mark.usefixtures("damaged")
def test_the_page_of_the_committee_says_so_too(overlaps: Callable[..., AppTest], damaged: Path) -> None:
    (damaged / "assessments.jsonl").write_bytes(b'{"act": \n')
    at = overlaps()
    assert not at.exception
    warnings = [each.value for each in at.warning]
    assert sum("er skadet" in each for each in warnings) == 1
    assert sum("1 post i" in each for each in warnings) == 1


def test_the_page_of_feedback_tells_of_lost_lines(feedback: Callable[[], AppTest], own_home: Path) -> None:
    (own_home / "feedback.jsonl").write_bytes(b'{"verdict": "right"\n\xc3\n')
    at = feedback()
    assert not at.exception
    assert "2 poster i" in at.warning[0].value

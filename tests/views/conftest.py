"""A folder that a page may write to, over the build that all tests share, and the pages without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import home_over

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


@pytest.fixture
def own_home(home: Path, ansvar_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own whose current build is the shared one."""
    folder = home_over(home, tmp_path / "own")
    monkeypatch.setenv("ANSVAR_HOME", str(folder))
    return folder


def _sources() -> None:
    from views import sources

    sources.page()


def _graph() -> None:
    from views import graph

    graph.page()


def _overlaps() -> None:
    from views import overlaps

    overlaps.page()


def _feedback() -> None:
    from views import feedback

    feedback.page()


@pytest.fixture
def feedback() -> Callable[[], AppTest]:
    """Open the list of feedback."""
    return lambda: AppTest.from_function(_feedback, default_timeout=SECONDS).run()


@pytest.fixture
def overlaps() -> Callable[..., AppTest]:
    """Open the page of the committee, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_function(_overlaps, default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


@pytest.fixture
def chat() -> Callable[..., AppTest]:
    """Open the chat, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


@pytest.fixture
def document() -> Callable[..., AppTest]:
    """Open the page of documents, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_function(_sources, default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


@pytest.fixture
def graph() -> Callable[..., AppTest]:
    """Open the graph, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_function(_graph, default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


@pytest.fixture
def html() -> Callable[[AppTest], str]:
    """All HTML that a page draws itself."""

    def drawn(at: AppTest) -> str:
        return "\n".join(element.proto.body for element in at.get("html"))

    return drawn


def _quiz() -> None:
    from views import quiz

    quiz.page()


def _course() -> None:
    from views import course

    course.page()


@pytest.fixture
def quiz() -> Callable[[], AppTest]:
    """Open the quiz."""
    return lambda: AppTest.from_function(_quiz, default_timeout=SECONDS).run()


@pytest.fixture
def course() -> Callable[..., AppTest]:
    """Open the course, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_function(_course, default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


def _collection() -> None:
    from views import collection

    collection.page()


@pytest.fixture
def collection() -> Callable[[], AppTest]:
    """Open the page of editions."""
    return lambda: AppTest.from_function(_collection, default_timeout=SECONDS).run()

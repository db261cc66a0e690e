"""An engine over the real guideline, opened once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.home import Home
from qa.engine import Engine
from qa.opening import open_engine


@pytest.fixture(scope="session")
def engine(home: Path) -> Engine:
    """The engine that the command line and the page open."""
    return open_engine(Home(home))

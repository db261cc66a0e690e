"""An engine over the real guideline, opened once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.home import Home
from qa.engine import Engine
from qa.evaluation import Evaluation, evaluate
from qa.gold import read_gold
from qa.opening import open_engine
from tests.support import GOLD


@pytest.fixture(scope="session")
def engine(home: Path) -> Engine:
    """The engine that the command line and the page open."""
    return open_engine(Home(home))


@pytest.fixture(scope="session")
def evaluation(engine: Engine) -> Evaluation:
    """The development questions, put to the engine once a run."""
    return evaluate(engine, read_gold(GOLD / "questions.dev.jsonl"))

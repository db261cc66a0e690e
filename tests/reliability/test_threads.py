"""What the users of one process share gives each of them what it would give one alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.home import Home
from ontology.words import stem
from qa.opening import open_engine
from tests.support import AGDER, gold

THREADS = 8


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns after microseconds, as they do where a machine has much to do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_words_are_stemmed_alike_in_all_threads(restless: None) -> None:
    """The stemmer was shared: threads gave each other's stems, which the cache kept, or failed with an IndexError."""
    words = sorted(set(AGDER.read_text(encoding="utf-8").split()))
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(THREADS) as pool:
        for together in pool.map(lambda _: [stem.__wrapped__(word) for word in words], range(2 * THREADS)):
            assert together == alone


def test_questions_are_answered_alike_in_all_threads(home: Path, restless: None) -> None:
    asked = [str(record["question"]) for record in gold("questions.dev.jsonl")][:40]

    def answers(engine: object) -> dict[str, str]:
        def said(question: str) -> str:
            record = engine.ask(question).as_record("")  # type: ignore[attr-defined]
            return json.dumps({name: value for name, value in record.items() if name != "elapsed_ms"})

        with ThreadPoolExecutor(THREADS) as pool:
            return dict(zip(asked, pool.map(said, asked), strict=True))

    one = open_engine(Home(home))
    alone = {question: one.ask(question).as_record("") for question in asked}
    expected = {
        question: json.dumps({name: value for name, value in record.items() if name != "elapsed_ms"})
        for question, record in alone.items()
    }
    stem.cache_clear()
    assert answers(open_engine(Home(home))) == expected

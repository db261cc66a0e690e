"""From a store elsewhere come the same answers as from the build itself, with few requests for each."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kg.home import Home
from qa.answers import Answer
from qa.opening import open_engine
from tests.stores.conftest import Elsewhere
from tests.stores.gate import gate
from tests.support import ROOT, gold

QUESTIONS = [str(each["question"]) for each in gold("questions.dev.jsonl")]
MOST_REQUESTS = 3
"""Requests to the SPARQL endpoint that a question needs at most, once the engine is warm."""


def told(answer: Answer) -> dict[str, Any]:
    """Return all of an answer but the time it took and its confidence."""
    said = asdict(answer)
    for name in ("elapsed_ms", "confidence"):
        said.pop(name)
    return said


def test_all_development_questions_are_answered_alike(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = open_engine(Home(home))
    mine = [here.ask(question) for question in QUESTIONS]
    there = open_engine(elsewhere.use(monkeypatch))
    theirs = [there.ask(question) for question in QUESTIONS]
    assert len(mine) == 110
    for one, other in zip(mine, theirs, strict=True):
        assert told(one) == told(other)
        assert one.confidence == pytest.approx(other.confidence, abs=1e-4)


def test_a_question_takes_few_requests(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    home = elsewhere.use(monkeypatch)
    with gate(elsewhere.store) as counted:
        monkeypatch.setenv("ANSVAR_STORE", counted.address)
        engine = open_engine(home)
        engine.ask(QUESTIONS[0])
        numbers = []
        for question in QUESTIONS[1:]:
            before = len(counted.seen)
            engine.ask(question)
            numbers.append(len(counted.seen) - before)
    assert set(counted.seen) == {"query"}
    assert 1 < max(numbers) <= MOST_REQUESTS
    assert sum(numbers) / len(numbers) <= 2


def test_questions_by_edition_and_by_document_are_answered_alike(
    revised: Path, revised_elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    questions = ("Hvem skriver sykmelding etter operasjon?", "Når skal epikrisen sendes?", "Hvem leser epikrisen?")
    days = (date(2023, 6, 1), None)
    mine = [open_engine(Home(revised), on=day).ask(question) for day in days for question in questions]
    home = revised_elsewhere.use(monkeypatch)
    theirs = [open_engine(home, on=day).ask(question) for day in days for question in questions]
    assert [told(each) for each in mine] == [told(each) for each in theirs]
    assert len({each.text for each in mine}) > len(questions)


def test_the_server_answers_from_there_and_says_where(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.server.conftest import start

    elsewhere.use(monkeypatch)
    secret = {f"{name}_PASSWORD": "hemmelig" for name in ("ANSVAR_STORE", "ANSVAR_VECTORS")}
    process, address = start(elsewhere.folder, tmp_path / "log", **secret)

    def fetched(path: str) -> Any:
        with urllib.request.urlopen(address + path, timeout=60) as found:  # noqa: S310 (our own server)
            return json.loads(found.read())

    log = (elsewhere.folder / "audit.jsonl").read_text(encoding="utf-8")
    settings = json.loads(log.splitlines()[-1])["settings"]
    assert (settings["ANSVAR_STORE"], settings["ANSVAR_VECTORS"]) == (elsewhere.store, elsewhere.vectors)
    assert set(secret) <= set(settings)
    assert "hemmelig" not in log
    try:
        health = fetched("/healthz")
        assert (health["graph"], health["vectors"]) == (elsewhere.store, elsewhere.vectors)
        assert fetched("/api/norms?limit=1")["total"] == Home(elsewhere.folder).open().manifest.norms
        named = fetched("/sparql?query=SELECT%20DISTINCT%20%3Fg%20%7BGRAPH%20%3Fg%7B%3Fs%20%3Fp%20%3Fo%7D%7D")
        assert [row["g"]["value"] for row in named["results"]["bindings"]] == [
            "https://w3id.org/ansvarsgraf/doc/agder-2024/2024"
        ]
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_page_answers_and_says_so_when_the_store_is_gone(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.testing.v1 import AppTest

    elsewhere.use(monkeypatch)

    def gone(*_: object) -> None:
        raise ConnectionError

    with gate(elsewhere.store) as between:
        monkeypatch.setenv("ANSVAR_STORE", between.address)
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        page.chat_input[0].set_value("Hvem skriver sykmelding etter operasjon?").run()
        assert not page.exception
        assert any('class="av-role">Sykehuslege<' in each.proto.body for each in page.get("html"))
        between.before = gone
        page.chat_input[0].set_value("Hvem bestiller drosje til pasienten?").run()
        assert not page.exception
        (error,) = page.error
        assert "kan ikke nås" in error.value
        between.before = lambda *_: None
        page.chat_input[0].set_value("Hvem bestiller drosje til pasienten?").run()
        assert not page.exception
        # The conversation goes on below what could not be answered.
        assert len(page.error) == 1
        assert len(page.chat_message) == 6

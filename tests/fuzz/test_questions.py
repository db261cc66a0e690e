"""Whatever is asked, by whichever way: an answer, silence or a refusal, in bounded time, and never a traceback."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from kg.home import Home
from qa.answers import Answer, Status
from qa.engine import Engine
from qa.guard import LONGEST_QUESTION
from qa.opening import open_engine
from tests.fuzz.texts import texts
from tests.support import ROOT, ansvar

SECONDS = 6.0
"""Of the processor, for any question: what a question of the longest length takes, many times over."""
FIXED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
STATUSES = {status.value for status in Status}


@pytest.fixture(scope="module")
def engine(home: Path) -> Engine:
    made = open_engine(Home(home))
    made.ask("Hvem skriver sykmelding etter operasjon?")
    return made


def looked_at(engine: Engine, text: str, after: Answer | None = None) -> Answer:
    """Ask, and look at what comes."""
    started = time.thread_time()
    answer = engine.ask(text, after=after)
    assert time.thread_time() - started < SECONDS, len(text)
    assert answer.text.strip()
    if answer.status is Status.REFUSED:
        assert answer.question == ""
        assert not answer.citations
    elif answer.status is Status.ANSWERED:
        assert answer.citations
        for cited in answer.citations:
            assert engine.build.source(cited.document)[cited.start : cited.end].split() == cited.quote.split()
    json.dumps(answer.as_record(""), ensure_ascii=False).encode()
    return answer


@settings(FIXED, max_examples=100)
@given(texts())
@example("\ufdfa" * 1999)
@example("a" * 2000)
@example("å" * LONGEST_QUESTION)
@example("a@" * 1000)
@example("fastlege" * 250)
@example("f. " * 666)
def test_the_engine(engine: Engine, text: str) -> None:
    looked_at(engine, text)


@settings(FIXED, max_examples=25)
@given(texts(300), texts(300))
def test_the_engine_after_another_question(engine: Engine, first: str, second: str) -> None:
    looked_at(engine, second, looked_at(engine, first))


@settings(FIXED, max_examples=25)
@given(
    st.sampled_from(["a", "a@", " ", "\u0301", "1 2 3 4 ", "\ufdfa", "født 1.", "Hvem ", "\x00", "\U0010ffff", "a."]),
    st.sampled_from([10_000, 100_000, 1_000_000]),
)
def test_a_megabyte_is_refused_at_once(engine: Engine, piece: str, size: int) -> None:
    text = (piece * size)[:size]
    assert looked_at(engine, text).status is Status.REFUSED


@settings(FIXED, max_examples=3)
@given(lines=st.lists(texts(1_000), min_size=15, max_size=25))
def test_lines_of_json_on_the_command_line(
    home: Path, lines: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [json.dumps({"id": n, "question": text}, ensure_ascii=n % 2 == 0) for n, text in enumerate(lines)]
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin="\n".join(asked) + "\n")
    assert (ran.status, ran.err) == (0, "")
    records = [json.loads(line) for line in ran.out.split("\n") if line]
    assert [record["id"] for record in records] == list(range(len(lines)))
    assert [record["question"] for record in records] == lines
    assert {record["status"] for record in records} <= STATUSES


@pytest.mark.parametrize(
    "line",
    ['{"id": 1, "question": "Hvem \\ud800?"}', '{"id": "\\udfff", "question": "Hvem?"}',
     '{"id": 1, "question": "Hvem?", "x": ' + "[" * 100_000, "[" * 100_000, '{"id": 1e999, "question": null}',
     "\x00", '{"id": 1, "question": "a\x00"}'],
    ids=range(7),
)  # fmt: skip
def test_a_line_that_is_no_text_or_has_no_end_is_one_line(
    home: Path, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a character and a thousand levels were tracebacks."""
    ran = ansvar(capsys, monkeypatch, "ask", "--jsonl", stdin=line + "\n")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("Feil: Linje 1 ")


@pytest.mark.parametrize("command", ["norms", "ask", "sparql", "role", "info", "remove", "diff", "quiz"])
def test_an_argument_that_is_no_text_is_one_line(home: Path, command: str) -> None:
    """Bytes that are no UTF-8 could not be written back: a traceback instead of the line."""
    import subprocess
    import sys

    done = subprocess.run(  # in Python, since tests/support.py speaks text
        [sys.executable, "-c", "import cli; cli.main()", command, b"Hvem \xff?", "--as-of", b"\xfe"],
        cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"Feil: ")
    assert done.stderr.count(b"\n") == 1


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[Callable[[str], AppTest]]:
    """The chat, in which one question follows the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSVAR_HOME", str(home))
        opened = [AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()]

        def asked(text: str) -> AppTest:
            if len(opened[0].session_state["messages"]) > 3:
                opened[0].session_state["messages"].clear()
            opened[0] = opened[0].chat_input[0].set_value(text).run()
            return opened[0]

        yield asked


@settings(FIXED, max_examples=25)
@given(texts(2_500))
def test_the_chat(page: Callable[[str], AppTest], text: str) -> None:
    at = page(text)
    assert not at.exception
    message = at.session_state["messages"][-1]
    assert not message.error
    assert message.answer.status in Status


@settings(FIXED, max_examples=8)
@given(texts(1_500))
def test_the_chat_by_an_address(home: Path, text: str) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.query_params["q"] = text
    at.query_params["dokument"] = text
    assert not at.run().exception


def posted(address: str, body: bytes) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
    found = connection.getresponse()
    answer = found.status, found.getheader("content-type") or "", found.read()
    connection.close()
    return answer


@settings(FIXED, max_examples=50)
@given(texts(5_000), st.booleans())
def test_the_api(server: str, text: str, escaped: bool) -> None:
    status, kind, body = posted(server, json.dumps({"question": text}, ensure_ascii=escaped).encode())
    if status == 200:
        assert json.loads(body)["status"] in STATUSES
        return
    assert status in (413, 422)
    assert len(text) > 4_000 or len(text.encode()) > 10_000
    assert kind == "application/problem+json"


@settings(FIXED, max_examples=50)
@given(st.binary(max_size=2_000) | texts(500).map(str.encode)
       | st.recursive(st.none() | st.integers() | st.floats() | texts(20), lambda inner: st.lists(inner, max_size=3)
                      | st.dictionaries(st.sampled_from(["question", "documents", "x"]), inner, max_size=3))
       .map(lambda made: json.dumps(made).encode()))  # fmt: skip
@example(b'{"question": "\\ud800"}')
@example(b'{"question": "a", "documents": ' + b"[" * 50_000)
@example(b'{"question": "a", "documents": ["' + b"x" * 50_000 + b'"]}')
def test_the_api_on_what_is_no_question(server: str, body: bytes) -> None:
    status, kind, said = posted(server, body)
    assert status in (200, 400, 404, 413, 422)
    assert kind == ("application/json" if status == 200 else "application/problem+json")
    assert b"Traceback" not in said

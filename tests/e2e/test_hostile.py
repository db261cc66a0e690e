"""A document, a name, a note or a question that holds markup is shown as it is, and never runs: on every page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from kg.home import Home
from tests.e2e.conftest import serving
from tests.e2e.hostile import HOST, HTML, MARK, MARKDOWN, QUESTION, built
from tests.server.conftest import start
from tests.support import ROOT

pytestmark = pytest.mark.browser

PAGES = {
    "Dokument": ("/dokument", "/dokument?document=ond@1", "/dokument?document=side", "/dokument?document=mappe",
                 "/dokument?clause=ond/sec_1.1__point_1"),
    "Min rolle": ("/rolle?role=fastlege", "/rolle?role=sykehuslege&dokument=ond"),
    "Quiz": ("/quiz",),
    "Kurs": ("/kurs?seed=7&antall=4&type=bearer",),
    "Graf": ("/graf", "/graf?role=fastlege"),
    "Overlapp": ("/overlapp", "/overlapp?vis=Alle+par", "/overlapp?vis=Matrise", "/overlapp?vis=Hull"),
    "Endringer": ("/endringer",),
    "SPARQL": ("/sparql",),
    "Tilbakemeldinger": ("/tilbakemeldinger",),
}  # fmt: skip
SENTINEL = "return window.__pwned === undefined ? '' : String(window.__pwned)"
# What no page of ours has: it would be markup of the document's.
FOREIGN = f"""return [...document.querySelectorAll(
  "[onerror],[onload],[onclick],iframe[srcdoc],a[href^='javascript:' i],[src*='{HOST}'],img[src='x']")]
  .map((each) => each.outerHTML.slice(0, 200))"""
# The labels of the buttons, read at once: a page that is still being drawn takes elements away in between.
LABELS = "return [...document.querySelectorAll('button')].map((each) => each.innerText.trim())"
REST = "SELECT ?s ?t { ?s ?p ?t FILTER(CONTAINS(STR(?t), 'onerror')) }"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home with the hostile guideline."""
    folder = tmp_path_factory.mktemp("hostile")
    built(folder / "documents", Home(folder / "home"))
    return folder / "home"


@pytest.fixture(scope="module")
def address(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over it, with what people said of it."""
    folder = tmp_path_factory.mktemp("served")
    for name in ("reviews.nq", "assessments.jsonl", "feedback.jsonl"):
        shutil.copy(hostile / name, folder / name)
    with serving(hostile, folder, ANSVAR_UPLOADS="on") as found:
        yield found


@pytest.fixture
def window(browser: Any, address: str) -> Any:
    browser.address = address
    browser.asked()
    return browser


def check(window: Any) -> None:
    """Nothing of a document's has run, stands on the page as markup, or was asked for."""
    assert window.driver.execute_script(SENTINEL) == ""
    assert window.driver.execute_script(FOREIGN) == []
    assert elsewhere(window) == []


def elsewhere(window: Any) -> list[str]:
    """What was asked of the attacker's machine."""
    return [url for url in window.asked() if urlsplit(url).hostname == HOST]


def shown(window: Any) -> str:
    return str(window.driver.execute_script("return document.body.textContent"))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_runs_what_a_document_says(window: Any, page: str) -> None:
    seen = ""
    for path in PAGES[page]:
        window.open(path)
        for label in ("Start quizen", "Start", "Vis svaret", "Kjør"):
            if label in window.driver.execute_script(LABELS):
                window.press(label)
        window.unfold()
        check(window)
        seen += shown(window)
    assert MARK in seen or page in ("Quiz", "SPARQL"), f"{page} shows no attack"


def test_the_chat_shows_a_question_and_its_answer_as_text(window: Any) -> None:
    window.open("/?q=" + quote(QUESTION))
    window.unfold()
    check(window)
    answer = window.ask(f"Hvem skal sende epikrise? {HTML[:120]} {MARKDOWN}")
    window.unfold()
    check(window)
    assert answer
    assert shown(window).count("window.__pwned=5") > 1


def test_a_query_shows_clauses_as_text(window: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    window.open("/sparql")
    area = window.found("textarea")[0]
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys(REST)
    area.send_keys(Keys.CONTROL, Keys.ENTER)
    window.until(lambda: window.found(".av-rows"))
    check(window)
    assert MARK in window.found(".av-rows")[0].text


@pytest.mark.parametrize(
    "words",
    [
        ("overlaps", "--document", "ond", "-o", "{}"),
        ("diff", "ond@1", "ond@2", "-o", "{}"),
        ("compare", "ond", "side", "-o", "{}"),
    ],
    ids=lambda words: words[0],
)
def test_no_report_runs_what_a_document_says(
    window: Any, hostile: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "rapport.html"
    done = subprocess.run(
        [sys.executable, "-m", "cli", *(str(path) if word == "{}" else word for word in words)],
        cwd=ROOT, env={**os.environ, "ANSVAR_HOME": str(hostile)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # A report forbids scripts by a policy of its own: without it, the escaping has to do alone.
    text = path.read_text(encoding="utf-8")
    policy = re.compile(r"<meta http-equiv='Content-Security-Policy'[^>]*>")
    assert policy.search(text)
    for content in (text, policy.sub("", text)):
        path.write_text(content, encoding="utf-8")
        window.driver.get(path.as_uri())
        check(window)
        assert MARK in shown(window)
        assert window.driver.execute_script("return document.querySelectorAll('script,img,svg,iframe').length") == 0


def test_the_picture_of_the_graph_that_is_saved_holds_no_markup_of_a_document(window: Any) -> None:
    """The poster is drawn by a script of the program's; what it draws is text."""
    window.open("/graf?role=fastlege")
    window.until(lambda: window.found("svg text"))
    check(window)
    assert window.driver.execute_script(
        "return document.querySelectorAll('svg script, svg image, svg foreignObject, svg a[*|href]').length"
    ) == 0  # fmt: skip


@pytest.fixture(scope="module")
def endpoint(hostile: Path, address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``ansvar serve`` over the hostile guideline."""
    process, found = start(hostile, tmp_path_factory.mktemp("log") / "log", ANSVAR_PAGE=address)
    yield found
    process.terminate()
    process.wait(timeout=20)


def test_the_server_runs_nothing_either(window: Any, endpoint: str) -> None:
    attack = quote(HTML, safe="")
    for path in (
        "/docs", "/concepts", "/ns", "/graph", "/api/documents", "/api/norms?limit=500", "/api/overlaps", "/doc/ond/2",
        f"/doc/{attack}", f"/doc/ond/2/{attack}", f"/concept/{attack}", f"/graph.{attack}", f"/{attack}",
        f"/api/norms?role={attack}&document={attack}", f"/sparql?query={attack}", "/sparql?query=" + quote(REST),
    ):  # fmt: skip
        window.driver.get(endpoint + path)
        assert window.driver.execute_script(SENTINEL) == "", path
        assert window.driver.execute_script(FOREIGN) == [], path
    assert elsewhere(window) == []

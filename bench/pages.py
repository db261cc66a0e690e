"""The first paint of each page in a warm server, in a real browser, against one second and against the chat's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from bench.tables import Row, Table
from bench.timing import ROOT, built_home

TIMES = 5
AIM = 1.0
PATHS = {
    "Spør": "/",
    "Min rolle": "/rolle?role=fastlege",
    "Quiz": "/quiz",
    "Kurs": "/kurs?seed=7",
    "Dokument": "/dokument",
    "Graf": "/graf?role=fastlege",
    "Overlapp": "/overlapp",
    "SPARQL": "/sparql",
    "Tilbakemeldinger": "/tilbakemeldinger",
}
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# The moment at which the page's heading stands there, in milliseconds from the start of the navigation.
_WATCH = """
new MutationObserver((_, self) => {
  if (document.querySelector('.stMain h1')) { window.avPainted = performance.now(); self.disconnect(); }
}).observe(document, {childList: true, subtree: true});
"""


def tables() -> list[Table]:
    """Measure, and return the table."""
    with _server() as address, _browser() as driver:
        taken: dict[str, list[float]] = {name: [] for name in PATHS}
        for number in range(TIMES + 1):
            for name, path in PATHS.items():
                painted = _painted(driver, address + path)
                if number:  # the first visit of each warms its caches
                    taken[name].append(painted)
    chat = median(taken["Spør"])
    rows = [
        Row(name, "one second", median(times), AIM, f"{median(times) / chat:.1f} × the chat's")
        for name, times in taken.items()
    ]
    return [Table(f"pages: first paint of the heading, warm, medians of {TIMES}", rows)]


def _painted(driver: Any, address: str) -> float:
    """Open a page anew and return when its heading was there, in seconds."""
    driver.get("about:blank")
    driver.get(address)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := driver.execute_script("return window.avPainted"):
            _rest(driver, until)
            return float(found) / 1000
        time.sleep(0.05)
    raise TimeoutError(address)


def _rest(driver: Any, until: float) -> None:
    """Wait until the page has drawn all, so that nothing of it falls on the next."""
    state = "return document.querySelector('.stApp').dataset.testScriptState"
    while time.monotonic() < until and driver.execute_script(state) != "notRunning":
        time.sleep(0.05)


@contextmanager
def _server() -> Iterator[str]:
    """Start the app over the guideline that ships with the program."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "ANSVAR_HOME": str(built_home()), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()  # noqa: S310 (our own server)
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def _browser() -> Iterator[Any]:
    """Start Chromium by Selenium (of the development extras)."""
    from selenium import webdriver

    os.environ.update(SE_OFFLINE="true", SE_AVOID_STATS="true")
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options)
    try:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
        yield driver
    finally:
        driver.quit()

"""A real server on loopback and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import home_over

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 90
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Start the app over the current build of a home, in a home of its own, and return its address."""
    with ExitStack() as started:
        yield lambda home: started.enter_context(serving(home, tmp_path_factory.mktemp("served")))


@contextmanager
def serving(home: Path, folder: Path, **settings: str) -> Iterator[str]:
    """Run the app over a build in a folder of its own, and give its address."""
    home_over(home, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "ANSVAR_HOME": str(folder), "PYTHONPATH": str(ROOT), **settings},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(home: Path, serve: Callable[[Path], str]) -> str:
    """The address of the running app, over the shared build."""
    return serve(home)


def _await(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 (our own server)
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The app did not start:\n{log.read_text()}", pytrace=False)


class Browser:
    """A window on the app, in the words of the tests."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str = "/", *, width: int = 1280, height: int = 1000, dark: bool = False) -> None:
        """Open a page of the app in a window of a size."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get(self.address + path)
        self.until(lambda: self.found("h1"))
        self.settle()

    def found(self, selector: str) -> list[Any]:
        """Return the elements of a CSS selector."""
        return list(self.driver.find_elements("css selector", selector))

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        from selenium.common.exceptions import WebDriverException
        from selenium.webdriver.support.wait import WebDriverWait

        # An element that is gone meanwhile is told of as stale, or as an error of the browser's inspector.
        wait = WebDriverWait(self.driver, SECONDS, 0.1, ignored_exceptions=[WebDriverException])
        wait.until(lambda _: holds())

    def settle(self) -> None:
        """Wait until the app rests."""
        self.until(lambda: self.found("[data-testid=stApp][data-test-script-state=notRunning]"))
        time.sleep(0.3)
        self.until(lambda: self.found("[data-testid=stApp][data-test-script-state=notRunning]"))

    def ask(self, question: str) -> str:
        """Type a question, and return the text of its answer."""
        from selenium.webdriver.common.keys import Keys

        before = len(self.found("[data-testid=stChatMessage]"))
        self.found("[data-testid=stChatInputTextArea]")[0].send_keys(question, Keys.ENTER)
        self.until(lambda: len(self.found("[data-testid=stChatMessage]")) >= before + 2)
        self.settle()
        return str(self.found("[data-testid=stChatMessage]")[-1].text)

    def press(self, label: str) -> None:
        """Press the last button with a label, by keyboard."""
        from selenium.webdriver.common.keys import Keys

        button = [each for each in self.found("button") if label in each.text][-1]
        self.driver.execute_script("arguments[0].focus()", button)
        button.send_keys(Keys.ENTER)
        time.sleep(0.3)
        self.settle()

    def focused(self) -> str:
        """Return what names the element that has the focus."""
        script = "const e = document.activeElement; return e.textContent.trim() || e.dataset.testid"
        return str(self.driver.execute_script(script))

    def unfold(self) -> None:
        """Open all expanders."""
        for summary in self.found("[data-testid=stExpander] summary"):
            self.driver.execute_script("arguments[0].click()", summary)
        self.settle()

    def asked(self) -> list[str]:
        """Return the addresses that the browser has asked for since this was last called."""
        import json

        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [str(each["request"]["url"]) for each in sent]

    def faults(self) -> list[str]:
        """Return axe-core's serious and critical violations."""
        import axe_playwright_python

        axe = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
        self.driver.execute_script(axe.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
        return [
            f"{fault['id']}: {fault['nodes'][0]['html']}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Debian's Chromium, or another that the path knows, with an empty profile."""
    from selenium import webdriver

    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.fail("chromium and chromedriver are needed (apt-get install chromium chromium-driver)", pytrace=False)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    driver.set_script_timeout(SECONDS)
    yield driver
    driver.quit()


@pytest.fixture
def browser(server: str, driver: Any) -> Browser:
    """A window on the running app."""
    return Browser(driver, server)

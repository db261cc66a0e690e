"""Logging in as a reader, as one of the committee, as a stranger, and being logged out by time: a real provider."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT, home_over

pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_answer(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own server)
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(log.read_text(), pytrace=False)


@pytest.fixture(scope="module")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """The addresses of the app with login and of its provider, and the app's own home."""
    folder = home_over(home, tmp_path_factory.mktemp("login"))
    port, provider_port = free_port(), free_port()
    provider = f"http://127.0.0.1:{provider_port}"
    # The app's own configuration, with secrets beside it: the work folder of the tests gets none.
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text((ROOT / ".streamlit" / "config.toml").read_text())
    (folder / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{os.urandom(24).hex()}"\n'
        f'client_id = "ansvarsgraf"\nclient_secret = "{os.urandom(8).hex()}"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    log, script = folder / "log", str(ROOT / "tests/e2e/provider.py")
    app = ("streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port))
    login = {"": "on", "_CLAIM": "groups", "_COMMITTEE": "msu, ledelse", "_READER": "leger"}
    env = {**os.environ, "ANSVAR_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    env |= {f"ANSVAR_LOGIN{name}": value for name, value in login.items()}
    run: Any = {"cwd": folder, "env": env, "stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    with log.open("wb") as out:
        started = [
            subprocess.Popen([sys.executable, script, str(provider_port)], stdout=out, **run),
            subprocess.Popen([sys.executable, "-m", *app], stdout=out, **run),
        ]
    try:
        await_answer(f"{provider}/jwks", started[0], log)
        await_answer(f"http://127.0.0.1:{port}/_stcore/health", started[1], log)
        yield f"http://127.0.0.1:{port}", provider, folder
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


@pytest.fixture
def window(browser: Any, served: tuple[str, str, Path]) -> Iterator[Any]:
    """The browser on that app, nobody logged in."""
    browser.address = served[0]
    browser.driver.delete_all_cookies()
    yield browser
    browser.driver.delete_all_cookies()


def log_in(window: Any, provider: str, **claims: object) -> None:
    """Press the button, with a provider that claims this."""
    request = urllib.request.Request(  # noqa: S310 (our own server)
        f"{provider}/next", json.dumps(claims).encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(request).close()  # noqa: S310
    window.open()
    window.driver.delete_all_cookies()
    window.open()
    assert window.found("h1")[0].text == "Logg inn"
    button = next(each for each in window.found(".stButton button") if "Logg inn" in each.text)
    button.click()
    window.until(lambda: "utløpt" in body(window) or any("Logg ut" in b.text for b in window.found("button")))
    window.settle()


def body(window: Any) -> str:
    return "".join(str(each.text) for each in window.found("body"))


def pages(window: Any) -> list[str]:
    return [each.text for each in window.found("[data-testid=stTopNavLink]")]


def test_nobody_sees_anything_before_they_log_in(window: Any) -> None:
    for path in ("/", "/dokument", "/tilbakemeldinger", "/overlapp", "/?q=Hvem%20skriver%20sykmelding"):
        window.open(path)
        assert window.found("h1")[0].text == "Logg inn", path
        assert "sykmelding" not in body(window).lower()
        assert pages(window) == []
    assert window.faults() == []


def test_a_reader_asks_and_reads_and_changes_nothing(window: Any, served: tuple[str, str, Path]) -> None:
    log_in(window, served[1], sub="1", name="Liv <b>Leser</b>", groups=["leger", "andre"])
    assert "Liv <b>Leser</b> (leser)" in body(window)
    assert "Sykehuslegen" in window.ask("Hvem skriver sykmelding etter operasjon?")
    assert window.faults() == []
    window.open("/overlapp")
    window.until(lambda: window.found(".st-key-par-1"))
    assert "Marker par" not in body(window)
    window.open("/tilbakemeldinger")
    assert window.found("h1")[0].text != "Tilbakemeldinger"
    window.open("/dokument?clause=agder-2024/sec_11__point_3")
    window.unfold()
    window.until(lambda: "Lest ut av punktet" in body(window))
    assert "Rett normen" not in body(window)


def test_the_committee_assesses_under_the_name_of_the_login(window: Any, served: tuple[str, str, Path]) -> None:
    log_in(window, served[1], sub="2", name="Kari Komité", groups="msu")
    window.open("/tilbakemeldinger")
    assert window.found("h1")[0].text == "Tilbakemeldinger"
    window.open("/overlapp")
    window.until(lambda: window.found(".st-key-par-1 [data-testid=stExpander] summary"))
    summary = next(s for s in window.found(".st-key-par-1 summary") if "Marker par 1" in s.text)
    window.driver.execute_script("arguments[0].click()", summary)
    window.until(lambda: any("Lagre vurderingen" in each.text for each in window.found("button")))
    assert window.found("input[aria-label='Vurdert av']") == []
    window.press("Lagre vurderingen")
    window.until(lambda: "Lagret: par 1" in body(window))
    (line,) = [line for line in map(json.loads, (served[2] / "audit.jsonl").read_text().splitlines())
               if line["what"] == "assessment"]  # fmt: skip
    assert line["who"] == "login:Kari Komité"
    assert json.loads((served[2] / "assessments.jsonl").read_text())["who"] == "Kari Komité"
    window.press("Logg ut")
    window.until(lambda: window.found("h1") and window.found("h1")[0].text == "Logg inn")


def test_a_login_ends_with_its_token(window: Any, served: tuple[str, str, Path]) -> None:
    # On a busy machine a short login has ended before its page is drawn.
    for seconds in (12, 30, 60):
        log_in(window, served[1], sub="3", name="Kort", groups=["msu"], seconds=seconds)
        if "Kort (komité)" in body(window):
            break
    assert "Kort (komité)" in body(window)
    time.sleep(seconds + 0.5)
    window.found("[data-testid=stChatInputTextArea]")[0].send_keys("Hvem skriver sykmelding?\n")
    window.until(lambda: "Innloggingen er utløpt" in body(window))
    assert window.found("[data-testid=stChatMessage]") == []
    window.open("/dokument")
    assert "Innloggingen er utløpt" in body(window)


def test_one_without_a_role_comes_no_further(window: Any, served: tuple[str, str, Path]) -> None:
    log_in(window, served[1], sub="4", name="Fremmed", groups=["pasient"])
    assert "har ingen rolle her" in body(window)
    assert pages(window) == []

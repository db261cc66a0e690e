"""A document taken in and removed on the page: a real server, a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.home import Home
from qa.build import build
from tests.e2e.conftest import Browser, serving
from tests.support import written

pytestmark = pytest.mark.browser
WATCH = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n"
TRANSPORT = "Rutine for transport\n\n1. Transport\n\n• Kommunen bestiller drosje til polarsirkelen.\n"


@pytest.fixture
def window(tmp_path: Path, driver: Any) -> Iterator[Browser]:
    """A window on an app of the test's own over a small document, where documents may be taken in and out."""
    build([written(tmp_path, WATCH, "vakt.txt")], home=Home(tmp_path / "built"))
    with serving(tmp_path / "built", tmp_path / "served", ANSVAR_UPLOADS="on") as address:
        yield Browser(driver, address)


def test_a_document_is_taken_in_asked_and_removed(window: Browser, tmp_path: Path) -> None:
    window.open("/dokumenter")
    window.found("input[type=file]")[0].send_keys(str(written(tmp_path, TRANSPORT, "transport.txt")))
    window.until(lambda: any("Ta inn transport" in each.text for each in window.found("button")))
    window.settle()
    preview = window.found(".stMain")[0].text
    assert "1. Transport" in preview
    assert "Hvem som får ansvar" in preview
    assert not window.faults()
    window.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    assert window.driver.execute_script("return document.documentElement.scrollWidth") <= 390
    window.press("Ta inn transport")
    window.until(lambda: "er tatt inn" in window.found(".stMain")[0].text)
    window.open("/?q=Hvem+bestiller+drosje+til+polarsirkelen%3F")
    window.until(lambda: len(window.found("[data-testid=stChatMessage]")) >= 2)
    window.settle()
    assert "Kommunen" in window.found("[data-testid=stChatMessage]")[-1].text
    window.open("/dokumenter", dark=True)
    window.press("Fjern transport")
    window.until(lambda: any("Ja, fjern den" in each.text for each in window.found("button")))
    assert not window.faults()
    window.press("Ja, fjern den")
    window.until(lambda: "er fjernet" in window.found(".stMain")[0].text)
    window.until(lambda: not [each for each in window.found("button") if "Fjern transport" in each.text])

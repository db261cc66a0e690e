"""A document taken in and removed on the page: a real server, a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Browser, serving
from tests.support import GOLD

pytestmark = pytest.mark.browser


@pytest.fixture
def window(home: Path, tmp_path: Path, driver: Any) -> Iterator[Browser]:
    """A window on an app of the test's own, on whose page documents may be taken in and out."""
    with serving(home, tmp_path, ANSVAR_UPLOADS="on") as address:
        yield Browser(driver, address)


def test_a_guideline_is_taken_in_asked_and_removed(window: Browser) -> None:
    window.open("/dokumenter")
    window.found("input[type=file]")[0].send_keys(str(GOLD / "nordvik.txt"))
    window.until(lambda: any("Ta inn nordvik" in each.text for each in window.found("button")))
    window.settle()
    preview = window.found(".stMain")[0].text
    assert "3. Under sykehusoppholdet" in preview
    assert "Hvem som får ansvar" in preview
    assert not window.faults()
    window.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    assert window.driver.execute_script("return document.documentElement.scrollWidth") <= 390
    window.press("Ta inn nordvik")
    window.until(lambda: "er tatt inn" in window.found(".stMain")[0].text)
    window.open("/?q=Hvem+bestiller+multidose+i+Nordvik%3F")
    window.until(lambda: len(window.found("[data-testid=stChatMessage]")) >= 2)
    window.settle()
    assert "Nordvik" in window.found(".stMain")[0].text
    window.open("/dokumenter", dark=True)
    window.press("Fjern nordvik")
    window.until(lambda: any("Ja, fjern den" in each.text for each in window.found("button")))
    assert not window.faults()
    window.press("Ja, fjern den")
    window.until(lambda: "er fjernet" in window.found(".stMain")[0].text)
    window.until(lambda: not [each for each in window.found("button") if "Fjern nordvik" in each.text])

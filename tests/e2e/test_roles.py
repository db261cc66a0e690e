"""The page of a role as a new doctor meets it: a real server, a real Chromium."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from pypdf import PdfReader
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser


def test_a_new_doctor_chooses_a_role_by_keyboard_and_reads_on_in_the_clause(browser: Any) -> None:
    browser.open("/rolle")
    entry = browser.found("input[aria-label*='Jeg er']")[0]
    entry.send_keys("fastl", Keys.ENTER)
    browser.until(lambda: browser.found(".rl-first"))
    browser.settle()
    assert browser.driver.current_url.endswith("/rolle?role=fastlege")
    assert len(browser.found(".rl-first li")) == 10
    browser.press("skal ikke")
    modality = "[id^=trinn-] ~ ul.rl-duties > li > .rl-modality"
    forbids = ("Skal ikke", "Skal unngå")
    browser.until(
        lambda: (shown := browser.found(modality)) and all(any(f in each.text for f in forbids) for each in shown)
    )
    browser.open("/rolle?role=fastlege")
    link = browser.found(".rl-first a")[0]
    address = link.get_attribute("href")
    assert "clause=agder-2024/sec_" in address
    browser.open(address.removeprefix(browser.address))
    browser.until(lambda: browser.found(".av-target"))


def test_a_stage_is_reached_by_its_link(browser: Any) -> None:
    browser.open("/rolle?role=fastlege", height=700)
    link = next(each for each in browser.found(".rl-ways a") if "Pasienttransport" in each.text)
    link.send_keys(Keys.ENTER)
    top = "return document.getElementById('trinn-transport').getBoundingClientRect().top"
    browser.until(lambda: 0 <= browser.driver.execute_script(top) < 300)


def test_the_page_prints_without_what_only_a_screen_needs(browser: Any) -> None:
    browser.open("/rolle?role=avtalespesialist")
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    pages = PdfReader(io.BytesIO(base64.b64decode(printed["data"]))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert 2 <= len(pages) <= 9
    assert "Avtalespesialist i Anbefalinger" in text
    assert "Dette kan du vente av andre" in text
    for screen in ("Søk i ditt ansvar", "Last ned", "Tilbakemeldinger", "Jeg er"):
        assert screen not in text


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["wide and light", "narrow and dark"])
def test_axe_finds_no_serious_fault_and_nothing_is_too_wide(browser: Any, width: int, dark: bool) -> None:
    browser.open("/rolle", width=width, dark=dark)
    assert browser.faults() == []
    browser.open("/rolle?role=fastlege&former=sykehuslege", width=width, dark=dark)
    browser.until(lambda: browser.found("h4.rl-matter"))
    browser.unfold()
    assert browser.faults() == []
    wide = browser.driver.execute_script(
        "return [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"
    )
    assert wide == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")

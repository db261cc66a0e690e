"""A link to a clause as a user gets and follows it, and the pages of the vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ontology.vocabulary import PAGE
from server.conceptpage import concept_page

pytestmark = pytest.mark.browser
ADDRESS = "clause=agder-2024@2024/sec_11__point_3"


def copy(browser: Any, within: str) -> str:
    """Press the button that copies the address of a clause, by keyboard, and return what it copies."""
    from selenium.webdriver.common.keys import Keys

    button = next(each for each in browser.found(f"{within} button.av-copy") if "punktet" in each.text)
    browser.driver.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    browser.until(lambda: button.text == "Kopiert")
    return str(button.get_attribute("data-copy"))


def test_the_address_of_a_citation_is_copied_and_opens_the_clause(browser: Any) -> None:
    browser.open("/?q=Hvem+skriver+sykmelding+etter+operasjon%3F")
    browser.until(lambda: browser.found("figure.av-quote"))
    browser.settle()
    address = copy(browser, "figcaption")
    assert address == f"{browser.address}/?{ADDRESS}"
    assert browser.faults() == []
    browser.open(address.removeprefix(browser.address), width=390, dark=True)
    browser.until(lambda: browser.found(".av-target"))
    assert "I forbindelse med behandling på sykehus" in browser.found(".av-target")[0].text
    assert "/dokument?clause=" in browser.driver.current_url
    assert copy(browser, ".av-target") == address
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.faults() == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
@pytest.mark.parametrize("name", ["vocabulary", "concepts"])
def test_the_pages_of_the_vocabulary_can_be_read_by_all(
    name: str, width: int, dark: bool, browser: Any, tmp_path: Path
) -> None:
    page = PAGE if name == "vocabulary" else tmp_path / "concepts.html"
    if name == "concepts":
        page.write_text(concept_page(), encoding="utf-8")
    browser.open("/", width=width, dark=dark)
    browser.driver.get(page.as_uri() + ("#bearer" if name == "vocabulary" else "#fastlege"))
    assert browser.faults() == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    top = "return document.querySelector(':target').getBoundingClientRect().top"
    assert -5 <= browser.driver.execute_script(top) < 900

"""The page of SPARQL as a user meets it."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
QUERY = (
    "PREFIX ansvar: <https://w3id.org/ansvarsgraf/ns#> SELECT ?norm ?text { ?norm a ansvar:Norm ; ansvar:text ?text }"
)


def write(browser: Any, text: str) -> None:
    """Put a query into the editor, and run it from the keyboard."""
    from selenium.webdriver.common.keys import Keys

    browser.until(lambda: browser.found("textarea"))
    (field,) = browser.found("textarea")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text)
    field.send_keys(Keys.CONTROL, Keys.ENTER)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_query_is_run_from_the_keyboard_and_axe_finds_no_serious_fault(browser: Any, width: int, dark: bool) -> None:
    browser.open("/sparql", width=width, dark=dark)
    write(browser, QUERY + " LIMIT 7")
    browser.until(lambda: len(browser.found(".av-rows tbody tr")) == 7)
    browser.settle()
    browser.unfold()
    assert browser.faults() == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    box = "const box = document.querySelector('.av-rows');"
    assert browser.driver.execute_script(
        f"{box} return box.tabIndex === 0 && box.getBoundingClientRect().right <= innerWidth"
    )


def test_a_row_leads_to_its_clause_and_an_error_is_told_kindly(browser: Any) -> None:
    browser.open("/sparql")
    write(browser, QUERY + " FILTER")
    browser.until(lambda: browser.found("[data-testid=stAlert]"))
    assert "linje 1" in browser.found("[data-testid=stAlert]")[0].text
    write(browser, "DESCRIBE <https://w3id.org/ansvarsgraf/doc/agder-2024/2024>")
    browser.until(lambda: browser.found("[data-testid=stCode]"))
    browser.settle()
    assert browser.faults() == []
    write(browser, QUERY[:-1] + 'FILTER(STRENDS(STR(?norm), "sec_11__point_3__norm_1")) }')
    browser.until(lambda: len(browser.found(".av-rows tbody tr")) == 1)
    (link,) = browser.found(".av-rows a")
    browser.driver.get(link.get_attribute("href"))
    browser.until(lambda: browser.found(".av-target"))
    assert "I forbindelse med behandling på sykehus" in browser.found(".av-target")[0].text

"""The quiz in a real browser: by keyboard alone, in a narrow window, without serious faults of accessibility."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def opened(browser: Any, *, width: int = 1280, dark: bool = False) -> None:
    browser.open("/quiz", width=width, height=1000, dark=dark)
    browser.until(lambda: any(button.text == "Start" for button in browser.found("button")))
    browser.settle()


def keys(browser: Any, *pressed: str) -> None:
    """Press keys where the focus is."""
    from selenium.webdriver.common.action_chains import ActionChains

    for key in pressed:
        ActionChains(browser.driver).send_keys(key).perform()
    browser.settle()


def start(browser: Any) -> None:
    browser.press("Start")
    come_to(browser, 1)
    browser.until(lambda: browser.found("[data-testid=stRadio] input"))


def come_to(browser: Any, number: int) -> None:
    """Wait until a question has the focus; its number tells it from others with the same words."""
    told = f"Spørsmål {number} av 10"
    browser.until(lambda: any(told in each.text for each in browser.found("[data-testid=stProgress]")))
    browser.until(lambda: browser.driver.execute_script("return document.activeElement.id") == "quiz-sporsmal")


def test_questions_are_answered_by_keyboard_alone(browser: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    opened(browser)
    start(browser)
    for number in (1, 2):
        keys(browser, Keys.TAB, Keys.SPACE, Keys.ARROW_DOWN, Keys.TAB, Keys.ENTER)
        browser.until(lambda: browser.found(".av-result"))
        assert len(browser.found("ul.av-options li.av-right")) == 1
        assert browser.found("figure.av-quote blockquote")[0].text
        browser.until(lambda: browser.focused() == "Neste")
        keys(browser, Keys.ENTER)
        come_to(browser, number + 1)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_axe_finds_no_serious_fault_and_nothing_scrolls_sideways(browser: Any, width: int, dark: bool) -> None:
    opened(browser, width=width, dark=dark)
    assert browser.faults() == []
    start(browser)
    assert browser.faults() == []
    option = browser.found("[data-testid=stRadio] input")[0]
    browser.driver.execute_script("arguments[0].click()", option)
    browser.press("Svar")
    browser.until(lambda: browser.found(".av-result"))
    browser.settle()
    assert browser.faults() == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_the_clause_opens_in_the_document(browser: Any) -> None:
    opened(browser)
    start(browser)
    browser.driver.execute_script("arguments[0].click()", browser.found("[data-testid=stRadio] input")[0])
    browser.press("Svar")
    browser.until(lambda: browser.found("[data-testid=stPageLink] a"))
    browser.driver.execute_script("arguments[0].click()", browser.found("[data-testid=stPageLink] a")[0])
    browser.until(lambda: browser.found(".av-target"))
    assert "/dokument?clause=agder-2024" in browser.driver.current_url

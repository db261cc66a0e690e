"""The course in a real browser: on a projector, by arrow keys, reopened by its address."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

ADDRESS = "/kurs?seed=7&antall=4&type=bearer"
# Of what is drawn for the group; the navigation above is the leader's.
SMALL = """return [...document.querySelectorAll('[data-testid=stMain] .av-course *, .st-key-course-steps p')]
.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && !e.closest('.av-unseen'))
.filter(e => parseFloat(getComputedStyle(e).fontSize) < 28).map(e => e.outerHTML.slice(0, 90))"""


def opened(browser: Any, path: str = ADDRESS, *, width: int = 1920, height: int = 1080, dark: bool = False) -> None:
    browser.open(path, width=width, height=height, dark=dark)
    browser.until(lambda: browser.found("h2.av-big"))
    browser.settle()


def key(browser: Any, pressed: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    browser.settle()
    ActionChains(browser.driver).send_keys(pressed).perform()


def at(browser: Any) -> str:
    return str(browser.found(".av-theme")[0].text.partition(" · ")[0])


def test_a_session_goes_by_arrow_keys_and_is_opened_again_by_its_address(browser: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    opened(browser)
    assert at(browser) == "1 av 4"
    assert not browser.found(".av-quote")
    key(browser, Keys.ARROW_RIGHT)
    browser.until(lambda: browser.found(".av-talk"))
    assert len(browser.found("li.av-right")) == 1
    key(browser, Keys.ARROW_RIGHT)
    browser.until(lambda: at(browser) == "2 av 4" and not browser.found(".av-quote"))
    asked = browser.found("h2.av-big")[0].text
    key(browser, Keys.ARROW_LEFT)
    browser.until(lambda: at(browser) == "1 av 4")
    opened(browser, f"{ADDRESS}&nr=2")
    assert browser.found("h2.av-big")[0].text == asked


def test_the_focus_goes_to_the_step_that_comes_next(browser: Any) -> None:
    opened(browser)
    browser.press("Vis svaret")
    browser.until(lambda: browser.focused().startswith("Neste"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_type_is_large_and_axe_finds_no_serious_fault(browser: Any, dark: bool) -> None:
    opened(browser, dark=dark)
    assert browser.driver.execute_script(SMALL) == []
    assert browser.faults() == []
    browser.press("Vis svaret")
    browser.until(lambda: browser.found(".av-talk"))
    browser.settle()
    assert browser.driver.execute_script(SMALL) == []
    assert browser.faults() == []


def test_a_narrow_window_needs_no_sideways_scrolling(browser: Any) -> None:
    opened(browser, width=390, height=844)
    browser.press("Vis svaret")
    browser.until(lambda: browser.found(".av-talk"))
    browser.settle()
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.faults() == []


def test_a_leader_starts_a_session(browser: Any) -> None:
    browser.open("/kurs")
    browser.until(lambda: any(button.text == "Start økten" for button in browser.found("button")))
    assert browser.faults() == []
    browser.press("Start økten")
    browser.until(lambda: browser.found("h2.av-big"))
    assert "seed=" in browser.driver.current_url

"""The page of changes as it is used: what is new for a role, two guidelines side by side, a narrow window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(revised: Path, serve: Callable[[Path], str]) -> str:
    """The address of the app over two editions of one guideline, and another one."""
    return serve(revised)


@pytest.fixture
def window(browser: Any, served: str) -> Any:
    """The browser, on that app."""
    browser.address = served
    return browser


def visit(window: Any, **how: Any) -> None:
    window.open("/endringer", **how)
    window.until(lambda: window.found(".av-report .av-case"))
    window.settle()


def choose(window: Any, label: str, option: str) -> None:
    window.found(f"input[aria-label*='{label}']")[0].click()
    window.until(lambda: window.found("[role=option]"))
    next(each for each in window.found("[role=option]") if option in each.text).click()
    window.settle()


def test_a_role_sees_what_is_new_for_it_and_then_another_guideline_beside(window: Any) -> None:
    visit(window)
    assert len(window.found(".av-report .av-case")) == 3
    assert window.faults() == []
    choose(window, "Hva er nytt for", "Fastlege")
    window.until(lambda: any(each.text.startswith("Ditt ansvar") for each in window.found(".av-report h2")))
    choose(window, "Til", "vest@1")
    window.until(lambda: any(each.text == "Epikrise" for each in window.found(".av-report h2")))
    assert window.faults() == []


def test_a_narrow_dark_window_does_not_scroll_sideways(window: Any) -> None:
    visit(window, width=390, height=844, dark=True)
    script = "return document.documentElement.scrollWidth <= innerWidth"
    assert window.driver.execute_script(script)
    assert window.faults() == []

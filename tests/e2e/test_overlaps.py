"""The page of the committee as it is used: the agenda, the matrix by keyboard, an assessment, a narrow window."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

TABS = ("Dagsorden", "Alle par", "Matrise", "Hull")


def visit(browser: Any, tab: str, **window: Any) -> None:
    browser.open(f"/overlapp?vis={tab.replace(' ', '+')}", **window)
    browser.until(lambda: browser.found("[role=tab][aria-selected=true]"))
    browser.until(lambda: browser.found(".av-case-title, .av-matrix button, .av-gaps"))


def focused(browser: Any) -> Any:
    return browser.driver.switch_to.active_element


def test_a_cell_is_chosen_by_keyboard_and_its_norms_lead_to_the_document(browser: Any) -> None:
    visit(browser, "Matrise")
    table = browser.found(".av-matrix table")[0]
    assert table.find_elements("css selector", "caption")
    assert len(table.find_elements("css selector", "thead th[scope=col]")) == 10
    assert len(table.find_elements("css selector", "tbody th[scope=row]")) == 8
    browser.driver.execute_script("arguments[0].focus()", browser.found(".av-matrix button")[0])
    focused(browser).send_keys(Keys.ARROW_RIGHT)
    focused(browser).send_keys(Keys.ARROW_DOWN)
    label = focused(browser).get_attribute("aria-label")
    assert label.startswith("Fastlege, henvisning: plikt ")
    focused(browser).send_keys(Keys.ENTER)
    browser.until(lambda: browser.found(".av-norms li"))
    browser.settle()
    assert focused(browser).get_attribute("aria-label") == label
    assert focused(browser).get_attribute("aria-pressed") == "true"
    assert "rolle=fastlege" in browser.driver.current_url and "sak=henvisning" in browser.driver.current_url
    counted = sum(int(each.split()[-1]) for each in label.partition(": ")[2].split(", "))
    assert len(browser.found(".av-norms li")) == counted
    assert browser.faults() == []
    address = browser.found(".av-norms a")[0].get_attribute("href")
    browser.open(address.removeprefix(browser.address))
    browser.until(lambda: browser.found(".av-target"))


def test_headings_of_the_matrix_stay_and_the_box_scrolls_not_the_page(browser: Any) -> None:
    visit(browser, "Matrise", width=390, height=844)
    script = (
        "const box = document.querySelector('.av-matrix'); box.scrollLeft = 200; box.scrollTop = 40;"
        "const at = e => e.getBoundingClientRect(), frame = at(box);"
        "return [box.scrollLeft, at(box.querySelector('tbody th')).left - frame.left,"
        " at(box.querySelector('thead th')).top - frame.top, frame.right <= innerWidth,"
        " document.documentElement.scrollWidth <= innerWidth, box.tabIndex]"
    )
    moved, left, top, inside, still, index = browser.driver.execute_script(script)
    assert moved == 200
    assert 0 <= left <= 2 and 0 <= top <= 2
    assert inside and still and index == 0


def test_a_pair_is_assessed_and_taken_back(browser: Any) -> None:
    visit(browser, "Dagsorden")
    first = browser.found(".av-why")[0].text
    summary = next(each for each in browser.found("summary") if "Marker par 1 " in each.text)
    summary.send_keys(Keys.ENTER)
    browser.until(lambda: browser.found("input[aria-label='Vurdert av']"))
    browser.found("input[aria-label='Vurdert av']")[0].send_keys("Kari Nordmann", Keys.TAB)
    browser.found("textarea")[0].send_keys("Behold <img src=x onerror=window.hit=1> kapittel 4", Keys.TAB)
    browser.press("Lagre vurderingen")
    browser.until(lambda: browser.found("[data-testid=stAlert]"))
    browser.until(lambda: (whys := browser.found(".av-why")) and whys[0].text != first)
    browser.until(lambda: focused(browser).tag_name == "a")  # the focus goes on to the next pair
    assert browser.faults() == []
    visit(browser, "Alle par")
    assert "Behold <img src=x" in browser.found(".av-note")[0].text
    assert browser.driver.execute_script("return window.hit") is None
    summary = next(each for each in browser.found("summary") if "Trekk tilbake vurderingen av par 1" in each.text)
    summary.send_keys(Keys.ENTER)
    browser.until(lambda: browser.found("input[aria-label='Vurdert av']"))
    browser.found("input[aria-label='Vurdert av']")[0].send_keys("Kari Nordmann", Keys.TAB)
    browser.settle()
    browser.press("Trekk tilbake")
    browser.until(lambda: not browser.found(".av-note"))


def test_a_report_is_downloaded(browser: Any, tmp_path: Path) -> None:
    where = {"behavior": "allow", "downloadPath": str(tmp_path)}
    visit(browser, "Dagsorden")
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", where)
    browser.press("Rapport til utskrift")
    browser.until(lambda: list(tmp_path.glob("overlapp-*.html")))
    (report,) = tmp_path.glob("overlapp-*.html")
    browser.until(lambda: "</html>" in report.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_axe_finds_no_serious_fault_and_a_narrow_window_is_enough(browser: Any, width: int, dark: bool) -> None:
    for tab in TABS:
        visit(browser, tab, width=width, height=900, dark=dark)
        assert browser.faults() == [], tab
        assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth"), tab
        levels = browser.driver.execute_script(
            "return [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(e => Number(e.tagName[1]))"
        )
        assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels)), json.dumps(levels)

"""The graph as a committee uses it: look, click on, read the clause, take it along."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import networkx
import pytest

pytestmark = pytest.mark.browser

NODES = ".avg-view .avg-node"
# The words that run over their own box, and the pairs of boxes that meet.
HIDDEN = """
const nodes = [...document.querySelectorAll('.avg-view .avg-node')];
const boxes = nodes.map(node => node.querySelector('.avg-shape').getBoundingClientRect());
const over = nodes.filter((node, n) => [...node.querySelectorAll(':scope > text')].some(text => {
  const words = text.getBoundingClientRect();
  return words.left < boxes[n].left || words.right > boxes[n].right
    || words.top < boxes[n].top - 1 || words.bottom > boxes[n].bottom + 1;
})).map(node => node.textContent);
const meet = boxes.flatMap((a, n) => boxes.slice(n + 1).filter(b =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
return [over, meet.length];
"""
STILL = """
return document.querySelector('.avg-view').getAnimations({subtree: true}).every(each => each.playState !== 'running');
"""
FIND = """
return [...document.querySelectorAll('.avg-view .avg-node')]
  .find(node => node.getAttribute('aria-label').includes(arguments[0]));
"""


def look(browser: Any, path: str, **window: Any) -> None:
    """Open the graph, and wait until it is drawn."""
    browser.open(path, **window)
    browser.until(lambda: browser.found(".avg-svg[data-ready]"))
    browser.settle()


def shown(browser: Any) -> int:
    """Return how many nodes are drawn."""
    return len(browser.found(NODES))


def click(browser: Any, words: str) -> None:
    """Click on the node with these words."""
    node = browser.driver.execute_script(FIND, words)
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", node)
    node.find_element("css selector", "text").click()
    browser.settle()


def focused(browser: Any) -> str:
    """Return the label of what has the focus."""
    return str(browser.driver.execute_script("return document.activeElement.getAttribute('aria-label')"))


def test_a_role_with_a_hundred_and_forty_nodes_is_readable_and_grows_by_a_click(browser: Any) -> None:
    browser.asked()
    look(browser, "/graf?role=fastlege", width=1440)
    before = shown(browser)
    assert 140 <= before <= 150
    assert browser.driver.execute_script(HIDDEN) == [[], 0]
    size = "return document.querySelector('.avg-nodes text').getBoundingClientRect().height"
    assert browser.driver.execute_script(size) >= 14
    referral = "Sak: ■\N{NO-BREAK SPACE}Henvisning."
    click(browser, referral)
    browser.until(lambda: shown(browser) > before)
    assert focused(browser).startswith(referral)
    browser.until(lambda: browser.driver.execute_script(STILL))
    assert browser.driver.execute_script(HIDDEN) == [[], 0]
    click(browser, referral)
    browser.until(lambda: shown(browser) == before)
    assert [url for url in browser.asked() if url.startswith("http") and browser.address not in url] == []


def test_a_norm_that_is_clicked_shows_its_clause_and_leads_to_the_document(browser: Any) -> None:
    look(browser, "/graf?artifact=sykmelding", width=1440)
    click(browser, "I forbindelse med behandling på sykehus")
    browser.until(lambda: browser.found("figure.av-quote"))
    assert "helt fram til første kontroll hos fastlege" in browser.found("figure.av-quote blockquote")[0].text
    assert browser.found("figure.av-quote figcaption")[0].text.startswith("Kapittel 11, punkt 3")
    browser.driver.execute_script("arguments[0].click()", browser.found("[data-testid=stPageLink] a")[0])
    browser.until(lambda: browser.found(".av-target"))
    assert "clause=agder-2024%2Fsec_11__point_3" in browser.driver.current_url


def test_the_keyboard_reaches_opens_and_closes_every_node(browser: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    look(browser, "/graf?artifact=sykmelding")
    (start,) = browser.found(f"{NODES}[tabindex='0']")
    assert "Sykmelding" in start.get_attribute("aria-label")
    browser.driver.execute_script("arguments[0].focus()", start)
    keys = browser.driver.switch_to
    keys.active_element.send_keys(Keys.ARROW_LEFT)
    assert re.match(r"(Skal|Skal ikke|Bør|Kan|Opplysning)( \(\w+\))? for ", focused(browser))
    keys.active_element.send_keys(Keys.ARROW_LEFT)
    assert focused(browser).startswith("Rolle: ")
    reached, last = {focused(browser)}, ""
    keys.active_element.send_keys(Keys.HOME)
    while (at := focused(browser)) != last:
        reached, last = reached | {at}, at
        keys.active_element.send_keys(Keys.ARROW_DOWN)
    assert len(reached) == len(browser.found(f"{NODES}.role"))
    before = shown(browser)
    keys.active_element.send_keys(Keys.HOME)
    while "normer til" not in focused(browser):
        keys.active_element.send_keys(Keys.ARROW_DOWN)
    keys.active_element.send_keys(Keys.ENTER)
    browser.until(lambda: shown(browser) > before)
    assert browser.driver.switch_to.active_element.get_attribute("aria-expanded") == "true"
    browser.settle()
    keys.active_element.send_keys(Keys.ENTER)
    browser.until(lambda: shown(browser) == before)


def saved(browser: Any, file: Path) -> Path:
    """Wait for a file to be saved whole."""
    browser.until(file.exists)
    return file


def test_the_graph_is_taken_along_as_svg_png_and_graphml(browser: Any, tmp_path: Path) -> None:
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    look(browser, "/graf?artifact=sykmelding", dark=True)
    nodes = shown(browser)
    for label in ("Last ned SVG", "Last ned PNG", "Last ned GraphML"):
        browser.press(label)
    svg = ElementTree.parse(saved(browser, tmp_path / "ansvarsgraf-sykmelding.svg")).getroot()  # noqa: S314 (our own)
    texts = ["".join(each.itertext()) for each in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("Sykmelding" in text for text in texts)
    assert "● Skal (plikt)" in texts
    paper = next(svg.iter("{http://www.w3.org/2000/svg}rect"))
    assert paper.get("fill") == "rgb(255, 255, 255)"
    assert not any(each.get("class") or each.get("style") for each in svg.iter())
    png = saved(browser, tmp_path / "ansvarsgraf-sykmelding.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 50_000
    assert len(networkx.read_graphml(saved(browser, tmp_path / "ansvarsgraf-sykmelding.graphml"))) == nodes


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)], ids=["wide, light", "narrow, dark"])
def test_axe_finds_no_serious_fault_and_nothing_scrolls_sideways_but_the_graph(
    browser: Any, width: int, dark: bool
) -> None:
    look(browser, "/graf?artifact=epikrise", width=width, height=900, dark=dark)
    click(browser, "Fastlege får alltid epikrise")
    browser.until(lambda: browser.found("figure.av-quote"))
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    view = "const view = document.querySelector('.avg-view').getBoundingClientRect(); return view.right <= innerWidth"
    assert browser.driver.execute_script(view)
    assert browser.faults() == []

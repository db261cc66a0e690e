"""A conversation as a user has it: follow-ups, open conditions, copying, links, starting afresh, feedback."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from tests.e2e.test_browser import identity_number

pytestmark = pytest.mark.browser

SICK_NOTE = "Hvem skriver sykmelding etter operasjon?"
LONGER = "og hvis det varer mer enn åtte uker?"
TAKEN = "Tatt med fra forrige spørsmål"


def questions(browser: Any) -> list[str]:
    return [heading.text for heading in browser.found("h2.av-question")]


def roles(browser: Any) -> list[str]:
    """Return the roles of the last answer."""
    last = browser.found("[data-testid=stChatMessage]")[-1]
    return [role.text for role in last.find_elements("css selector", ".av-role")]


def taken(browser: Any) -> list[str]:
    """Return what the last question took over."""
    last = browser.found("[data-testid=stChatMessage]")[-2]
    return [word.text for word in last.find_elements("css selector", ".av-taken b")]


def test_a_conversation_of_twelve_turns_with_follow_ups(browser: Any) -> None:
    browser.open()
    browser.ask(SICK_NOTE)
    assert roles(browser) == ["Sykehuslege", "Avtalespesialist"]
    assert taken(browser) == []
    assert browser.focused() == "stChatInputTextArea"

    browser.ask(LONGER)
    assert roles(browser) == ["Fastlege"]
    assert taken(browser) == ["hvem", "skriver", "sykmelding", "operasjon"]

    browser.ask("hva med poliklinikk?")
    assert "operasjon" not in taken(browser)
    assert "sykmelding" in taken(browser)

    browser.ask("Når skal epikrisen sendes?")
    assert taken(browser) == []

    browser.ask("og hvordan?")
    assert taken(browser) == ["epikrisen", "sendes"]

    refused = browser.ask(f"og hvis pasienten er {identity_number()}?")
    assert "Ta ut fødselsnummeret" in refused
    assert identity_number() not in browser.driver.page_source

    browser.ask("hvem gjør det?")
    assert "epikrisen" in taken(browser)

    assert "Retningslinjen sier ikke noe om dette" in browser.ask("Hva koster en parkeringsplass?")
    assert taken(browser) == []

    browser.ask(SICK_NOTE)
    offered = [b.text for b in browser.found("[data-testid=stButton] button") if "Og " in b.text][-1]
    label = offered[offered.index("Og ") :]
    browser.press(label)
    browser.until(lambda: questions(browser)[-1] == label)
    browser.settle()
    assert "sykmelding" in taken(browser)

    browser.ask("Kven skriv sjukmelding etter operasjon?")
    browser.ask("og viss det varer meir enn åtte veker?")
    assert roles(browser) == ["Fastlege"]
    assert len(questions(browser)) == 12
    assert len(browser.found("[data-testid=stChatMessage]")) == 24
    assert not browser.found("[data-testid=stException]")

    browser.press("Start på nytt")
    browser.until(lambda: not questions(browser))
    browser.settle()
    browser.ask("hvem gjør det?")
    assert taken(browser) == []


def test_a_follow_up_is_asked_without_what_it_took_over(browser: Any) -> None:
    browser.open()
    browser.ask(SICK_NOTE)
    browser.ask(LONGER)
    browser.press("Spør uten dette")
    browser.until(lambda: len(questions(browser)) == 3)
    browser.settle()
    assert questions(browser)[-2:] == [LONGER, LONGER]
    assert taken(browser) == []


def paste(browser: Any) -> str:
    """Paste the clipboard into the entry of the chat, and return what it holds then."""
    from selenium.webdriver.common.keys import Keys

    entry = browser.found("[data-testid=stChatInputTextArea]")[0]
    entry.send_keys(Keys.CONTROL, "v")
    return str(entry.get_attribute("value"))


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "the older way"])
def test_an_answer_is_copied_with_its_source_by_keyboard(browser: Any, clipboard: bool) -> None:
    browser.open()
    browser.ask(SICK_NOTE)
    if not clipboard:
        browser.driver.execute_script("navigator.clipboard.writeText = () => Promise.reject()")
    browser.press("Kopier svar")
    browser.until(lambda: "Kopiert" in [each.text for each in browser.found("button.av-copy")])
    assert browser.focused() == "Kopiert"
    copied = paste(browser)
    assert copied.startswith(SICK_NOTE)
    assert "kapittel 11, punkt 3" in copied


def test_the_link_of_a_follow_up_opens_its_question(browser: Any) -> None:
    browser.open()
    browser.ask(SICK_NOTE)
    browser.ask(LONGER)
    address = browser.found(".av-tools a")[-1].get_attribute("href")
    assert unquote(address).startswith(f"{browser.address}/?q=Hvem skriver sykmelding etter operasjon, hvis")
    browser.open(address.removeprefix(browser.address))
    browser.until(lambda: browser.found(".av-role"))
    browser.settle()
    assert len(questions(browser)) == 1
    assert taken(browser) == []


def test_each_button_is_reached_with_tab_and_shows_its_focus(browser: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.open()
    browser.ask(SICK_NOTE)
    browser.driver.execute_script("document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()")
    seen: dict[str, bool] = {}
    for _ in range(40):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        shown = "const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none'"
        seen[browser.focused()] = bool(browser.driver.execute_script(f"{shown} || s.boxShadow !== 'none'"))
        if browser.focused() == "stChatInputTextArea":
            break
    names = " | ".join(seen)
    assert all(label in names for label in ("Kopier svar", "Kopier lenke", "Åpne i ny fane", "Gi tilbakemelding"))
    assert "Og " in names
    assert "Start på nytt" in names
    del seen["stChatInputTextArea"]  # Its frame shows the focus, not the field.
    assert all(seen.values()), seen


@pytest.mark.parametrize("height", [900, 600])
def test_what_gets_the_focus_is_not_hidden_by_the_entry(browser: Any, height: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.open(height=height)
    browser.ask(SICK_NOTE)
    browser.ask(LONGER)
    entry = "document.querySelector('[data-testid=stBottom]')"
    below = (
        f"const at = document.activeElement.getBoundingClientRect(); return !{entry}.contains(document.activeElement)"
    )
    below += f" && document.activeElement.closest('.stMain') && at.bottom > {entry}.getBoundingClientRect().top"
    browser.driver.execute_script("document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()")
    for _ in range(40):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        assert not browser.driver.execute_script(below), browser.focused()
        if browser.focused() == "stChatInputTextArea":
            break


@pytest.mark.parametrize("width", [1280, 390])
def test_an_answer_that_arrives_stands_at_the_top_and_is_read_out(browser: Any, width: int) -> None:
    browser.open(width=width, height=800)
    top = "return [...document.querySelectorAll('h2.av-question')].at(-1).getBoundingClientRect().top"
    for question in (SICK_NOTE, LONGER):
        browser.ask(question)
        browser.until(lambda: 0 < browser.driver.execute_script(top) < 200)
    browser.until(
        lambda: browser.found("#av-status")[0].get_attribute("textContent") == "Fastlegen bør gjøre dette (anbefaling)"
    )


def tell(browser: Any, verdict: str) -> None:
    """Give a verdict on the last answer, by keyboard: under a mouse the chat's entry may cover the choice."""
    from selenium.webdriver.common.keys import Keys

    browser.press("Gi tilbakemelding")
    labels = "[data-testid=stForm] label"
    browser.until(lambda: any(each.text == verdict for each in browser.found(labels)))
    option = next(each for each in browser.found(labels) if each.text == verdict)
    choice = option.find_element("css selector", "input")
    browser.driver.execute_script("arguments[0].focus()", choice)
    choice.send_keys(Keys.SPACE)
    browser.until(choice.is_selected)
    browser.press("Send")
    browser.until(lambda: browser.found("[data-testid=stAlert]"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_committee_sees_what_was_asked_and_axe_finds_no_serious_fault(browser: Any, width: int, dark: bool) -> None:
    browser.open(width=width, dark=dark)
    browser.ask(SICK_NOTE)
    browser.ask(LONGER)
    assert browser.faults() == []
    tell(browser, "Noe mangler")
    assert browser.faults() == []
    browser.open("/tilbakemeldinger", width=width, dark=dark)
    newest = browser.found(".av-said")[0].text
    assert newest.startswith(LONGER)
    assert "Lest som: Hvem skriver sykmelding etter operasjon, hvis det varer mer enn åtte uker?" in newest
    assert "Noe mangler" in newest
    assert browser.faults() == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    link = browser.found("[data-testid=stPageLink] a")[0]
    browser.driver.execute_script("arguments[0].click()", link)
    browser.until(lambda: browser.found(".av-role"))
    assert questions(browser)[-1].startswith("Hvem skriver sykmelding etter operasjon, hvis")

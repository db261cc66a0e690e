"""The app as a user meets it: a real server, a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

SICK_NOTE = "Hvem skriver sykmelding etter operasjon?"
TURNS = (
    SICK_NOTE,
    "Når skal epikrisen sendes?",
    "Hvem følger opp prøvesvar?",
    "Hva koster en parkeringsplass?",
    "Hvem bestiller pasienttransport?",
    "Who writes the sick note after surgery?",
    "Kven skriv sjukmelding etter operasjon?",
    "Hvem oppdaterer legemiddellisten?",
)


def identity_number() -> str:
    """Return a national identity number that nobody needs to have, with valid check digits."""
    for individual in range(900, 1000):
        digits = [int(d) for d in f"010199{individual}"]
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
            digits.append(-sum(w * d for w, d in zip(weights, digits, strict=True)) % 11)
        if 10 not in digits:
            return "".join(map(str, digits))
    raise AssertionError


def test_a_question_typed_is_answered_with_role_and_quote(browser: Any) -> None:
    browser.open()
    answer = browser.ask(SICK_NOTE)
    assert "Sykehuslegen og avtalespesialisten" in answer
    assert "helt fram til første kontroll hos fastlege" in answer
    assert "Kapittel 11, punkt 3" in answer
    assert [role.text for role in browser.found(".av-role")] == ["Sykehuslege", "Avtalespesialist"]
    browser.unfold()
    assert browser.found("mark")[0].text.startswith("I forbindelse med behandling på sykehus")
    graph = browser.found("img.av-graph")[0]
    assert browser.driver.execute_script("return arguments[0].naturalWidth", graph) > 0


def test_the_page_says_that_it_is_norwegian(browser: Any) -> None:
    for path, title in (("/", "Spør – Ansvarsgraf"), ("/dokument", "Dokument – Ansvarsgraf")):
        browser.open(path)
        assert browser.driver.execute_script("return document.documentElement.lang") == "nb"
        assert browser.driver.title == title


def test_what_the_guideline_does_not_say_is_not_answered(browser: Any) -> None:
    browser.open()
    assert "Retningslinjen sier ikke noe om dette" in browser.ask("Hva koster en parkeringsplass?")
    assert not browser.found(".av-role")


def test_an_identity_number_is_refused_and_not_kept(browser: Any) -> None:
    browser.open()
    number = identity_number()
    answer = browser.ask(f"Hvem følger opp pasienten {number}?")
    assert "fødselsnummer" in answer
    assert "Ta ut fødselsnummeret" in answer
    assert number not in browser.driver.page_source


def test_a_script_in_a_question_never_runs(browser: Any) -> None:
    browser.open()
    evil = (
        "<script>window.hit=1</script><img src=x onerror=window.hit=2><svg onload=window.hit=3> hvem sender epikrise?"
    )
    browser.ask(evil)
    browser.unfold()
    assert browser.driver.execute_script("return window.hit") is None
    assert "<img src=x" in browser.found("h2.av-question")[0].text


def test_a_question_in_the_address_is_asked(browser: Any) -> None:
    browser.open("/?q=Hvem+skriver+sykmelding+etter+operasjon%3F")
    browser.until(lambda: browser.found(".av-role"))
    assert browser.found("h2.av-question")[0].text == SICK_NOTE


def test_a_conversation_of_eight_turns(browser: Any) -> None:
    browser.open()
    for question in TURNS:
        assert browser.ask(question)
    assert [heading.text for heading in browser.found("h2.av-question")] == list(TURNS)
    assert len(browser.found("[data-testid=stChatMessage]")) == 2 * len(TURNS)
    assert not browser.found("[data-testid=stException]")


def test_the_clause_can_be_read_on_in_the_document_and_the_conversation_stays(browser: Any) -> None:
    browser.open()
    browser.ask(SICK_NOTE)
    browser.unfold()
    link = browser.found("[data-testid=stPageLink] a")[0]
    browser.driver.execute_script("arguments[0].click()", link)
    browser.until(lambda: browser.found(".av-target"))
    assert "clause=agder-2024%402024%2Fsec_11__point_3" in browser.driver.current_url
    browser.driver.back()
    browser.until(lambda: browser.found("h2.av-question"))


@pytest.mark.parametrize("path", ["/?q=Hvem+skriver+sykmelding+etter+operasjon%3F", "/dokument?clause=sec_11__point_3"])
def test_a_narrow_window_needs_no_sideways_scrolling(browser: Any, path: str) -> None:
    browser.open(path, width=390, height=844)
    browser.until(lambda: browser.found("mark, .av-role"))
    browser.unfold()
    wide = browser.driver.execute_script(
        "return [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"
    )
    assert wide == []
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault_in_the_chat(browser: Any, width: int, dark: bool) -> None:
    browser.open(width=width, dark=dark)
    assert browser.faults() == []
    for question in (SICK_NOTE, "Hva koster en parkeringsplass?", f"Hvem følger opp {identity_number()}?"):
        browser.ask(question)
    browser.unfold()
    assert browser.faults() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_serious_fault_in_the_document(browser: Any, dark: bool) -> None:
    browser.open("/dokument?clause=sec_11__point_3", dark=dark)
    browser.until(lambda: browser.found("mark"))
    assert browser.faults() == []


def look_closer(browser: Any, *, width: int, dark: bool) -> None:
    """Open the clause about sick notes, with the parse of its sentences."""
    browser.open("/dokument?clause=sec_11__point_3", width=width, height=1400, dark=dark)
    browser.until(lambda: browser.found("mark"))
    browser.unfold()
    (toggle,) = browser.found("[data-testid=stCheckbox] input")
    browser.driver.execute_script("arguments[0].click()", toggle)
    browser.until(lambda: browser.found(".av-tree img"))
    browser.settle()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_parse_scrolls_in_a_box_of_its_own_and_axe_finds_no_serious_fault(
    browser: Any, width: int, dark: bool
) -> None:
    look_closer(browser, width=width, dark=dark)
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    box = "const box = document.querySelector('.av-tree');"
    assert browser.driver.execute_script(f"{box} return box.scrollWidth > box.clientWidth && box.tabIndex === 0")
    assert browser.driver.execute_script(f"{box} return box.getBoundingClientRect().right <= innerWidth")
    drawn = "const image = document.querySelector('.av-tree img');"
    assert browser.driver.execute_script(f"{drawn} return image.complete && image.naturalWidth > 1000")
    assert browser.faults() == []


def test_a_norm_is_put_right_on_the_page(browser: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    look_closer(browser, width=1280, dark=False)
    for label, text in (("Gjennomgått av", "Kari Nordmann"), ("Begrunnelse", "Lest på nytt")):
        field = browser.found(f"input[aria-label^='{label}']")[-1]
        field.send_keys(text, Keys.TAB)
    (button,) = (each for each in browser.found("button") if each.text == "Bekreft som riktig")
    browser.driver.execute_script("arguments[0].click()", button)
    browser.until(lambda: browser.found(".av-reviewed"))
    browser.settle()
    assert browser.faults() == []
    assert not browser.found("[data-testid=stException]")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dokument",
        "/rolle?role=fastlege",
        "/quiz",
        "/kurs?seed=7&antall=4&type=bearer",
        "/overlapp",
        "/sparql",
        "/tilbakemeldinger",
    ],
)
def test_no_page_asks_another_machine_for_anything(browser: Any, path: str) -> None:
    browser.asked()
    browser.open(path)
    assert [url for url in browser.asked() if url.startswith("http") and browser.address not in url] == []

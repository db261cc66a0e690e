"""The address of a clause on the pages: opened from anywhere, in any edition, and copied; without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.addresses import read_address
from kg.home import Home
from qa.build import build
from tests.support import two_editions

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]
CLAUSE = "sec_11__point_3"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of two editions of one guideline, the older one longer."""
    folder = tmp_path / "home"
    build(two_editions(tmp_path), home=Home(folder))
    monkeypatch.setenv("ANSVAR_HOME", str(folder))
    return folder


def target(page: str) -> str:
    """Return the words of the clause that is marked."""
    found = re.search(r'av-target"[^>]*><p[^>]*>(.*?)</p>', page)
    return re.sub("<[^>]+>", "", found[1]) if found else ""


@pytest.mark.parametrize(
    "clause", [f"agder-2024/{CLAUSE}", f"agder-2024@2024/{CLAUSE}", f"agder-2024/{CLAUSE}__norm_1"]
)
def test_an_address_opens_its_clause(clause: str, home: Path, document: Opener, html: Html) -> None:
    at = document(clause=clause)
    assert not at.exception
    assert not at.warning
    assert "I forbindelse med behandling på sykehus" in target(html(at))


def test_the_root_leads_on_to_the_document(home: Path, chat: Opener, html: Html) -> None:
    at = chat(clause=f"agder-2024@2024/{CLAUSE}")
    assert not at.exception
    assert at.title[0].value == "Dokument"
    assert "I forbindelse med behandling på sykehus" in target(html(at))


def test_a_clause_that_is_not_there_leads_to_the_nearest_above(home: Path, document: Opener, html: Html) -> None:
    at = document(clause=f"agder-2024/{CLAUSE}__point_9")
    assert "Fant ikke punktet" in at.warning[0].value
    assert "11, punkt 3" in at.warning[0].value.replace("\\", "")
    assert "I forbindelse med behandling på sykehus" in target(html(at))
    assert "Hele dokumentet vises" in document(clause="agder-2024/sec_99").warning[0].value


def test_the_edition_in_force_is_opened_where_none_is_meant(two: Path, document: Opener, html: Html) -> None:
    at = document(clause="rutine/sec_1__point_1")
    assert not at.exception
    assert "Sykehuslegen" in target(html(at))
    assert not at.info


def test_an_older_edition_is_opened_and_said_to_be_old(two: Path, document: Opener, html: Html) -> None:
    at = document(clause="rutine@1/sec_1__point_2")
    assert not at.exception
    assert not at.warning
    assert "Fastlegen skal ringe" in target(html(at))
    assert "utgave 1, som gjelder fra 01.01.2022" in at.info[0].value.replace("\\", "")
    assert not [box for box in at.selectbox if box.label == "Punkt"]
    (box,) = (each for each in at.selectbox if each.label == "Velg dokument")
    assert box.options == ["Rutine", "Rutine, utgave 1 (ikke i kraft)"]
    box.set_value("rutine@2").run()
    assert not at.exception
    assert not at.info
    assert not at.warning
    assert "Sykehuslegen" in html(at)


def test_an_edition_that_is_not_there_gives_way_to_the_one_in_force(two: Path, document: Opener, html: Html) -> None:
    at = document(clause="rutine@7/sec_1__point_2")
    said = [each.value.replace("\\", "") for each in at.warning]
    assert "rutine@1, rutine@2" in said[0]
    assert "Fant ikke punktet" in said[1]
    assert "Sykehuslegen" in html(at)


def copied(page: str) -> list[str]:
    """Return the addresses of clauses that buttons copy."""
    texts = [unescape(text) for text in re.findall(r'data-copy="([^"]*)">Kopier lenke til punktet', page)]
    return [text.partition("?clause=")[2] for text in texts]


def test_citations_can_be_copied_with_their_edition(home: Path, chat: Opener, html: Html) -> None:
    at = chat(q="Hvem skriver sykmelding etter operasjon?")
    page = html(at)
    assert copied(page)[0] == f"agder-2024@2024/{CLAUSE}"
    assert f'href="dokument?clause=agder-2024@2024/{CLAUSE}"' in page
    (answer,) = re.findall(r'data-copy="([^"]*)">Kopier svar', page)
    assert unescape(answer).endswith(f"?clause=agder-2024@2024/{CLAUSE}")


def test_what_was_read_from_a_clause_carries_its_address(home: Path, document: Opener, html: Html) -> None:
    addresses = [read_address(each) for each in copied(html(document()))]
    assert len(addresses) > 80
    assert {(each.document, each.version) for each in addresses} == {("agder-2024", "2024")}
    assert CLAUSE in {each.clause for each in addresses}

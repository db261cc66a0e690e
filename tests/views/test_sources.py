"""The page of documents on the real build, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.model import ClauseKind
from qa.opening import open_engine
from views.markup import plain

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]


def choose(at: AppTest, label: str, value: object) -> AppTest:
    next(box for box in at.selectbox if box.label == label).set_value(value).run()
    assert not at.exception
    return at


def test_every_clause_of_the_document_is_there(home: Path, document: Opener, html: Html) -> None:
    from html import escape

    at = document()
    assert not at.exception
    page = html(at)
    headings = {header.value for header in at.header}
    for clause in open_engine().library.clauses("agder-2024").values():
        if clause.kind is ClauseKind.CHAPTER:
            assert plain(f"{clause.section}. {clause.text}") in headings
        else:
            assert escape(clause.text) in page


def test_every_norm_is_there_with_what_was_read(home: Path, document: Opener, html: Html) -> None:
    page = html(document())
    norms = open_engine().library.all_norms("agder-2024")
    assert page.count('<table class="av-norm">') == len(norms)
    assert page.count("Lest slik") == sum(bool(norm.readings) for norm in norms)


def test_the_clause_in_the_address_is_marked_and_unfolded(home: Path, document: Opener, html: Html) -> None:
    page = html(document(clause="sec_11__point_3"))
    assert page.count("<mark>") == 1
    assert "<mark>I forbindelse med behandling på sykehus" in page
    assert page.count("<details open>") == 1


def test_an_unknown_clause_or_document_shows_the_document_all_the_same(home: Path, document: Opener) -> None:
    at = document(clause="</script>", document="finnes-ikke")
    assert not at.exception
    assert "Ukjent dokument" in at.warning[0].value
    assert at.title[0].value == "Dokument"
    assert "Fant ikke punktet" in document(clause="</script>").warning[0].value
    assert at.header


def test_a_chapter_alone(home: Path, document: Opener) -> None:
    at = choose(document(), "Kapittel", "sec_11")
    assert [header.value for header in at.header] == [plain("11. Sykmelding")]


def test_a_role_and_a_modality_narrow_down(home: Path, document: Opener, html: Html) -> None:
    at = choose(choose(document(), "Ansvarlig", "fastlege"), "Binder", "prohibition")
    norms = open_engine().library.all_norms("agder-2024")
    wanted = [norm for norm in norms if "fastlege" in norm.bearers and norm.modality == "prohibition"]
    assert html(at).count('<table class="av-norm">') == len(wanted)


def test_without_a_build_the_page_says_what_to_do(document: Opener) -> None:
    at = document()
    assert not at.exception
    assert "ansvar build" in at.error[0].value


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "agder-2024@../../x", "file:///etc/passwd"])
def test_an_address_that_climbs_leads_to_no_file(document: Callable[..., AppTest], html: Html, name: str) -> None:
    for query in ({"document": name}, {"clause": f"{name}/sec_1"}, {"clause": name, "document": name}):
        at = document(**query)
        assert not at.exception
        assert "root:" not in html(at)
        assert at.warning or "Dokument" in at.title[0].value

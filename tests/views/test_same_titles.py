"""Two documents of one title on every page where a document is chosen: what is chosen is what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from kg.home import Home
from qa.build import build
from tests.support import written

Opener = Callable[..., AppTest]
Html = Callable[[AppTest], str]
TITLE = "Samhandling"
TEXTS = {
    "nord": "1. Epikrise\n\nSykehuslegen skal sende epikrisen til fastlegen innen 1 dag.\n\nFastlegen skal ringe.\n",
    "soer": "1. Epikrise\n\nFastlegen skal lese epikrisen innen 7 dager.\n",
}
NAMES = [f"{TITLE} ({name})" for name in TEXTS]
SECONDS = 120


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two guidelines of one title."""
    folder = tmp_path_factory.mktemp("same")
    files = [written(folder, text, f"{name}.txt") for name, text in TEXTS.items()]
    for path in files:
        path.with_suffix(".toml").write_text(f'title = "{TITLE}"\n', encoding="utf-8")
    build(files, home=Home(folder / "home"))
    return folder / "home"


@pytest.fixture(autouse=True)
def opened(same: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages stand on that home."""
    monkeypatch.setenv("ANSVAR_HOME", str(same))


def _roles() -> None:
    from views import roles

    roles.page()


def test_the_document_chosen_is_the_one_shown(document: Opener, html: Html) -> None:
    at = document()
    for chosen, other in (("soer", "nord"), ("nord", "soer")):
        (box,) = (each for each in at.selectbox if each.label == "Velg dokument")
        assert box.options == NAMES
        box.set_value(f"{chosen}@1").run()
        assert not at.exception
        assert TEXTS[chosen].split("\n")[2] in html(at)
        assert TEXTS[other].split("\n")[2] not in html(at)


def test_the_guideline_chosen_is_the_one_whose_duties_are_shown(html: Html) -> None:
    at = AppTest.from_function(_roles, default_timeout=SECONDS)
    at.query_params["role"] = "fastlege"
    at.run()
    assert at.selectbox(key="rolle_document").options == NAMES
    at.selectbox(key="rolle_document").set_value("soer").run()
    assert not at.exception
    assert "<b>Fastlege</b> i Samhandling" in html(at)
    assert "lese epikrisen" in html(at)
    assert "skal ringe" not in html(at)


def test_a_question_is_put_to_the_document_chosen(chat: Opener, html: Html) -> None:
    at = chat()
    assert at.multiselect[0].options == NAMES
    at.multiselect[0].set_value(["nord"]).run()
    at.chat_input[0].set_value("Hvem sender epikrisen?").run()
    assert not at.exception
    assert "Sykehuslegen har ansvaret" in html(at)


def test_the_link_of_an_answer_asks_the_documents_that_were_chosen(chat: Opener, html: Html) -> None:
    at = chat()
    at.multiselect[0].set_value(["soer"]).run()
    at.chat_input[0].set_value("Hvem skal lese epikrisen?").run()
    at.multiselect[0].set_value([]).run()
    address = unescape(re.findall(r'data-copy="([^"]*)">Kopier lenke<', html(at))[-1])
    parts = parse_qs(urlsplit(address).query)
    assert parts["dokument"] == ["soer"]
    again = chat(**parts)
    assert not again.exception
    assert again.multiselect[0].value == ["soer"]
    assert "dokument" not in again.query_params
    assert "7 dager" in html(again)
    both = chat(q="Hvem sender epikrisen?", dokument=["nord", "soer"], sammenlign="ja")
    assert both.multiselect[0].value == ["nord", "soer"]
    assert re.findall(r'data-copy="([^"]*)">Kopier lenke<', html(both))[-1].endswith(
        "&amp;dokument=nord&amp;dokument=soer&amp;sammenlign=ja"
    )


def test_a_link_to_a_document_that_is_not_there_says_so(chat: Opener) -> None:
    at = chat(dokument=["vest", "nord"])
    assert not at.exception
    assert "ikke er her: vest" in at.warning[0].value.replace("\\", "")
    assert at.multiselect[0].value == ["nord"]


def test_only_questions_about_what_the_documents_act_upon_are_offered(chat: Opener) -> None:
    offered = [button.label for button in chat().button]
    assert "Når skal epikrisen sendes?" in offered
    assert not [label for label in offered if "sykmelding" in label or "prøvesvar" in label]


def test_the_graph_keeps_to_the_document_and_the_chapter_chosen(graph: Opener) -> None:
    at = graph(artifact="epikrise")
    documents = at.multiselect(key="graph-documents")
    assert documents.options == NAMES
    assert at.multiselect(key="graph-chapters").options == ["nord: 1. Epikrise", "soer: 1. Epikrise"]
    documents.set_value(["nord"]).run()
    assert not at.exception
    assert at.multiselect(key="graph-documents").value == ["nord"]
    assert at.multiselect(key="graph-chapters").options == ["nord: 1. Epikrise"]


def test_the_matrix_counts_the_document_chosen(overlaps: Opener) -> None:
    at = overlaps(vis="Matrise")
    box = at.selectbox(key="matrix-document")
    assert box.options == ["Alle", *NAMES]
    box.set_value("nord").run()
    assert not at.exception
    assert at.selectbox(key="matrix-document").value == "nord"

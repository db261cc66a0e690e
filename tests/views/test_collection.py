"""The page of editions on the real build, without a browser: off unless switched on, a look before anything changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.errors import BuildError
from kg.home import Home
from qa.collection import UPLOADS
from views import sources

Opener = Callable[[], AppTest]
Html = Callable[[AppTest], str]
TEXT = (
    "Rutine for <script>alert(1)</script>\n\n1. Transport\n\n• Kommunen bestiller drosje.\n• Det skal journalføres.\n"
)


@pytest.fixture
def switched_on(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of the test's own, on whose page documents may be taken in and out."""
    monkeypatch.setenv(UPLOADS, "on")
    return Home(own_home)


def upload(at: AppTest, text: str, name: str = "transport.txt") -> AppTest:
    at.file_uploader[0].set_value((name, text.encode(), "text/plain"))
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [each for each in at.button if label in each.label]
    button.click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("value", [None, "", "off", "1", "ja"])
def test_it_is_off_unless_it_is_switched_on(
    own_home: Path, collection: Opener, html: Html, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv(UPLOADS, raising=False)
    if value is not None:
        monkeypatch.setenv(UPLOADS, value)
    at = collection()
    assert not at.exception
    assert not at.file_uploader
    assert not at.button
    assert f"{UPLOADS}=on" in at.info[0].value
    assert "Utgave 2024" in html(at)
    assert "129 normer" in html(at)


def test_a_document_is_looked_at_taken_in_and_removed(switched_on: Home, collection: Opener, html: Html) -> None:
    at = upload(collection(), TEXT)
    assert not at.exception
    assert switched_on.open().versions == {"agder-2024": "2024"}
    page = html(at)
    assert "1. Transport" in page
    assert "Det skal journalføres." in page
    assert "<script>alert" not in page
    assert at.text_input[1].label == "Utgave"
    at.text_input[1].set_value("2025")
    at = press(at, "Bruk opplysningene")
    at = press(at, "Ta inn transport")
    assert "transport@2025 er tatt inn" in at.success[0].value.replace("\\", "")
    assert switched_on.open().versions == {"agder-2024": "2024", "transport": "2025"}
    assert not at.file_uploader[0].value
    at = press(press(at, "Fjern transport"), "Avbryt")
    assert switched_on.open().versions == {"agder-2024": "2024", "transport": "2025"}
    at = press(press(at, "Fjern transport"), "Ja, fjern den")
    assert "fjernet" in at.success[0].value
    assert switched_on.open().versions == {"agder-2024": "2024"}


def test_an_edition_that_is_there_is_not_written_over_unasked(switched_on: Home, collection: Opener) -> None:
    at = upload(collection(), TEXT, "agder-2024.txt")
    assert "finnes fra før. Oppgi hvilken utgave dette er." in at.error[0].value.replace("\\", "")
    at.text_input[1].set_value("2024")
    at = press(at, "Bruk opplysningene")
    assert "finnes fra før" in at.warning[-1].value
    (button,) = [each for each in at.button if "Ta inn" in each.label]
    assert button.disabled
    at.checkbox[0].check().run()
    (button,) = [each for each in at.button if "Ta inn" in each.label]
    assert not button.disabled


def test_an_empty_date_was_said_to_mean_always(switched_on: Home, collection: Opener) -> None:
    """The page says what is done: a further edition without a date is in force from today."""
    at = upload(collection(), TEXT, "agder-2024.txt")
    at.text_input[1].set_value("2025")
    at.date_input[0].set_value(None)
    at = press(at, "Bruk opplysningene")
    assert "i dag for en ny utgave" in at.date_input[0].label
    assert any("gjelder fra i dag" in each.value for each in at.info)


def test_a_file_that_cannot_be_used_is_one_line(switched_on: Home, collection: Opener) -> None:
    at = upload(collection(), "1. Bare en overskrift\n\n2. Og en til\n")
    assert not at.exception
    assert "transport" in at.error[0].value
    assert not [each for each in at.button if "Ta inn" in each.label]


def test_what_other_pages_keep_of_a_removed_document_is_dropped(switched_on: Home, collection: Opener) -> None:
    at = press(upload(collection(), TEXT), "Ta inn transport")
    build = switched_on.open()
    kept, _ = sources._elsewhere(build, "transport@1", build.key)
    assert sources._elsewhere(build, "transport@1", build.key)[0] is kept
    press(press(at, "Fjern transport"), "Ja, fjern den")
    with pytest.raises(BuildError):
        sources._elsewhere(build, "transport@1", build.key)


def test_without_a_build_a_first_document_can_be_taken_in(
    collection: Opener, ansvar_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UPLOADS, "on")
    at = upload(collection(), TEXT)
    assert not at.exception
    assert [each for each in at.button if "Ta inn transport" in each.label]

"""The page of a role on the real build, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from commands.roletext import role_text
from kg.roles.duties import standing
from kg.wording.modalities import MODALITIES
from qa.opening import open_engine
from views.markup import plain

Html = Callable[[AppTest], str]
SECONDS = 120


def _roles() -> None:
    from views import roles

    roles.page()


@pytest.fixture
def roles() -> Callable[..., AppTest]:
    """Open the page of roles, with query parameters where given."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_function(_roles, default_timeout=SECONDS)
        at.query_params.update(query)
        return at.run()

    return opened


Opener = Callable[..., AppTest]


def choose(at: AppTest, label: str, value: object) -> AppTest:
    next(each for each in at.selectbox if each.label == label).set_value(value).run()
    assert not at.exception
    return at


def responsibility(page: str) -> str:
    """Return the part of a page with the duties stage by stage."""
    return page[page.index('<h3 class="rl-stage" id="trinn-') :]


def test_without_a_role_the_page_asks_who_one_is(home: Path, roles: Opener) -> None:
    at = roles()
    assert not at.exception
    assert [button.label for button in at.button][:2] == ["Fastlege", "Sykehuslege"]
    assert [header.value for header in at.header] == []


def test_a_suggested_role_is_taken_and_kept_in_the_address(home: Path, roles: Opener) -> None:
    at = roles()
    at.button[0].click().run()
    assert not at.exception
    assert at.query_params["role"] in ("fastlege", ["fastlege"])
    assert [header.value for header in at.header] == [
        "Dette må du huske",
        "Ditt ansvar, trinn for trinn",
        "Dette kan du vente av andre",
    ]


def test_every_duty_is_there_with_its_words_and_a_link_to_its_clause(home: Path, roles: Opener, html: Html) -> None:
    from html import escape

    page = responsibility(html(roles(role="fastlege")))
    met = standing(open_engine().library, ["agder-2024"], "fastlege")
    for duty in met.duties:
        assert f"«{escape(duty.norm.text)}»" in page
        assert f'href="dokument?clause=agder-2024/{duty.norm.clause}" target="_blank"' in page
    assert page.count("<blockquote") == len(met.duties) + len(met.expectations)
    for modality, count in met.counts().items():
        assert f"<b>{count}</b> {MODALITIES[modality].verb}" in html(roles(role="fastlege"))


def test_another_word_for_a_role_in_the_address_is_understood(home: Path, roles: Opener) -> None:
    at = roles(role="LIS")
    assert at.query_params["role"] in ("lis", ["lis"])
    assert not at.warning


def test_an_unknown_role_in_the_address_is_said_to_be_so(home: Path, roles: Opener) -> None:
    at = roles(role="</script>")
    assert not at.exception
    assert "Fant ingen rolle" in at.warning[0].value


def test_a_picture_in_the_address_is_words_and_not_fetched(home: Path, roles: Opener) -> None:
    at = roles(role="![x](http://a.b/c.png)")
    assert not at.exception
    assert "Fant ingen rolle" in at.warning[0].value
    assert "![x](" not in at.warning[0].value
    assert plain("![x](http://a.b/c.png)") in at.warning[0].value


def test_the_former_role_shows_what_is_new(home: Path, roles: Opener, html: Html) -> None:
    at = roles(role="fastlege", former="sykehuslege")
    assert "Nytt for deg som var sykehuslege" in [header.value for header in at.header]
    assert '<h4 class="rl-matter">Sykmelding</h4>' in html(at)
    assert [expander.label.split(" (")[0] for expander in at.expander] == [
        "Bare nå",
        "Bare før",
        "Før gjorde du det, nå kan du vente det av andre",
    ]
    assert at.query_params["former"] in ("sykehuslege", ["sykehuslege"])


def test_a_search_and_a_stage_narrow_down(home: Path, roles: Opener, html: Html) -> None:
    at = choose(roles(role="fastlege"), "Trinn", "transport")
    assert responsibility(html(at)).count('id="trinn-') == 1
    at.text_input[0].set_value("rekvirere transport").run()
    assert "skal fastlegen rekvirere transport" in responsibility(html(at))
    at.text_input[0].set_value("tryllekunstner").run()
    assert not at.exception
    assert "Ingen punkter passer" in at.info[0].value


def test_the_page_can_be_taken_along(home: Path, roles: Opener) -> None:
    at = roles(role="fastlege")
    assert [button.proto.label for button in at.get("download_button")] == ["Last ned som én side (PDF)"]


def test_without_a_build_the_page_says_what_to_do(roles: Opener) -> None:
    at = roles()
    assert not at.exception
    assert "ansvar build" in at.error[0].value


def test_the_text_of_the_command_line_holds_every_duty(home: Path) -> None:
    met = standing(open_engine().library, ["agder-2024"], "avtalespesialist")
    text = " ".join(role_text(met, "Agder").split())
    assert all(f"«{' '.join(duty.norm.text.split())}»" in text for duty in met.duties)

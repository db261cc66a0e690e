"""The readers of web pages and of Markdown: the content with its structure, without what stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import BlockKind
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from kg.errors import DocumentError

H, B, N, P, L = BlockKind.HEADING, BlockKind.BULLET, BlockKind.NUMBERED, BlockKind.PARAGRAPH, BlockKind.LINK


def told(page: str) -> list[tuple[BlockKind, int, str, str]]:
    text, blocks = read_html(page.encode(), "egen.html")
    return [(b.kind, b.level, b.number, text[b.start : b.end]) for b in blocks]


def marked(source: str) -> list[tuple[BlockKind, int, str, str]]:
    text, blocks = read_markdown(source.encode(), "egen.md")
    return [(b.kind, b.level, b.number, text[b.start : b.end]) for b in blocks]


def words(page: str) -> list[str]:
    return [said for *_, said in told(page)]


LONG = "Legen ringer fastlegen når pasienten skrives ut, og sender epikrise samme dag som pasienten reiser hjem."


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li>Meny skal bort</li></ul></nav>",
        "<header><p>Toppen skal bort</p></header>",
        "<footer><p>Bunnen skal bort</p></footer>",
        "<aside>Ved siden skal bort</aside>",
        "<script>document.write('<p>skal bort</p>')</script>",
        "<style>p::before { content: 'skal bort' }</style>",
        "<form><label>Navn skal bort</label><input><button>Send</button></form>",
        '<div class="cookie-consent"><p>Kaker skal bort</p></div>',
        '<div id="CookieBanner" class="cookie-banner"><h2>Skal bort</h2></div>',
        '<div class="side-menu"><p>Skal bort</p></div>',
        '<ol class="breadcrumb"><li>Hjem skal bort</li></ol>',
        '<div role="navigation">Meny skal bort</div>',
        '<p hidden>Skjult skal bort</p><p style="display: none">Skjult skal bort</p>',
        '<p aria-hidden="true">Skjult skal bort</p>',
        "<!-- Merknad skal bort --><template><p>Mal skal bort</p></template>",
        '<div title="footer"><p>Side 1 skal bort</p></div>',
        "<del>Strøket skal bort</del>",
        "<ol><li><a href='#a'>Vakt skal bort</a><ul><li><a href='#b'>Natt</a></li></ul></li></ol>",
    ],
)
def test_what_stands_around_the_content_is_left_out(furniture: str) -> None:
    page = f"<body>{furniture}<h1>Vakt</h1><p>{LONG}</p>{furniture}</body>"
    assert words(page) == ["Vakt", LONG]


def test_main_is_the_content_where_it_is_marked() -> None:
    page = "<div><p>Reklame skal bort.</p></div><main><header><h1>Vakt</h1></header><p>Legen ringer.</p></main>"
    assert words(page) == ["Vakt", "Legen ringer."]


def test_a_page_in_one_form_is_read() -> None:
    assert words("<form action='x'><h1>Vakt</h1><p>Legen ringer.</p><button>Søk</button></form>") == [
        "Vakt",
        "Legen ringer.",
    ]


def test_a_page_whose_layout_names_its_menu_is_read() -> None:
    page = f"<div class='page with-menu'><div class='menu'><p>Skal bort</p></div><h1>Vakt</h1><p>{LONG}</p></div>"
    assert words(page) == ["Vakt", LONG]


@pytest.mark.parametrize(
    "name",
    ["layout has-sidebar", "info-share", "context-menu-open", "no-toc", "samtykke consent-form", "sidebar", "consent"],
)
def test_a_section_is_not_dropped_for_its_class_name(name: str) -> None:
    for key in ("class", "id"):
        section = f'<div {key}="{name}"><h2>Utskrivning</h2><p>Sykehuset skal sende epikrise.</p></div>'
        assert words(f"<h1>Vakt</h1><p>{LONG * 9}</p>{section}")[-2:] == [
            "Utskrivning",
            "Sykehuset skal sende epikrise.",
        ]


def test_a_menu_of_links_is_left_out_however_long() -> None:
    menu = "".join(f"<li><a href='/{n}'>Retningslinje nummer {n}</a></li>" for n in range(40))
    assert words(f"<div class='menu'><ul>{menu}</ul></div><h1>Vakt</h1><p>Legen ringer.</p>") == [
        "Vakt",
        "Legen ringer.",
    ]


@pytest.mark.parametrize("name", ["share", "menu", "toc", "consent", "sidebar", "cookies"])
def test_most_of_a_page_is_not_dropped_for_its_class_name(name: str) -> None:
    style = f"<style>{'p { color: red } ' * 99}</style>"
    page = f"{style}<h1>Vakt</h1><p>Legen ringer.</p><div class='{name}'><p>{LONG}</p></div>"
    assert words(page) == ["Vakt", "Legen ringer.", LONG]


def test_an_empty_main_does_not_hide_the_page() -> None:
    assert words(f"<main></main><h1>Vakt</h1><p>{'Legen ringer. ' * 9}</p>")[0] == "Vakt"


def test_lists_have_their_numbers_and_depth() -> None:
    page = (
        "<h2>Vakt</h2><ol start='3'><li>Tredje<ul><li>under</li></ul></li><li value='7'>Sjuende</li>"
        "<li>Åttende</li></ol>"
        "<ol type='a'><li>første</li><li><p>andre</p><ol style='list-style-type: lower-roman'><li>en</li></ol></ol>"
    )
    assert told(page)[1:] == [
        (B, 1, "3", "Tredje"),
        (B, 2, "", "under"),
        (B, 1, "7", "Sjuende"),
        (B, 1, "8", "Åttende"),
        (B, 1, "a", "første"),
        (B, 1, "b", "andre"),
        (B, 2, "i", "en"),
    ]


def test_a_list_right_after_an_item_that_leads_in_stands_under_it() -> None:
    page = "<p>Vakt:</p><ul><li>Dette skal sikre:</ul><ul><li>ro<li>orden</ul><ul><li>Ring legen.</ul>"
    assert [(level, said) for _, level, _, said in told(page)][1:] == [
        (1, "Dette skal sikre:"),
        (2, "ro"),
        (2, "orden"),
        (1, "Ring legen."),
    ]


def test_lists_of_terms_and_tables_are_points() -> None:
    page = (
        "<dl><dt>Fastlege</dt><dd>henviser</dd><dt>Jordmor</dt><dd><ul><li>venter</li></ul></dd></dl>"
        "<table><caption>Frister</caption><tr><th>Hva</th><th>Når</th></tr><tr><td rowspan=2>Epikrise</td>"
        "<td>1 dag</td></tr><tr><td>1 uke<br>senest</td></tr></table>"
    )
    assert told(page) == [
        (B, 1, "", "Fastlege: henviser"),
        (P, 0, "", "Jordmor:"),
        (B, 1, "", "venter"),
        (H, 7, "", "Frister"),
        (B, 1, "", "Hva: Epikrise; Når: 1 dag"),
        (B, 1, "", "Hva: Epikrise; Når: 1 uke, senest"),
    ]


def test_tables_that_only_lay_out_are_read_as_text() -> None:
    page = "<table><tr><td><h2>Vakt</h2><p>Legen ringer.</p></td><td><p>Jordmor venter.</p></td></tr></table>"
    assert words(page) == ["Vakt", "Legen ringer.", "Jordmor venter."]


def test_line_breaks_part_items_typed_by_hand_and_bold_lines_from_the_rest() -> None:
    page = "<p><b>Ved fall</b><br>Legen<br>ringer.<br>a) ring<br>b) skriv</p>"
    assert told(page) == [
        (H, 7, "", "Ved fall"),
        (P, 0, "", "Legen ringer."),
        (B, 1, "a", "ring"),
        (B, 1, "b", "skriv"),
    ]


def test_addresses_are_kept_where_the_words_do_not_show_them() -> None:
    page = (
        '<p>Se <a href="https://eksempel.no/a">skjemaet</a>, <a href="#x">her</a> og '
        '<a href="mailto:a@b.no">skriv</a>.</p>'
        '<p><a href="https://eksempel.no/b">https://eksempel.no/b</a></p>'
    )
    assert told(page) == [
        (P, 0, "", "Se skjemaet, her og skriv."),
        (L, 0, "", "https://eksempel.no/a"),
        (L, 0, "", "https://eksempel.no/b"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        '<meta charset="iso-8859-1"><p>Få råd på øya.</p>'.encode("latin-1"),
        "<p>Få råd på øya.</p>".encode("cp1252"),
        '\ufeff<?xml version="1.0" encoding="utf-8"?><html><p>Få råd på øya.</p></html>'.encode(),
        b"<p>F&aring; r&#229;d p&#xe5; &oslash;ya.</p>",
        "<p>Få råd på øya.</p>".encode("utf-16"),
    ],
)
def test_pages_are_decoded_as_they_say(raw: bytes) -> None:
    text, blocks = read_html(raw, "egen.html")
    assert [text[b.start : b.end] for b in blocks] == ["Få råd på øya."]


def test_deep_nesting_is_read_and_does_not_end_the_program() -> None:
    assert words("<div>" * 2000 + "<p>Legen ringer.</p>" + "</div>" * 2000) == ["Legen ringer."]


@pytest.mark.parametrize("page", ["", "<html></html>", "<p> &nbsp; </p>", "<script>a</script>", "\x00\x01"])
def test_a_page_without_words_is_refused(page: str) -> None:
    with pytest.raises(DocumentError):
        told(page)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(page: str) -> None:
    for read in (read_html, read_markdown):
        try:
            text, blocks = read(page.encode("utf-8", "replace"), "egen")
        except DocumentError:
            continue
        assert all(text[b.start : b.end].strip() for b in blocks)


def test_markdown_is_read_with_its_headings_lists_and_numbers() -> None:
    source = (
        "---\ntittel: Fastlegen skal ikke leses\n---\n# 1. Vakt\n\nLegen skal *alltid*\nringe.\n\n"
        "- Ring:\n    - straks\n    - igjen\n- Skriv\n\na) først\nb) så\n\n1.1 Om natten ringer du.\n\n"
        "Om helgen\n---------\n\n> Vakten venter.[^1]\n\n[^1]: Til klokka ti.\n"
    )
    assert marked(source) == [
        (H, 1, "1", "Vakt"),
        (P, 0, "", "Legen skal alltid ringe."),
        (B, 1, "", "Ring:"),
        (B, 2, "", "straks"),
        (B, 2, "", "igjen"),
        (B, 1, "", "Skriv"),
        (B, 1, "a", "først"),
        (B, 1, "b", "så"),
        (N, 2, "1.1", "Om natten ringer du."),
        (H, 2, "", "Om helgen"),
        (P, 0, "", "Vakten venter."),
        (P, 0, "", "Til klokka ti."),
    ]


def test_markdown_has_tables_links_and_html() -> None:
    source = (
        '| Hva | Hvem |\n|---|---|\n| Epikrise | Legen |\n\nSe [skjemaet](https://eksempel.no/a "x").\n\n'
        "<https://eksempel.no/b>\n\n<script>skal bort</script>\n\n<p>Legen <b>ringer</b>.</p>\n"
    )
    assert marked(source) == [
        (B, 1, "", "Hva: Epikrise; Hvem: Legen"),
        (P, 0, "", "Se skjemaet."),
        (L, 0, "", "https://eksempel.no/a"),
        (L, 0, "", "https://eksempel.no/b"),
        (P, 0, "", "Legen ringer."),
    ]


def test_preformatted_lines_and_markdown_without_marks_are_read_as_plain_text() -> None:
    source = (
        "1. Henvisning\n\nFastlegen skal:\n• undersøke pasienten før henvisningen skrives, og legge ved\n  listen\n"
    )
    wanted = [(H, "1", "Henvisning"), (P, "", "Fastlegen skal:")]
    for found in (marked(source), told(f"<pre>{source}</pre>")):
        assert [(kind, number, said) for kind, _, number, said in found][:2] == wanted
        assert found[2][0] is B
        assert " ".join(found[2][3].split()).endswith("legge ved listen")


def test_markdown_in_another_encoding_is_refused() -> None:
    with pytest.raises(DocumentError, match="UTF-8"):
        read_markdown("# Få råd".encode("latin-1"), "egen.md")

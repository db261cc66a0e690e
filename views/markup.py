"""HTML that several pages draw; every word from a document or a question that it is given is escaped here."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urljoin

import streamlit as st

from kg.addresses import Address
from kg.addresses import link as address_link
from kg.model import Clause, ClauseKind, Modality, Norm
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital
from kg.wording.places import Place
from qa.answers import Citation, RoleAnswer, Taken
from qa.wording import phrase
from views.wording import norm_rows

# Streamlit writes <html lang="en">; a screen reader would read Norwegian as English (WCAG 3.1.1).
_LANGUAGE = "<script>document.documentElement.lang = 'nb';</script>"

# One listener for all buttons that copy. Where the page is not served over HTTPS or loopback, browsers have no
# clipboard for it; then the text is copied from a field, the older way.
_COPY = """<script>
if (!window.avCopying) {
  window.avCopying = true;
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button.av-copy');
    if (!button) return;
    const text = button.dataset.copy;
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch {
      const field = Object.assign(document.createElement('textarea'), {value: text});
      button.after(field); field.select(); done = document.execCommand('copy'); field.remove(); button.focus();
    }
    const label = button.dataset.label ??= button.textContent;
    button.textContent = done ? 'Kopiert' : 'Kunne ikke kopiere';
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
</script>"""
_SCROLL = """{
  let moved = false;
  for (const kind of ['wheel', 'touchmove', 'keydown'])
    document.addEventListener(kind, () => { moved = true; }, {once: true, passive: true});
  for (const wait of [300, 600, 1000, 1500]) setTimeout(() => {
    if (!moved) document.getElementById('%s')?.scrollIntoView({block: 'start'});
  }, wait);
}"""
_FOCUS = (
    "setTimeout(() => { if (matchMedia('(pointer: fine)').matches) "
    "document.querySelector('[data-testid=stChatInputTextArea]')?.focus({preventScroll: true}); }, 350);"
)
# The live region is the program's own: one that Streamlit draws anew with its words is not read out.
_ANNOUNCE = """{ let region = document.getElementById('av-status');
if (!region) {
  region = Object.assign(document.createElement('div'), {id: 'av-status', className: 'av-unseen'});
  region.setAttribute('role', 'status'); document.querySelector('.stApp').append(region);
}
setTimeout(() => { region.textContent = %s; }, 400); }"""

# Grounds are mixed from the text's own colour, so that they follow the theme.
_STYLE = """<style>
.stApp { --av-accent: light-dark(#0B6B70, #6FD0D0); --av-soft: light-dark(#EEF5F5, #172A2E);
  --av-line: light-dark(#7A8F91, #6C8487); --av-mark: light-dark(#FFE89A, #5A4700); }
.stMainBlockContainer { padding-top: 4.5rem; }
/* What gets the focus is not hidden by the header above, nor by the entry below. */
.stMain { scroll-padding: 5rem 0 9rem; }
[data-testid="stBottomBlockContainer"] { padding-bottom: 1.5rem; }
.stHeading h1 { font-size: 2rem; }
.stHeading h2 { font-size: 1.5rem; }
.stHtml { overflow-wrap: anywhere; }
.stHtml a { color: light-dark(#075E7C, #7CCBE6); }
.stHtml p { margin: 0 0 .5rem; }
.stApp :is(a, button, summary, input, [tabindex]):focus-visible {
  outline: 3px solid var(--av-accent); outline-offset: 2px; }
.stApp [role=tab][aria-selected=true] p { color: var(--av-accent); }
.stButton button { text-align: left; }
.av-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.av-said { margin: 0; }
.av-said blockquote { margin: 0; padding: .3rem .8rem; border-left: 4px solid var(--av-line); }
.av-verdict { font-weight: 600; margin-right: .5rem; }
.av-tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.av-tools button { font: inherit; font-size: .875rem; color: inherit; background: transparent;
  border: 1px solid var(--av-line); border-radius: .4rem; min-height: 2.5rem; padding: .25rem .75rem; cursor: pointer; }
.av-tools button:hover { border-color: var(--av-accent); color: var(--av-accent); }
.av-tools > a { font-size: .875rem; padding: .25rem .5rem; }
figcaption.av-tools { gap: .25rem .75rem; }
.av-clause details .av-tools { margin: .2rem 0 .4rem; }
.stHtml p.av-taken { font-size: .875rem; margin: 0; }
.av-taken b { font-weight: 600; }
.av-question { scroll-margin-top: 6rem; font-size: 1rem; font-weight: 600; margin: 0;
  padding: 0; line-height: 1.5; letter-spacing: 0; }
.av-direct { font-size: 1.2rem; font-weight: 600; line-height: 1.4; margin: 0 0 .6rem; padding: 0; letter-spacing: 0; }
ul.av-roles { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0; padding: 0; }
ul.av-roles li { display: flex; align-items: center; gap: .6rem; margin: 0; padding: .45rem .9rem .45rem .7rem;
  border: 1px solid var(--av-accent); border-left-width: 6px; border-radius: .4rem; background: var(--av-soft); }
.av-symbol { color: var(--av-accent); font-size: 1.15rem; line-height: 1; min-width: 1em; text-align: center; }
.av-role { font-weight: 700; display: block; }
.av-modality { display: block; font-size: .875rem; }
ul.av-terms { margin: 0 0 .25rem; padding-left: 1.2rem; }
ul.av-terms li { margin: 0 0 .25rem; }
figure.av-quote { margin: .2rem 0 .4rem; }
figure.av-quote blockquote { margin: 0; padding: .5rem 1rem; border-left: 4px solid var(--av-accent);
  background: var(--av-soft); }
figure.av-quote figcaption { font-size: .875rem; padding: .3rem 0 0 1.25rem; }
.stHtml mark { background: var(--av-mark); color: inherit; padding: .1em .15em; }
.av-clause { margin: 0 0 .6rem; padding: 0; scroll-margin-top: 5rem; }
.av-clause p { margin: 0; }
.av-lead { font-weight: 600; }
.av-label { font-size: .875rem; font-weight: 600; margin-right: .45rem; color: var(--av-accent); }
.av-target { outline: 2px solid var(--av-accent); outline-offset: .35rem; border-radius: .2rem; }
.av-clause details { margin: .2rem 0 0; }
.av-clause summary { cursor: pointer; font-size: .875rem; padding: .2rem 0; min-height: 24px; }
.av-extract { overflow-x: auto; }
table.av-norm { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .1rem 0 .6rem; }
table.av-norm th, table.av-norm td { border-bottom: 1px solid var(--av-line); padding: .3rem .6rem .3rem 0;
  text-align: left; vertical-align: top; }
table.av-norm th { font-weight: 600; width: 7.5rem; }
.av-reviewed { font-size: .875rem; color: var(--av-accent); white-space: nowrap; }
.av-tree { overflow-x: auto; max-width: 100%; border: 1px solid var(--av-line); margin: 0 0 .5rem; }
.av-tree img { max-width: none; display: block; }
table.av-parse { border-collapse: collapse; font-size: .875rem; margin: .3rem .5rem; }
table.av-parse th, table.av-parse td { border-bottom: 1px solid var(--av-line); padding: .2rem .8rem .2rem 0;
  text-align: left; white-space: nowrap; }
table.av-parse caption { text-align: left; padding: .2rem 0; color: inherit; }
table.av-norm caption { text-align: left; font-size: .875rem; padding: .2rem 0; color: inherit; }
img.av-graph { width: 100%; max-width: 360px; height: auto; display: block; }
.av-abstained { border: 1px dashed var(--av-line); border-radius: .4rem; padding: .8rem 1rem; }
.av-abstained p:last-child { margin: 0; }
h3.av-heading { font-size: 1.1rem; padding: .6rem 0 .3rem; letter-spacing: 0; }
</style>"""


# The icon of the pages: one of Streamlit's own would be fetched from another machine.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0B6B70"/>'
    '<path d="M8 12h4M12 6.5v11M12 6.5h3M12 17.5h3" stroke="#FFF" stroke-width="1.6" fill="none"/>'
    '<path d="M4 9.5h5v5H4zM15 4h5v5h-5zM15 15h5v5h-5z" fill="#FFF"/></svg>'
)
# The mark of what a person has looked over.
REVIEWED = ' <span class="av-reviewed">✓ gjennomgått</span>'
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!<>|$:~&=]")


def plain(text: str) -> str:
    r"""Return words of others for Streamlit's Markdown, so that none of them is taken for markup.

    >>> plain("![x](http://a.b/c.png)")
    '\\!\\[x\\]\\(http\\://a\\.b/c\\.png\\)'
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)


def image_source(svg: str) -> str:
    """Return an SVG as the source of an image: the page's sanitizer lets no inline SVG through."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def prepare_page() -> None:
    """Set the page's language and style."""
    st.html(_STYLE)
    st.html(_LANGUAGE, unsafe_allow_javascript=True)
    st.html(_COPY, unsafe_allow_javascript=True)


def scroll_to(anchor: str) -> None:
    """Bring an element of the page into view; ``anchor`` is an id that the program made itself.

    Streamlit scrolls a chat to its end, some time after it has drawn it: so it is done again, until
    the user scrolls.
    """
    if not anchor.replace("-", "").isalnum():
        raise ValueError(f"not an anchor of ours: {anchor!r}")
    st.html(f"<script>{_SCROLL % anchor}</script>", unsafe_allow_javascript=True)


def announce(said: str) -> None:
    """Tell a screen reader something that is on the page already for those who see it."""
    st.html(f"<script>{_ANNOUNCE % _literal(said)}</script>", unsafe_allow_javascript=True)


def arrive(anchor: str = "", said: str = "") -> None:
    """Put the focus into the entry of the chat, and bring an answer into view where one has arrived.

    A screen reader is told ``said``. Where there is no keyboard, the focus stays: it would open one.
    """
    if anchor:
        scroll_to(anchor)
        announce(said)
    st.html(f"<script>/* {anchor} */ {_FOCUS}</script>", unsafe_allow_javascript=True)


def move_focus(turn: str, selector: str, said: str = "") -> None:
    """Put the focus on an element once it is drawn, and tell a screen reader ``said``.

    :param turn: a name of the program's own that differs from one time to the next: a script runs where it is new.
    """
    if not turn.replace("-", "").isalnum():
        raise ValueError(f"not a name of ours: {turn!r}")
    told = _ANNOUNCE % _literal(said) if said else ""
    moved = f"setTimeout(() => document.querySelector({_literal(selector)})?.focus(), 350);"
    st.html(f"<script>/* {turn} */ {moved} {told}</script>", unsafe_allow_javascript=True)


def _literal(text: str) -> str:
    """Return a text as a literal of JavaScript that cannot end its script."""
    return json.dumps(text).replace("<", "\\u003c")


def copier(label: str, text: str) -> str:
    """Return a button that copies a text, without the server."""
    return f'<button type="button" class="av-copy" data-copy="{escape(text)}">{escape(label)}</button>'


def copiers(offered: Sequence[tuple[str, str]], address: str) -> None:
    """Draw buttons that copy a text each, and a link to an address."""
    buttons = "".join(copier(label, text) for label, text in offered)
    opened = f'<a href="{escape(address)}" target="_blank" rel="noopener">Åpne i ny fane</a>'
    st.html(f'<div class="av-tools">{buttons}{opened}</div>', width="content")


def taken(found: Sequence[Taken]) -> str:
    """Return what a follow-up took over from the question before, in the user's words."""
    words = ", ".join(f"<b>{escape(each.words)}</b>" for each in found if each.words)
    return f'<p class="av-taken">Tatt med fra forrige spørsmål: {words}</p>'


def roles(found: Sequence[RoleAnswer], language: str) -> str:
    """Return the responsible roles as cards: symbol, name, and the modality in words of a language."""
    cards = "".join(
        f'<li><span class="av-symbol" aria-hidden="true">{MODALITIES[role.modality].symbol}</span>'
        f'<span><span class="av-role">{escape(capital(role.label))}</span> '
        f'<span class="av-modality">{phrase(language, f"card_{role.modality}")}</span></span></li>'
        for role in found
    )
    return f'<ul class="av-roles" aria-label="Ansvarlig" lang="{language}">{cards}</ul>'


def place_link(place: Place) -> str:
    """Return the name of a place, linked to the page of documents in a tab of its own: what was chosen here stays."""
    return clause_link(place.document, place.clause, "\u00a0".join(place.name.rsplit(" ", 1)))


def clause_address(document: str, clause: str, version: str = "") -> str:
    """Return the address of a clause on the page of documents, from any page: of an edition, or of what is in force.

    >>> clause_address("agder-2024", "sec_1")
    'dokument?clause=agder-2024/sec_1'
    """
    return "dokument?" + Address(document, clause, version).query


def stable_address(document: str, clause: str, version: str) -> str:
    """Return the whole address of a clause of an edition, to keep and send: it opens on any day what it opens now."""
    here = (st.context.url or "").partition("?")[0]
    return address_link(Address(document, clause, version), urljoin(here, ".") or here)


def clause_link(document: str, clause: str, words: str, version: str = "") -> str:
    """Return words linked to a clause in a tab of its own."""
    return (
        f'<a href="{escape(clause_address(document, clause, version))}" target="_blank" rel="noopener">{escape(words)}'
        '<span aria-hidden="true">\u00a0↗</span><span class="av-unseen"> (åpnes i ny fane)</span></a>'
    )


def terms(lines: Iterable[str], language: str) -> str:
    """Return lines as a list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="av-terms" lang="{escape(language)}">{items}</ul>'


def quote(cited: Citation, title: str = "", language: str = "nb") -> str:
    """Return a clause quoted, with its place and address beneath, and its document where a title is given."""
    source = f" – {title}, {cited.version}" if title else ""
    mark = REVIEWED if cited.reviewed else ""
    place = clause_link(cited.document, cited.clause, capital(cited.place), cited.version)
    kept = copier("Kopier lenke til punktet", stable_address(cited.document, cited.clause, cited.version))
    return (
        f'<figure class="av-quote"><blockquote lang="{escape(language)}">{escape(cited.quote)}</blockquote>'
        f'<figcaption class="av-tools"><span>{place}{escape(source)}{mark}</span>{kept}</figcaption></figure>'
    )


def marked(text: str, part: str) -> str:
    """Return a text with a part of it marked, all of it where the part is not found.

    >>> marked("a < b, så c", "så c")
    'a &lt; b, <mark>så c</mark>'
    """
    before, found, after = text.partition(part) if part else ("", "", "")
    if not found:
        return f"<mark>{escape(text)}</mark>"
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}"


def clause(
    shown: Clause,
    *,
    depth: int = 0,
    mark: str | None = None,
    norms: Sequence[Norm] = (),
    anchor: str = "",
    address: str = "",
) -> str:
    """Return a clause as the document has it, with what was read from it to unfold.

    :param mark: the words to mark; the clause is unfolded as well.
    :param address: the whole address of the clause, to be copied from among what was read from it.
    """
    text = escape(shown.text) if mark is None else marked(shown.text, mark)
    heading = shown.kind in (ClauseKind.CHAPTER, ClauseKind.HEADING)
    label = f'<span class="av-label">{escape(shown.label)}</span>' if shown.label and not heading else ""
    strong = ' class="av-lead"' if heading or shown.kind is ClauseKind.LEAD_IN else ""
    links = "".join(
        f'<p><a href="{escape(link)}">{escape(link)}</a></p>'
        for link in shown.links
        if link.startswith(("http://", "https://"))
    )
    target = " av-target" if mark is not None and norms else ""
    identity = f' id="{anchor}"' if anchor else ""
    body = f"<p{strong}>{label}{text}</p>{links}{extract(norms, opened=mark is not None, address=address)}"
    return f'<div class="av-clause{target}"{identity} style="margin-left:{1.2 * depth:.1f}rem">{body}</div>'


def extract(norms: Sequence[Norm], *, opened: bool, address: str = "") -> str:
    """Return what was read from a clause, folded; its summary says it in short."""
    if not norms:
        return ""
    short = "; ".join(dict.fromkeys(summary(norm) for norm in norms))
    mark = REVIEWED if any(norm.reviewed for norm in norms) else ""
    tables = "".join(table(norm, norm.text) for norm in norms)
    state = " open" if opened else ""
    kept = f'<div class="av-tools">{copier("Kopier lenke til punktet", address)}</div>' if address else ""
    return (
        f"<details{state}><summary>{escape(short)}{mark}</summary>"
        f'{kept}<div class="av-extract">{tables}</div></details>'
    )


def summary(norm: Norm) -> str:
    """Return a norm in short: "● Fastlege skal (plikt)"."""
    name = name_of(norm)
    rows = dict(norm_rows(norm))
    if norm.modality is Modality.INFO:
        return f"{name.symbol} {capital(name.noun)}"
    who = capital(rows["Hvem"]) if norm.bearers else "Ansvarlig ikke nevnt:"
    return f"{name.symbol} {who} {name.full}"


def table(norm: Norm, caption: str) -> str:
    """Return a norm as a table of two columns."""
    rows = "".join(
        f'<tr><th scope="row">{heading}</th><td>{escape(content)}</td></tr>' for heading, content in norm_rows(norm)
    )
    return f'<table class="av-norm"><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>'

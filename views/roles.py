"""A role's page: what is mine to do along the patient's way, what others do for me, what is new to me."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st

from kg.errors import AnsvarError
from kg.model import Metadata, Modality, Norm
from kg.roles.change import RoleChange, role_change
from kg.roles.duties import (
    Duty,
    Expectation,
    Standing,
    by_others,
    by_stage,
    found_role,
    narrowed,
    offered,
    remembered,
    standing,
)
from kg.roles.sheet import Sheet, role_sheet
from kg.roles.wording import TIME, bound_by, matter_name, named, terms
from kg.wording.headlines import headline
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital
from kg.wording.titles import document_names
from ontology.onboarding import onboarding
from qa.engine import Engine
from views.engine import engine
from views.markup import clause_link, plain

SHOWN = (Modality.OBLIGATION, Modality.PROHIBITION, Modality.RECOMMENDATION, Modality.PERMISSION)
SUGGESTED = 5
NEW = "Nei, jeg er ny"
_TIMED = ' class="rl-time"'

_STYLE = """<style>
.stHtml p.rl-who { margin: 0 0 .6rem; }
.stHtml ul.rl-counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .6rem;
  list-style: none; margin: 0; padding: 0; }
.stHtml ul.rl-counts li { margin: 0; padding: .6rem .8rem; border: 1px solid var(--av-line); border-radius: .5rem;
  display: flex; align-items: baseline; gap: .5rem; }
.rl-counts b { font-size: 1.5rem; line-height: 1.1; }
.stHtml ul.rl-ways { display: flex; flex-wrap: wrap; gap: .3rem .5rem; list-style: none;
  margin: .25rem 0 0; padding: 0; }
.stHtml ul.rl-ways li { margin: 0; padding: 0; }
.rl-ways a { display: inline-block; padding: .3rem .7rem; min-height: 24px; border: 1px solid var(--av-line);
  border-radius: 1rem; font-size: .875rem; text-decoration: none; }
.rl-ways a:hover { border-color: var(--av-accent); }
h3.rl-stage { font-size: 1.15rem; letter-spacing: 0; padding: 1.2rem 0 .1rem; margin: 0; scroll-margin-top: 5rem; }
.stHtml p.rl-about { font-size: .9rem; margin: 0 0 .3rem; opacity: .85; }
.stHtml .rl-duties { list-style: none; margin: 0; padding: 0; }
.stHtml .rl-duties > li { display: grid; grid-template-columns: 5.6rem minmax(0, 1fr); gap: .1rem .9rem; margin: 0;
  padding: .75rem 0; border-top: 1px solid color-mix(in srgb, var(--av-line) 45%, transparent); break-inside: avoid; }
.rl-modality { font-size: .875rem; font-weight: 600; white-space: nowrap; padding-top: .1rem; }
.rl-modality .av-symbol { display: inline-block; margin-right: .15rem; }
.rl-line { font-size: 1.05rem; line-height: 1.35; display: block; margin: 0 0 .15rem; }
.rl-line b { font-weight: 700; }
.stHtml .rl-duties blockquote { margin: 0; padding: 0; border: 0; }
.stHtml .rl-terms { margin: .3rem 0 0; padding: 0; font-size: .9rem; }
.rl-terms > div { display: flex; gap: .5rem; margin: 0 0 .1rem; }
.rl-terms dt { font-weight: 600; min-width: 3.9rem; flex: none; }
.stHtml .rl-terms dt, .stHtml .rl-terms dd { margin: 0; padding: 0; }
.rl-terms .rl-time dd { font-weight: 600; background: var(--av-mark); padding: 0 .35rem; border-radius: .2rem; }
.stHtml p.rl-foot { font-size: .875rem; margin: .25rem 0 0; }
.rl-foot > span { opacity: .85; }
.rl-foot a { white-space: nowrap; }
.rl-first { border: 1px solid var(--av-accent); border-left-width: 6px; border-radius: .5rem;
  background: var(--av-soft); padding: .1rem 1.1rem .3rem; }
.stHtml .rl-first .rl-duties > li:first-child { border-top: 0; }
h4.rl-matter { font-size: 1.05rem; letter-spacing: 0; padding: .8rem 0 .2rem; margin: 0; }
.rl-sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
.stHtml p.rl-side { font-size: .875rem; font-weight: 600; margin: 0; }
.stHtml .rl-sides .rl-duties > li { grid-template-columns: minmax(0, 1fr); }
@media (max-width: 640px) {
  .stHtml .rl-duties > li, .rl-sides { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"], .st-key-rolle_valg,
  .st-key-rolle_filter, .rl-ways, .stDownloadButton { display: none !important; }
  .stApp, .stMain, [data-testid="stAppViewContainer"], [data-testid="stMainBlockContainer"] {
    position: static !important; overflow: visible !important; height: auto !important; max-width: none !important;
    padding: 0 !important; background: #fff !important; color: #000 !important; color-scheme: light; }
  [data-testid="stVerticalBlock"] { gap: .4rem !important; }
  .stHtml, .stHtml a, .stHeading h1, .stHeading h2 { color: #000 !important; }
  .stHtml, .stHtml p, .stHtml blockquote, .stHtml .rl-line, .stHtml .rl-terms, .stHtml p.rl-foot, .rl-modality {
    font-size: 9pt; line-height: 1.3; }
  .rl-counts b { font-size: 12pt; }
  .stHtml .rl-first { border: 0; padding: 0; }
  .stHtml .rl-duties > li { padding: .25rem 0; }
  h3.rl-stage, .stHeading { break-after: avoid; }
}
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Min rolle", url_path="rolle")


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Min rolle", anchor=False)
    opened = engine()
    with st.container(key="rolle_valg"):
        document = _choose_document(opened.build.documents)
        role, former = _choose_roles(opened, document)
    if role is None:
        return
    met = _met(opened, document.id, role)
    _overview(met, document)
    _first(met, document)
    if former is not None and former != role:
        _change(role_change(_met(opened, document.id, former), met), document)
    _responsibility(met, document)
    _expected(met, document)


def _met(opened: Engine, document: str, role: str) -> Standing:
    return standing(opened.library, [document], role)


# -- who is asking


def _choose_document(documents: Sequence[Metadata]) -> Metadata:
    """Let the user choose a guideline where there are several."""
    known = {meta.id: meta for meta in documents}
    if len(known) == 1:
        return documents[0]
    _from_address("rolle_document", "document", list(known))
    named = document_names(documents)
    chosen = st.selectbox("Retningslinje", list(known), key="rolle_document", format_func=named.__getitem__)
    st.query_params["document"] = chosen
    return known[chosen]


def _choose_roles(opened: Engine, document: Metadata) -> tuple[str | None, str | None]:
    """Let the user say who they are and were; the address says it, and keeps it."""
    offers = offered(opened.library, [document.id])
    ids = [offer.role for offer in offers]
    for name, asked in (("rolle_now", "role"), ("rolle_before", "former")):
        wanted = str(st.query_params.get(asked, ""))
        if wanted and name not in st.session_state:
            try:
                st.session_state[name] = found_role(offers, wanted)
            except AnsvarError as error:
                st.warning(plain(str(error)), icon=":material/search_off:")
        if st.session_state.get(name) not in ids:
            st.session_state.pop(name, None)
    left, right = st.columns(2)
    role = left.selectbox("Jeg er", ids, index=None, key="rolle_now", format_func=_name, placeholder="Velg rolle")
    former = right.selectbox(
        "Hadde du en annen rolle før?", ids, index=None, key="rolle_before", format_func=_name, placeholder=NEW
    )
    for asked, chosen in (("role", role), ("former", former)):
        if chosen is not None:
            st.query_params[asked] = chosen
        elif asked in st.query_params:
            del st.query_params[asked]
    if role is None:
        _suggest(ids[:SUGGESTED])
    return role, former


def _from_address(key: str, asked: str, known: Sequence[str]) -> None:
    wanted = st.query_params.get(asked)
    if key not in st.session_state and wanted in known:
        st.session_state[key] = wanted


def _suggest(ids: Sequence[str]) -> None:
    st.markdown("Velg hvem du er, så ser du hva som er ditt ansvar, hva du kan vente av andre, og hvor det står.")
    with st.container(horizontal=True):
        for role in ids:
            st.button(plain(_name(role)), on_click=_take, args=(role,))


def _take(role: str) -> None:
    st.session_state["rolle_now"] = role


def _name(role: str) -> str:
    return capital(onboarding().name(role))


# -- what the page holds


def _overview(met: Standing, document: Metadata) -> None:
    """Draw the counts, and offer the sheet."""
    tiles = "".join(
        f'<li><span class="av-symbol" aria-hidden="true">{MODALITIES[modality].symbol}</span>'
        f"<span><b>{count}</b> {escape(MODALITIES[modality].verb)}</span></li>"
        for modality, count in met.counts().items()
    )
    st.html(
        f'<p class="rl-who"><b>{escape(_name(met.role))}</b> i {escape(document.title)}, '
        f"versjon {escape(document.version)}</p>"
        f'<ul class="rl-counts" aria-label="Antall punkter">{tiles}</ul>'
    )
    sheet = _sheet(met, document, date.today())
    st.download_button(
        "Last ned som én side (PDF)",
        sheet.pdf,
        file_name=f"{met.role}-{document.id}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        help="Alt ditt ansvar på ett A4-ark. Hele denne siden kan også skrives ut fra nettleseren.",
    )
    if sheet.left_out:
        points = "punkt" if sheet.left_out == 1 else "punkter"
        st.caption(f"{sheet.left_out} {points} fikk ikke plass på arket. Alle står på denne siden.")


@st.cache_data(max_entries=50, show_spinner=False)
def _sheet(met: Standing, document: Metadata, day: date) -> Sheet:
    return role_sheet(met, document, day=day)


def _first(met: Standing, document: Metadata) -> None:
    kept = remembered(met.duties)
    if kept:
        st.header("Dette må du huske", anchor=False)
        st.html(f'<div class="rl-first">{_listed(kept, document, tag="ol", brief=True)}</div>')


def _change(change: RoleChange, document: Metadata) -> None:
    """Draw what is new to somebody who had another role."""
    st.header(f"Nytt for deg som var {plain(onboarding().name(change.before))}", anchor=False)
    st.html(
        f"<p>{len(change.only_now)} punkter gjelder deg bare nå, {len(change.only_before)} gjaldt deg bare før. "
        f"{len(change.received)} av dem du hadde, har andre nå overfor deg.</p>"
    )
    if change.matters:
        st.html('<h3 class="rl-stage">Samme sak, annet ansvar</h3>' + "".join(_sides(change, document)))
    for title, duties in (
        ("Bare nå", change.only_now),
        ("Bare før", change.only_before),
        ("Før gjorde du det, nå kan du vente det av andre", change.received),
    ):
        if duties:
            with st.expander(f"{title} ({len(duties)})"):
                st.html(_listed(duties, document))


def _sides(change: RoleChange, document: Metadata) -> Iterable[str]:
    for matter in change.matters:
        sides = (
            (f"Før, som {onboarding().name(change.before)}", matter.before),
            (f"Nå, som {onboarding().name(change.now)}", matter.now),
        )
        drawn = "".join(
            f'<div><p class="rl-side">{escape(title)}</p>{_listed(duties, document)}</div>' for title, duties in sides
        )
        yield f'<h4 class="rl-matter">{escape(matter_name(matter.artifact))}</h4><div class="rl-sides">{drawn}</div>'


def _responsibility(met: Standing, document: Metadata) -> None:
    """Draw the duties stage by stage, narrowed down as the user wants."""
    st.header("Ditt ansvar, trinn for trinn", anchor=False)
    stages = {stage.id: stage for stage in by_stage(met.duties)}
    with st.container(key="rolle_filter"):
        left, right = st.columns(2)
        search = left.text_input("Søk i ditt ansvar", placeholder="for eksempel epikrise")
        stage = right.selectbox("Trinn", ["", *stages], format_func=lambda i: stages[i].name if i else "Alle trinn")
        modalities = st.pills(
            "Vis bare",
            SHOWN,
            selection_mode="multi",
            format_func=lambda m: f"{MODALITIES[m].symbol} {MODALITIES[m].verb}",
        )
    duties = narrowed(met.duties, modalities=modalities, stage=stage, search=search)
    grouped = by_stage(duties)
    if not duties:
        st.info("Ingen punkter passer med valgene. Fjern et valg for å se flere.", icon=":material/filter_alt_off:")
        return
    if len(grouped) > 1:
        links = "".join(
            f'<li><a href="#trinn-{stage.id}">{escape(stage.name)} ({len(inside)})</a></li>'
            for stage, inside in grouped.items()
        )
        st.html(f'<nav aria-label="Trinn"><ul class="rl-ways">{links}</ul></nav>')
    st.html(
        "".join(
            f'<h3 class="rl-stage" id="trinn-{stage.id}">{escape(stage.name)}</h3>'
            f'<p class="rl-about">{escape(stage.definition)}</p>{_listed(inside, document)}'
            for stage, inside in grouped.items()
        )
    )


def _expected(met: Standing, document: Metadata) -> None:
    """Draw what others owe the role, by who they are."""
    if not met.expectations:
        return
    st.header("Dette kan du vente av andre", anchor=False)
    st.html(
        "".join(
            f'<h3 class="rl-stage">{escape(named(others))}</h3>{_listed(inside, document)}'
            for others, inside in by_others(met.expectations).items()
        )
    )


# -- a duty


def _listed(duties: Iterable[Duty | Expectation], document: Metadata, *, tag: str = "ul", brief: bool = False) -> str:
    items = "".join(_item(each, document, brief=brief) for each in duties)
    return f'<{tag} class="rl-duties">{items}</{tag}>'


def _item(each: Duty | Expectation, document: Metadata, *, brief: bool) -> str:
    """Return a duty: its modality, its verb first, its own words, its terms, and where it stands."""
    norm, name = each.norm, name_of(each.norm)
    link = clause_link(norm.document, norm.clause, capital(each.place))
    by = bound_by(each) if isinstance(each, Duty) else ""
    notes = [each.stage.name if brief else "", by]
    said = "".join(f"<span>{escape(note)} · </span>" for note in notes if note)
    return (
        f'<li><span class="rl-modality"><span class="av-symbol" aria-hidden="true">{name.symbol}</span>'
        f"{escape(capital(name.verb))}</span><div>{_opening(norm)}"
        f'<blockquote lang="{escape(document.language)}">«{escape(norm.text)}»</blockquote>{_terms(norm, brief=brief)}'
        f'<p class="rl-foot">{said}{link}</p></div></li>'
    )


def _opening(norm: Norm) -> str:
    said = headline(norm)
    if not said.verb:
        return f'<span class="rl-line"><b>{escape(capital(said.matter))}</b></span>' if said.matter else ""
    matter = f" · {escape(said.matter)}" if said.matter else ""
    return f'<span class="rl-line"><b>{escape(capital(said.verb))}</b>{matter}</span>'


def _terms(norm: Norm, *, brief: bool) -> str:
    rows = "".join(
        f"<div{_TIMED if heading == TIME else ''}><dt>{heading}</dt><dd>{escape(text)}</dd></div>"
        for heading, text in terms(norm, brief=brief)
    )
    return f'<dl class="rl-terms">{rows}</dl>' if rows else ""

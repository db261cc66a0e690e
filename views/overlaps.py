"""The page of the committee: pairs of points to see together, who has responsibility for what, and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from kg.assessments import kept
from kg.casehtml import assessment_html, case_html
from kg.cases import ACROSS, AGENDA, Case, Chapter, Choice, agenda
from kg.errors import AnsvarError
from kg.model import Norm
from kg.names import OVERLAPS
from kg.overlap_report import PRINT, SHEETS, Dossier, as_file, dossier
from kg.overlaps import Overlap, OverlapKind, overlaps
from qa.engine import Engine
from views import assessing, matrix
from views.engine import engine
from views.wording import capital, names

TABS = ("Dagsorden", "Alle par", "Matrise")
ALL = "Alle"
A_PAGE = 10
SHOWN = "overlaps-shown"
_MIME = {SHEETS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", PRINT: "text/html"}
_STYLE = """<style>
.stMainBlockContainer { max-width: 82rem; }
.av-case-title { font-size: 1.15rem; font-weight: 700; margin: 0 0 .4rem; padding: 0; line-height: 1.35;
  letter-spacing: 0; }
.av-kind { border: 1px solid var(--av-line); border-radius: .4rem; background: var(--av-soft); padding: .05rem .5rem;
  white-space: nowrap; }
.av-kind-sign { display: inline-block; min-width: 1em; text-align: center; color: var(--av-accent); font-weight: 700; }
.stHtml p.av-why { max-width: 70rem; margin: 0 0 .8rem; }
.av-sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; margin: 0 0 .75rem; }
.av-side { min-width: 0; }
h4.av-place { font-size: .95rem; font-weight: 600; margin: 0 0 .3rem; padding: 0; line-height: 1.4; letter-spacing: 0; }
.av-side blockquote, .av-norms blockquote { margin: 0 0 .4rem; padding: .6rem 1rem;
  border-left: 4px solid var(--av-accent);  background: var(--av-soft); }
.stHtml .av-side blockquote p:last-child { margin: 0; }
.stHtml p.av-above, .stHtml p.av-source { font-size: .875rem; margin: 0 0 .25rem; }
.stHtml p.av-carried { margin: 0; font-size: .95rem; }
.stHtml mark.av-own { font-weight: 600; text-decoration: underline 2px; text-underline-offset: 3px; }
table.av-fields { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: .9rem; margin: 0 0 .25rem; }
table.av-fields caption { text-align: left; font-weight: 600; padding: .2rem 0; color: inherit; }
table.av-fields :is(th, td) { border-bottom: 1px solid var(--av-line); padding: .3rem .75rem .3rem 0; text-align: left;
  vertical-align: top; }
table.av-fields th { font-weight: 600; }
table.av-fields :is(thead td, tbody th) { width: 8rem; }
.stHtml p.av-alike { margin: 0; font-size: .95rem; }
.av-assessed { border-left: 4px solid var(--av-line); padding: .3rem .8rem; margin: .5rem 0 0; }
.stHtml .av-assessed p { margin: 0; }
.av-note { white-space: pre-line; }
.stApp [role=tab][aria-selected=true] p { color: var(--av-accent); }
.stHtml :is(.av-legend, .av-kinds) { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 0;
  padding: 0; }
.stHtml .av-kinds { display: grid; gap: .3rem; font-size: .95rem; }
.stHtml :is(.av-legend, .av-kinds) li { margin: 0; }
.av-norms { padding-left: 1.4rem; }
.stHtml .av-norms p { margin: 0 0 .25rem; }
.av-norms li { margin: 0 0 1rem; }
@media (max-width: 48rem) { .av-sides { grid-template-columns: 1fr; gap: 1rem; }
  table.av-fields :is(thead td, tbody th) { width: 5rem; } }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Overlapp", icon=":material/difference:", url_path="overlapp")


@st.cache_resource(max_entries=2, show_spinner="Leter etter overlapp …")
def _pairs(build: str, _opened: Engine) -> list[Overlap]:
    """Find the overlaps of a build once; the build's folder is the key."""
    library = _opened.library
    return overlaps([norm for document in _opened.build.versions for norm in library.all_norms(document)])


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Overlapp", anchor=False)
    st.write(
        "For dem som eier retningslinjen: punkter som sier det samme, deler et ansvar, flytter det mellom roller "
        "eller drar hver sin vei. Et program har funnet dem; det er punktenes egen tekst som gjelder."
    )
    opened = engine()
    assessing.draw_outcome()
    about = gathered(opened)
    agenda_tab, pairs_tab, matrix_tab = st.tabs(TABS, key="vis", bind="query-params")
    with agenda_tab:
        if agenda_tab.open:
            draw_agenda(about)
    with pairs_tab:
        if pairs_tab.open:
            draw_pairs(about)
    with matrix_tab:
        if matrix_tab.open:
            st.header("Hvem har ansvar for hva", anchor=False)
            matrix.draw(opened.library, about.matrix, [meta.id for meta in about.documents], link)


def gathered(opened: Engine) -> Dossier:
    """Gather what the committee has before it; where what was said cannot be read, say so, and leave it out."""
    try:
        said = kept()
    except AnsvarError as error:
        st.error(str(error), icon=":material/error:")
        said = []
    pairs = _pairs(str(opened.build.folder), opened)
    return dossier(opened.build, opened.library, list(opened.build.versions), said, pairs)


def link(norm: Norm, words: str) -> str:
    """Return a link to a norm's clause in the page of documents; what was chosen here stays in its own window."""
    address = "dokument?" + urlencode({"document": norm.document, "clause": norm.clause})
    return (
        f"<a href='{escape(address)}' target='_blank' rel='noopener'>{escape(words)}"
        "<span aria-hidden='true'>\u00a0↗</span><span class='av-unseen'> (åpnes i ny fane)</span></a>"
    )


# -- the agenda


def draw_agenda(about: Dossier) -> None:
    """Draw the most important pairs that are not assessed, and what can be taken to a meeting."""
    found = agenda(about.cases)
    st.header("De ti viktigste" if len(found) == AGENDA else "De viktigste", anchor=False)
    assessed = sum(case.assessment is not None for case in about.cases)
    st.html(
        f"<p role='status'>{len(found)} par som ikke er vurdert, de viktigste først. "
        f"{assessed} av {len(about.cases)} par er vurdert.</p>"
    )
    draw_downloads(about)
    draw_kinds()
    if not found:
        st.success("Alle parene er vurdert." if about.cases else "Ingen punkter overlapper.")
    for case in found:
        draw_case(case, about.titles)


def draw_downloads(about: Dossier) -> None:
    """Let the user take the dossier to a meeting; a file is made where it is asked for."""
    with st.container(horizontal=True, gap="small"):
        for suffix, label, icon in (
            (PRINT, "Rapport til utskrift (HTML)", ":material/print:"),
            (SHEETS, "Regneark (xlsx)", ":material/table_view:"),
        ):
            st.download_button(
                label,
                partial(as_file, about, suffix),
                file_name=f"overlapp-{about.time[:10]}{suffix}",
                mime=_MIME[suffix],
                icon=icon,
                on_click="ignore",
                key=f"take{suffix}",
            )


def draw_kinds() -> None:
    """Say what the kinds and the marks mean, folded."""
    items = "".join(
        f"<li><span class='av-kind'><span class='av-kind-sign' aria-hidden='true'>{name.symbol}</span> "
        f"{name.noun}</span> {escape(name.meaning)}</li>"
        for name in OVERLAPS.values()
    )
    with st.expander("Hva typene og merkene betyr", icon=":material/help:"):
        st.html(
            f"<ul class='av-kinds'>{items}<li><mark class='av-own'>Understreket tekst</mark> står bare i det ene av de "
            "to punktene. Er de for ulike til at det sier noe, er ingenting understreket.</li></ul>"
        )


def draw_case(case: Case, titles: Mapping[str, str]) -> None:
    """Draw a case, and what can be said of it."""
    with st.container(border=True):
        st.html(case_html(case, titles=titles, link=link) + assessment_html(case))
        assessing.draw(case)


# -- all pairs


def draw_pairs(about: Dossier) -> None:
    """Draw the pairs that pass the filters, a page at a time."""
    st.header("Alle par", anchor=False)
    choice = choose(about)
    found = [case for case in about.cases if choice.lets(case)]
    st.html(f"<p role='status'>{counted(found, len(about.cases))}</p>")
    # What is shown more of is forgotten with the choice.
    chosen, shown = st.session_state.get(SHOWN, (choice, A_PAGE))
    shown = shown if chosen == choice else A_PAGE
    for case in found[:shown]:
        draw_case(case, about.titles)
    if len(found) > shown:
        more = min(A_PAGE, len(found) - shown)
        st.button(f"Vis {more} flere", on_click=lambda: st.session_state.update({SHOWN: (choice, shown + A_PAGE)}))


def choose(about: Dossier) -> Choice:
    """Let the user narrow down what is shown."""
    several = bool(about.titles)
    columns = iter(st.columns(5 if several else 4))
    kinds = Counter(case.pair.kind for case in about.cases)
    with next(columns):
        kind = st.selectbox(
            "Type",
            [None, *OVERLAPS],
            format_func=lambda k: f"{OVERLAPS[k].full} ({kinds[k]})" if k else ALL,
            key="kind",
        )
    with next(columns):
        role = one_of("Ansvarlig", (case.roles for case in about.cases))
    with next(columns):
        artifact = one_of("Sak", (case.artifacts for case in about.cases))
    with next(columns):
        chapters = chapters_of(about)
        chapter = st.selectbox(
            "Kapittel", [None, *chapters], format_func=lambda c: chapters[c] if c else ALL, key="chapter"
        )
    document = choose_document(about, next(columns)) if several else ""
    only_open = st.toggle("Bare de som ikke er vurdert", key="only-open")
    return Choice(kind, role, artifact, chapter, document, only_open)


def one_of(title: str, found: Iterable[Iterable[str]]) -> str:
    """Let the user choose a concept of those found, shown with how many pairs have it."""
    counts = Counter(concept for each in found for concept in each)
    options = sorted(counts, key=lambda concept: names([concept])[0].lower())
    return str(
        st.selectbox(
            title,
            ["", *options],
            format_func=lambda concept: f"{capital(names([concept])[0])} ({counts[concept]})" if concept else ALL,
            key=f"one-{title}",
        )
    )


def choose_document(about: Dossier, place: st.delta_generator.DeltaGenerator) -> str:
    """Let the user choose a document, or the pairs between two."""
    labels = {"": ALL, ACROSS: "Mellom to dokumenter", **about.titles}
    return str(place.selectbox("Dokument", list(labels), format_func=lambda name: labels[name], key="document"))


def chapters_of(about: Dossier) -> dict[Chapter, str]:
    """Return the chapters of all pairs, in the order of the documents, with what to call them."""
    found: dict[Chapter, tuple[int, str]] = {}
    for case in about.cases:
        for side in case.sides:
            norm = side.norm
            number = f"{norm.section}. " if norm.section[:1].isdigit() else ""
            found.setdefault((norm.document, norm.section), (norm.start, f"{number}{side.chapter or norm.section}"))
    ordered = sorted(found, key=lambda chapter: (chapter[0], found[chapter][0]))
    many = len({document for document, _ in ordered}) > 1
    return {c: f"{found[c][1]} – {about.titles[c[0]]}" if many else found[c][1] for c in ordered}


def counted(found: Sequence[Case], whole: int) -> str:
    """Return how many pairs pass, and of what kinds.

    >>> counted([], 3)
    '0 av 3 par passer med valgene.'
    """
    kinds: dict[OverlapKind, int] = Counter(case.pair.kind for case in found)
    parts = [f"{kinds[kind]} {name.noun.lower()}" for kind, name in OVERLAPS.items() if kinds[kind]]
    told = f": {', '.join(parts)}" if parts else ""
    return f"{len(found)} av {whole} par passer med valgene{told}."

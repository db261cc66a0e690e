"""The page of the committee: what to see together, who has responsibility for what, what is missing, and reports."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from kg.errors import AnsvarError
from kg.overlap.assessments import FILE, broken, kept
from kg.overlap.cases import AGENDA, agenda
from kg.overlap.report import Dossier, Findings, as_file, dossier, findings
from kg.reportfile import PRINT, SHEETS
from qa.engine import Engine
from qa.neighbours import neighbours
from qa.unreadable import line_of
from views import assessing, gaps, matrix, pairs
from views.engine import engine
from views.markup import plain

TABS = ("Dagsorden", "Alle par", "Matrise", "Hull")
_MIME = {SHEETS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", PRINT: "text/html"}
_STYLE = Path(__file__).with_name("overlaps.css")


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Overlapp", url_path="overlapp")


@st.cache_resource(max_entries=2, show_spinner="Leter etter overlapp …")
def _findings(build: str, _opened: Engine) -> Findings:
    """Look through a build once; ``Build.key`` is the key."""
    return findings(_opened.library, list(_opened.build.versions), near=partial(neighbours, _opened.build))


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Overlapp", anchor=False)
    st.write(
        "For dem som eier retningslinjen: punkter som sier det samme, deler et ansvar, flytter det mellom roller "
        "eller drar hver sin vei. Et program har funnet dem; det er punktenes egen tekst som gjelder."
    )
    opened = engine()
    about = gathered(opened)
    first, second, third, fourth = st.tabs(TABS, key="vis", bind="query-params")
    with first:
        if first.open:
            draw_agenda(about)
    with second:
        if second.open:
            pairs.draw(about)
    with third:
        if third.open:
            matrix.draw(opened.library, about)
    with fourth:
        if fourth.open:
            gaps.draw(about)


def gathered(opened: Engine) -> Dossier:
    """Gather what the committee has before it; where what was said cannot be read, say so, and leave it out."""
    try:
        said = kept()
        if lost := broken():
            st.warning(plain(line_of(Path(FILE), lost)), icon=":material/warning:")
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        said = []
    found = _findings(opened.build.key, opened)
    return dossier(opened.library, opened.build.documents, said, found)


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
    pairs.draw_kinds()
    if not found:
        st.info("Alle parene er vurdert." if about.cases else "Ingen punkter overlapper.")
    for case in found:
        assessing.draw_outcome(case)
        pairs.draw_case(case, about.titles)
    assessing.draw_outcome()


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

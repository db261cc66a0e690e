"""The page of changes: what is new from one edition to another, and two guidelines side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from kg.comparison import report as comparison_report
from kg.comparison.guidelines import Comparison, comparison
from kg.comparison.sentences import theme_name
from kg.difference import report as difference_report
from kg.difference.differences import Differences, differences
from kg.difference.page import content
from kg.difference.report import TURTLE
from kg.difference.revised import by_date, first_two
from kg.library import Reading, as_stands
from kg.model import Metadata
from kg.reportfile import PRINT, SHEETS
from kg.wording.phrases import capital
from ontology.onboarding import onboarding
from qa.engine import Engine
from qa.neighbours import margins
from views.engine import engine

CHANGES, BESIDE = "Hva er endret", "Side om side"
EVERYBODY, EVERYTHING = "Alle roller", "Alle temaer"
_STYLES = [Path(__file__).with_name(name) for name in ("overlaps.css", "differences.css")]
_MIME = {
    SHEETS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PRINT: "text/html",
    TURTLE: "text/turtle",
}
_LABELS = {PRINT: "Rapport til utskrift (HTML)", SHEETS: "Regneark (xlsx)", TURTLE: "RDF (Turtle)"}


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Endringer", url_path="endringer")


@st.cache_resource(max_entries=6, show_spinner=False)
def _readings(build: str, a: str, b: str, _opened: Engine) -> tuple[Reading, Reading]:
    return as_stands(_opened.build, a), as_stands(_opened.build, b)


@st.cache_resource(max_entries=6, show_spinner="Leter etter endringer …")
def _differences(build: str, a: str, b: str, _opened: Engine) -> Differences:
    return differences(*_readings(build, a, b, _opened))


@st.cache_resource(max_entries=6, show_spinner="Setter retningslinjene side om side …")
def _comparison(build: str, a: str, b: str, _opened: Engine) -> Comparison:
    return comparison(*_readings(build, a, b, _opened), near=partial(margins, _opened.build))


def page() -> None:
    """Draw the page."""
    for style in _STYLES:
        st.html(style)
    st.title("Endringer", anchor=False)
    st.write(
        "Hva er nytt fra én utgave av en retningslinje til en annen, og hva skiller to retningslinjer? Et program "
        "har funnet det; det er punktenes egen tekst som gjelder."
    )
    opened = engine()
    editions = by_date(opened.build.manifest.documents)
    suggested = first_two(editions)
    if suggested is None:
        st.info("Her er det bare én utgave av én retningslinje. Legg til en til for å se hva som skiller dem.")
        return
    a, b = _choose(editions, suggested)
    if a == b:
        st.info("Velg to forskjellige utgaver.")
        return
    # What has changed is asked of editions of one document only: two guidelines were never one text.
    way = st.radio("Vis", (CHANGES, BESIDE), horizontal=True, key=f"way-{a.id}") if a.id == b.id else BESIDE
    key = opened.build.key, a.edition, b.edition
    readings = _readings(*key, opened)
    if way == CHANGES:
        draw_changes(_differences(*key, opened), readings)
    else:
        draw_beside(_comparison(*key, opened), readings)


def _choose(editions: list[Metadata], suggested: tuple[Metadata, Metadata]) -> tuple[Metadata, Metadata]:
    first, second = st.columns(2)
    with first:
        a = st.selectbox("Fra", editions, editions.index(suggested[0]), format_func=named, key="from")
    with second:
        b = st.selectbox("Til", editions, editions.index(suggested[1]), format_func=named, key="to")
    return a, b


def named(meta: Metadata) -> str:
    """Name an edition for a choice."""
    return f"{meta.edition} – {meta.title}"


def draw_changes(between: Differences, readings: tuple[Reading, Reading]) -> None:
    """Draw what has changed, for all or for a role."""
    touched = dict.fromkeys(role for change in between.changes for role in change.roles)
    roles = sorted(touched, key=onboarding().name)
    role = st.selectbox(
        "Hva er nytt for", [None, *roles], format_func=lambda r: capital(onboarding().name(r)) if r else EVERYBODY,
        key="role",
    )  # fmt: skip
    about = difference_report.report(between, *readings, role=role)
    _draw_downloads(partial(difference_report.as_file, about), (PRINT, SHEETS, TURTLE), "endringer")
    st.html(f"<div class='av-report'>{content(about)}</div>")


def draw_beside(found: Comparison, readings: tuple[Reading, Reading]) -> None:
    """Draw two guidelines side by side, all themes or one."""
    themes = {theme.matter: theme_name(theme) for theme in found.themes if theme.matter}
    matter = st.selectbox(
        "Tema", [None, *themes], format_func=lambda name: themes[name] if name else EVERYTHING, key="theme"
    )
    about = comparison_report.report(found, *readings, matter=matter)
    _draw_downloads(partial(comparison_report.as_file, about), (PRINT, SHEETS), "side-om-side")
    st.html(f"<div class='av-report'>{comparison_report.content(about)}</div>")


def _draw_downloads(made: partial[bytes], suffixes: tuple[str, ...], name: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for suffix in suffixes:
            st.download_button(
                _LABELS[suffix],
                partial(made, suffix),
                file_name=f"{name}{suffix}",
                mime=_MIME[suffix],
                on_click="ignore",
                key=f"take-{name}{suffix}",
            )

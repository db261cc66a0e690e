"""Pairs of points side by side: one of them, and all of them with filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from kg.overlap.cases import ACROSS, Case, Choice, chapters_of
from kg.overlap.names import OVERLAPS
from kg.overlap.overlaps import OverlapKind
from kg.overlap.report import Dossier
from kg.wording.casehtml import assessment_html, case_html
from kg.wording.phrases import capital
from views import assessing
from views.markup import move_focus, place_link
from views.wording import names

ALL = "Alle"
A_PAGE = 10
SHOWN, MOVED = "overlaps-shown", "overlaps-moved"


def draw(about: Dossier) -> None:
    """Draw the pairs that pass the filters, a page at a time."""
    st.header("Alle par", anchor=False)
    choice = choose(about)
    found = [case for case in about.cases if choice.lets(case)]
    st.html(f"<p role='status'>{counted(found, len(about.cases))}</p>")
    # What is shown more of is forgotten with the choice.
    chosen, shown = st.session_state.get(SHOWN, (choice, A_PAGE))
    shown = shown if chosen == choice else A_PAGE
    for case in found[:shown]:
        assessing.draw_outcome(case)
        draw_case(case, about.titles)
    assessing.draw_outcome()
    if len(found) > shown:
        more = min(A_PAGE, len(found) - shown)
        st.button(
            f"Vis {more} flere",
            key="overlaps-more",
            on_click=lambda: st.session_state.update({SHOWN: (choice, shown + A_PAGE), MOVED: shown}),
        )
    # The button is gone or further down: the focus goes on to the first of those that have come.
    first = st.session_state.pop(MOVED, len(found))
    if first < len(found):
        move_focus(f"flere-{found[first].number}-{first}", assessing.first_link(found[first]))


def draw_case(case: Case, titles: Mapping[str, str]) -> None:
    """Draw a case, and what can be said of it."""
    with st.container(border=True, key=assessing.anchor(case)):
        st.html(case_html(case, titles=titles, link=place_link) + assessment_html(case))
        assessing.draw(case)


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


def choose(about: Dossier) -> Choice:
    """Let the user narrow down what is shown."""
    several = bool(about.titles)
    columns = iter(st.columns(5 if several else 4))
    with next(columns):
        kind = choose_kind(about)
    with next(columns):
        role = one_of("Ansvarlig", (case.roles for case in about.cases))
    with next(columns):
        artifact = one_of("Sak", (case.artifacts for case in about.cases))
    with next(columns):
        chapters = chapters_of(about.cases, about.titles)
        chapter = st.selectbox(
            "Kapittel", [None, *chapters], format_func=lambda each: chapters[each] if each else ALL, key="chapter"
        )
    document = ""
    if several:
        with next(columns):
            document = choose_document(about)
    only_open = st.toggle("Bare de som ikke er vurdert", key="only-open")
    return Choice(kind, role, artifact, chapter, document, only_open)


def choose_kind(about: Dossier) -> OverlapKind | None:
    """Let the user choose a kind, shown with how many pairs are of it."""
    kinds = Counter(case.pair.kind for case in about.cases)
    return st.selectbox(
        "Type", [None, *OVERLAPS], format_func=lambda k: f"{OVERLAPS[k].full} ({kinds[k]})" if k else ALL, key="kind"
    )


def one_of(title: str, found: Iterable[Iterable[str]]) -> str:
    """Let the user choose a concept of those found, shown with how many pairs have it."""
    counts = Counter(concept for each in found for concept in each)
    options = sorted(counts, key=lambda concept: names([concept])[0].lower())
    return st.selectbox(
        title,
        ["", *options],
        format_func=lambda concept: f"{capital(names([concept])[0])} ({counts[concept]})" if concept else ALL,
        key=f"one-{title}",
    )


def choose_document(about: Dossier) -> str:
    """Let the user choose a document, or the pairs between two."""
    labels = {"": ALL, ACROSS: "Mellom to dokumenter", **about.titles}
    return st.selectbox("Dokument", list(labels), format_func=lambda name: labels[name], key="document")


def counted(found: Sequence[Case], whole: int) -> str:
    """Return how many pairs pass, and of what kinds.

    >>> counted([], 3)
    '0 av 3 par passer med valgene.'
    """
    kinds = Counter(case.pair.kind for case in found)
    parts = [f"{kinds[kind]} {name.noun.lower()}" for kind, name in OVERLAPS.items() if kinds[kind]]
    told = f": {', '.join(parts)}" if parts else ""
    return f"{len(found)} av {whole} par passer med valgene{told}."

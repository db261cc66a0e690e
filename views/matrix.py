"""The matrix of roles and artifacts: a table whose cells can be chosen, and the norms of the one that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from kg.library import Library
from kg.matrix import COUNTED, Cell, Matrix, matrix, norms_in
from kg.model import Norm
from kg.overlap.report import Dossier
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital
from kg.wording.places import place
from views import markup
from views.wording import names

CHOSEN, NEW = "matrix-cell", "matrix-cell-is-new"
ROLE, ARTIFACT = "rolle", "sak"
"""The parameters of the address that name a cell."""
_HERE = Path(__file__).parent


@st.cache_resource
def _component() -> ComponentRenderer:
    """Return the table as a component, registered once."""
    return st.components.v2.component(
        "ansvar-matrix",
        html='<div class="av-matrix" role="region" tabindex="0"></div>',
        css=(_HERE / "matrix.css").read_text(encoding="utf-8"),
        js=(_HERE / "matrix.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def draw(library: Library, about: Dossier) -> None:
    """Draw the matrix, and below it the norms of the cell that is chosen."""
    st.header("Hvem har ansvar for hva", anchor=False)
    documents = choose_documents(about)
    whole = about.matrix if len(documents) == len(about.documents) else matrix(library, documents)
    if not whole.cells:
        st.info("Ingen normer i dette bygget har både en ansvarlig og en sak.")
        return
    part = choose(whole)
    st.html(legend())
    if not part.cells:
        st.info("Ingen normer gjelder disse rollene og sakene sammen. Velg flere.")
        return
    chosen = chosen_cell(whole)
    cell = whole.cell(*chosen) if chosen else None
    _component()(
        key="matrix",
        data={"table": table(part), "chosen": identity(cell) if cell else ""},
        on_cell_change=choose_cell,
    )
    if cell is None:
        st.caption("Velg en rute i tabellen for å se normene. Piltastene flytter mellom rutene.")
        return
    draw_cell(library, cell, norms_in(library.norms_of(documents), cell.role, cell.artifact))


def choose_documents(about: Dossier) -> list[str]:
    """Let the user choose a document where there are several."""
    if not about.titles:
        return [meta.id for meta in about.documents]
    titles = {"": "Alle", **about.titles}
    chosen = st.selectbox("Dokument", list(titles), format_func=lambda d: titles[d], key="matrix-document")
    return [chosen] if chosen else list(about.titles)


def choose(whole: Matrix) -> Matrix:
    """Let the user choose roles and artifacts; at first those with most norms."""
    first = whole.busiest()
    left, right = st.columns(2)

    with left:
        roles = several("Roller", whole.roles, first.roles)
    with right:
        artifacts = several("Saker", whole.artifacts, first.artifacts)
    return whole.chosen(roles, artifacts)


def several(title: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    """Let the user choose concepts; where none is left, the default is meant."""
    return st.multiselect(
        title,
        options,
        default=default,
        format_func=lambda concept: capital(names([concept])[0]),
        placeholder="De med flest normer",
        key=f"matrix-{title}",
    )


def chosen_cell(whole: Matrix) -> tuple[str, str] | None:
    """Return the role and artifact that were chosen, by the address where nothing was clicked yet."""
    named = st.session_state.get(CHOSEN)
    if named is None and ROLE in st.query_params and ARTIFACT in st.query_params:
        named = (st.query_params[ROLE], st.query_params[ARTIFACT])
    return named if named and whole.cell(*named) else None


def choose_cell() -> None:
    """Take over the cell that was chosen, into the address as well."""
    role, _, artifact = str(st.session_state["matrix"].cell or "").partition("|")
    if role and artifact:
        st.session_state[CHOSEN] = (role, artifact)
        st.session_state[NEW] = True
        st.query_params.update({ROLE: role, ARTIFACT: artifact})


def identity(cell: Cell) -> str:
    """Return the name by which the table tells of a cell."""
    return f"{cell.role}|{cell.artifact}"


def table(part: Matrix) -> Mapping[str, object]:
    """Return the table as the component draws it."""
    most = max(cell.total for cell in part.cells)
    cells = {(cell.role, cell.artifact): drawn(cell, most) for cell in part.cells}
    rows = [
        {
            "name": capital(names([role])[0]),
            "cells": {artifact: cells[role, artifact] for artifact in part.artifacts if (role, artifact) in cells},
        }
        for role in part.roles
    ]
    columns = [{"id": a, "name": capital(names([a])[0])} for a in part.artifacts]
    return {"caption": "Antall normer etter rolle og sak", "corner": "Antall normer", "rows": rows, "columns": columns}


def drawn(cell: Cell, most: int) -> Mapping[str, object]:
    """Return a cell as the component draws it: its counts with their signs, and all of it in words."""
    counted = ", ".join(f"{MODALITIES[modality].noun} {count}" for modality, count in cell.counts)
    return {
        "id": identity(cell),
        "counts": [[MODALITIES[modality].symbol, count] for modality, count in cell.counts],
        "label": f"{described(cell)}: {counted}",
        "share": round(cell.total / most, 2),
    }


def described(cell: Cell) -> str:
    """Return what a cell is about: "Fastlege, henvisning"."""
    return f"{capital(names([cell.role])[0])}, {names([cell.artifact])[0]}"


def counted(norms: int) -> str:
    """Return a number of norms.

    >>> counted(1), counted(2)
    ('1 norm', '2 normer')
    """
    return f"{norms} norm{'' if norms == 1 else 'er'}"


def legend() -> str:
    """Return what the signs mean."""
    signs = "".join(
        f"<li><span class='av-symbol' aria-hidden='true'>{MODALITIES[m].symbol}</span> {MODALITIES[m].full}</li>"
        for m in COUNTED
    )
    return f"<ul class='av-legend' aria-label='Tegnforklaring'>{signs}</ul>"


def draw_cell(library: Library, cell: Cell, norms: Sequence[Norm]) -> None:
    """Draw the norms of a cell, each with its place and its clause in the document."""
    said = f"{described(cell)}: {counted(len(norms))}"
    if st.session_state.pop(NEW, False):
        markup.announce(said)
    items = "".join(
        f"<li><p><strong>{escape(markup.summary(norm))}</strong></p><blockquote>{escape(norm.text)}</blockquote>"
        f"<p class='av-place'>{markup.place_link(place(library, norm.document, norm.clause))}</p></li>"
        for norm in norms
    )
    st.html(f"<h3 class='av-heading'>{escape(said)}</h3><ol class='av-norms'>{items}</ol>")

"""What the guideline leaves open: who, who receives, which situations, what words mean."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from kg.gaps import Gap, GapKind
from kg.overlap.names import GAPS
from kg.overlap.report import Dossier
from views.markup import place_link
from views.pairs import ALL

MOST_PLACES = 4


def draw(about: Dossier) -> None:
    """Draw the gaps by kind, each with the points that it is about."""
    st.header("Hull i retningslinjen", anchor=False)
    if not about.gaps:
        st.info("Ingen hull er funnet.")
        return
    kind, document = choose(about)
    found = [gap for gap in about.gaps if kind in (None, gap.kind) and document in ("", gap.document)]
    st.html(f"<p role='status'>{len(found)} av {len(about.gaps)} hull passer med valgene.</p>")
    for each, name in GAPS.items():
        here = [gap for gap in found if gap.kind is each]
        if here:
            st.subheader(f"{name.full} ({len(here)})", anchor=False)
            items = "".join(f"<li>{item(gap, about)}</li>" for gap in here)
            st.html(f"<p>{escape(name.meaning)}</p><ul class='av-gaps'>{items}</ul>")


def choose(about: Dossier) -> tuple[GapKind | None, str]:
    """Let the user choose a kind, and a document where there are several."""
    counts = Counter(gap.kind for gap in about.gaps)
    left, right = st.columns(2)
    kind = left.selectbox(
        "Type hull", [None, *GAPS], format_func=lambda k: f"{GAPS[k].full} ({counts[k]})" if k else ALL, key="gap-kind"
    )
    if not about.titles:
        return kind, ""
    titles = {"": ALL, **about.titles}
    return kind, right.selectbox("Dokument", list(titles), format_func=lambda d: titles[d], key="gap-document")


def item(gap: Gap, about: Dossier) -> str:
    """Return a gap with links to its first points; more of them are counted."""
    title = about.titles.get(gap.document, "")
    source = f" <span class='av-source'>– {escape(title)}</span>" if title else ""
    links = [place_link(about.places[gap.document, clause]) for clause in gap.clauses[:MOST_PLACES]]
    left = len(gap.clauses) - len(links)
    more = f" og {left} til" if left > 0 else ""
    return f"<p>{escape(gap.sentence)}</p><p>{' · '.join(links)}{more}{source}</p>"

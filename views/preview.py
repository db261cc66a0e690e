"""What a document would bring, before it is taken in."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.inventory import holding
from kg.preview import UNPLACED, Preview, Unplaced
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital, day
from qa.intake import Candidate
from views.markup import plain
from views.wording import names

MOST = 12
COUNTED = (Unplaced.UNKNOWN_ROLE, Unplaced.UNKNOWN_THING)
_STYLE = """<style>
.pv-wide { overflow-x: auto; }
.pv-table { border-collapse: collapse; width: 100%; }
.pv-table th, .pv-table td { border-bottom: 1px solid var(--av-line); padding: .3rem .6rem .3rem 0; text-align: left;
  vertical-align: top; }
.pv-table .pv-count { text-align: right; white-space: nowrap; }
ul.pv-list { margin: 0; padding-left: 1.2rem; }
ul.pv-list li { margin: 0 0 .25rem; }
</style>"""


def draw(candidate: Candidate) -> None:
    """Draw the preview."""
    seen = candidate.preview
    st.html(_STYLE)
    st.subheader("Dette ble funnet", anchor=False)
    st.html(f"<p role='status'>{escape(summary(candidate))}</p>")
    for said in (*candidate.notes, *([candidate.likeness.sentence] if candidate.likeness else [])):
        st.info(plain(said), icon=":material/info:")
    for said in seen.warnings:
        st.warning(plain(said), icon=":material/warning:")
    with st.expander(f"Kapitler ({len(seen.chapters)})", expanded=True):
        rows = [(each.title, str(each.clauses), str(each.norms)) for each in seen.chapters]
        st.html(table(("Kapittel", "Punkter", "Normer"), rows))
    with st.expander(f"Utsagn ({sum(seen.modalities.values())})"):
        found = [(f"{MODALITIES[m].symbol} {capital(MODALITIES[m].full)}", str(n)) for m, n in seen.modalities.items()]
        st.html(table(("Binder", "Antall"), found))
    with st.expander(f"Hvem som får ansvar ({len(seen.roles)})"):
        st.html(table(("Hvem", "Normer"), [(capital(names([role])[0]), str(n)) for role, n in seen.roles]))
    draw_unplaced(seen)


def summary(candidate: Candidate) -> str:
    """Return the preview in one sentence."""
    meta, seen = candidate.metadata, candidate.preview
    since = f", gjelder fra {day(meta.valid_from)}" if meta.valid_from else ""
    return (
        f"{meta.title} ({meta.edition}{since}): {holding(seen.norms, seen.clauses)}, "
        f"{len(seen.roles)} {'rolle' if len(seen.roles) == 1 else 'roller'}, {len(seen.unplaced)} ting å se over."
    )


def draw_unplaced(seen: Preview) -> None:
    """Draw what could not be placed, a kind at a time."""
    with st.expander(f"Å se over ({len(seen.unplaced)})", expanded=bool(seen.of(Unplaced.LEFT_OUT))):
        if not seen.unplaced:
            st.caption("Alt fikk sin plass.")
        for kind, name in UNPLACED.items():
            if found := seen.of(kind):
                items = [f"{each.text} ({each.count})" if kind in COUNTED else each.text for each in found[:MOST]]
                items += [f"… og {len(found) - MOST} til"] if len(found) > MOST else []
                listed = "".join(f"<li>{escape(item)}</li>" for item in items)
                st.html(f"<p><strong>{escape(name)} ({len(found)})</strong></p><ul class='pv-list'>{listed}</ul>")
    if seen.links:
        with st.expander(f"Lenker ({len(seen.links)})"):
            st.html("<ul class='pv-list'>" + "".join(f"<li>{escape(link)}</li>" for link in seen.links) + "</ul>")


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table whose columns after the first are counts."""
    kinds = ["", *[" class='pv-count'"] * (len(heads) - 1)]
    top = "".join(f"<th scope='col'{kind}>{escape(h)}</th>" for h, kind in zip(heads, kinds, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{escape(c)}</td>" for c, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows
    )
    return (
        f"<div class='pv-wide'><table class='pv-table'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )

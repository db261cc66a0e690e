"""The documents, readable, with what was read from each clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from ingest.segments import chapter_of
from kg.modalities import MODALITIES
from kg.model import Clause, ClauseKind, Metadata, Modality, Norm
from kg.phrases import capital
from kg.places import chapter_title
from views import markup
from views.closer import closer
from views.engine import engine
from views.messages import depth_of
from views.wording import names

ALL = "Alle"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of a document; an empty string, or None, shows all."""

    chapter: str = ""
    role: str = ""
    modality: Modality | None = None

    def lets(self, norm: Norm) -> bool:
        """Whether a norm is shown."""
        return (not self.role or self.role in norm.bearers) and self.modality in (None, norm.modality)

    @property
    def narrows(self) -> bool:
        """Whether clauses are chosen by what they say."""
        return bool(self.role) or self.modality is not None


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Dokument", url_path="dokument")


def link(document: str, clause: str, *, label: str = "Les i dokumentet") -> None:
    """Draw the way from another page to a clause in its document."""
    st.page_link(
        entry(),
        label=label,
        icon=":material/arrow_forward:",
        query_params={"document": document, "clause": clause},
    )


def page() -> None:
    """Draw the page."""
    st.title("Dokument", anchor=False)
    opened = engine()
    library, build = opened.library, opened.build
    document = choose(build.documents)
    clauses, norms = library.clauses(document.id), library.all_norms(document.id)
    target = str(st.query_params.get("clause", ""))
    if target and target not in clauses:
        st.warning("Fant ikke punktet i dette dokumentet. Hele dokumentet vises.", icon=":material/search_off:")
        target = ""
    closer(opened, document, clauses, norms, target)
    draw(clauses, norms, choose_filter(clauses, norms), target)


def choose(documents: Sequence[Metadata]) -> Metadata:
    """Let the user choose a document, and say what it is."""
    known = {meta.id: meta for meta in documents}
    wanted = list(known).index(named) if (named := st.query_params.get("document")) in known else 0
    chosen = known[st.selectbox("Velg dokument", list(known), index=wanted, format_func=lambda i: known[i].title)]
    year = "" if str(chosen.year) in chosen.version else str(chosen.year or "")
    facts = [chosen.publisher, f"versjon {chosen.version}", year]
    st.html(f"<p>{escape(' · '.join(fact for fact in facts if fact))}</p>")
    return chosen


def choose_filter(clauses: dict[str, Clause], norms: Sequence[Norm]) -> Filter:
    """Let the user narrow down what is shown."""
    chapters = {c.id: heading(c) for c in clauses.values() if chapter_of(c, clauses) is c}
    bearers = sorted({role for norm in norms for role in norm.bearers}, key=lambda role: names([role])[0])
    left, middle, right = st.columns(3)
    chapter = left.selectbox("Kapittel", ["", *chapters], format_func=lambda i: chapters.get(i, ALL))
    role = middle.selectbox("Ansvarlig", ["", *bearers], format_func=lambda i: capital(names([i])[0]) if i else ALL)
    modality = right.selectbox(
        "Binder", [None, *Modality], format_func=lambda m: capital(MODALITIES[m].full) if m else ALL
    )
    return Filter(chapter, role, modality)


def heading(chapter: Clause) -> str:
    """Return a chapter's heading with its number; what stands in none has a heading of ours."""
    return chapter_title(chapter) if chapter.kind is ClauseKind.CHAPTER else "Uten kapittel"


def draw(clauses: dict[str, Clause], norms: Sequence[Norm], chosen: Filter, target: str) -> None:
    """Draw the document, chapter by chapter."""
    read: dict[str, list[Norm]] = {}
    for norm in norms:
        if chosen.lets(norm):
            read.setdefault(norm.clause, []).append(norm)
    numbered = {identifier: f"punkt-{n}" for n, identifier in enumerate(clauses)}
    shown = [c for c in clauses.values() if not chosen.narrows or c.id in read]
    chapters: dict[str, list[Clause]] = {}
    for clause in shown:
        chapters.setdefault(chapter_of(clause, clauses).id, []).append(clause)
    kept = {c: members for c, members in chapters.items() if chosen.chapter in ("", c)}
    st.caption(counted(sum(len(read.get(c.id, ())) for members in kept.values() for c in members)))
    for chapter, members in kept.items():
        st.header(markup.plain(heading(clauses[chapter])), anchor=False)
        st.html("".join(drawn(c, clauses, read, numbered[c.id], target) for c in members) or "<p></p>")
    if target:
        markup.scroll_to(numbered[target])


def counted(norms: int) -> str:
    """Return how many statements are shown."""
    return "Ingen utsagn passer med valgene." if not norms else f"Viser {norms} utsagn med det som er lest ut av dem."


def drawn(clause: Clause, clauses: dict[str, Clause], read: dict[str, list[Norm]], anchor: str, target: str) -> str:
    """Return a clause; a chapter's own heading is drawn already, so only its anchor is left."""
    if clause.kind is ClauseKind.CHAPTER:
        return f'<div id="{anchor}"></div>'
    if clause.kind is ClauseKind.HEADING:
        return f'<h3 class="av-heading" id="{anchor}">{escape(clause.text)}</h3>'
    mark = clause.text if clause.id == target else None
    return markup.clause(
        clause, depth=depth_of(clauses, clause.id), mark=mark, norms=read.get(clause.id, ()), anchor=anchor
    )

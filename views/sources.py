"""The documents, readable, with what was read from each clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from ingest.segments import chapter_of
from kg.addresses import Address, edition_at, nearest, read_address
from kg.home import Build
from kg.library import as_stands
from kg.model import Clause, ClauseKind, Metadata, Modality, Norm
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital, day
from kg.wording.places import chapter_title
from kg.wording.titles import edition_names
from qa.engine import Engine
from views import markup
from views.closer import closer, label
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


def link(document: str, clause: str, *, version: str = "", label: str = "Les i dokumentet") -> None:
    """Draw the way from another page to a clause in its document; without a version, in the edition in force."""
    st.page_link(
        entry(), label=label, icon=":material/arrow_forward:", query_params=_query(Address(document, clause, version))
    )


def _query(address: Address) -> dict[str, str]:
    return {"clause" if address.clause else "document": str(address)}


def open_address() -> None:
    """Go from another page to the document, where the address of the page names a clause or a document."""
    named = {name: str(st.query_params[name]) for name in ("clause", "document") if name in st.query_params}
    if named:
        st.switch_page(entry(), query_params=named)


def page() -> None:
    """Draw the page."""
    st.title("Dokument", anchor=False)
    opened = engine()
    build = opened.build
    asked = read_address(str(st.query_params.get("clause", "")), str(st.query_params.get("document", "")))
    wanted, missing = edition_at(build, asked)
    document = choose(build, wanted)
    clauses, norms = reading(opened, document)
    target = ""
    if missing:
        st.warning(markup.plain(missing), icon=":material/search_off:")
    if asked.clause and (wanted or build.documents[0]) == document and (wanted or not asked.document):
        target, exact = nearest(clauses, {norm.id: norm.clause for norm in norms}, asked.clause)
        if not exact:
            st.warning(lost(target, clauses), icon=":material/search_off:")
    if document in build.documents:
        closer(opened, document, clauses, norms, target)
    else:
        draw_superseded(build, document, target)
    if target and not any(norm.clause == target for norm in norms):
        draw_address(document, clauses[target])
    draw(document, clauses, norms, choose_filter(clauses, norms), target)


def reading(opened: Engine, document: Metadata) -> tuple[dict[str, Clause], list[Norm]]:
    """Return the clauses and norms of an edition, in force or not."""
    if document in opened.build.documents:
        return opened.library.clauses(document.id), opened.library.all_norms(document.id)
    clauses, norms = _elsewhere(opened.build, document.edition, opened.build.manifest.id)
    return clauses, norms


@st.cache_resource(max_entries=4, show_spinner="Henter utgaven …")
def _elsewhere(_build: Build, edition: str, build: str) -> tuple[dict[str, Clause], list[Norm]]:
    """Return the clauses and norms of an edition that is not in force, read once a build."""
    _, clauses, norms = as_stands(_build, edition)
    return {clause.id: clause for clause in clauses}, norms


def lost(target: str, clauses: dict[str, Clause]) -> str:
    """Return what is said where a clause is not there, in Streamlit's Markdown; ``target`` is the nearest above it."""
    if not target:
        return "Fant ikke punktet i dette dokumentet. Hele dokumentet vises."
    return f"Fant ikke punktet i denne utgaven. Det nærmeste over det vises: {markup.plain(label(target, clauses))}"


def draw_superseded(build: Build, document: Metadata, target: str) -> None:
    """Say that an edition is not in force, and lead to the one that is."""
    current = next((meta for meta in build.documents if meta.id == document.id), None)
    since = f", som gjelder fra {day(document.valid_from)}" if document.valid_from else ""
    st.info(
        markup.plain(
            f"Dette er utgave {document.version}{since}. Den er ikke i kraft i dag, og svarene bygger ikke på den."
        ),
        icon=":material/history:",
    )
    if current is not None:
        link(document.id, target, label=f"Se utgave {markup.plain(current.version)}, som er i kraft")


def draw_address(document: Metadata, clause: Clause) -> None:
    """Draw the way to keep or send the address of the clause that is shown."""
    kept = markup.copier("Kopier lenke til punktet", markup.stable_address(document.id, clause.id, document.version))
    st.html(f'<div class="av-tools">{kept}<span>{escape(f"Utgave {document.version}, {clause.id}")}</span></div>')


def choose(build: Build, wanted: Metadata | None) -> Metadata:
    """Let the user choose a document, or an edition of one that is not in force, and say what it is."""
    others = [meta for meta in build.manifest.documents if meta not in build.documents]
    known = {meta.edition: meta for meta in (*build.documents, *others)}
    named = edition_names(build.documents, others)
    first = list(known).index(wanted.edition) if wanted else 0
    chosen = known[st.selectbox("Velg dokument", list(known), index=first, format_func=lambda i: named.get(i, i))]
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


def draw(document: Metadata, clauses: dict[str, Clause], norms: Sequence[Norm], chosen: Filter, target: str) -> None:
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
        st.html("".join(drawn(document, c, clauses, read, numbered[c.id], target) for c in members) or "<p></p>")
    if target:
        markup.scroll_to(numbered[target])


def counted(norms: int) -> str:
    """Return how many statements are shown."""
    return "Ingen utsagn passer med valgene." if not norms else f"Viser {norms} utsagn med det som er lest ut av dem."


def drawn(
    document: Metadata,
    clause: Clause,
    clauses: dict[str, Clause],
    read: dict[str, list[Norm]],
    anchor: str,
    target: str,
) -> str:
    """Return a clause; a chapter's own heading is drawn already, so only its anchor is left."""
    if clause.kind is ClauseKind.CHAPTER:
        return f'<div id="{anchor}"></div>'
    if clause.kind is ClauseKind.HEADING:
        return f'<h3 class="av-heading" id="{anchor}">{escape(clause.text)}</h3>'
    mark = clause.text if clause.id == target else None
    return markup.clause(
        clause,
        depth=depth_of(clauses, clause.id),
        mark=mark,
        norms=read.get(clause.id, ()),
        anchor=anchor,
        address=markup.stable_address(document.id, clause.id, document.version),
    )

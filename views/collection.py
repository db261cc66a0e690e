"""The documents: which editions there are, taking in a new one after a look at it, and removing one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from ingest.readers import LARGEST_FILE, READERS
from kg.collection import Collection
from kg.errors import AnsvarError
from kg.home import Home
from kg.inventory import ORIGINS, STATES, Entry, Origin, State
from kg.model import Metadata
from qa.collection import UPLOADS, add, listing, remove, said_of, succeeding, uploads_on
from qa.intake import Candidate, look
from views import sources
from views.markup import plain
from views.preview import draw as draw_preview

SAID, CANDIDATE, TURN, REMOVING = "collection-said", "collection-candidate", "collection-turn", "collection-removing"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_STYLE = """<style>
.stHeading h3 { font-size: 1.15rem; }
.co-edition { margin: 0; }
.co-edition strong { margin-right: .6rem; }
.co-edition p { margin: 0 0 .2rem; }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Dokumenter", url_path="dokumenter")


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Dokumenter", anchor=False)
    if said := st.session_state.pop(SAID, ""):
        st.success(plain(said), icon=":material/task_alt:")
    try:
        draw_entries(entries(), changing=uploads_on())
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
    st.header("Ta inn et dokument", anchor=False)
    if uploads_on():
        draw_upload()
        return
    st.info(
        f"Opplasting er slått av her. Den slås på med innstillingen {UPLOADS}=on når programmet startes (make app "
        "gjør det). Et dokument kan også tas inn fra kommandolinjen: ansvar add FIL.",
        icon=":material/lock:",
    )


# -- the editions


def entries() -> list[Entry]:
    """Return the editions of the home, read once as long as nothing changes there."""
    home = Home()
    state = tuple(sorted(path.name for path in Collection(home.folder).folder.glob("*")))
    return _listed(str(home.current.resolve()), state, date.today())


@st.cache_data(max_entries=2, show_spinner=False)
def _listed(build: str, collection: tuple[str, ...], on: date) -> list[Entry]:
    return listing(on=on)


def draw_entries(found: Sequence[Entry], *, changing: bool) -> None:
    """Draw the editions, each document under its title."""
    st.header("Utgavene her", anchor=False)
    for _, group in groupby(found, key=lambda each: each.metadata.id):
        editions = list(group)
        meta = editions[-1].metadata
        st.subheader(plain(meta.title), anchor=False)
        for each in editions:
            with st.container(border=True, gap="small"):
                draw_entry(each, changing=changing)


def draw_entry(each: Entry, *, changing: bool) -> None:
    """Draw an edition, with the ways to read it and to remove it."""
    edition = each.metadata.edition
    st.html(described(each))
    built = each.state not in (State.UNBUILT, State.TAKEN_OUT)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if built:
            named = each.metadata.id if each.state is State.IN_FORCE else edition
            st.page_link(
                sources.entry(), label="Les", icon=":material/arrow_forward:", query_params={"document": named}
            )
        if changing and each.state is not State.TAKEN_OUT:
            st.button(
                f"Fjern {plain(edition)}",
                key=f"remove-{edition}",
                on_click=lambda: st.session_state.update({REMOVING: edition}),
            )
    if changing and st.session_state.get(REMOVING) == edition:
        draw_removal(each)


def described(each: Entry) -> str:
    """Return what an edition is, as HTML."""
    meta = each.metadata
    facts = [meta.publisher, each.counted, ORIGINS[each.origin], f"fil: {each.file}" if each.file else ""]
    period = f" {escape(each.period)}" if each.period else ""
    return (
        f'<div class="co-edition"><p><strong>{escape(STATES[each.state])}</strong>Utgave {escape(meta.version)}{period}'
        f"</p><p>{escape(' · '.join(fact for fact in facts if fact))}</p></div>"
    )


def draw_removal(each: Entry) -> None:
    """Ask once more, and remove the edition."""
    edition = each.metadata.edition
    again = "Den følger med programmet, og kan tas inn igjen. " if each.origin is Origin.SHIPPED else ""
    then = "".join(f"Da gjelder {plain(each)}. " for each in succeeding([edition]))
    st.warning(
        f"Skal {plain(edition)} fjernes? {then}Ingenting blir igjen av den i graf, indeks eller eldre bygg. {again}"
        "Rettelser og vurderinger av den blir tatt vare på.",
        icon=":material/delete:",
    )
    with st.container(horizontal=True, gap="small"):
        sure = st.button("Ja, fjern den", key=f"sure-{edition}", type="primary")
        st.button("Avbryt", key=f"keep-{edition}", on_click=lambda: st.session_state.pop(REMOVING, None))
    if not sure:
        return
    try:
        with st.spinner("Fjerner …"):
            done = remove([edition])
        # What other pages have read of it, for all sessions.
        st.cache_resource.clear()
        st.cache_data.clear()
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    kept = f" {done.reviews} rettelser og vurderinger er tatt vare på." if done.reviews else ""
    st.session_state.pop(REMOVING, None)
    st.session_state[SAID] = f"{edition} er fjernet.{kept}"
    st.rerun()


# -- taking in


def draw_upload() -> None:
    """Let the user give a file, look at it, and take it in."""
    turn = st.session_state.setdefault(TURN, 0)
    given = st.file_uploader(
        f"Velg et dokument ({', '.join(sorted(READERS))})",
        type=sorted(suffix.removeprefix(".") for suffix in READERS),
        max_upload_size=LARGEST_FILE // 1_000_000,
        key=f"upload-{turn}",
        help="Dokumentet lagres bare på denne maskinen. Ingenting endres før du trykker «Ta inn».",
    )
    if given is None:
        return
    raw = given.getvalue()
    try:
        candidate = looked_at(raw, given.name, {})
        if facts := draw_form(candidate.metadata, hashlib.sha256(raw).hexdigest()[:12]):
            candidate = looked_at(raw, given.name, facts)
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    draw_preview(candidate)
    draw_decision(candidate)


def looked_at(raw: bytes, name: str, facts: dict[str, str]) -> Candidate:
    """Return a file as it was read, kept in the session as long as neither it nor the build changes."""
    key = (hashlib.sha256(raw).hexdigest(), name, tuple(sorted(facts.items())), str(Home().current.resolve()))
    kept: dict[object, Candidate] = st.session_state.setdefault(CANDIDATE, {})
    if key not in kept:
        with st.spinner("Leser dokumentet …"):
            found = look(raw, name, facts)
        while len(kept) > 1:
            del kept[next(iter(kept))]
        kept[key] = found
    return kept[key]


def draw_form(meta: Metadata, key: str) -> dict[str, str]:
    """Draw what is known of the document, to be put right; return what is said, empty before anything is."""
    with st.form(f"facts-{key}"):
        left, right = st.columns(2)
        title = st.text_input("Tittel", meta.title, key=f"title-{key}", max_chars=300)
        identifier = left.text_input("Id (uten mellomrom, samme for alle utgaver)", meta.id, key=f"id-{key}")
        version = right.text_input("Utgave", meta.version, key=f"version-{key}")
        publisher = st.text_input("Utgiver", meta.publisher, key=f"publisher-{key}", max_chars=200)
        begins = st.date_input(
            "Gjelder fra (tomt: i dag for en ny utgave av et dokument som er her, ellers alltid)",
            date.fromisoformat(meta.valid_from) if meta.valid_from else None,
            min_value=EARLIEST,
            max_value=LATEST,
            format="DD.MM.YYYY",
            key=f"from-{key}",
            help="En utgave som er her fra før, beholder datoen sin der feltet er tomt.",
        )
        st.form_submit_button("Bruk opplysningene")
    said = {
        "title": title,
        "id": identifier,
        "version": version,
        "publisher": publisher,
        "valid_from": begins.isoformat() if isinstance(begins, date) else "",
    }
    asked = {"id": meta.id, "title": meta.title, "version": meta.version, "publisher": meta.publisher}
    return {} if said == {**asked, "valid_from": meta.valid_from} else said


def draw_decision(candidate: Candidate) -> None:
    """Draw what keeps the document out, or the button that takes it in."""
    edition = candidate.metadata.edition
    if candidate.clash:
        st.error(plain(candidate.refusal()), icon=":material/event:")
        return
    replacing = False
    if candidate.conflict:
        st.warning(plain(candidate.objection()), icon=":material/difference:")
        replacing = st.checkbox(f"Bytt ut {plain(edition)}")
    if not st.button(f"Ta inn {plain(edition)}", type="primary", disabled=candidate.conflict and not replacing):
        return
    try:
        with st.spinner("Bygger …"):
            done = add(candidate, replacing=replacing)
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[SAID] = said_of(candidate.metadata, done)
    st.session_state[TURN] += 1
    st.session_state.pop(CANDIDATE, None)
    st.rerun()

"""The form by which a norm is put right, confirmed or joined with another, and by which that is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kg.access import Act, may, present
from kg.errors import AnsvarError
from kg.home import Build
from kg.model import Modality, Norm
from kg.review.proposals import Vocabulary, changes, vocabulary
from kg.review.reviews import Field, fields_of
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital
from qa.curation import Outcome, correct, withdraw
from views.markup import plain
from views.wording import names, reviewed

SAID, REVIEWER = "review-said", "reviewer"
LONGEST = 90
Wanted = Mapping[Field, Sequence[str]]


def draw_outcome() -> None:
    """Say what came of the last form that was sent."""
    if said := st.session_state.pop(SAID, ""):
        st.success(plain(said), icon=":material/task_alt:")


def draw(build: Build, here: Sequence[Norm], norms: Sequence[Norm]) -> None:
    """Draw the form of one of a clause's norms; ``norms`` are all of the document."""
    if not may(Act.REVIEW):
        return
    by_id = {norm.id: norm for norm in norms}
    chosen = here[0].id
    if len(here) > 1:
        chosen = st.selectbox("Norm", [norm.id for norm in here], format_func=lambda name: short(by_id[name]))
    norm = by_id[chosen]
    st.markdown("**Rett normen**")
    if norm.reviewed is not None:
        draw_withdrawal(norm, build)
    draw_form(norm, norms, build)


def draw_form(norm: Norm, norms: Sequence[Norm], build: Build) -> None:
    """Draw the form with the norm as it stands, and keep what is sent."""
    key = f"{norm.id}-{build.manifest.id}"
    others = [each for each in norms if each.id != norm.id]
    with st.form(f"review-{key}"):
        wanted = draw_fields(norm, vocabulary(norms), key)
        into = st.selectbox(
            "Er samme norm som (valgfritt)",
            [each.id for each in others],
            index=None,
            format_func=lambda name: short(next(each for each in others if each.id == name)),
            placeholder="Ingen annen",
            key=f"into-{key}",
        )
        reviewer, reason = draw_who(key)
        with st.container(horizontal=True, gap="small"):
            saved = st.form_submit_button("Lagre rettelsen", type="primary")
            confirmed = st.form_submit_button("Bekreft som riktig")
    if not (saved or confirmed):
        return
    if not (reviewer.strip() and reason.strip()):
        st.warning("Skriv hvem du er, og hvorfor.")
    elif saved and into is None and unchanged(norm, wanted):
        st.warning("Ingenting er endret. Trykk «Bekreft som riktig» hvis normen er riktig som den er.")
    else:
        fields: Wanted = wanted if saved and into is None else {}
        send(lambda: correct(
            norm.document, norm.id, fields, reviewer=reviewer, reason=reason, into=into if saved else None
        ))  # fmt: skip


def draw_fields(norm: Norm, known: Vocabulary, key: str) -> Wanted:
    """Draw an entry for each field, filled in with what the norm holds."""
    present = fields_of(norm)

    def several(field: Field, title: str) -> list[str]:
        options = sorted(known.known[field], key=lambda concept: names([concept])[0].lower())
        return st.multiselect(
            title, options, default=list(present[field]), format_func=named, placeholder="Ingen", key=f"{field}-{key}"
        )

    def lines(field: Field, title: str) -> list[str]:
        text = st.text_area(f"{title} (ett per linje, ordrett fra dokumentet)", "\n".join(present[field]), height=80,
            key=f"{field}-{key}")  # fmt: skip
        return text.splitlines()

    modality = st.selectbox(
        "Binder",
        [each.value for each in Modality],
        index=list(Modality).index(norm.modality),
        format_func=lambda value: capital(MODALITIES[Modality(value)].full),
        key=f"modality-{key}",
    )
    bearers = several(Field.BEARERS, "Ansvarlig")
    if modality == Modality.INFO and modality != norm.modality:
        bearers = []
    wanted: dict[Field, Sequence[str]] = {
        Field.MODALITY: [modality],
        Field.BEARERS: bearers,
        Field.ARTIFACTS: several(Field.ARTIFACTS, "Sak"),
        Field.COUNTERPARTIES: several(Field.COUNTERPARTIES, "Overfor"),
        Field.ACTION: [st.text_input("Handling (verbet i grunnform)", norm.action or "", key=f"action-{key}")],
        Field.CONDITIONS: lines(Field.CONDITIONS, "Gjelder"),
        Field.EXCEPTIONS: lines(Field.EXCEPTIONS, "Unntak"),
        Field.DEADLINE: [
            st.text_input("Frist eller tid (ordrett fra dokumentet)", norm.deadline or "", key=f"deadline-{key}")
        ],
    }
    channels = sorted(known.known[Field.CHANNEL])
    channel = st.selectbox(
        "Kanal",
        channels,
        index=channels.index(norm.channel) if norm.channel in channels else None,
        format_func=named,
        placeholder="Ingen",
        key=f"channel-{key}",
    )
    return wanted | {Field.CHANNEL: [channel] if channel else []}


def draw_who(key: str) -> tuple[str, str]:
    """Draw the entries for who reviews and why.

    The name is that of the login where there is one, else what is typed, which is remembered for the next form.
    """
    reviewer = present().name or st.text_input(
        "Gjennomgått av", st.session_state.get(REVIEWER, ""), max_chars=100, key=f"who-{key}"
    )
    reason = st.text_input("Begrunnelse (uten personopplysninger)", max_chars=300, key=f"why-{key}")
    if reviewer.strip():
        st.session_state[REVIEWER] = reviewer
    return reviewer, reason


def draw_withdrawal(norm: Norm, build: Build) -> None:
    """Draw who reviewed a norm, and let it be taken back."""
    mark = norm.reviewed
    if mark is None:
        return
    st.info(f"Gjennomgått: {plain(reviewed(mark))}", icon=":material/verified:")
    key = f"withdraw-{norm.id}-{build.manifest.id}"
    with st.popover("Trekk tilbake", icon=":material/undo:"), st.form(key, border=False):
        st.write("Normen blir igjen som den ble lest.")
        reviewer, reason = draw_who(key)
        sent = st.form_submit_button("Trekk tilbake rettelsen")
    if not sent:
        return
    if not (reviewer.strip() and reason.strip()):
        st.warning("Skriv hvem du er, og hvorfor.")
    else:
        send(lambda: withdraw(mark.review, reviewer=reviewer, reason=reason))


def send(keep: Callable[[], Outcome]) -> None:
    """Keep a review, build again, and draw the page anew; or say on the page why not."""
    try:
        with st.spinner("Lagrer, og bygger på nytt …"):
            outcome = keep()
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    later = f" Den er ikke i bruk ennå: {outcome.waiting}" if outcome.waiting else " Den er i bruk nå."
    st.session_state[SAID] = f"Lagret.{later}"
    st.rerun()


def unchanged(norm: Norm, wanted: Wanted) -> bool:
    """Whether a norm holds already what is wanted."""
    return not changes(norm, wanted)


def named(concept: str) -> str:
    """Return a concept with its id, which the spreadsheets have."""
    return f"{capital(names([concept])[0])} ({concept})"


def short(norm: Norm) -> str:
    """Return a norm in one line."""
    words = norm.text if len(norm.text) <= LONGEST else norm.text[: LONGEST - 1] + "…"
    return f"{norm.section}: {words}"

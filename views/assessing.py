"""The forms by which a pair is marked as assessed, and by which that is taken back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from kg.access import Act, may, present
from kg.errors import AnsvarError
from kg.iris import hashed
from kg.overlap.assessments import Assessment
from kg.overlap.cases import Case
from kg.overlap.overlaps import Overlap
from qa.assessing import assess, withdraw
from views.markup import move_focus, plain
from views.reviewing import REVIEWER

SAID = "assessment-said"
LONGEST_NOTE = 2000


def draw_outcome(case: Case | None = None) -> None:
    """Say what came of the last form that was sent, where its case stands or stood: before one that comes after it.

    :param case: the one that is drawn next, None after the last.
    """
    number, said = st.session_state.get(SAID, (0, ""))
    if said and (case is None or case.number >= number):
        del st.session_state[SAID]
        st.success(said, icon=":material/task_alt:")
        move_focus(f"vurdert-{uuid4().hex}", first_link(case) if case else "[role=tab][aria-selected=true]", said)


def anchor(case: Case) -> str:
    """Return the key of the container that a case is drawn in."""
    return f"par-{case.number}"


def first_link(case: Case) -> str:
    """Return a selector of the first thing in a case that takes the focus."""
    return f".st-key-{anchor(case)} a"


def draw(case: Case) -> None:
    """Draw the form that fits a case, folded; what it holds is drawn where it is unfolded."""
    if not may(Act.ASSESS):
        return
    key = key_of(case.pair)
    if case.assessment is None:
        draw_form(case, key)
    else:
        draw_withdrawal(case, case.assessment, key)


def key_of(pair: Overlap) -> str:
    """Return a name for a pair's widgets."""
    return hashed(*(part for norm in (pair.a, pair.b) for part in (norm.document, norm.id)))


def draw_form(case: Case, key: str) -> None:
    """Draw the form by which a pair is marked as assessed."""
    folded = st.expander(
        f"Marker par {case.number} som vurdert", icon=":material/task_alt:", key=f"assess-{key}", on_change="rerun"
    )
    if not folded.open:
        return
    with folded, st.form(f"assess-form-{key}", border=False):
        who = draw_who(key)
        note = st.text_area("Notat (uten personopplysninger)", max_chars=LONGEST_NOTE, height=90, key=f"note-{key}")
        if st.form_submit_button("Lagre vurderingen", type="primary"):
            done = f"Lagret: par {case.number} er vurdert. Det står under «Alle par»."
            send(who, lambda: assess(case.pair, who=who, note=note), (case.number, done))


def draw_withdrawal(case: Case, said: Assessment, key: str) -> None:
    """Draw the form by which an assessment is taken back."""
    folded = st.expander(
        f"Trekk tilbake vurderingen av par {case.number}", icon=":material/undo:", key=f"back-{key}", on_change="rerun"
    )
    if not folded.open:
        return
    with folded, st.form(f"back-form-{key}", border=False):
        st.write("Paret blir igjen et av dem som ikke er vurdert.")
        who = draw_who(key)
        if st.form_submit_button("Trekk tilbake"):
            done = f"Vurderingen av par {case.number} er trukket tilbake."
            send(who, lambda: withdraw(said, who=who), (case.number, done))


def draw_who(key: str) -> str:
    """Draw the entry for who says it, remembered for the next form; a login has its name already."""
    if name := present().name:
        return name
    return st.text_input("Vurdert av", st.session_state.get(REVIEWER, ""), max_chars=100, key=f"assessor-{key}")


def send(who: str, keep: Callable[[], Assessment], done: tuple[int, str]) -> None:
    """Keep what was said, and draw the page anew; or say on the page why not."""
    try:
        keep()
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[REVIEWER] = who
    st.session_state[SAID] = done
    st.rerun()

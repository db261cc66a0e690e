"""Logging in: who is there, told to the rest of the program once a run; and the page for those who are not in."""

from __future__ import annotations

import logging
import time

import streamlit as st
from streamlit.errors import Error

from kg.access import NOBODY, AccessError, Role, State, Visitor, act_as, close, present, settings, visitor
from views.markup import plain

NAMES = {Role.READER: "leser", Role.COMMITTEE: "komité"}
logger = logging.getLogger(__name__)


def arrived() -> Visitor:
    """Return who is there, after telling it to all that asks ``kg.access`` during this run.

    Where the settings cannot be read, say so and stop: nobody is let in by a mistake.
    """
    try:
        how = settings()
    except AccessError as error:
        close()
        act_as(NOBODY)
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
    if how.on:
        close()
    who = visitor(st.user.to_dict() if how.on else {}, now=time.time(), how=how)
    act_as(who)
    return who


def entry() -> st.Page:
    """Return the page of those who are not in, as the navigation has it."""
    return st.Page(page, title="Logg inn", default=True)


def page() -> None:
    """Draw the page; what it says follows from where the visitor stands."""
    who = present()
    st.title("Logg inn", anchor=False)
    if who.state is State.STRANGER:
        st.error(
            f"{plain(who.name) or 'Du'} er logget inn, men har ingen rolle her. Be den som driver tjenesten, om det.",
            icon=":material/lock:",
        )
        draw_logout()
        return
    if who.state is State.EXPIRED:
        st.warning("Innloggingen er utløpt. Logg inn på nytt.", icon=":material/schedule:")
    else:
        st.write("Her må du logge inn for å spørre og lese.")
    if st.button("Logg inn", type="primary"):
        _log_in()


def draw_who(who: Visitor) -> None:
    """Say who is logged in, with the way out."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        role = f" ({NAMES[who.role]})" if who.role else ""
        st.caption(f"{plain(who.name)}{role}", width="content")
        draw_logout()


def draw_logout() -> None:
    """Draw the way out."""
    st.button("Logg ut", type="tertiary", icon=":material/logout:", on_click=st.logout)


def _log_in() -> None:
    try:
        st.login()
    except Error as error:
        logger.error("login: %s", type(error).__name__)
        st.error(
            "Innloggingen er ikke satt opp: den trenger avsnittet [auth] i .streamlit/secrets.toml og pakken Authlib "
            "(pip install 'ansvarsgraf[login]').",
            icon=":material/error:",
        )

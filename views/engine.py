"""The engine, opened once a build and shared by all sessions."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kg.errors import AnsvarError
from kg.home import Home
from qa.engine import Engine
from qa.opening import open_engine
from views.markup import plain


@st.cache_resource(max_entries=1, show_spinner="Åpner retningslinjen …")
def _opened(build: tuple[str, int, int], on: date) -> Engine:
    """Open the engine; the build's stamp and the day are the key, so that what is new in force is picked up."""
    return open_engine(on=on)


def engine() -> Engine:
    """Return the engine over the build in use; where there is none, or nothing in force, say so and stop.

    Where an earlier one is served in place of a damaged one, every page says so.
    """
    try:
        opened = _opened(Home().stamp(), date.today())
        opened.build.known([])
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
    if opened.build.warning:
        st.warning(plain(opened.build.warning), icon=":material/warning:")
    return opened

"""The engine, opened once a build and shared by all sessions."""

from __future__ import annotations

import streamlit as st

from kg.errors import AnsvarError
from kg.home import Home
from qa.engine import Engine
from qa.opening import open_engine
from views.markup import plain


@st.cache_resource(max_entries=1, show_spinner="Åpner retningslinjen …")
def _opened(build: str) -> Engine:
    """Open the engine; the build's folder is the key, so that a new build is picked up."""
    return open_engine()


def engine() -> Engine:
    """Return the engine over the build in use; where there is none, say so on the page and stop."""
    try:
        return _opened(str(Home().current.resolve()))
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()

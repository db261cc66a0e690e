"""Streamlit's entry: page configuration and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from views import chat, feedback, graph, sources
from views.markup import ICON, prepare_page

page = st.navigation([chat.entry(), sources.entry(), graph.entry(), feedback.entry()], position="top")
layout = "wide" if page.url_path == graph.entry().url_path else "centered"
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=ICON, layout=layout)
prepare_page()
page.run()

"""Streamlit's entry: page configuration and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from views import chat, course, feedback, graph, quiz, roles, sources, sparql
from views.markup import ICON, prepare_page

WIDE = ("graf",)
PAGES = (chat, roles, quiz, course, sources, graph, sparql, feedback)

page = st.navigation([each.entry() for each in PAGES], position="top")
layout = "wide" if page.url_path in WIDE else "centered"
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=ICON, layout=layout)
prepare_page()
page.run()

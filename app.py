"""Streamlit's entry: page configuration and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from kg.errors import AnsvarError
from views import chat, collection, course, differences, feedback, graph, overlaps, quiz, roles, sources, sparql
from views.markup import ICON, plain, prepare_page

PAGES = (chat, roles, quiz, course, sources, collection, graph, overlaps, differences, sparql, feedback)
WIDE = (graph, overlaps, differences)

page = st.navigation([each.entry() for each in PAGES], position="top")
wide = page.url_path in {each.entry().url_path for each in WIDE}
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=ICON, layout="wide" if wide else "centered")
prepare_page()
try:
    page.run()
except AnsvarError as error:
    st.error(plain(str(error)), icon=":material/error:")

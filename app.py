"""Streamlit's entry: who is there, page configuration and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from kg.access import Act
from kg.audit import log_start
from kg.errors import AnsvarError
from kg.home import Home
from views import chat, collection, course, differences, feedback, graph, login, overlaps, quiz, roles, sources, sparql
from views.markup import ICON, plain, prepare_page

PAGES = (chat, roles, quiz, course, sources, collection, graph, overlaps, differences, sparql, feedback)
WIDE = (graph, overlaps, differences)
# What a page is for; all others are for all who may read.
NEEDS = {collection: Act.CHANGE_DOCUMENTS, feedback: Act.SEE_FEEDBACK}

log_start("page", Home().folder)
who = login.arrived()
open_to = [each.entry() for each in PAGES if NEEDS.get(each, Act.READ) in who.acts]
page = st.navigation(open_to or [login.entry()], position="top")
wide = page.url_path in {each.entry().url_path for each in WIDE}
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=ICON, layout="wide" if wide else "centered")
prepare_page()
if who.role:
    login.draw_who(who)
try:
    page.run()
except AnsvarError as error:
    st.error(plain(str(error)), icon=":material/error:")

"""Streamlit's entry: page configuration and navigation, nothing else."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from views import chat, feedback, overlaps, sources
from views.markup import prepare_page

page = st.navigation([chat.entry(), sources.entry(), overlaps.entry(), feedback.entry()], position="top")
WIDE = {"overlapp"}
layout: Literal["wide", "centered"] = "wide" if page.url_path in WIDE else "centered"
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=":material/account_tree:", layout=layout)
prepare_page()
page.run()

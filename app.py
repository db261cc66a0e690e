"""Streamlit's entry: page configuration and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from views import chat, course, feedback, quiz, sources
from views.markup import prepare_page

page = st.navigation([chat.entry(), sources.entry(), quiz.entry(), course.entry(), feedback.entry()], position="top")
st.set_page_config(page_title=f"{page.title} – Ansvarsgraf", page_icon=":material/account_tree:", layout="centered")
prepare_page()
page.run()

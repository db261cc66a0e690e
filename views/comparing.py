"""What each document answers to one question, by itself: side by side, or beside the answer of another."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.modalities import MODALITIES
from kg.phrases import capital, listed
from qa.answers import Answer, Status, agree
from qa.engine import Engine
from views import markup, sources
from views.messages import Message

SILENT = "Sier ikke noe om dette"


def draw(opened: Engine, message: Message) -> None:
    """Draw what each document answers: all in one table, then each with its clause."""
    st.html(f'<h3 class="av-direct">{escape(verdict(message))}</h3>{table(opened, message)}')
    for document, answer in message.compared:
        title = markup.plain(opened.title(document))
        with st.expander(title, icon=":material/menu_book:"):
            draw_one(answer, document)


def verdict(message: Message) -> str:
    """Return in one sentence whether the documents say the same about who carries it."""
    answers = [answer for _, answer in message.compared]
    said = [answer for answer in answers if answer.status is Status.ANSWERED]
    if not said:
        return "Ingen av dokumentene sier noe om dette."
    if len(said) == 1:
        return "Ett av dokumentene svarer."
    where = "Dokumentene" if len(said) == len(answers) else f"{len(said)} av {len(answers)} dokumenter svarer, og de"
    return f"{where} legger ansvaret på {'de samme' if agree(said) else 'ulike'}."


def table(opened: Engine, message: Message) -> str:
    """Return who carries it in each document, how it binds, and where it stands."""
    rows = "".join(_row(opened.title(document), answer) for document, answer in message.compared)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Dokument", "Hvem", "Binder", "Hvor"))
    return (
        '<div class="av-extract" tabindex="0" role="region" aria-label="Hva hvert dokument svarer">'
        f'<table class="av-norm"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(title: str, answer: Answer) -> str:
    if answer.status is Status.ABSTAINED:
        return f'<tr><th scope="row">{escape(title)}</th><td colspan="3">{SILENT}</td></tr>'
    who = listed([role.label for role in answer.roles]) or "ikke sagt"
    binds = listed(list(dict.fromkeys(MODALITIES[role.modality].full for role in answer.roles))) or "–"
    cells = "".join(f"<td>{escape(capital(cell))}</td>" for cell in (who, binds, answer.citations[0].place))
    return f'<tr><th scope="row">{escape(title)}</th>{cells}</tr>'


def draw_elsewhere(opened: Engine, answer: Answer) -> None:
    """Draw what other documents answer to the same question."""
    for other in answer.elsewhere:
        document = other.citations[0].document
        with st.expander(f"{markup.plain(opened.title(document))} svarer også", icon=":material/menu_book:"):
            draw_one(other, document)


def draw_one(answer: Answer, document: str) -> None:
    """Draw the answer of one document: who, and the clause; else that it does not say, and what is near."""
    first = answer.text.split("\n")[0].partition(": «")[0]
    st.html(f'<p lang="{answer.language}"><strong>{escape(first)}</strong></p>')
    cited = answer.citations if answer.status is Status.ANSWERED else answer.near
    if answer.roles:
        st.html(markup.roles(answer.roles))
    if cited:
        st.html(markup.quote(cited[0]))
        sources.link(document, cited[0].clause, label="Les i dokumentet")

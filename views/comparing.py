"""What each document answers to one question, by itself: side by side, or beside the answer of another."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.wording.phrases import capital, listed
from qa.answers import Answer, Status, same_roles
from qa.engine import Engine
from qa.understanding import Ask
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
    """Return in one sentence how many documents answer, and where who is asked for, whether they name the same."""
    answers = [answer for _, answer in message.compared]
    said = [answer for answer in answers if answer.status is Status.ANSWERED]
    if not said:
        return "Ingen av dokumentene sier noe om dette."
    count = f"{len(said)} av {len(answers)} dokumenter svarer"
    who = all(answer.meaning is not None and answer.meaning.ask is Ask.WHO for answer in said)
    same = same_roles(said) if who and len(said) > 1 else None
    if same is None:
        return f"{count}."
    return f"{count}, og de nevner {'de samme' if same else 'ulike'} ansvarlige."


def table(opened: Engine, message: Message) -> str:
    """Return what each document says, and where it stands."""
    rows = "".join(_row(opened.title(document), answer) for document, answer in message.compared)
    return (
        '<div class="av-extract" tabindex="0" role="region" aria-label="Hva hvert dokument svarer">'
        '<table class="av-norm"><thead><tr><th scope="col">Dokument</th><th scope="col">Svar</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(title: str, answer: Answer) -> str:
    if answer.status is not Status.ANSWERED:
        return f'<tr><th scope="row">{escape(title)}</th><td>{SILENT}</td></tr>'
    said = "".join(f"<p>{escape(line)}</p>" for line in answer.said)
    places = listed(list(dict.fromkeys(cited.place for cited in answer.citations if cited.norm in answer.norms)))
    where = f"<p><small>{escape(capital(places or answer.citations[0].place))}</small></p>"
    return f'<tr><th scope="row">{escape(title)}</th><td lang="{answer.language}">{said}{where}</td></tr>'


def draw_elsewhere(opened: Engine, answer: Answer) -> None:
    """Draw what other documents answer to the same question."""
    for other in answer.elsewhere:
        document = other.citations[0].document
        also = "svarer også" if answer.status is Status.ANSWERED else "svarer"
        with st.expander(f"{markup.plain(opened.title(document))} {also}", icon=":material/menu_book:"):
            draw_one(other, document)


def draw_one(answer: Answer, document: str) -> None:
    """Draw the answer of one document, and the clause; else that it does not say, and what is near."""
    said = answer.said if answer.status is Status.ANSWERED else (SILENT,)
    direct, *rest = said
    st.html(f'<p lang="{answer.language}"><strong>{escape(direct)}</strong></p>')
    if rest:
        st.html(markup.terms(rest, answer.language))
    if answer.status is Status.ANSWERED:
        cited = [each for each in answer.citations if each.norm in answer.norms] or answer.citations[:1]
    else:
        cited = answer.near[:1]
        if cited:
            st.html("<p>Nærmeste punkt (ikke et svar):</p>")
    for each in cited:
        st.html(markup.quote(each))
        sources.link(document, each.clause, version=each.version, label=f"Les {each.place} i dokumentet")

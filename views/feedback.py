"""What users say of the answers, for those who own the guideline: what people ask, and what was not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from kg.errors import AnsvarError
from kg.wording.phrases import capital, listed
from qa.answers import Status
from qa.feedback import FILE, Feedback, Verdict, broken, chosen, kept
from qa.unreadable import line_of
from views import chat
from views.markup import plain
from views.wording import VERDICTS, names

SYMBOLS = {Verdict.RIGHT: "✓", Verdict.WRONG: "✕", Verdict.MISSING: "…"}
STATUSES = {Status.ANSWERED: "Besvart", Status.ABSTAINED: "Ikke besvart"}
ALL = "Alle"
A_PAGE = 25
SHOWN = "feedback-shown"


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Tilbakemeldinger", url_path="tilbakemeldinger")


def page() -> None:
    """Draw the page."""
    st.title("Tilbakemeldinger", anchor=False)
    st.write(
        "Hva folk har spurt om, og hva de mente om svarene. Her står de spørsmålene som noen har gitt "
        f"tilbakemelding på; de er lagret på denne maskinen, i filen {FILE}."
    )
    try:
        said, lost = list(kept()), broken()
    except AnsvarError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if lost:
        st.warning(plain(line_of(Path(FILE), lost)), icon=":material/warning:")
    if not said:
        st.info("Ingen har gitt tilbakemelding ennå. Det gjøres under svarene på siden «Spør».")
        return
    verdict, status = choose(said)
    found = chosen(said, verdict=verdict, status=status)
    st.html(f'<p role="status">{counted(found, len(said))}</p>')
    shown = st.session_state.get(SHOWN, A_PAGE)
    for number, each in enumerate(found[:shown]):
        draw(each, number)
    if len(found) > shown:
        st.button("Vis flere", on_click=lambda: st.session_state.update({SHOWN: shown + A_PAGE}))


def choose(said: Sequence[Feedback]) -> tuple[Verdict | None, Status | None]:
    """Let the user narrow down what is shown."""
    left, right = st.columns(2)
    verdict = left.selectbox(
        "Tilbakemelding",
        [None, *VERDICTS],
        format_func=lambda v: f"{VERDICTS[v] if v else ALL} ({len(chosen(said, verdict=v))})",
    )
    status = right.selectbox(
        "Svar",
        [None, *STATUSES],
        format_func=lambda s: f"{STATUSES[s] if s else ALL} ({len(chosen(said, status=s))})",
    )
    return verdict, status


def counted(found: Sequence[Feedback], whole: int) -> str:
    """Return how much is shown, of what kinds.

    >>> counted([], 3)
    'Viser 0 av 3.'
    """
    kinds = [(VERDICTS[v].lower(), sum(each.verdict is v for each in found)) for v in VERDICTS]
    kinds.append(("uten svar i retningslinjen", sum(each.status == Status.ABSTAINED for each in found)))
    parts = [f"{number} {kind}" for kind, number in kinds if number]
    return f"Viser {len(found)} av {whole}{': ' if parts else ''}{', '.join(parts)}."


def draw(each: Feedback, number: int) -> None:
    """Draw one verdict: what was asked, what came of it, what was said of it."""
    with st.container(border=True):
        st.html(item(each))
        st.page_link(
            chat.entry(),
            label="Spør på nytt",
            icon=":material/arrow_forward:",
            query_params={"q": each.meaning or each.question},
        )


def item(each: Feedback) -> str:
    """Return one verdict as HTML."""
    answer = STATUSES.get(Status(each.status), each.status)
    who = f": {capital(listed(names(each.roles)))}" if each.roles else ""
    asked = f'<p class="av-taken">Lest som: {escape(each.meaning)}</p>' if each.meaning else ""
    comment = f"<blockquote>{escape(each.comment)}</blockquote>" if each.comment else ""
    return (
        f'<div class="av-said"><h2 class="av-question">{escape(each.question)}</h2>{asked}'
        f'<p><span class="av-verdict">{SYMBOLS[each.verdict]} {VERDICTS[each.verdict]}</span> '
        f"{escape(answer + who)} · {when(each.time)}</p>{comment}</div>"
    )


def when(time: str) -> str:
    """Return a time as Norwegians write it, in the time of this machine; what is no time stays as it is."""
    try:
        return f"{datetime.fromisoformat(time).astimezone():%d.%m.%Y kl. %H.%M}"
    except ValueError:
        return escape(time)

"""What the pages of quiz and course share: the questions of the build, what to draw, and the proof of an answer."""

from __future__ import annotations

from html import escape
from random import SystemRandom

import streamlit as st

from kg.quiz.bank import question_bank
from kg.quiz.quizzes import Bank, Item, Question, QuizKind
from kg.quiz.setups import Setup
from kg.wording.phrases import capital
from qa.engine import Engine
from views import markup, sources
from views.engine import engine

KINDS = {
    QuizKind.BEARER: "Hvem har ansvaret?",
    QuizKind.MODALITY: "Skal, bør eller kan?",
    QuizKind.DEADLINE: "Hvilken frist?",
}
NUMBERS = (5, 10, 15, 20)
LETTERS = "ABCD"
GAP = "______"
_HOLE = f'<span aria-hidden="true">{GAP}</span><span class="av-unseen">(her mangler noe)</span>'
NEWEST_SEED = 99_999


@st.cache_resource(max_entries=1, show_spinner="Lager spørsmål av retningslinjen …")
def _made(build: str, _opened: Engine) -> Bank:
    """Make the questions; the build's key says when anew."""
    return question_bank(_opened.build, library=_opened.library)


def bank() -> Bank:
    """Return the questions of the build in use; where there is none, say so on the page and stop."""
    opened = engine()
    made = _made(opened.build.key, opened)
    if not made.items:
        st.info("Retningslinjen gir ingen spørsmål som er gode nok.", icon=":material/info:")
        st.stop()
    return made


def fresh_seed() -> int:
    """Return a seed by lot, short enough to read out."""
    return SystemRandom().randrange(1, NEWEST_SEED)


def choose(known: Bank, *, start: str) -> Setup | None:
    """Let the user choose what to draw; return it once the button is pressed."""
    kinds = _kinds(known)
    themes = known.themes(kinds)
    several = len({theme.document for theme in themes}) > 1
    titles = {theme.id: f"{theme.title} ({count})" for theme, count in themes.items()}
    if several:
        titles = {theme.id: f"{titles[theme.id]} – {theme.document}" for theme in themes}
    chosen = st.multiselect(
        "Kapitler", list(titles), format_func=lambda i: titles.get(i, i), placeholder="Alle kapitler"
    )
    offered = sum(count for theme, count in themes.items() if not chosen or theme.id in chosen)
    number = st.radio("Antall spørsmål", NUMBERS, index=1, horizontal=True)
    found = min(number, offered)
    st.caption(f"Det finnes {offered} slike spørsmål." if offered < number else f"Trekker {found} av {offered}.")
    if st.button(start, type="primary", disabled=not offered):
        return Setup(tuple(chosen), tuple(kinds), number, fresh_seed())
    return None


def _kinds(known: Bank) -> list[QuizKind]:
    """Let the user choose kinds of question, of those that there are; none chosen means who."""
    there = [kind for kind in KINDS if known.themes([kind])]
    chosen = st.multiselect(
        "Det spørres om", there, default=there[:1], format_func=KINDS.__getitem__, placeholder="Hvem har ansvaret?"
    )
    return chosen or there[:1]


def context(item: Item) -> str:
    """Return the chapter of a question, where it does not give the answer away."""
    return f'<p class="av-theme">{escape(item.tells_theme)}</p>' if item.tells_theme else ""


def sentence(item: Item) -> str:
    """Return the sentence that is asked of, its gap readable by a screen reader."""
    if not item.sentence:
        return ""
    before, gap, after = item.sentence.partition(GAP)
    hole = f'<span class="av-gap">{_HOLE}</span>' if gap else ""
    return f'<blockquote class="av-asked">{escape(before)}{hole}{escape(after)}</blockquote>'


def proof(item: Item, *, short: bool = False) -> str:
    """Return the clause that proves an answer, the heading that names the role before it.

    :param short: the norm's own words, not the whole clause.
    """
    found = item.proof
    quote = found.words if short else found.quote
    under = f"<p>Under overskriften «{escape(found.under.rstrip(' :'))}»:</p>" if found.under else ""
    mark = markup.REVIEWED if found.reviewed else ""
    return (
        f'{under}<figure class="av-quote"><blockquote>{escape(quote)}</blockquote>'
        f"<figcaption>{escape(capital(found.place))} – {escape(found.title)}{mark}</figcaption></figure>"
    )


def link(item: Item) -> None:
    """Draw the link to the clause in the document."""
    sources.link(item.proof.document, item.proof.clause, label="Les punktet i dokumentet")


def right_label(question: Question) -> str:
    """Return the right option as it is read."""
    return question.options[question.right].label

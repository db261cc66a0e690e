"""The course: questions for a group on a projector, the answer when the leader shows it, and what to talk about.

Nobody is scored. The seed in the address opens the same session again.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.quiz.quizzes import Question
from kg.quiz.setups import Setup, from_address
from views import markup, questions

AT, SHOWN, MOVED, PLACE = "course-at", "course-shown", "course-moved", "nr"
_STYLE = """<style>
.stMainBlockContainer { max-width: min(84rem, 94vw); padding-bottom: 1rem; }
.av-course { font-size: clamp(1.75rem, 2vw, 2.25rem); line-height: 1.3; }
.av-course :is(p, ol, ul, li, figcaption, blockquote) { font-size: inherit; }
.av-course p { margin: 0 0 .4rem; }
h2.av-big { font-size: clamp(1.9rem, 2.9vw, 3rem); line-height: 1.2; margin: 0 0 1rem; padding: 0; letter-spacing: 0; }
h2.av-big.av-read { font-size: clamp(1.75rem, 2vw, 2.25rem); margin: 0 0 .6rem; }
.av-course blockquote.av-asked { margin: 0 0 1rem; padding: .2rem 1.2rem; border-left: 6px solid var(--av-accent); }
.av-gap { white-space: nowrap; }
.av-course :is(.av-theme, figcaption) { font-size: 1.75rem; }
ol.av-choices { list-style: none; margin: 0 0 .6rem; padding: 0; display: grid; gap: .6rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
ol.av-choices li { margin: 0; padding: .4rem 1rem; border: 2px solid var(--av-line); border-radius: .5rem;
  display: flex; gap: .8rem; }
ol.av-choices li.av-right { outline: 3px solid var(--av-accent); background: var(--av-soft); font-weight: 700; }
.av-letter { font-weight: 700; color: var(--av-accent); min-width: 1.1em; white-space: nowrap; }
.av-talk { border: 2px solid var(--av-accent); border-radius: .5rem; padding: .4rem 1.2rem; margin: .6rem 0 0; }
[data-testid=stLayoutWrapper]:has(> .st-key-course-steps) { position: sticky; bottom: 0; z-index: 2; }
.st-key-course-steps { padding: .6rem 0; background: light-dark(#FFFFFF, #0E1B1E); }
.st-key-course-steps button p, .st-key-course-answer [data-testid=stPageLink] p { font-size: 1.75rem; }
.st-key-course-steps button { min-height: 3.5rem; padding: .3rem 1.2rem; }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Kurs", url_path="kurs")


def page() -> None:
    """Draw the page."""
    setup = from_address(st.query_params)
    if setup is None:
        prepare()
        return
    st.html(_STYLE)
    session(setup, setup.drawn(questions.bank()))


def prepare() -> None:
    """Let the leader choose what the session is about."""
    st.title("Kurs", anchor=False)
    st.write(
        "For deg som leder et kurs eller et internmøte: Vis spørsmålene på storskjerm, la gruppen svare, vis svaret "
        "med punktet det bygger på, og snakk om det. Ingen får poeng. Adressen til siden åpner samme økt igjen."
    )
    chosen = questions.choose(questions.bank(), start="Start økten")
    if chosen is not None:
        st.query_params.from_dict(chosen.as_address())
        go(0)
        st.rerun()


def session(setup: Setup, asked: list[Question]) -> None:
    """Draw the question that the session has come to, or its end."""
    if not asked:
        st.title("Kurs", anchor=False)
        st.warning("Fant ingen slike spørsmål i retningslinjen. Start en ny økt.", icon=":material/search_off:")
        st.button("Ny økt", on_click=leave)
        return
    at = min(place(), len(asked))
    if at == len(asked):
        end(setup, asked)
    else:
        draw(asked, at)
    if st.session_state.pop(MOVED, False):
        shown = st.session_state.get(SHOWN) == at
        said = "" if at == len(asked) else questions.right_label(asked[at]) if shown else asked[at].item.ask
        markup.move_focus(f"kurs-{at}-{shown}", ".st-key-course-steps button[kind=primary]", said)


def place() -> int:
    """Return which question the session has come to, from 0, as the address has it from 1."""
    said = str(st.query_params.get(PLACE, "1"))
    return max(int(said) - 1, 0) if said.isascii() and said.isdigit() and len(said) < len("1000") else 0


def go(at: int, *, shown: bool = False) -> None:
    """Go to a question, its answer hidden or shown."""
    st.query_params[PLACE] = str(at + 1)
    st.session_state[SHOWN] = at if shown else None
    st.session_state[MOVED] = True


def leave() -> None:
    """End the session."""
    st.query_params.clear()
    st.session_state[SHOWN] = None


def draw(asked: list[Question], at: int) -> None:
    """Draw a question, and its answer where it is shown."""
    question, shown = asked[at], st.session_state.get(SHOWN) == at
    st.html(
        f'<div class="av-course"><h1 class="av-unseen">Kurs</h1><p class="av-theme">{at + 1} av {len(asked)}'
        f"{' · ' + escape(question.item.tells_theme) if question.item.tells_theme else ''}</p>"
        f'<h2 class="av-big{" av-read" if shown else ""}">{escape(question.item.ask)}</h2>'
        f"{questions.sentence(question.item)}{choices(question, shown=shown)}</div>"
    )
    if shown:
        answer(question)
    steps(asked, at, shown=shown)


def choices(question: Question, *, shown: bool) -> str:
    """Return the options, the right one marked in words where the answer is shown."""
    items = []
    for at, option in enumerate(question.options):
        right = shown and at == question.right
        mark = questions.LETTERS[at] + (' <span aria-hidden="true">✓</span>' if right else "")
        told = '<span class="av-unseen"> (riktig svar)</span>' if right else ""
        items.append(
            f'<li class="{"av-right" if right else ""}"><span class="av-letter">{mark}</span>'
            f"<span>{escape(option.label)}{told}</span></li>"
        )
    return f'<ol class="av-choices" aria-label="Svarene">{"".join(items)}</ol>'


def answer(question: Question) -> None:
    """Draw the clause that proves the answer, and what to talk about."""
    with st.container(key="course-answer"):
        talk = question.item.prompts[0]
        st.html(
            f'<div class="av-course">{questions.proof(question.item, short=True)}<div class="av-talk">'
            f"<p><strong>Snakk sammen</strong></p><p>{escape(talk)}</p></div></div>"
        )
        questions.link(question.item)


def steps(asked: list[Question], at: int, *, shown: bool) -> None:
    """Draw the buttons; the right arrow shows the answer, then goes on, the left one goes back."""
    last = at + 1 == len(asked)
    with st.container(key="course-steps", horizontal=True, gap="small"):
        st.button("Forrige", disabled=not at, shortcut="Left", on_click=go, args=(at - 1,))
        if not shown:
            st.button("Vis svaret", type="primary", shortcut="Right", on_click=go, args=(at,), kwargs={"shown": True})
        st.button(
            "Avslutning" if last else "Neste",
            type="primary" if shown else "secondary",
            shortcut="Right" if shown else None,
            on_click=go,
            args=(at + 1,),
        )
        st.button("Ny økt", type="tertiary", on_click=leave)


def end(setup: Setup, asked: list[Question]) -> None:
    """Draw the end of the session, and how to open it again."""
    themes = dict.fromkeys(question.item.theme.title for question in asked)
    listed = "".join(f"<li>{escape(title)}</li>" for title in themes)
    st.html(
        '<div class="av-course"><h1 class="av-unseen">Kurs</h1>'
        '<h2 class="av-big">Økten er ferdig</h2>'
        f"<p>{len(asked)} spørsmål fra disse kapitlene:</p><ul>{listed}</ul>"
        f"<p>Økt nummer {setup.seed}. Lagre adressen til siden for å åpne økten igjen.</p></div>"
    )
    with st.container(key="course-steps", horizontal=True, gap="small"):
        st.button("Forrige", shortcut="Left", on_click=go, args=(len(asked) - 1,))
        st.button("Til begynnelsen", on_click=go, args=(0,))
        st.button("Ny økt", type="primary", on_click=leave)

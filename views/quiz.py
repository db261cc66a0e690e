"""The quiz: one question at a time, the clause after each answer, the score by chapter at the end."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.quiz.quizzes import Question
from kg.quiz.runs import Run, Score
from views import markup, questions

RUN, MOVED = "quiz-run", "quiz-moved"
_STYLE = """<style>
h2.av-ask { font-size: 1.35rem; line-height: 1.4; margin: 0 0 .4rem; padding: 0; letter-spacing: 0; }
.stApp h2.av-ask:focus-visible { outline: none; }
blockquote.av-asked { margin: 0 0 .4rem; padding: .5rem 1rem; border-left: 4px solid var(--av-line);
  font-size: 1.1rem; }
.av-theme { font-size: .875rem; }
.av-gap { white-space: nowrap; }
.av-result { font-size: 1.2rem; font-weight: 600; margin: 0 0 .6rem; }
ul.av-options { list-style: none; margin: 0 0 .8rem; padding: 0; }
ul.av-options li { margin: 0 0 .3rem; padding: .4rem .8rem; border: 1px solid var(--av-line); border-radius: .4rem; }
ul.av-options li.av-right { border: 2px solid var(--av-accent); background: var(--av-soft); font-weight: 600; }
ul.av-options li.av-chosen { border-style: dashed; border-width: 2px; }
table.av-scores { border-collapse: collapse; width: 100%; margin: 0 0 1rem; }
table.av-scores caption { text-align: left; padding: .2rem 0; color: inherit; }
table.av-scores :is(th, td) { border-bottom: 1px solid var(--av-line); padding: .35rem .6rem .35rem 0;
  text-align: left; }
table.av-scores td { white-space: nowrap; text-align: right; width: 6rem; }
table.av-scores th { font-weight: 400; }
.stForm [data-testid=stRadio] label { padding: .3rem 0; }
table.av-scores tr:last-child :is(th, td) { font-weight: 700; border-bottom: 0; }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Quiz", url_path="quiz")


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Quiz", anchor=False)
    run: Run | None = st.session_state.get(RUN)
    if run is None:
        begin()
    elif run.done:
        draw_result(run)
    elif run.answered:
        draw_answer(run)
    else:
        draw_question(run)


def begin() -> None:
    """Let the user choose what to be asked."""
    st.write(
        "Spørsmålene er laget av retningslinjen selv, med ordene som står der. Etter hvert svar ser du punktet det "
        "bygger på. Ingenting av det du svarer, lagres."
    )
    chosen = questions.choose(questions.bank(), start="Start")
    if chosen is not None:
        put(Run(tuple(chosen.drawn(questions.bank()))))
        st.rerun()


def put(run: Run | None) -> None:
    """Keep the run, and let the focus follow."""
    st.session_state[RUN] = run
    st.session_state[MOVED] = True


def draw_question(run: Run) -> None:
    """Draw a question and its options."""
    question = run.question
    progress(run)
    st.html(
        f'{questions.context(question.item)}<h2 class="av-ask" id="quiz-sporsmal" tabindex="-1">'
        f"{escape(question.item.ask)}</h2>{questions.sentence(question.item)}"
    )
    with st.form(f"quiz-{run.at}-{question.item.id}", border=False):
        chosen = st.radio(
            "Velg et svar",
            range(len(question.options)),
            index=None,
            format_func=lambda at: markup.plain(question.options[at].label),
            label_visibility="collapsed",
        )
        sent = st.form_submit_button("Svar", type="primary")
    if sent and chosen is None:
        st.warning("Velg et svar først.", icon=":material/info:")
    elif sent:
        put(run.answer(chosen))
        st.rerun()
    leave()
    follow(f"sporsmal-{run.at}", "#quiz-sporsmal")


def draw_answer(run: Run) -> None:
    """Draw whether the answer was right, and the clause that says so."""
    question, chosen = run.question, run.chosen[run.at]
    progress(run)
    said = verdict(question, chosen)
    st.html(
        f'{questions.context(question.item)}<h2 class="av-ask">{escape(question.item.ask)}</h2>'
        f"{questions.sentence(question.item)}{options(question, chosen)}"
        f'<p class="av-result">{escape(said)}</p>{questions.proof(question.item)}'
    )
    questions.link(question.item)
    last = run.at + 1 == len(run.questions)
    st.button("Se resultatet" if last else "Neste", type="primary", key="quiz-next", on_click=put, args=(run.next(),))
    leave()
    follow(f"svar-{run.at}", ".st-key-quiz-next button", said)


def verdict(question: Question, chosen: int) -> str:
    """Return what is said of an answer."""
    return "✓ Riktig." if chosen == question.right else f"✕ Feil. Riktig svar: {questions.right_label(question)}."


def options(question: Question, chosen: int) -> str:
    """Return the options with the right one and the chosen one marked in words."""
    items = []
    for at, option in enumerate(question.options):
        marks = ["riktig svar"] * (at == question.right) + ["ditt svar"] * (at == chosen)
        names = ["av-right"] * (at == question.right) + ["av-chosen"] * (at == chosen != question.right)
        told = f" ({', '.join(marks)})" if marks else ""
        items.append(f'<li class="{" ".join(names)}">{"✓ " * (at == question.right)}{escape(option.label)}{told}</li>')
    return f'<ul class="av-options" aria-label="Svarene">{"".join(items)}</ul>'


def progress(run: Run) -> None:
    """Draw how far the run has come, and how many were right."""
    right = run.scores[-1].right
    told = f"Spørsmål {run.at + 1} av {len(run.questions)}"
    count = f"{right} riktig{'' if right == 1 else 'e'}"
    st.progress((run.at + run.answered) / len(run.questions), text=f"{told} · {count}")


def leave() -> None:
    """Draw the button that ends the run."""
    st.button("Avslutt quizen", type="tertiary", key="quiz-leave", on_click=put, args=(None,))


def draw_result(run: Run) -> None:
    """Draw the score by chapter, and what was wrong."""
    *themes, whole = run.scores
    told, wrong = f"{whole.right} av {whole.of} riktige", run.wrong
    st.html(f'<h2 class="av-ask" id="quiz-resultat" tabindex="-1">{told}</h2>{table(themes, whole)}')
    left, right = st.columns(2)
    if wrong:
        left.button(
            f"Gjenta det som ble feil ({len(wrong)})",
            type="primary",
            width="stretch",
            on_click=lambda: put(run.again(seed=questions.fresh_seed())),
        )
    right.button("Ny quiz", width="stretch", on_click=put, args=(None,))
    if wrong:
        st.header("Dette ble feil", anchor=False)
    for question in wrong:
        with st.container(border=True):
            st.html(
                f"<p><strong>{escape(question.item.ask)}</strong></p>{questions.sentence(question.item)}"
                f"<p>Riktig svar: <strong>{escape(questions.right_label(question))}</strong></p>"
                f"{questions.proof(question.item)}"
            )
            questions.link(question.item)
    follow("resultat", "#quiz-resultat", told)


def table(themes: list[Score], whole: Score) -> str:
    """Return the scores as a table."""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.theme.title if each.theme else "Til sammen")}</th>'
        f"<td>{each.right} av {each.of}</td></tr>"
        for each in (*themes, whole)
    )
    return f'<table class="av-scores"><caption>Riktige svar etter kapittel</caption><tbody>{rows}</tbody></table>'


def follow(turn: str, selector: str, said: str = "") -> None:
    """Let the focus follow where the page has just moved on."""
    if st.session_state.pop(MOVED, False):
        markup.move_focus(turn, selector, said)

"""A clause looked at closely: what stands above it, what was read from it, how it was parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from ingest.parses import Parse
from ingest.segments import chapter_of
from kg.explanations import Explanation, explained
from kg.model import Clause, Metadata, Norm
from qa.engine import Engine
from views import markup, reviewing
from views.diagram import DARK, LIGHT
from views.explanation import PARSE_HEADINGS, headed, parse_rows

LONGEST_LABEL = 90


def closer(
    opened: Engine, document: Metadata, clauses: Mapping[str, Clause], norms: Sequence[Norm], target: str
) -> None:
    """Let the user choose a clause, and draw all about it; ``target`` is chosen to begin with."""
    stating = [name for name in clauses if name in {norm.clause for norm in norms}]
    with st.expander("Se nærmere på et punkt, eller rett det", icon=":material/troubleshoot:"):
        chosen = st.selectbox(
            "Punkt",
            stating,
            index=stating.index(target) if target in stating else None,
            format_func=lambda name: label(name, clauses),
            placeholder="Velg et punkt",
            key=f"closer-{document.id}-{target}",
        )
        reviewing.draw_outcome()
        if chosen is None:
            st.caption("Velg et punkt for å se hvordan det er lest, og for å rette det som er lest feil.")
            return
        explanation = explained(opened.build, opened.library, document.id, chosen)
        draw_reading(explanation)
        draw_parses(explanation)
        reviewing.draw(opened.build, explanation.norms, norms)


def label(name: str, clauses: Mapping[str, Clause]) -> str:
    """Return a clause in one line, to choose by."""
    clause = clauses[name]
    chapter = chapter_of(clauses[name], clauses)
    place = ", ".join(part for part in (chapter.section, clause.label) if part)
    words = clause.text if len(clause.text) <= LONGEST_LABEL else clause.text[: LONGEST_LABEL - 1] + "…"
    return f"{place}: {words}"


def draw_reading(explanation: Explanation) -> None:
    """Draw the headings above a clause, and its norms."""
    above = "".join(f"<li>{escape(headed(clause))}</li>" for clause in explanation.above)
    headings = f'<p><strong>Står under</strong></p><ul class="av-terms">{above}</ul>' if above else ""
    tables = "".join(markup.table(norm, norm.text) for norm in explanation.norms)
    st.html(f'{headings}<p><strong>Lest ut av punktet</strong></p><div class="av-extract">{tables}</div>')


def draw_parses(explanation: Explanation) -> None:
    """Draw the parse of each sentence, where it is asked for: parsing takes some seconds the first time."""
    key = f"parse-{explanation.document}-{explanation.clause.id}"
    if not st.toggle("Vis hvordan setningene er analysert", key=key):
        return
    with st.spinner("Analyserer setningene …"):
        found = explanation.parses()
    dark = st.context.theme.type == "dark"
    st.html("".join(parse_markup(parse, number, dark=dark) for number, parse in enumerate(found, start=1)))


def parse_markup(parse: Parse, number: int, *, dark: bool) -> str:
    """Return a parse as a drawing that scrolls sideways in a box of its own, and as a table."""
    colours = DARK if dark else LIGHT
    source = markup.image_source(parse.drawing(colour=colours.text, ground=colours.ground))
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in PARSE_HEADINGS)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in parse_rows(parse))
    name = f"Setning {number}: avhengighetstre"
    return (
        f"<p><strong>Setning {number}</strong></p>"
        f'<div class="av-tree" role="region" tabindex="0" aria-label="{name}">'
        f'<img src="{source}" alt="{name}. Det samme står i tabellen under."></div>'
        f'<details><summary>Setning {number} som tabell</summary><div class="av-tree" role="region" tabindex="0" '
        f'aria-label="Setning {number}: tabell"><table class="av-parse"><caption>{escape(parse.text)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )

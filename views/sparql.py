"""SPARQL for those who want it: the named queries to start from, an editor, and the rows."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.errors import AnsvarError
from kg.home import home_folder
from kg.iris import PREFIXES
from kg.sparql.forms import as_csv
from kg.sparql.named import named_queries, named_query
from kg.sparql.queries import ROWS, SECONDS, Outcome, Sparql
from kg.sparql.table import Cell, Table, table_of
from views.markup import clause_address, plain

CHOSEN, TEXT, RESULT = "sparql-chosen", "sparql-text", "sparql-result"
SHOWN = 100
LONGEST_SHOWN = 30_000
_STYLE = """<style>
.stTextArea textarea { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .9rem; }
/* Streamlit's own hint about Ctrl + Enter is in English; the label says it. */
.stForm [data-testid="InputInstructions"] { display: none; }
.av-rows { overflow: auto; max-width: 100%; max-height: 34rem; border: 1px solid var(--av-line); border-radius: .4rem; }
.av-rows table { border-collapse: collapse; font-size: .9rem; width: 100%; }
.av-rows :is(th, td) { padding: .35rem .7rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--av-line); max-width: 34rem; }
.av-rows td { overflow-wrap: break-word; }
.av-rows a { white-space: nowrap; }
.av-rows thead th { background: var(--av-soft); position: sticky; top: 0; white-space: nowrap; }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="SPARQL", url_path="sparql")


@st.cache_resource(max_entries=1)
def runner(home: str) -> Sparql:
    """Return what runs the queries of all sessions; the home is the key."""
    return Sparql()


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("SPARQL", anchor=False)
    rows = f"{ROWS:_}".replace("_", " ")
    st.write(
        f"Spør grafen direkte. Velg en spørring, endre den om du vil, og kjør den. Grafen kan bare leses; en spørring "
        f"får {SECONDS:g} sekunder og {rows} rader."
    )
    runner(str(home_folder())).warm()
    choose()
    with st.form("sparql", border=False):
        text = st.text_area("Spørring (Ctrl + Enter kjører den)", key=TEXT, height=340)
        if st.form_submit_button("Kjør", type="primary", icon=":material/play_arrow:"):
            st.session_state[RESULT] = run(text)
    draw(st.session_state.get(RESULT))
    with st.expander("Prefikser du kan bruke"):
        st.code("\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()), language=None, wrap_lines=True)


def choose() -> None:
    """Let the user choose a named query, whose text goes into the editor."""
    queries = {query.name: query for query in named_queries()}
    if TEXT not in st.session_state:
        st.session_state.update({TEXT: queries[next(iter(queries))].text, RESULT: None})
    name = st.selectbox(
        "Velg en spørring",
        list(queries),
        key=CHOSEN,
        format_func=lambda name: queries[name].norwegian,
        on_change=lambda: st.session_state.update({TEXT: named_query(st.session_state[CHOSEN]).text, RESULT: None}),
    )
    hints = [
        f"Bytt ut «# VALUES ?{place}» med «VALUES ?{place} {{ <…> }}» for å velge ut." for place in queries[name].places
    ]
    st.caption(" ".join([f"Heter «{name}» på kommandolinjen.", *hints]))


def run(text: str) -> Outcome | str:
    """Run a query, and return what it gave or why it did not."""
    try:
        with st.spinner("Spør …"):
            return runner(str(home_folder())).run(text)
    except AnsvarError as error:
        return str(error)


def draw(result: Outcome | str | None) -> None:
    """Draw what a query gave."""
    if result is None:
        return
    if isinstance(result, str):
        st.error(plain(result), icon=":material/error:")
        return
    st.html(f'<p role="status">{escape(result.summary())}</p>')
    if result.kind.gives_graph:
        draw_graph(result)
    else:
        draw_rows(result)


def draw_graph(result: Outcome) -> None:
    """Draw triples as Turtle."""
    text = result.text
    st.code(text[:LONGEST_SHOWN], language=None, wrap_lines=True)  # the colours of Turtle lack contrast
    if len(text) > LONGEST_SHOWN:
        st.caption("Her vises begynnelsen. Last ned for å få alt.")
    st.download_button("Last ned Turtle", text, "svar.ttl", "text/turtle", icon=":material/download:")


def draw_rows(result: Outcome) -> None:
    """Draw rows as a table that all can read, and whole as one that can be sorted and searched."""
    table = table_of(result)
    if not table.rows:
        st.info("Ingen rader passer.")
        return
    st.html(html_table(table))
    if len(table.rows) > SHOWN:
        st.caption(f"Her vises de første {SHOWN}. Resten er i tabellen under og i filen.")
    st.download_button("Last ned CSV", as_csv(result.body), "svar.csv", "text/csv", icon=":material/download:")
    if table.names:
        with st.expander("Sorter og søk"):
            columns = {name: [row[at].text for row in table.rows] for at, name in enumerate(table.names)}
            st.dataframe(columns, hide_index=True)


def html_table(table: Table) -> str:
    """Return the first rows as HTML, in a box that scrolls by itself."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.names)
    rows = "".join(f"<tr>{''.join(map(html_cell, row))}</tr>" for row in table.rows[:SHOWN])
    return (
        '<div class="av-rows" role="region" tabindex="0" aria-label="Svar"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def html_cell(cell: Cell) -> str:
    """Return a cell; what lies in a clause leads to it, in a new tab, so that the query stays."""
    if not cell.clause:
        return f"<td>{escape(cell.text)}</td>"
    address = clause_address(cell.document, cell.clause)
    return f'<td><a href="{escape(address)}" target="_blank" rel="noopener">{escape(cell.text)}</a></td>'

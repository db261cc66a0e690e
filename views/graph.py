"""The graph to look at: roles, norms, artifacts and situations around a start, grown by a click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from kg.iris import CONCEPTS, parts_of
from kg.model import ClauseKind, Modality, Norm
from kg.walk.graphml import graphml
from kg.walk.neighbourhood import BINDING, Neighbourhood, Node, NodeKind, Scope, neighbourhood
from kg.walk.starts import Starts, starts_of
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital, listed
from kg.wording.places import chapter_title
from kg.wording.titles import document_names
from qa.engine import Engine
from views import markup, poster, sources
from views.engine import engine
from views.wording import names

STARTS = {NodeKind.ROLE: "Rolle", NodeKind.ARTIFACT: "Sak", NodeKind.CLAUSE: "Punkt"}
START, OPENED, CHOSEN, DRAWING = "graph-start", "graph-opened", "graph-chosen", "graph-drawing"
LONGEST = 90
_STYLE = """<style>
.av-graphtable { overflow-x: auto; max-height: 34rem; overflow-y: auto; border: 1px solid var(--av-line);
  border-radius: .4rem; }
.av-graphtable table { border-collapse: collapse; width: 100%; font-size: .875rem; min-width: 58rem; }
.av-graphtable th, .av-graphtable td { text-align: left; vertical-align: top; padding: .35rem .6rem;
  border-bottom: 1px solid var(--av-line); }
.av-graphtable caption { text-align: left; padding: .4rem .6rem; }
.av-graphtable :is(th, td) { overflow-wrap: normal; }
.av-graphtable thead th { background: var(--av-soft); }
.av-graphtable tr.av-chosen td { background: var(--av-mark); }
.av-graphtable tr.av-chosen td:first-child { border-left: 5px solid var(--av-accent); font-weight: 700; }
</style>"""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Graf", url_path="graf")


@st.cache_data(max_entries=1, show_spinner=False)
def _starts(build: str, _opened: Engine) -> Starts:
    """Return what can be started from; the build's key says when anew."""
    return starts_of(_opened.library, _opened.build.versions)


def page() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title("Graf", anchor=False)
    st.write("Hvem skal gjøre hva, når? Velg hvor du vil begynne, og klikk deg videre.")
    opened = engine()
    starts = _starts(opened.build.key, opened)
    if not starts.norms:
        st.info("Det er ikke lest noen normer ut av dokumentene.")
        return
    start = started(starts)
    choose_start(opened, starts, start)
    scope = choose_scope(opened)
    graph = neighbourhood(opened.library, start=start, opened=st.session_state[OPENED], scope=scope)
    chosen = graph.node(st.session_state[CHOSEN]) or graph.node(start)
    st.html(f'<p role="status">{escape(told(graph))}</p>')
    left, right = st.columns([3, 1], gap="medium")
    with left:
        poster.draw(
            graph, opened.library, chosen=chosen.iri if chosen else "", file=poster.stem(graph), key=DRAWING,
            on_picked=picked(graph),
        )  # fmt: skip
    with right:
        if chosen is not None:
            draw_chosen(opened, graph, chosen)
        draw_moves(opened, graph)
    draw_table(opened, graph, chosen)


# -- where to start, and what to show --------------------------------------------------------------


def started(starts: Starts) -> str:
    """Return the start that the address names, else the first; begin afresh where it is a new one."""
    query = st.query_params
    document = str(query.get("document", ""))
    asked = {kind: str(query[kind.value]) for kind in (*STARTS, NodeKind.SITUATION) if kind.value in query}
    found = next((iri for kind, name in asked.items() if (iri := starts.found(kind, name, document))), None)
    if asked and found is None:
        st.warning("Fant ikke det som adressen peker på. Grafen begynner et annet sted.", icon=":material/search_off:")
    start = found or starts.first
    if st.session_state.get(START) != start:
        st.session_state.update({START: start, OPENED: [], CHOSEN: start})
    return start


def start_at(iri: str, kind: NodeKind) -> None:
    """Start from another node: the address says it, so that it can be linked to."""
    st.query_params.clear()
    if kind is NodeKind.CLAUSE:
        document, _, name = parts_of(iri)
        st.query_params.update({kind.value: name, "document": document})
    else:
        st.query_params[kind.value] = iri.removeprefix(CONCEPTS)


def choose_start(opened: Engine, starts: Starts, start: str) -> None:
    """Let the user choose the role, artifact or clause to start from."""

    def name(iri: str) -> str:
        if iri.startswith(CONCEPTS):
            return f"{capital(names([iri.removeprefix(CONCEPTS)])[0])} ({starts.norms[iri]})"
        document, _, own = parts_of(iri)
        clause = opened.library.clauses(document)[own]
        several = f"{document}: " if len(opened.build.versions) > 1 else ""
        return poster.clipped(several + poster.clause_place(clause), LONGEST)

    columns = st.columns(3)
    for column, (kind, heading) in zip(columns, STARTS.items(), strict=True):
        key = f"graph-from-{kind.value}"
        known = starts.of(kind)
        st.session_state[key] = start if start in known else None
        column.selectbox(
            f"Begynn med {heading.lower()}",
            known,
            format_func=name,
            placeholder=f"Velg {heading.lower()}",
            key=key,
            on_change=restart(key, kind),
        )


def restart(key: str, kind: NodeKind) -> Callable[[], None]:
    """Return what starts from the choice of a box."""

    def changed() -> None:
        if (iri := st.session_state[key]) is not None:
            start_at(iri, kind)

    return changed


def choose_scope(opened: Engine) -> Scope:
    """Let the user keep to some modalities, chapters and documents."""
    library, versions = opened.library, opened.build.versions
    titles = document_names(opened.build.documents)
    columns = st.columns(3 if len(versions) > 1 else 2)
    modalities = columns[0].multiselect(
        "Vis",
        list(Modality),
        default=[m for m in Modality if m in BINDING],
        format_func=lambda m: f"{MODALITIES[m].symbol} {capital(MODALITIES[m].full)}",
        placeholder="Alle",
        key="graph-modalities",
    )
    documents: Sequence[str] = ()
    if len(versions) > 1:
        documents = columns[2].multiselect(
            "Dokument", sorted(versions), format_func=lambda i: titles.get(i, i), placeholder="Alle dokumenter",
            key="graph-documents",
        )  # fmt: skip
    chapters = {
        (document, clause.id): (f"{document}: " if len(versions) > 1 else "") + chapter_title(clause)
        for document in (documents or sorted(versions))
        for clause in library.clauses(document).values()
        if clause.kind is ClauseKind.CHAPTER and clause.parent is None
    }
    within = columns[1].multiselect(
        "Kapittel", list(chapters), format_func=lambda c: chapters.get(c, c[1]), placeholder="Alle kapitler",
        key="graph-chapters",
    )  # fmt: skip
    return Scope(frozenset(modalities), frozenset(documents), frozenset(within))


# -- what is chosen in the graph -------------------------------------------------------------------


def picked(graph: Neighbourhood) -> Callable[[], None]:
    """Return what happens where a node of the drawing is picked: a norm is shown, any other opened or closed."""

    def changed() -> None:
        node = graph.node(str(st.session_state[DRAWING].picked))
        if node is not None:
            st.session_state[CHOSEN] = node.iri
            if node.kind is not NodeKind.NORM and node.iri != graph.start:
                toggle(node)

    return changed


def toggle(node: Node) -> None:
    """Open a node, or close it where it is open."""
    opened: list[str] = st.session_state[OPENED]
    st.session_state[CHOSEN] = node.iri
    if node.iri in opened:
        opened.remove(node.iri)
    else:
        opened.append(node.iri)


def told(graph: Neighbourhood) -> str:
    """Return how much is shown, and how much there was no room for."""
    left = graph.left_out
    if not left:
        return f"Viser {poster.counted(graph)}."
    norms = "norm" if left == 1 else "normer"
    room = f"{left} {norms} til fikk ikke plass: velg kapittel eller dokument, eller skjul noe."
    return f"Viser {poster.counted(graph)}. {room}"


def draw_chosen(opened: Engine, graph: Neighbourhood, node: Node) -> None:
    """Draw what is chosen: a norm with its clause, or what a node is and how to go on from it."""
    kind = name_of(node.norm).full if node.norm else poster.KINDS[node.kind].lower()
    heading = f"Norm: {kind}" if node.norm else f"{capital(kind)}: {poster.clipped(poster.short(node), LONGEST)}"
    st.html(f'<h2 class="av-direct">{escape(heading)}</h2>')
    if node.norm is not None:
        draw_norm(opened, node.norm)
    elif node.kind is NodeKind.CLAUSE and node.clause is not None:
        document = parts_of(node.iri)[0]
        st.html(f'<figure class="av-quote"><blockquote lang="nb">{escape(node.clause.text)}</blockquote></figure>')
        sources.link(document, node.clause.id)
    else:
        st.html(f"<p>{escape(around(graph, node))}</p>")
    if node.iri != graph.start:
        verb = "Skjul" if node.opened else "Vis"
        what = "punktet i grafen" if node.norm else "det som ligger rundt"
        st.button(f"{verb} {what}", key="graph-toggle", on_click=toggle, args=(node,), icon=":material/hub:")
        if node.norm is None:
            st.button(
                "Begynn her", key="graph-here", on_click=start_at, args=(node.iri, node.kind),
                icon=":material/my_location:",
            )  # fmt: skip


def around(graph: Neighbourhood, node: Node) -> str:
    """Return how many norms a concept is tied to here, and how many more there are."""
    shown = len({edge.norm for edge in graph.edges if edge.other == node.iri})
    more = f" {node.more} til er ikke vist." if node.more else ""
    return f"{shown} {'norm' if shown == 1 else 'normer'} i grafen.{more}"


def draw_norm(opened: Engine, norm: Norm) -> None:
    """Draw a norm: its clause quoted with its place, what was read from it, and the way to the document."""
    cited = opened.quoting(norm.document).citation(norm)
    several = len(opened.build.versions) > 1
    st.html(markup.quote(cited, norm.document if several else "") + markup.table(norm, "Lest ut av punktet"))
    sources.link(norm.document, norm.clause)


def draw_moves(opened: Engine, graph: Neighbourhood) -> None:
    """Let the user choose a node by name, start afresh, and take the graph along."""
    nodes = {node.iri: node for node in graph.nodes}
    key = "graph-go"
    st.session_state[key] = None

    def gone() -> None:
        if (iri := st.session_state[key]) is not None:
            st.session_state[CHOSEN] = iri

    st.selectbox(
        "Finn i grafen",
        sorted(nodes, key=lambda iri: (list(NodeKind).index(nodes[iri].kind), poster.label(nodes[iri]))),
        format_func=lambda iri: poster.clipped(f"{poster.KINDS[nodes[iri].kind]}: {poster.label(nodes[iri])}", LONGEST),
        placeholder="Velg en boks",
        key=key,
        on_change=gone,
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Begynn på nytt", icon=":material/restart_alt:", on_click=afresh, key="graph-afresh")
        st.download_button(
            "Last ned GraphML",
            lambda: graphml(graph, opened.library),
            file_name=f"{poster.stem(graph)}.graphml",
            mime="application/graphml+xml",
            on_click="ignore",
            icon=":material/download:",
            key="graph-graphml",
        )


def afresh() -> None:
    """Close all that was opened."""
    st.session_state.update({OPENED: [], CHOSEN: st.session_state[START]})


# -- the same as a table ---------------------------------------------------------------------------


def draw_table(opened: Engine, graph: Neighbourhood, chosen: Node | None) -> None:
    """Draw the same as a table, a row a norm."""
    st.header("Det samme som tabell", anchor=False)
    rows = "".join(row(opened, node, node is chosen) for node in graph.nodes if node.norm is not None)
    heads = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Binder", "Hvem", "Ordene", "Sak", "Overfor", "Gjelder når", "Unntak", "Sted")
    )
    caption = escape(f"{told(graph)} En rad for hver norm. Lenkene åpnes i en ny fane.")
    st.html(
        f'<div class="av-graphtable" tabindex="0" role="region" aria-label="Grafen som tabell"><table>'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def row(opened: Engine, node: Node, chosen: bool) -> str:
    """Return a norm as a row."""
    norm = node.norm
    if norm is None:
        return ""
    name = name_of(norm)
    place = capital(opened.quoting(norm.document).place(norm))
    document = f" ({norm.document})" if len(opened.build.versions) > 1 else ""
    cells = (
        f"{name.symbol} {name.full}",
        listed(names(norm.bearers)),
        norm.text,
        listed(names(norm.artifacts)),
        listed(names(norm.counterparties)),
        "; ".join(c.text for c in norm.holds_where),
        "; ".join(c.text for c in norm.unless),
    )
    address = markup.clause_address(norm.document, norm.clause)
    last = f'<td><a href="{escape(address)}" target="_blank" rel="noopener">{escape(place + document)}</a></td>'
    marked = ' class="av-chosen" aria-current="true"' if chosen else ""
    return f"<tr{marked}>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + last + "</tr>"

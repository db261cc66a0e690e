"""The drawing of a neighbourhood: a component of our own, whose parts lie beside this file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from kg.iris import CONCEPTS
from kg.library import Library
from kg.model import Clause, ClauseKind, Norm
from kg.walk.neighbourhood import Neighbourhood, Node, NodeKind, Relation
from kg.walk.poster import LINE, Poster, poster
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital
from kg.wording.places import chapter_title
from views.wording import names

PARTS = Path(__file__).parent
KINDS = {
    NodeKind.ROLE: "Rolle",
    NodeKind.NORM: "Norm",
    NodeKind.ARTIFACT: "Sak",
    NodeKind.SITUATION: "Situasjon",
    NodeKind.CLAUSE: "Punkt",
}
SYMBOLS = {NodeKind.ROLE: "▲", NodeKind.ARTIFACT: "■", NodeKind.SITUATION: "◆", NodeKind.CLAUSE: "§"}
HARD = "\N{NO-BREAK SPACE}"
RELATIONS = {
    Relation.BEARER: "ansvarlig",
    Relation.COUNTERPARTY: "overfor",
    Relation.ARTIFACT: "sak",
    Relation.CONDITION: "gjelder når",
    Relation.EXCEPTION: "unntatt når",
    Relation.CLAUSE: "står i",
}
COLUMNS = ("Hvem", "Skal, bør, kan – og skal ikke", "Hva og når")
HINT = (
    "Pek på en boks for å lese alt og se hva den henger sammen med. Klikk på en rolle, sak, situasjon eller et punkt "
    "for å vise eller skjule det som ligger rundt; klikk på en norm for å lese punktet. "
    "Tastatur: piltaster flytter, Enter velger."
)
Callback = Callable[[], None]


@cache
def _component() -> Callable[..., Any]:
    def part(ending: str) -> str:
        return (PARTS / f"poster.{ending}").read_text(encoding="utf-8")

    return st.components.v2.component(
        "ansvarsgraf_poster", html=part("html"), css=part("css"), js=part("js"), isolate_styles=False
    )


def draw(graph: Neighbourhood, library: Library, *, chosen: str, file: str, key: str, on_picked: Callback) -> None:
    """Draw a neighbourhood.

    :param chosen: the IRI of the node that is marked as chosen.
    :param file: the stem of the files that the picture is saved as.
    :param on_picked: called when a node is picked; its IRI is then ``st.session_state[key].picked``.
    """
    data = drawn(graph, library, chosen=chosen, file=file)
    _component()(key=key, data=data, on_picked_change=on_picked)


def drawn(graph: Neighbourhood, library: Library, *, chosen: str, file: str) -> dict[str, Any]:
    """Return all that the component draws, words and places."""
    labels = {node.iri: label(node) for node in graph.nodes}
    laid = poster(graph, library, labels)
    boxes = {box.iri: box for box in laid.boxes}
    nodes = [
        {
            "id": node.iri,
            "kind": node.kind.value,
            "modality": node.norm.modality.value if node.norm else "",
            "x": (box := boxes[node.iri]).x,
            "y": box.y,
            "w": box.width,
            "h": box.height,
            "lines": box.lines,
            "lead": lead(node.norm) if node.norm else "",
            "side": "left" if box.x == 0 else "middle" if node.norm else "right",
            "title": title(node),
            "badge": badge(node, graph),
            "expands": node.norm is None and node.iri != graph.start,
            "opened": node.opened,
            "chosen": node.iri == chosen,
        }
        for node in graph.nodes
    ]
    edges = [
        {"norm": e.norm, "other": e.other, "relation": e.relation.value, "name": RELATIONS[e.relation]}
        for e in graph.edges
    ]
    return {
        "start": graph.start,
        "chosen": chosen,
        "nodes": nodes,
        "edges": edges,
        **placed(laid),
        "line": LINE,
        "legend": legend(graph),
        "summary": summary(graph),
        "hint": HINT,
        "file": file,
    }


def placed(laid: Poster) -> dict[str, Any]:
    """Return the frame around the nodes: its size, the columns and the chapters."""
    columns = [
        {"x": column.x, "width": column.width, "name": name} for column, name in zip(laid.columns, COLUMNS, strict=True)
    ]
    several = len({heading.document for heading in laid.headings}) > 1
    headings = [
        {"x": h.x, "y": h.y, "name": clipped(chapter_title(h.chapter) + (f" ({h.document})" if several else ""), 56)}
        for h in laid.headings
    ]
    return {"width": laid.width, "height": laid.height, "columns": columns, "headings": headings}


def legend(graph: Neighbourhood) -> list[dict[str, str]]:
    """Return the signs of the legend: the shapes, modalities and lines that the drawing has."""
    kinds = {node.kind for node in graph.nodes}
    modalities = {norm.modality for norm in graph.norms}
    relations = {edge.relation for edge in graph.edges}
    signs = [{"kind": k.value, "modality": "", "name": f"{SYMBOLS[k]} {KINDS[k]}"} for k in SYMBOLS if k in kinds]
    signs += [
        {"kind": "norm", "modality": m.value, "name": f"{name.symbol} {capital(name.full)}"}
        for m, name in MODALITIES.items()
        if m in modalities
    ]
    return signs + [{"relation": r.value, "name": capital(name)} for r, name in RELATIONS.items() if r in relations]


def counted(graph: Neighbourhood) -> str:
    """Return how much is shown: "63 normer, 22 roller"."""
    words = {
        NodeKind.NORM: ("norm", "normer"),
        NodeKind.ROLE: ("rolle", "roller"),
        NodeKind.ARTIFACT: ("sak", "saker"),
        NodeKind.SITUATION: ("situasjon", "situasjoner"),
        NodeKind.CLAUSE: ("punkt", "punkter"),
    }
    numbers = [(sum(node.kind is kind for node in graph.nodes), forms) for kind, forms in words.items()]
    return ", ".join(f"{number} {forms[number != 1]}" for number, forms in numbers if number)


def summary(graph: Neighbourhood) -> str:
    """Return what the drawing shows, for a screen reader."""
    start = graph.node(graph.start)
    about = f" rundt {short(start)}" if start else ""
    return f"Graf{about}: {counted(graph)}. Det samme står i tabellen under."


def label(node: Node) -> str:
    """Return what is written on a node."""
    if node.norm is not None:
        return f"{lead(node.norm)} {node.norm.text}"
    return short(node)


def lead(norm: Norm) -> str:
    """Return what a norm's label begins with: "● skal:"."""
    name = name_of(norm)
    return f"{name.symbol} {name.verb or name.noun}:"


def short(node: Node) -> str:
    """Return the name of a node that is not a norm: with a symbol, and for a clause with its place."""
    if node.clause is not None and node.norm is None:
        return f"{SYMBOLS[NodeKind.CLAUSE]}{HARD}{clause_place(node.clause)}"
    return f"{SYMBOLS[node.kind]}{HARD}{capital(node.name)}"


def clause_place(clause: Clause) -> str:
    """Return where a clause stands, and how it begins."""
    numbered = clause.section[:1].isdigit() and clause.section not in clause.label.split()
    number = f"{clause.section} " if numbered else ""
    own = "" if clause.kind is ClauseKind.CHAPTER or not clause.label else f"{clause.label}: "
    return f"{number}{own}{clause.text}"


def title(node: Node) -> str:
    """Return all that is to be said of a node."""
    more = f" {node.more} normer til." if node.more and node.norm is None else ""
    if node.norm is None:
        return f"{KINDS[node.kind]}: {short(node)}.{more}"
    who = ", ".join(names(node.norm.bearers)) or "ikke sagt hvem"
    return f"{capital(name_of(node.norm).full)} for {who}: {node.norm.text}"


def badge(node: Node, graph: Neighbourhood) -> str:
    """Return the sign for what opening or closing a node would do: "+3" more norms, "−" fewer."""
    if node.norm is not None:
        return ""
    if node.opened and node.iri != graph.start:
        return "−"
    return f"+{node.more}" if node.more else ""


def clipped(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def stem(graph: Neighbourhood) -> str:
    """Return the stem of the files that a neighbourhood is saved as."""
    return "ansvarsgraf-" + graph.start.removeprefix(CONCEPTS).rpartition("/")[2]

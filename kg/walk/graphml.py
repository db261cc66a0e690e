"""A neighbourhood as GraphML, for Gephi, yEd, Cytoscape and networkx."""

from __future__ import annotations

from kg.iris import parts_of
from kg.library import Library
from kg.walk.neighbourhood import Neighbourhood, Node, chapter_of

__all__ = ["graphml"]


def graphml(graph: Neighbourhood, library: Library) -> str:
    """Return a neighbourhood as GraphML: nodes by IRI, with their kind, name and place; edges with their relation."""
    import networkx

    written = networkx.MultiDiGraph(start=graph.start)
    for node in graph.nodes:
        written.add_node(node.iri, **_said(node, library))
    for edge in graph.edges:
        written.add_edge(edge.norm, edge.other, key=edge.relation.value, relation=edge.relation.value)
    return "\n".join(networkx.generate_graphml(written, named_key_ids=True)) + "\n"


def _said(node: Node, library: Library) -> dict[str, str]:
    """Return what is said of a node; characters that XML has no place for are left out."""
    said = {"kind": node.kind.value, "label": node.name}
    if node.norm is not None:
        chapter = chapter_of(library, node.norm)
        said |= {"modality": node.norm.modality.value, "document": node.norm.document, "clause": node.norm.clause}
        said |= {"section": node.norm.section, "chapter": chapter.text, "action": node.norm.action or ""}
    elif node.clause is not None:
        said |= {"document": parts_of(node.iri)[0], "section": node.clause.section, "clause": node.clause.id}
    return {name: "".join(c for c in text if c.isprintable()) for name, text in said.items()}

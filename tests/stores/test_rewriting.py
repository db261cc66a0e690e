"""Graphs are renamed where GRAPH names them and nowhere else, however a query is spelled."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg.remote.rewriting import names_graphs, rewritten, spelled_out
from kg.sparql.check import checked, variables

HERE = {f"http://here/{name}": f"http://there/{name}" for name in "ab"}
FRAGMENTS = [
    "?s ?p ?o .", "GRAPH ?g { ?s ?p ?o }", "GRAPH <http://here/a> { ?s ?p ?o }", "graph x:b { ?s x:graph ?o }",
    "GRAPH ?graph { ?s ?graph ?o }", "OPTIONAL { GRAPH $g { ?o ?p ?s } }", "MINUS { GRAPH x:a { ?s ?p ?o } }",
    "FILTER(?s<?o && ?o>?s)", "FILTER NOT EXISTS { GRAPH ?g { ?s ?q ?s } }", 'BIND("GRAPH ?g {" AS ?said)',
    "BIND('''GRAPH ' <http://here/a> ''' AS ?told)", "# GRAPH ?g { \n", "VALUES ?g { x:a }",
    "{ SELECT ?s (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s }", "?s (x:p|^x:graph)? ?o .",
    'FILTER(LANG(?o) != "no"@graph)', "{ GRAPH ?g { ?s ?p ?o } } UNION { GRAPH ?h { ?s ?p ?o } }",
]  # fmt: skip


def store(names: dict[str, str]) -> Store:
    """Return a store whose graphs have the names at the endpoint, or, unless told, those of the build."""
    made = Store()
    for number, name in enumerate(HERE):
        for n in range(3):
            node = [NamedNode(f"http://here/{each}") for each in (f"n{n}", "p", f"n{(n * number) % 3}")]
            made.add(Quad(node[0], node[1], node[2], NamedNode(names.get(name, name))))
            made.add(Quad(NamedNode(name), node[1], node[2], NamedNode(names.get(name, name))))
    return made


def rows(made: Store, query: str) -> list[list[str]]:
    found = made.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted(
        sorted(f"{name}={term}" for name, term in zip(names, row, strict=True) if term is not None) for row in found
    )


@settings(deadline=None)  # the parser takes its time the first time
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4, unique=True), st.sampled_from(["*", "DISTINCT *"]))
def test_a_query_gives_the_same_over_renamed_graphs(parts: list[str], shape: str) -> None:
    query = f"PREFIX x: <http://here/>\nSELECT {shape} {{ {' '.join(parts)} }}"
    text = checked(query).text
    try:
        expected = rows(store({}), text)
    except SyntaxError:
        # Two parts that are no query together, such as one name bound twice.
        assume(False)
    told = spelled_out(text, variables(text)) if names_graphs(text) else text
    assert rows(store(HERE), rewritten(told, HERE, HERE.__getitem__)) == expected


@given(st.text(alphabet="GRAPHgraph ?$:<>\"'#\\{}.@x\n", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    changed = rewritten(text, HERE, lambda name: name)
    if "graph" not in text.lower():
        assert changed == text
    names_graphs(text)
    spelled_out(text, ["s"])

"""The triple store: embedded Oxigraph behind a small class, one named graph a document version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Triple, parse, serialize
from pyoxigraph import Store as Embedded

from kg.errors import BuildError
from kg.iris import DOCUMENTS, graph_of
from kg.publishing.serialization import serialized
from ontology import QUERIES

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

Results = QuerySolutions | QueryBoolean | QueryTriples
# What Oxigraph raises for files that are missing or corrupt.
DAMAGE = (OSError, RuntimeError)
PLACE = re.compile(r"#\s*VALUES\s+\?(\w+)")
"""Where a query takes values, with the name of its variable."""
_NAMES_GRAPHS = re.compile(r"\bGRAPH \?")
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


@cache
def query_text(name: str) -> str:
    """Return a named query of ``ontology/queries``.

    :raises KeyError: for a name that is not there.
    """
    path = QUERIES / f"{name}.rq"
    if not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")


def with_values(text: str, **values: Iterable[str]) -> str:
    """Put IRIs into a query where comments ``# VALUES ?name`` mark the places, all those of a name alike.

    :raises ValueError: for a value that is no IRI, or a place that the query does not have.
    """
    places = set(PLACE.findall(text))
    if left := [name for name in values if name not in places]:
        raise ValueError(f"the query has no place for {', '.join(left)}")
    blocks = {
        name: f"VALUES ?{name} {{ " + " ".join(f"<{_checked(iri)}>" for iri in iris) + " }"
        for name, iris in values.items()
    }
    return PLACE.sub(lambda place: blocks.get(place[1], place[0]), text)


def _checked(iri: str) -> str:
    # Oxigraph reads it too: RFC 3987 has more that an IRI cannot hold, such as U+FFFD.
    if not _IRI.fullmatch(iri) or NamedNode(iri).value != iri:
        raise ValueError(f"no IRI: {iri!r}")
    return iri


class Store:
    """Named graphs with SPARQL over their union.

    :param folder: where the store lies; in memory where None.
    :param read_only: open without a lock, as readers do.
    :param shown: the names of the graphs whose union is queried; all graphs where None.
    :raises BuildError: where the folder holds no store.
    """

    def __init__(
        self, folder: Path | None = None, *, read_only: bool = False, shown: Iterable[str] | None = None
    ) -> None:
        self.in_memory = folder is None
        self._shown = None if shown is None else [NamedNode(name) for name in shown]
        self._names_shown = frozenset(name.value for name in self._shown or ())
        try:
            if folder is None:
                self._store = Embedded()
            elif read_only:
                self._store = Embedded.read_only(str(folder))
            else:
                self._store = Embedded(str(folder))
        except DAMAGE as error:
            raise BuildError(f"Grafen i {folder} mangler eller er skadet. Kjør «ansvar build» på nytt.") from error

    def load(self, turtle: Path, name: str) -> None:
        """Load a Turtle file as the named graph, in place of what the graph held."""
        graph = NamedNode(name)
        self._store.remove_graph(graph)
        quads = (Quad(q.subject, q.predicate, q.object, graph) for q in parse(path=turtle, format=RdfFormat.TURTLE))
        self._store.bulk_extend(quads)

    def remove_graph(self, name: str) -> None:
        """Remove a named graph and all that it holds."""
        self._store.remove_graph(NamedNode(name))

    def graphs(self) -> list[str]:
        """Return the names of the graphs."""
        return sorted(name.value for name in self._store.named_graphs() if isinstance(name, NamedNode))

    def optimize(self) -> None:
        """Write out what is buffered, for readers and copies."""
        self._store.flush()
        self._store.optimize()

    def __len__(self) -> int:
        return len(self._store)

    def select(self, query: str, **values: Iterable[str]) -> list[dict[str, str]]:
        """Run a SELECT over the union of the graphs shown; unbound variables are left out of a row.

        :param query: a query's text, or the name of one in ``ontology/queries``.
        :param values: IRIs for the places that the query marks with ``# VALUES ?name``.
        :raises BuildError: where the store turns out to be damaged.
        """
        given = {name: list(iris) for name, iris in values.items()}
        text = query if "{" in query else query_text(query)
        local = text is not query and self._keep_to_shown(text, given)
        text = with_values(text, **given)
        try:
            return self._rows(text, local=local)
        except DAMAGE as error:
            raise BuildError("Grafen er skadet. Kjør «ansvar build» på nytt.") from error

    def _keep_to_shown(self, query: str, values: dict[str, list[str]]) -> bool:
        """Take things of graphs that are not shown out of values; say whether the values name things of graphs.

        A query that names graphs reaches those that are not shown, and is given all.

        What the named queries tell of a thing stands in its own graph. So where they are asked about things of
        graphs that are shown, all graphs together give what those shown give, and a thousand times as fast:
        Oxigraph looks into the graphs of a union that is spelled out one after the other.
        """
        if self._shown is None:
            return False
        local = False
        for place, iris in values.items():
            local = local or (bool(iris) and all(iri.startswith(DOCUMENTS) for iri in iris))
            if not _NAMES_GRAPHS.search(query):
                values[place] = [
                    iri for iri in iris if not iri.startswith(DOCUMENTS) or graph_of(iri) in self._names_shown
                ]
        return local

    def _rows(self, text: str, *, local: bool = False) -> list[dict[str, str]]:
        found = self._store.query(text, use_default_graph_as_union=True) if local else self._over_shown(text)
        if isinstance(found, QueryBoolean):
            return [{"answer": str(bool(found)).lower()}]
        if not isinstance(found, QuerySolutions):
            raise ValueError("only SELECT and ASK give rows")
        names = [variable.value for variable in found.variables]
        return [
            {name: term.value for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in found
        ]

    def _over_shown(self, text: str) -> Results:
        """Run a query over the union of the graphs shown; GRAPH reaches every graph."""
        if self._shown is None:
            return self._store.query(text, use_default_graph_as_union=True)
        return self._store.query(text, default_graph=[*self._shown])

    def results(self, text: str, *, default: Sequence[str] = (), named: Sequence[str] = ()) -> Results:
        """Run a query of a user's, over the graphs shown or over those named, and return Oxigraph's results.

        The text must have been checked (``kg/sparql/check.py``): nothing here keeps it from calling other services.

        :param default: the graphs that make up the default graph; ``named`` those that GRAPH can name.
        :raises SyntaxError: where it is no query.
        """
        if not default and not named:
            return self._over_shown(text)
        return self._store.query(
            text,
            default_graph=[NamedNode(name) for name in default],
            named_graphs=[NamedNode(name) for name in named],
        )

    def dump(self, form: str) -> str:
        """Return all graphs as ``turtle`` (merged, their names lost), ``trig``, ``json-ld`` or another format.

        :raises KeyError: for another format.
        """
        return serialized(self._store, form)

    def named(self, name: str) -> list[Triple]:
        """Return the triples of a named graph."""
        return [quad.triple for quad in self._store.quads_for_pattern(None, None, None, NamedNode(name))]

    def about(self, things: Iterable[tuple[str, str]]) -> list[Triple]:
        """Return the triples of some things, each given as (name of the graph that says so, IRI of the thing)."""
        quads = (
            quad
            for graph, thing in things
            for quad in self._store.quads_for_pattern(NamedNode(thing), None, None, NamedNode(graph))
        )
        return list(dict.fromkeys(quad.triple for quad in quads))

    def graph(self, name: str) -> Graph:
        """Return a copy of a named graph as an rdflib graph in memory."""
        from rdflib import Graph

        quads = self._store.quads_for_pattern(None, None, None, NamedNode(name))
        triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
        return Graph(identifier=name).parse(data=triples, format="nt")

    def dataset(self) -> Dataset:
        """Return a live view of everything as an rdflib dataset (oxrdflib); SPARQL over it stays indexed.

        Its plain strings carry the datatype xsd:string, which rdflib does not take for equal to
        one without: ``graph`` gives terms that compare as rdflib's own.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self._store))

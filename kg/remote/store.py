"""The graphs of a build at an endpoint, read as those of the embedded store are (``kg/store.py``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, cast

from kg.iris import DOCUMENTS
from kg.remote.endpoint import JSON, NTRIPLES, Endpoint
from kg.remote.names import Names, concerned, not_here
from kg.remote.rewriting import names_graphs, rewritten, spelled_out
from kg.store import query_text, with_values

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from kg.graphs import Results

TRIPLES, DATASET = "http://rdfs.org/ns/void#triples", "http://rdfs.org/ns/void#Dataset"
MOST_NAMED = 500
"""Graphs asked for by name; for more, the whole register is fetched."""


class RemoteStore:
    """The graphs of a build at an endpoint, for reading.

    :param names: of all graphs of the build; ``shown`` are those whose union is queried.
    """

    in_memory = False

    def __init__(self, endpoint: Endpoint, names: Names, shown: Sequence[str]) -> None:
        self._endpoint = endpoint
        self._names = names
        self._shown = list(shown)

    def graphs(self) -> list[str]:
        """Return the names of the graphs."""
        return sorted(self._names.held)

    def select(self, query: str, **values: Iterable[str]) -> list[dict[str, str]]:
        """Run a SELECT over the union of the graphs shown; see ``kg.store.Store.select``.

        :raises StoreError: where the endpoint cannot be reached, or no longer has the graphs of this build.
        """
        given = {place: list(iris) for place, iris in values.items()}
        if any(not iris for iris in given.values()):
            return []
        text = with_values(query if "{" in query else query_text(query), **given)
        graphs = concerned(given, self._shown)
        put = self._put(text, self._names.held)
        rows = self._endpoint.rows(put, default=self._names.there(graphs), named=self._all())
        if not rows or sum(name.startswith(DOCUMENTS) for name in graphs) > 1:
            self.check(graphs)
        return rows

    def check(self, graphs: Iterable[str] | None = None) -> None:
        """Check that graphs are there; all of the build where None.

        A graph that has been removed gives no error, only fewer rows, by which an exception to a rule might go
        unsaid: so it is asked for wherever rows may be missing. Removed are only graphs of builds that are no
        longer kept, all of one build in one step.

        :raises StoreError: where one is not.
        """
        wanted = self._all() if graphs is None else self._names.there(graphs)
        whole = registered(self._endpoint, self._names.register, wanted)
        if any(whole.get(name) is None for name in wanted if name != self._names.none):
            raise not_here(self._endpoint.where)

    def results(self, text: str, *, default: Sequence[str] = (), named: Sequence[str] = ()) -> Results:
        """Run a query of a user's that has been checked; rows and triples are fetched as they are asked for.

        :raises StoreError: where the endpoint cannot be reached, or no longer has the graphs of this build.
        :raises ValueError: where it does not take the query.
        """
        from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

        from kg.sparql.check import QueryKind, checked, variables

        self.check()
        kind = checked(text).kind
        if names_graphs(text):
            text = spelled_out(text, variables(text) if kind is QueryKind.SELECT else [])
        over = named if default or named else self._names.held
        response = self._endpoint.stream(
            self._put(text, over),
            NTRIPLES if kind.gives_graph else JSON,
            default=self._names.there(default if default or named else self._shown),
            named=self._names.there(over),
        )
        if kind.gives_graph:
            return _triples(parse(cast("IO[bytes]", response), format=RdfFormat.N_TRIPLES))
        return parse_query_results(cast("IO[bytes]", response), format=QueryResultsFormat.JSON)

    def named(self, name: str) -> list[Triple]:
        """Return the triples of a named graph."""
        return list(self._statements(name))

    def about(self, things: Iterable[tuple[str, str]]) -> list[Triple]:
        """Return the triples of some things, each given as (name of the graph that says so, IRI of the thing)."""
        by_graph: dict[str, list[str]] = {}
        for graph, thing in things:
            by_graph.setdefault(graph, []).append(thing)
        found = (triple for graph, subjects in by_graph.items() for triple in self._statements(graph, subjects))
        return list(dict.fromkeys(found))

    def dump(self, form: str) -> str:
        """Return all graphs in a format of ``kg.publishing.serialization.FORMATS``."""
        from pyoxigraph import NamedNode, Quad

        from kg.publishing.serialization import serialized

        quads = (
            Quad(each.subject, each.predicate, each.object, NamedNode(name))
            for name in self.graphs()
            for each in self.named(name)
        )
        return serialized(quads, form)

    def _statements(self, graph: str, subjects: Sequence[str] = ()) -> Iterator[Triple]:
        from pyoxigraph import QueryResultsFormat, QuerySolutions, Triple, parse_query_results

        text = with_values(query_text("statements"), **({"subject": subjects} if subjects else {}))
        response = self._endpoint.stream(text, JSON, default=self._names.there([graph]))
        found = parse_query_results(cast("IO[bytes]", response), format=QueryResultsFormat.JSON)
        if isinstance(found, QuerySolutions):
            yield from (Triple(*row) for row in found)

    def _put(self, text: str, over: Iterable[str]) -> str:
        """Return a query with the names at the endpoint; a variable after GRAPH ranges over some graphs."""
        held = {name: self._names.held[name] for name in over}
        return rewritten(text, held, lambda name: self._names.there([name])[0])

    def _all(self) -> list[str]:
        return self._names.there(self._names.held)


def registered(endpoint: Endpoint, register: str, graphs: Sequence[str] = ()) -> dict[str, int | None]:
    """Return the graphs of a home at an endpoint with their numbers of triples, None for one that is not whole.

    :param graphs: those to keep to; all where empty.
    :raises StoreError: where the endpoint cannot be reached.
    """
    found: dict[str, int | None] = {}
    named = {"subject": graphs} if 0 < len(graphs) <= MOST_NAMED else {}
    for row in endpoint.rows(with_values(query_text("statements"), **named), default=[register]):
        found.setdefault(row["subject"], None)
        if row["property"] == TRIPLES:
            found[row["subject"]] = int(row["value"])
    return found


def counted(endpoint: Endpoint, graphs: Sequence[str]) -> dict[str, int]:
    """Return how many triples some graphs at an endpoint have; those without any are left out.

    :raises StoreError: where the endpoint cannot be reached.
    """
    found: Counter[str] = Counter()
    for row in endpoint.rows(query_text("triples_by_graph"), default=graphs[:1], named=graphs):
        found[row["graph"]] += int(row["triples"])
    return dict(found)


def _triples(quads: Iterator[Quad]) -> Iterator[Triple]:
    return (quad.triple for quad in quads)

"""Keeps the graphs of builds at an endpoint: written graph by graph under names of their own, never changed.

A home's register, a graph of its own, names each graph before its first triple is written and says how many
triples it has once all are counted there. Nothing reads what has no number; a build is put to use (the link in
its home) only when all of its graphs have one. A build that is killed leaves graphs without a number, which
the next one removes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BuildError, StoreError
from kg.homename import home_name, home_of, named_home
from kg.iris import REVIEWS, document_iri
from kg.remote.address import Address
from kg.remote.endpoint import Endpoint
from kg.remote.names import KNOWLEDGE_FILES, Names, digests_in, digests_of, held, not_here, register
from kg.remote.store import DATASET, TRIPLES, RemoteStore, counted, registered

if TYPE_CHECKING:
    from kg.home import Build, Home

BATCH = 4_000
"""Triples in one update: some servers take no more than 10,000 lines of text."""
AT_ONCE = 500
"""Graphs named, counted or removed in one request."""
PING = 2.0
"""Seconds in which an endpoint that is only looked for has to take a connection, and to answer."""


class Remote:
    """The endpoint at an address."""

    def __init__(self, address: Address) -> None:
        self._endpoint = Endpoint(address)

    @property
    def where(self) -> str:
        """The address where the graphs lie, for people, without credentials."""
        return self._endpoint.where

    def keep(self, folder: Path, files: Mapping[str, Path]) -> None:
        """Keep the graphs of a build that is being written into a folder; what is there already is not sent again.

        :raises StoreError: where the endpoint cannot be reached, or does not have afterwards what was sent.
        """
        names = Names(named_home(home_of(folder)), digests_of(files))
        paths = {names.held[name]: path for name, path in (*files.items(), *KNOWLEDGE_FILES.items())}
        known = registered(self._endpoint, names.register)
        new = [name for name in paths if known.get(name) is None]
        for some in _batches(new, AT_ONCE):
            self._announce(names.register, some)
            numbers = self._send({name: paths[name] for name in some})
            there = counted(self._endpoint, some)
            if wrong := [name for name, number in numbers.items() if there.get(name, 0) != number]:
                raise StoreError(
                    f"Lageret på {self.where} har ikke tatt imot alt: {there.get(wrong[0], 0)} av "
                    f"{numbers[wrong[0]]} tripler i <{wrong[0]}>. Se loggen til lageret, og prøv igjen."
                )
            self._confirm(names.register, numbers)

    def holds(self, build: Build) -> bool:
        """Whether all graphs of a build are kept here, whole."""
        names = _names(build)
        if names is None:
            return False
        known = registered(self._endpoint, names.register)
        return all(known.get(name) is not None for name in names.held.values())

    def open(self, build: Build, *, knowledge: bool = False) -> RemoteStore:
        """Open the graphs of a build for reading; queries see the editions in force, and the reviews.

        :raises StoreError: where they are not here.
        """
        shown = [document_iri(meta.id, meta.version) for meta in build.documents]
        if build.reviews.exists():
            shown.append(REVIEWS)
        names = _names(build, knowledge=knowledge)
        if names is None:
            raise not_here(self.where)
        store = RemoteStore(self._endpoint, names, [*shown, *(KNOWLEDGE_FILES if knowledge else ())])
        store.check()
        return store

    def check(self, build: Build) -> None:
        """Check that the graphs of a build have as many triples as were sent.

        :raises StoreError: where one has not, or is not there.
        """
        names = _names(build)
        known = registered(self._endpoint, names.register) if names else {}
        if names is None or any(known.get(name) is None for name in names.held.values()):
            raise not_here(self.where)
        for some in _batches(names.held.values(), AT_ONCE):
            there = counted(self._endpoint, some)
            for name in some:
                if there.get(name, 0) != known[name]:
                    raise StoreError(
                        f"Grafen <{name}> i lageret på {self.where} har {there.get(name, 0)} tripler, "
                        f"ikke {known[name]}. Slett den der, og kjør «ansvar build» på nytt."
                    )

    def reach(self) -> None:
        """Ask the endpoint for next to nothing.

        :raises StoreError: where it cannot be reached.
        """
        self._endpoint.rows("ASK {}", default=[register("none")], connect=PING, patience=PING)

    def tidy(self, home: Home) -> None:
        """Remove the graphs of this home that none of its builds has, whole or not."""
        name = home_name(home.folder)
        if name is None:
            return
        used = {held(name, *each) for each in digests_of({}).items()}
        for manifest in (home.folder / "builds").glob("[!.]*/manifest.json"):
            used |= {held(name, *each) for each in digests_in(manifest).items()}
        known = registered(self._endpoint, register(name))
        for some in _batches(sorted(known.keys() - used), AT_ONCE):
            self._drop(register(name), some)

    # -- updates

    def _announce(self, place: str, graphs: list[str]) -> None:
        """Name graphs in the register, and take away what an interrupted build left of them."""
        clears = " ".join(f"DROP SILENT GRAPH <{graph}> ;" for graph in graphs)
        named = " ".join(f"<{graph}> a <{DATASET}> ." for graph in graphs)
        self._endpoint.update(f"{clears} INSERT DATA {{ GRAPH <{place}> {{ {named} }} }}")

    def _send(self, paths: Mapping[str, Path]) -> dict[str, int]:
        """Write graphs, and return their numbers of triples."""
        numbers, batch, size = dict.fromkeys(paths, 0), list[str](), 0
        for graph, path in paths.items():
            for lines in _batches(_lines(path), BATCH):
                numbers[graph] += len(lines)
                if size + len(lines) > BATCH:
                    self._endpoint.update(f"INSERT DATA {{ {' '.join(batch)} }}")
                    batch, size = [], 0
                batch.append(f"GRAPH <{graph}> {{ {''.join(lines)} }}")
                size += len(lines)
        if batch:
            self._endpoint.update(f"INSERT DATA {{ {' '.join(batch)} }}")
        return numbers

    def _confirm(self, place: str, numbers: Mapping[str, int]) -> None:
        said = " ".join(f"<{graph}> <{TRIPLES}> {number} ." for graph, number in numbers.items())
        self._endpoint.update(f"INSERT DATA {{ GRAPH <{place}> {{ {said} }} }}")

    def _drop(self, place: str, graphs: list[str]) -> None:
        """Remove graphs, in one request: a store with transactions shows all of them or none."""
        drops = " ".join(f"DROP SILENT GRAPH <{graph}> ;" for graph in graphs)
        gone = " ".join(f"<{graph}>" for graph in graphs)
        self._endpoint.update(
            f"{drops} DELETE {{ GRAPH <{place}> {{ ?graph ?property ?value }} }} "
            f"WHERE {{ VALUES ?graph {{ {gone} }} GRAPH <{place}> {{ ?graph ?property ?value }} }}"
        )


def _names(build: Build, *, knowledge: bool = True) -> Names | None:
    """Return the names of a build's graphs, None where its home has no name yet."""
    home = home_name(home_of(build.folder))
    if home is None:
        return None
    digests = digests_in(build.folder / "manifest.json")
    return Names(home, digests | digests_of({}) if knowledge else digests)


def _lines(path: Path) -> list[str]:
    """Return the triples of a Turtle file, each as a line of SPARQL, each once.

    :raises BuildError: for a blank node: it would be another one in the next batch.
    """
    from pyoxigraph import BlankNode, RdfFormat, parse

    lines: dict[str, None] = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise BuildError(f"{path.name} har en tom node, som ikke kan legges i et annet lager.")
        lines[f"{quad.triple} .\n"] = None
    return list(lines)


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch

"""The graph of a build as its readers see it, and what keeps such graphs, whatever store they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

    from kg.home import Build, Home

    Results = QuerySolutions | QueryBoolean | QueryTriples | Iterator[Triple]


class Graphs(Protocol):
    """The named graphs of a build, for reading; what each function does is said in ``kg.store.Store``."""

    in_memory: bool

    def graphs(self) -> list[str]:
        """Return the names of the graphs."""

    def select(self, query: str, **values: Iterable[str]) -> list[dict[str, str]]:
        """Run a SELECT over the union of the graphs shown."""

    def results(self, text: str, *, default: Sequence[str] = (), named: Sequence[str] = ()) -> Results:
        """Run a query of a user's that has been checked."""

    def named(self, name: str) -> list[Triple]:
        """Return the triples of a named graph."""

    def about(self, things: Iterable[tuple[str, str]]) -> list[Triple]:
        """Return the triples of some things, each given as (name of the graph that says so, IRI of the thing)."""

    def dump(self, form: str) -> str:
        """Return all graphs in a format of ``kg.publishing.serialization.FORMATS``."""


class Keeper(Protocol):
    """Keeps the graphs of builds: beside the build, or at an endpoint. The Turtle files are the truth for each."""

    @property
    def where(self) -> str:
        """The address where the graphs lie, for people, without credentials; empty where that is the build."""

    def keep(self, folder: Path, files: Mapping[str, Path]) -> None:
        """Keep the graphs of a build that is being written into a folder.

        :param files: the Turtle files by the name of their graph.
        :raises BuildError: where that cannot be done; what readers see is as it was.
        """

    def holds(self, build: Build) -> bool:
        """Whether all graphs of a build are kept here, whole.

        :raises StoreError: where it cannot be known.
        """

    def open(self, build: Build, *, knowledge: bool = False) -> Graphs:
        """Open the graphs of a build for reading; queries see the editions in force, and the reviews.

        :param knowledge: whether they see the concepts as well.
        :raises BuildError: where they are not here, or damaged.
        """

    def reach(self) -> None:
        """Look whether it can be asked, without waiting long.

        :raises StoreError: where it cannot.
        """

    def check(self, build: Build) -> None:
        """Check that the graphs of a build are as they were kept, and can be asked.

        :raises BuildError: where they are not.
        """

    def tidy(self, home: Home) -> None:
        """Remove what belongs to this home and to none of its builds.

        :raises StoreError: where that cannot be done.
        """

"""The build in use, opened when it is first asked for and again where there is a new one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kg.graphs import Graphs
from kg.home import Build, Home
from kg.library import open_library, open_store
from kg.model import Norm
from kg.serving import serving

if TYPE_CHECKING:
    from kg.overlap.overlaps import Overlap
    from qa.answers import Answer
    from qa.engine import Engine


class Current:
    """A build and what is made of it; share one among threads."""

    def __init__(self, home: Home | None = None) -> None:
        self._home = home or Home()
        self._lock = threading.RLock()
        self._slow = threading.Lock()
        self._opened: tuple[tuple[str, int, int], date] | None = None
        self._build: Build | None = None
        self._engine: Engine | None = None
        self._norms: list[Norm] | None = None
        self._overlaps: list[Overlap] | None = None
        self._store: Graphs | None = None
        self._catalogues: dict[str, str] = {}

    def _fresh(self) -> Build:
        """Open the build where another one, or another day, is open, and drop what was made of the one before.

        :raises BuildError: where nothing usable is built.
        """
        at = (self._home.stamp(), date.today())
        if self._build is None or at != self._opened:
            self._build, self._opened = serving(self._home), at
            self._engine = self._norms = self._overlaps = self._store = None
            self._catalogues = {}
        return self._build

    def build(self) -> Build:
        """Return the build.

        :raises BuildError: where nothing usable is built.
        """
        with self._lock:
            return self._fresh()

    def store(self) -> Graphs:
        """Return the graph, of which queries see the editions in force unless they name another; for reading only.

        :raises BuildError: where nothing usable is built.
        """
        with self._lock:
            build = self._fresh()
            if self._store is None:
                self._store = open_store(build)
            return self._store

    def catalogue(self, form: str) -> str:
        """Return the description of the graph as a data set, in a format of ``kg.publishing.serialization.FORMATS``."""
        from kg.publishing.dcat import catalogue

        with self._lock:
            build = self._fresh()
            if form not in self._catalogues:
                self._catalogues[form] = catalogue(build, form)
            return self._catalogues[form]

    def norms(self) -> list[Norm]:
        """Return all norms, document by document."""
        with self._lock:
            return self._norms_of(self._fresh())

    def _norms_of(self, build: Build) -> list[Norm]:
        if self._norms is None:
            library = self._engine.library if self._engine else open_library(build)
            self._norms = library.norms_of(sorted(build.versions))
        return self._norms

    def overlaps(self) -> list[Overlap]:
        """Return the pairs of norms that a committee should see together, the most important first."""
        from kg.overlap.overlaps import overlaps
        from qa.neighbours import neighbours

        # Apart from the lock that all others pass: this takes many times as long as an answer.
        with self._slow:
            with self._lock:
                build = self._fresh()
                norms, found = self._norms_of(build), self._overlaps
            if found is None:
                found = overlaps(norms, neighbours=neighbours(build, norms))
                with self._lock:
                    if self._build is build:
                        self._overlaps = found
            return found

    def ask(self, question: str, documents: Sequence[str]) -> Answer:
        """Answer a question; several at a time, since an engine is shared as a build is.

        :raises BuildError: for a document that is not in the build.
        """
        from qa.opening import engine_over

        with self._lock:
            build = self._fresh()
            if self._engine is None:
                self._engine = engine_over(build)
            engine = self._engine
        return engine.ask(question, documents)

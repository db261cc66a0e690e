"""Where the graphs of builds are kept: beside the build, or at the endpoint that ``ANSVAR_STORE`` names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.graphs import Graphs, Keeper
from kg.home import Build, Home
from kg.library import embedded, in_memory
from kg.remote.address import Address, chosen
from kg.remote.names import KNOWLEDGE_FILES
from kg.store import Store

STORE_FOLDER = "store"


class Embedded:
    """The embedded store, a folder of the build."""

    @property
    def where(self) -> str:
        """Nothing: the graphs lie in the build."""
        return ""

    def keep(self, folder: Path, files: Mapping[str, Path]) -> None:
        """Keep the graphs of a build that is being written into a folder."""
        store = Store(folder / STORE_FOLDER)
        for name, path in files.items():
            store.load(path, name)
        store.optimize()

    def holds(self, build: Build) -> bool:
        """Whether the graphs of a build are kept here."""
        return build.store.is_dir()

    def open(self, build: Build, *, knowledge: bool = False) -> Graphs:
        """Open the graphs of a build for reading; with the concepts they are read into memory.

        :raises BuildError: where they are missing or damaged.
        """
        return in_memory(build, beside=KNOWLEDGE_FILES) if knowledge else embedded(build)

    def check(self, build: Build) -> None:
        """Check nothing more: the checksums of a build are those of its store as well."""

    def reach(self) -> None:
        """Do nothing: what lies in the build is there when the build is."""

    def tidy(self, home: Home) -> None:
        """Do nothing: the graphs of a build go with its folder."""


def keeper() -> Keeper:
    """Return what keeps the graphs, as the settings say.

    :raises StoreError: where they cannot be used.
    """
    address = chosen()
    return Embedded() if address is None else _remote(address)


@cache
def _remote(address: Address) -> Keeper:
    """Return the keeper at an address: one a process, since it keeps its connections."""
    from kg.remote.keeper import Remote

    return Remote(address)

"""The build in use, opened for a command: its graph, and the documents that it is asked about."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.home import Build
    from kg.library import Library


def opened(documents: list[str]) -> tuple[Build, Library, list[str]]:
    """Return the build, its library, and the documents asked for: all where none is named.

    :raises BuildError: where nothing usable is built, or a document is not in it.
    """
    from kg.home import Home
    from kg.library import open_library

    build = Home().open()
    chosen = build.known(documents)
    return build, open_library(build), chosen

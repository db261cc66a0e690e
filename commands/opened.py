"""The build in use, opened for a command: its graph, and the documents that it is asked about."""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.home import Build
    from kg.library import Library


def opened(options: argparse.Namespace) -> tuple[Build, Library, list[str]]:
    """Return the build as it is on the date asked for, its library, and the documents: all where none is named.

    :param options: of a command with ``--document`` and ``--as-of``.

    :raises BuildError: where nothing usable is built, or a document is not in it.
    """
    from kg.home import Home
    from kg.library import open_library

    build = Home().open(on=options.as_of)
    chosen = build.known(options.document)
    return build, open_library(build), chosen

"""The build in use, opened for a command: its graph, and the documents that it is asked about."""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.home import Build
    from kg.library import Library


def opened(options: argparse.Namespace) -> tuple[Build, Library, list[str]]:
    """Return the build as it is on the date asked for, its library, and the documents: all where none is named.

    :param options: of a command with ``--document`` and ``--as-of``.

    :raises BuildError: where nothing usable is built, or a document is not in it.
    """
    from kg.library import open_library
    from kg.serving import serving

    build = warned(serving(on=options.as_of))
    chosen = build.known(options.document)
    return build, open_library(build), chosen


def warned(build: Build) -> Build:
    """Return a build; where it is served in place of a damaged one, say so on standard error first."""
    if build.warning:
        sys.stderr.write(f"Advarsel: {build.warning}\n")
    return build

"""Opens the engine over the build in use."""

from __future__ import annotations

from kg.home import Home
from kg.library import open_library
from qa.encoder import encoder
from qa.engine import Engine
from qa.index import Index


def open_engine(home: Home | None = None) -> Engine:
    """Return an engine over the current build.

    :raises BuildError: where there is no usable build, or it was made with another encoder.
    """
    build = (home or Home()).open()
    return Engine(build, Index(build.index, encoder()), open_library(build))

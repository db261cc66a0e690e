"""Opens the engine over the build in use."""

from __future__ import annotations

from datetime import date

from kg.home import Home
from kg.library import open_library
from kg.serving import serving
from qa.encoder import encoder
from qa.engine import Engine
from qa.index import Index


def open_engine(home: Home | None = None, *, on: date | None = None) -> Engine:
    """Return an engine over the build that is served, as it is on a date: today where None.

    :raises BuildError: where there is no usable build, or it was made with another encoder.
    """
    build = serving(home, on=on)
    return Engine(build, Index(build.index, encoder(), versions=build.versions), open_library(build))

"""Opens the engine over the build in use."""

from __future__ import annotations

from datetime import date

from kg.home import Build, Home
from kg.library import open_library
from kg.serving import serving
from qa.encoder import encoder
from qa.engine import Engine
from qa.index import Index


def open_engine(home: Home | None = None, *, on: date | None = None) -> Engine:
    """Return an engine over the build that is served, as it is on a date: today where None.

    :raises BuildError: where there is no usable build, or it was made with another encoder.
    """
    return engine_over(serving(home, on=on))


def engine_over(build: Build) -> Engine:
    """Return an engine over a build that is open.

    :raises BuildError: where it was made with another encoder.
    """
    return Engine(build, Index(build.index, encoder(), versions=build.versions), open_library(build))

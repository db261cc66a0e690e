"""Exports a build's graphs, from the Turtle files that are the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.home import Build
from kg.library import open_store

if TYPE_CHECKING:
    from rdflib import Graph


def merged(build: Build) -> Graph:
    """Return the graphs of all editions, and that of the reviews, as one rdflib graph in memory."""
    from rdflib import Graph

    graph = Graph()
    for meta in build.manifest.documents:
        graph.parse(build.turtle(meta.edition))
    if build.reviews.exists():
        graph.parse(build.reviews)
    return graph


def exported(build: Build, form: str) -> str:
    """Return a build's graphs as ``turtle`` (one graph), ``trig`` or ``json-ld`` (named graphs).

    :raises BuildError: where the graph is damaged.
    """
    return open_store(build).dump(form)

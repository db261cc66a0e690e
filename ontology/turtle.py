"""Turtle read as facts: what each subject has of each property."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Literal

NS = "https://w3id.org/ansvarsgraf/ns#"
CONCEPT = "https://w3id.org/ansvarsgraf/concept/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

Fact = dict[str, "list[Literal | str]"]


def facts(path: Path) -> dict[str, Fact]:
    """Return the facts of a file by subject and property, in its order: literals as such, all else as its IRI.

    :raises SyntaxError: where the file is no Turtle.
    """
    from pyoxigraph import Literal, RdfFormat, parse

    found: dict[str, Fact] = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        value = quad.object if isinstance(quad.object, Literal) else quad.object.value
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(value)
    return found

"""Writes triples and named graphs, sorted, so that what is the same is written the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg.iris import PREFIXES
from kg.publishing.jsonld import compacted

FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "json-ld": RdfFormat.JSON_LD,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.TRIG)


def serialized(statements: Iterable[Quad | Triple], form: str, *, prefixes: Mapping[str, str] = PREFIXES) -> str:
    r"""Return statements in a format of ``FORMATS``; where it knows no named graphs, these are merged.

    >>> from pyoxigraph import Literal, NamedNode
    >>> serialized([Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c"))], "ntriples")
    '<urn:a> <urn:b> "c" .\n'

    :raises KeyError: for another format.
    """
    kind = FORMATS[form]
    ordered = sorted(statements, key=str)
    if kind == RdfFormat.JSON_LD:
        return compacted(ordered, prefixes=prefixes)
    known = dict(prefixes) if kind in _WITH_PREFIXES else None
    if kind.supports_datasets:
        quads = [each if isinstance(each, Quad) else Quad(*each) for each in ordered]
        return _steady((serialize(quads, format=kind, prefixes=known) or b"").decode())
    triples = dict.fromkeys(each.triple if isinstance(each, Quad) else each for each in ordered)
    return _steady((serialize(triples, format=kind, prefixes=known) or b"").decode())


def _steady(text: str) -> str:
    """Put the prefixes in order: Oxigraph writes them in another one each time."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines) if not line.startswith("@prefix ")), len(lines))
    return "\n".join([*sorted(lines[:end]), *lines[end:]])

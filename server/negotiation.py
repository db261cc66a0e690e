"""Which forms a client takes, best first (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from kg.sparql.forms import Form

T = TypeVar("T")

# What a client may call them beside their registered names.
ALIASES = {
    Form.JSON: ("application/sparql-results+json", "application/json"),
    Form.XML: ("application/sparql-results+xml", "application/xml", "text/xml"),
    Form.CSV: ("text/csv",),
    Form.TSV: ("text/tab-separated-values",),
    Form.TURTLE: ("text/turtle", "application/x-turtle"),
    Form.NTRIPLES: ("application/n-triples", "text/plain"),
    Form.RDFXML: ("application/rdf+xml", "application/xml"),
    Form.JSONLD: ("application/ld+json", "application/json"),
}


def accepted(header: str) -> list[Form]:
    """Return the forms that an Accept header allows, best first; all where there is none.

    >>> [form.value for form in accepted("text/csv;q=0.5, application/sparql-results+json")]
    ['json', 'csv']
    >>> accepted("text/html")
    []
    """
    return best(header, {form: ALIASES[form] for form in Form})


def best(header: str, offered: Mapping[T, Sequence[str]]) -> list[T]:
    """Return what an Accept header allows of what is offered, best first; all where there is no header.

    :param offered: the names of each by which a client may call it, the registered one first.

    >>> best("text/html, */*;q=0.1", {"turtle": ["text/turtle"], "page": ["text/html"]})
    ['page', 'turtle']
    """
    if not header.strip():
        return list(offered)
    ranges = list(_ranges(header))
    quality = {each: _quality(names, ranges) for each, names in offered.items()}
    found = [each for each in offered if quality[each] > 0]
    return sorted(found, key=lambda each: -quality[each])


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        yield name, quality


def _quality(names: Sequence[str], ranges: Sequence[tuple[str, float]]) -> float:
    """Return the quality that the most precise range gives a form; a wildcard stands for its registered name only."""
    registered = names[0]
    for patterns in ((registered,), names, (registered.partition("/")[0] + "/*",), ("*/*",)):
        found = [quality for each, quality in ranges if each in patterns]
        if found:
            return max(found)
    return 0.0


def shape_of(media_type: str) -> dict[str, object]:
    """Return what the description of an API says of a body: JSON is an object or a list, all else is text.

    >>> shape_of("text/turtle")
    {'type': 'string'}
    """
    return {"type": ["object", "array"]} if media_type.endswith("json") else {"type": "string"}

"""The forms that the results of a query come in, and how they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from kg.errors import Fault, SparqlError
from kg.iris import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QueryResultsFormat, QuerySolutions, Triple

    from kg.graphs import Results

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Form(StrEnum):
    """A form of results: the first four for rows and for yes or no, the others for triples."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    JSONLD = "json-ld"

    @property
    def for_graphs(self) -> bool:
        """True where it is a form of triples."""
        return self in (Form.TURTLE, Form.NTRIPLES, Form.RDFXML, Form.JSONLD)

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Form.JSON: "application/sparql-results+json",
    Form.XML: "application/sparql-results+xml",
    Form.CSV: "text/csv",
    Form.TSV: "text/tab-separated-values",
    Form.TURTLE: "text/turtle",
    Form.NTRIPLES: "application/n-triples",
    Form.RDFXML: "application/rdf+xml",
    Form.JSONLD: "application/ld+json",
}


def fitting(forms: Sequence[Form], *, graph: bool) -> Form:
    """Return the first form that fits what a query gives.

    >>> fitting((Form.CSV, Form.TURTLE), graph=True).value
    'turtle'

    :raises SparqlError: where none does.
    """
    for form in forms:
        if form.for_graphs == graph:
            return form
    what = "tripler" if graph else "rader, eller ja eller nei"
    fit = ", ".join(form.value for form in Form if form.for_graphs == graph)
    raise SparqlError(f"Spørringen gir {what}. Velg en form som passer: {fit}.", Fault.FORMAT)


def written(found: Results, form: Form, rows: int) -> tuple[bytes, int, bool]:
    """Write results, at most so many rows or triples of them; return them, their number, and whether more were left."""
    from pyoxigraph import QueryBoolean, QuerySolutions

    if isinstance(found, QueryBoolean):
        return found.serialize(format=_results_format(form)) or b"", 1, False
    if isinstance(found, QuerySolutions):
        return _rows(found, form, rows)
    return _triples(found, form, rows)


def _triples(found: Iterator[Triple], form: Form, most: int) -> tuple[bytes, int, bool]:
    from pyoxigraph import RdfFormat, serialize

    formats = {
        Form.TURTLE: RdfFormat.TURTLE,
        Form.NTRIPLES: RdfFormat.N_TRIPLES,
        Form.RDFXML: RdfFormat.RDF_XML,
        Form.JSONLD: RdfFormat.JSON_LD,
    }
    # Sorted and each once: what one asks twice comes twice the same.
    kept = list(islice(found, most))
    cut = next(found, None) is not None
    unique = sorted(dict.fromkeys(kept), key=str)
    prefixes = PREFIXES if form in (Form.TURTLE, Form.RDFXML) else None
    return serialize(unique, format=formats[form], prefixes=prefixes) or b"", len(unique), cut


def _rows(found: QuerySolutions, form: Form, most: int) -> tuple[bytes, int, bool]:
    """Write rows: Oxigraph writes all that it has, so that a part is put into JSON first and written from there."""
    from pyoxigraph import parse_query_results

    names = [variable.value for variable in found.variables]
    bindings = [
        {name: _term(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in islice(found, most)
    ]
    cut = next(found, None) is not None
    whole = {"head": {"vars": names}, "results": {"bindings": bindings}}
    body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    if form is not Form.JSON:
        again = parse_query_results(body, format=_results_format(Form.JSON))
        body = again.serialize(format=_results_format(form)) or b""
    return body, len(bindings), cut


def as_csv(body: bytes) -> bytes:
    """Return rows in JSON as CSV with a byte order mark, by which spreadsheets know UTF-8."""
    from pyoxigraph import QuerySolutions, parse_query_results

    found = parse_query_results(body, format=_results_format(Form.JSON))
    if not isinstance(found, QuerySolutions):
        return b"\xef\xbb\xbfsvar\r\n" + (b"ja" if found else b"nei") + b"\r\n"
    return b"\xef\xbb\xbf" + (found.serialize(format=_results_format(Form.CSV)) or b"")


def _term(term: object) -> dict[str, str]:
    """Return a term as SPARQL 1.1 Query Results JSON has it."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        raise SparqlError("Svaret har noe som verken er en adresse eller en verdi. Velg andre variabler.")
    said = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value != XSD_STRING:
        said["datatype"] = term.datatype.value
    return said


def _results_format(form: Form) -> QueryResultsFormat:
    from pyoxigraph import QueryResultsFormat

    return {
        Form.JSON: QueryResultsFormat.JSON,
        Form.XML: QueryResultsFormat.XML,
        Form.CSV: QueryResultsFormat.CSV,
        Form.TSV: QueryResultsFormat.TSV,
    }[form]

"""The graph of generated documents as N-Quads: what ``kg/rdf.py`` states, written as text, some times as fast.

Through rdflib a million norms would take an hour to write. A test holds the two against each other.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from kg.iris import CONCEPTS, DOCUMENTS, NS, PREFIXES, clause_iri, document_iri, norm_iri
from kg.library import Reading
from kg.model import Clause, Condition, Document, Modality, Norm
from kg.rows import CLASSES, MANY, in_order
from kg.version import VERSION
from ontology import BASE
from ontology.concepts import Kind, concepts

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD = PREFIXES["xsd"]
_PROGRAM = f"<{BASE}program/{VERSION}>"
_CLASS = {modality: f"<{iri}>" for iri, modality in CLASSES.items()}
_KINDS = {"bearers": Kind.ROLE, "counterparties": Kind.ROLE, "artifacts": Kind.ARTIFACT, "concepts": None}
_SINGLE = ("action", "deadline", "duration", "channel")

Statement = tuple[str, str, str]
"""Subject, predicate and object as N-Triples write them."""


def quads(reading: Reading) -> str:
    """Return the graph of a document, a statement a line, each once.

    :raises ValueError: for a norm that somebody has reviewed.
    """
    name = f"<{document_iri(reading[0].id, reading[0].version)}>"
    found = dict.fromkeys(_statements(*reading))
    return "".join(f"{subject} {predicate} {value} {name} .\n" for subject, predicate, value in found)


def stream(readings: Iterable[Reading]) -> Iterator[bytes]:
    """Yield the graphs of documents, one after the other."""
    for reading in readings:
        yield quads(reading).encode()


def load(folder: Path, readings: Iterable[Reading]) -> None:
    """Make a store on disk of documents, or add them to it, in one go that nothing takes back."""
    fill(folder, stream(readings))


def fill(folder: Path, pieces: Iterator[bytes]) -> None:
    """Make a store on disk of pieces of N-Quads, or add them to it, in one go that nothing takes back."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder))
    store.bulk_load(input=io.BufferedReader(_Pieces(pieces), 1 << 20), format=RdfFormat.N_QUADS)
    store.flush()
    store.optimize()


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: object, /) -> int:
        """Fill a buffer from the piece at hand; 0 where there is none left."""
        room = memoryview(into)  # type: ignore[arg-type]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        taken = min(len(room), len(self._left))
        room[:taken] = self._left[:taken]
        self._left = self._left[taken:]
        return taken


def _statements(document: Document, clauses: Iterable[Clause], norms: Iterable[Norm]) -> Iterator[Statement]:
    source = document_iri(document.id, document.version)
    yield from _document(source, document)
    for position, clause in enumerate(clauses):
        yield from _clause(source, document, clause, position)
    for position, norm in enumerate(norms):
        yield from _norm(source, norm, position)


def _document(source: str, document: Document) -> Iterator[Statement]:
    meta, iri, extraction = document.metadata, f"<{source}>", f"<{source}/extraction>"
    yield iri, _TYPE, _own("Document")
    yield iri, _in("dcterms", "identifier"), _text(meta.id)
    yield iri, _in("dcterms", "isVersionOf"), f"<{DOCUMENTS}{meta.id}>"
    yield iri, _in("dcterms", "title"), _text(meta.title)
    yield iri, _in("dcterms", "language"), _text(meta.language)
    yield iri, _in("owl", "versionInfo"), _text(meta.version)
    yield iri, _own("digest"), _text(document.digest)
    if meta.publisher:
        yield iri, _in("dcterms", "publisher"), _text(meta.publisher)
    if meta.year is not None:
        yield iri, _in("dcterms", "issued"), f'"{meta.year:04}"^^<{_XSD}gYear>'
    if meta.valid_from:
        yield iri, _in("dcterms", "valid"), f'"{meta.valid_from}"^^<{_XSD}date>'
    yield extraction, _TYPE, _in("prov", "Activity")
    yield extraction, _in("prov", "used"), iri
    yield extraction, _in("prov", "wasAssociatedWith"), _PROGRAM
    yield _PROGRAM, _TYPE, _in("prov", "SoftwareAgent")
    yield _PROGRAM, _in("owl", "versionInfo"), _text(VERSION)


def _clause(source: str, document: Document, clause: Clause, position: int) -> Iterator[Statement]:
    iri = f"<{clause_iri(document.id, document.version, clause.id)}>"
    yield iri, _TYPE, _own("Clause")
    yield iri, _in("dcterms", "isPartOf"), f"<{source}>"
    yield iri, _own("clauseKind"), _text(clause.kind.value)
    yield iri, _own("section"), _text(clause.section)
    yield iri, _own("position"), _number(position)
    yield iri, _own("level"), _number(clause.level)
    if clause.label:
        yield iri, _in("rdfs", "label"), _text(clause.label)
    if clause.parent is not None:
        yield iri, _own("parent"), f"<{clause_iri(document.id, document.version, clause.parent)}>"
    if clause.links:
        yield iri, _own("links"), _text(" ".join(clause.links))
    yield from _place(iri, source, clause.text, clause.start, clause.end)


def _norm(source: str, norm: Norm, position: int) -> Iterator[Statement]:
    if norm.reviewed is not None:
        raise ValueError(f"{norm.id} has been reviewed")
    iri = f"<{norm_iri(norm)}>"
    yield iri, _TYPE, _own("Norm")
    yield iri, _TYPE, _CLASS[Modality(norm.modality)]
    yield iri, _in("prov", "wasDerivedFrom"), f"<{source}>"
    yield iri, _in("prov", "wasGeneratedBy"), f"<{source}/extraction>"
    yield iri, _own("clause"), f"<{clause_iri(norm.document, norm.version, norm.clause)}>"
    yield iri, _own("section"), _text(norm.section)
    yield iri, _own("position"), _number(position)
    yield iri, _own("bearing"), _text(norm.bearing.value)
    if norm.cue:
        yield iri, _own("cue"), _text(norm.cue)
    for name in _SINGLE:
        if (value := getattr(norm, name)) is not None:
            yield iri, _own(name), _text(value)
    yield from _many_valued(iri, source, norm)
    yield from _place(iri, source, norm.text, norm.start, norm.end)


def _many_valued(iri: str, source: str, norm: Norm) -> Iterator[Statement]:
    given: dict[str, list[str]] = {}
    for name, local in MANY.items():
        values: tuple[str, ...] = getattr(norm, name)
        given[name] = list(values)
        for value in values:
            yield iri, _own(local), f"<{CONCEPTS}{value}>" if name in _KINDS else _text(value)
            if name in _KINDS:
                yield from _concept(value, _KINDS[name])
    given["conditions"] = []
    for condition in norm.conditions:
        parts = (condition.kind.value, condition.start, condition.end, condition.text, *condition.situations)
        limit = _hashed(source, "condition", *parts)
        given["conditions"].append(limit.rpartition("/")[2].rstrip(">"))
        yield iri, _own(condition.kind.value), limit
        yield from _condition(limit, source, condition)
    yield from _order(iri, given)


def _condition(iri: str, source: str, condition: Condition) -> Iterator[Statement]:
    yield iri, _TYPE, _own("Condition")
    for situation in condition.situations:
        yield iri, _own("situation"), f"<{CONCEPTS}{situation}>"
        yield from _concept(situation, Kind.SITUATION)
    yield from _order(iri, {"situations": list(condition.situations)})
    yield from _place(iri, source, condition.text, condition.start, condition.end)


def _order(iri: str, given: dict[str, list[str]]) -> Iterator[Statement]:
    kept = {name: values for name, values in given.items() if values != in_order(values, ())}
    if kept:
        yield iri, _own("inOrder"), _text(json.dumps(kept, ensure_ascii=False, sort_keys=True))


@cache
def _concept(concept: str, kind: Kind | None) -> tuple[Statement, ...]:
    known = concepts().get(concept)
    if known is None and kind is None:
        return ()
    iri = f"<{CONCEPTS}{concept}>"
    found = (
        (iri, _TYPE, _own(known.kind.value if known else str(kind))),
        (iri, _in("skos", "prefLabel"), _text(concepts().name(concept)) + "@nb"),
    )
    return found if known else (*found, (iri, _own("provisional"), f'"true"^^<{_XSD}boolean>'))


def _place(subject: str, source: str, text: str, start: int, end: int) -> Iterator[Statement]:
    target = _hashed(source, "target", start, end)
    position = _hashed(source, "position", start, end)
    quote = _hashed(source, "quote", text)
    yield subject, _own("text"), _text(text)
    yield subject, _in("oa", "hasTarget"), target
    yield target, _TYPE, _in("oa", "SpecificResource")
    yield target, _in("oa", "hasSource"), f"<{source}>"
    yield target, _in("oa", "hasSelector"), position
    yield target, _in("oa", "hasSelector"), quote
    yield position, _TYPE, _in("oa", "TextPositionSelector")
    yield position, _in("oa", "start"), _number(start)
    yield position, _in("oa", "end"), _number(end)
    yield quote, _TYPE, _in("oa", "TextQuoteSelector")
    yield quote, _in("oa", "exact"), _text(text)


# -- terms


@cache
def _own(name: str) -> str:
    return f"<{NS}{name}>"


@cache
def _in(prefix: str, name: str) -> str:
    return f"<{PREFIXES[prefix]}{name}>"


def _number(value: int) -> str:
    return f'"{value}"^^<{_XSD}integer>'


def _text(value: str) -> str:
    """Write a string; what JSON escapes, N-Triples escapes in the same way."""
    return json.dumps(value, ensure_ascii=False)


def _hashed(source: str, kind: str, *parts: object) -> str:
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]
    return f"<{source}/{kind}/{digest}>"

"""A seeded corpus some number of times the guideline: its documents with other roles, artifacts and situations in them.

Each document is the guideline with about half of its concepts exchanged, each for another one of its kind in the
ontology, the same wherever it stands in the document. So concepts are shared between documents as they are in a
region's guidelines: what is frequent in the one stands in half of all. The same seed gives the same documents, and
each by its number, without those before it.

``readings`` gives documents as read, without reading them; ``write_texts`` gives their texts, to be read the whole
way; ``vectors`` those of their norms. See ``bench/quads.py`` for their graph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from ingest.documents import document_of
from ingest.norms import norms as read_norms
from kg.library import Reading
from kg.model import Clause, Condition, Document, Metadata, Norm, collapsed
from ontology.concepts import Concept, Kind, concepts
from ontology.lexicon import lexicon
from qa.sources import default_documents

if TYPE_CHECKING:
    from qa.encoder import Vectors

SEED = 7
KINDS = (Kind.ROLE, Kind.ARTIFACT, Kind.SITUATION)
"""What is exchanged."""
KEPT = 0.5
"""How likely a concept is to stay as it is in a document."""
EMBEDDED = 47
"""How many documents' texts are really embedded, each norm twice: some 15,000 texts."""
NOISE = 0.2
"""The length of the noise that is added to an embedded vector of length one for a further document."""
_ID = "generert-{:05}"

Exchange = Mapping[str, str]
"""Concept ids by those that they stand in place of."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the guideline names a concept, and whether by its name as a sentence's subject."""

    start: int
    end: int
    concept: str
    definite: bool
    genitive: bool
    capital: bool


def readings(times: int, *, seed: int = SEED, first: int = 0) -> Iterator[Reading]:
    """Yield the documents from the number ``first`` on, ``times`` of them, each with its clauses and norms."""
    for number in range(first, first + times):
        yield reading(number, seed=seed)


def reading(number: int, *, seed: int = SEED) -> Reading:
    """Return the document with a number, with its clauses and norms."""
    document, clauses, norms = base()
    exchange = _exchange(seed, number)
    text, moved = _exchanged(document.text, exchange)
    metadata = _metadata(number)
    told: dict[tuple[int, int], str] = {}

    def words(start: int, end: int) -> tuple[str, int, int]:
        at = moved(start), moved(end)
        if at not in told:
            told[at] = collapsed(text[at[0] : at[1]])
        return told[at], *at

    return (
        Document(metadata, text),
        [_clause(each, words) for each in clauses],
        [_norm(each, metadata, exchange, words) for each in norms],
    )


def write_texts(folder: Path, times: int, *, seed: int = SEED) -> list[Path]:
    """Write the texts of documents into a folder, each with its metadata beside it, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(times):
        metadata = _metadata(number)
        text, _ = _exchanged(base()[0].text, _exchange(seed, number))
        path = folder / f"{metadata.id}.txt"
        path.write_text(text, encoding="utf-8", newline="")
        facts = {name: getattr(metadata, name) for name in ("id", "title", "publisher", "version", "language")}
        lines = [*(f'{name} = "{value}"\n' for name, value in facts.items()), f"year = {metadata.year}\n"]
        path.with_suffix(".toml").write_text("".join(lines), encoding="utf-8")
        paths.append(path)
    return paths


def vectors(times: int, *, seed: int = SEED, first: int = 0, pool: Vectors | None = None) -> Iterator[Vectors]:
    """Yield the vectors of the norms of each document: of their words, and of these under their headings.

    Those of the first ``EMBEDDED`` documents are embedded; those of a further document are those of one of them with
    noise added, and of length one again.

    :param pool: the embedded ones as ``embedded`` gives them, where they are at hand.
    :return: of the shape (2, number of norms, dimension): the first are those of the words alone.
    """
    pool = embedded(seed=seed) if pool is None else pool
    for number in range(first, first + times):
        own = pool[number % len(pool)]
        if number >= len(pool):
            noise = np.random.default_rng([seed, number]).standard_normal(own.shape, dtype=np.float32)
            own = own + noise * np.float32(NOISE / np.sqrt(own.shape[-1]))
            own /= np.linalg.norm(own, axis=-1, keepdims=True)
        yield own


def embedded(number: int = EMBEDDED, *, seed: int = SEED, kept: Path | None = None) -> Vectors:
    """Return the vectors of the norms of the first documents, shape (number, 2, norms of a document, dimension).

    :param kept: a file (``.npy``) that they are read from, or written to where it is not there: embedding them
        takes minutes.
    """
    from qa.encoder import encoder
    from qa.index import passage_text

    if kept is not None and kept.is_file():
        return np.asarray(np.load(kept), dtype=np.float32)
    found = []
    for _, clauses, norms in readings(number, seed=seed):
        by_id = {clause.id: clause for clause in clauses}
        own = [norm.text for norm in norms]
        context = [passage_text(norm, by_id[norm.clause], by_id) for norm in norms]
        found.append(encoder().passages([*own, *context]).reshape(2, len(norms), -1))
    made = np.asarray(found, dtype=np.float32)
    if kept is not None:
        np.save(kept, made)
    return made


@cache
def base() -> Reading:
    """Return the guideline that ships with the program, read once."""
    document, clauses = document_of(default_documents()[0])
    return document, clauses, read_norms(document, clauses)


def _metadata(number: int) -> Metadata:
    name = _ID.format(number)
    return Metadata(name, f"Samarbeid i region {number}", f"Region {number}", "2024", 2024, "nb")


# -- what is exchanged


def _exchange(seed: int, number: int) -> Exchange:
    """Draw what stands in place of what in a document: no two concepts become one."""
    random = Random(f"{seed}:{number}")  # noqa: S311 (nothing is kept secret by it)
    found: dict[str, str] = {}
    for named, others in _named():
        gone = [concept for concept in named if random.random() >= KEPT]
        stays = set(named).difference(gone)
        drawn = random.sample([other for other in others if other not in stays], len(gone))
        found.update(zip(gone, drawn, strict=True))
    return found


@cache
def _named() -> list[tuple[list[str], list[str]]]:
    """Return, for each kind that is exchanged, the concepts of the guideline and those of the ontology."""
    _, _, norms = base()
    told = {concept for norm in norms for concept in _concepts(norm)} | {span.concept for span in _spans()}
    known = concepts()
    return [
        (sorted(c for c in told if known.kind(c) is kind), sorted(c.id for c in known if c.kind is kind))
        for kind in KINDS
    ]


def _concepts(norm: Norm) -> Iterator[str]:
    yield from (*norm.bearers, *norm.counterparties, *norm.artifacts, *norm.concepts)
    yield from (situation for condition in norm.conditions for situation in condition.situations)


# -- the text


@cache
def _spans() -> list[_Span]:
    """Return where the guideline names what is exchanged, in order, across no border of a clause, norm or condition."""
    document, clauses, norms = base()
    conditions = [condition for norm in norms for condition in norm.conditions]
    placed: list[Clause | Norm | Condition] = [*clauses, *norms, *conditions]
    borders = sorted({place for each in placed for place in (each.start, each.end)})
    words = lexicon("nb")
    found: list[_Span] = []
    for mention in words.mentions(words.words(document.text)):
        inside = bisect_right(borders, mention.start) == bisect_right(borders, mention.end - 1)
        taken = found and found[-1].end > mention.start
        if mention.kind in KINDS and not mention.part and inside and not taken:
            said = collapsed(document.text[mention.start : mention.end])
            named = concepts()[mention.concept].definite_name().casefold()
            genitive = said.casefold() == f"{named}s"
            definite = genitive or said.casefold() == named
            found.append(_Span(mention.start, mention.end, mention.concept, definite, genitive, said[:1].isupper()))
    return found


def _exchanged(text: str, exchange: Exchange) -> tuple[str, Callable[[int], int]]:
    """Return a text with other concepts in it, and what tells where a place in the old one is in the new one."""
    parts: list[str] = []
    ends: list[int] = []
    growth: list[int] = []
    at = 0
    for span in _spans():
        if span.concept in exchange:
            said = _name(concepts()[exchange[span.concept]], span)
            parts += [text[at : span.start], said]
            at = span.end
            ends.append(span.end)
            growth.append(len(said) - (span.end - span.start))
    shifts = [0, *accumulate(growth)]
    return "".join([*parts, text[at:]]), lambda place: place + shifts[bisect_right(ends, place)]


def _name(concept: Concept, span: _Span) -> str:
    """Name a concept as another was named: by itself or as a subject, in the genitive, with a capital."""
    said = (concept.definite_name() if span.definite else concept.name()) + "s" * span.genitive
    return said[:1].upper() + said[1:] if span.capital else said


# -- what was read

_Words = Callable[[int, int], tuple[str, int, int]]


def _clause(clause: Clause, words: _Words) -> Clause:
    text, start, end = words(clause.start, clause.end)
    return replace(clause, text=text, start=start, end=end)


def _norm(norm: Norm, metadata: Metadata, exchange: Exchange, words: _Words) -> Norm:
    text, start, end = words(norm.start, norm.end)
    return replace(
        norm,
        document=metadata.id,
        version=metadata.version,
        text=text,
        start=start,
        end=end,
        bearers=_others(norm.bearers, exchange),
        counterparties=_others(norm.counterparties, exchange),
        artifacts=_others(norm.artifacts, exchange),
        concepts=_others(norm.concepts, exchange),
        conditions=tuple(_condition(each, exchange, words) for each in norm.conditions),
    )


def _condition(condition: Condition, exchange: Exchange, words: _Words) -> Condition:
    text, start, end = words(condition.start, condition.end)
    return replace(condition, text=text, start=start, end=end, situations=_others(condition.situations, exchange))


def _others(ids: Sequence[str], exchange: Exchange) -> tuple[str, ...]:
    return tuple(exchange.get(each, each) for each in ids)

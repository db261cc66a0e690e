"""Documents, clauses and norms of one's own: small ones by hand, any at all by Hypothesis."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from hypothesis import strategies as st

from kg.iris import document_iri
from kg.model import (
    Bearing,
    Clause,
    ClauseKind,
    Condition,
    ConditionKind,
    Document,
    Metadata,
    Modality,
    Norm,
    Reviewed,
)
from kg.rdf import graph_of
from kg.store import Store
from ontology.concepts import Kind, concepts

TEXT = "Fastlegens ansvar:\n• Fastlegen skal sende henvisningen innen en uke, dersom pasienten er innlagt.\n"


def document(name: str = "prøve", version: str = "1") -> Document:
    """Return a document with one point."""
    return Document(Metadata(name.replace("ø", "oe"), "Prøve", "MSU", version, 2024), TEXT)


def clauses() -> list[Clause]:
    """Return its clauses: a lead-in and a point."""
    point = "Fastlegen skal sende henvisningen innen en uke, dersom pasienten er innlagt."
    start = TEXT.index(point)
    return [
        Clause("body__heading_1", ClauseKind.LEAD_IN, "Fastlegens ansvar:", 0, 18, "0", level=9),
        Clause(
            "body__point_1", ClauseKind.POINT, point, start, start + len(point), "0",
            label="punkt 1", parent="body__heading_1", level=1, links=("www.helse.no", "https://nhi.no/a"),
        ),
    ]  # fmt: skip


def norm(about: Document) -> Norm:
    """Return its norm, with every part filled in."""
    point = clauses()[1]
    words = "dersom pasienten er innlagt"
    start = TEXT.index(words)
    return Norm(
        id="body__point_1__norm_1", document=about.id, version=about.version, section="0", clause=point.id,
        text=point.text, start=point.start, end=point.end, modality=Modality.OBLIGATION, cue="skal",
        bearers=("sykehuslege", "fastlege"), bearing=Bearing.EXPLICIT, action="sende", artifacts=("henvisning",),
        counterparties=("pasient",), conditions=(Condition(words, start, start + len(words)),),
        deadline="innen en uke", duration="P1W", channel="elektronisk", contacts=("38 07 57 57",),
        concepts=("henvisning", "fastlege"), readings=("modal verb",),
    )  # fmt: skip


def stored(folder: Path, *parts: tuple[Document, list[Clause], list[Norm]], store: Store | None = None) -> Store:
    """Return a store that holds documents, by way of Turtle files as in a build."""
    store = store or Store()
    for number, (about, its_clauses, its_norms) in enumerate(parts):
        turtle = folder / f"{number}-{about.id}.ttl"
        graph_of(about, its_clauses, its_norms).serialize(turtle, format="turtle", encoding="utf-8")
        store.load(turtle, document_iri(about.id, about.version))
    return store


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
ids = slugs.map("nytt_".__add__)
roles = st.sampled_from(sorted(c.id for c in concepts() if c.kind is Kind.ROLE)) | ids
places = st.tuples(st.integers(0, 10**7), st.integers(0, 500)).map(lambda pair: (pair[0], sum(pair)))


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Return tuples of up to four different values."""
    return st.lists(values, max_size=4, unique=True).map(tuple)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Draw a condition or exception."""
    start, end = draw(places)
    return Condition(draw(words), start, end, draw(st.sampled_from(ConditionKind)), draw(some(slugs)))


times = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2999, 1, 1)).map(
    lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}"
)


def mark(reviewer: str, time: str, reason: str) -> Reviewed:
    """Make a review's mark; its id is a hash of its content, so that two reviews are never one by chance."""
    return Reviewed(sha256(f"{reviewer}\n{time}\n{reason}".encode()).hexdigest()[:20], reviewer, time, reason)


marks = st.builds(mark, words, times, st.just("") | words)


@st.composite
def norms(draw: st.DrawFn, about: Document, name: str, clause: str) -> Norm:
    """Draw a norm of a document and clause."""
    start, end = draw(places)
    optional = st.none() | words
    return Norm(
        id=name, document=about.id, version=about.version, section=draw(words), clause=clause, text=draw(words),
        start=start, end=end, modality=draw(st.sampled_from(Modality)), cue=draw(st.just("") | words),
        bearers=draw(some(roles)), bearing=draw(st.sampled_from(Bearing)), action=draw(optional),
        artifacts=draw(some(ids)), counterparties=draw(some(roles)),
        conditions=tuple(draw(st.lists(conditions(), max_size=3, unique=True))), deadline=draw(optional),
        duration=draw(optional), channel=draw(optional), contacts=draw(some(words)), concepts=draw(some(slugs)),
        readings=draw(some(words)), reviewed=draw(st.none() | marks),
    )  # fmt: skip


@st.composite
def whole(draw: st.DrawFn) -> tuple[Document, list[Clause], list[Norm]]:
    """Draw a document with a tree of clauses and norms of them."""
    version = draw(st.from_regex(r"[a-z0-9][a-z0-9.-]{0,5}", fullmatch=True))
    meta = Metadata(
        draw(slugs),
        draw(words),
        draw(st.just("") | words),
        version,
        draw(st.none() | st.integers(0, 9999)),
        valid_from=draw(st.just("") | st.dates().map(date.isoformat)),
    )
    about = Document(meta, draw(words))
    names = draw(st.lists(slugs.map("sec_1__".__add__), min_size=1, max_size=4, unique=True))
    tree: list[Clause] = []
    for at, name in enumerate(names):
        start, end = draw(places)
        parent = draw(st.none() | st.sampled_from(names[:at])) if at else None
        links = draw(some(st.from_regex(r"www\.[a-zæ]{1,5}", fullmatch=True)))
        kind, label = draw(st.sampled_from(ClauseKind)), draw(st.just("") | words)
        level = draw(st.integers(0, 9))
        tree.append(Clause(name, kind, draw(words), start, end, draw(words), label, parent, level, links))
    found = [draw(norms(about, f"{n}__norm_{i}", n)) for n in names for i in range(draw(st.integers(0, 2)))]
    return about, tree, found

"""What flows between the rooms: documents, clauses, norms and their parts, all immutable.

Offsets count characters into the stored source text of the document (``Document.text``);
``collapsed(document.text[start:end]) == text`` holds for every clause, norm and condition.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Bearing",
    "Clause",
    "ClauseKind",
    "Condition",
    "ConditionKind",
    "Document",
    "Metadata",
    "Modality",
    "Norm",
    "Reviewed",
    "collapsed",
    "edition_key",
]


def collapsed(text: str) -> str:
    r"""Return the text with every run of white space as one space, and none at the ends.

    >>> collapsed(" Epikrisen\n  sendes ")
    'Epikrisen sendes'
    """
    return " ".join(text.split())


def edition_key(document: str, version: str) -> str:
    """Return the key of a version of a document: neither an id nor a version can hold an ``@``.

    >>> edition_key("agder", "2024")
    'agder@2024'
    """
    return f"{document}@{version}"


class Modality(StrEnum):
    """The deontic modality of a norm; ``INFO`` marks a statement that binds nobody."""

    OBLIGATION = "obligation"
    RECOMMENDATION = "recommendation"
    PERMISSION = "permission"
    PROHIBITION = "prohibition"
    INFO = "info"


class Bearing(StrEnum):
    """Where the bearers of a norm were read; ``REVIEWED`` where a person laid them down."""

    EXPLICIT = "explicit"
    AGENT = "agent"
    HEADING = "heading"
    IMPLIED = "implied"
    REVIEWED = "reviewed"
    NONE = "none"


class ClauseKind(StrEnum):
    """What a node of the clause tree is."""

    CHAPTER = "chapter"
    HEADING = "heading"
    LEAD_IN = "lead_in"
    POINT = "point"
    PARAGRAPH = "paragraph"


class ConditionKind(StrEnum):
    """Whether a norm holds only where the words hold, or only where they do not."""

    CONDITION = "condition"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about one version of a document besides its text.

    ``language`` is a BCP 47 tag, ``valid_from`` the date (ISO 8601) from which the version is in
    force, empty where nobody has said: it is taken for the oldest then.
    """

    id: str
    title: str
    publisher: str = ""
    version: str = "1"
    year: int | None = None
    language: str = "nb"
    valid_from: str = ""

    @property
    def edition(self) -> str:
        """The key of this version of the document."""
        return edition_key(self.id, self.version)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one guideline, with the text that every offset counts into."""

    metadata: Metadata
    text: str

    @property
    def id(self) -> str:
        """The document's id, its file's stem unless its metadata say otherwise."""
        return self.metadata.id

    @property
    def version(self) -> str:
        """The version as its publisher names it."""
        return self.metadata.version

    @property
    def digest(self) -> str:
        """SHA-256 of text and metadata: the same digest, the same graph."""
        return hashlib.sha256(f"{self.metadata!r}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of the clause tree: a chapter, heading, lead-in, point or paragraph.

    ``id`` follows Akoma Ntoso's eId pattern (``sec_11__point_3``) and is unique in the
    document. ``section`` is the number of the nearest numbered chapter as printed
    (``11``, ``2.2.1``), else its heading; ``label`` says the place to a reader
    ("punkt 3"). ``links`` are addresses that the layout put outside the text.
    """

    id: str
    kind: ClauseKind
    text: str
    start: int
    end: int
    section: str
    label: str = ""
    parent: str | None = None
    level: int = 0
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Words under which a norm holds (or does not), and the situations that they name.

    ``start`` and ``end`` locate the words in the source; ``situations`` are concept ids.
    """

    text: str
    start: int
    end: int
    kind: ConditionKind = ConditionKind.CONDITION
    situations: tuple[str, ...] = ()

    @property
    def widens(self) -> bool:
        """True for words that only name a further case of the norm: "også etter polikliniske fremmøter"."""
        from ontology.cues import cues

        return self.kind is ConditionKind.CONDITION and cues()["also"].match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who looked a norm over, when and why; ``review`` is the id of the review, ``time`` UTC as ISO 8601."""

    review: str
    reviewer: str
    time: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """Who must, should, may or must not do what, to what, for whom, when and unless.

    Roles and artifacts are concept ids, best first; ``action`` is the lemma of the content
    verb; ``deadline`` the words of a time limit and ``duration`` their ISO 8601 value
    where they have one; ``concepts`` are all concepts that the words name, for retrieval.
    ``readings`` name the constructions by which the norm was read; ``reviewed`` says who
    put it right, or found it right.
    """

    id: str
    document: str
    version: str
    section: str
    clause: str
    text: str
    start: int
    end: int
    modality: Modality
    cue: str = ""
    bearers: tuple[str, ...] = ()
    bearing: Bearing = Bearing.NONE
    action: str | None = None
    artifacts: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    deadline: str | None = None
    duration: str | None = None
    channel: str | None = None
    contacts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    readings: tuple[str, ...] = field(default=())
    reviewed: Reviewed | None = None

    @property
    def holds_where(self) -> tuple[Condition, ...]:
        """The conditions under which the norm holds."""
        return tuple(c for c in self.conditions if c.kind is ConditionKind.CONDITION)

    @property
    def turns_on(self) -> tuple[Condition, ...]:
        """The conditions without which the norm does not hold: those that narrow it."""
        return tuple(c for c in self.holds_where if not c.widens)

    @property
    def timed(self) -> bool:
        """True where the norm states a time limit."""
        return bool(self.deadline or self.duration)

    @property
    def unless(self) -> tuple[Condition, ...]:
        """The exceptions from the norm."""
        return tuple(c for c in self.conditions if c.kind is ConditionKind.EXCEPTION)

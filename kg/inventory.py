"""The editions of a home: which are in force and from when to when, how much they hold, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kg.home import Build, in_force
from kg.iris import NS, document_iri
from kg.library import open_store
from kg.model import Metadata
from kg.wording.phrases import counted, day


class Origin(StrEnum):
    """Where an edition comes from."""

    SHIPPED = "shipped"
    ADDED = "added"
    NAMED = "named"


class State(StrEnum):
    """Whether an edition counts."""

    IN_FORCE = "in force"
    PAST = "past"
    FUTURE = "future"
    UNBUILT = "not built"
    TAKEN_OUT = "taken out"


ORIGINS = {Origin.SHIPPED: "følger med", Origin.ADDED: "tatt inn", Origin.NAMED: "bygget fra fil"}
STATES = {
    State.IN_FORCE: "● i kraft",
    State.PAST: "○ avløst",
    State.FUTURE: "◔ ikke i kraft ennå",
    State.UNBUILT: "– ikke bygget",
    State.TAKEN_OUT: "✕ tatt ut",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition of a home.

    ``until`` is the last day on which it is in force (ISO 8601), empty where no end is known. ``clauses`` are
    points and paragraphs, ``norms`` those that bind or permit; both are 0 where it is not built. ``file`` and
    ``time`` say what was added, and when (UTC).
    """

    metadata: Metadata
    origin: Origin
    state: State
    until: str = ""
    clauses: int = 0
    norms: int = 0
    file: str = ""
    time: str = ""

    @property
    def period(self) -> str:
        """From when to when it is in force, in Norwegian; empty where neither is known.

        >>> meta = Metadata("a", "A", valid_from="2024-05-01")
        >>> Entry(meta, Origin.ADDED, State.PAST, "2025-01-31").period
        'fra 01.05.2024 til 31.01.2025'
        """
        ends = (("fra", self.metadata.valid_from), ("til", self.until))
        return " ".join(f"{word} {day(date)}" for word, date in ends if date)

    @property
    def counted(self) -> str:
        """How much it holds; empty where it is not built.

        >>> Entry(Metadata("a", "A"), Origin.ADDED, State.PAST, clauses=3, norms=5).counted
        '5 normer i 3 punkter'
        """
        built = self.state not in (State.UNBUILT, State.TAKEN_OUT)
        return holding(self.norms, self.clauses) if built else ""

    def as_record(self) -> dict[str, object]:
        """Return the edition as one line of ``ansvar list --jsonl``."""
        meta = self.metadata
        return {
            "document": meta.id,
            "version": meta.version,
            "title": meta.title,
            "publisher": meta.publisher,
            "valid_from": meta.valid_from,
            "valid_until": self.until,
            "state": self.state.value,
            "origin": self.origin.value,
            "clauses": self.clauses,
            "norms": self.norms,
            "file": self.file,
            "added": self.time,
        }


def holding(norms: int, clauses: int) -> str:
    """Return how much a document holds, in Norwegian.

    >>> holding(1, 12)
    '1 norm i 12 punkter'
    """
    return f"{counted(norms, 'norm', 'normer')} i {counted(clauses, 'punkt', 'punkter')}"


def ends(editions: Iterable[Metadata]) -> dict[str, str]:
    """Return the last day of each edition that a later one of the same document takes the place of.

    An edition that never is in force, for one with the same date comes after it in the row, has no end.
    """
    known = list(editions)
    found = {}
    for meta in known:
        later = [other.valid_from for other in known if other.id == meta.id and other.valid_from > meta.valid_from]
        if later:
            found[meta.edition] = (date.fromisoformat(min(later)) - timedelta(days=1)).isoformat()
    return found


def states(editions: Iterable[Metadata], on: date) -> dict[str, State]:
    """Return of each edition whether it is in force on a date."""
    known = list(editions)
    now = {meta.edition for meta in in_force(known, on)}
    return {
        meta.edition: State.IN_FORCE
        if meta.edition in now
        else (State.FUTURE if meta.valid_from > on.isoformat() else State.PAST)
        for meta in known
    }


def counts(build: Build) -> Mapping[str, tuple[int, int]]:
    """Return how many points and paragraphs, and norms that bind or permit, each edition of a build has, by its key.

    :raises BuildError: where the graph is damaged.
    """
    rows = open_store(build).select("editions")
    found = {(row["document"], row["class"].removeprefix(NS)): int(row["count"]) for row in rows}
    sizes = {}
    for meta in build.manifest.documents:
        iri = document_iri(meta.id, meta.version)
        clauses, norms, statements = (found.get((iri, name), 0) for name in ("Clause", "Norm", "Information"))
        sizes[meta.edition] = (clauses, norms - statements)
    return sizes

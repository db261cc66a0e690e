"""What a committee has said of pairs of norms: assessed, with a note, by whom and when; kept beside the builds.

One JSON object a line in ``$ANSVAR_HOME/assessments.jsonl``; lines are only ever added. An assessment names
its norms by document, clause and their own words, never by an id of a build: so it outlives new builds. The
last line about a pair is what holds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from kg import access
from kg.appending import append, records, turn
from kg.audit import Event, record
from kg.errors import AnsvarError
from kg.home import home_folder
from kg.iris import hashed
from kg.model import Norm
from kg.overlap.overlaps import Overlap
from kg.replacing import sift
from kg.review.reviews import now

FILE = "assessments.jsonl"
LOCK = "assessments.lock"
PATIENCE = 10.0
"""Seconds to wait for another writer, whose turn takes some milliseconds."""


class AssessmentError(AnsvarError):
    """An assessment cannot be taken or kept as it stands; nothing of it was stored."""


class Act(StrEnum):
    """What is said of a pair."""

    ASSESSED = "assessed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Side:
    """One norm of a pair as it was when it was assessed; ``quote`` is the norm's own words."""

    document: str
    clause: str
    quote: str

    @property
    def digest(self) -> str:
        """A hash of document and words, the same wherever in the document the words stand."""
        return hashed(self.document, self.quote)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a person said of a pair; ``time`` is UTC, ISO 8601 to the second."""

    act: Act
    sides: tuple[Side, Side]
    who: str
    time: str
    note: str = ""

    @property
    def key(self) -> frozenset[tuple[str, str]]:
        """The pair in its clauses, whichever norm comes first."""
        return frozenset((side.clause, side.digest) for side in self.sides)

    def about(self, document: str) -> bool:
        """Whether a norm of the pair is of a document."""
        return any(side.document == document for side in self.sides)

    @property
    def words(self) -> tuple[str, ...]:
        """The pair wherever it stands."""
        return tuple(sorted(side.digest for side in self.sides))

    @property
    def clauses(self) -> frozenset[tuple[str, str]]:
        """The clauses of the pair, whatever they say."""
        return frozenset((side.document, side.clause) for side in self.sides)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands: the assessment that holds for it, and one made of an earlier wording of its clauses."""

    assessment: Assessment | None = None
    earlier: Assessment | None = None


def sides_of(pair: Overlap) -> tuple[Side, Side]:
    """Return the sides of a pair."""
    return _side(pair.a), _side(pair.b)


def _side(norm: Norm) -> Side:
    return Side(norm.document, norm.clause, norm.text)


def said_of(pair: Overlap, *, who: str, note: str = "", act: Act = Act.ASSESSED) -> Assessment:
    """Return an assessment of a pair, made now.

    :raises AssessmentError: where nobody says it.
    """
    who = " ".join(who.split())
    if not who:
        raise AssessmentError("Skriv hvem som har vurdert paret.")
    return Assessment(act, sides_of(pair), who, now(), note.strip())


# -- what holds


def in_force(said: Iterable[Assessment]) -> list[Assessment]:
    """Return the assessments that hold, oldest first: the last word on each pair, but where that took it back."""
    last: dict[frozenset[tuple[str, str]], Assessment] = {}
    for each in said:
        last.pop(each.key, None)
        last[each.key] = each
    return [each for each in last.values() if each.act is Act.ASSESSED]


def standings(pairs: Sequence[Overlap], said: Iterable[Assessment]) -> list[Standing]:
    """Return where each pair stands, in the order of the pairs.

    An assessment holds for the pair of its words: in its clauses, else where the words stand now, if
    no two pairs have them. Where the words are gone, it is an earlier one of the pairs of its clauses.
    """
    held = in_force(said)
    probes = [Assessment(Act.ASSESSED, sides_of(pair), "", "") for pair in pairs]
    exact = {each.key: each for each in held}
    taken = {probe.key for probe in probes} & exact.keys()
    moved = {each.words: each for each in held if each.key not in taken}
    free = Counter(probe.words for probe in probes if probe.key not in taken)
    gone = {each.clauses: each for each in held if each.key not in taken and free[each.words] != 1}
    found = []
    for probe in probes:
        holds = exact.get(probe.key) or (moved.get(probe.words) if free[probe.words] == 1 else None)
        found.append(Standing(holds, None if holds else gone.get(probe.clauses)))
    return found


# -- the file


def keep(assessment: Assessment, folder: Path | None = None) -> None:
    """Add an assessment to the file, readable to its owner only, and wait until it is on disk.

    :raises AssessmentError: where it cannot be written.
    :raises AccessError: where who is there may not assess.
    """
    access.require(access.Act.ASSESS)
    folder = folder or home_folder()
    clauses = [f"{side.document}/{side.clause}" for side in assessment.sides]
    line = json.dumps(asdict(assessment), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with _writing(folder, "Ingenting ble lagret."), turn(folder / LOCK, patience=PATIENCE):
        record(Event.ASSESSMENT, folder, act=assessment.act.value, clauses=clauses)
        append(folder / FILE, line)


def kept(folder: Path | None = None) -> list[Assessment]:
    """Return all that was said, oldest first; a line that a crash cut off is passed over (see ``broken``).

    :raises AssessmentError: where the file is there but cannot be read.
    """
    return [each for each in _all(folder) if each is not None]


def broken(folder: Path | None = None) -> int:
    """Return how many lines of the file cannot be read.

    :raises AssessmentError: where the file is there but cannot be read.
    """
    return sum(each is None for each in _all(folder))


def _all(folder: Path | None) -> list[Assessment | None]:
    path = (folder or home_folder()) / FILE
    try:
        return [_read(line) for line in records(path)]
    except OSError as error:
        raise AssessmentError(f"Kan ikke lese {path} ({error.strerror}). Rett tilgangen, og prøv igjen.") from error


def forget(document: str, folder: Path | None = None) -> None:
    """Remove all that was said of norms of a document from the file, for good.

    :raises AssessmentError: where the file cannot be read or written; nothing is removed then.
    """
    folder = folder or home_folder()

    def stays(line: bytes) -> bool:
        return (said := _read(line)) is None or not said.about(document)

    with _writing(folder, "Ingenting ble fjernet."):
        sift(folder / FILE, stays, lock=folder / LOCK, patience=PATIENCE)


@contextmanager
def _writing(folder: Path, undone: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise AssessmentError("En annen lagrer en vurdering akkurat nå. Prøv igjen om litt.") from error
    except OSError as error:
        raise AssessmentError(f"Kan ikke skrive i {folder} ({error.strerror}). {undone}") from error


def _read(line: bytes) -> Assessment | None:
    try:
        raw = json.loads(line.decode())
        one, other = (Side(**side) for side in raw["sides"])
        said = Assessment(Act(raw["act"]), (one, other), raw["who"], raw["time"], raw["note"])
    except (ValueError, KeyError, TypeError):
        return None
    texts = (
        said.who,
        said.time,
        said.note,
        *(getattr(s, n) for s in said.sides for n in ("document", "clause", "quote")),
    )
    return said if all(isinstance(text, str) for text in texts) else None

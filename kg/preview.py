"""What a document would bring, before it is taken in: its chapters, norms and roles, and what could not be placed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.segments import chapter_of
from ingest.shortcomings import shortcomings
from kg.model import Clause, ClauseKind, Document, Metadata, Modality, Norm
from kg.wording.places import chapter_title
from ontology.concepts import concepts
from ontology.links import LINK

_STATING = (ClauseKind.POINT, ClauseKind.PARAGRAPH)
_WORD = re.compile(r"[^\W\d_]{3}")
NO_CHAPTER = "Uten kapittel"
MUCH = 0.3
"""From which share on what could not be placed is worth a warning."""


class Unplaced(StrEnum):
    """What kind of thing could not be placed."""

    LEFT_OUT = "left out"
    NOTHING_READ = "nothing read"
    NO_CHAPTER = "no chapter"
    NO_BEARER = "no bearer"
    UNKNOWN_ROLE = "unknown role"
    UNKNOWN_THING = "unknown thing"


UNPLACED = {
    Unplaced.LEFT_OUT: "Tekst som ikke er med i noe punkt",
    Unplaced.NOTHING_READ: "Punkter som det ikke er lest noe ut av",
    Unplaced.NO_CHAPTER: "Punkter utenfor kapitlene",
    Unplaced.NO_BEARER: "Utsagn som binder, uten at det er lest hvem",
    Unplaced.UNKNOWN_ROLE: "Roller utenfor ordlisten",
    Unplaced.UNKNOWN_THING: "Saker utenfor ordlisten",
}
"""The kinds in Norwegian, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: how many points and paragraphs it has, and how many norms that bind or permit."""

    title: str
    clauses: int
    norms: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could not be placed, in words of the document; how often it occurs."""

    kind: Unplaced
    text: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many points and paragraphs a document has word for word in common with an edition."""

    edition: Metadata
    same: int
    new: int
    gone: int

    @property
    def sentence(self) -> str:
        """The comparison in Norwegian.

        >>> Likeness(Metadata("vakt", "Vakt"), same=1, new=2, gone=0).sentence
        'Mot vakt@1: 1 punkt er ordrett likt, 2 er nye eller endret, 0 er ikke med lenger.'
        """
        alike = "punkt er ordrett likt" if self.same == 1 else "punkter er ordrett like"
        return (
            f"Mot {self.edition.edition}: {self.same} {alike}, {self.new} er nye eller endret, "
            f"{self.gone} er ikke med lenger."
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a document would bring. ``roles`` are the bearers of its norms, the most burdened first.

    ``unread`` says what of it is no text that is read, such as pages that are pictures.
    """

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    modalities: Mapping[Modality, int]
    roles: tuple[tuple[str, int], ...]
    unplaced: tuple[Finding, ...]
    links: tuple[str, ...]
    numbered: bool
    unread: tuple[str, ...] = ()

    @property
    def clauses(self) -> int:
        """How many points and paragraphs there are."""
        return sum(chapter.clauses for chapter in self.chapters)

    @property
    def norms(self) -> int:
        """How many norms bind or permit."""
        return sum(chapter.norms for chapter in self.chapters)

    def of(self, kind: Unplaced) -> list[Finding]:
        """Return what could not be placed, of one kind."""
        return [finding for finding in self.unplaced if finding.kind is kind]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at before taking the document in, each in one Norwegian sentence."""
        found = list(self.unread)
        if not self.norms:
            found.append("Det er ikke lest ut noe som binder. Er dette en retningslinje på norsk?")
        if not self.numbered:
            found.append("Fant ingen nummererte kapitler. Overskriftene er brukt i stedet, der de finnes.")
        if (bearerless := len(self.of(Unplaced.NO_BEARER))) > MUCH * self.norms:
            found.append(f"{bearerless} av {self.norms} normer sier ikke hvem. Sjekk at overskriftene er kommet med.")
        if len(self.of(Unplaced.NOTHING_READ)) > MUCH * self.clauses:
            found.append("Det er ikke lest noe ut av mange av punktene.")
        if self.of(Unplaced.LEFT_OUT):
            found.append("Noe av teksten er ikke med i noe punkt.")
        return tuple(found)


def preview(document: Document, clauses: Sequence[Clause], norms: Sequence[Norm]) -> Preview:
    """Return what a document that has been read would bring."""
    by_id = {clause.id: clause for clause in clauses}
    binding = [norm for norm in norms if norm.modality is not Modality.INFO]
    heads = {clause.id: _head(clause, by_id) for clause in clauses}
    points = Counter(heads[clause.id] for clause in clauses if clause.kind in _STATING)
    carried = Counter(heads[norm.clause] for norm in binding)
    named = [clause for clause in clauses if clause.kind is ClauseKind.CHAPTER or points[clause.id]]
    chapters = [Chapter(chapter_title(each), points[each.id], carried[each.id]) for each in named if each.id in points]
    if points[""]:
        chapters.insert(0, Chapter(NO_CHAPTER, points[""], carried[""]))
    return Preview(
        metadata=document.metadata,
        chapters=tuple(chapters),
        modalities={modality: sum(n.modality is modality for n in norms) for modality in Modality},
        roles=tuple(Counter(role for norm in binding for role in norm.bearers).most_common()),
        unplaced=tuple(_unplaced(document, clauses, norms, heads)),
        links=tuple(dict.fromkeys(link for clause in clauses for link in clause.links)),
        numbered=any(clause.kind is ClauseKind.CHAPTER for clause in clauses),
        unread=tuple(shortcomings(document.text)),
    )


def _head(clause: Clause, by_id: Mapping[str, Clause]) -> str:
    """Return the id of the chapter, else of the topmost heading, that a clause stands under; empty where in none."""
    top = chapter_of(clause, by_id)
    return "" if top.kind in _STATING else top.id


def _unplaced(
    document: Document, clauses: Sequence[Clause], norms: Sequence[Norm], heads: Mapping[str, str]
) -> Iterator[Finding]:
    yield from (Finding(Unplaced.LEFT_OUT, line) for line in left_out(document, clauses))
    read = {norm.clause for norm in norms}
    stating = [clause for clause in clauses if clause.kind in _STATING]
    yield from (Finding(Unplaced.NOTHING_READ, clause.text) for clause in stating if clause.id not in read)
    yield from (Finding(Unplaced.NO_CHAPTER, clause.text) for clause in stating if not heads[clause.id])
    binding = [norm for norm in norms if norm.modality is not Modality.INFO]
    yield from (Finding(Unplaced.NO_BEARER, norm.text) for norm in binding if not norm.bearers)
    roles = Counter(role for norm in binding for role in (*norm.bearers, *norm.counterparties))
    things = Counter(thing for norm in binding for thing in norm.artifacts)
    for kind, counted in ((Unplaced.UNKNOWN_ROLE, roles), (Unplaced.UNKNOWN_THING, things)):
        unknown = [(concept, count) for concept, count in counted.most_common() if concept not in concepts()]
        yield from (Finding(kind, concepts().name(concept), count) for concept, count in unknown)


def left_out(document: Document, clauses: Sequence[Clause]) -> list[str]:
    """Return the lines of a document with words that stand in no clause; addresses are links of a clause."""
    lines, at = [], 0
    for clause in sorted(clauses, key=lambda clause: clause.start):
        lines += document.text[at : clause.start].splitlines()
        at = max(at, clause.end)
    lines += document.text[at:].splitlines()
    return [" ".join(line.split()) for line in lines if _WORD.search(LINK.sub("", line))]


def likeness(clauses: Sequence[Clause], edition: Metadata, others: Sequence[Clause]) -> Likeness:
    """Return how many points and paragraphs are the same, word for word, as in an edition."""
    mine, theirs = (Counter(c.text.casefold() for c in each if c.kind in _STATING) for each in (clauses, others))
    same = (mine & theirs).total()
    return Likeness(edition, same, mine.total() - same, theirs.total() - same)

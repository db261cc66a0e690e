"""What the engine gives back: an answer with its roles, conditions and citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from kg.model import Modality
from ontology.concepts import concepts
from qa.understanding import Question

SURE = 0.6
"""Answers below this confidence say that they are unsure: of questions never learned from, half of them were wrong.
One about a deed that no clause speaks of has to be surer."""


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RoleAnswer:
    """A role that carries the norm asked about."""

    id: str
    label: str
    modality: Modality

    @property
    def reported(self) -> str:
        """The id by which the command-line contract names it."""
        return concepts().reported(self.id)


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause quoted: ``quote`` is verbatim, ``start``/``end`` count into the stored source.

    ``place`` says the place to a reader ("kapittel 11, punkt 3"), ``name`` the document where there are
    several to tell apart; ``reviewed`` is true where a person has looked over what was read from it.
    """

    document: str
    version: str
    section: str
    clause: str
    quote: str
    start: int
    end: int
    place: str = ""
    norm: str = ""
    reviewed: bool = False
    name: str = ""

    @property
    def where(self) -> str:
        """The place, after the document where there are several ("nordvik, kapittel 4")."""
        return f"{self.name}, {self.place}" if self.name else self.place


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A condition under which the answer holds, or an exception from it.

    ``bare`` is true for words that say nothing away from their sentence ("om nødvendig"): whoever quotes that
    sentence need not list them.
    """

    text: str
    kind: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class OpenCondition:
    """A condition that the question leaves open: the clause's words, and the follow-up that settles it."""

    text: str
    situations: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a follow-up question took over from the one before.

    ``concepts`` are the ids of what it may name; ``kind`` is that of the concepts, ``kind`` for
    what is asked for, or ``words`` for words that no concept stands for; ``words`` are the
    user's own.
    """

    concepts: tuple[str, ...]
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question.

    ``text`` opens with the direct answer; ``citations`` are best first and prove it; ``near`` are the clauses next to
    it, not part of the answer, and ``likely`` is true where the first of them may be the answer that was not sure
    enough to be given. ``norms`` are the ids of the norms answered with.
    ``elapsed_ms`` runs from question read to answer ready. ``meaning`` is the question as it was
    read, ``taken`` what it took over from the question before, and ``open`` the conditions that
    it leaves open. ``cautions`` are the lines of its text that it says against itself. An answer is of one document;
    ``elsewhere`` are the answers of others.
    """

    question: str
    status: Status
    text: str
    language: str = "nb"
    roles: tuple[RoleAnswer, ...] = ()
    citations: tuple[Citation, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    near: tuple[Citation, ...] = ()
    likely: bool = False
    norms: tuple[str, ...] = ()
    confidence: float = 0.0
    cautions: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    understood: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meaning: Question | None = None
    taken: tuple[Taken, ...] = ()
    open: tuple[OpenCondition, ...] = ()
    elsewhere: tuple[Answer, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether the text says that it may be the wrong answer."""
        return self.status is Status.ANSWERED and self.confidence < SURE

    @property
    def said(self) -> tuple[str, ...]:
        """What the answer says besides the quotes: its sentences, conditions, time limits and contacts."""
        direct, *others = (line.partition(": «") for line in self.text.split("\n"))
        return direct[0], *(before for before, quoted, _ in others if quoted or "«" not in before)

    def as_record(self, identifier: str) -> dict[str, object]:
        """Return the answer as the command-line contract's record."""
        return {
            "id": identifier,
            "question": self.question,
            "status": self.status.value,
            "answer": self.text,
            "roles": [{"id": r.reported, "label": r.label, "modality": r.modality.value} for r in self.roles],
            "citations": [
                {
                    "document": c.document,
                    "version": c.version,
                    "section": c.section,
                    "clause": c.clause,
                    "quote": c.quote,
                    "start": c.start,
                    "end": c.end,
                }
                for c in self.citations
            ],
            "conditions": [{"text": c.text, "kind": c.kind} for c in self.circumstances],
            "confidence": round(self.confidence, 3),
            "elapsed_ms": round(self.elapsed_ms, 2),
        }


def same_roles(answers: Iterable[Answer]) -> bool | None:
    """Return whether all answers name the same roles, however each is bound; None where one names nobody."""
    named = [frozenset(role.id for role in answer.roles) for answer in answers]
    return None if not all(named) else len(set(named)) == 1

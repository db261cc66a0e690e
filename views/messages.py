"""What a conversation holds: each question with its answer and all that is drawn of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.segments import chapter_of, path_to
from kg.errors import AnsvarError
from kg.model import Clause, ClauseKind, Norm
from qa.answers import Answer, Citation, Status
from qa.engine import Engine

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A clause that proves the answer: its citation, its norm, and the clauses around it."""

    citation: Citation
    norm: Norm
    around: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that a question is put to, all where none is named; ``apart`` where each answers by itself."""

    documents: tuple[str, ...] = ()
    apart: bool = False


ALL = Scope()


@dataclass(frozen=True, slots=True)
class Message:
    """A question and its answer, or the error that came instead.

    A message is whole: it is drawn the same after a new build. A refused question is not kept:
    the engine returns its answer with an empty question. Where each document answered by itself,
    ``compared`` are their answers by document id, and ``answer`` is the first that is none of silence.
    """

    id: int
    build: str
    answer: Answer | None = None
    error: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    compared: tuple[tuple[str, Answer], ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the message on the page."""
        return f"melding-{self.id}"

    @property
    def nearby(self) -> tuple[Citation, ...]:
        """The clauses near the answer that neither carry it nor are shown as what may be it, each once."""
        if self.answer is None:
            return ()
        carried = {(e.citation.clause, e.citation.start) for e in self.exhibits}
        cited = [*self.answer.citations, *self.answer.near[int(self.answer.likely) :]]
        near = {(c.document, c.clause, c.start): c for c in cited if (c.clause, c.start) not in carried}
        return tuple(near.values())


def ask(engine: Engine, question: str, identifier: int, scope: Scope = ALL, *, after: Answer | None = None) -> Message:
    """Ask the engine, and gather what the page shows of its answer.

    :param after: the answer before, on which a follow-up leans.
    """
    build = engine.build.manifest.id
    try:
        if scope.apart:
            compared = engine.compare(question, scope.documents, after=after)
            answered = (each for each in compared.values() if each.status is Status.ANSWERED)
            first = next(answered, next(iter(compared.values())))
            return Message(identifier, build, answer=first, compared=tuple(compared.items()))
        answer = engine.ask(question, scope.documents, after=after)
        exhibits = tuple(_exhibits(engine, answer)) if answer.status is Status.ANSWERED else ()
    except AnsvarError as error:
        return Message(identifier, build, error=str(error))
    return Message(identifier, build, answer=answer, exhibits=exhibits)


def _exhibits(engine: Engine, answer: Answer) -> list[Exhibit]:
    """Return the citations whose norms the answer is made of; the first always is."""
    proofs = [c for n, c in enumerate(answer.citations) if n == 0 or c.norm in answer.norms]
    norms = engine.library.norms([(c.document, c.norm) for c in proofs])
    return [
        Exhibit(cited, norm, surroundings(engine.library.clauses(cited.document), cited.clause))
        for cited, norm in zip(proofs, norms, strict=True)
    ]


def surroundings(clauses: dict[str, Clause], wanted: str) -> tuple[Clause, ...]:
    """Return a clause with its neighbours in the same chapter, and the headings it stands under."""
    chapter = chapter_of(clauses[wanted], clauses)
    family = [c for c in clauses.values() if chapter_of(c, clauses) == chapter]
    at = next(n for n, c in enumerate(family) if c.id == wanted)
    near = family[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    kept = {c.id for c in (*path_to(clauses[wanted], clauses), *near)}
    return tuple(c for c in clauses.values() if c.id in kept)


def depth_of(clauses: dict[str, Clause], identifier: str) -> int:
    """Return how far a clause is indented: the points and lead-ins that are points above it."""
    depth, parent = 0, clauses[identifier].parent
    while parent is not None and parent in clauses:
        depth += bool(clauses[parent].label) and clauses[parent].kind is not ClauseKind.CHAPTER
        parent = clauses[parent].parent
    return depth


def last_answer(messages: Sequence[Message]) -> Answer | None:
    """Return the answer on which the next question may lean: a refused question and an error leave none."""
    answers = (message.answer for message in reversed(messages))
    return next((answer for answer in answers if answer is not None and answer.meaning is not None), None)

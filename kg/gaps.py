"""What a guideline leaves open: who carries a norm, who receives, which situations, what words mean.

- ``NO_BEARER``: a norm whose bearer the text does not name.
- ``NO_RECEIVER``: a thing that somebody makes or sends, with nobody who receives it, here or anywhere
  in the document, and nobody else who does anything with it.
- ``UNCOVERED``: a situation in which no role carries anything; one whose opposite the document
  covers alone; or one in which a role is met by the norms of another and carries none itself.
- ``UNDEFINED``: a role or thing that the ontology does not know; an abbreviation that the text does
  not spell out either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.metadata import spelled
from kg.abbreviations import abbreviations, undefined
from kg.iris import CONCEPTS
from kg.library import Library
from kg.model import Modality, Norm
from kg.sides import any_colleagues, covered
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import NOUNS, capital, chapter, chapters, quoted, roles
from ontology.concepts import concepts
from ontology.cues import cues
from ontology.words import words

__all__ = ["Gap", "GapKind", "gaps"]

SEVERAL = 2
"""From how many norms of one role on, a situation is one in which others may miss theirs."""


class GapKind(StrEnum):
    """What is left open."""

    NO_BEARER = "no_bearer"
    NO_RECEIVER = "no_receiver"
    UNCOVERED = "uncovered"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a document leaves open, in one Norwegian sentence for the committee.

    ``norms`` and ``clauses`` (ids) are those concerned, in the document's order; ``concepts`` are
    ids of roles, artifacts and situations, or the abbreviation itself.
    """

    kind: GapKind
    document: str
    sentence: str
    norms: tuple[Norm, ...] = ()
    clauses: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()

    def as_record(self) -> dict[str, object]:
        """Return the gap as one line of ``ansvar overlaps --gaps --jsonl``."""
        return {
            "kind": self.kind.value,
            "document": self.document,
            "sentence": self.sentence,
            "norms": [norm.id for norm in self.norms],
            "texts": [norm.text for norm in self.norms],
            "clauses": list(self.clauses),
            "concepts": list(self.concepts),
        }


def gaps(library: Library, documents: Sequence[str]) -> list[Gap]:
    """Return what each document leaves open, by document, kind and place in the document."""
    found: list[Gap] = []
    for document in documents:
        reading = _Reading(library, document)
        for look in (_without_bearer, _without_receiver, _uncovered, _unknown_concepts, _unknown_abbreviations):
            found += look(reading)
    return found


class _Reading:
    """One document with its binding norms, and what the queries say of it."""

    def __init__(self, library: Library, document: str) -> None:
        self.document = document
        self.library = library
        self.clauses = list(library.clauses(document).values())
        self.norms = {n.id: n for n in library.all_norms(document) if n.modality is not Modality.INFO}
        self._bearers = {role for norm in self.norms.values() for role in norm.bearers}
        self._named = {
            concept
            for norm in self.norms.values()
            for concept in (*norm.concepts, *(s for limit in norm.conditions for s in limit.situations))
        }

    def rows(self, query: str) -> list[dict[str, str]]:
        """Run a named query over the document; IRIs of its norms and of concepts are given as ids."""
        return [
            {name: self._short(value) for name, value in row.items()}
            for row in self.library.rows(query, [self.document])
        ]

    def _short(self, value: str) -> str:
        return value.removeprefix(CONCEPTS).removeprefix(self.library.base(self.document))

    def left_out(self, situation: str) -> list[str]:
        """Return the opposites of a situation of which no norm of the document says anything."""
        return [other for other in concepts().excluded(situation) if other not in self._named]

    def idle(self, norms: Sequence[Norm], bearers: Sequence[str]) -> list[str]:
        """Return who is met by several norms of a situation, carries norms elsewhere, but none of these."""
        if len(norms) < SEVERAL or not bearers:
            return []
        met = dict.fromkeys(role for norm in norms for role in norm.counterparties if role in self._bearers)
        return [role for role in met if any_colleagues([role], bearers) and not covered([role], bearers)]

    def defines(self, concept: str) -> bool:
        """Whether a clause says what a concept stands for."""
        first = concept.partition("_")[0]
        telling = (clause.text for clause in self.clauses if cues()["defines"].search(clause.text))
        return any(spelled(word.text.lower()).startswith(first) for text in telling for word in words(text))

    def of(self, ids: Iterable[str]) -> tuple[Norm, ...]:
        """Return binding norms by id, in the document's order."""
        wanted = set(ids)
        return tuple(norm for norm in self.norms.values() if norm.id in wanted)

    def gap(self, kind: GapKind, sentence: str, norms: Sequence[Norm], *, concerning: Iterable[str] = ()) -> Gap:
        """Return a gap about some norms."""
        clauses = tuple(dict.fromkeys(norm.clause for norm in norms))
        return Gap(kind, self.document, sentence, tuple(norms), clauses, tuple(dict.fromkeys(concerning)))


def _without_bearer(reading: _Reading) -> Iterator[Gap]:
    """The norms that name nobody."""
    for norm in reading.of(row["norm"] for row in reading.rows("norms_without_bearer")):
        laid = f"{capital(chapter(norm.section))} gir {NOUNS[norm.modality]}"
        said = f"{laid} uten å si hvem det gjelder: {quoted(norm.text)}."
        yield reading.gap(GapKind.NO_BEARER, said, [norm], concerning=norm.artifacts)


def _without_receiver(reading: _Reading) -> Iterator[Gap]:
    """The things that are made or sent, and go to nobody."""
    known = concepts()
    received = {artifact for norm in reading.norms.values() if norm.counterparties for artifact in norm.artifacts}
    by_artifact: dict[str, set[str]] = {}
    for row in reading.rows("artifacts_without_receiver"):
        by_artifact.setdefault(row["artifact"], set()).add(row["norm"])
    for artifact, ids in by_artifact.items():
        norms = reading.of(ids)
        made = [norm for norm in norms if _makes(norm)]
        makers = tuple(dict.fromkeys(role for norm in made for role in norm.bearers))
        if not made or not received.isdisjoint((*known.ancestors(artifact), *known.related(artifact))):
            continue
        if all(covered(norm.bearers, makers) for norm in norms):
            does = f"{MODALITIES[made[0].modality].verb} {made[0].action}"
            name = _named(artifact, norms)
            said = f"Ingen er nevnt som mottaker av {name}, som {roles(makers)} {does} ({chapters(made)})."
            yield reading.gap(GapKind.NO_RECEIVER, said, norms, concerning=(artifact, *makers))


def _makes(norm: Norm) -> bool:
    """Whether somebody makes or sends what the norm acts upon."""
    return bool(norm.bearers) and norm.modality is not Modality.PROHIBITION and norm.action in cues()["making_verb"]


def _uncovered(reading: _Reading) -> Iterator[Gap]:
    """The situations in which somebody, or everybody, carries nothing."""
    norms: dict[str, set[str]] = {}
    bearers: dict[str, dict[str, None]] = {}
    for row in reading.rows("situations_and_bearers"):
        norms.setdefault(row["situation"], set()).add(row["norm"])
        bearers.setdefault(row["situation"], {}).update({row["bearer"]: None} if "bearer" in row else {})
    for situation, ids in norms.items():
        held, carrying = reading.of(ids), tuple(bearers[situation])
        about = f"I situasjonen {_situation(situation)} ({chapters(held)})"
        if not carrying:
            said = f"{about} har ingen rolle fått ansvaret."
            yield reading.gap(GapKind.UNCOVERED, said, held, concerning=[situation])
        for other in reading.left_out(situation):
            said = f"{about} sier teksten hva som gjelder, men ikke i situasjonen {_situation(other)}."
            yield reading.gap(GapKind.UNCOVERED, said, held, concerning=[situation, other])
        if idle := reading.idle(held, carrying):
            said = f"{about} har {roles(carrying)} ansvar, mens {roles(idle)} er motpart uten å ha fått noe eget."
            yield reading.gap(GapKind.UNCOVERED, said, held, concerning=[situation, *idle])


def _situation(situation: str) -> str:
    return f"«{concepts().name(situation)}»"


def _unknown_concepts(reading: _Reading) -> Iterator[Gap]:
    """The roles and things that neither the ontology knows nor the text defines, the most used first."""
    for row in reading.rows("provisional_concepts"):
        concept = row["concept"]
        norms = [n for n in reading.norms.values() if concept in (*n.bearers, *n.artifacts, *n.counterparties)]
        if norms and not reading.defines(concept):
            said = f"Ordlisten kjenner ikke «{_named(concept, norms)}», som brukes i {chapters(norms)}."
            yield reading.gap(GapKind.UNDEFINED, said, norms, concerning=[concept])


def _unknown_abbreviations(reading: _Reading) -> Iterator[Gap]:
    """The abbreviations that are nowhere explained."""
    clauses = reading.clauses
    for short in undefined(clause.text for clause in clauses):
        using = [clause for clause in clauses if short in abbreviations(clause.text)]
        said = f"Forkortelsen «{short}» ({chapters(using)}) er verken forklart i teksten eller kjent i ordlisten."
        norms = tuple(n for n in reading.norms.values() if short in abbreviations(n.text))
        yield Gap(GapKind.UNDEFINED, reading.document, said, norms, tuple(clause.id for clause in using), (short,))


def _named(concept: str, norms: Iterable[Norm]) -> str:
    """Name a concept; one that the ontology does not know by the text's own word, of which its id is made."""
    if concept in concepts():
        return concepts().name(concept)
    found = {word.text.lower() for norm in norms for word in words(norm.text)}
    forms = [word for word in found if spelled(word).startswith(concept)]
    return min(forms, key=lambda word: (len(word), word), default=concepts().name(concept))

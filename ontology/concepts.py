"""The concepts of ``concepts.ttl``: roles, artifacts, actions, situations, topics and channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ontology import ROOT
from ontology.turtle import CONCEPT, NS, SKOS, TYPE, Fact, facts

if TYPE_CHECKING:
    pass


class Kind(StrEnum):
    """The kinds of concept."""

    ROLE = "Role"
    ARTIFACT = "Artifact"
    ACTION = "Action"
    SITUATION = "Situation"
    TOPIC = "Topic"
    CHANNEL = "Channel"


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a concept in one language; hidden labels serve questions only."""

    text: str
    language: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its names; what it is tied to is given as concept ids.

    ``producers`` write the document that an artifact is; ``implies`` are the artifacts that an
    action acts upon unnamed; ``does`` is the action that makes somebody have a role; ``excludes``
    are situations that cannot hold together with this one, or topics that are others of its kind;
    ``hours`` are when in the day a situation holds, from and to; ``scope`` marks what lies outside
    the guidelines.
    """

    id: str
    kind: Kind
    preferred: dict[str, str]
    definite: dict[str, str]
    labels: tuple[Label, ...]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    hours: tuple[float, float] | None = None
    scope: str = ""

    def name(self, language: str = "nb") -> str:
        """Return the preferred label in a language, else in Bokmål."""
        return self.preferred.get(language) or self.preferred.get("nb") or self.id.replace("_", " ")

    def definite_name(self, language: str = "nb") -> str:
        """Return the name as a sentence's subject ("fastlegen", "the GP")."""
        return self.definite.get(language) or self.definite.get("nb") or self.name(language)


class Concepts:
    """All concepts by id.

    :raises KeyError: from ``[]`` for an id that is not there.
    """

    def __init__(self, concepts: dict[str, Concept]) -> None:
        self._concepts = concepts
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._narrower: dict[str, list[str]] = {}
        self._related: dict[str, list[str]] = {}
        for concept in concepts.values():
            for above in concept.broader:
                self._narrower.setdefault(above, []).append(concept.id)
            for other in concept.related:
                self._related.setdefault(concept.id, []).append(other)
                self._related.setdefault(other, []).append(concept.id)

    def __getitem__(self, concept: str) -> Concept:
        return self._concepts[concept]

    def __contains__(self, concept: object) -> bool:
        return concept in self._concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, concept: str) -> Concept | None:
        """Return a concept, or None where the ontology does not know it (a provisional one)."""
        return self._concepts.get(concept)

    def name(self, concept: str, language: str = "nb") -> str:
        """Return a concept's name; a provisional concept is named by its id."""
        known = self.get(concept)
        return known.name(language) if known else concept.replace("_", " ")

    def definite_name(self, concept: str, language: str = "nb") -> str:
        """Return a concept's name as a sentence's subject."""
        known = self.get(concept)
        return known.definite_name(language) if known else concept.replace("_", " ")

    def reported(self, concept: str) -> str:
        """Return the id by which the command-line contract reports a concept.

        It is that of a broader one which has its name among its own: the contract has one id for the doctors of a
        municipality, and "legevaktslege" is a name of it.
        """
        known = self.get(concept)
        if known is None:
            return concept
        named = (
            above for above in self.ancestors(concept) if any(lab.text == known.name() for lab in self[above].labels)
        )
        return next(named, concept)

    def kind(self, concept: str) -> Kind | None:
        """Return a concept's kind, or None for a provisional concept."""
        known = self.get(concept)
        return known.kind if known else None

    def served(self, concept: str) -> bool:
        """Return whether a role is one that the others serve: a patient, or those close to one."""
        return any(c.scope == "served" for name in (concept, *self.ancestors(concept)) if (c := self.get(name)))

    def narrower(self, concept: str) -> tuple[str, ...]:
        """Return the concepts directly below one."""
        return tuple(self._narrower.get(concept, ()))

    def related(self, concept: str) -> tuple[str, ...]:
        """Return the concepts tied to one, in either direction."""
        return tuple(dict.fromkeys(self._related.get(concept, ())))

    def excluded(self, concept: str) -> tuple[str, ...]:
        """Return the situations that cannot hold at the same time as one, or the topics that are others of its kind."""
        known = self.get(concept)
        return known.excludes if known else ()

    def ancestors(self, concept: str) -> tuple[str, ...]:
        """Return all broader concepts, the nearest first."""
        if concept not in self._ancestors:
            found: dict[str, None] = {}
            queue = list(self._concepts[concept].broader) if concept in self._concepts else []
            while queue:
                parent = queue.pop(0)
                if parent not in found and parent in self._concepts:
                    found[parent] = None
                    queue.extend(self._concepts[parent].broader)
            self._ancestors[concept] = tuple(found)
        return self._ancestors[concept]

    def specific(self, named: Sequence[str]) -> tuple[str, ...]:
        """Return some concepts without those that are broader than another of them."""
        broader = {above for concept in named for above in self.ancestors(concept)}
        return tuple(concept for concept in named if concept not in broader)


def read_concepts(path: Path) -> Concepts:
    """Read concepts from a Turtle file.

    :raises SyntaxError: where the file is no Turtle.
    """
    found = {iri.removeprefix(CONCEPT): fact for iri, fact in facts(path).items() if iri.startswith(CONCEPT)}
    kinds = {name: _kind(fact) for name, fact in found.items()}
    return Concepts({name: _concept(name, kind, found[name]) for name, kind in kinds.items() if kind is not None})


def _kind(fact: Fact) -> Kind | None:
    types = {str(value).removeprefix(NS) for value in fact.get(TYPE, [])}
    return next((kind for kind in Kind if kind in types), None)


def _concept(name: str, kind: Kind, fact: Fact) -> Concept:
    def texts(predicate: str) -> dict[str, str]:
        return {v.language or "nb": v.value for v in fact.get(predicate, []) if not isinstance(v, str)}

    def ids(predicate: str) -> tuple[str, ...]:
        return tuple(str(value).removeprefix(CONCEPT) for value in fact.get(predicate, []))

    hours = [float(hour) for text in texts(NS + "hours").values() for hour in text.split("-")]
    labels = tuple(
        Label(value.value, value.language or "nb", hidden=predicate == "hiddenLabel")
        for predicate in ("prefLabel", "altLabel", "hiddenLabel")
        for value in fact.get(SKOS + predicate, [])
        if not isinstance(value, str)
    )
    return Concept(
        id=name,
        kind=kind,
        preferred=texts(SKOS + "prefLabel"),
        definite=texts(NS + "definite"),
        labels=labels,
        broader=ids(SKOS + "broader"),
        related=ids(SKOS + "related"),
        producers=ids(NS + "producedBy"),
        implies=ids(NS + "implies"),
        does=ids(NS + "does"),
        excludes=ids(NS + "excludes"),
        hours=(hours[0], hours[1]) if hours else None,
        scope=next(iter(texts(NS + "scope").values()), ""),
    )


@cache
def concepts() -> Concepts:
    """Return the concepts that ship with the program, read once."""
    return read_concepts(ROOT / "concepts.ttl")

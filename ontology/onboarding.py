"""What ``onboarding.ttl`` knows: the stages of a patient's way, which roles go with which, and first questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ontology import ROOT
from ontology.concepts import Concepts, concepts
from ontology.turtle import CONCEPT, NS, SKOS, TYPE, Fact, facts

if TYPE_CHECKING:
    pass

_STAGE = "https://w3id.org/ansvarsgraf/stage/"
_STAGES = {NS + "Stage", NS + "Theme"}

Facts = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the patient's way, with what it is about in a few words and the concepts that it gathers.

    A ``theme`` is about one group of patients, through all that happens to them.
    """

    id: str
    order: int
    name: str
    definition: str
    gathers: tuple[str, ...]
    theme: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A title that people have; its norms are those of the roles above it."""

    id: str
    name: str
    definite: str
    labels: tuple[str, ...]
    broader: tuple[str, ...]


class Onboarding:
    """Stages and roles over the concepts that they speak of, and a first question about some artifacts.

    :raises ValueError: where not exactly one stage gathers nothing.
    """

    def __init__(
        self,
        known: Concepts,
        *,
        stages: Iterable[Stage],
        positions: Iterable[Position],
        held_by: dict[str, tuple[str, ...]],
        works_at: dict[str, tuple[str, ...]],
        light: Iterable[str] = (),
        places: Iterable[str] = (),
        questions: dict[str, str] | None = None,
    ) -> None:
        self._concepts = known
        self.stages = tuple(sorted(stages, key=lambda stage: stage.order))
        self.positions = {position.id: position for position in positions}
        self.held_by = held_by
        self.works_at = works_at
        self.light = frozenset(light)
        self.places = frozenset(places)
        self.questions = questions or {}
        (self.other,) = (stage for stage in self.stages if not stage.gathers)
        self._stage = {concept: stage for stage in self.stages for concept in stage.gathers}

    def stage(self, concept: str) -> Stage | None:
        """Return the stage that gathers a concept, or the nearest that is broader than it."""
        lineage = (concept, *self._concepts.ancestors(concept))
        return next((self._stage[name] for name in lineage if name in self._stage), None)

    def broader(self, role: str) -> tuple[str, ...]:
        """Return the roles that a role is one of, the nearest first.

        >>> onboarding().broader("fastlege"), onboarding().broader("lis")[:2]
        (('lege', 'behandler'), ('sykehuslege', 'lege'))
        """
        position = self.positions.get(role)
        if position is None:
            return self._concepts.ancestors(role)
        above = [name for direct in position.broader for name in self._concepts.ancestors(direct)]
        return tuple(dict.fromkeys([*position.broader, *above]))

    def taken(self, role: str) -> tuple[str, ...]:
        """Return the roles that whoever has a role takes where the matter arises."""
        lineage = {role, *self.broader(role)}
        return tuple(name for name, holders in self.held_by.items() if lineage & set(holders) and name not in lineage)

    def workplaces(self, role: str) -> tuple[str, ...]:
        """Return the roles of the places where whoever has a role works: those it is said of, and those above it.

        >>> onboarding().workplaces("jordmor")
        ('kommunehelsetjeneste', 'kommune')
        """
        lineage = (role, *self.broader(role))
        said = [place for name in lineage for place in self.works_at.get(name, ())]
        return tuple(dict.fromkeys([*said, *(name for name in lineage[1:] if name in self.places)]))

    def name(self, role: str) -> str:
        """Return the name of a role or position; one that is unknown is named by its id."""
        return self.positions[role].name if role in self.positions else self._concepts.name(role)

    def definite_name(self, role: str) -> str:
        """Return the name of a role or position as a sentence's subject."""
        return self.positions[role].definite if role in self.positions else self._concepts.definite_name(role)


def read_onboarding(path: Path, known: Concepts) -> Onboarding:
    """Read stages, positions and ties of roles from a Turtle file.

    :raises SyntaxError: where the file is no Turtle.
    """
    found = facts(path)
    return Onboarding(
        known,
        stages=[_stage(iri, fact) for iri, fact in found.items() if _STAGES & set(map(str, fact.get(TYPE, ())))],
        positions=[_position(iri, fact) for iri, fact in found.items() if NS + "Position" in fact.get(TYPE, ())],
        held_by=_ties(found, "heldBy"),
        works_at=_ties(found, "worksAt"),
        light=_typed(found, "LightAction"),
        places=_typed(found, "Place"),
        questions={_local(iri): _texts(fact, "example")[0] for iri, fact in found.items() if SKOS + "example" in fact},
    )


def _typed(found: Facts, name: str) -> list[str]:
    return [_local(iri) for iri, fact in found.items() if NS + name in fact.get(TYPE, ())]


def _ties(found: Facts, name: str) -> dict[str, tuple[str, ...]]:
    """Return a property's values by subject, in the order of the file."""
    return {_local(iri): _ids(fact, NS + name) for iri, fact in found.items() if NS + name in fact}


def _stage(iri: str, fact: Fact) -> Stage:
    (order,) = _texts(fact, "notation")
    return Stage(
        id=_local(iri),
        order=int(order),
        name=_texts(fact, "prefLabel")[0],
        definition=_texts(fact, "definition")[0],
        gathers=_ids(fact, NS + "gathers"),
        theme=NS + "Theme" in fact[TYPE],
    )


def _position(iri: str, fact: Fact) -> Position:
    return Position(
        id=_local(iri),
        name=_texts(fact, "prefLabel")[0],
        definite=_texts(fact, "definite", NS)[0],
        labels=(*_texts(fact, "prefLabel"), *_texts(fact, "altLabel")),
        broader=_ids(fact, SKOS + "broader"),
    )


def _texts(fact: Fact, name: str, space: str = SKOS) -> tuple[str, ...]:
    """Return a property's texts in Norwegian, or without a language."""
    values = (value for value in fact.get(space + name, ()) if not isinstance(value, str))
    return tuple(value.value for value in values if value.language in (None, "nb"))


def _ids(fact: Fact, predicate: str) -> tuple[str, ...]:
    return tuple(_local(value) for value in fact.get(predicate, ()) if isinstance(value, str))


def _local(iri: str) -> str:
    return iri.removeprefix(CONCEPT).removeprefix(_STAGE)


@cache
def onboarding() -> Onboarding:
    """Return what ships with the program, read once."""
    return read_onboarding(ROOT / "onboarding.ttl", concepts())

"""Reviews: what people have laid down about norms, and which of it is in force.

A review names its norm by document, clause and the norm's own words as they were read, never by
an IRI of a build: so it outlives new builds, new versions and new ways of reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from kg.iris import hashed
from kg.model import ConditionKind, Norm, Reviewed
from ontology.concepts import Kind


class Field(StrEnum):
    """The parts of a norm that a review can put right."""

    MODALITY = "modality"
    BEARERS = "bearers"
    ARTIFACTS = "artifacts"
    COUNTERPARTIES = "counterparties"
    ACTION = "action"
    CONDITIONS = "conditions"
    EXCEPTIONS = "exceptions"
    DEADLINE = "deadline"
    CHANNEL = "channel"


KINDS = {
    Field.BEARERS: Kind.ROLE,
    Field.COUNTERPARTIES: Kind.ROLE,
    Field.ARTIFACTS: Kind.ARTIFACT,
    Field.CHANNEL: Kind.CHANNEL,
}
"""Of what kind the concepts of a field are."""
CONCEPT_FIELDS = frozenset(KINDS)
"""The fields that hold ids of concepts."""
WORD_FIELDS = frozenset({Field.CONDITIONS, Field.EXCEPTIONS, Field.DEADLINE})
"""The fields that hold words of the document."""
SINGLE_FIELDS = frozenset({Field.MODALITY, Field.ACTION, Field.DEADLINE, Field.CHANNEL})
"""The fields that hold one value at most."""
LIMITS = {Field.CONDITIONS: ConditionKind.CONDITION, Field.EXCEPTIONS: ConditionKind.EXCEPTION}


class Verdict(StrEnum):
    """What a review says of its norm, or of the review that it withdraws."""

    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Target:
    """A norm as it was read when it was reviewed: ``quote`` is the norm's own words, ``norm`` its id then."""

    document: str
    clause: str
    norm: str
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a field is to hold: nothing where ``values`` is empty."""

    field: Field
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a person has laid down about a norm.

    ``time`` is UTC, ISO 8601 to the second. ``into`` is the norm with which a merged one is one.
    ``revises`` is the id of the review that this one takes the place of, or withdraws.
    """

    verdict: Verdict
    target: Target
    reviewer: str
    reason: str
    time: str
    changes: tuple[Change, ...] = ()
    into: Target | None = None
    revises: str | None = None

    @property
    def id(self) -> str:
        """A name hashed from all that the review says: 20 hexadecimal digits."""
        parts = [self.verdict.value, *_parts(self.target), self.reviewer, self.reason, self.time]
        for change in self.changes:
            parts += [f"field {change.field.value}", str(len(change.values)), *change.values]
        parts += ["into", *_parts(self.into)] if self.into else []
        return hashed(*parts, "revises", self.revises or "")

    @property
    def mark(self) -> Reviewed:
        """What a norm carries of the review."""
        return Reviewed(self.id, self.reviewer, self.time, self.reason)


def _parts(target: Target) -> tuple[str, ...]:
    return target.document, target.clause, target.norm, target.quote


def now() -> str:
    """Return the time as reviews have it.

    >>> len(now()), now()[-1]
    (20, 'Z')
    """
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_force(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that neither a later one took the place of nor anybody withdrew, oldest first.

    A withdrawal takes back a review with those that it had taken the place of: the norm is then as it was read.
    """
    known = {review.id: review for review in reviews}
    withdrawn: set[str] = set()
    for review in known.values():
        taken = review.revises if review.verdict is Verdict.WITHDRAWN else None
        while taken in known and taken not in withdrawn:
            withdrawn.add(taken)
            taken = known[taken].revises
    standing = [r for r in known.values() if r.id not in withdrawn and r.verdict is not Verdict.WITHDRAWN]
    revised = {review.revises for review in standing}
    return [review for review in standing if review.id not in revised]


def fields_of(norm: Norm) -> dict[Field, tuple[str, ...]]:
    """Return what a norm holds in each field, as a review would lay it down."""
    return {
        Field.MODALITY: (norm.modality.value,),
        Field.BEARERS: norm.bearers,
        Field.ARTIFACTS: norm.artifacts,
        Field.COUNTERPARTIES: norm.counterparties,
        Field.ACTION: (norm.action,) if norm.action else (),
        Field.CONDITIONS: tuple(condition.text for condition in norm.holds_where),
        Field.EXCEPTIONS: tuple(condition.text for condition in norm.unless),
        Field.DEADLINE: (norm.deadline,) if norm.deadline else (),
        Field.CHANNEL: (norm.channel,) if norm.channel else (),
    }

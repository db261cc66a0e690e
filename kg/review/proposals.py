"""Proposals: what a reviewer wants a norm to be, checked, and turned into a review."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import ReviewError
from kg.model import Modality, Norm, collapsed
from kg.review.curation import Curation, MisfitError, corrected
from kg.review.reviews import (
    CONCEPT_FIELDS,
    KINDS,
    SINGLE_FIELDS,
    WORD_FIELDS,
    Change,
    Field,
    Review,
    Verdict,
    fields_of,
    now,
)
from kg.wording.phrases import capital
from ontology.concepts import concepts

FIELD_NAMES = {
    Field.MODALITY: "modalitet",
    Field.BEARERS: "ansvarlig",
    Field.ARTIFACTS: "sak",
    Field.COUNTERPARTIES: "overfor",
    Field.ACTION: "handling",
    Field.CONDITIONS: "vilkår",
    Field.EXCEPTIONS: "unntak",
    Field.DEADLINE: "frist",
    Field.CHANNEL: "kanal",
}
"""What people call the fields."""


class FieldError(ReviewError):
    """A field cannot hold what is asked for; ``field`` is the one."""

    def __init__(self, field: Field, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids that each field may hold: those of the ontology, and provisional ones that some norm has already."""

    known: Mapping[Field, frozenset[str]]

    def check(self, field: Field, value: str) -> None:
        """Check an id.

        :raises FieldError: where the field may not hold it.
        """
        if value not in self.known[field]:
            near = difflib.get_close_matches(value, sorted(self.known[field]), n=3)
            hint = f" Mente du {' eller '.join(f'«{each}»' for each in near)}?" if near else ""
            raise FieldError(field, f"«{value}» er ikke en kjent id.{hint}")


def vocabulary(norms: Iterable[Norm]) -> Vocabulary:
    """Return the ids that fields may hold beside some norms."""
    known: dict[Field, set[str]] = {
        field: {concept.id for concept in concepts() if concept.kind is kind} for field, kind in KINDS.items()
    }
    for norm in norms:
        for field, values in fields_of(norm).items():
            if field in known:
                known[field].update(values)
    roles = known[Field.BEARERS] | known[Field.COUNTERPARTIES]
    known |= {Field.BEARERS: roles, Field.COUNTERPARTIES: roles}
    return Vocabulary({field: frozenset(values) for field, values in known.items()})


def changes(norm: Norm, wanted: Mapping[Field, Sequence[str]]) -> tuple[Change, ...]:
    """Return the changes that make a norm what is wanted; a field that is not named stays as it is."""
    present = fields_of(norm)
    tidied = {field: _tidy(wanted[field]) for field in Field if field in wanted}
    return tuple(Change(field, values) for field, values in tidied.items() if values != _tidy(present[field]))


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(collapsed, values))))


def check(curation: Curation, norm: Norm, made: Sequence[Change], known: Vocabulary) -> None:
    """Check changes of a norm.

    :raises FieldError: for the first that cannot be made.
    """
    for change in made:
        _check_values(change, known)
    wanted = {change.field: change.values for change in made}
    modality = Modality(wanted.get(Field.MODALITY, (norm.modality.value,))[0])
    bearers = wanted.get(Field.BEARERS, norm.bearers)
    if modality is Modality.INFO and wanted.get(Field.BEARERS):
        raise FieldError(
            Field.BEARERS, "En opplysning binder ingen. La feltet stå tomt, eller velg en annen modalitet."
        )
    both = set(bearers) & set(wanted.get(Field.COUNTERPARTIES, ()))
    if both and modality is not Modality.INFO:
        raise FieldError(Field.COUNTERPARTIES, f"«{sorted(both)[0]}» er alt ansvarlig, og kan ikke også være motpart.")
    whole = fields_of(norm) | wanted
    if doubled := set(whole[Field.CONDITIONS]) & set(whole[Field.EXCEPTIONS]):
        raise FieldError(Field.EXCEPTIONS, f"«{sorted(doubled)[0]}» kan ikke være både vilkår og unntak.")
    for change in made:
        if change.field in WORD_FIELDS:
            _check_words(curation, norm, change)


def _check_values(change: Change, known: Vocabulary) -> None:
    if change.field in SINGLE_FIELDS and len(change.values) > 1:
        raise FieldError(change.field, "Feltet kan bare ha én verdi.")
    if change.field is Field.MODALITY and (not change.values or change.values[0] not in set(Modality)):
        said = f"«{change.values[0]}» er ingen modalitet" if change.values else "Modaliteten mangler"
        raise FieldError(change.field, f"{said}. Bruk plikt, anbefaling, tillatelse, forbud eller opplysning.")
    if change.field in CONCEPT_FIELDS:
        for value in change.values:
            known.check(change.field, value)


def _check_words(curation: Curation, norm: Norm, change: Change) -> None:
    review = Review(Verdict.CORRECTED, curation.target(norm.id), "", "", "", (change,))
    try:
        corrected(norm, review, curation.ground)
    except MisfitError as error:
        said = str(error)
        raise FieldError(change.field, f"{capital(said)}. Skriv dem nøyaktig som i dokumentet.") from error


def review_of(
    curation: Curation, norm: Norm, made: Sequence[Change], *, reviewer: str, reason: str, into: str | None = None
) -> Review:
    """Return the review that makes changes of a norm, on top of those that an earlier one made.

    Without a change it says that the norm is right as it stands.

    :param into: the id of the norm with which it is one, instead of changes.
    :raises ReviewError: where the reviewer is not named, or the norm to merge with is not there.
    """
    reviewer, reason = collapsed(reviewer), collapsed(reason)
    if not reviewer:
        raise ReviewError("Skriv hvem som har gjennomgått normen.")
    target, earlier = curation.target(norm.id), curation.placed.get(norm.id)
    revises = earlier.id if earlier else None
    if into is not None:
        if into == norm.id or curation.norm(into) is None:
            raise ReviewError(f"Fant ikke normen «{into}» å slå sammen med. Velg en annen norm i samme dokument.")
        if made:
            raise ReviewError("Enten slås normen sammen med en annen, eller så rettes feltene. Velg ett av dem.")
        return Review(Verdict.MERGED, target, reviewer, reason, now(), into=curation.target(into), revises=revises)
    whole = {change.field: change for change in (*(earlier.changes if earlier else ()), *made)}
    every = tuple(whole[field] for field in Field if field in whole)
    verdict = Verdict.CORRECTED if every else Verdict.CONFIRMED
    return Review(verdict, target, reviewer, reason, now(), every, revises=revises)


def withdrawal_of(review: Review, *, reviewer: str, reason: str) -> Review:
    """Return the review that takes another back.

    :raises ReviewError: where the reviewer is not named.
    """
    reviewer, reason = collapsed(reviewer), collapsed(reason)
    if not reviewer:
        raise ReviewError("Skriv hvem som trekker tilbake.")
    return Review(Verdict.WITHDRAWN, review.target, reviewer, reason, now(), revises=review.id)

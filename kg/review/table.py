"""The table of reviews: one row a norm, to be filled in by a committee and read back as reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import ReviewError
from kg.model import Modality, Norm
from kg.review.curation import Curation
from kg.review.proposals import FIELD_NAMES, FieldError, Vocabulary, changes, check, review_of, vocabulary
from kg.review.reviews import CONCEPT_FIELDS, LIMITS, SINGLE_FIELDS, Field, Review, fields_of
from kg.wording.modalities import MODALITIES
from kg.wording.sheets import Sheet, printable

DOCUMENT, CLAUSE, NORM, TEXT = "dokument", "punkt", "norm", "tekst"
MERGED, CONFIRMED, REVIEWER, REASON = "samme norm som", "bekreftet", "gjennomgått av", "begrunnelse"
LATEST = "siste rettelse"
HEADINGS = (
    DOCUMENT, CLAUSE, NORM, TEXT, *(FIELD_NAMES[field] for field in Field), MERGED, CONFIRMED, REVIEWER, REASON, LATEST,
)  # fmt: skip
MODALITY_NAMES = {modality: name.noun for modality, name in MODALITIES.items()}
_MODALITIES = {name: modality.value for modality, name in MODALITY_NAMES.items()}
_YES = frozenset({"x", "ja", "j", "1", "true", "sann"})

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of a sheet, for messages: its number as the spreadsheet program shows it."""

    number: int

    def fault(self, column: str, message: str) -> ReviewError:
        return ReviewError(f"Rad {self.number}, kolonnen «{column}»: {message} Ingenting ble importert.")


def rows_of(curations: Iterable[Curation]) -> list[list[str]]:
    """Return the rows of some documents' norms as they stand, in order, to be written below ``HEADINGS``."""
    return [_row(curation, norm) for curation in curations for norm in curation.norms]


def _row(curation: Curation, norm: Norm) -> list[str]:
    present = fields_of(norm)
    latest = curation.placed.get(norm.id)
    cells = [written(field, present[field]) for field in Field]
    return [norm.document, norm.clause, norm.id, norm.text, *cells, "", "", "", "", latest.id if latest else ""]


def written(field: Field, values: Sequence[str]) -> str:
    """Return a field's values as a cell: ids on one line, words of the document one a line.

    >>> written(Field.BEARERS, ("fastlege", "jordmor"))
    'fastlege; jordmor'
    """
    if field is Field.MODALITY:
        return MODALITY_NAMES[Modality(values[0])]
    return ("\n" if field in LIMITS else "; ").join(values)


def values_in(field: Field, cell: str) -> tuple[str, ...]:
    """Return the values in a cell; modalities by either of their names.

    >>> values_in(Field.BEARERS, " fastlege;jordmor; "), values_in(Field.MODALITY, "Plikt")
    (('fastlege', 'jordmor'), ('obligation',))
    """
    if field is Field.MODALITY:
        said = cell.strip().lower()
        return (_MODALITIES.get(said, said),) if said else ()
    parts = cell.split("\n") if field in LIMITS else [cell] if field in SINGLE_FIELDS else cell.split(";")
    tidy = [" ".join(part.split()) for part in parts]
    return tuple(part.lower() if field in CONCEPT_FIELDS else part for part in tidy if part)


def reviews_in(sheet: Sheet, curations: Sequence[Curation], *, reviewer: str = "") -> list[Review]:
    """Return what the rows of a table lay down beyond what the norms are already.

    :param reviewer: who reviewed where a row does not say.
    :raises ReviewError: for the first row that cannot be taken, with its number and column.
    """
    for needed in (NORM, TEXT):
        if needed not in sheet.headings:
            raise ReviewError(f"Kolonnen «{needed}» mangler. Eksporter på nytt, og fyll ut den filen.")
    reader = _Reader(curations, vocabulary(norm for each in curations for norm in each.norms), reviewer)
    rows = zip(sheet.numbers, (dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows), strict=True)
    return [review for number, row in rows if (review := reader.review(_Place(number), row)) is not None]


class _Reader:
    """Reads rows one by one; a norm may stand in one row only."""

    def __init__(self, curations: Sequence[Curation], known: Vocabulary, reviewer: str) -> None:
        self._curations = {curation.ground.document.id: curation for curation in curations}
        self._known = known
        self._reviewer = reviewer
        self._seen: dict[tuple[str, str], int] = {}
        self._merged: set[tuple[str, str]] = set()

    def review(self, place: _Place, row: Row) -> Review | None:
        curation = self._curation(place, row)
        norm = self._norm(place, row, curation)
        made = changes(norm, _wanted(row))
        try:
            check(curation, norm, made, self._known)
        except FieldError as error:
            raise place.fault(FIELD_NAMES[error.field], str(error)) from error
        into = row.get(MERGED, "").strip() or None
        confirmed = row.get(CONFIRMED, "").strip().lower() in _YES
        if not (made or into or confirmed):
            return None
        reviewer = row.get(REVIEWER, "").strip() or self._reviewer
        if not reviewer:
            raise place.fault(REVIEWER, "Skriv hvem som har gjennomgått raden, eller bruk --reviewer NAVN.")
        reason = row.get(REASON, "")
        mark = norm.reviewed
        if confirmed and not (made or into) and mark and (mark.reviewer, mark.reason) == (reviewer, reason.strip()):
            return None
        self._current(place, row, curation, norm)
        try:
            review = review_of(curation, norm, made, reviewer=reviewer, reason=reason, into=into)
        except ReviewError as error:
            raise place.fault(MERGED, str(error)) from error
        if into is not None:
            self._merge(place, review)
        return review

    def _merge(self, place: _Place, review: Review) -> None:
        if review.into is not None and (review.into.document, review.into.norm) in self._merged:
            raise place.fault(MERGED, f"«{review.into.norm}» slås alt sammen med en annen i en rad over.")
        self._merged.add((review.target.document, review.target.norm))

    def _curation(self, place: _Place, row: Row) -> Curation:
        named = row.get(DOCUMENT, "").strip()
        if not named and len(self._curations) == 1:
            return next(iter(self._curations.values()))
        if named not in self._curations:
            known = ", ".join(sorted(self._curations))
            raise place.fault(DOCUMENT, f"Ukjent dokument «{named}». Dokumentene her er: {known}.")
        return self._curations[named]

    def _norm(self, place: _Place, row: Row, curation: Curation) -> Norm:
        named = row.get(NORM, "").strip()
        norm = curation.norm(named)
        if norm is None:
            raise place.fault(NORM, f"Fant ikke normen «{named}». Eksporter på nytt.")
        if printable(norm.text) != row.get(TEXT, ""):
            raise place.fault(
                TEXT, "Ordene er ikke (lenger) normens egne. Teksten kan ikke rettes her; eksporter på nytt."
            )
        key = (curation.ground.document.id, named)
        if key in self._seen:
            raise place.fault(NORM, f"«{named}» står alt i rad {self._seen[key]}. Slett den ene.")
        self._seen[key] = place.number
        return norm

    def _current(self, place: _Place, row: Row, curation: Curation, norm: Norm) -> None:
        """Refuse a row that was exported before somebody else's correction: it would undo that."""
        latest = curation.placed.get(norm.id)
        if LATEST in row and row[LATEST].strip() != (latest.id if latest else ""):
            who = f" av {latest.reviewer}" if latest else ""
            raise place.fault(LATEST, f"Normen er rettet{who} etter at filen ble eksportert. Eksporter på nytt.")


def _wanted(row: Row) -> dict[Field, tuple[str, ...]]:
    return {field: values_in(field, row[name]) for field, name in FIELD_NAMES.items() if name in row}

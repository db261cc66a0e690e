"""Curation as users do it: look at what stands, lay down corrections, and build again with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BuildError, ReviewError
from kg.home import Build, Home
from kg.library import as_read
from kg.review.curation import Curation, curated
from kg.review.file import Kept, keep, kept
from kg.review.listing import Listed, listed
from kg.review.proposals import changes, check, review_of, vocabulary, withdrawal_of
from kg.review.reviews import Field, Review, in_force
from kg.review.table import HEADINGS, reviews_in, rows_of
from kg.wording.sheets import read_sheet, write_sheet
from qa.guard import withheld


@dataclass(frozen=True, slots=True)
class Outcome:
    """Reviews that were kept; ``waiting`` says why they are in no build yet, and is empty where they are."""

    reviews: tuple[Review, ...]
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The reviews in force, and how many records of the file are broken."""

    reviews: tuple[Listed, ...]
    broken: int


def standing(build: Build, documents: Sequence[str], reviews: Sequence[Review]) -> list[Curation]:
    """Return documents of a build with the reviews as they are now laid over what was read."""
    return [curated(*as_read(build, document), reviews) for document in documents]


def correct(
    document: str,
    norm: str,
    wanted: Mapping[Field, Sequence[str]],
    *,
    reviewer: str,
    reason: str,
    into: str | None = None,
    home: Home | None = None,
) -> Outcome:
    """Lay down what a norm is to be, and build again; with nothing to change, the norm is confirmed as right.

    :param into: the id of the norm with which it is one, instead.
    :raises ReviewError: where that cannot be; nothing is kept then.
    """
    home = home or Home()
    (curation,) = standing(home.open(), [document], kept(home.folder).reviews)
    found = curation.norm(norm)
    if found is None:
        raise ReviewError("Normen er ikke der lenger. Last siden på nytt.")
    made = changes(found, wanted)
    check(curation, found, made, vocabulary(curation.norms))
    return _kept([review_of(curation, found, made, reviewer=reviewer, reason=reason, into=into)], home)


def withdraw(review: str, *, reviewer: str, reason: str = "", home: Home | None = None) -> Outcome:
    """Take back a review by its id, or the beginning of it; the norm is then as it was read.

    :raises ReviewError: where no review in force, or more than one, is meant.
    """
    home = home or Home()
    meant = [each for each in in_force(kept(home.folder).reviews) if review and each.id.startswith(review)]
    if len(meant) != 1:
        raise ReviewError(f"Fant ikke én gjeldende rettelse «{review}». Se «ansvar review list».")
    return _kept([withdrawal_of(meant[0], reviewer=reviewer, reason=reason)], home)


def export_table(path: Path, documents: list[str], *, home: Home | None = None) -> int:
    """Write the norms as they stand to a spreadsheet, and return how many there are.

    :raises ReviewError: where it cannot be written.
    """
    home = home or Home()
    build = home.open()
    rows = rows_of(standing(build, build.known(documents), kept(home.folder).reviews))
    write_sheet(path, HEADINGS, rows)
    return len(rows)


def import_table(path: Path, *, reviewer: str = "", home: Home | None = None) -> Outcome:
    """Keep what the rows of a spreadsheet lay down, and build again; all of it or nothing.

    :param reviewer: who reviewed where a row does not say.
    :raises ReviewError: for the first row that cannot be taken.
    """
    home = home or Home()
    build = home.open()
    curations = standing(build, build.known([]), kept(home.folder).reviews)
    return _kept(reviews_in(read_sheet(path), curations, reviewer=reviewer), home)


def listing(*, home: Home | None = None) -> Listing:
    """Return what has been reviewed."""
    home = home or Home()
    found: Kept = kept(home.folder)
    if not found.reviews:
        return Listing((), found.broken)
    build = home.open()
    return Listing(tuple(listed(found.reviews, standing(build, build.known([]), found.reviews))), found.broken)


def _kept(reviews: Sequence[Review], home: Home) -> Outcome:
    from qa.build import rebuild

    for review in reviews:
        _guard(review)
    if not reviews:
        return Outcome(())
    keep(reviews, home.folder)
    try:
        rebuild(home=home)
    except BuildError as error:
        return Outcome(tuple(reviews), waiting=str(error))
    return Outcome(tuple(reviews))


def _guard(review: Review) -> None:
    """Let no personal data into the file.

    :raises ReviewError: where the reason holds some.
    """
    found = withheld(review.reason)
    if found is not None:
        raise ReviewError(
            f"Begrunnelsen for {review.target.norm} kan ikke lagres ({found.value}). Ingenting ble lagret. "
            "Skriv den kortere og uten personopplysninger."
        )

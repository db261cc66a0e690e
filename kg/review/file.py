"""The file of reviews: N-Quads to which records are only ever added, beside the builds and outlasting them.

Only ``forget`` takes records out again: where somebody removes a document and asks for that.

A record is a run of lines between empty ones. A writer that is killed leaves at worst a last record
whose statements do not give its own id: readers pass over it, and the next record starts on a new line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.access import Act, require
from kg.appending import append, records, turn
from kg.audit import Event, record
from kg.errors import ReviewError
from kg.home import home_folder
from kg.replacing import sift
from kg.review.reviews import Review

FILE = "reviews.nq"
LOCK = "reviews.lock"
END = b"\n\n"
PATIENCE = 10.0
"""Seconds to wait for another writer, whose turn takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of reviews holds: all whole reviews, oldest first, and how many records are broken."""

    reviews: tuple[Review, ...] = ()
    broken: int = 0


def kept(folder: Path | None = None) -> Kept:
    """Read all reviews.

    :raises ReviewError: where the file is there but cannot be read.
    """
    path = (folder or home_folder()) / FILE
    try:
        read = [_reviews(each) for each in records(path, end=END)]
    except OSError as error:
        raise ReviewError(f"Kan ikke lese {path} ({error.strerror}). Rett tilgangen, og prøv igjen.") from error
    return Kept(
        tuple({review.id: review for found in read for review in found}.values()), sum(not found for found in read)
    )


def _reviews(raw: bytes) -> list[Review]:
    from pyoxigraph import RdfFormat, parse

    from kg.review.graph import reviews_of

    try:
        return reviews_of(list(parse(input=raw, format=RdfFormat.N_QUADS)))
    except (SyntaxError, ValueError):
        return []


def keep(reviews: Sequence[Review], folder: Path | None = None) -> None:
    """Add reviews to the file, readable to its owner only, and wait until they are on disk.

    :raises ReviewError: where they cannot be written.
    :raises AccessError: where who is there may not review.
    """
    from pyoxigraph import RdfFormat, serialize

    from kg.review.graph import quads_of

    require(Act.REVIEW)
    folder = folder or home_folder()
    records = [serialize(quads_of(review), format=RdfFormat.N_QUADS) or b"" for review in reviews]
    with _writing(folder, "Ingenting ble lagret."), turn(folder / LOCK, patience=PATIENCE):
        record(Event.REVIEW, folder, reviews=[review.id for review in reviews])
        append(folder / FILE, b"".join(each + b"\n" for each in records), end=END)


def forget(document: str, folder: Path | None = None) -> None:
    """Remove all reviews of a document from the file, for good.

    :raises ReviewError: where the file cannot be read or written; nothing is removed then.
    """
    folder = folder or home_folder()

    def stays(record: bytes) -> bool:
        return all(review.target.document != document for review in _reviews(record))

    with _writing(folder, "Ingenting ble fjernet."):
        sift(folder / FILE, stays, lock=folder / LOCK, patience=PATIENCE, end=END)


@contextmanager
def _writing(folder: Path, undone: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise ReviewError("En annen lagrer rettelser akkurat nå. Prøv igjen om litt.") from error
    except OSError as error:
        raise ReviewError(f"Kan ikke skrive i {folder} ({error.strerror}). {undone}") from error

"""Cases of one's own: pairs of small norms, and the library of whole documents."""

from __future__ import annotations

from pathlib import Path

from kg.library import Library
from kg.model import Bearing, Modality, Norm
from kg.overlap.overlaps import Overlap, OverlapKind
from tests.kg import made
from tests.support import Read


def norm(
    text: str, clause: str = "sec_1__point_1", *, document: str = "egen", bearers: tuple[str, ...] = ("fastlege",)
) -> Norm:
    """Return a norm with some words in a clause."""
    return Norm(
        id=f"{clause}__norm_1", document=document, version="1", section=clause.split("_")[1], clause=clause, text=text,
        start=0, end=len(text), modality=Modality.OBLIGATION, bearers=bearers, bearing=Bearing.EXPLICIT,
    )  # fmt: skip


def pair(a: Norm, b: Norm, kind: OverlapKind = OverlapKind.DUPLICATE, score: float = 0.5) -> Overlap:
    """Return a pair."""
    return Overlap(a, b, kind, score, "Det samme er sagt to ganger.")


def library(folder: Path, *read: Read) -> Library:
    """Return the library of some documents as read."""
    store = made.stored(folder, *((each.document, each.clauses, each.norms) for each in read))
    return Library(store, {each.document.id: each.document.version for each in read})

"""What has been reviewed: the reviews in force with what became of them, and those that found no norm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.review.curation import Curation
from kg.review.proposals import FIELD_NAMES
from kg.review.reviews import WORD_FIELDS, Change, Review, Verdict, in_force
from kg.review.table import written
from kg.wording.phrases import day

VERDICTS = {
    Verdict.CORRECTED: "rettet",
    Verdict.CONFIRMED: "bekreftet",
    Verdict.MERGED: "slått sammen",
    Verdict.WITHDRAWN: "trukket tilbake",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A review in force; ``unplaced`` says why it is laid over no norm, and is empty where it is."""

    review: Review
    unplaced: str = ""

    def text(self) -> str:
        """Return the review for a reader, in some lines."""
        review = self.review
        where = f"{review.target.document}, {review.target.norm}"
        reason = f": {review.reason}" if review.reason else ""
        lines = [f"{review.id}  {VERDICTS[review.verdict]} av {review.reviewer} {day(review.time)}{reason}"]
        lines += [f"    {where}: «{review.target.quote}»"]
        lines += [f"    {FIELD_NAMES[change.field]}: {_shown(change)}" for change in review.changes]
        if review.into is not None:
            lines.append(f"    samme norm som {review.into.norm}: «{review.into.quote}»")
        if self.unplaced:
            lines.append(f"    ikke plassert: {self.unplaced}")
        return "\n".join(lines)


def _shown(change: Change) -> str:
    if not change.values:
        return "(ingen)"
    if change.field in WORD_FIELDS:
        return "; ".join(f"«{words}»" for words in change.values)
    return written(change.field, change.values)


def listed(reviews: Iterable[Review], curations: Sequence[Curation]) -> list[Listed]:
    """Return the reviews in force, oldest first, those of documents that are not built as well."""
    built = {curation.ground.document.id for curation in curations}
    misfits = {misfit.review.id: misfit.why for curation in curations for misfit in curation.misfits}
    return [
        Listed(review, misfits.get(review.id, "" if review.target.document in built else "dokumentet er ikke bygget"))
        for review in in_force(reviews)
    ]

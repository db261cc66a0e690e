"""What a committee takes to a meeting: its cases, the matrix and the gaps of a build, written as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.gaps import Gap, gaps
from kg.library import Library
from kg.matrix import Matrix, matrix
from kg.model import Metadata, Norm
from kg.overlap.assessments import Assessment
from kg.overlap.cases import Case, cases
from kg.overlap.overlaps import Neighbours, Overlap, overlaps
from kg.reportfile import PRINT, SHEETS, ReportError
from kg.review.reviews import now
from kg.wording.places import Place, place
from kg.wording.titles import document_names

Near = Callable[[Sequence[Norm]], Iterable[Neighbours]]


@dataclass(frozen=True, slots=True)
class Findings:
    """What some documents of a build show by themselves, whatever has been said of it."""

    pairs: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a committee has before it; ``time`` is when it was put together, UTC, ISO 8601.

    ``places`` are those of all clauses that gaps are about, by document and clause.
    """

    documents: tuple[Metadata, ...]
    time: str
    cases: tuple[Case, ...]
    gaps: tuple[Gap, ...]
    matrix: Matrix
    places: Mapping[tuple[str, str], Place]

    @property
    def titles(self) -> dict[str, str]:
        """The documents' titles by id, told apart, where there are several; else nothing."""
        return document_names(self.documents) if len(self.documents) > 1 else {}


def findings(library: Library, documents: Sequence[str], *, near: Near | None = None) -> Findings:
    """Look through some documents of a build.

    :param near: gives those norms that lie close in an index of vectors; fewer pairs are found without.
    """
    norms = library.norms_of(documents)
    neighbours = near(norms) if near else ()
    return Findings(
        tuple(overlaps(norms, neighbours=neighbours)), tuple(gaps(library, documents)), matrix(library, documents)
    )


def dossier(
    library: Library, documents: Sequence[Metadata], said: Iterable[Assessment], found: Findings | None = None
) -> Dossier:
    """Put together the dossier of some documents of a build.

    :param found: what they show, where that is known already.
    """
    found = found or findings(library, [meta.id for meta in documents])
    clauses = dict.fromkeys((gap.document, clause) for gap in found.gaps for clause in gap.clauses)
    places = {(document, clause): place(library, document, clause) for document, clause in clauses}
    return Dossier(tuple(documents), now(), tuple(cases(library, found.pairs, said)), found.gaps, found.matrix, places)


def as_file(about: Dossier, suffix: str) -> bytes:
    """Return a dossier as a spreadsheet (``.xlsx``) or as a page to print (``.html``).

    :raises ReportError: for another ending.
    """
    if suffix == SHEETS:
        from kg.overlap.book import book

        return book(about)
    if suffix == PRINT:
        from kg.overlap.page import page

        return page(about).encode()
    raise ReportError(f"Rapporten kan skrives som {SHEETS} eller {PRINT}, ikke «{suffix}». Velg en av dem.")

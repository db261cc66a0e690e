"""The cases of a committee: overlapping pairs with their place, their contrast and what has been said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.library import Library
from kg.model import Norm
from kg.overlap.assessments import Assessment, standings
from kg.overlap.overlaps import Overlap, OverlapKind
from kg.wording.contrast import Contrast, contrast
from kg.wording.places import Place, place

AGENDA = 10
ACROSS = "*"
"""What stands for "between two documents" where a document is chosen."""
Chapter = tuple[str, str]
"""A document's id and the number or heading of a chapter."""


@dataclass(frozen=True, slots=True)
class Side:
    """One norm of a case, where it stands, and all words of its clause."""

    norm: Norm
    place: Place
    words: str


@dataclass(frozen=True)
class Case:
    """A pair before the committee; ``number`` counts all pairs of the build from 1, the most important first."""

    number: int
    pair: Overlap
    a: Side
    b: Side
    assessment: Assessment | None = None
    earlier: Assessment | None = None

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.a, self.b

    @property
    def norms(self) -> tuple[Norm, Norm]:
        """Both norms."""
        return self.pair.a, self.pair.b

    @property
    def documents(self) -> frozenset[str]:
        """The document, or both."""
        return frozenset(norm.document for norm in self.norms)

    @property
    def chapters(self) -> frozenset[Chapter]:
        """The chapter, or both."""
        return frozenset((norm.document, norm.section) for norm in self.norms)

    @property
    def roles(self) -> frozenset[str]:
        """Those who carry either norm."""
        return frozenset(role for norm in self.norms for role in norm.bearers)

    @property
    def artifacts(self) -> frozenset[str]:
        """What either norm is about."""
        return frozenset(artifact for norm in self.norms for artifact in norm.artifacts)

    @cached_property
    def contrast(self) -> Contrast:
        """How the two differ."""
        return contrast(*self.norms)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases to show; what is empty, or None, narrows nothing. ``document`` may be ``ACROSS``."""

    kind: OverlapKind | None = None
    role: str = ""
    artifact: str = ""
    chapter: Chapter | None = None
    document: str = ""
    only_open: bool = False

    def lets(self, case: Case) -> bool:
        """Whether a case is shown."""
        return (
            self.kind in (None, case.pair.kind)
            and (not self.role or self.role in case.roles)
            and (not self.artifact or self.artifact in case.artifacts)
            and (self.chapter is None or self.chapter in case.chapters)
            and (self.document == "" or _in_document(case, self.document))
            and not (self.only_open and case.assessment)
        )


def _in_document(case: Case, document: str) -> bool:
    return len(case.documents) > 1 if document == ACROSS else document in case.documents


def cases(library: Library, pairs: Sequence[Overlap], said: Iterable[Assessment]) -> list[Case]:
    """Return the cases of some pairs, in the order of the pairs."""
    return [
        Case(number, pair, _side(library, pair.a), _side(library, pair.b), standing.assessment, standing.earlier)
        for number, (pair, standing) in enumerate(zip(pairs, standings(pairs, said), strict=True), start=1)
    ]


def agenda(found: Iterable[Case], count: int = AGENDA) -> list[Case]:
    """Return the most important cases that are not assessed yet."""
    return [case for case in found if case.assessment is None][:count]


def chapters_of(found: Iterable[Case], titles: Mapping[str, str]) -> dict[Chapter, str]:
    """Return the chapters of some cases, in the order of the documents, with what to call them.

    :param titles: the titles of the documents, empty where there is only one: its chapters need no title.
    """
    first: dict[Chapter, int] = {}
    called: dict[Chapter, str] = {}
    for side in (side for case in found for side in case.sides):
        key = (side.norm.document, side.norm.section)
        first[key] = min(side.norm.start, first.get(key, side.norm.start))
        title = titles.get(side.norm.document, "")
        called[key] = f"{side.place.chapter} – {title}" if title else side.place.chapter
    return {key: called[key] for key in sorted(first, key=lambda chapter: (chapter[0], first[chapter]))}


def _side(library: Library, norm: Norm) -> Side:
    words = library.clauses(norm.document)[norm.clause].text
    return Side(norm, place(library, norm.document, norm.clause), words)

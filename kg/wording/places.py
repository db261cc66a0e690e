"""Where a clause stands, for a reader: its document, chapter and point, and the words that lead in to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.segments import path_to
from kg.model import Clause, ClauseKind

if TYPE_CHECKING:
    from kg.library import Library


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a clause.

    ``section`` is the chapter's number, else its heading; ``heading`` the heading of a numbered chapter;
    ``point`` the clause's label ("punkt 3"); ``above`` the words that lead in to it. Empty where there are none.
    """

    document: str
    clause: str
    section: str
    heading: str
    point: str
    above: str

    @property
    def chapter(self) -> str:
        """The chapter: "Kapittel 4 Epikrise"."""
        return f"{self._numbered} {self.heading}".strip() if self.heading else self._numbered

    @property
    def name(self) -> str:
        """Chapter and point: "Kapittel 4 Epikrise, punkt 3"."""
        return self._with_point(self.chapter)

    @property
    def short(self) -> str:
        """Chapter and point without the heading: "Kapittel 4, punkt 3"."""
        return self._with_point(self._numbered)

    @property
    def _numbered(self) -> str:
        return f"Kapittel {self.section}" if self.section[:1].isdigit() else self.section

    def _with_point(self, chapter: str) -> str:
        return ", ".join(part for part in (chapter, self.point) if part)


def point_of(clause: Clause) -> tuple[ClauseKind, str] | None:
    """Return as what a clause is numbered in its chapter, a point or a paragraph, and the number; None where it is not.

    A point that leads in to others is a point too. A number that is the chapter's own says nothing more.

    >>> point_of(Clause("sec_3__point_1", ClauseKind.POINT, "Epikrise", 0, 8, "3", "punkt 1"))
    (<ClauseKind.POINT: 'point'>, '1')
    >>> point_of(Clause("sec_2.1", ClauseKind.POINT, "Epikrise", 0, 8, "2.1", "punkt 2.1"))
    """
    number = clause.label.rpartition(" ")[2]
    heads = clause.kind in (ClauseKind.CHAPTER, ClauseKind.HEADING)
    if heads or not number or (number == clause.section and ("." in number or "-" in number)):
        return None
    return ClauseKind.PARAGRAPH if clause.kind is ClauseKind.PARAGRAPH else ClauseKind.POINT, number


def chapter_title(chapter: Clause) -> str:
    """Return a chapter's heading with its number: "11. Sykmelding"."""
    number = f"{chapter.section}. " if chapter.section[:1].isdigit() else ""
    return f"{number}{chapter.text}"


def place(library: Library, document: str, clause: str) -> Place:
    """Return the place of a clause by its id.

    :raises KeyError: for a clause that is not there.
    """
    return place_among(document, clause, library.clauses(document))


def place_among(document: str, clause: str, clauses: Mapping[str, Clause]) -> Place:
    """Return the place of a clause by its id, among the clauses of its document.

    :raises KeyError: for a clause that is not there.
    """
    found = clauses[clause]
    over = list(path_to(found, clauses))
    heading = next((each.text for each in (found, *reversed(over)) if each.kind is ClauseKind.CHAPTER), "")
    above = next((each.text for each in reversed(over) if each.kind is not ClauseKind.CHAPTER), "")
    point = found.label if point_of(found) else ""
    numbered = found.section[:1].isdigit()
    return Place(document, clause, found.section, heading if numbered else "", point, above)

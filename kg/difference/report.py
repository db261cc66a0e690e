"""What a committee reads of two editions: the changes of its choice with both places, written as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.difference.differences import Change, Differences, for_role
from kg.difference.editions import Reading
from kg.difference.identity import Match
from kg.difference.shifts import ChangeKind
from kg.errors import AnsvarError
from kg.model import Clause, Norm
from kg.reportfile import PRINT, SHEETS
from kg.roles.duties import Offer, found_role
from kg.wording.contrast import Piece, pieces
from kg.wording.places import Place, place_among
from ontology.concepts import Kind, concepts
from ontology.onboarding import onboarding

TURTLE, TEXT = ".ttl", ".txt"


class DifferenceError(AnsvarError):
    """Differences cannot be written as asked for."""


@dataclass(frozen=True)
class DifferenceReport:
    """Differences with the clauses of both editions; where a role is given, those that touch it only."""

    between: Differences
    clauses_a: Mapping[str, Clause]
    clauses_b: Mapping[str, Clause]
    role: str | None = None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of who does what; of a role those that bind it, then those of others towards it."""
        found = self.between.of_duty
        return for_role(found, self.role).all if self.role else found

    @cached_property
    def wordings(self) -> tuple[Change, ...]:
        """The changes of words alone."""
        found = self.between.of_words
        return for_role(found, self.role).all if self.role else found

    @cached_property
    def moves(self) -> tuple[Match, ...]:
        """The clauses that are elsewhere, split or merged; left out for a role, which they do not touch."""
        return () if self.role else self.between.places

    @property
    def counts(self) -> Counter[ChangeKind]:
        """How many changes there are of each kind."""
        return Counter(change.kind for change in (*self.changes, *self.wordings))

    @property
    def by_role(self) -> list[tuple[str, Counter[ChangeKind]]]:
        """How many changes of each kind bind each role, the role with the most first."""
        counted: dict[str, Counter[ChangeKind]] = {}
        for change in self.changes:
            for role in dict.fromkeys(role for norm in change.norms for role in norm.bearers):
                counted.setdefault(role, Counter())[change.kind] += 1
        return sorted(counted.items(), key=lambda each: (-each[1].total(), concepts().name(each[0])))

    def place_a(self, clause: str) -> Place:
        """Return the place of a clause in the first edition."""
        return place_among(self.between.a.id, clause, self.clauses_a)

    def place_b(self, clause: str) -> Place:
        """Return the place of a clause in the second edition."""
        return place_among(self.between.b.id, clause, self.clauses_b)

    def place(self, change: Change) -> Place:
        """Return where a change stands: in the second edition, or in the first what is gone."""
        if change.b is not None:
            return self.place_b(change.b.clause)
        return self.place_a(change.a.clause if change.a else "")

    def above(self, change: Change) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Return the words above both norms, as pieces; nothing where they do not carry the change."""
        if not (change.above and change.a and change.b):
            return (), ()
        texts = [
            " / ".join(clause.text for clause in reversed(list(_path(norm, clauses))))
            for norm, clauses in ((change.a, self.clauses_a), (change.b, self.clauses_b))
        ]
        one, other, _ = pieces(*texts)
        return one, other


def _path(norm: Norm, clauses: Mapping[str, Clause]) -> list[Clause]:
    above: list[Clause] = []
    parent = clauses[norm.clause].parent
    while parent is not None:
        above.append(clauses[parent])
        parent = clauses[parent].parent
    return above


def report(between: Differences, a: Reading, b: Reading, *, role: str | None = None) -> DifferenceReport:
    """Return differences as a report, for a role where one is given."""
    return DifferenceReport(between, {c.id: c for c in a[1]}, {c.id: c for c in b[1]}, role)


def role_named(wanted: str, between: Differences) -> str:
    """Return the role or position that a word names, those that the changes touch first.

    :raises AnsvarError: where none is named.
    """
    touched = dict.fromkeys(role for change in between.changes for role in change.roles)
    known = [concept.id for concept in concepts() if concept.kind is Kind.ROLE]
    return found_role([Offer(role, 0) for role in dict.fromkeys((*touched, *known, *onboarding().positions))], wanted)


def ending_of(name: str | None, *, asked: str | None = None) -> str:
    """Return the ending of the format asked for, else of a file's name; text where there is neither.

    :param asked: the format by name: "text", or an ending without its point.
    :raises DifferenceError: where differences are not written as that.

    >>> ending_of(None), ending_of("Ut.HTML"), ending_of("ut.html", asked="text")
    ('.txt', '.html', '.txt')
    """
    if asked or name is None:
        return TEXT if asked in (None, "text") else f".{asked}"
    ending = Path(name).suffix.lower()
    if ending not in (TEXT, PRINT, SHEETS, TURTLE):
        known = f"{TEXT}, {PRINT}, {SHEETS} eller {TURTLE}"
        raise DifferenceError(f"Vet ikke hvordan «{name}» skal skrives. La den ende på {known}.")
    return ending


def as_file(about: DifferenceReport, suffix: str) -> bytes:
    """Return a report as a spreadsheet (``.xlsx``), a page to print (``.html``) or RDF (``.ttl``).

    :raises DifferenceError: for another ending, and for RDF where they are not two editions of one document.
    """
    if suffix == SHEETS:
        from kg.difference.book import book

        return book(about)
    if suffix == PRINT:
        from kg.difference.page import page

        return page(about).encode()
    if suffix == TURTLE:
        from kg.difference.graph import turtle

        return turtle(about.between).encode()
    known = f"{SHEETS}, {PRINT} eller {TURTLE}"
    raise DifferenceError(f"Forskjellene kan skrives som {known}, ikke «{suffix}». Velg en av dem.")

"""The differences between two editions as a spreadsheet: a sheet of changes, one of what became of each clause."""

from __future__ import annotations

from collections.abc import Sequence

from kg.difference.differences import Change
from kg.difference.identity import Identity, Match
from kg.difference.report import DifferenceReport
from kg.difference.sentences import CHANGES, IDENTITIES, sentence
from kg.model import Clause, Norm
from kg.wording.casehtml import carried
from kg.wording.phrases import capital, listed
from kg.wording.places import Place
from kg.wording.sheets import Table, workbook
from ontology.concepts import concepts

CHANGED = (
    "nr.", "type", "hva", "gjelder roller", "sted før", "tekst før", "ansvar før", "sted nå", "tekst nå", "ansvar nå",
    "gjelder også", "endrer ansvar", "id",
)  # fmt: skip
_WIDTHS = (6, 16, 56, 26, 24, 50, 26, 24, 50, 26, 12, 12, 24)
CLAUSES = ("hva", "sted før", "tekst før", "sted nå", "tekst nå")


def book(about: DifferenceReport) -> bytes:
    """Return a report as an xlsx file."""
    changes = [_row(about, number, c) for number, c in enumerate((*about.changes, *about.wordings), start=1)]
    tables = [Table("Endringer", CHANGED, changes, _WIDTHS, held=1)]
    if about.role is None:
        rows = [_clause(about, match) for match in about.between.clauses if match.kind is not Identity.SAME]
        tables.append(Table("Punkter", CLAUSES, rows, (18, 30, 60, 30, 60)))
    return workbook(tables)


def _row(about: DifferenceReport, number: int, change: Change) -> list[str | int | float]:
    a, b = change.a, change.b
    return [
        number,
        CHANGES[change.kind].noun,
        sentence(change),
        capital(listed([concepts().name(role) for role in change.roles])),
        *_side(a, about.place_a(a.clause) if a else None),
        *_side(b, about.place_b(b.clause) if b else None),
        len(change.more),
        "ja" if change.kind.of_duty else "nei",
        change.id,
    ]


def _side(norm: Norm | None, place: Place | None) -> tuple[str, str, str]:
    if norm is None or place is None:
        return "", "", ""
    return place.name, norm.text, carried(norm)


def _clause(about: DifferenceReport, match: Match) -> list[str | int | float]:
    moved = match.moved and match.kind is not Identity.MOVED
    said = "nytt nummer" if match.kind is Identity.MOVED and match.renumbered else IDENTITIES[match.kind]
    name = said + (" og flyttet" if moved else "")
    places_a = [about.place_a(clause.id).name for clause in match.a]
    places_b = [about.place_b(clause.id).name for clause in match.b]
    return [name, "\n".join(places_a), _texts(match.a), "\n".join(places_b), _texts(match.b)]


def _texts(clauses: Sequence[Clause]) -> str:
    return "\n".join(clause.text for clause in clauses)

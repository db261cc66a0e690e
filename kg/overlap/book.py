"""A dossier as a spreadsheet: one sheet of pairs, one of the matrix, one of gaps."""

from __future__ import annotations

from kg.addresses import Address, outside
from kg.matrix import Cell, Matrix
from kg.overlap.cases import Case, Side
from kg.overlap.names import GAPS, OVERLAPS
from kg.overlap.report import Dossier
from kg.wording.casehtml import carried, told
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import day
from kg.wording.sheets import Table, workbook
from ontology.concepts import concepts

PAIRS = (
    "nr.", "type", "vekt", "hvorfor", "dokument A", "sted A", "tekst A", "ansvar A", "dokument B", "sted B", "tekst B",
    "ansvar B", "det som skiller", "vurdert av", "dato", "notat",
)  # fmt: skip
_PAIR_WIDTHS = (6, 12, 7, 50, 16, 24, 50, 24, 16, 24, 50, 24, 44, 18, 12, 40)


def book(about: Dossier) -> bytes:
    """Return a dossier as an xlsx file."""
    pairs = Table("Par", PAIRS, [_row(case) for case in about.cases], _PAIR_WIDTHS, held=1)
    return workbook([pairs, _matrix(about.matrix), _gaps(about)])


def _row(case: Case) -> list[str | int | float]:
    said = case.assessment
    sides = [
        cell for side in case.sides for cell in (side.norm.document, _place(side), side.norm.text, carried(side.norm))
    ]
    return [
        case.number,
        OVERLAPS[case.pair.kind].noun,
        round(case.pair.score, 3),
        case.pair.why,
        *sides,
        "\n".join(told(each) for each in case.contrast.fields),
        said.who if said else "",
        day(said.time) if said else "",
        said.note if said else "",
    ]


def _place(side: Side) -> str:
    """Return the name of a place, with its address where it is known where the page is."""
    address = outside(Address(side.norm.document, side.norm.clause, side.norm.version))
    return "\n".join(part for part in (side.place.name, address) if part)


def _matrix(counted: Matrix) -> Table:
    named = concepts().name
    cells = {(cell.role, cell.artifact): _told(cell) for cell in counted.cells}
    rows: list[list[str | int | float]] = [
        [named(role), *(cells.get((role, each), "") for each in counted.artifacts)] for role in counted.roles
    ]
    headings = ("rolle", *(named(artifact) for artifact in counted.artifacts))
    return Table("Matrise", headings, rows, (26, *[16] * len(counted.artifacts)), held=1)


def _told(cell: Cell) -> str:
    return "\n".join(f"{MODALITIES[modality].noun}: {count}" for modality, count in cell.counts)


def _gaps(about: Dossier) -> Table:
    rows = [
        [
            GAPS[gap.kind].noun,
            gap.document,
            "\n".join(about.places[gap.document, clause].name for clause in gap.clauses),
            gap.sentence,
            "\n".join(norm.text for norm in gap.norms),
        ]
        for gap in about.gaps
    ]
    return Table("Hull", ("type", "dokument", "sted", "hva som mangler", "tekst"), rows, (24, 16, 36, 60, 70), held=1)

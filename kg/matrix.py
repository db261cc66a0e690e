"""The matrix of a committee: which role carries how many norms about which artifact, by modality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.iris import CONCEPTS
from kg.library import Library
from kg.model import Modality, Norm
from kg.rows import CLASSES

MOST_ROLES = 8
MOST_ARTIFACTS = 10
COUNTED = (Modality.OBLIGATION, Modality.RECOMMENDATION, Modality.PERMISSION, Modality.PROHIBITION)
"""The modalities that are counted, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many norms about an artifact a role carries: (modality, count) where there are any, as in ``COUNTED``."""

    role: str
    artifact: str
    counts: tuple[tuple[Modality, int], ...]

    @property
    def total(self) -> int:
        """All norms of the cell."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Roles and artifacts by concept id, those with most norms first, and the cells that are not empty."""

    roles: tuple[str, ...]
    artifacts: tuple[str, ...]
    cells: tuple[Cell, ...]

    def cell(self, role: str, artifact: str) -> Cell | None:
        """Return a cell, None where it is empty."""
        return next((cell for cell in self.cells if (cell.role, cell.artifact) == (role, artifact)), None)

    def of(self, roles: Collection[str], artifacts: Collection[str]) -> Matrix:
        """Return the part with some roles and artifacts, in the order of the whole."""
        cells = tuple(cell for cell in self.cells if cell.role in roles and cell.artifact in artifacts)
        return Matrix(
            tuple(role for role in self.roles if role in roles),
            tuple(artifact for artifact in self.artifacts if artifact in artifacts),
            cells,
        )

    def busiest(self, roles: int = MOST_ROLES, artifacts: int = MOST_ARTIFACTS) -> Matrix:
        """Return the part with the roles and artifacts that have most norms."""
        return self.of(self.roles[:roles], self.artifacts[:artifacts])

    def chosen(self, roles: Collection[str], artifacts: Collection[str]) -> Matrix:
        """Return the part with some roles and artifacts; none of either means the busiest of them."""
        busiest = self.busiest()
        return self.of(roles or busiest.roles, artifacts or busiest.artifacts)


def matrix(library: Library, documents: Sequence[str]) -> Matrix:
    """Return the matrix of some documents of a build, counted by ``role_artifact_matrix.rq``."""
    return matrix_of(library.rows("role_artifact_matrix", documents))


def matrix_of(rows: Iterable[Mapping[str, str]]) -> Matrix:
    """Return the matrix of the rows of ``role_artifact_matrix.rq``, the documents added up.

    >>> binds = next(iter(CLASSES))
    >>> row = {"bearer": CONCEPTS + "a", "artifact": CONCEPTS + "b", "modality": binds, "count": "2"}
    >>> matrix_of([row]).cell("a", "b").total
    2
    """
    counted: Counter[tuple[str, str, Modality]] = Counter()
    for row in rows:
        role, artifact = row["bearer"].removeprefix(CONCEPTS), row["artifact"].removeprefix(CONCEPTS)
        counted[role, artifact, CLASSES[row["modality"]]] += int(row["count"])
    roles, artifacts = Counter[str](), Counter[str]()
    for (role, artifact, _), count in counted.items():
        roles[role] += count
        artifacts[artifact] += count
    order, across = _by_count(roles), _by_count(artifacts)
    cells = [_cell(role, artifact, counted) for role in order for artifact in across]
    return Matrix(order, across, tuple(cell for cell in cells if cell.counts))


def _by_count(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda concept: (-counts[concept], concept)))


def _cell(role: str, artifact: str, counted: Mapping[tuple[str, str, Modality], int]) -> Cell:
    counts = [(modality, counted.get((role, artifact, modality), 0)) for modality in COUNTED]
    return Cell(role, artifact, tuple((modality, count) for modality, count in counts if count))


def norms_in(norms: Iterable[Norm], role: str, artifact: str) -> list[Norm]:
    """Return the norms that a cell counts, by modality and then as they come."""
    found = [n for n in norms if role in n.bearers and artifact in n.artifacts and n.modality in COUNTED]
    return sorted(found, key=lambda norm: COUNTED.index(norm.modality))

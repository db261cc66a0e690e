"""The matrix of roles and artifacts: counted by the query as by hand, whatever the norms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.library import Library
from kg.matrix import COUNTED, Matrix, matrix, norms_in
from kg.model import Modality, Norm
from tests.kg import made, made_cases
from tests.support import AGDER, FJORDANE, real


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return made_cases.library(tmp_path_factory.mktemp("matrix"), real(AGDER), real(FJORDANE))


def by_hand(norms: list[Norm]) -> Counter[tuple[str, str, Modality]]:
    """Count without the graph."""
    return Counter(
        (role, artifact, norm.modality)
        for norm in norms
        if norm.modality is not Modality.INFO
        for role in norm.bearers
        for artifact in norm.artifacts
    )


def counted(found: Matrix) -> Counter[tuple[str, str, Modality]]:
    return Counter({(cell.role, cell.artifact, m): count for cell in found.cells for m, count in cell.counts})


def test_the_query_counts_what_the_norms_say(both: Library) -> None:
    for documents in ([AGDER.stem], [FJORDANE.stem], [AGDER.stem, FJORDANE.stem]):
        norms = [norm for document in documents for norm in both.all_norms(document)]
        assert counted(matrix(both, documents)) == by_hand(norms)


def test_a_cell_counts_its_norms(both: Library) -> None:
    norms = both.all_norms(AGDER.stem)
    for cell in matrix(both, [AGDER.stem]).cells:
        found = norms_in(norms, cell.role, cell.artifact)
        assert len(found) == cell.total > 0
        order = [COUNTED.index(norm.modality) for norm in found]
        assert order == sorted(order)


def test_those_with_most_norms_stand_first(both: Library) -> None:
    whole = matrix(both, [AGDER.stem])
    totals = [sum(cell.total for cell in whole.cells if cell.role == role) for role in whole.roles]
    assert totals == sorted(totals, reverse=True)
    assert whole.busiest(3, 4).roles == whole.roles[:3]
    assert whole.busiest(3, 4).artifacts == whole.artifacts[:4]


def test_where_nothing_is_chosen_the_busiest_are_meant(both: Library) -> None:
    whole = matrix(both, [AGDER.stem])
    assert whole.chosen([], []) == whole.busiest()
    assert whole.chosen(["fastlege"], []) == whole.of(["fastlege"], whole.busiest().artifacts)
    assert whole.chosen([], ["epikrise"]) == whole.of(whole.busiest().roles, ["epikrise"])


def test_a_part_has_the_cells_of_its_roles_and_artifacts_and_no_other(both: Library) -> None:
    whole = matrix(both, [AGDER.stem])
    part = whole.of({"fastlege", "finnes_ikke"}, {"henvisning", "epikrise"})
    assert part.roles == ("fastlege",)
    assert set(part.artifacts) == {"henvisning", "epikrise"}
    assert part.cells == tuple(c for c in whole.cells if c.role == "fastlege" and c.artifact in part.artifacts)
    assert part.cell("fastlege", "henvisning") == whole.cell("fastlege", "henvisning")
    assert part.cell("sykehuslege", "henvisning") is None


@st.composite
def some_norms(draw: st.DrawFn) -> list[Norm]:
    return [draw(made.norms(made.document(), f"body__point_1__norm_{n}", "body__point_1")) for n in range(1, 4)]


@given(some_norms())
@settings(max_examples=25, deadline=None)
def test_any_norms_are_counted_once_a_role_and_artifact(norms: list[Norm]) -> None:
    about = made.document()
    with TemporaryDirectory() as folder:
        store = made.stored(Path(folder), (about, made.clauses(), norms))
    library = Library(store, {about.id: about.version})
    assert counted(matrix(library, [about.id])) == by_hand(library.all_norms(about.id)) == by_hand(norms)

"""Cases: where their norms stand, which of them are shown, and what comes up at the next meeting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.library import Library
from kg.overlap.assessments import said_of
from kg.overlap.cases import ACROSS, Case, Choice, agenda, cases, chapters_of
from kg.overlap.overlaps import Overlap, OverlapKind, overlaps
from kg.wording.places import place
from tests.kg import made_cases
from tests.support import AGDER, FJORDANE, real


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return made_cases.library(tmp_path_factory.mktemp("cases"), real(AGDER), real(FJORDANE))


@pytest.fixture(scope="module")
def pairs() -> list[Overlap]:
    return overlaps([*real(AGDER).norms, *real(FJORDANE).norms])


@pytest.fixture(scope="module")
def found(both: Library, pairs: list[Overlap]) -> list[Case]:
    return cases(both, pairs, [])


def test_a_case_is_numbered_by_importance_and_knows_its_places(found: list[Case], pairs: list[Overlap]) -> None:
    assert [case.number for case in found] == list(range(1, len(pairs) + 1))
    assert [case.pair for case in found] == pairs
    for case in found:
        for side, norm in zip(case.sides, case.norms, strict=True):
            assert (side.norm, side.place.clause, side.place.section) == (norm, norm.clause, norm.section)


def test_a_place_names_chapter_point_and_lead_in(both: Library) -> None:
    here = place(both, AGDER.stem, "sec_4__point_5")
    assert here.name == "Kapittel 4 Epikrise, punkt 5"
    assert here.short == "Kapittel 4, punkt 5"
    assert here.above == "Sykehuslegens og avtalespesialistens ansvar:"
    assert place(both, AGDER.stem, "sec_4").name == "Kapittel 4 Epikrise"
    with pytest.raises(KeyError):
        place(both, AGDER.stem, "sec_99")


def test_the_number_of_a_chapter_is_not_said_twice(both: Library) -> None:
    for clause in ("sec_1.1", "sec_2.1.1"):
        here = place(both, FJORDANE.stem, clause)
        assert here.short == f"Kapittel {clause.removeprefix('sec_')}"
        assert "punkt" not in here.name
    assert place(both, FJORDANE.stem, "sec_1.1__para_1").short == "Kapittel 1.1, avsnitt 1"
    assert place(both, AGDER.stem, "sec_3__point_1").short == "Kapittel 3, punkt 1"  # a point that leads in to others


def test_every_clause_has_a_place(both: Library) -> None:
    for document in (AGDER.stem, FJORDANE.stem):
        for clause in both.clauses(document).values():
            assert place(both, document, clause.id).name.strip(", ")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(kind=OverlapKind.TENSION),
        Choice(role="fastlege"),
        Choice(artifact="epikrise"),
        Choice(chapter=(AGDER.stem, "11")),
        Choice(document=FJORDANE.stem),
        Choice(document=ACROSS),
        Choice(kind=OverlapKind.HANDOVER, role="fastlege", document=AGDER.stem),
    ],
)
def test_a_choice_parts_the_cases_by_what_their_norms_say(choice: Choice, found: list[Case]) -> None:
    shown = [case for case in found if choice.lets(case)]
    assert 0 < len(shown) < len(found)
    for case in found:
        a, b = case.norms
        wanted = (
            (choice.kind is None or case.pair.kind is choice.kind)
            and (not choice.role or choice.role in (*a.bearers, *b.bearers))
            and (not choice.artifact or choice.artifact in (*a.artifacts, *b.artifacts))
            and (choice.chapter is None or choice.chapter in ((a.document, a.section), (b.document, b.section)))
        )
        if choice.document == ACROSS:
            wanted = wanted and a.document != b.document
        elif choice.document:
            wanted = wanted and choice.document in (a.document, b.document)
        assert choice.lets(case) == wanted


def test_chapters_come_as_in_the_documents_and_are_called_by_them(found: list[Case]) -> None:
    named = chapters_of(found, {AGDER.stem: "Agder", FJORDANE.stem: "Fjordane"})
    assert set(named) == {chapter for case in found for chapter in case.chapters}
    here = [number for document, number in named if document == AGDER.stem]
    assert here == sorted(here, key=int)
    assert named[AGDER.stem, "11"] == f"{chapters_of(found, {})[AGDER.stem, '11']} – Agder"


def test_no_choice_shows_all(found: list[Case]) -> None:
    assert all(Choice().lets(case) for case in found)


def test_what_is_assessed_leaves_the_agenda_and_the_next_takes_its_place(both: Library, pairs: list[Overlap]) -> None:
    said = [said_of(pairs[0], who="Kari"), said_of(pairs[4], who="Kari")]
    found = cases(both, pairs, said)
    assert [case.number for case in agenda(found, 4)] == [2, 3, 4, 6]
    assert [case.number for case in found if case.assessment] == [1, 5]
    assert [case.number for case in found if not Choice(only_open=True).lets(case)] == [1, 5]


def test_an_earlier_wording_keeps_a_pair_on_the_agenda(both: Library, pairs: list[Overlap]) -> None:
    said = said_of(replace(pairs[0], a=replace(pairs[0].a, text="Slik sto det før.")), who="Kari")
    first = cases(both, pairs, [said])[0]
    assert first.assessment is None
    assert first.earlier == said
    assert first in agenda(cases(both, pairs, [said]))

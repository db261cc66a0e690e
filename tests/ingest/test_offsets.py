"""The law of the data model: every clause, norm and condition is found again at its offsets."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Clause, Condition, Norm, collapsed
from tests.support import AGDER, FJORDANE, Read, read_all, real, written

REAL = pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)


def not_found_again(read: Read, parts: Iterable[Clause | Norm | Condition]) -> list[str]:
    """Return the parts whose words are not at their offsets."""
    source = read.document.text
    return [part.text for part in parts if collapsed(source[part.start : part.end]) != part.text]


@REAL
def test_every_clause_is_at_its_offsets(path: Path) -> None:
    assert real(path).clauses
    assert not_found_again(real(path), real(path).clauses) == []


@REAL
def test_every_norm_is_at_its_offsets(path: Path) -> None:
    assert real(path).norms
    assert not_found_again(real(path), real(path).norms) == []


@REAL
def test_every_condition_and_exception_is_at_its_offsets(path: Path) -> None:
    conditions = [condition for norm in real(path).norms for condition in norm.conditions]
    assert conditions
    assert not_found_again(real(path), conditions) == []


@REAL
def test_every_norm_lies_within_its_clause(path: Path) -> None:
    by_id = {clause.id: clause for clause in real(path).clauses}
    for norm in real(path).norms:
        clause = by_id[norm.clause]
        assert clause.start <= norm.start < norm.end <= clause.end
        assert norm.section == clause.section


@REAL
def test_deadlines_and_contacts_are_words_of_their_norm(path: Path) -> None:
    norms = [norm for norm in real(path).norms if norm.deadline or norm.contacts]
    assert norms
    for norm in norms:
        assert norm.deadline is None or norm.deadline in norm.text
        # An address that is broken over lines is whole as a contact.
        assert all(contact in norm.text or contact in norm.text.replace(" ", "") for contact in norm.contacts)


@REAL
def test_norm_ids_are_unique_and_no_words_are_in_two_norms(path: Path) -> None:
    norms = real(path).norms
    assert len({norm.id for norm in norms}) == len(norms)
    in_order = sorted(norms, key=lambda norm: norm.start)
    assert in_order == norms
    assert all(one.end <= other.start for one, other in pairwise(norms))


LINES = st.sampled_from(
    [
        "1. Vakt", "2. Transport", "2.1 Bestilling", "2.1.1 Kommunen bestiller drosje.", "Jordmor skal:", "",
        "• Vakten ringer legen, og legen sva-", "rer med én gang dersom det haster.", "  − hver andre time",
        "a) ringe vakten/legen", "Legen bør komme innen to timer, med mindre veien er stengt.", "Om natten",
        "https://www.eksempel.no/a", "Side 1 av 3", "• Apoteket kan vente.", "\f", "\t  ", "Brevet er 12",
    ]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=14))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_law_holds_for_whatever_is_put_together(tmp_path: Path, lines: list[str]) -> None:
    path = written(tmp_path, "\n".join(["• Legen skal føre journal.", *lines]) + "\n")
    read = read_all(path)
    assert not_found_again(read, read.clauses) == []
    assert not_found_again(read, read.norms) == []
    assert not_found_again(read, [c for norm in read.norms for c in norm.conditions]) == []
    assert len({clause.id for clause in read.clauses}) == len(read.clauses)
    assert len({norm.id for norm in read.norms}) == len(read.norms)

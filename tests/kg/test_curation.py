"""Reviews laid over what was read: found again by the norm's words, winning over extraction, never dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.model import Bearing, ConditionKind, Modality, Norm
from kg.review.curation import Curation, curated
from kg.review.proposals import FieldError, changes, check, review_of, vocabulary, withdrawal_of
from kg.review.reviews import Change, Field, Review, Target, Verdict
from tests.kg.made_reviews import review
from tests.support import AGDER, Read, read_all, real, written

TEXT = """1. Vakt

Ved uro:
• Legen skal ringe vakten innen to timer.
• Vakten bør svare. Vakten skal skrive i journalen, med mindre det er helg.

2. Transport

• Kommunen bestiller drosje.
• Kommunen bestiller drosje.
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return read_all(written(tmp_path, TEXT))


def laid(read: Read, *reviews: Review) -> Curation:
    return curated(read.document, read.clauses, read.norms, reviews)


def about(norm: Norm, *made: Change, **parts: object) -> Review:
    target = Target(norm.document, norm.clause, norm.id, norm.text)
    return replace(review("Slik er det", *made, target=target), **parts)  # type: ignore[arg-type]


def test_without_reviews_the_norms_are_those_that_were_read(read: Read) -> None:
    assert laid(read).norms == tuple(read.norms)
    assert curated(real(AGDER).document, real(AGDER).clauses, real(AGDER).norms, ()).norms == tuple(real(AGDER).norms)


def test_a_review_wins_over_what_was_read_and_marks_the_norm(read: Read) -> None:
    norm = read.norm("ringe vakten")
    made = about(norm, Change(Field.BEARERS, ("fastlege",)), Change(Field.MODALITY, ("recommendation",)))
    found = laid(read, made).norm(norm.id)
    assert found is not None
    assert (found.bearers, found.bearing) == (("fastlege",), Bearing.REVIEWED)
    assert found.modality is Modality.RECOMMENDATION
    assert found.reviewed == made.mark
    assert replace(found, bearers=norm.bearers, bearing=norm.bearing, modality=norm.modality, reviewed=None) == norm


def test_information_binds_nobody(read: Read) -> None:
    norm = read.norm("ringe vakten")
    found = laid(read, about(norm, Change(Field.MODALITY, ("info",)))).norm(norm.id)
    assert found is not None
    assert (found.modality, found.bearers, found.bearing) == (Modality.INFO, (), Bearing.NONE)


def test_a_confirmed_norm_is_as_it_was_read_but_marked(read: Read) -> None:
    norm = read.norm("ringe vakten")
    made = about(norm, verdict=Verdict.CONFIRMED)
    assert laid(read, made).norm(norm.id) == replace(norm, reviewed=made.mark)


def test_words_of_the_clause_and_of_its_headings_become_conditions_at_their_place(read: Read) -> None:
    norm = read.norm("ringe vakten")
    made = about(norm, Change(Field.CONDITIONS, ("Ved uro",)), Change(Field.EXCEPTIONS, ("innen to timer",)))
    found = laid(read, made).norm(norm.id)
    assert found is not None
    assert [(c.text, c.kind) for c in found.conditions] == [
        ("Ved uro", ConditionKind.CONDITION), ("innen to timer", ConditionKind.EXCEPTION),
    ]  # fmt: skip
    for condition in found.conditions:
        assert read.document.text[condition.start : condition.end] == condition.text


def test_a_time_limit_gets_its_duration(read: Read) -> None:
    norm = read.norm("ringe vakten")
    found = laid(read, about(norm, Change(Field.DEADLINE, ("to timer",)))).norm(norm.id)
    assert found is not None
    assert (found.deadline, found.duration) == ("to timer", "PT2H")


# -- finding the norm again --------------------------------------------------------------------


def changed(tmp_path: Path, old: str, new: str) -> Read:
    assert old in TEXT
    return read_all(written(tmp_path, TEXT.replace(old, new)))


def test_a_norm_that_moved_is_found_by_its_words(tmp_path: Path, read: Read) -> None:
    made = about(read.norm("ringe vakten"), Change(Field.BEARERS, ("fastlege",)))
    moved = changed(tmp_path, "Ved uro:\n", "Ved uro:\n• Pasienten får svar.\n")
    found = curated(moved.document, moved.clauses, moved.norms, [made])
    norm = found.norm(moved.norm("ringe vakten").id)
    assert norm is not None
    assert norm.id != made.target.norm
    assert norm.bearers == ("fastlege",)


def test_a_norm_in_slightly_other_words_is_found_in_its_clause(tmp_path: Path, read: Read) -> None:
    made = about(read.norm("ringe vakten"), Change(Field.BEARERS, ("fastlege",)))
    other = changed(tmp_path, "ringe vakten innen", "ringe til vakten innen")
    found = curated(other.document, other.clauses, other.norms, [made])
    assert found.misfits == ()
    assert [norm.bearers for norm in found.norms if norm.reviewed] == [("fastlege",)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("skal ringe", "skal ikke ringe"),
        ("skal ringe", "bør ringe"),
        ("Legen skal ringe vakten innen to timer.", "Noe helt annet skal skje."),
        ("• Legen skal ringe vakten innen to timer.\n", ""),
    ],
)
def test_a_review_that_fits_nothing_any_more_is_reported(tmp_path: Path, read: Read, old: str, new: str) -> None:
    made = about(read.norm("ringe vakten"), Change(Field.BEARERS, ("fastlege",)))
    other = changed(tmp_path, old, new)
    found = curated(other.document, other.clauses, other.norms, [made])
    assert found.norms == tuple(other.norms)
    assert [misfit.review for misfit in found.misfits] == [made]
    assert found.misfits[0].why


def test_of_two_norms_with_the_same_words_the_one_meant_is_found(read: Read) -> None:
    first, second = (norm for norm in read.norms if "drosje" in norm.text)
    found = laid(read, about(second, Change(Field.BEARERS, ("fastlege",))))
    assert [norm.id for norm in found.norms if norm.reviewed] == [second.id]
    assert found.norm(first.id) == first


def test_a_concept_that_became_of_another_kind_does_not_break_the_graph(read: Read) -> None:
    made = about(read.norm("ringe vakten"), Change(Field.BEARERS, ("epikrise",)))
    found = laid(read, made)
    assert found.norms == tuple(read.norms)
    assert "ordlisten" in found.misfits[0].why


def test_words_that_left_the_document_are_reported(tmp_path: Path, read: Read) -> None:
    made = about(read.norm("ringe vakten"), Change(Field.CONDITIONS, ("Ved uro",)))
    other = changed(tmp_path, "Ved uro:\n", "")
    found = curated(other.document, other.clauses, other.norms, [made])
    assert "«Ved uro»" in found.misfits[0].why


# -- two norms that are one --------------------------------------------------------------------


def merge(read: Read, one: Norm, other: Norm) -> Review:
    curation = laid(read)
    return review_of(curation, one, (), reviewer="Kari", reason="", into=other.id)


def test_two_halves_of_one_stretch_become_one_norm(read: Read) -> None:
    first, second = read.norm("bør svare"), read.norm("skrive i journalen")
    found = laid(read, merge(read, second, first))
    norm = found.norm(first.id)
    assert found.norm(second.id) is None
    assert norm is not None
    assert norm.text == "Vakten bør svare. Vakten skal skrive i journalen, med mindre det er helg."
    assert " ".join(read.document.text[norm.start : norm.end].split()) == norm.text
    assert norm.reviewed is not None


def test_two_clauses_that_say_the_same_become_one_norm(read: Read) -> None:
    first, second = (norm for norm in read.norms if "drosje" in norm.text)
    found = laid(read, merge(read, second, first))
    assert [norm.text for norm in found.norms if "drosje" in norm.text] == ["Kommunen bestiller drosje."]


def test_two_norms_merged_into_each_other_do_not_both_vanish(read: Read) -> None:
    first, second = read.norm("bør svare"), read.norm("skrive i journalen")
    found = laid(read, merge(read, second, first), merge(read, first, second))
    assert len(found.norms) == len(read.norms) - 1
    assert len(found.misfits) == 1


# -- what a reviewer may want ------------------------------------------------------------------


def test_a_second_correction_keeps_what_the_first_put_right(read: Read) -> None:
    norm = read.norm("ringe vakten")
    first = about(norm, Change(Field.BEARERS, ("fastlege",)))
    one = laid(read, first)
    present = one.norm(norm.id)
    assert present is not None
    made = changes(present, {Field.MODALITY: ["recommendation"], Field.BEARERS: ["fastlege"]})
    assert made == (Change(Field.MODALITY, ("recommendation",)),)
    second = review_of(one, present, made, reviewer="Ola", reason="")
    found = laid(read, first, second).norm(norm.id)
    assert second.revises == first.id
    assert found is not None
    assert (found.bearers, found.modality, found.reviewed) == (("fastlege",), Modality.RECOMMENDATION, second.mark)
    back = withdrawal_of(second, reviewer="Ola", reason="")
    assert laid(read, first, second, back).norm(norm.id) == norm


@pytest.mark.parametrize(
    ("field", "values", "part"),
    [
        (Field.BEARERS, ["fastlegge"], "Mente du «fastlege»"),
        (Field.BEARERS, ["epikrise"], "ikke en kjent id"),
        (Field.ARTIFACTS, ["fastlege"], "ikke en kjent id"),
        (Field.CHANNEL, ["brevdue"], "ikke en kjent id"),
        (Field.MODALITY, ["skal"], "ingen modalitet"),
        (Field.MODALITY, [], "mangler"),
        (Field.CONDITIONS, ["ved fullmåne"], "nøyaktig som i dokumentet"),
        (Field.DEADLINE, ["innen tre timer"], "nøyaktig som i dokumentet"),
        (Field.DEADLINE, ["innen", "to"], "én verdi"),
    ],
)
def test_what_a_norm_cannot_be_is_said_at_its_field(read: Read, field: Field, values: list[str], part: str) -> None:
    norm, curation = read.norm("ringe vakten"), laid(read)
    with pytest.raises(FieldError, match=part) as caught:
        check(curation, norm, changes(norm, {field: values}), vocabulary(read.norms))
    assert caught.value.field is field


def test_a_role_is_not_bearer_and_counterparty_at_once(read: Read) -> None:
    norm, curation = read.norm("ringe vakten"), laid(read)
    wanted = {Field.BEARERS: ["fastlege"], Field.COUNTERPARTIES: ["fastlege"]}
    with pytest.raises(FieldError, match="motpart"):
        check(curation, norm, changes(norm, wanted), vocabulary(read.norms))

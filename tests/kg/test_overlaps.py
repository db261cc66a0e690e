"""Pairs of norms: of each kind in the real guideline, in sentences of one's own, and across documents."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from kg.model import Modality, Norm
from kg.overlaps import Overlap, OverlapKind, overlaps
from ontology.concepts import concepts
from tests.support import AGDER, FJORDANE, gold, read_all, real, written


@cache
def found() -> list[Overlap]:
    return overlaps(real(AGDER).norms)


def own(folder: Path, *sentences: str) -> list[Overlap]:
    """Return the pairs in a small guideline with each sentence in a chapter of its own."""
    text = "\n\n".join(f"{n}. Tema {n}\n\n{sentence}" for n, sentence in enumerate(sentences, start=1))
    return overlaps(read_all(written(folder, text + "\n")).norms)


def one_chapter(folder: Path, *sentences: str) -> list[Overlap]:
    """Return the pairs in a small guideline of one chapter."""
    points = "\n".join(f"• {sentence}" for sentence in sentences)
    return overlaps(read_all(written(folder, f"1. Samarbeid\n\n{points}\n")).norms)


def words(text: str) -> set[str]:
    return set(text.lower().split())


# -- the real guideline


@pytest.mark.parametrize("kind", OverlapKind)
def test_the_guideline_has_every_kind(kind: OverlapKind) -> None:
    assert sum(pair.kind is kind for pair in found()) >= 10


def test_a_pair_is_two_binding_norms_in_document_order_and_given_once() -> None:
    for pair in found():
        assert (pair.a.start, pair.a.id) < (pair.b.start, pair.b.id)
        assert Modality.INFO not in (pair.a.modality, pair.b.modality)
    assert len({(pair.a.id, pair.b.id) for pair in found()}) == len(found())


def test_the_most_important_stands_first_and_the_list_can_be_read() -> None:
    assert all(0 < pair.score <= 1 for pair in found())
    assert all(first.score >= second.score for first, second in pairwise(found()))
    assert 80 <= len(found()) <= 160


def test_why_is_one_sentence_that_names_the_roles_and_quotes_the_conditions() -> None:
    for pair in found():
        assert pair.why.endswith(".") and "\n" not in pair.why
        for norm in (pair.a, pair.b):
            assert all(concepts().definite_name(role) in pair.why for role in norm.bearers)
            assert pair.why.count("vilkår «") >= len(norm.holds_where)
            assert not norm.deadline or "frist «" in pair.why


def test_a_record_has_the_fields_of_the_contract() -> None:
    pair = found()[0]
    assert pair.as_record() == {
        "a": pair.a.id,
        "a_text": pair.a.text,
        "b": pair.b.id,
        "b_text": pair.b.text,
        "kind": pair.kind.value,
        "score": round(pair.score, 4),
        "why": pair.why,
    }


def test_most_of_what_an_annotator_listed_is_found_and_of_the_right_kind() -> None:
    texts = {str(clause["id"]): words(str(clause["text"])) for clause in gold("clauses.jsonl")}

    def same(clause: object, norm: Norm) -> bool:
        one, other = texts[str(clause)], words(norm.text)
        return len(one & other) >= 0.5 * len(one | other)

    pairs = gold("overlaps.jsonl")
    hits = [
        (place, pair.kind == wanted["kind"])
        for wanted in pairs
        for place, pair in enumerate(found())
        if same(wanted["a"], pair.a) and same(wanted["b"], pair.b)
    ]
    assert len(hits) >= 0.75 * len(pairs)
    assert sum(place < 2 * len(pairs) for place, _ in hits) >= 0.6 * len(pairs)
    assert sum(right for _, right in hits) >= 0.8 * len(hits)


def test_the_same_norms_give_the_same_pairs() -> None:
    assert overlaps(real(AGDER).norms) == found()


# -- sentences of one's own


def test_one_duty_told_twice_is_a_duplicate(tmp_path: Path) -> None:
    (pair,) = own(
        tmp_path,
        "Fastlegen skal sende henvisningen elektronisk.",
        "Henvisningen skal sendes elektronisk av fastlegen.",
        "Hjemmesykepleien bør veilede pårørende.",
    )
    assert pair.kind is OverlapKind.DUPLICATE
    assert "fastlegen" in pair.why and "henvisning" in pair.why


def test_conditions_that_exclude_each_other_hand_a_duty_over(tmp_path: Path) -> None:
    pairs = one_chapter(
        tmp_path,
        "Dersom tidspunktet for behandling er kjent, skal fastlegen rekvirere transport.",
        "Dersom tidspunktet for behandling er ukjent, skal sykehuset rekvirere transport.",
    )
    assert [pair.kind for pair in pairs] == [OverlapKind.HANDOVER]
    assert "fastlegen" in pairs[0].why and "sykehuset" in pairs[0].why and "er ukjent" in pairs[0].why


def test_a_duty_against_a_prohibition_is_a_tension(tmp_path: Path) -> None:
    pairs = own(
        tmp_path,
        "Sykehuslegen skal sende epikrisen til pasienten.",
        "Sykehuslegen skal ikke sende epikrisen til pasienten.",
    )
    assert [pair.kind for pair in pairs] == [OverlapKind.TENSION]


def test_two_deadlines_for_one_act_are_a_tension(tmp_path: Path) -> None:
    pairs = own(
        tmp_path,
        "Sykehuslegen skal sende epikrisen innen 1 dag.",
        "Sykehuslegen skal sende epikrisen innen 7 dager.",
    )
    assert [pair.kind for pair in pairs] == [OverlapKind.TENSION]
    assert "1 dag" in pairs[0].why and "7 dager" in pairs[0].why


def test_two_roles_with_one_duty_and_no_condition_share_it(tmp_path: Path) -> None:
    pairs = one_chapter(
        tmp_path,
        "Fastlegen skal samstemme legemiddellisten.",
        "Sykehuslegen skal samstemme legemiddellisten.",
    )
    assert [pair.kind for pair in pairs] == [OverlapKind.SHARED]


def test_unrelated_norms_and_facts_give_no_pair(tmp_path: Path) -> None:
    assert not own(
        tmp_path,
        "Fastlegen skal sende henvisningen elektronisk.",
        "Pasienten bestiller selv time hos tannlegen.",
        "Epikrisen er et viktig dokument.",
    )
    assert overlaps([]) == []


def test_with_mindre_is_no_comparison(tmp_path: Path) -> None:
    pairs = one_chapter(
        tmp_path,
        "Sykehuslegen skal sende epikrisen til fastlegen, med mindre pasienten motsetter seg det.",
        "Sykehuslegen skal sende epikrisen til pasienten.",
    )
    assert OverlapKind.HANDOVER not in {pair.kind for pair in pairs}


# -- several documents, many norms


def test_two_versions_of_one_guideline_are_each_others_duplicates() -> None:
    old = [replace(norm, version="2018") for norm in real(AGDER).norms]
    pairs = overlaps([*old, *real(AGDER).norms])
    across = [pair for pair in pairs if (pair.a.version, pair.a.id) != (pair.b.version, pair.b.id)]
    assert any(pair.a.id == pair.b.id and pair.kind is OverlapKind.DUPLICATE for pair in across)
    assert any("i utgave 2018" in pair.why for pair in across)


def test_pairs_across_guidelines_name_the_documents() -> None:
    pairs = [p for p in overlaps([*real(AGDER).norms, *real(FJORDANE).norms]) if p.a.document != p.b.document]
    assert len({pair.kind for pair in pairs}) >= 3
    assert all(f"i {pair.a.document}" in pair.why and f"i {pair.b.document}" in pair.why for pair in pairs)

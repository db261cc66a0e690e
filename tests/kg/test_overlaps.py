"""Pairs of norms: of each kind in the real guideline, in sentences of one's own, and across documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Modality, Norm
from kg.overlap.overlaps import PAIRS_PER_NORM, Neighbours, Overlap, OverlapKind, overlaps
from kg.overlap.patterns import taking_over
from ontology.concepts import concepts
from tests.support import AGDER, FJORDANE, GOLD, gold, read_all, real, written

NORDVIK = GOLD / "nordvik.txt"


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
    assert 80 <= len(found()) <= 200


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


@pytest.mark.parametrize("other", [NORDVIK, FJORDANE], ids=lambda path: path.stem)
def test_two_regions_are_set_beside_each_other(other: Path) -> None:
    pairs = across(overlaps([*real(AGDER).norms, *real(other).norms]))
    assert {OverlapKind.DUPLICATE, OverlapKind.TENSION} <= {pair.kind for pair in pairs}
    assert all((pair.a.document, pair.b.document) == (AGDER.stem, other.stem) for pair in pairs)


def across(pairs: Sequence[Overlap]) -> list[Overlap]:
    return [pair for pair in pairs if pair.a.document != pair.b.document]


def test_a_new_version_shows_what_was_changed_and_that_the_rest_is_the_same(tmp_path: Path) -> None:
    changes = {
        "skal som hovedregel sendes fastlegen samme dag": "skal som hovedregel sendes fastlegen innen 7 dager",
        "(> 8 uker)": "(> 12 uker)",
        "bør sykmelding ivaretas av fastlegen": "bør sykmelding ivaretas av sykehuslegen",
    }
    text = AGDER.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    new_norms = read_all(written(tmp_path, text, "agder-ny.txt")).norms
    pairs = [pair for pair in across(overlaps([*real(AGDER).norms, *new_norms])) if pair.a.id == pair.b.id]
    assert len(pairs) >= 0.95 * sum(norm.modality is not Modality.INFO for norm in new_norms)
    assert all(pair.kind is OverlapKind.DUPLICATE for pair in pairs if pair.a.text == pair.b.text)
    (sent,) = (pair for pair in pairs if "Poliklinisk notat skal" in pair.a.text)
    assert sent.kind is OverlapKind.TENSION
    assert "«samme dag»" in sent.why and "«innen 7 dager»" in sent.why and f"i {AGDER.stem}" in sent.why
    assert "i agder-ny" in sent.why
    (sick,) = (pair for pair in pairs if "(> 12 uker)" in pair.b.text and "sykmelding ivaretas" in pair.b.text)
    assert sick.kind is not OverlapKind.DUPLICATE
    assert "fastlegen" in sick.why and "sykehuslegen" in sick.why


def test_the_same_words_with_another_figure_are_a_tension_that_names_the_figures(tmp_path: Path) -> None:
    pairs = own(
        tmp_path,
        "Fastlegen skal skrive sykmelding ved behandling over 8 uker.",
        "Fastlegen skal skrive sykmelding ved behandling over 12 uker.",
    )
    assert [pair.kind for pair in pairs] == [OverlapKind.TENSION]
    assert "8 mot 12" in pairs[0].why


def test_the_work_grows_with_the_norms_not_with_their_pairs() -> None:
    from kg.likeness import profile
    from kg.overlap.candidates import candidates

    def looked_at(times: int) -> float:
        norms = [replace(norm, document=f"{norm.document}-{n}") for n in range(times) for norm in real(AGDER).norms]
        profiles = [profile(norm) for norm in norms if norm.modality is not Modality.INFO]
        return len(candidates(profiles, ())) / len(profiles)

    once = looked_at(1)
    assert looked_at(10) <= 6 * once
    assert looked_at(30) <= 6 * once


# -- laws

DOCUMENTS = [AGDER, NORDVIK, FJORDANE]


@cache
def pool() -> list[Norm]:
    return [norm for path in DOCUMENTS for norm in real(path).norms]


def key(norm: Norm) -> tuple[str, str]:
    return norm.document, norm.id


def some_norms() -> st.SearchStrategy[list[Norm]]:
    """Some norms of several documents, in the documents' order."""
    return st.lists(st.integers(0, len(pool()) - 1), min_size=2, max_size=50, unique=True).map(
        lambda places: [pool()[place] for place in sorted(places)]
    )


@settings(max_examples=25, deadline=None)
@given(norms=some_norms(), order=st.permutations([path.stem for path in DOCUMENTS]))
def test_the_order_of_documents_changes_neither_kinds_nor_scores(norms: list[Norm], order: list[str]) -> None:
    other = sorted(norms, key=lambda norm: order.index(norm.document))

    def facts(pairs: Sequence[Overlap]) -> set[tuple[object, ...]]:
        return {(frozenset((key(pair.a), key(pair.b))), pair.kind, pair.score) for pair in pairs}

    assert facts(overlaps(norms)) == facts(overlaps(other))


@settings(max_examples=25, deadline=None)
@given(
    norms=some_norms(),
    near=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1), st.floats(0, 1)), max_size=20),
)
def test_pairs_are_in_order_scored_between_0_and_1_and_each_given_once(
    norms: list[Norm], near: list[tuple[int, int, float, float]]
) -> None:
    near_ones = [Neighbours(norms[i % len(norms)], norms[j % len(norms)], own, around) for i, j, own, around in near]
    pairs = overlaps(norms, neighbours=near_ones)
    place = {key(norm): at for at, norm in enumerate(norms)}
    assert all(place[key(pair.a)] < place[key(pair.b)] for pair in pairs)
    assert all(0.0 < pair.score <= 1.0 for pair in pairs)
    assert all(one.score >= other.score for one, other in pairwise(pairs))
    assert len({(key(pair.a), key(pair.b)) for pair in pairs}) == len(pairs) <= PAIRS_PER_NORM * len(norms) + 1


def test_neighbours_bring_in_pairs_that_share_no_concept(tmp_path: Path) -> None:
    norms = read_all(
        written(tmp_path, "1. A\n\n• Legevakten skal rykke ut.\n\n2. B\n\n• Jordmoren skal lytte på hjertelyden.\n")
    ).norms
    a, b = norms
    assert not overlaps(norms)
    (pair,) = overlaps(norms, neighbours=[Neighbours(b, a, 1.0, 1.0)])
    assert (pair.a, pair.b) == (a, b)


def test_nothing_goes_over_between_the_same_roles() -> None:
    """A hand-over had the same bearers on both sides; only a norm that speaks of taking over may give one."""
    moved = [pair for pair in overlaps(real(AGDER).norms) if pair.kind is OverlapKind.HANDOVER]
    assert moved
    for pair in moved:
        taken = not taking_over().isdisjoint((*pair.a.concepts, *pair.b.concepts))
        assert not pair.a.bearers or set(pair.a.bearers) != set(pair.b.bearers) or taken, (pair.a.text, pair.b.text)

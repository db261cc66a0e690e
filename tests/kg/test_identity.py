from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.difference.differences import differences
from kg.difference.identity import PART, Identity, Match, identities
from kg.difference.shared_words import alike, shares
from kg.model import Clause, ClauseKind
from kg.pairing import best_pairs, longest_rising
from kg.tokens import likeness, rarity, stems, total
from tests.support import AGDER, FJORDANE, GOLD, real

POINT = "Fastlegen skal sende henvisningen elektronisk til sykehuset, og legge ved relevante svar."
TEXTS = [clause.text for path in (AGDER, GOLD / "agder-2025.txt") for clause in real(path).clauses]
OTHER = "Jordmor kaller inn den gravide til kontroll når svangerskapet er passert uke tjue."


def chapter(number: int, heading: str, *points: str) -> list[Clause]:
    """Make a chapter with points; places in the source do not matter here."""
    top = Clause(f"sec_{number}", ClauseKind.CHAPTER, heading, 0, 0, str(number), f"kapittel {number}")
    return [
        top,
        *(
            Clause(f"{top.id}__point_{at}", ClauseKind.POINT, text, 0, 0, str(number), f"punkt {at}", top.id, 1)
            for at, text in enumerate(points, start=1)
        ),
    ]


def kinds(matches: Sequence[Match]) -> list[Identity]:
    return [match.kind for match in matches]


def told(matches: Sequence[Match]) -> list[tuple[str, list[str], list[str]]]:
    return [(m.kind, [c.text for c in m.a], [c.text for c in m.b]) for m in matches if m.kind is not Identity.SAME]


@pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)
def test_a_document_and_itself_are_the_same(path):
    clauses = real(path).clauses
    matches = identities(clauses, clauses)
    assert kinds(matches) == [Identity.SAME] * len(clauses)
    assert [match.a for match in matches] == [match.b for match in matches]


def test_every_clause_of_both_is_in_one_match():
    a, b = real(AGDER).clauses, real(FJORDANE).clauses
    matches = identities(a, b)
    assert sorted(c.id for m in matches for c in m.a) == sorted(c.id for c in a)
    assert sorted(c.id for m in matches for c in m.b) == sorted(c.id for c in b)


def test_a_new_first_chapter_only_renumbers_the_others():
    old = real(AGDER).clauses
    new = [*chapter(1, "Ordliste", OTHER), *(_renumbered(clause) for clause in old)]
    matches = identities(old, new)
    assert {m.kind for m in matches if m.a} == {Identity.MOVED}
    assert not any(match.moved for match in matches)
    assert all(match.renumbered for match in matches if match.a)
    assert [m.b[0].text for m in matches if m.kind is Identity.NEW] == ["Ordliste", OTHER]


def _renumbered(clause: Clause) -> Clause:
    def later(name: str) -> str:
        head, _, rest = name.removeprefix("sec_").partition("__")
        number, _, below = head.partition(".")
        return "__".join(filter(None, [f"sec_{int(number) + 1}" + (f".{below}" if below else ""), rest]))

    return replace(clause, id=later(clause.id), parent=later(clause.parent) if clause.parent else None)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_points_in_another_order_have_moved(rng: random.Random):
    texts = [clause.text for clause in real(AGDER).clauses if clause.kind is ClauseKind.POINT][:12]
    old, new = chapter(1, "Henvisning", *texts), chapter(1, "Henvisning", *rng.sample(texts, len(texts)))
    matches = identities(old, new)
    assert not {Identity.NEW, Identity.REMOVED, Identity.REWORDED} & set(kinds(matches))
    assert all(match.a[0].text == match.b[0].text for match in matches)
    assert any(m.moved for m in matches) == ([c.text for c in old] != [c.text for c in new])


def test_a_point_cut_in_two_is_split_and_the_other_way_round_merged():
    old, new = chapter(1, "Henvisning", f"{POINT} {OTHER}"), chapter(1, "Henvisning", POINT, OTHER)
    assert told(identities(old, new)) == [("split", [f"{POINT} {OTHER}"], [POINT, OTHER])]
    assert told(identities(new, old)) == [("merged", [POINT, OTHER], [f"{POINT} {OTHER}"])]


def test_a_heading_that_reads_otherwise_is_known_by_what_stands_below_it():
    old, new = chapter(1, "Henvisning", POINT, OTHER), chapter(1, "Slik sender du pasienter", POINT, OTHER)
    assert told(identities(old, new)) == [("reworded", ["Henvisning"], ["Slik sender du pasienter"])]


def test_another_point_in_the_same_place_is_a_new_one():
    old, new = chapter(1, "Henvisning", POINT, "Kilde: NFA"), chapter(1, "Henvisning", OTHER, "Kilde: NFA")
    assert sorted(told(identities(old, new))) == [("new", [], [OTHER]), ("removed", [POINT], [])]


def test_the_same_words_twice_stay_where_they_were():
    old = [*chapter(1, "Epikrise", POINT, "Se veilederen."), *chapter(2, "Resept", OTHER, "Se veilederen.")]
    new = [*chapter(1, "Epikrise", POINT, "Se veilederen."), *chapter(2, "Resept", "Se veilederen.")]
    assert told(identities(old, new)) == [
        ("removed", [OTHER], []),
        ("moved", ["Se veilederen."], ["Se veilederen."]),
    ]
    assert not any(match.moved for match in identities(old, new))


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[Clause], list[Clause]]:
    """Draw two editions of one chapter: points left out, put in, changed by words, and in another order."""
    texts = [clause.text for clause in real(AGDER).clauses if clause.kind is ClauseKind.POINT]
    some = st.lists(st.sampled_from(texts), max_size=8)
    old = draw(some)
    new = [" ".join(draw(st.permutations(t.split()))[:9]) if draw(st.booleans()) else t for t in old]
    new = draw(st.permutations([*new[draw(st.integers(0, 2)) :], *draw(some)]))
    return chapter(1, "Henvisning", *old), chapter(draw(st.integers(1, 2)), "Henvisning", *new)


@settings(max_examples=60, deadline=None)
@given(edited())
def test_backwards_is_the_mirror(pair: tuple[list[Clause], list[Clause]]):
    a, b = pair
    there, back = identities(a, b), identities(b, a)
    assert sorted(map(repr, there)) == sorted(repr(match.mirrored()) for match in back)


def test_pairs_are_chosen_for_the_whole():
    assert best_pairs({(0, 0): 0.9, (0, 1): 0.85, (1, 0): 0.8}) == [(0, 1), (1, 0)]
    assert best_pairs({}) == []
    assert longest_rising([]) == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.lists(st.sampled_from(TEXTS), max_size=8), st.floats(0.2, 0.9))
def test_texts_are_as_like_as_where_each_is_weighed_against_each(a: list[str], b: list[str], least: float):
    weights = rarity(TEXTS)
    each = {(i, j): likeness(one, other, weights) for i, one in enumerate(a) for j, other in enumerate(b)}
    assert alike(a, b, weights, least) == {pair: found for pair, found in each.items() if found >= least}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.lists(st.sampled_from(TEXTS), max_size=8))
def test_no_share_is_left_out(a: list[str], b: list[str]):
    weights = rarity(TEXTS)
    parts, wholes = [stems(text) for text in a], [stems(text) for text in b]
    found = set(shares(parts, wholes, weights, PART))
    for one, part in enumerate(parts):
        for other, whole in enumerate(wholes):
            if total(part & whole, weights) >= PART * total(part, weights):
                assert (one, other) in found


def test_two_unrelated_guidelines_took_seconds():
    a, b = real(AGDER), real(GOLD / "viken.txt")
    start = process_time()
    differences((a.document, a.clauses, a.norms), (b.document, b.clauses, b.norms))
    assert process_time() - start < 1

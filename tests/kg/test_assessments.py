"""What is said of pairs: kept whatever the words, found again after a new build, and taken back."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.home import home_folder
from kg.overlap.assessments import (
    FILE,
    Act,
    Assessment,
    AssessmentError,
    Side,
    Standing,
    in_force,
    keep,
    kept,
    said_of,
    standings,
)
from tests.kg.made_cases import norm, pair

WORDS = ("Legen skal ringe.", "Sykehuset skal ringe.", "Kommunen skal svare.")
A, B, C = (norm(words, f"sec_{n}__point_1") for n, words in enumerate(WORDS, start=1))
AB, AC = pair(A, B), pair(A, C)

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
sides = st.builds(Side, anything, anything, anything)
assessments = st.builds(Assessment, st.sampled_from(Act), st.tuples(sides, sides), anything, anything, anything)


# -- the file


@given(st.lists(assessments, max_size=4))
@settings(deadline=None, max_examples=50)
def test_what_is_kept_is_read_back_whatever_the_words(said: list[Assessment]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "new"
        for each in said:
            keep(each, folder)
        assert kept(folder) == said


def test_nothing_kept_is_nothing_read(tmp_path: Path) -> None:
    assert kept(tmp_path / "nowhere") == []


def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(tmp_path: Path) -> None:
    first, second = (said_of(AB, who="Kari", note=note) for note in ("en", "to"))
    keep(first, tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"act": "assessed", "sides": [{"docu')
    keep(second, tmp_path)
    assert kept(tmp_path) == [first, second]


@pytest.mark.parametrize(
    "line", [b"[]", b"1", b'{"act": "assessed"}', b"\xff\xfe", b'{"act":"x","sides":[],"who":"","time":"","note":""}']
)
def test_a_line_that_is_no_assessment_is_passed_over(line: bytes, tmp_path: Path) -> None:
    said = said_of(AB, who="Kari")
    (tmp_path / FILE).write_bytes(line + b"\n")
    keep(said, tmp_path)
    assert kept(tmp_path) == [said]


def test_the_file_is_readable_to_its_owner_only(tmp_path: Path) -> None:
    keep(said_of(AB, who="Kari"), tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def write_some(folder: Path, who: str) -> None:
    for number in range(20):
        keep(said_of(AB, who=who, note=f"{number} " + "x" * 5000), folder)


def test_several_writers_do_not_mix_their_lines(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_some, args=(tmp_path, who)) for who in ("Kari", "Ola")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert len(kept(tmp_path)) == 40


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(AssessmentError, match="Ingenting ble lagret"):
        keep(said_of(AB, who="Kari"), tmp_path / "home")
    assert kept(tmp_path / "home") == []


def test_it_lies_in_the_home_of_the_builds(ansvar_home: Path) -> None:
    keep(said_of(AB, who="Kari"))
    assert home_folder() == ansvar_home
    assert (ansvar_home / FILE).exists()


# -- what holds


def test_the_name_is_needed_and_tidied() -> None:
    assert said_of(AB, who="  Kari  Nordmann ", note=" to\nlinjer ").who == "Kari Nordmann"
    assert said_of(AB, who="Kari", note=" to\nlinjer ").note == "to\nlinjer"
    with pytest.raises(AssessmentError, match="hvem"):
        said_of(AB, who="  ")


def test_the_last_word_on_a_pair_holds() -> None:
    first, second = (said_of(AB, who="Kari", note=note) for note in ("en", "to"))
    assert in_force([first, second]) == [second]
    assert in_force([first, second, replace(second, act=Act.WITHDRAWN)]) == []
    assert in_force([first, replace(first, act=Act.WITHDRAWN), second]) == [second]


def test_an_assessment_holds_for_its_own_pair_only_whichever_norm_comes_first() -> None:
    said = said_of(AB, who="Kari")
    assert standings([AB, AC], [said]) == [Standing(said), Standing()]
    assert standings([pair(B, A)], [said]) == [Standing(said)]


def test_it_holds_after_a_new_build_that_numbers_the_clauses_anew() -> None:
    said = said_of(AB, who="Kari")
    moved = pair(replace(A, clause="sec_9__point_4", id="sec_9__point_4__norm_2", start=900), B)
    assert standings([AC, moved], [said]) == [Standing(), Standing(said)]


def test_words_that_stand_in_two_places_are_told_apart_by_their_clause() -> None:
    twin = replace(A, clause="sec_7__point_1")
    said = said_of(AB, who="Kari")
    assert standings([AB, pair(twin, B)], [said]) == [Standing(said), Standing()]


def test_words_that_have_moved_to_two_places_are_left_open() -> None:
    said = said_of(AB, who="Kari")
    twins = [pair(replace(A, clause=clause), B) for clause in ("sec_7__point_1", "sec_8__point_1")]
    assert standings(twins, [said]) == [Standing(), Standing()]


def test_other_words_in_the_clause_make_it_an_earlier_assessment() -> None:
    said = said_of(AB, who="Kari", note="Greit")
    changed = pair(replace(A, text="Legen skal ringe innen to dager."), B)
    assert standings([changed, AC], [said]) == [Standing(None, said), Standing()]


def test_the_same_words_in_another_document_are_another_pair() -> None:
    said = said_of(AB, who="Kari")
    other = pair(replace(A, document="annen"), replace(B, document="annen"))
    assert standings([other], [said]) == [Standing()]


@given(st.lists(st.sampled_from([AB, AC, pair(B, C)]), unique_by=lambda p: (p.a.text, p.b.text)), st.randoms())
def test_pairs_keep_their_assessments_in_any_order(pairs: list, random: object) -> None:  # type: ignore[type-arg]
    said = [said_of(each, who="Kari", note=each.a.text + each.b.text) for each in pairs]
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for each, standing in zip(shuffled, standings(shuffled, said), strict=True):
        assert standing.assessment is not None
        assert standing.assessment.note == each.a.text + each.b.text

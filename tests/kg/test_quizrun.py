"""Runs through a quiz and the addresses of sessions: what can be done in which order, and what is counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.quiz.quizzes import Item, Option, Proof, Question, QuizKind, Theme
from kg.quiz.runs import Run
from kg.quiz.setups import MOST, Setup, from_address

PROOF = Proof("d", "Prøve", "sec_1__point_1", "sec_1__point_1__norm_1", "Fastlegen ringer.", "Fastlegen ringer.",
              "kapittel 1", 0, 17)  # fmt: skip
OPTIONS = tuple(Option(name.capitalize(), (name,)) for name in ("fastlege", "pasient", "jordmor"))
questions = st.builds(
    lambda number, chapter, right: Question(
        Item(f"d/{number}", QuizKind.BEARER, Theme("d", f"sec_{chapter}", str(chapter), f"{chapter}. Tema"),
             f"Hvem ringer nummer {number}?", "", OPTIONS[right], (), PROOF, ("Snakk.",)),
        OPTIONS, right,
    ),
    st.integers(0, 99), st.integers(1, 12), st.integers(0, 2),
)  # fmt: skip
runs = st.builds(Run, st.lists(questions, min_size=1, max_size=8, unique_by=lambda q: q.item.id).map(tuple))


@given(run=runs, moves=st.lists(st.none() | st.integers(-1, 3), max_size=40))
def test_a_run_never_skips_nor_changes_an_answer(run: Run, moves: list[int | None]) -> None:
    for move in moves:
        before, run = run, run.next() if move is None else run.answer(move)
        assert run.chosen[: len(before.chosen)] == before.chosen
        assert run.at <= len(run.chosen) <= run.at + 1
        assert len(run.chosen) <= len(run.questions)


@given(run=runs, data=st.data())
def test_scores_add_up_and_the_wrong_ones_come_again(run: Run, data: st.DataObject) -> None:
    picks = [data.draw(st.integers(0, 2)) for _ in run.questions]
    for pick in picks:
        run = run.answer(pick).next()
    right = sum(pick == question.right for pick, question in zip(picks, run.questions, strict=True))
    *themes, whole = run.scores
    assert run.done
    assert (whole.right, whole.of) == (right, len(picks))
    assert sum(each.of for each in themes) == len(picks)
    numbers = [int(each.theme.section) for each in themes if each.theme]
    assert numbers == sorted(set(numbers))
    again = run.again(seed=data.draw(st.integers(0, 99)))
    assert sorted(q.item.id for q in again.questions) == sorted(q.item.id for q in run.wrong)
    assert len(run.wrong) == len(picks) - right
    assert not again.chosen


@given(
    st.builds(
        Setup,
        themes=st.lists(st.from_regex(r"[a-z]{1,5}/sec_[0-9]", fullmatch=True), max_size=3).map(tuple),
        kinds=st.lists(st.sampled_from(QuizKind), min_size=1, unique=True).map(
            lambda kinds: tuple(sorted(kinds, key=list(QuizKind).index))
        ),
        number=st.integers(1, MOST),
        seed=st.integers(0, 2**31 - 1),
    )
)
def test_an_address_opens_the_setup_that_wrote_it(setup: Setup) -> None:
    assert from_address(setup.as_address()) == setup


@given(st.dictionaries(st.sampled_from(["seed", "antall", "type", "tema"]), st.text(max_size=30)))
def test_no_address_is_too_odd(given_: dict[str, str]) -> None:
    setup = from_address(given_)
    assert setup is None or (0 < setup.number <= MOST and setup.kinds)

"""Runs: a way through the questions of a quiz, with what was answered and the score by theme."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.quiz.quizzes import Question, Theme, repeated


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the questions of a theme were answered right; ``theme`` is None for all of them."""

    theme: Theme | None
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Run:
    """Questions, the options chosen so far, and the question that is looked at.

    A question is answered before the next one is looked at; an answer stands.
    """

    questions: tuple[Question, ...]
    chosen: tuple[int, ...] = ()
    at: int = 0

    @property
    def done(self) -> bool:
        """Whether all questions have been gone through."""
        return self.at >= len(self.questions)

    @property
    def answered(self) -> bool:
        """Whether the question that is looked at has been answered."""
        return not self.done and len(self.chosen) > self.at

    @property
    def question(self) -> Question:
        """The question that is looked at.

        :raises IndexError: where the run is done.
        """
        return self.questions[self.at]

    def answer(self, option: int) -> Run:
        """Return the run with the question answered; an answer given already stands."""
        if self.done or self.answered or not 0 <= option < len(self.question.options):
            return self
        return replace(self, chosen=(*self.chosen, option))

    def next(self) -> Run:
        """Return the run at the next question; one that is not answered stays."""
        return replace(self, at=self.at + 1) if self.answered else self

    @property
    def wrong(self) -> tuple[Question, ...]:
        """The questions answered wrong, in order."""
        pairs = zip(self.questions, self.chosen, strict=False)
        return tuple(question for question, option in pairs if option != question.right)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The score of each theme that was answered, in the documents' order, and of all at the end."""
        right: dict[Theme, list[bool]] = {}
        for question, option in zip(self.questions, self.chosen, strict=False):
            right.setdefault(question.item.theme, []).append(option == question.right)
        themes = [Score(theme, sum(found), len(found)) for theme, found in sorted(right.items(), key=_order)]
        return (*themes, Score(None, sum(each.right for each in themes), sum(each.of for each in themes)))

    def again(self, *, seed: int) -> Run:
        """Return a run of what was answered wrong, in another order."""
        return Run(tuple(repeated(self.wrong, seed=seed)))


def _order(scored: tuple[Theme, list[bool]]) -> tuple[str, tuple[int, ...], str]:
    """Return where a theme stands: its chapter's number counts as a number."""
    theme = scored[0]
    number = tuple(int(part) for part in theme.section.split(".") if part.isdigit())
    return theme.document, number, theme.title

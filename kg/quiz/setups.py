"""Setups: what a quiz is drawn by, and how the address of a page writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.quiz.quizzes import LARGEST_SEED, Bank, Question, QuizKind, quiz

MOST = 50
_SEED, _THEMES, _KINDS, _NUMBER = "seed", "tema", "type", "antall"


@dataclass(frozen=True, slots=True)
class Setup:
    """Themes by id (all where empty), kinds, the number of questions, and the seed.

    >>> Setup(themes=("agder-2024/sec_12",), number=5, seed=7).as_address()
    {'seed': '7', 'antall': '5', 'type': 'bearer', 'tema': 'agder-2024/sec_12'}
    """

    themes: tuple[str, ...] = ()
    kinds: tuple[QuizKind, ...] = (QuizKind.BEARER,)
    number: int = 10
    seed: int = 0

    def drawn(self, bank: Bank) -> list[Question]:
        """Return the questions; themes that the bank does not have are passed over."""
        known = [theme for theme in bank.themes() if theme.id in self.themes]
        return quiz(bank, seed=self.seed, number=self.number, themes=known, kinds=self.kinds)

    def as_address(self) -> dict[str, str]:
        """Return the setup as query parameters."""
        made = {_SEED: str(self.seed), _NUMBER: str(self.number), _KINDS: ",".join(self.kinds)}
        return made | ({_THEMES: ",".join(self.themes)} if self.themes else {})


def from_address(given: Mapping[str, str]) -> Setup | None:
    """Return the setup that query parameters write, or None without a seed; what makes no sense is passed over.

    >>> from_address({"seed": "7", "antall": "mange", "type": "deadline,tull"})
    Setup(themes=(), kinds=(<QuizKind.DEADLINE: 'deadline'>,), number=10, seed=7)
    """
    seed = _whole(given.get(_SEED, ""), LARGEST_SEED)
    if seed is None:
        return None
    named = given.get(_KINDS, "").split(",")
    return Setup(
        themes=tuple(theme for theme in given.get(_THEMES, "").split(",") if theme),
        kinds=tuple(kind for kind in QuizKind if kind.value in named) or (QuizKind.BEARER,),
        number=_whole(given.get(_NUMBER, ""), MOST) or Setup().number,
        seed=seed,
    )


def _whole(text: str, most: int) -> int | None:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else None

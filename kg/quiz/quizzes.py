"""Quizzes: questions drawn from a bank, the same for the same seed.

A bank holds every question that a build yields (``kg/quiz/bank.py``); a quiz is some of them, spread over
the themes and the right answers, each with its options in an order of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from kg.errors import QuestionError

OPTIONS = 4
LETTERS = "abcd"
FEWEST_WRONG = 2
LARGEST_SEED = 2**31 - 1


class QuizKind(StrEnum):
    """What a question asks for."""

    BEARER = "bearer"
    MODALITY = "modality"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter of a document that has questions: ``clause`` is the id of its heading."""

    document: str
    clause: str
    section: str
    title: str
    """The heading with its number ("11. Sykmelding")."""

    @property
    def id(self) -> str:
        """The theme's id, unique in a build."""
        return f"{self.document}/{self.clause}"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen; ``value`` is what it means to the graph: roles, a modality, a duration."""

    label: str
    value: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The clause that an answer stands on, and in it the norm's own ``words``; ``start`` and ``end`` are the quote's.

    ``under`` is the heading that names the role where the clause does not.
    """

    document: str
    title: str
    clause: str
    norm: str
    quote: str
    words: str
    place: str
    start: int
    end: int
    under: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong option and how near it lies to the right one: the nearer, the sooner it is taken."""

    option: Option
    nearness: int


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the bank with its right option and all that may be offered beside it."""

    id: str
    kind: QuizKind
    theme: Theme
    ask: str
    sentence: str
    right: Option
    wrong: tuple[Wrong, ...]
    proof: Proof
    prompts: tuple[str, ...]
    hides_theme: bool = False

    @property
    def tells_theme(self) -> str:
        """The theme where it does not give the answer away, else an empty string."""
        return "" if self.hides_theme else self.theme.title


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: its options in order, and which of them is right (from 0)."""

    item: Item
    options: tuple[Option, ...]
    right: int

    def as_text(self, number: int) -> str:
        """Return the question with its answer for a person to read, ``number`` in front."""
        item, proof = self.item, self.item.proof
        lines = [f"{number}. {item.ask}", *([f"   {item.sentence}"] if item.sentence else [])]
        for at, option in enumerate(self.options):
            lines.append(f"   {'*' if at == self.right else ' '} {LETTERS[at]}) {option.label}")
        under = f"{proof.under} " if proof.under else ""
        return "\n".join([*lines, f"   {under}«{proof.quote}» ({proof.place})"])

    def as_record(self) -> dict[str, object]:
        """Return the question as one line of ``ansvar quiz --jsonl``."""
        item, proof = self.item, self.item.proof
        return {
            "id": item.id,
            "kind": item.kind.value,
            "document": item.theme.document,
            "theme": item.theme.title,
            "question": item.ask,
            "sentence": item.sentence,
            "options": [option.label for option in self.options],
            "right": self.right,
            "answer": self.options[self.right].label,
            "quote": proof.quote,
            "place": proof.place,
            "under": proof.under,
            "clause": proof.clause,
            "norm": proof.norm,
            "prompts": list(item.prompts),
        }


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions of a build, in the documents' order."""

    items: tuple[Item, ...]

    def themes(self, kinds: Iterable[QuizKind] = QuizKind) -> dict[Theme, int]:
        """Return the themes with how many questions of some kinds each has, in order."""
        wanted, found = set(kinds), dict[Theme, int]()
        for item in self.items:
            found[item.theme] = found.get(item.theme, 0) + (item.kind in wanted)
        return {theme: number for theme, number in found.items() if number}

    def found_themes(self, wanted: str) -> list[Theme]:
        """Return the themes that an id, a chapter's number or words of its heading mean.

        :raises QuestionError: where none is meant.
        """
        known, words = list(self.themes()), wanted.strip().lower()
        exact = [theme for theme in known if words in (theme.id.lower(), theme.section.lower())]
        if found := exact or [theme for theme in known if words and words in theme.title.lower()]:
            return found
        offered = "; ".join(theme.title for theme in known) or "ingen"
        raise QuestionError(f"Ingen spørsmål om kapittelet «{wanted}». Velg blant: {offered}.")


def quiz(
    bank: Bank,
    *,
    seed: int,
    number: int = 10,
    themes: Iterable[Theme] = (),
    kinds: Iterable[QuizKind] = (QuizKind.BEARER,),
) -> list[Question]:
    """Return up to so many questions, the same for the same bank, seed and choices.

    Themes take turns, and so do the right answers within each, so that one role is not the answer to all.

    :param themes: those to keep to; all where empty.
    """
    random = Random(seed)  # noqa: S311 (a quiz is no secret)
    chosen, wanted = {theme.id for theme in themes}, set(kinds)
    kept = [item for item in bank.items if item.kind in wanted and (not chosen or item.theme.id in chosen)]
    by_theme: defaultdict[str, list[Item]] = defaultdict(list)
    for item in kept:
        by_theme[item.theme.id].append(item)
    turns = [_in_turn(random, items) for items in by_theme.values()]
    random.shuffle(turns)
    picked = _dealt(turns)[:number]
    random.shuffle(picked)
    return [asked(item, random) for item in picked]


def repeated(questions: Sequence[Question], *, seed: int) -> list[Question]:
    """Return questions anew: in another order, their options in another order."""
    random = Random(seed)  # noqa: S311 (a quiz is no secret)
    items = [question.item for question in questions]
    random.shuffle(items)
    return [asked(item, random) for item in items]


def asked(item: Item, random: Random) -> Question:
    """Put a question: the nearest wrong options, by lot among equals, and the order by lot."""
    drawn = sorted(item.wrong, key=lambda wrong: (-wrong.nearness, random.random()))
    wrong: list[Option] = []
    for each in drawn:
        if len(wrong) < OPTIONS - 1 and not any(set(each.option.value) & set(other.value) for other in wrong):
            wrong.append(each.option)
    options = [item.right, *wrong]
    if item.kind is QuizKind.MODALITY:
        options.sort(key=lambda option: option.value)
    else:
        random.shuffle(options)
    return Question(item, tuple(options), options.index(item.right))


def _in_turn(random: Random, items: Sequence[Item]) -> list[Item]:
    """Return items by lot, the right answers taking turns."""
    by_answer: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in random.sample(items, len(items)):
        by_answer[item.right.value].append(item)
    return _dealt(list(by_answer.values()))


def _dealt(hands: Sequence[Sequence[Item]]) -> list[Item]:
    """Return the first of each, then the second of each, and so on."""
    longest = max(map(len, hands), default=0)
    return [hand[at] for at in range(longest) for hand in hands if at < len(hand)]

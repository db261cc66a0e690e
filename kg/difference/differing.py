"""The words of a norm, and around it, that stand in one of two editions only, and the concepts that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.difference.editions import Edition
from kg.model import Norm
from kg.tokens import Token, apart
from ontology.concepts import Kind
from ontology.lexicon import Mention, lexicon


@dataclass(frozen=True, slots=True)
class Word:
    """A differing word: in the norm's own text, in the rest of its clause, or above it; ``at`` tells it from others."""

    token: Token
    where: str

    @property
    def own(self) -> bool:
        """Whether it stands in the norm's own text."""
        return self.where == "own"

    @property
    def at(self) -> str:
        """What tells the word from all others of its side."""
        return f"{self.where} {self.token.start} {self.token.word}"


@dataclass(frozen=True, slots=True)
class Named:
    """A concept that differing words name."""

    concept: str
    kind: Kind
    words: tuple[Word, ...]


@dataclass(slots=True)
class Side:
    """A norm with the words of it, and around it, that stand in its edition only, and what they name."""

    norm: Norm
    words: list[Word]
    named: list[Named]
    taken: set[str]

    def free(self, where: Iterable[str] = ("own",)) -> list[Word]:
        """Return the differing words that carry no change yet."""
        return [word for word in self.words if word.where in where and word.at not in self.taken]

    def take(self, words: Iterable[Word]) -> None:
        """Note that words carry a change."""
        self.taken.update(word.at for word in words)


ALL = ("own", "clause", "above")


def sides(a: Norm, b: Norm, first: Edition, second: Edition) -> tuple[Side, Side]:
    """Return a norm of the one edition and what it is in the other, each with the words that only its side has."""
    words: tuple[list[Word], list[Word]] = ([], [])
    texts: tuple[dict[str, str], dict[str, str]] = (_texts(a, first), _texts(b, second))
    for where in ALL:
        for side, differing in enumerate(apart(texts[0][where], texts[1][where])):
            words[side].extend(Word(token, where) for token in differing)
    one, other = (
        Side(norm, words[side], list(_names(words[side], texts[side])), set()) for side, norm in enumerate((a, b))
    )
    return one, other


def _texts(norm: Norm, edition: Edition) -> dict[str, str]:
    """Return the norm's own words, those of its clause around it, and those above it."""
    rest = edition.by_id[norm.clause].text.replace(norm.text, " / ", 1)
    above = " / ".join(clause.text for clause in edition.above(norm))
    return {"own": norm.text, "clause": rest, "above": above}


def _names(words: Sequence[Word], texts: dict[str, str]) -> Iterator[Named]:
    """Yield the concepts that differing words name, alone or together with words beside them."""
    known = lexicon("nb")
    for where, text in texts.items():
        here = [word for word in words if word.where == where]
        if not here:
            continue
        for mention in (*known.mentions(known.words(text)), *_of_kinds(text)):
            inside = tuple(w for w in here if w.token.start < mention.end and mention.start < w.token.end)
            if inside:
                yield Named(mention.concept, mention.kind, inside)


def _of_kinds(text: str) -> Iterator[Mention]:
    """Yield mentions kind by kind: a word may name a role where a longer label of another kind hides it."""
    known = lexicon("nb")
    for kind in Kind:
        yield from known.mentions(known.words(text), kind)

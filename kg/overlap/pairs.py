"""Two norms side by side, how close they lie, and what they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.likeness import Profile
from kg.model import Condition, Norm
from kg.sides import covered
from ontology.concepts import concepts

SAME_WORDS = 0.95
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close two norms lie, each between 0 and 1.

    ``meaning`` and ``wording`` are cosines of concepts and stems, ``meaning_rank`` and
    ``wording_rank`` 1 where no other norm lies closer to one of the two, less for each that does.
    ``own`` and ``context`` are the same of the vectors of their words, and of these under their
    headings. ``distance`` is how many norms further on the second stands in one chapter, 0 elsewhere.
    """

    meaning: float = 0.0
    wording: float = 0.0
    meaning_rank: float = 0.0
    wording_rank: float = 0.0
    own: float = 0.0
    context: float = 0.0
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two norms side by side, the first before the second."""

    a: Profile
    b: Profile
    closeness: Closeness

    @property
    def norms(self) -> tuple[Norm, Norm]:
        """Both norms."""
        return self.a.norm, self.b.norm

    @property
    def same_thing(self) -> bool:
        """Whether both concern one artifact."""
        return bool(self.a.artifacts & self.b.artifacts)

    @property
    def same_object(self) -> bool:
        """Whether both act on one artifact, not only mention it or stand under its heading."""
        return not set(self.a.norm.artifacts).isdisjoint(self.b.norm.artifacts)

    @property
    def same_matter(self) -> bool:
        """Whether both act on one artifact, or do the same with what one of them only mentions."""
        return self.same_object or (self.same_act and self.same_thing)

    @property
    def same_act(self) -> bool:
        """Whether the modal verbs of both govern one action."""
        return bool(self.a.governed & self.b.governed)

    @property
    def same_receiver(self) -> bool:
        """Whether both name one counterparty."""
        return not set(self.a.norm.counterparties).isdisjoint(self.b.norm.counterparties)

    @property
    def same_situation(self) -> bool:
        """Whether conditions of both name one situation."""
        one, other = (_situations(norm.conditions) for norm in self.norms)
        return not one.isdisjoint(other)

    @property
    def same_document(self) -> bool:
        """Whether both stand in one version of one document."""
        a, b = self.norms
        return (a.document, a.version) == (b.document, b.version)

    @property
    def same_section(self) -> bool:
        """Whether both stand under one numbered heading."""
        a, b = self.norms
        return self.same_document and a.section == b.section

    @property
    def same_chapter(self) -> bool:
        """Whether both stand in one chapter, whatever the numbers below it."""
        a, b = self.norms
        return self.same_document and a.section.partition(".")[0] == b.section.partition(".")[0]

    @property
    def named(self) -> bool:
        """Whether both bearers are known."""
        return bool(self.a.norm.bearers and self.b.norm.bearers)

    @property
    def one_side(self) -> bool:
        """Whether every bearer of either has its like among the other's; so too where one is not named."""
        one, other = (norm.bearers for norm in self.norms)
        return not one or not other or (covered(one, other) and covered(other, one))

    @property
    def conditions(self) -> int:
        """How many of the two norms hold only under conditions."""
        return sum(bool(norm.holds_where) for norm in self.norms)

    @property
    def excluded(self) -> bool:
        """Whether the conditions of the two norms cannot hold together."""
        return exclude(*self.norms)

    @property
    def same_words(self) -> bool:
        """Whether both say the same in the same words, or all but their numbers, to the same side."""
        a, b = self.norms
        return self.closeness.wording >= SAME_WORDS and a.modality is b.modality and self.one_side

    @property
    def numbers(self) -> tuple[list[str], list[str]]:
        """The figures that only the one norm has, and those that only the other has."""
        one, other = (dict.fromkeys(_NUMBER.findall(norm.text)) for norm in self.norms)
        return [each for each in one if each not in other], [each for each in other if each not in one]

    @property
    def deadlines_differ(self) -> bool:
        """Whether both have a time limit, and not the same."""
        a, b = self.norms
        return bool(a.deadline and b.deadline) and (a.duration or a.deadline) != (b.duration or b.deadline)


def exclude(one: Norm, other: Norm) -> bool:
    """Whether the conditions of two norms cannot hold together."""
    here, there = _situations(one.holds_where), _situations(other.holds_where)
    apart = any(not there.isdisjoint(concepts().excluded(situation)) for situation in here)
    return bool(apart or here & _situations(other.unless) or there & _situations(one.unless))


def _situations(conditions: Iterable[Condition]) -> set[str]:
    return {situation for condition in conditions for situation in condition.situations}

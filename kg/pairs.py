"""Two norms side by side, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

from kg.likeness import Profile, Weighed, cosine
from kg.model import Norm
from kg.sides import covered
from ontology.concepts import concepts


@dataclass(frozen=True, slots=True)
class Pair:
    """Two norms side by side, and how close they lie."""

    a: Profile
    b: Profile
    meaning: float
    wording: float

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
    def named(self) -> bool:
        """Whether both bearers are known."""
        return bool(self.a.norm.bearers and self.b.norm.bearers)

    @property
    def same_act(self) -> bool:
        """Whether the modal verbs of both govern one action."""
        return bool(self.a.governed & self.b.governed)

    @property
    def same_receiver(self) -> bool:
        """Whether both name one counterparty."""
        return not set(self.a.norm.counterparties).isdisjoint(self.b.norm.counterparties)

    @property
    def same_place(self) -> bool:
        """Whether both stand in one chapter of one document."""
        a, b = self.norms
        return (a.document, a.version, a.section) == (b.document, b.version, b.section)

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
        known = concepts()
        one, other = ({s for condition in norm.holds_where for s in condition.situations} for norm in self.norms)
        if any(s in found.excludes for s in other for t in one if (found := known.get(t))):
            return True
        unless = [{s for c in norm.unless for s in c.situations} for norm in self.norms]
        return bool(one & unless[1] or other & unless[0])


def side_by_side(one: Weighed, other: Weighed) -> Pair:
    """Return two norms as a pair, the first before the second."""
    return Pair(one.profile, other.profile, cosine(one.concepts, other.concepts), cosine(one.stems, other.stems))

"""A question with the norms found for it, of which one is to lead, and what of the question each of them names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.actions import acts_of
from kg.model import Condition, Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.words import spellings, stem, words
from qa.carriers import is_carried
from qa.deeds import restates
from qa.profiles import does, nearness
from qa.ranking import Candidate
from qa.understanding import Question, Unit, is_small

TAKEOVER = "overta"
SIBLING_SCORE = 3.5
"""How far below the best norm's score another one may lie that goes before it."""
BINDING = (Modality.OBLIGATION, Modality.RECOMMENDATION)


@dataclass(frozen=True)
class Choice:
    """A question with the norms found for it, best first (at least one), of which one is to lead."""

    question: Question
    order: Sequence[Candidate]

    @property
    def best(self) -> Norm:
        """The norm ranked first."""
        return self.order[0].norm

    @cached_property
    def acts(self) -> dict[str, float]:
        """The actions that "who" asks about, and how near others come to them."""
        return nearness(self.question.acts)

    @cached_property
    def asked(self) -> list[Unit]:
        """What the clause that asks names, besides roles."""
        return [unit for unit in self.question.units if unit.asked and not unit.names_only_roles]

    @property
    def strange_verb(self) -> bool:
        """Whether what "who" asks about is a verb that the ontology does not know."""
        return self.question.deed is not None and not self.question.deed.mentions

    @cached_property
    def scene_roles(self) -> set[str]:
        """The roles named around the clause that asks."""
        told = (mention for unit in self.question.units if not unit.asked for mention in unit.mentions)
        return {mention.concept for mention in told if mention.kind is Kind.ROLE}

    @cached_property
    def denied(self) -> bool:
        """Whether something is denied around the clause that asks."""
        return denies(self.question.scene)

    @cached_property
    def beside(self) -> list[Candidate]:
        """The next best of the document that hold in the case as well as the best one does."""
        first = self.order[0]
        others = (c for c in self.order[1:] if c.norm.document == self.best.document and c.clashes == first.clashes)
        retold = restates(self.best, self.question.deeds)
        return [c for c in others if retold or c.score > first.score - SIBLING_SCORE]

    @cached_property
    def close(self) -> list[Norm]:
        """The norms of ``beside``."""
        return [c.norm for c in self.beside]

    @cached_property
    def near(self) -> list[Norm]:
        """Those of ``close`` that stand in the best norm's clause."""
        return [norm for norm in self.close if norm.clause == self.best.clause]

    @cached_property
    def clause(self) -> list[Candidate]:
        """The best norm and those of its clause that hold in the case as well as it does."""
        first = self.order[0]
        return [c for c in self.order if c.norm.clause == self.best.clause and c.clashes == first.clashes]

    @cached_property
    def acting(self) -> list[Norm]:
        """The norms of the best one's clause that can hold, and that lie on somebody else than those served."""
        return [c.norm for c in self.clause if not c.clashes and acted_by_others(c.norm)]

    @cached_property
    def duties(self) -> list[Norm]:
        """Those of ``acting`` that bind."""
        return [norm for norm in self.acting if norm.modality in BINDING]

    def does(self, norm: Norm) -> bool:
        """Return whether a norm does what "who" asks about, by a concept or a verb that the ontology does not know."""
        deed = self.question.deed
        if does(norm, self.acts):
            return True
        return deed is not None and self.strange_verb and norm.action is not None and stem(norm.action) == deed.stems[0]

    def no_other_act(self, norm: Norm) -> bool:
        """Return whether a norm does what "who" asks about as the best one does, or says nothing of what is done."""
        return not does(self.best, self.acts) or does(norm, self.acts) or not acts_of(norm.action)


def acted_by_others(norm: Norm) -> bool:
    """Return whether a norm lies on somebody else than on those whom norms serve."""
    return is_carried(norm) and not (norm.bearers and all(concepts().served(role) for role in norm.bearers))


def takes_up_the_act(norm: Norm) -> bool:
    """Return whether a norm leaves to the one before it what is done: "gjør fastlegen det", "har han ansvaret".

    Whoever has a duty of his own ("har ansvaret for journalen") takes up nothing.
    """
    verb = (norm.action or "").partition(" ")[0]
    duties = tuple(cues()["duty_noun"].labels)
    comes = any(verb in cues()[name] for name in ("stative_verb", "passing_verb", "having_verb"))
    if verb in cues()["doing_verb"]:
        return True
    own = any(mention.kind is Kind.ARTIFACT for mention in mentions(norm.text))
    return comes and not own and any(word.startswith(duties) for word in spellings(norm.text))


def denies(text: str) -> bool:
    """Return whether a text denies something."""
    return any(word in cues()["negation"] for word in spellings(text))


def tells(question: Question, condition: Condition) -> bool:
    """Return whether a question tells all that a condition says, and denies something where it does."""
    words = {stem(word) for word in spellings(condition.text) if not is_small(word)}
    return len(words) > 1 and words.issubset(question.content) and denies(condition.text) == denies(question.text)


def acted_out(question: Question, norm: Norm) -> set[Unit]:
    """Return the units of a question that name what a norm does, though its words leave that to those before them."""
    known = set(acts_of(norm.action))
    return {unit for unit in question.units if not known.isdisjoint(m.concept for m in unit.mentions)}


def case_of(question: Question, norm: Norm) -> set[Unit]:
    """Return the units around a question that the conditions of a norm name, a place in them ("på sykehuset") too."""
    text = " ".join(condition.text for condition in norm.turns_on)
    return named(text, (unit for unit in question.units if not unit.asked))


def named_units(question: Question, text: str) -> set[Unit]:
    """Return the units of a question that tell of its case, and its deed, where a text of a norm names them."""
    told = (unit for unit in question.units if not unit.asked or unit == question.deed)
    return named(text, (unit for unit in told if not unit.names_only_roles))


def named(text: str, told: Iterable[Unit]) -> set[Unit]:
    """Return those of some units that a text names, by their stems or by a concept."""
    stems = {word.stem for word in words(text)}
    found = {mention.concept for mention in mentions(text)} - {TAKEOVER}
    return {u for u in told if stems.issuperset(u.stems) or not found.isdisjoint(m.concept for m in u.mentions)}

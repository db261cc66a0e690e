"""Chooses which rule leads an answer: of the best norm's clause or near it, the one for the case and for what is asked.

Each step looks for a norm that goes before the best one, or finds none; the first that finds one is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.actions import acts_of
from kg.model import Condition, Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon
from ontology.words import spellings, stem
from qa.deeds import by_the_doer, restates
from qa.measures import held, is_past
from qa.profiles import does, nearness
from qa.ranking import JUDGING, Candidate, exempts
from qa.understanding import Ask, Question, Unit, is_small

TAKEOVER = "overta"
SIBLING_SCORE = 3.5
"""How far below the best norm's score another one may lie that goes before it."""
_BINDING = (Modality.OBLIGATION, Modality.RECOMMENDATION)


@dataclass(frozen=True)
class _Choice:
    """A question with the norms found for it, best first, of which one is to lead."""

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
    def acting(self) -> list[Norm]:
        """The norms of the best one's clause that can hold, and that lie on somebody else than those served."""
        told = (c.norm for c in self.order if c.norm.clause == self.best.clause and not c.clashes)
        return [norm for norm in told if acted_by_others(norm)]

    @cached_property
    def duties(self) -> list[Norm]:
        """Those of ``acting`` that bind."""
        return [norm for norm in self.acting if norm.modality in _BINDING]


def leading_norm(question: Question, order: Sequence[Candidate]) -> Norm:
    """Return the best of some norms (at least one), or the one that is about whom or what the question is about."""
    choice = _Choice(question, order)
    if order[0].instead:
        return choice.best
    steps = (_exempting,) if question.exempts else _STEPS.get(question.ask, ())
    return next((found for step in steps if (found := step(choice)) is not None), choice.best)


def same_matter(one: Norm, other: Norm, asked: Mapping[str, float]) -> bool:
    """True where both do the same to one thing, or the other takes it over, and the question is about that thing."""
    taken = not {TAKEOVER, *concepts().related(TAKEOVER)}.isdisjoint(other.concepts)
    same_thing = bool(one.artifacts) and one.artifacts[:1] == other.artifacts[:1] and one.artifacts[0] in asked
    return same_thing and (taken or one.action == other.action)


def _exempting(choice: _Choice) -> Norm | None:
    """Return a norm that exempts from what the question is about."""
    things = set(choice.question.concepts(Kind.ARTIFACT))
    told = (norm for norm in (choice.best, *choice.close) if exempts(norm))
    return next((norm for norm in told if not things.isdisjoint(norm.artifacts)), None)


def _by_doer(choice: _Choice) -> Norm | None:
    """Return the norm that binds whoever did what the question says was done, and speaks of the act asked about.

    "Hvem følger opp prøven som fastlegen har bestilt?": whoever orders it.
    """
    if not set(choice.question.acts).isdisjoint(choice.best.concepts):
        return None
    deeds = choice.question.deeds
    told = (norm for norm in (choice.best, *choice.close) if any(by_the_doer(norm, act) for _, act in deeds))
    return next((norm for norm in told if not choice.acts.keys().isdisjoint(norm.concepts)), None)


def _special_case(choice: _Choice) -> Norm | None:
    """Return a near norm for the situation asked about, where the best one names none.

    It does the same to the same thing, or stands in the same clause. "Hvem ordner sykmeldingen for den som er operert?"
    is answered by the rule for operations, not by that for all.
    """
    question, best = choice.question, choice.best
    if choice.order[0].feature("situation"):
        return None
    general = _named_units(question, best.text) | _case_of(question, best)
    told = [c.norm for c in choice.beside if c.feature("situation") or _case_of(question, c.norm) - general]
    beside_it = (norm for norm in told if norm.clause == best.clause and norm.bearers and _no_other_act(choice, norm))
    return _on_the_same(choice, told) or next(beside_it, None)


def _obligation(choice: _Choice) -> Norm | None:
    """Return a near norm that binds to what the best one only recommends, where the question asks for a duty."""
    if not choice.question.binding or choice.best.modality is not Modality.RECOMMENDATION:
        return None
    return _on_the_same(choice, (n for n in choice.close if n.modality is Modality.OBLIGATION and n.bearers))


def _by_the_time(choice: _Choice) -> Norm | None:
    """Return the norm of the clause for the time that the question tells, where the best one's condition is not met.

    "Sykehuslegen sykmelder i høyst seks uker. Deretter overtar fastlegen.": ten weeks after an operation the second
    holds, two weeks after it the first.
    """
    told, best = choice.question.measures, choice.best
    if held(told, best):
        return None
    rules = sorted((c.norm for c in choice.order if c.norm.clause == best.clause), key=lambda norm: norm.start)
    for at, second in enumerate(rules):
        until = cues()["until_then"].search(second.text) is not None
        if not acted_by_others(second) or not (until or _comes_after(second)):
            continue
        timed = ((first, is_past(told, first)) for first in reversed(rules[:at]))
        first, past = next((each for each in timed if each[1] is not None), (best, None))
        if past is not None and best in (first, second):
            return second if past is not until else first
    return None


def _stated_case(choice: _Choice) -> Norm | None:
    """Return the norm of the clause for just the case that the question tells, in the same words.

    "Har pasienten ikke kontaktlege, svarer seksjonsoverlegen." answers who does it for a patient without one.
    """
    met = [norm for norm in choice.acting if any(_tells(choice.question, condition) for condition in norm.turns_on)]
    return None if choice.best in met else next(iter(met), None)


def _next_rule(choice: _Choice) -> Norm | None:
    """Return a later duty of the clause that alone names what the question tells of the case, or its deed.

    "Fastlegen har hovedansvaret for lista til hjemmeboende. Sykehjemslegen har det for beboere på sykehjem.": what
    the first one names is given for the second, which says what is different.
    """
    question, best = choice.question, choice.best
    if question.receives:
        return None
    duties = [norm for norm in choice.duties if norm.start > best.start and _no_other_act(choice, norm)]
    known = _named_units(question, best.text) | _acted_out(question, best)
    gains = [(len(_named_units(question, _since(best, norm)) - known), norm) for norm in duties]
    most, norm = max(gains, key=lambda gain: gain[0], default=(0, best))
    return norm if most else None


def _in_place_of(choice: _Choice) -> Norm | None:
    """Return the duty of the clause to do what the best norm only allows or forbids to somebody, where "who" asks it.

    "Fastlegen kan si nei til å ta prøver. Da tar hjemmesykepleien prøvene.": the second says who takes them.
    """
    if choice.best.modality not in JUDGING or choice.question.receives:
        return None
    duties = (norm for norm in choice.duties if set(norm.bearers).isdisjoint(choice.best.bearers))
    if does(choice.best, choice.acts):
        return next((norm for norm in duties if does(norm, choice.acts)), None)
    things = set(choice.question.concepts(Kind.ARTIFACT))
    return next((norm for norm in duties if not things.isdisjoint(norm.artifacts)), None)


def _who_carries(choice: _Choice) -> Norm | None:
    """Return the duty of the clause that says who carries what the best norm leaves open.

    "Pasienten får time på dagposten. Slik time bestilles av fastlegen."
    """
    if choice.best.bearers or choice.best.modality not in _BINDING or choice.question.receives:
        return None
    return next((norm for norm in choice.duties if _named(norm.text, choice.asked)), None)


def _coming_to(choice: _Choice) -> Norm | None:
    """Return a norm that names who gets something, where the question asks for them."""
    if not choice.question.receives:
        return None
    coming = [norm for norm in (choice.best, *choice.near) if norm.counterparties]
    return next((norm for norm in coming if does(norm, choice.acts)), coming[0] if coming else None)


def _doing(choice: _Choice) -> Norm | None:
    """Return a near norm that does what "who" asks about, where the best one does something else."""
    best = choice.best
    if choice.question.receives or _does(choice, best) or _acts_on_the_deed(choice.question, best):
        return None
    doers = (norm for norm in choice.near if norm.bearers and norm.modality is not Modality.PROHIBITION)
    return next((norm for norm in doers if _does(choice, norm)), None)


def _by_another(choice: _Choice) -> Norm | None:
    """Return a near norm on another role, where the best one lies on whom the question is for.

    "Hvem sier fra til pasienten?" is not answered by what the patient does.
    """
    best, receiving = choice.best, set(choice.question.parties.receiving)
    if choice.question.receives or not best.bearers or not receiving.issuperset(best.bearers):
        return None
    return next((norm for norm in choice.near if not norm.bearers or not receiving.issuperset(norm.bearers)), None)


def _speaking(choice: _Choice) -> Norm | None:
    """Return the norm of the clause that speaks of the deed, where the best one names nothing asked about.

    "Hvem steller såret når pasienten er hjemme?" is answered by who does that, not by what holds at home besides.
    """
    question, best = choice.question, choice.best
    if question.deed is None or question.receives:
        return None
    if _named(best.text, choice.asked) or not _acted_out(question, best).isdisjoint(choice.asked):
        return None
    return next((norm for norm in choice.acting if _named(norm.text, [question.deed])), None)


def _judging(choice: _Choice) -> Norm | None:
    """Return a near norm that judges the role asked about, where the best one binds others or nobody."""
    actors, best = set(choice.question.actors), choice.best
    if not actors or not actors.isdisjoint(best.bearers):
        return None
    if best.bearers:
        own = (norm for norm in choice.near if norm.modality in JUDGING)
        return next((norm for norm in own if not actors.isdisjoint(norm.bearers)), None)
    kin = nearness(actors)
    return next((norm for norm in choice.near if not kin.keys().isdisjoint(norm.bearers)), None)


def _timed(choice: _Choice) -> Norm | None:
    """Return a near norm that does the same within a time limit, where the best one has none."""
    return None if choice.best.timed else _on_the_same(choice, (norm for norm in choice.close if norm.timed))


_Step = Callable[[_Choice], Norm | None]
_STEPS: Mapping[Ask, tuple[_Step, ...]] = {
    Ask.WHO: (
        _by_doer, _special_case, _obligation, _by_the_time, _stated_case, _next_rule, _in_place_of, _who_carries,
        _coming_to, _doing, _by_another, _speaking,
    ),
    Ask.MAY: (_by_the_time, _judging),
    Ask.WHEN: (_timed,),
}  # fmt: skip
"""The steps by which a norm goes before the best one, by what a question asks for, in their order."""


def _on_the_same(choice: _Choice, norms: Iterable[Norm]) -> Norm | None:
    """Return the first of some norms that does the same as the best one to a thing that the question names."""
    asked = nearness(choice.question.concepts(Kind.ARTIFACT))
    return next((norm for norm in norms if same_matter(choice.best, norm, asked)), None)


def _does(choice: _Choice, norm: Norm) -> bool:
    """Return whether a norm does what "who" asks about, by a concept or by a verb that the ontology does not know."""
    deed = choice.question.deed
    if does(norm, choice.acts):
        return True
    return deed is not None and not deed.mentions and norm.action is not None and stem(norm.action) == deed.stems[0]


def _no_other_act(choice: _Choice, norm: Norm) -> bool:
    """Return whether a norm does what "who" asks about as the best one does, or says nothing of what is done."""
    return not does(choice.best, choice.acts) or does(norm, choice.acts) or not acts_of(norm.action)


def _acts_on_the_deed(question: Question, norm: Norm) -> bool:
    """Return whether what a norm acts upon is what "who" asks about: "tar kontrollen" answers who checks."""
    deed = question.deed
    return deed is not None and bool(norm.bearers) and any(m.concept in norm.artifacts for m in deed.mentions)


def _acted_out(question: Question, norm: Norm) -> set[Unit]:
    """Return the units of a question that name what a norm does, though its words leave that to those before them."""
    known = set(acts_of(norm.action))
    return {unit for unit in question.units if not known.isdisjoint(m.concept for m in unit.mentions)}


def _tells(question: Question, condition: Condition) -> bool:
    """Return whether a question tells all that a condition says, and denies something where it does."""
    words = {stem(word) for word in spellings(condition.text) if not is_small(word)}
    denies = [any(word in cues()["negation"] for word in spellings(text)) for text in (condition.text, question.text)]
    return len(words) > 1 and words.issubset(question.content) and denies[0] == denies[1]


def _comes_after(norm: Norm) -> bool:
    """Return whether a norm says what holds after the one before it."""
    return TAKEOVER in norm.concepts or cues()["later"].search(norm.text) is not None


def acted_by_others(norm: Norm) -> bool:
    """Return whether a norm lies on somebody else than on those whom norms serve."""
    return bool(norm.bearers) and not all(concepts().served(role) for role in norm.bearers)


def _case_of(question: Question, norm: Norm) -> set[Unit]:
    """Return the units around a question that the conditions of a norm name, a place in them ("på sykehuset") too."""
    text = " ".join(condition.text for condition in norm.turns_on)
    return _named(text, (unit for unit in question.units if not unit.asked))


def _since(first: Norm, later: Norm) -> str:
    """Return the words of a norm, with those of its conditions that stand between it and one before it."""
    return " ".join([later.text, *(c.text for c in later.turns_on if first.start <= c.start < later.start)])


def _named_units(question: Question, text: str) -> set[Unit]:
    """Return the units of a question that tell of its case, and its deed, where a text of a norm names them."""
    told = (unit for unit in question.units if not unit.asked or unit == question.deed)
    return _named(text, (unit for unit in told if not unit.names_only_roles))


def _named(text: str, told: Iterable[Unit]) -> set[Unit]:
    words = lexicon("nb").words(text)
    stems = {word.stem for word in words}
    named = {mention.concept for mention in lexicon("nb").mentions(words)} - {TAKEOVER}
    return {u for u in told if stems.issuperset(u.stems) or not named.isdisjoint(m.concept for m in u.mentions)}

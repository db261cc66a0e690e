"""Chooses which norm leads an answer: one that goes before the best one, else that of its clause for which most speaks.

How much each signal says is fitted (``qa/leading_fitting.py``) on questions that one of several norms of a clause
answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.model import Condition, Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.words import spellings
from qa.carriers import is_carried
from qa.choice import (
    BINDING,
    TAKEOVER,
    Choice,
    acted_by_others,
    acted_out,
    case_of,
    named,
    named_units,
    takes_up_the_act,
    tells,
)
from qa.deeds import by_the_doer, kin
from qa.measures import held, is_past
from qa.profiles import does, nearness
from qa.ranking import JUDGING, Candidate, exempts
from qa.signals import SIGNALS, signals
from qa.understanding import Ask, Question

WEIGHTS = Path(__file__).with_name("leading.json")
HELP = "hjelpe"
_OF_A_CASE = (Kind.TOPIC, Kind.SITUATION)


def leading_norm(question: Question, order: Sequence[Candidate]) -> Norm:
    """Return the norm of some (at least one, best first) that leads the answer to a question.

    It is the one that a rule of reading puts first, else that of the best one's clause for which most speaks.
    """
    choice = Choice(question, order)
    if (first := before(choice)) is not None:
        return first
    if len(choice.clause) == 1:
        return choice.best
    return choice.clause[int(np.argmax(signals(choice) @ weights()))].norm


def before(choice: Choice) -> Norm | None:
    """Return the norm that leads whatever speaks for others, None where there is none."""
    if choice.order[0].instead:
        return choice.best
    if choice.question.exempts:
        return _exempting(choice) or choice.best
    steps = _STEPS.get(choice.question.ask, ())
    return next((found for step in steps if (found := step(choice)) is not None), None)


@cache
def weights() -> npt.NDArray[np.float64]:
    """Return how much each of ``SIGNALS`` says, as fitted."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return np.array([stored[name] for name in SIGNALS])


def same_matter(one: Norm, other: Norm, asked: Mapping[str, float]) -> bool:
    """True where both do the same to one thing, or the other takes it over, and the question is about that thing."""
    taken = not {TAKEOVER, *concepts().related(TAKEOVER)}.isdisjoint(other.concepts)
    same_thing = bool(one.artifacts) and one.artifacts[:1] == other.artifacts[:1] and one.artifacts[0] in asked
    return same_thing and (taken or one.action == other.action)


def _exempting(choice: Choice) -> Norm | None:
    """Return a norm that exempts from what the question is about."""
    things = set(choice.question.concepts(Kind.ARTIFACT))
    told = (norm for norm in (choice.best, *choice.close) if exempts(norm))
    return next((norm for norm in told if not things.isdisjoint(norm.artifacts)), None)


def _by_doer(choice: Choice) -> Norm | None:
    """Return the norm that binds whoever did what the question says was done, and speaks of the act asked about.

    "Hvem følger opp prøven som fastlegen har bestilt?": whoever orders it.
    """
    if not set(choice.question.acts).isdisjoint(choice.best.concepts):
        return None
    deeds = choice.question.deeds
    told = (norm for norm in (choice.best, *choice.close) if any(by_the_doer(norm, act) for _, act in deeds))
    return next((norm for norm in told if not choice.acts.keys().isdisjoint(norm.concepts)), None)


def _special_case(choice: Choice) -> Norm | None:
    """Return a near norm that does the same, or helps, for the situation asked about, where the best one names none.

    "Hvem ordner sykmeldingen for den som er operert?" is answered by the rule for operations, not by that for all.
    """
    question, best = choice.question, choice.best
    if choice.order[0].feature("situation"):
        return None
    general = named_units(question, best.text) | case_of(question, best)
    # In the clause of the best one, a norm for just this case goes before it however few of its words are asked about.
    near = (*choice.beside, *(c for c in choice.clause if c.feature("situation") >= 1.0))
    special = [c.norm for c in near if c.feature("situation") or case_of(question, c.norm) - general]
    special = [norm for norm in special if question.receives or is_carried(norm) or not is_carried(best)]
    return _on_the_same(choice, special) or _helping(choice, special)


def _in_its_stead(choice: Choice) -> Norm | None:
    """Return the norm of the clause that lays the act of the best one on somebody in the case that the question tells.

    "Fastlegen har ansvaret for hjemmeboende. Under opphold på sykehjem har sykehjemslegen ansvaret."
    """
    told = [unit for unit in choice.question.units if unit != choice.question.deed]
    general = named(choice.best.text, told)
    for norm in choice.duties:
        case = named(_case(norm), told) - general
        if norm.start > choice.best.start and case and takes_up_the_act(norm):
            return norm
    return None


def _next_time(choice: Choice) -> Norm | None:
    """Return the norm of the clause for later times, where the best one is for the first and another is asked about.

    "Fastlegen rekvirerer transport til første time. Til senere timer rekvirerer sykehuset."
    """
    first = cues()["ordinal_1"].search(choice.best.text) is not None
    if not first or not cues()["later_time"].search(choice.question.text.lower()):
        return None
    return next((norm for norm in choice.duties if norm != choice.best and cues()["later"].search(norm.text)), None)


def _helping(choice: Choice, special: Iterable[Norm]) -> Norm | None:
    """Return the norm by which somebody helps in the case told, where the best one leaves it to those whom norms serve.

    "Pasienten bestiller time. Pasienter som ikke er i stand til det, får hjelp av sykehuset."
    """
    best, asked = choice.best, nearness(choice.question.concepts(Kind.ARTIFACT))
    if acted_by_others(best) or asked.keys().isdisjoint(best.artifacts):
        return None
    helping = (norm for norm in special if HELP in norm.concepts and acted_by_others(norm))
    return next((norm for norm in helping if not set(norm.artifacts[:1]).isdisjoint(best.artifacts)), None)


def _obligation(choice: Choice) -> Norm | None:
    """Return a near norm that binds to what the best one only recommends, where the question asks for a duty."""
    if not choice.question.binding or choice.best.modality is not Modality.RECOMMENDATION:
        return None
    return _on_the_same(choice, (n for n in choice.close if n.modality is Modality.OBLIGATION and n.bearers))


def _main_rule(choice: Choice) -> Norm | None:
    """Return a near duty to do what the best norm only allows under further conditions, of which nothing is told.

    "Prøver tas som regel på sykehuset." goes before "Prøver kan tas på legekontoret dersom pasienten ønsker det."
    """
    question, best = choice.question, choice.best
    asks_leave = any(word in cues()["modal_permission"] for word in spellings(question.text))
    if asks_leave or best.modality is not Modality.PERMISSION or any(tells(question, each) for each in best.turns_on):
        return None
    duties = (norm for norm in choice.close if norm.modality in BINDING and norm.bearers)
    holding = (norm for norm in duties if all(_is_done(question, condition) for condition in norm.turns_on))
    rules = (n for n in holding if n.action == best.action and len(n.turns_on) < len(best.turns_on))
    wider = {thing for each in best.artifacts for thing in (each, *concepts().ancestors(each))}
    return next((norm for norm in rules if not wider.isdisjoint(norm.artifacts[:1])), None)


def _is_done(question: Question, condition: Condition) -> bool:
    """Return whether a condition is about whoever did what the question says was done ("rekvirert av sykehuslege")."""
    roles = [mention.concept for mention in mentions(condition.text) if mention.kind is Kind.ROLE]
    return any(kin(role, roles) for role, _ in question.deeds)


def _by_the_time(choice: Choice) -> Norm | None:
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
        # Those whom norms serve may be given leave for a time ("Foreldre kan ringe de første dagene. Deretter ...").
        same = choice.question.ask is Ask.MAY and second.bearers == best.bearers
        if not (acted_by_others(second) or same) or not (until or _comes_after(second)):
            continue
        timed = ((first, is_past(told, first)) for first in reversed(rules[:at]))
        first, past = next((each for each in timed if each[1] is not None), (best, None))
        if past is not None and best in (first, second):
            return second if past is not until else first
    return None


def _stated_case(choice: Choice) -> Norm | None:
    """Return the norm of the clause for just the case that the question tells, in the same words or by its situation.

    "Har pasienten ikke kontaktlege, svarer seksjonsoverlegen." answers who does it for a patient without one.
    """
    question, best = choice.question, choice.best
    met = [norm for norm in choice.acting if any(tells(question, condition) for condition in norm.turns_on)]
    if met:
        return None if best in met else met[0]
    told = set(question.concepts(Kind.SITUATION))
    if not any(condition.situations for condition in best.turns_on) or _holds_just_in(best, told):
        return None
    # "Ved fall ringes legevakten. Ved hoftebrudd ringes 113.": a fall only has to do with what is told.
    return next((n for n in choice.acting if n.action == best.action and _holds_just_in(n, told)), None)


def _holds_just_in(norm: Norm, situations: set[str]) -> bool:
    """Return whether a condition of a norm names one of some situations."""
    return any(not situations.isdisjoint(condition.situations) for condition in norm.turns_on)


def _in_place_of(choice: Choice) -> Norm | None:
    """Return the duty that goes on from a norm that only allows or forbids somebody what "who" asks about.

    "Fastlegen kan si nei til å ta prøver. Da tar hjemmesykepleien prøvene.": the second says who takes them.
    """
    if choice.best.modality not in JUDGING or choice.question.receives:
        return None
    others = (norm for norm in choice.duties if set(norm.bearers).isdisjoint(choice.best.bearers))
    duties = [norm for norm in others if _goes_on(norm) or takes_up_the_act(norm)]
    if does(choice.best, choice.acts):
        return next((norm for norm in duties if does(norm, choice.acts) or takes_up_the_act(norm)), None)
    things = set(choice.question.concepts(Kind.ARTIFACT))
    about = (norm for norm in duties if takes_up_the_act(norm) or not things.isdisjoint(norm.artifacts))
    return next(about, None)


def _beside_a_ban(choice: Choice) -> Norm | None:
    """Return the duty of the clause on the thing that "who" asks about, where the best one forbids something else.

    "Sykehuset setter opp timen selv og ber ikke fastlegen om henvisning.": the first says who sees to the time.
    """
    best = choice.best
    if best.modality is not Modality.PROHIBITION or choice.question.receives or does(best, choice.acts):
        return None
    things = {m.concept for unit in choice.asked for m in unit.mentions if m.kind is Kind.ARTIFACT}
    if not things.isdisjoint(best.artifacts):
        return None
    return next((norm for norm in choice.duties if not things.isdisjoint(norm.artifacts)), None)


def _who_carries(choice: Choice) -> Norm | None:
    """Return the duty of the clause that says who carries what the best norm leaves open.

    "Pasienten får time på dagposten. Slik time bestilles av fastlegen.", "Fordele meldingene. Sekretæren gjør dette."
    """
    best = choice.best
    if is_carried(best) or choice.question.receives:
        return None
    taking_up = (norm for norm in choice.duties if norm.start > best.start and takes_up_the_act(norm))
    if best.modality not in BINDING:
        return next(taking_up, None)
    return next((norm for norm in choice.duties if named(norm.text, choice.asked)), None) or next(taking_up, None)


def _doing(choice: Choice) -> Norm | None:
    """Return a near norm that does what "who" asks about, where the best one does something else."""
    best = choice.best
    if choice.question.receives or choice.does(best) or _acts_on_the_deed(choice.question, best):
        return None
    # A verb that the ontology does not know says more of who is asked for than all other words.
    offered = choice.acting if choice.strange_verb else choice.near
    doers = (norm for norm in offered if is_carried(norm) and norm.modality is not Modality.PROHIBITION)
    return next((norm for norm in doers if choice.does(norm)), None)


def _speaking(choice: Choice) -> Norm | None:
    """Return the norm of the clause that speaks of the deed, where the best one names nothing asked about.

    "Hvem steller såret når pasienten er hjemme?" is answered by who does that, not by what holds at home besides.
    """
    question, best = choice.question, choice.best
    if question.deed is None or question.receives:
        return None
    if named(best.text, choice.asked) or not acted_out(question, best).isdisjoint(choice.asked):
        return None
    return next((norm for norm in choice.acting if named(norm.text, [question.deed])), None)


def _judging(choice: Choice) -> Norm | None:
    """Return a near norm that judges the role asked about, where the best one binds others or nobody."""
    actors, best = set(choice.question.actors), choice.best
    if not actors or not actors.isdisjoint(best.bearers):
        return None
    if best.bearers:
        own = (norm for norm in choice.near if norm.modality in JUDGING)
        return next((norm for norm in own if not actors.isdisjoint(norm.bearers)), None)
    near = nearness(actors)
    return next((norm for norm in choice.near if not near.keys().isdisjoint(norm.bearers)), None)


def _acts_on_the_deed(question: Question, norm: Norm) -> bool:
    """Return whether what a norm acts upon is what "who" asks about: "tar kontrollen" answers who checks."""
    deed = question.deed
    return deed is not None and bool(norm.bearers) and any(m.concept in norm.artifacts for m in deed.mentions)


def _in_the_case(choice: Choice) -> Norm | None:
    """Return the best norm where it alone of its clause speaks of the situation told: "Om natten kontaktes ..."."""
    told = [c.norm for c in choice.clause if c.feature("situation")]
    return choice.best if told == [choice.best] else None


def _turned_to(choice: Choice) -> Norm | None:
    """Return the norm of the clause that says whom to turn to under fewer conditions than another of it.

    "Er legen i tvil, ringer han bakvakten. Blir pasienten lagt inn, meldes det til mottaket.": who is in doubt does not
    know yet whether the second holds.
    """
    if not choice.question.receives:
        return None
    turned_to = [norm for norm in choice.duties if norm.counterparties]
    return next((norm for norm in turned_to if any(_goes_further(choice.question, norm, n) for n in turned_to)), None)


def _goes_further(question: Question, norm: Norm, other: Norm) -> bool:
    """Return whether another norm holds where one does if something is so besides that a question does not tell."""
    mine = {condition.text for condition in norm.turns_on}
    more = [condition for condition in other.turns_on if condition.text not in mine]
    situations = {name for condition in norm.turns_on for name in condition.situations}
    told = set(question.concepts(Kind.SITUATION)) - situations
    asked = [unit for unit in question.units if any(mention.kind in _OF_A_CASE for mention in unit.mentions)]
    hold = any(tells(question, c) or not told.isdisjoint(c.situations) or named(c.text, asked) for c in more)
    return bool(more) and len(more) + len(mine) == len(other.turns_on) and not hold


def _limit_of_the_case(choice: Choice) -> Norm | None:
    """Return the norm of the clause with a limit of its own for the case that the question tells.

    "Sykehuset svarer innen ti dager, men ved kreft innen tre."
    """
    best, general = choice.best, named(choice.best.text, choice.question.units)
    others = (c.norm for c in choice.clause if c.norm.timed and c.norm.action == best.action)
    return next((norm for norm in others if named(_case(norm), choice.question.units) - general), None)


def _case(norm: Norm) -> str:
    """Return the words of what a norm turns on."""
    return " ".join(condition.text for condition in norm.turns_on)


def _timed(choice: Choice) -> Norm | None:
    """Return a near norm that does the same within a time limit, where the best one has none."""
    return None if choice.best.timed else _on_the_same(choice, (norm for norm in choice.close if norm.timed))


_Step = Callable[[Choice], Norm | None]
_STEPS: Mapping[Ask, tuple[_Step, ...]] = {
    Ask.WHO: (
        _turned_to, _by_doer, _special_case, _obligation, _by_the_time, _next_time, _stated_case, _in_its_stead,
        _in_place_of, _beside_a_ban, _who_carries, _doing, _speaking,
    ),
    Ask.WHERE: (_main_rule,),
    Ask.MAY: (_by_the_time, _judging),
    Ask.WHEN: (_limit_of_the_case, _timed),
    Ask.CONTACT: (_turned_to, _in_the_case),
}  # fmt: skip
"""The steps by which a norm goes before the best one, by what a question asks for, in their order."""


def _on_the_same(choice: Choice, norms: Iterable[Norm]) -> Norm | None:
    """Return the first of some norms that does the same as the best one to a thing that the question names."""
    asked = nearness(choice.question.concepts(Kind.ARTIFACT))
    return next((norm for norm in norms if same_matter(choice.best, norm, asked)), None)


def _goes_on(norm: Norm) -> bool:
    """Return whether a norm goes on from the one before it ("da tar ...", "laboratoriet tar da ...")."""
    lower = norm.text.lower()
    return cues()["goes_on"].match(lower) is not None or cues()["antecedent_condition"].search(lower) is not None


def _comes_after(norm: Norm) -> bool:
    """Return whether a norm says what holds after the one before it."""
    return TAKEOVER in norm.concepts or cues()["later"].search(norm.text) is not None

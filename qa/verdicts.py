"""Says yes or no to a question of leave or of duty, where the norm that answers it does."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Bearing, Condition, Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention
from qa.choice import BINDING, denies, named, tells
from qa.measures import beyond, settles
from qa.profiles import does, named_by, nearness
from qa.understanding import Ask, Question, Unit

YES, YES_WHERE, ONLY_WHERE, NO, ADVISED = "yes", "yes_where", "only_where", "no", "advised"


def verdict(question: Question, lead: Norm, others: Sequence[Norm] = ()) -> str | None:
    """Return yes or no, as a norm has it that answers a question of "may"; None where it says neither.

    Leave does not say what must be done, nor what may be beyond it; "kan bare ..." forbids as much as it allows.

    :param others: norms that lay the same on somebody else in another case.
    """
    if question.ask is not Ask.MAY or met_exception(question, lead) is not None:
        return None
    if lead.modality in BINDING:
        return _of_duty(question, lead, others)
    if lead.bearers and not judges(question, lead):
        return None
    if lead.modality is not Modality.PERMISSION:
        return NO if lead.modality is Modality.PROHIBITION else None
    if question.binding or beyond(question.measures, lead):
        return None
    return ONLY_WHERE if _allows_only(lead) else _yes(question, lead)


def judges(question: Question, norm: Norm) -> bool:
    """Return whether a norm binds whoever a question of "may" asks about, or the question names nobody.

    What one role may not do says nothing of another's act. What is done for a patient is said with no word of who
    does it: "Kan pasienten ta blodprøven her?", "Blodprøver kan tas på legekontoret."
    """
    unsaid = norm.bearing is Bearing.IMPLIED and all(concepts().served(actor) for actor in question.actors)
    return not question.actors or unsaid or not nearness(question.actors).keys().isdisjoint(norm.bearers)


def met_exception(question: Question, norm: Norm) -> Condition | None:
    """Return the exception of a norm that the question's case falls under; None where none is told to."""
    told = {mention.concept for mention in question.mentions if mention.kind is Kind.SITUATION}
    denied = _denies_besides(question.text, question.mentions, told)
    met = (each for each in norm.unless if _is_told(each, told))
    return next((each for each in met if denied == _denies_besides(each.text, mentions(each.text), told)), None)


def _is_told(exception: Condition, situations: set[str]) -> bool:
    """Return whether all situations of an exception that is a whole clause are among some ("med mindre det haster")."""
    whole = cues()["unless"].match(exception.text) is not None
    return whole and bool(exception.situations) and situations.issuperset(exception.situations)


def _denies_besides(text: str, named: Sequence[Mention], situations: set[str]) -> bool:
    """Return whether a text denies something by other words than those that name a situation ("vil ikke")."""
    for mention in named:
        if mention.concept in situations:
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return denies(text)


def _of_duty(question: Question, lead: Norm, others: Sequence[Norm]) -> str | None:
    """Return yes or no to a question of duty ("må fastlegen ...?") by a norm that binds somebody to just what is asked.

    What lies on another does not lie on whoever is asked about, unless it is theirs in another case; but nobody is
    told that they must in a case of which the norm says nothing, nor who only say "jeg" or "han".
    """
    if not _asks_for_a_duty(question) or denies(lead.text) or not _does_just_that(question, lead):
        return None
    if lead.bearers and not judges(question, lead):
        acting = set(question.actors).issubset(question.parties.acting)
        return NO if acting and not any(judges(question, other) for other in others) else None
    unsaid = not question.actors and any(cues()[name].search(question.text) for name in ("asker", "follow_pronoun"))
    case = {unit for unit in question.units if not (unit.asked or unit.measured or unit.names_only_roles)}
    if unsaid or case != named(lead.text, case):
        return None
    return ADVISED if question.binding and lead.modality is Modality.RECOMMENDATION else _yes(question, lead)


def _asks_for_a_duty(question: Question) -> bool:
    """Return whether a question asks if somebody has a duty: not for leave, nor which of two has it, nor denying it."""
    others = any(cues()[name].search(question.text) for name in ("choice", "leave_word"))
    return question.duty and not others and not denies(question.text)


def _does_just_that(question: Question, norm: Norm) -> bool:
    """Return whether a norm does what a question asks about, with all things that it names."""
    asked = [unit for unit in question.units if unit.asked]
    acts = {mention.concept for unit in asked for mention in unit.mentions if mention.kind is Kind.ACTION}
    known = nearness(named_by(norm))
    things = [names for unit in asked if not unit.place and (names := _things(unit))]
    return does(norm, nearness(acts)) and all(not known.keys().isdisjoint(names) for names in things)


def _things(unit: Unit) -> set[str]:
    return {mention.concept for mention in unit.mentions if mention.kind in (Kind.ARTIFACT, Kind.TOPIC)}


def _yes(question: Question, lead: Norm) -> str:
    """Return a plain yes where nothing that a norm hangs on is open, else one with conditions."""
    return YES_WHERE if any(_is_open(question, condition) for condition in lead.turns_on) else YES


def _is_open(question: Question, condition: Condition) -> bool:
    """Return whether a condition is no matter of whoever acts, and the question does not say that it is met."""
    named = not nearness(question.concepts(Kind.SITUATION)).keys().isdisjoint(condition.situations)
    met = named and denies(condition.text) == denies(question.text)
    return not (met or tells(question, condition) or is_bare(condition.text) or settles(question.measures, condition))


def _allows_only(lead: Norm) -> bool:
    """Return whether a norm gives leave to nobody else, or in no other case: "kan bare", "men bare når"."""
    text = lead.text.lower()
    before = (text[: found.start()].split() for found in cues()["only"].pattern.finditer(text))
    opens = (*cues()["modal_permission"].labels, *cues()["adversative"].labels)
    return any(not words or words[-1].strip(",") in opens for words in before)


def is_bare(condition: str) -> bool:
    """Return whether a condition says nothing away from its sentence: what it hangs on is left to whoever acts.

    >>> is_bare("om nødvendig"), is_bare("ved behov for taxi")
    (True, False)
    """
    text = condition.strip(" :;,.")
    found = cues()["discretionary_condition"].match(text)
    return found is not None and found.end() == len(text)

"""Says yes or no to a question of leave or of duty, where the norm that answers it does."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Condition, Modality, Norm
from kg.wording.headlines import mentions
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention
from qa.carriers import is_carried
from qa.choice import BINDING, denies, named, tells
from qa.measures import beyond, settles
from qa.profiles import does, nearness
from qa.understanding import Ask, Question

AT_PLACE = "place of the act"
"""How the bearers of a norm are read of which only the place is said (``Norm.readings``)."""
YES, YES_WHERE, ONLY_WHERE, NO, ADVISED = "yes", "yes_where", "only_where", "no", "advised"


def verdict(question: Question, lead: Norm) -> str | None:
    """Return yes or no, as a norm has it that answers a question of "may"; None where it says neither.

    Leave does not say what must be done, nor what may be beyond it; "kan bare ..." forbids as much as it allows. A
    case that the norm excepts gets neither.
    """
    if question.ask is not Ask.MAY or met_exception(question, lead) is not None:
        return None
    if lead.modality in BINDING:
        return _of_duty(question, lead)
    if is_carried(lead) and not judges(question, lead):
        return None
    if lead.modality is not Modality.PERMISSION:
        return NO if lead.modality is Modality.PROHIBITION and not _forbids_another_act(question, lead) else None
    if question.binding or beyond(question.measures, lead):
        return None
    return ONLY_WHERE if _allows_only(lead) else _yes(question, lead)


def _forbids_another_act(question: Question, lead: Norm) -> bool:
    """Return whether a ban is of another act than the duty that a question asks about.

    "Legevakten avviser ingen" says no to turning away, not to "må legevakten ta imot pasienter?".
    """
    acts = acts_asked_about(question)
    return question.duty and bool(acts) and not does(lead, nearness(acts))


def acts_asked_about(question: Question) -> set[str]:
    """Return the actions that the clause that asks names."""
    return {m.concept for unit in question.units if unit.asked for m in unit.mentions if m.kind is Kind.ACTION}


def judges(question: Question, norm: Norm) -> bool:
    """Return whether a norm binds whoever a question of "may" asks about, or the question names nobody.

    What one role may not do says nothing of another's act.
    """
    bound = not nearness(question.actors).keys().isdisjoint(norm.bearers)
    return not question.actors or bound or undergoes(question, norm)


def undergoes(question: Question, norm: Norm) -> bool:
    """Return whether a question is about what a patient lets others do, of whom a norm tells only the place.

    "Kan pasienten ta blodprøven her?", "Blodprøver kan tas på legekontoret."
    """
    served = bool(question.actors) and all(concepts().served(actor) for actor in question.actors)
    return served and AT_PLACE in norm.readings


def met_exception(question: Question, norm: Norm) -> Condition | None:
    """Return the exception of a norm that the question's case falls under; None where it falls under none."""
    told = {mention.concept for mention in question.mentions if mention.kind is Kind.SITUATION}
    denied = _denies_besides(question.text, question.mentions, told)
    met = (each for each in norm.unless if _is_told(each, told))
    case = next((each for each in met if denied == _denies_besides(each.text, mentions(each.text), told)), None)
    return case or _excepted_matter(question, norm)


def _excepted_matter(question: Question, norm: Norm) -> Condition | None:
    """Return the exception that names what is asked about, where nothing else in the norm does.

    "Psykolog kan henvise, men ikke til rusbehandling.", "Fastlegen fjerner sting, unntatt i ansiktet."
    """
    asked = {unit for unit in question.units if unit != question.deed and not unit.names(question.actors)}
    own = named(_without_exceptions(norm), asked)
    alike = (each for each in norm.unless if not each.situations and denies(each.text) is denies(question.text))
    return next((each for each in alike if named(each.text, asked) - own), None)


def is_left_open(question: Question, norm: Norm) -> bool:
    """Return whether a norm excepts the case that a question tells, and names nobody who acts in it."""
    exception = met_exception(question, norm)
    named = mentions(exception.text) if exception is not None else ()
    acting = (m for m in named if m.kind is Kind.ROLE and not concepts().served(m.concept))
    return exception is not None and next(acting, None) is None


def _is_told(exception: Condition, situations: set[str]) -> bool:
    """Return whether all situations of an exception are among some ("med mindre det haster").

    What makes a forbidden act allowed ("uten å ha undersøkt pasienten") is no case.
    """
    case = cues()["exception_to_ban"].match(exception.text) is None
    return case and bool(exception.situations) and situations.issuperset(exception.situations)


def _denies_besides(text: str, found: Sequence[Mention], situations: set[str]) -> bool:
    """Return whether a text denies something by other words than those that name a situation ("vil ikke")."""
    for mention in found:
        if mention.concept in situations:
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return denies(text)


def _of_duty(question: Question, lead: Norm) -> str | None:
    """Return yes to a question of duty ("må fastlegen ...?") by a norm that binds just them to just what is asked.

    Each word of the question is to be the norm's: it says nothing of another time, another receiver or another case.
    That it binds others does not free whoever is asked about. Who only say "jeg" or "han" are not judged.
    """
    if not _asks_for_a_duty(question) or not question.actors or denies(lead.text) or not judges(question, lead):
        return None
    told = {unit for unit in question.units if not unit.names_only_roles or not unit.names(question.actors)}
    if not does(lead, nearness(acts_asked_about(question))) or told != named(_without_exceptions(lead), told):
        return None
    return ADVISED if question.binding and lead.modality is Modality.RECOMMENDATION else _yes(question, lead)


def _asks_for_a_duty(question: Question) -> bool:
    """Return whether a question asks if somebody has a duty: not for leave, nor which of two has it, nor denying it."""
    others = any(cues()[name].search(question.text) for name in ("choice", "leave_word"))
    return question.duty and not others and not denies(question.text)


def _without_exceptions(norm: Norm) -> str:
    """Return the words of a norm but for its exceptions."""
    text = norm.text
    for exception in norm.unless:
        text = text.replace(exception.text, " ")
    return text


def _yes(question: Question, lead: Norm) -> str:
    """Return a plain yes where nothing that a norm hangs on is open, else one with conditions."""
    return YES_WHERE if any(_is_open(question, condition) for condition in lead.turns_on) else YES


def _is_open(question: Question, condition: Condition) -> bool:
    """Return whether a condition is no matter of whoever acts, and the question does not say that it is met."""
    told = not nearness(question.concepts(Kind.SITUATION)).keys().isdisjoint(condition.situations)
    met = told and denies(condition.text) == denies(question.text)
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

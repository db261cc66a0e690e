"""Resolves on the graph who carries what was asked about, and what else belongs to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.iris import norm_iri
from kg.library import Library
from kg.model import Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.choice import BINDING, TAKEOVER, acted_by_others, takes_up_the_act
from qa.exemptions import exempted, freed
from qa.leading import leading_norm, same_matter
from qa.measures import held, is_past
from qa.profiles import does, nearness
from qa.ranking import Candidate, clashes
from qa.understanding import Ask, Question
from qa.verdicts import acts_asked_about

MOST_PARTS = 3
"""How many norms an answer has besides the one that leads, at most: as many as are cited."""
MOST_HANDOVERS = 2
NEAR_SCORE = 1.2


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an answer is made of.

    ``lead`` answers the question, ``roles`` are those on whom it lies in the question's
    situation, ``also`` are further parts of the answer (the rest of the rule), ``handovers``
    move the duty to another role under a condition of their own. ``named`` are those of the
    lead, ``receivers`` those that it comes to, where the question asks for them. ``second``
    resolves a second question in the same words; ``repeated`` is that question where its answer
    is no other than the first. ``asked`` is the question resolved: of two, one.
    """

    lead: Norm
    roles: tuple[tuple[str, Modality], ...]
    named: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    second: Resolution | None = None
    also: tuple[Norm, ...] = ()
    handovers: tuple[Norm, ...] = ()
    repeated: Question | None = None
    asked: Question | None = None

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms that the answer is made of, the one that leads first."""
        further = () if self.second is None else (self.second.lead,)
        return (self.lead, *further, *self.also, *self.handovers)


def resolve(
    question: Question,
    order: Sequence[Candidate],
    library: Library,
    second: tuple[Question, Sequence[Candidate]] | None = None,
) -> Resolution:
    """Resolve the ranked norms of a question (at least one) to who carries what.

    :param second: a second question in the same words with its ranked norms, of the document of the best norm:
        an answer never mixes what two guidelines say.
    """
    lead = _naming_receivers(question, leading_norm(question, order), order)
    ties = library.ties([norm_iri(lead)])
    other = None if second is None or _tells_when(question, second, lead) else _second(*second, lead)
    also = [] if other is not None else _same_rule(lead, ties, order)
    handovers = _handovers(question, lead, ties)
    if (taken := _taken_over(question, lead, order, handovers)) is not None:
        lead, handovers = taken, _handovers(question, taken, library.ties([norm_iri(taken)]))
    named = _bearers(question, lead)
    roles = dict.fromkeys(named, lead.modality)
    if other is not None:
        roles |= {role: modality for role, modality in other.roles if role not in roles}
    for norm in handovers:
        if norm.clause == lead.clause:
            roles |= {role: norm.modality for role in norm.bearers if role not in roles}
    receivers = _receivers(question, lead)
    also = also[: MOST_PARTS - len(handovers)]
    return Resolution(
        lead, tuple(roles.items()), named, receivers, other, tuple(also), tuple(handovers),
        repeated=second[0] if second is not None and other is None else None, asked=question,
    )  # fmt: skip


def _tells_when(question: Question, second: tuple[Question, Sequence[Candidate]], lead: Norm) -> bool:
    """True where a second question asks by when the first is done, and the norm that answers that says so."""
    when, order = second
    asks = when.ask is Ask.WHEN and question.ask is not Ask.WHEN
    return asks and order[0].norm == lead and lead.timed and when.needs.stated_by(lead)


def _second(question: Question, order: Sequence[Candidate], first: Norm) -> Resolution | None:
    """Resolve a second question to its norm and on whom that lies; None where it says no more than the first."""
    others = [c for c in order if c.norm.clause != first.clause or c.norm.bearers != first.bearers]
    if not others:
        return None
    norm = leading_norm(question, others)
    named = _bearers(question, norm)
    roles = tuple((role, norm.modality) for role in named)
    return Resolution(norm, roles, named, _receivers(question, norm), asked=question)


def _taken_over(question: Question, lead: Norm, order: Sequence[Candidate], handovers: Sequence[Norm]) -> Norm | None:
    """Return the norm by which another takes over what "who" asks about, where the lead's time is over."""
    if question.ask is not Ask.WHO or not is_past(question.measures, lead) or held(question.measures, lead):
        return None
    things = set(question.concepts(Kind.ARTIFACT))
    close = (c.norm for c in order if c.norm.document == lead.document and c.score > order[0].score - NEAR_SCORE)
    near = (n for n in close if held(question.measures, n) == 1 and not things.isdisjoint(n.artifacts))
    return next((norm for norm in (*near, *handovers) if TAKEOVER in norm.concepts and _moves(lead, norm)), None)


def lies_on_another(question: Question, norm: Norm) -> bool:
    """Return whether a norm lays what a question of duty ("må", "skal") asks about on another than it asks about.

    "Må fastlegen henvise?" is answered by who refers.
    """
    acts = acts_asked_about(question)
    binds = norm.bearers and norm.modality in BINDING
    return question.duty and bool(binds) and does(norm, nearness(acts))


def _bearers(question: Question, lead: Norm) -> tuple[str, ...]:
    """Return on whom a norm lies; of information, whom it frees or, where "who" asks, the one role that it names."""
    if lead.modality is Modality.INFO and (roles := freed(question, lead)):
        return roles
    named = concepts().specific(lead.counterparties)
    told = lead.modality is Modality.INFO and question.ask is Ask.WHO and exempted(lead) is None
    if told and len(named) == 1:
        return named
    return lead.bearers


def _receivers(question: Question, lead: Norm) -> tuple[str, ...]:
    """Return to whom a norm's act comes where a question asks for them, but for those whom the question names.

    Information that does something else than what is asked about names others, too.
    """
    if lead.modality is Modality.INFO and not does(lead, nearness(question.acts)):
        return ()
    known = {*lead.bearers, *question.concepts(Kind.ROLE)}
    return tuple(role for role in lead.counterparties if role not in known) if question.receives else ()


def _naming_receivers(question: Question, lead: Norm, order: Sequence[Candidate]) -> Norm:
    """Return a norm, or where it is asked to whom a thing comes, the next of the clause on the same that says so."""
    if not question.receives or _receivers(question, lead):
        return lead
    beside = (c.norm for c in order if c.norm.clause == lead.clause and c.norm.modality is lead.modality)
    theirs = (norm for norm in beside if norm.bearers == lead.bearers)
    same = (norm for norm in theirs if not set(norm.artifacts).isdisjoint(lead.artifacts))
    return next((norm for norm in same if _receivers(question, norm)), lead)


def _same_rule(lead: Norm, ties: dict[str, list[Norm]], order: Sequence[Candidate]) -> list[Norm]:
    """Return norms that belong to the lead: prerequisites below it, near ones of its clause, other parts of a document.

    The last are of a document whose content is asked for.
    """
    close = {c.norm.id for c in order[1:6] if c.score > order[0].score - NEAR_SCORE}
    below = [n for n in ties.get("below", []) if n.modality is not Modality.INFO]
    beside = [n for n in ties.get("clause", []) if n.id in close and n.modality is not Modality.INFO]
    written = [c.norm for c in order if c.written and c.norm.id != lead.id and c.norm.document == lead.document]
    return list({norm.id: norm for norm in (*below, *beside, *written)}.values())


def _handovers(question: Question, lead: Norm, ties: dict[str, list[Norm]]) -> list[Norm]:
    """Return the norms that move what was asked about to other roles: later in its clause, or in its chapter."""
    prohibited = lead.modality is Modality.PROHIBITION
    if question.ask not in (Ask.WHO, Ask.MAY, Ask.WHAT) or question.receives or prohibited:
        return []
    relays = [norm for norm in ties.get("clause", ()) if norm.start > lead.start and _relieves(lead, norm)]
    asked = nearness(question.concepts(Kind.ARTIFACT))
    moved = [norm for norm in ties.get("same matter", ()) if norm.turns_on and same_matter(lead, norm, asked)]
    found = {norm.id: norm for norm in (*relays, *moved) if _moves(lead, norm) and not clashes(question, norm)}
    return list(found.values())[:MOST_HANDOVERS]


def _relieves(lead: Norm, other: Norm) -> bool:
    """True where a later norm of the clause takes over, or lays the same on somebody in another case.

    "Epikrisen sendes av legen. Er han borte, gjør avdelingen det."
    """
    if TAKEOVER in other.concepts:
        return True
    elsewhere = other.turns_on or any(cues()[name].search(other.text) for name in ("otherwise", "later", "until_then"))
    same_thing = not other.artifacts or not set(lead.artifacts).isdisjoint(other.artifacts)
    same = other.action == lead.action and same_thing
    return bool(elsewhere) and acted_by_others(other) and (same or takes_up_the_act(other))


def _moves(lead: Norm, other: Norm) -> bool:
    """True where another norm binds other roles, neither broader nor narrower ones."""
    if not lead.bearers or not other.bearers or other.modality is Modality.INFO:
        return False
    kin = {above for role in (*lead.bearers, *other.bearers) for above in concepts().ancestors(role)}
    return kin.isdisjoint((*lead.bearers, *other.bearers)) and set(lead.bearers).isdisjoint(other.bearers)

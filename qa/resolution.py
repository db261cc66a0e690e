"""Resolves on the graph who carries what was asked about, and what else belongs to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.iris import norm_iri
from kg.library import Library
from kg.model import Modality, Norm
from ontology.concepts import Kind, concepts
from qa.ranking import Candidate, clashes
from qa.understanding import Ask, Question

MOST_PARTS = 3
NEAR_SCORE = 1.2
SIBLING_SCORE = 2.5


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an answer is made of.

    ``lead`` answers the question, ``roles`` are those on whom it lies in the question's
    situation, ``also`` are further parts of the answer (a second question, the rest of the
    rule), ``handovers`` move the duty to another role under a condition of their own.
    """

    lead: Norm
    roles: tuple[tuple[str, Modality], ...]
    also: tuple[Norm, ...] = ()
    handovers: tuple[Norm, ...] = ()


def resolve(
    question: Question, order: Sequence[Candidate], library: Library, second: Sequence[Candidate] = ()
) -> Resolution:
    """Resolve the ranked norms of a question (at least one) to who carries what.

    :param second: the ranked norms of a second question in the same words.
    """
    lead = _lead(question, order)
    ties = library.ties([norm_iri(lead)])
    other = next((c.norm for c in second if c.norm.clause != lead.clause or c.norm.bearers != lead.bearers), None)
    also = [other] if other is not None else _same_rule(lead, ties, order)
    handovers = tuple(norm for norm in ties.get("same act", ()) if _hands_over(question, lead, norm))[:2]
    roles = dict.fromkeys(_bearers(question, lead), lead.modality)
    if other is not None:
        roles |= {role: other.modality for role in other.bearers if role not in roles}
    return Resolution(lead, tuple(roles.items()), tuple(also), handovers)


def _lead(question: Question, order: Sequence[Candidate]) -> Norm:
    """Return the best norm, or a near one of its clause where "who" asks for another than it names.

    "Hvem sier fra til pasienten?" is not answered by what the patient does.
    """
    best = order[0]
    named = set(question.concepts(Kind.ROLE))
    if question.ask is not Ask.WHO or not best.norm.bearers or not named.issuperset(best.norm.bearers):
        return best.norm
    near = (c.norm for c in order[1:] if c.norm.clause == best.norm.clause and c.score > best.score - SIBLING_SCORE)
    return next((norm for norm in near if not norm.bearers or not named.issuperset(norm.bearers)), best.norm)


def _bearers(question: Question, lead: Norm) -> tuple[str, ...]:
    """Return on whom a norm lies; of information asked for by "who", the one role that it names."""
    named = lead.counterparties
    if lead.modality is Modality.INFO and question.ask is Ask.WHO and len(named) == 1:
        return named
    return lead.bearers


def _same_rule(lead: Norm, ties: dict[str, list[Norm]], order: Sequence[Candidate]) -> list[Norm]:
    """Return norms that belong to the lead: prerequisites below it, and near ones of its own clause."""
    close = {c.norm.id for c in order[1:6] if c.score > order[0].score - NEAR_SCORE}
    below = [n for n in ties.get("below", []) if n.modality is not Modality.INFO]
    beside = [n for n in ties.get("clause", []) if n.id in close and n.modality is not Modality.INFO]
    return (below + beside)[:MOST_PARTS]


def _hands_over(question: Question, lead: Norm, other: Norm) -> bool:
    """True where another norm lays the same act on other roles under a condition of its own."""
    moved = bool(set(other.bearers) - set(lead.bearers)) and not set(other.bearers) & set(lead.bearers)
    broader = any(
        role in concepts().ancestors(b) or b in concepts().ancestors(role)
        for role in other.bearers
        for b in lead.bearers
    )
    conditional = bool(other.holds_where) and other.modality is not Modality.INFO
    conditional &= lead.modality is not Modality.PROHIBITION
    return (
        moved
        and not broader
        and conditional
        and not clashes(question, other)
        and question.ask in (Ask.WHO, Ask.MAY, Ask.WHAT)
    )

"""Resolves on the graph who carries what was asked about, and what else belongs to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.iris import norm_iri
from kg.library import Library
from kg.model import Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.profiles import named_by, nearness
from qa.ranking import Candidate, clashes
from qa.understanding import Ask, Question

MOST_PARTS = 3
NEAR_SCORE = 1.2


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


def resolve(question: Question, order: Sequence[Candidate], library: Library) -> Resolution:
    """Resolve the ranked norms of a question (at least one) to who carries what."""
    lead = order[0].norm
    ties = library.ties([norm_iri(lead)])
    also = _second_part(question, order) or _same_rule(lead, ties, order)
    handovers = tuple(norm for norm in ties.get("same act", ()) if _hands_over(question, lead, norm))[:2]
    return Resolution(lead, _roles(question, lead, also), tuple(also), handovers)


def _roles(question: Question, lead: Norm, also: Sequence[Norm]) -> tuple[tuple[str, Modality], ...]:
    """Return the bearers in the question's situation, in order.

    A question set by one of several bearers ("sykehuslegen ...") is answered for that one first,
    and for the others too: the duty is shared.
    """
    found = dict.fromkeys(lead.bearers, lead.modality)
    if _is_double(question):
        for norm in also:
            for role in norm.bearers:
                found.setdefault(role, norm.modality)
    return tuple(found.items())


def _is_double(question: Question) -> bool:
    """True for two questions in one ("hvem ..., og hvem ...")."""
    return len(cues()["ask_who"].pattern.findall(question.text)) > 1


def _second_part(question: Question, order: Sequence[Candidate]) -> list[Norm]:
    """Return the best norm for the second of two questions in one."""
    if not _is_double(question):
        return []
    lead = order[0]
    left = [m for m in question.mentions if m.kind in (Kind.ARTIFACT, Kind.SITUATION, Kind.ACTION)]
    near_lead = nearness(named_by(lead.norm))
    missing = {m.concept for m in left if m.concept not in near_lead}
    others = [c for c in order[1:8] if c.norm.clause != lead.norm.clause and c.norm.bearers]
    covering = [c for c in others if not missing.isdisjoint(nearness(named_by(c.norm)))]
    return [(covering or others)[0].norm] if covering or others else []


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
    conditional = bool(other.holds_where) and other.modality not in (Modality.INFO,)
    return (
        moved
        and not broader
        and conditional
        and not clashes(question, other)
        and question.ask in (Ask.WHO, Ask.MAY, Ask.WHAT)
    )

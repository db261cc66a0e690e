"""Prompts: what a course can talk about once the answer is shown, drawn from what the graph ties to the norm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model import Clause, Norm
from kg.overlap.overlaps import Overlap, OverlapKind
from kg.quiz.options import LEAST_SCORE, role_option
from kg.quiz.words import worded
from kg.wording.places import point_of

LONGEST_QUOTE = 260
_KINDS = (OverlapKind.HANDOVER, OverlapKind.TENSION, OverlapKind.SHARED)


def prompts(norm: Norm, pairs: Iterable[Overlap], clauses: Mapping[str, Clause]) -> tuple[str, ...]:
    """Return what can be discussed about a norm, the most telling first; never empty.

    :param pairs: the overlaps of its document.
    """
    return tuple(dict.fromkeys([*_met(norm, pairs, clauses), *_own(norm), worded("nb", "prompt_plain")]))


def _met(norm: Norm, pairs: Iterable[Overlap], clauses: Mapping[str, Clause]) -> list[str]:
    """Return the prompts of the norms that a norm is handed over to, pulls against or shares with."""
    met = [pair for pair in pairs if norm in (pair.a, pair.b) and pair.kind in _KINDS and pair.score >= LEAST_SCORE]
    met.sort(key=lambda pair: (_KINDS.index(pair.kind), not _other(pair, norm).holds_where, -pair.score))
    found = []
    for pair in met:
        other = _other(pair, norm)
        whole = clauses[other.clause].text
        quote = whole if len(whole) <= LONGEST_QUOTE else other.text
        if other.clause != norm.clause and len(quote) <= LONGEST_QUOTE:
            found.append(worded("nb", f"prompt_{pair.kind}", place=place(other, clauses), quote=quote))
    return found[:1]


def _other(pair: Overlap, norm: Norm) -> Norm:
    return pair.b if pair.a == norm else pair.a


def _own(norm: Norm) -> list[str]:
    """Return the prompts of a norm's own exceptions, conditions, time limit and counterparties."""
    kinds = (("prompt_exception", norm.unless), ("prompt_condition", norm.holds_where))
    words = [(phrase, _bare(each.text)) for phrase, found in kinds for each in found]
    found = [worded("nb", phrase, text=text) for phrase, text in words if text.count("(") == text.count(")")]
    if norm.deadline:
        found.append(worded("nb", "prompt_deadline", text=norm.deadline))
    if norm.counterparties:
        roles = role_option(norm.counterparties).label
        found.append(worded("nb", "prompt_counterparty", roles=roles[:1].lower() + roles[1:]))
    return found


def _bare(text: str) -> str:
    return text.strip(" ,.:;")


def place(norm: Norm, clauses: Mapping[str, Clause]) -> str:
    """Return where a norm stands, for a reader ("kapittel 11, punkt 3")."""
    chapter = worded("nb", "chapter", section=norm.section) if norm.section[:1].isdigit() else norm.section
    if (point := point_of(clauses[norm.clause])) is None:
        return chapter
    kind, number = point
    return f"{chapter}, {worded('nb', kind.value, number=number)}"

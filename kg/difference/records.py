"""Changes and matches as the records of ``ansvar diff --jsonl``."""

from __future__ import annotations

from kg.difference.differences import Change
from kg.difference.identity import Match
from kg.difference.sentences import sentence
from kg.model import Norm, edition_key


def change_record(change: Change) -> dict[str, object]:
    """Return a change as one line; spans are characters in the norm's text, end exclusive."""
    return {
        "id": change.id,
        "kind": change.kind.value,
        "of_duty": change.kind.of_duty,
        "sentence": sentence(change),
        "roles": list(change.roles),
        "before": list(change.before),
        "after": list(change.after),
        "a": _norm(change.a, change.words_a),
        "b": _norm(change.b, change.words_b),
        "above": change.above,
        "more": [{"a": a.id, "b": b.id} for a, b in change.more],
    }


def _norm(norm: Norm | None, spans: tuple[tuple[int, int], ...]) -> dict[str, object] | None:
    if norm is None:
        return None
    return {
        "edition": edition_key(norm.document, norm.version),
        "norm": norm.id,
        "clause": norm.clause,
        "section": norm.section,
        "text": norm.text,
        "modality": norm.modality.value,
        "bearers": list(norm.bearers),
        "words": [list(span) for span in spans],
    }


def match_record(match: Match) -> dict[str, object]:
    """Return what has become of some clauses as one line."""
    return {
        "clauses": match.kind.value,
        "a": [clause.id for clause in match.a],
        "b": [clause.id for clause in match.b],
        "moved": match.moved,
        "renumbered": match.renumbered,
    }

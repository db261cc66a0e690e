"""Norms as the records of the command-line contract."""

from __future__ import annotations

from kg.model import Norm


def norm_record(norm: Norm) -> dict[str, object]:
    """Return a norm as one line of ``ansvar norms --jsonl``."""
    return {
        "id": norm.id,
        "document": norm.document,
        "section": norm.section,
        "clause": norm.clause,
        "text": norm.text,
        "start": norm.start,
        "end": norm.end,
        "modality": norm.modality.value,
        "bearers": list(norm.bearers),
        "action": norm.action,
        "artifacts": list(norm.artifacts),
        "counterparties": list(norm.counterparties),
        "conditions": [c.text for c in norm.holds_where],
        "exceptions": [c.text for c in norm.unless],
        "deadline": norm.deadline,
        "channel": norm.channel,
        "contacts": list(norm.contacts),
    }

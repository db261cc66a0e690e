"""Norms and duties as the records of the command-line contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.model import Norm
from ontology.concepts import concepts

if TYPE_CHECKING:
    from kg.roles.duties import Duty


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
        "bearers": _reported(norm.bearers),
        "action": norm.action,
        "artifacts": list(norm.artifacts),
        "counterparties": _reported(norm.counterparties),
        "conditions": [c.text for c in norm.holds_where],
        "exceptions": [c.text for c in norm.unless],
        "deadline": norm.deadline,
        "channel": norm.channel,
        "contacts": list(norm.contacts),
    }


def _reported(roles: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(concepts().reported(role) for role in roles))


def duty_record(role: str, duty: Duty) -> dict[str, object]:
    """Return a duty as one line of ``ansvar role ROLE --jsonl``: its norm, its stage, and how it binds the role."""
    return {
        "role": role,
        "way": duty.way.name.lower(),
        "by": duty.role,
        "stage": duty.stage.id,
        "place": duty.place,
        **norm_record(duty.norm),
    }

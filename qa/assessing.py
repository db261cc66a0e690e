"""Assessing pairs of norms as a committee does it: the guard looks at the words first, then they are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.overlap.assessments import Act, Assessment, AssessmentError, keep, said_of
from kg.overlap.overlaps import Overlap
from kg.review.reviews import now
from qa.guard import Finding, refusal

_OWN = frozenset({Finding.NAME, Finding.EMPTY})
"""What may stand in the name of the person who assesses."""


def assess(pair: Overlap, *, who: str, note: str = "", folder: Path | None = None) -> Assessment:
    """Keep that a pair has been assessed.

    :raises AssessmentError: where nobody is named, the words hold personal data, or they cannot be kept.
    """
    made = said_of(pair, who=who, note=note)
    _guard(made)
    keep(made, folder)
    return made


def withdraw(assessment: Assessment, *, who: str, note: str = "", folder: Path | None = None) -> Assessment:
    """Take back an assessment; the file keeps both.

    :raises AssessmentError: as ``assess``.
    """
    who = " ".join(who.split())
    if not who:
        raise AssessmentError("Skriv hvem som trekker vurderingen tilbake.")
    made = replace(assessment, act=Act.WITHDRAWN, who=who, time=now(), note=note.strip())
    _guard(made)
    keep(made, folder)
    return made


def _guard(made: Assessment) -> None:
    """Let no personal data into the file.

    :raises AssessmentError: where the note, or the name beyond being one, holds some.
    """
    refused = refusal(made.note) if made.note else None
    if refused is not None and refused.finding is not Finding.EMPTY:
        raise AssessmentError(
            f"Notatet ble ikke lagret ({_told(refused.finding)}). Skriv det kortere og uten personopplysninger."
        )
    refused = refusal(made.who)
    if refused is not None and refused.finding not in _OWN:
        raise AssessmentError(
            f"Vurderingen ble ikke lagret. Skriv bare navn eller rolle, ikke {refused.finding.value}."
        )


def _told(finding: Finding) -> str:
    return "for langt" if finding is Finding.TOO_LONG else finding.value

"""Assessing pairs of norms as a committee does it: the guard looks at the words first, then they are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.overlap.assessments import Act, Assessment, AssessmentError, keep, said_of
from kg.overlap.overlaps import Overlap
from kg.review.reviews import now
from qa.guard import Finding, withheld


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
    found = withheld(made.note)
    if found is not None:
        raise AssessmentError(f"Notatet ble ikke lagret ({found.value}). Skriv det kortere og uten personopplysninger.")
    found = withheld(made.who)
    if found not in (None, Finding.NAME):
        raise AssessmentError(f"Vurderingen ble ikke lagret. Skriv bare navn eller rolle, ikke {found.value}.")

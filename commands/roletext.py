"""What a role is responsible for, as text for the command line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kg.roles.duties import Duty, Standing, by_stage, remembered
from kg.roles.wording import bound_by, line, terms
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import capital
from ontology.onboarding import onboarding

WIDTH = 100
INDENT = " " * 14


def role_text(met: Standing, title: str) -> str:
    """Return a role's duties in a document as text: counts, what to keep in mind, then stage by stage."""
    return "\n".join(_lines(met, title)) + "\n"


def _lines(met: Standing, title: str) -> Iterator[str]:
    counts = [f"{count} {MODALITIES[modality].verb}" for modality, count in met.counts().items() if count]
    yield f"{capital(onboarding().name(met.role))} i {title}: {', '.join(counts)}."
    yield "\nDette må du huske"
    for duty in remembered(met.duties):
        yield from _duty(duty, full=False)
    for stage, duties in by_stage(met.duties).items():
        yield f"\n{stage.name}"
        for duty in duties:
            yield from _duty(duty, full=True)


def _duty(duty: Duty, *, full: bool) -> Iterator[str]:
    name, opening = name_of(duty.norm), line(duty.norm)
    mark = f"  {name.symbol} {name.verb:<9} "
    said = f"{opening}: «{duty.norm.text}»" if opening else f"«{duty.norm.text}»"
    by = f" {bound_by(duty)}." if full and bound_by(duty) else ""
    text = f"{said} ({duty.place}){by}"
    yield from textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=INDENT, break_long_words=False)
    for heading, words in terms(duty.norm) if full else ():
        yield from textwrap.wrap(words, WIDTH, initial_indent=f"{INDENT}{heading}: ", subsequent_indent=INDENT + "  ")

"""The stage of the patient's way that a norm belongs to, from what it and the headings above it name.

Which concept speaks for which stage is knowledge (``ontology/onboarding.ttl``). A heading speaks
with its first concept that a stage gathers, and half as loud with the others: "Oppfølging etter
sykehusopphold" is about follow-up. The stage with the most points wins; of two with as many, that
which the heading nearest to the norm names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ingest.segments import path_to
from kg.model import Clause, ClauseKind, Norm
from kg.wording.headlines import mentions
from ontology.onboarding import Onboarding, Stage, onboarding

HEADING = 3.0
"""The nearest heading that names a stage, and the outermost."""
BETWEEN = 2.0
"""A heading between them, or a sentence that leads in."""
ARTIFACT = 2.0
"""What the norm acts upon, named in its own words."""
WORD = 0.5
"""Another concept that its own words name."""
AFTER_THE_FIRST = 0.5
"""What a heading names after the stage that it names first, as a part of that."""
THEME = 2.0
"""A heading that names a group of patients keeps together what stands below it."""


def stage_of(norm: Norm, clauses: Mapping[str, Clause]) -> Stage:
    """Return the stage of a norm; ``clauses`` are those of its document by id."""
    points: dict[Stage, float] = {}
    for stage, weight in (*_of_headings(norm, clauses), *_of_words(norm)):
        points[stage] = points.get(stage, 0.0) + weight
    return max(points, key=lambda stage: points[stage]) if points else onboarding().other


def _of_headings(norm: Norm, clauses: Mapping[str, Clause]) -> Iterator[tuple[Stage, float]]:
    above = [(clause, named) for clause in _above(norm, clauses) if (named := _named(clause.text))]
    for depth, (clause, named) in enumerate(above):
        outer = depth in (0, len(above) - 1) and clause.kind is not ClauseKind.LEAD_IN
        weight = HEADING if outer else BETWEEN
        for place, stage in enumerate(named):
            loud = weight * (AFTER_THE_FIRST if place else 1.0) * (THEME if stage.theme else 1.0)
            yield stage, loud


def _above(norm: Norm, clauses: Mapping[str, Clause]) -> Iterator[Clause]:
    """Yield the headings and sentences that lead in above a norm, the nearest first."""
    above = path_to(clauses[norm.clause], clauses) if norm.clause in clauses else ()
    headings = (ClauseKind.CHAPTER, ClauseKind.HEADING, ClauseKind.LEAD_IN)
    yield from reversed([clause for clause in above if clause.kind in headings])


def _of_words(norm: Norm) -> Iterator[tuple[Stage, float]]:
    known = onboarding()
    own = set(_concepts(norm.text))
    acted_on = [name for name in norm.artifacts if name in own][:1]
    for name in acted_on:
        yield from _spoken(known, [name], ARTIFACT)
    situations = {name for condition in norm.conditions for name in condition.situations}
    yield from _spoken(known, own | situations, WORD)


def _spoken(known: Onboarding, names: Iterable[str], weight: float) -> Iterator[tuple[Stage, float]]:
    for name in sorted(names):
        if stage := known.stage(name):
            yield stage, weight


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[Stage, ...]:
    """Return the stages that a text names, in order."""
    found = (onboarding().stage(name) for name in _concepts(text))
    return tuple(dict.fromkeys(stage for stage in found if stage))


def _concepts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.concept for mention in mentions(text)))

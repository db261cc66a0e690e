"""The questions that a build offers to those who have asked nothing yet."""

from __future__ import annotations

from kg.iris import concept_iri
from kg.library import Library
from ontology.onboarding import onboarding

__all__ = ["MOST", "examples"]

MOST = 4


def examples(library: Library) -> tuple[str, ...]:
    """Return the first of the known questions that are about artifacts upon which norms act; none where none is."""
    known = {concept_iri(concept): question for concept, question in onboarding().questions.items()}
    acted_upon = {row["artifact"] for row in library.select("artifacts_acted_upon", artifact=known)}
    return tuple(question for concept, question in known.items() if concept in acted_upon)[:MOST]

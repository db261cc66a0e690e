"""The questions that a build offers to those who have asked nothing yet."""

from __future__ import annotations

from kg.iris import concept_iri
from kg.library import Library
from kg.walk.neighbourhood import NodeKind
from ontology.onboarding import onboarding

__all__ = ["MOST", "examples"]

MOST = 4


def examples(library: Library) -> tuple[str, ...]:
    """Return the first of the known questions that are about artifacts upon which norms act; none where none is."""
    acted_upon = {row["concept"] for row in library.select("tied_concepts") if row["kind"] == NodeKind.ARTIFACT}
    known = onboarding().questions.items()
    return tuple(question for concept, question in known if concept_iri(concept) in acted_upon)[:MOST]

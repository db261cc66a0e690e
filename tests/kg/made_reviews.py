"""Reviews of one's own: plain ones by hand, any at all by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.model import Modality
from kg.review.reviews import CONCEPT_FIELDS, Change, Field, Review, Target, Verdict
from tests.kg import made

TARGET = Target("agder-2024", "sec_11__point_3", "sec_11__point_3__norm_1", "Legen skal skrive sykmelding.")


def review(
    reason: str = "Slik er det",
    *changes: Change,
    target: Target = TARGET,
    verdict: Verdict = Verdict.CORRECTED,
    time: str = "2026-11-25T12:00:00Z",
    revises: str | None = None,
    into: Target | None = None,
) -> Review:
    """Return a review by Kari Nordmann."""
    return Review(verdict, target, "Kari Nordmann", reason, time, changes, into, revises)


targets = st.builds(Target, made.slugs, made.slugs, made.slugs, made.words)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Draw a change of any field."""
    field = draw(st.sampled_from(Field))
    if field is Field.MODALITY:
        return Change(field, (draw(st.sampled_from(Modality)).value,))
    return Change(field, draw(made.some(made.slugs if field in CONCEPT_FIELDS else made.words)))


several = st.lists(changes(), max_size=4, unique_by=lambda change: change.field).map(
    lambda found: tuple(sorted(found, key=lambda change: list(Field).index(change.field)))
)
reviews = st.builds(
    Review,
    st.sampled_from(Verdict),
    targets,
    made.words,
    st.just("") | made.words,
    made.times,
    several,
    st.none() | targets,
    st.none() | st.from_regex(r"[0-9a-f]{20}", fullmatch=True),
)

"""From when to when an edition is in force."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kg.inventory import State, ends, states
from kg.model import Metadata

days = st.dates(date(2020, 1, 1), date(2020, 2, 1))
editions = st.lists(
    st.tuples(st.sampled_from("ab"), st.none() | days), unique=True, max_size=6
).map(lambda found: [
    Metadata(document, "T", version=str(at), valid_from=day.isoformat() if day else "")
    for at, (document, day) in enumerate(found)
])  # fmt: skip


@given(editions, days)
def test_an_edition_is_in_force_from_its_first_day_to_its_last(metas: list[Metadata], on: date) -> None:
    until, state = ends(metas), states(metas, on)
    for meta in metas:
        begun = meta.valid_from <= on.isoformat()
        over = until.get(meta.edition, "9999") < on.isoformat()
        expected = State.FUTURE if not begun else State.PAST if over else State.IN_FORCE
        assert state[meta.edition] is expected

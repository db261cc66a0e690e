"""The hour of the day that a question tells, and the hours that a norm states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.clock import stated, told, within


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("pasienten er suicidal kl. 23", 23.0),
        ("suicidal at 11 pm", 23.0),
        ("en krise kl 14.30 en mandag", 14.5),
        ("fredag kveld kl. 10", 22.0),
        ("klokka er ti om kvelden", 22.0),
        ("klokka fire i ettermiddag", 16.0),
        ("klokka tre om natta", 3.0),
        ("klokka tolv om natta", 0.0),
        ("at 12 am", 0.0),
        ("at 3 am", 3.0),
        ("kl. 10", 10.0),
    ],
)
def test_an_hour_is_that_of_the_day(text: str, hour: float) -> None:
    found = told(text)
    assert found is not None
    assert found.value == hour


@pytest.mark.parametrize(
    "text",
    [
        "i natt", "klokka fire", "klokka fem på åtte", "klokka ti over fire", "hentes før kl. 12", "kl. 40",
        "vakten svarer mellom kl. 8 og 15", "om 23 dager",
    ],
)  # fmt: skip
def test_what_may_be_another_hour_or_none_tells_none(text: str) -> None:
    assert told(text) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("ringer mellom kl. 9 og 21", (9.0, 21.0)),
        ("svarer kl. 8–15.30", (8.0, 15.5)),
        ("åpent fra kl. 8 til kl. 16", (8.0, 16.0)),
        ("overtar etter klokken 15.30", (15.5, 8.0)),
        ("innen kl. 12", None),
        ("fra kl. 9", None),
    ],
)
def test_hours_are_stated_from_and_to(text: str, hours: tuple[float, float] | None) -> None:
    assert stated(text) == hours


@given(st.floats(0, 24, exclude_max=True), st.floats(0, 24, exclude_max=True), st.floats(0, 24, exclude_max=True))
def test_an_hour_lies_within_some_hours_or_within_the_others(hour: float, first: float, last: float) -> None:
    assert first == last or within(hour, (first, last)) is not within(hour, (last, first))

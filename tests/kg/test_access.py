"""Who may do what: claims to roles, their end, and the check before each act."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import access
from kg.access import NOBODY, OWNER, AccessError, Act, Role, Settings, State, Visitor, act_as, settings, visitor
from kg.collection import Collection
from kg.overlap import assessments
from kg.overlap.assessments import Assessment, Side
from kg.review.file import keep
from qa.feedback import kept as feedback_kept

ON = Settings(on=True)
READER, COMMITTEE = Visitor(State.IN, "Liv", Role.READER), Visitor(State.IN, "Kari", Role.COMMITTEE)
SIDES = (Side("a", "sec_1", "ord"), Side("a", "sec_2", "andre ord"))
ASSESSMENT = Assessment(assessments.Act.ASSESSED, SIDES, "Kari", "2024-01-01T00:00:00+00:00", "hemmelig notat")


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Leave nobody behind for the tests that follow."""
    yield
    access._visitor.set(None)
    access._closed[0] = False


def claims(**more: Any) -> dict[str, object]:
    return {"is_logged_in": True, "name": "Kari", "exp": 100, **more}


@pytest.mark.parametrize(
    ("held", "claim", "role"),
    [
        (["committee"], "roles", Role.COMMITTEE),
        ("committee", "roles", Role.COMMITTEE),
        (["reader", "committee"], "roles", Role.COMMITTEE),
        (["reader"], "roles", Role.READER),
        ({"roles": ["reader"]}, "roles", None),
        ("committee reader", "roles", None),
        (["Committee"], "roles", None),
        ([["committee"]], "roles", None),
        (7, "roles", None),
        (None, "roles", None),
    ],
)
def test_a_claim_gives_a_role_or_none(held: object, claim: str, role: Role | None) -> None:
    found = visitor(claims(roles=held), now=0, how=Settings(on=True, claim=claim))
    assert found.role is role
    assert found.state is (State.IN if role else State.STRANGER)
    assert found.acts == (access.ALLOWED[role] if role else frozenset())


def test_a_claim_is_found_by_its_path_and_by_its_whole_name() -> None:
    path = Settings(on=True, claim="realm_access.roles")
    assert visitor(claims(realm_access={"roles": ["reader"]}), now=0, how=path).role is Role.READER
    address = Settings(on=True, claim="https://example.no/roles")
    assert visitor(claims(**{"https://example.no/roles": ["reader"]}), now=0, how=address).role is Role.READER


@pytest.mark.parametrize("end", [None, 99, 100, "1e9", True, float("nan"), float("inf"), [1000]])
def test_a_login_without_an_end_or_past_it_lets_nobody_in(end: object) -> None:
    found = visitor(claims(roles=["committee"], exp=end), now=100, how=ON)
    assert (found.state, found.role, found.acts) == (State.EXPIRED, None, frozenset())


@given(st.dictionaries(st.text(max_size=8), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=12), lambda s: st.lists(s, max_size=3) | st.dictionaries(
        st.text(max_size=5), s, max_size=3), max_leaves=6), max_size=6))  # fmt: skip
def test_whatever_is_claimed_nobody_is_in_without_an_end_to_come(said: dict[str, object]) -> None:
    found = visitor(said, now=100, how=ON)
    assert found.acts == frozenset() or found.name
    assert visitor({**said, "exp": 100}, now=100, how=ON).acts == frozenset()


def test_nothing_is_asked_where_the_login_is_off() -> None:
    assert visitor({}, now=0, how=settings({})) == OWNER
    assert OWNER.acts == frozenset(Act)


def test_settings_are_read_and_mistakes_in_them_open_nothing() -> None:
    found = settings({"ANSVAR_LOGIN": "On", "ANSVAR_LOGIN_CLAIM": "groups", "ANSVAR_LOGIN_COMMITTEE": "msu, ledelse"})
    assert found.on
    assert dict(found.values)[Role.COMMITTEE] == {"msu", "ledelse"}
    assert visitor(claims(groups=["ledelse"]), now=0, how=found).role is Role.COMMITTEE
    anyone = settings({"ANSVAR_LOGIN": "on", "ANSVAR_LOGIN_READER": "*"})
    assert visitor(claims(), now=0, how=anyone).role is Role.READER
    empty = settings({"ANSVAR_LOGIN": "on", "ANSVAR_LOGIN_READER": "", "ANSVAR_LOGIN_COMMITTEE": " , "})
    assert visitor(claims(roles=["", " "]), now=0, how=empty).state is State.STRANGER
    for wrong in ({"ANSVAR_LOGIN": "yes"}, {"ANSVAR_LOGIN_COMMITTEE": "*"}):
        with pytest.raises(AccessError):
            settings(wrong)


@pytest.mark.parametrize("who", [NOBODY, READER, Visitor(State.EXPIRED, "Kari"), Visitor(State.STRANGER, "X")])
def test_who_is_not_of_the_committee_changes_nothing_wherever_it_is_called_from(who: Visitor, tmp_path: Path) -> None:
    act_as(who)
    for attempt in (
        lambda: assessments.keep(ASSESSMENT, tmp_path),
        lambda: keep([], tmp_path),
        lambda: Collection(tmp_path).changing().__enter__(),
        lambda: list(feedback_kept(tmp_path)),
    ):
        with pytest.raises(AccessError, match="komiteen"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_the_committee_and_the_command_line_may(tmp_path: Path) -> None:
    assert access.present() is OWNER
    assessments.keep(ASSESSMENT, tmp_path)
    act_as(COMMITTEE)
    assessments.keep(ASSESSMENT, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["who"].partition(":")[0] for line in lines] == ["os", "login"]
    assert "hemmelig" not in (tmp_path / "audit.jsonl").read_text()


def test_in_a_closed_process_a_thread_of_which_nothing_is_said_may_nothing() -> None:
    act_as(COMMITTEE)
    access.close()
    seen: list[Visitor] = []
    thread = threading.Thread(target=lambda: seen.append(access.present()))
    thread.start()
    thread.join()
    assert seen == [NOBODY]
    assert access.present() is COMMITTEE

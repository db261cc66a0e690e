"""Who may do what: roles from the claims of a login, how long they hold, and the check before each act.

Off unless ``ANSVAR_LOGIN`` is ``on``: then all may do all, as on the command line, whose user owns the files.
The page says for each of its runs who is there (``act_as``); what changes something asks ``require`` first,
wherever it is called from. In a process that has said ``close``, nobody is there until that is said.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from kg.errors import AnsvarError

LOGIN, CLAIM = "ANSVAR_LOGIN", "ANSVAR_LOGIN_CLAIM"
VALUES = {"reader": "ANSVAR_LOGIN_READER", "committee": "ANSVAR_LOGIN_COMMITTEE"}
EVERYONE = "*"
LONGEST_NAME = 100
_NAMES = ("name", "preferred_username", "email", "sub")


class AccessError(AnsvarError):
    """Somebody may not do what they try to do."""


class Role(StrEnum):
    """What a person who logs in is here."""

    READER = "reader"
    COMMITTEE = "committee"


class Act(StrEnum):
    """What can be done."""

    READ = "read"
    ASSESS = "assess"
    REVIEW = "review"
    SEE_FEEDBACK = "see-feedback"
    CHANGE_DOCUMENTS = "change-documents"


class State(StrEnum):
    """Where somebody stands with their login."""

    OFF = "off"
    OUT = "out"
    EXPIRED = "expired"
    STRANGER = "stranger"
    IN = "in"


ALLOWED: Mapping[Role, frozenset[Act]] = {Role.READER: frozenset({Act.READ}), Role.COMMITTEE: frozenset(Act)}


@dataclass(frozen=True, slots=True)
class Settings:
    """How claims are read: the claim that holds roles (a path with dots), and the values that mean each."""

    on: bool = False
    claim: str = "roles"
    values: tuple[tuple[Role, frozenset[str]], ...] = (
        (Role.COMMITTEE, frozenset({"committee"})),
        (Role.READER, frozenset({"reader"})),
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is there, and what they may do; the name is empty where nobody has logged in."""

    state: State
    name: str = ""
    role: Role | None = None

    @property
    def acts(self) -> frozenset[Act]:
        """What the visitor may do."""
        if self.state is State.OFF:
            return frozenset(Act)
        return ALLOWED[self.role] if self.state is State.IN and self.role else frozenset()


OWNER = Visitor(State.OFF)
NOBODY = Visitor(State.OUT)
_visitor: ContextVar[Visitor | None] = ContextVar("visitor", default=None)
_closed = [False]


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the login.

    >>> settings({"ANSVAR_LOGIN": "on", "ANSVAR_LOGIN_READER": "*"}).values[1]
    (<Role.READER: 'reader'>, frozenset({'*'}))

    :raises AccessError: where a setting is none; nothing is open then.
    """
    known = os.environ if environment is None else environment
    switch = known.get(LOGIN, "").strip().lower()
    if switch not in ("", "on", "off"):
        raise AccessError(f"{LOGIN} er «{switch}». Skriv on eller off.")
    values = tuple(
        (role, frozenset(filter(None, (each.strip() for each in known.get(VALUES[role], role.value).split(",")))))
        for role in (Role.COMMITTEE, Role.READER)
    )
    if EVERYONE in dict(values)[Role.COMMITTEE]:
        raise AccessError(f"{VALUES[Role.COMMITTEE]} kan ikke være {EVERYONE}: da er alle komité. Skriv en rolle.")
    return Settings(switch == "on", known.get(CLAIM, "").strip() or "roles", values)


def visitor(claims: Mapping[str, object], *, now: float, how: Settings) -> Visitor:
    """Return who claims are of; claims without an end, or past it, let nobody in.

    :param claims: those of the identity token, whose signature was checked; empty where nobody has logged in.
    :param now: seconds since 1970.

    >>> on = Settings(on=True)
    >>> visitor({"name": "Kari", "exp": 10, "roles": ["committee"]}, now=9, how=on)
    Visitor(state=<State.IN: 'in'>, name='Kari', role=<Role.COMMITTEE: 'committee'>)
    >>> visitor({"name": "Kari", "exp": 10, "roles": ["committee"]}, now=10, how=on).state.value
    'expired'
    """
    if not how.on:
        return OWNER
    if claims.get("is_logged_in") is False or not claims:
        return NOBODY
    name = next((" ".join(found.split())[:LONGEST_NAME] for key in _NAMES if isinstance(found := claims.get(key), str)
                 and found.strip()), "")  # fmt: skip
    end = claims.get("exp")
    if isinstance(end, bool) or not isinstance(end, (int, float)) or not math.isfinite(end) or end <= now:
        return Visitor(State.EXPIRED, name)
    held = _held(claims, how.claim)
    for role, values in how.values:
        if name and (held & values or EVERYONE in values):
            return Visitor(State.IN, name, role)
    return Visitor(State.STRANGER, name)


def _held(claims: Mapping[str, object], path: str) -> frozenset[str]:
    """Return the values of a claim: a text, or a list of texts; the claim's whole name counts before a path."""
    found: object = claims.get(path)
    if found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    listed = found if isinstance(found, Iterable) and not isinstance(found, Mapping) else ()
    return frozenset(each for each in listed if isinstance(each, str))


def close() -> None:
    """From now on, let nobody in this process act before it is said who is there; for processes that serve others."""
    _closed[0] = True


def act_as(who: Visitor) -> None:
    """Say who acts in this thread from now on."""
    _visitor.set(who)


def present() -> Visitor:
    """Return who acts in this thread: the owner of the files where nothing is said and the process is not closed."""
    return _visitor.get() or (NOBODY if _closed[0] else OWNER)


def may(act: Act) -> bool:
    """Whether who is there may do something."""
    return act in present().acts


def require(act: Act) -> None:
    """Let who is there go on.

    :raises AccessError: where they may not.
    """
    if not may(act):
        raise AccessError("Dette kan bare komiteen gjøre. Logg inn som en av den, og prøv igjen.")

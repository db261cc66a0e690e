"""How much the server takes: the settings of its limits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import AnsvarError

RATE, BODY = "ANSVAR_RATE", "ANSVAR_BODY"


@dataclass(frozen=True, slots=True)
class Intake:
    """Requests a minute for each address, without end where 0; and the bytes of the largest body."""

    rate: int = 60
    body: int = 64_000


def intake(environment: Mapping[str, str] | None = None) -> Intake:
    """Return the settings.

    >>> intake({"ANSVAR_RATE": "600"})
    Intake(rate=600, body=64000)

    :raises AnsvarError: where one is no number that it can be.
    """
    known = os.environ if environment is None else environment
    usual = Intake()
    return Intake(_number(known, RATE, usual.rate, 0), _number(known, BODY, usual.body, 1))


def _number(known: Mapping[str, str], name: str, usual: int, least: int) -> int:
    words = known.get(name, "").strip()
    if not words:
        return usual
    if not (words.isascii() and words.isdigit()) or len(words) > 9 or int(words) < least:
        raise AnsvarError(f"{name} er «{words}». Skriv et helt tall fra {least} og opp.")
    return int(words)

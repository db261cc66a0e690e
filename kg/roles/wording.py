"""How duties are worded: what they bind to, by which role, and under which terms."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import ConditionKind, Norm
from kg.roles.duties import Duty, Way
from kg.wording.headlines import headline
from kg.wording.phrases import NOBODY, capital, listed
from ontology.concepts import concepts
from ontology.onboarding import onboarding

TIME = "Tid"


def bound_by(duty: Duty) -> str:
    """Return by which role a duty binds, empty where it is one's own: "som lege"."""
    known = onboarding()
    if duty.way is Way.BROADER:
        return f"Gjelder deg som {known.name(duty.role)}"
    if duty.way is Way.ACTING:
        return f"Gjelder når du er {known.name(duty.role)}"
    return f"Ligger på {known.definite_name(duty.role)} der du arbeider" if duty.way is Way.WORKPLACE else ""


def line(norm: Norm) -> str:
    """Return a norm's verb and matter as the opening of a line, empty where neither is known."""
    said = headline(norm)
    return capital(" · ".join(part for part in (said.verb, said.matter) if part))


def terms(norm: Norm, *, brief: bool = False) -> list[tuple[str, str]]:
    """Return under which terms a norm holds, as (heading, words of the text).

    :param brief: leave out the conditions that stand in the norm's own words anyway.
    """
    shown = [c for c in norm.conditions if not (brief and c.text in norm.text)]
    rows = [
        (TIME, norm.deadline or ""),
        ("Vilkår", "; ".join(c.text for c in shown if c.kind is ConditionKind.CONDITION)),
        ("Unntak", "; ".join(c.text for c in shown if c.kind is ConditionKind.EXCEPTION)),
        ("Kontakt", ", ".join(norm.contacts)),
    ]
    return [(heading, text) for heading, text in rows if text]


def named(roles: Sequence[str]) -> str:
    """Return roles as a list: "Sykehuslege og avtalespesialist"."""
    return capital(listed([onboarding().name(role) for role in roles]) or NOBODY)


def matter_name(artifact: str) -> str:
    """Return what a matter is called, as a heading."""
    return capital(concepts().name(artifact))

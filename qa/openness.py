"""Conditions that a question leaves open: the answer hangs on them, so they are offered as follow-ups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Condition
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.answers import OpenCondition
from qa.measures import settles
from qa.profiles import nearness
from qa.resolution import Resolution
from qa.understanding import Question
from qa.wording import phrase

MOST_OPEN = 3
# Remarks in brackets, but for those as short as "(> 8 uker)", and brackets left open.
_ASIDE = re.compile(r"\s*\((?:[^()]{20,}\)|[^()]*$)")
_OPENINGS = ("condition_clause", "condition_phrase", "temporal_phrase")


def open_conditions(question: Question, resolution: Resolution) -> tuple[OpenCondition, ...]:
    """Return the conditions of the answer's norms that name situations which the question says nothing of.

    Those of the hand-overs come first, since another role carries the duty there. A condition is
    left out where it clashes with the question's situation, where whoever acts decides it
    ("ved behov"), or where it names the situations of one before it.
    """
    found: list[OpenCondition] = []
    settled = _settled(question)
    for condition in _conditions(resolution):
        situations = set(condition.situations)
        discretionary = cues()["discretionary_condition"].match(condition.text)
        told = condition.widens or settles(question.measures, condition)
        if situations and not discretionary and not told and settled.isdisjoint(situations):
            settled |= situations
            found.append(_offered(question, condition))
    return tuple(found[:MOST_OPEN])


def _conditions(resolution: Resolution) -> Iterator[Condition]:
    """Give the conditions in the order in which they are offered."""
    for norm in (*resolution.handovers, *resolution.norms):
        yield from norm.conditions


def _settled(question: Question) -> set[str]:
    """Return the situations that the question speaks of, with those near them and those ruled out."""
    named = question.concepts(Kind.SITUATION, Kind.ACTION)
    return {*nearness(named), *(other for concept in named for other in concepts().excluded(concept))}


def _offered(question: Question, condition: Condition) -> OpenCondition:
    """Return a condition with the follow-up that settles it, in the language of the question.

    A condition that does not read as one ("som viderehenviser ..."), or stands in another
    language than the question, is asked by the names of its situations.
    """
    said = _ASIDE.sub("", condition.text).rstrip(" :;,.")
    unless = cues()["unless"].match(said)
    if question.language != "en" and unless:
        asked = phrase(question.language, "follow_on_if", condition=said[unless.end() :].lstrip())
    elif question.language != "en" and any(cues()[name].match(said) for name in _OPENINGS):
        asked = phrase(question.language, "follow_on", condition=said[:1].lower() + said[1:])
    else:
        names = ", ".join(concepts().name(situation, question.language) for situation in condition.situations)
        asked = phrase(question.language, "follow_on_named", condition=names)
    return OpenCondition(condition.text, condition.situations, asked)

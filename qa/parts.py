"""Tells two questions in one apart: "hvem bestiller timen, og hvem skriver resepten?"."""

from __future__ import annotations

import re
from functools import cache

from ontology.concepts import Kind
from ontology.cues import cues
from qa.understanding import Question, understand

_ASKING = ("ask_who", "ask_when", "ask_how_long", "ask_how", "ask_where", "ask_why", "ask_what")
_OWN = (Kind.ARTIFACT, Kind.ACTION, Kind.SITUATION, Kind.TOPIC)


@cache
def _border() -> re.Pattern[str]:
    joins = "|".join(map(re.escape, sorted(cues()["joining"].labels, key=len, reverse=True)))
    asks = {label for name in _ASKING for label in cues()[name].labels}
    words = "|".join(map(re.escape, sorted(asks, key=lambda label: (-len(label), label))))
    return re.compile(rf"\s*[,?]?\s+(?:{joins})\s+(?=(?:{words})\b)", re.IGNORECASE)


def parts(question: Question, vocabulary: frozenset[str]) -> tuple[Question, ...]:
    """Return the questions that a question is made of: itself, or two.

    A second part that names nothing of its own ("og hvor raskt?") asks for more of the same, and
    is no part. One without an action of its own takes over the words of the first; a condition
    that a comma sets off at the end holds for both.
    """
    found = _border().search(question.text)
    if found is None or not any(cues()[name].search(question.text[: found.start()]) for name in _ASKING):
        return (question,)
    first, rest = question.text[: found.start()], question.text[found.end() :]
    second = understand(rest, vocabulary)
    if not second.concepts(*_OWN):
        return (question,)
    if not second.concepts(Kind.ACTION):
        second = understand(f"{rest} {first}", vocabulary)
    _, comma, last = rest.rpartition(", ")
    shared = f", {last}" if comma and cues()["condition_clause"].match(last) else "?"
    return understand(first + shared, vocabulary), second

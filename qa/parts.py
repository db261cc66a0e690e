"""Tells two questions in one apart: "hvem bestiller timen, og hvem skriver resepten?"."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from ontology.concepts import Kind
from ontology.cues import cues
from qa.understanding import Question, question_words, understand

_OWN = (Kind.ARTIFACT, Kind.ACTION, Kind.SITUATION, Kind.TOPIC)


@cache
def _border() -> re.Pattern[str]:
    joins = "|".join(map(re.escape, sorted(cues()["joining"].labels, key=len, reverse=True)))
    words = "|".join(map(re.escape, question_words()))
    return re.compile(rf"\s*[,?]?\s+(?:{joins})\s+(?=(?:{words})\b)", re.IGNORECASE)


@cache
def _question_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, question_words()))})\b", re.IGNORECASE)


def parts(question: Question, vocabulary: Collection[str]) -> tuple[Question, ...]:
    """Return the questions that a question is made of: itself, or two.

    A second part that names nothing of its own ("og hvor raskt?") asks for more of the same, and
    is no part. One without an action of its own takes over the words of the first, one with a pronoun
    for its thing ("og til hvem sendes den?") the thing; a condition that a comma sets off at the end
    holds for both.
    """
    found = _border().search(question.text)
    if found is None or not _question_word().search(question.text[: found.start()]):
        return (question,)
    first, rest = question.text[: found.start()], question.text[found.end() :]
    second = understand(rest, vocabulary)
    if not second.concepts(*_OWN):
        return (question,)
    if not second.concepts(Kind.ACTION):
        second = understand(f"{rest} {first}", vocabulary)
    elif not second.concepts(Kind.ARTIFACT) and cues()["follow_pronoun"].search(rest):
        things = {(m.start, m.end) for m in understand(first, vocabulary).mentions if m.kind is Kind.ARTIFACT}
        named = " ".join(first[start:end] for start, end in sorted(things))
        second = understand(f"{rest.rstrip(' ?')} {named}?", vocabulary) if named else second
    _, comma, last = rest.rpartition(", ")
    shared = f", {last}" if comma and cues()["condition_clause"].match(last) else "?"
    return understand(first + shared, vocabulary), second

"""Tells two questions in one apart: "hvem bestiller timen, og hvem skriver resepten?"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from itertools import takewhile

from ingest.limits import either
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from qa.figures import Figure
from qa.focus import CONDITION_OPENINGS
from qa.understanding import Ask, Question, ask, question_words, understand

_OWN = (Kind.ARTIFACT, Kind.ACTION, Kind.SITUATION, Kind.TOPIC)


@cache
def _border() -> re.Pattern[str]:
    joins, words, verbs = map(either, (cues()["joining"].labels, question_words(), cues()["ask_leave"].labels))
    return re.compile(rf"(?:\s*[,?]?\s+(?:{joins})\s+(?=(?:{words})\b)|[,?]\s+(?:{joins})\s+(?=(?:{verbs})\b))", re.I)


@cache
def _question_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(question_words())})\b", re.IGNORECASE)


def parts(question: Question, vocabulary: Collection[str]) -> tuple[Question, ...]:
    """Return the questions that a question is made of: itself, or two.

    The first may ask by its verb ("kan fastlegen ..., og hvem ...?"). A second part that says nothing
    of its own ("og hvem?") asks for more of the same, and is no part, unless it asks by when. One without a verb takes
    over the words of the first: not so one with a verb that nothing knows, which asks about something
    else. One with a pronoun for its thing ("og til hvem sendes den?") takes over the thing. The scene before both
    ("Pasienten skal hjem. Hvem ...") is that of both, and so is a situation that only one of them names.
    """
    found = _border().search(question.text)
    if found is None or not _asks(question.text[: found.start()]):
        return (question,)
    first, rest = question.text[: found.start()], question.text[found.end() :]
    second = understand(rest, vocabulary)
    unnamed = any(not unit.mentions for unit in second.units)
    leading = understand(f"{first}{_shared(rest)}", vocabulary)
    another = not set(second.concepts(Kind.ROLE)).issubset(leading.concepts(Kind.ROLE))
    apart = found[0].lstrip()[:1] in (",", "?")
    by_when = second.ask is Ask.WHEN and Figure.LASTING not in second.needs
    of_when = by_when and leading.ask is not Ask.WHEN
    if not (unnamed or (apart and another) or of_when or second.concepts(*_OWN)):
        return (question,)
    if not (unnamed or second.concepts(Kind.ACTION)):
        shared = _without_like(_without_other_case(first, leading, second), rest)
        asked = understand(f"{rest} {shared}", vocabulary)
        bare = of_when and not (second.units or second.needs.figures)
        return leading, _by_when(asked) if bare else asked
    if not _names_a_thing(second) and cues()["follow_pronoun"].search(rest):
        second = _with_things(rest, second, leading, vocabulary)
    return _in_one_situation(leading, second, vocabulary)


def _by_when(part: Question) -> Question:
    """Return a part that only asks when, of what the first asks about ("og når?"), as one that a time limit answers."""
    return replace(part, needs=replace(part.needs, figures=part.needs.figures | {Figure.LIMIT}))


def _without_other_case(first: str, leading: Question, second: Question) -> str:
    """Return a first part without the situation that cannot be with that of the second.

    "Hvem svarer *på dagtid*, og hvem *om natten*?"
    """
    cases = second.concepts(Kind.SITUATION)
    told = [m for m in leading.mentions if m.kind is Kind.SITUATION and m.end <= len(first)]
    for mention in reversed([m for m in told if any(case in concepts().excluded(m.concept) for case in cases)]):
        before = first[: mention.start].rstrip()
        opening = before.rpartition(" ")[2]
        before = before.removesuffix(opening) if opening in cues()["place_preposition"] else before
        first = f"{before.rstrip()}{first[mention.end :]}"
    return first


def _without_like(first: str, rest: str) -> str:
    """Return a first part without what the second says instead: both open it with the same word.

    "Hvem bestiller drosje *til første time*, og hvem *til kontrollene*?"
    """
    asking = _question_word().search(first)
    asked, said = first[asking.start() if asking else 0 :].split(), rest.split()
    same = sum(1 for _ in takewhile(lambda pair: pair[0].lower() == pair[1].lower(), zip(asked, said, strict=False)))
    opening = next(iter(said[same:]), "")
    like = re.search(rf"^(.*)\s{re.escape(opening)}\s[^,]*", first) if opening in asked[same:] else None
    return f"{like[1]}{first[like.end() :]}" if like else first


def _shared(rest: str) -> str:
    """Return the condition that a comma sets off at the end of a second part, with the comma; else a question mark."""
    _, comma, last = rest.rpartition(", ")
    return f", {last.rstrip(' ?')}?" if comma and cues()["condition_clause"].match(last) else "?"


def _in_one_situation(first: Question, second: Question, vocabulary: Collection[str]) -> tuple[Question, Question]:
    """Return two parts, each with the scene before both, and with the situation that only the other names."""
    scene = _scene(first.text)
    of_first, of_second = _circumstance(first), _circumstance(second)
    if first.concepts(Kind.SITUATION):
        of_second = ""
    if second.concepts(Kind.SITUATION):
        of_first = ""
    one, other = (
        f"{first.text.rstrip(' ?')} {of_second}".rstrip(),
        f"{scene}{second.text.rstrip(' ?')} {of_first}".rstrip(),
    )
    return _reread(first, f"{one}?", vocabulary), _reread(second, f"{other}?", vocabulary)


def _reread(part: Question, text: str, vocabulary: Collection[str]) -> Question:
    """Return a part as a text says it: the part itself where that is its text."""
    return part if part.text == text else understand(text, vocabulary)


def _scene(first: str) -> str:
    """Return what a first part tells before its sentence that asks, or before a colon."""
    asking = _question_word().search(first)
    before = first[: asking.start()] if asking else first[: _last_sentence(first)]
    return before if before.rstrip().endswith((".", ":", "!")) else ""


def _circumstance(part: Question) -> str:
    """Return the words from the last opening of a condition that a situation follows; none where there is none."""
    situations = [mention.end for mention in part.mentions if mention.kind is Kind.SITUATION]
    opened = (found.start() for name in CONDITION_OPENINGS for found in cues()[name].pattern.finditer(part.text))
    starts = [start for start in opened if start > 0 and any(start < end for end in situations)]
    return part.text[max(starts) :].rstrip(" ?") if starts else ""


def _asks(text: str) -> bool:
    """True where a text has a question word, or asks by a verb."""
    return bool(_question_word().search(text)) or ask(text) is Ask.MAY


def _last_sentence(text: str) -> int:
    """Return where the last sentence of a text starts."""
    at = text.rfind(". ")
    return at + len(". ") if at >= 0 else 0


def _names_a_thing(part: Question) -> bool:
    """True where a noun names a thing: a verb may, too ("book" names the appointment)."""
    verbs = {mention.start for mention in part.mentions if mention.kind is Kind.ACTION}
    return any(mention.kind is Kind.ARTIFACT and mention.start not in verbs for mention in part.mentions)


def _with_things(rest: str, second: Question, first: Question, vocabulary: Collection[str]) -> Question:
    """Return a second part with the things of the first that its pronoun stands for."""
    known = second.concepts(Kind.ARTIFACT)
    things = {(m.start, m.end) for m in first.mentions if m.kind is Kind.ARTIFACT and m.concept not in known}
    named = " ".join(first.text[start:end] for start, end in sorted(things))
    return understand(f"{rest.rstrip(' ?')} {named}?", vocabulary) if named else second

"""Tells a question about whoever a thing comes to ("hvem skal informeres") from one about whoever does it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import Mention
from qa.focus import CONDITION_OPENINGS

MODALS = ("modal_obligation", "modal_recommendation", "modal_permission", "english_modal")
_FARTHEST = len(" en kopi av ")
_WORD = re.compile(r"\w+\s+")
_ARTICLE = len("the ")
_ACTING = (Kind.ROLE, Kind.ACTION)
_SUBJECTS = (Kind.ROLE, Kind.ARTIFACT)


def receives(lower: str, language: str, mentions: Sequence[Mention]) -> bool:
    """Return whether a lower-cased question of "who" asks for the receiving side.

    So it does with a passive ("hvem varsles", "who must be informed"), with a verb of receiving and
    a thing ("hvem får epikrisen"), and with a subject of its own ("hvem skal fastlegen varsle",
    "hvem snakker jeg med").
    """
    if cues()["ask_to_whom"].search(lower):
        return True
    who = cues()["ask_who"].search(lower)
    if who is None:
        return False
    at = _next_word(lower, who.end())
    starts = [at, *_after_modal(lower, at)]
    told = any(cues()["ask_news"].pattern.match(lower, start) for start in starts)
    acted_upon = any(_passive(lower, start, language, mentions) for start in starts)
    own_subject = any(_subject(lower, start, mentions) for start in starts[1:]) or _asker_acts(lower, at, mentions)
    return told or acted_upon or own_subject or _of_a_thing(lower, at, mentions)


def _next_word(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())


def _after_modal(lower: str, at: int) -> list[int]:
    """Return where the word after a modal verb starts, nothing where no modal verb stands."""
    found = (cues()[name].pattern.match(lower, at) for name in MODALS)
    return [_next_word(lower, modal.end()) for modal in found if modal][:1]


def _passive(lower: str, at: int, language: str, mentions: Sequence[Mention]) -> bool:
    """True where a passive verb stands there ("varsles", "bli varslet")."""
    auxiliary = cues()["passive_auxiliary"].pattern.match(lower, at)
    start = at if auxiliary is None else _next_word(lower, auxiliary.end())
    verbs = [m for m in mentions if m.start == start and m.kind is Kind.ACTION]
    endings = () if language == "en" else tuple(cues()["passive_ending"].labels)
    return any(auxiliary is not None or lower[m.start : m.end].endswith(endings) for m in verbs)


def _subject(lower: str, at: int, mentions: Sequence[Mention]) -> bool:
    """True where a subject with its verb stands there ("fastlegen varsle", "jeg ringe")."""
    asker = cues()["asker"].pattern.match(lower, at)
    ends = [m.end for m in mentions if m.kind in _SUBJECTS and 0 <= m.start - at <= _ARTICLE]
    ends += [asker.end()] if asker else []
    return any(m.kind is Kind.ACTION and m.start == _next_word(lower, end) for end in ends for m in mentions)


def _asker_acts(lower: str, at: int, mentions: Sequence[Mention]) -> bool:
    """True where whoever asks stands right after a verb that is known: "konfererer jeg", but not "mener vi".

    So does whoever was named before, at the end of the question or before a case ("hvem ringer de ved fall?", but not
    "hvem tar de prøvene?").
    "Ringer pasienten" may ask who calls.
    """
    known = any(m.kind is Kind.ACTION and m.start == at for m in mentions)
    verb = _WORD.match(lower, at) if known else None
    if verb is None:
        return False
    named = cues()["nominative_pronoun"].pattern.match(lower, verb.end())
    if named is not None:
        rest = lower[named.end() :].strip(" ?.,!")
        return not rest or any(cues()[name].match(rest) for name in CONDITION_OPENINGS)
    asker = cues()["asker"].pattern.match(lower, verb.end())
    return asker is not None and asker[0] not in cues()["place_preposition"]


def _of_a_thing(lower: str, at: int, mentions: Sequence[Mention]) -> bool:
    """True for "får epikrisen" and "skal ha kopi av epikrisen": a thing is named next, and no act."""
    verb = cues()["ask_receiving"].pattern.match(lower, at)
    near = [m for m in mentions if verb and verb.end() <= m.start <= verb.end() + _FARTHEST]
    return any(m.kind is Kind.ARTIFACT for m in near) and all(m.kind not in _ACTING for m in near)

"""What a line says by itself to those below it: that it asks, or on whom they are laid."""

from __future__ import annotations

import re
from functools import cache

from ingest.fields import LONGEST_RESPONSIBLE, responsible
from ingest.limits import either
from ontology.concepts import Kind
from ontology.cues import cues
from ontology.lexicon import lexicon

SENTENCE_BORDER = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zæøå])")


def is_question(text: str) -> bool:
    """True for a single sentence that asks: what stands below answers it.

    >>> is_question("Hvem bestiller time?"), is_question("Nei. Hvorfor det?"), is_question("Ring legen.")
    (True, False, False)
    """
    return text.endswith("?") and not SENTENCE_BORDER.search(text)


@cache
def _relative_clause() -> re.Pattern[str]:
    """Return the pattern of the word that opens a relative clause after another word."""
    return re.compile(rf"(?<=\w)\s+(?:{either(cues()['relative'].labels)})\s")


def lays_on_somebody(text: str) -> bool:
    """True for a line that only says on whom what follows is laid.

    >>> lays_on_somebody("Ansvar: Fastlegen"), lays_on_somebody("Ansvar: Fastlegen ringer og skriver notat.")
    (True, False)
    """
    label, colon, rest = text.partition(":")
    short = 0 < len(rest.split()) <= LONGEST_RESPONSIBLE and not rest.rstrip().endswith((".", ";", ",", ":"))
    return bool(colon) and responsible(label.strip()) and short


def names_parties(text: str) -> bool:
    """True for a heading that means all whom other headings name, or the two named most often.

    >>> names_parties("Begge parter:"), names_parties("Begge parter skal svare")
    (True, False)
    """
    words = text.rstrip(":").lower()
    return any(cues()[name].pattern.fullmatch(words) for name in ("both_parties", "all_parties"))


def names_somebody(text: str) -> bool:
    """True for a line that says nothing but who is meant, all parties too, or whose duties follow.

    What a relative clause before a colon says of them does not count.

    >>> names_somebody("Fastlegens ansvar"), names_somebody("Fastlege eller jordmor som henviser:")
    (True, True)
    >>> names_somebody("Utskriving fra sykehuset")
    False
    """
    if names_parties(text):
        return True
    text = _relative_clause().split(text)[0] if text.endswith(":") else text
    words = lexicon("nb").words(text.rstrip(":"))
    roles = [m for m in lexicon("nb").mentions(words, Kind.ROLE) if not m.part]
    named = {at for m in roles for at in range(m.first, m.last)}
    others = " ".join(w.text for at, w in enumerate(words) if at not in named and w.text not in cues()["role_joining"])
    return bool(roles) and (not others or cues()["duty_heading"].pattern.fullmatch(others) is not None)


def goes_on_below(text: str) -> bool:
    """True for the beginning of a sentence that the points below finish.

    >>> goes_on_below("Fastlegen skal ikke"), goes_on_below("Sykehuset har ansvar for å"), goes_on_below("Fastlegen")
    (True, True, False)
    """
    words = text.rstrip(": ").split()
    return bool(words) and words[-1] in cues()["unfinished"]


def opens_duties(text: str) -> bool:
    """True for a line without a sentence of its own that says whose duties stand below."""
    return goes_on_below(text) or names_somebody(text)

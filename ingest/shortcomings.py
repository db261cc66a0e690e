"""What of a document could not be read though it was taken in: pages that are pictures, and text in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ontology.cues import cues

PICTURE = "[Side {page} er et bilde uten tekst.]"
_PICTURE = re.compile(re.escape(PICTURE).replace(r"\{page\}", r"(\d+)"))
_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_]+")
LEAST_WORDS = 8
MOST_ENGLISH = 0.1
"""The share of words in English paragraphs from which on a document is worth a warning."""


def shortcomings(text: str) -> list[str]:
    """Return what of a document's stored source text a person should know was not read, in Norwegian.

    >>> shortcomings("The patient must be seen by the doctor before the referral is sent to the hospital.")
    ['Dokumentet er på engelsk. Bare norsk blir lest: ta inn den norske utgaven.']
    >>> shortcomings("Fastlegen skal sende henvisningen til sykehuset samme dag som pasienten er undersøkt.")
    []
    """
    return [*_pictures([int(page) for page in _PICTURE.findall(text)]), *_english(text)]


def _pictures(pages: Sequence[int]) -> list[str]:
    if not pages:
        return []
    told = ", ".join(map(str, pages))
    which = f"Side {told} er et bilde" if len(pages) == 1 else f"Side {told} er bilder"
    return [f"{which} uten tekst og er ikke lest. Kjør tekstgjenkjenning (OCR) først."]


def _english(text: str) -> list[str]:
    words = english = 0
    for paragraph in _PARAGRAPH.split(text):
        found = [word.lower() for word in _WORD.findall(paragraph)]
        words += len(found)
        english += len(found) if len(found) >= LEAST_WORDS and _is_english(found) else 0
    if english < MOST_ENGLISH * words or english == 0:
        return []
    if english > (1 - MOST_ENGLISH) * words:
        return ["Dokumentet er på engelsk. Bare norsk blir lest: ta inn den norske utgaven."]
    return [f"{round(100 * english / words)} % av teksten er på engelsk og er ikke lest."]


def _is_english(words: Sequence[str]) -> bool:
    """True for words more of which are small words of English than of Norwegian."""
    norwegian = cues()["bokmaal"].labels | cues()["nynorsk"].labels
    english = cues()["english"].labels
    only_english, only_norwegian = english - norwegian, norwegian - english
    return sum(word in only_english for word in words) > sum(word in only_norwegian for word in words)

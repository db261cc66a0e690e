"""The clause of a question that asks: "hvem bestiller prøven" in "hvem bestiller prøven når pasienten er utskrevet?".

What it names, an answer has to meet; what stands around it, scene and conditions, need not be in the guideline.
"""

from __future__ import annotations

import re

from ontology.cues import cues

_ASKING = (
    "ask_who", "ask_whom", "ask_when", "ask_how", "ask_why", "ask_where", "ask_what", "ask_contact",
)  # fmt: skip
_END = re.compile(r"[?.]|, ")
_SHORTEST = 3


def focus(lower: str, *, may: bool = False) -> tuple[int, int]:
    """Return where the clause that asks starts and ends in a lower-cased question.

    :param may: whether it asks by its verb ("kan fastlegen ..."), in its last sentence.

    >>> text = "hun er utskrevet. hvem bestiller prøven når svaret haster?"
    >>> text[slice(*focus(text))]
    'hvem bestiller prøven '
    """
    words = [found for name in _ASKING if (found := cues()[name].search(lower))]
    if may or not words:
        start = body = lower.rstrip("? ").rfind(". ") + 1
    else:
        first = min(words, key=lambda found: found.start())
        start, body = first.start(), first.end()
    ends = [found.start() for found in cues()["subordinate_opening"].pattern.finditer(lower, body + _SHORTEST)][:1]
    ends += [body + found.start() for found in [_END.search(lower[body:])] if found]
    return start, min(ends, default=len(lower))

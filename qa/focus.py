"""The clause of a question that asks: "hvem bestiller prøven" in "hvem bestiller prøven når pasienten er utskrevet?".

What it names, an answer has to meet; what stands around it, scene and conditions, need not be in the guideline.
"""

from __future__ import annotations

import re

from ontology.cues import cues

CONDITION_OPENINGS = ("condition_clause", "condition_phrase", "temporal_phrase", "english_condition")
"""The groups of words that open a condition or a situation in a question."""
_END = re.compile(r"[?.]|, ")
_SHORTEST = 3


def focus_end(lower: str, body: int) -> int:
    """Return where the clause that asks ends in a lower-cased question.

    :param body: where the words end that open it ("hvem", "kan").

    >>> text = "hun er utskrevet. hvem bestiller prøven når svaret haster?"
    >>> text[18 : focus_end(text, 22)]
    'hvem bestiller prøven '
    """
    ends = [found.start() for found in cues()["subordinate_opening"].pattern.finditer(lower, body + _SHORTEST)][:1]
    ends += [body + found.start() for found in [_END.search(lower[body:])] if found]
    return min(ends, default=len(lower))

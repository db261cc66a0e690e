"""The quiz's own words, from ``quiz.toml``: phrases by language, and the small words of its grammar."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

WORDING = Path(__file__).with_name("quiz.toml")


@cache
def wording() -> dict[str, dict[str, str]]:
    """Return the quiz's own words by language, and its grammar."""
    return tomllib.loads(WORDING.read_text(encoding="utf-8"))


def worded(language: str, name: str, **parts: str) -> str:
    """Return a phrase in a language, else in Bokmål, filled in.

    >>> worded("nn", "who", rest="skriv epikrisa")
    'Kven skriv epikrisa?'
    """
    known = wording()
    return (known[language].get(name) or known["nb"][name]).format(**parts)

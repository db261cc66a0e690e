"""Two guidelines side by side as text for the command line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from kg.comparison.guidelines import Theme
from kg.comparison.report import ComparisonReport, aspects_named, carriers
from kg.comparison.sentences import alone, names, sentence, theme_name
from kg.model import Norm

WIDTH = 100


def comparison_text(about: ComparisonReport) -> str:
    """Return a report as text, theme by theme."""
    return "\n".join(_lines(about)) + "\n"


def _lines(about: ComparisonReport) -> Iterator[str]:
    here, there = names(about.about)
    pairs = about.about.pairs
    yield f"{here} og {there} side om side: {len(pairs)} par av normer om det samme, {_apart(about)} der noe skiller."
    for theme in about.about.themes:
        yield f"\n{theme_name(theme)}"
        yield from (_wrapped(f"{name}: {who}", "  ") for name, who in zip((here, there), carriers(theme), strict=True))
        yield from _pairs(about, theme)
        titles = alone(here, there)
        yield from _alone(about, titles[0], theme.only_a, first=True)
        yield from _alone(about, titles[1], theme.only_b, first=False)


def _apart(about: ComparisonReport) -> int:
    return sum(bool(pair.apart) for pair in about.about.pairs)


def _pairs(about: ComparisonReport, theme: Theme) -> Iterator[str]:
    here, there = names(about.about)
    for pair in theme.pairs:
        yield _wrapped(f"{aspects_named(pair)}. {sentence(pair, here, there)}", "  ")
        for name, norm, first in ((here, pair.a, True), (there, pair.b, False)):
            place = about.place(norm, first=first).short
            yield _wrapped(f"{name} ({place[:1].lower() + place[1:]}): «{norm.text}»", "      ")


def _alone(about: ComparisonReport, title: str, norms: Sequence[Norm], *, first: bool) -> Iterator[str]:
    if norms:
        yield f"  {title}"
        for norm in norms:
            place = about.place(norm, first=first).short
            yield _wrapped(f"«{norm.text}» ({place[:1].lower() + place[1:]})", "      ")


def _wrapped(text: str, mark: str) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark) + "  ", break_on_hyphens=False
    )

"""How a clause was read, for the command line and the page: what stands above, the norms, the parse."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ingest.parses import Parse
from kg.explanations import Explanation
from kg.model import Clause
from kg.wording.phrases import capital
from views.wording import norm_rows

WIDTH = 100
PARSE_HEADINGS = ("Nr.", "Ord", "Ordklasse", "Relasjon", "Hode")


def parse_rows(parse: Parse) -> list[tuple[str, str, str, str, str]]:
    """Return a parse as rows below ``PARSE_HEADINGS``."""
    return [
        (str(t.number), t.word, t.word_class, t.relation, f"{t.head} {t.head_word}" if t.head else "–")
        for t in parse.tokens
    ]


def headed(above: Clause) -> str:
    """Return a clause that stands above another, with its number where it has one: "Kapittel 11: Sykmelding"."""
    return f"{capital(above.label)}: {above.text}" if above.label else above.text


def explanation_text(explanation: Explanation) -> str:
    """Return all about a clause as text."""
    return "\n".join(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.document}, {explanation.clause.id} ({explanation.clause.label or explanation.clause.kind})"
    for depth, above in enumerate(explanation.above):
        yield "  " * depth + f"▸ {headed(above)}"
    yield from textwrap.wrap(explanation.clause.text, WIDTH)
    if not explanation.norms:
        yield "\nIngen norm er lest ut av punktet selv."
    for norm in explanation.norms:
        yield f"\nNorm {norm.id}:"
        yield from textwrap.wrap(f"«{norm.text}»", WIDTH, initial_indent="  ", subsequent_indent="  ")
        for heading, content in norm_rows(norm):
            yield from textwrap.wrap(content, WIDTH, initial_indent=f"  {heading:<16}", subsequent_indent=" " * 18)
    for parse in explanation.parses():
        yield f"\nSetningen slik den er analysert: {textwrap.shorten(parse.text, WIDTH - 34, placeholder=' …')}"
        yield from _table(parse)


def _table(parse: Parse) -> Iterator[str]:
    rows = [PARSE_HEADINGS, *parse_rows(parse)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(PARSE_HEADINGS))]
    for row in rows:
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()

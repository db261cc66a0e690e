"""Two guidelines side by side as the records of ``ansvar compare --jsonl``."""

from __future__ import annotations

from collections.abc import Iterator

from kg.comparison.guidelines import Comparison, Theme
from kg.comparison.sentences import names, sentence, theme_name
from kg.model import Norm, edition_key
from kg.records import norm_record


def comparison_records(about: Comparison) -> Iterator[dict[str, object]]:
    """Yield a record a pair, then a record a norm with no counterpart, theme by theme."""
    here, there = names(about)
    for theme in about.themes:
        for pair in theme.pairs:
            yield {
                "theme": theme.matter,
                "name": theme_name(theme),
                "score": pair.score,
                "apart": [aspect.value for aspect in pair.apart],
                "sentence": sentence(pair, here, there),
                "a": _norm(pair.a),
                "b": _norm(pair.b),
            }
        yield from _alone(theme)


def _alone(theme: Theme) -> Iterator[dict[str, object]]:
    for side, norms in (("a", theme.only_a), ("b", theme.only_b)):
        for norm in norms:
            other = "b" if side == "a" else "a"
            yield {"theme": theme.matter, "name": theme_name(theme), side: _norm(norm), other: None}


def _norm(norm: Norm) -> dict[str, object]:
    return {"edition": edition_key(norm.document, norm.version), **norm_record(norm)}

"""The grammatical constructions of a parsed clause, found by the patterns of ``constructions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.cues import cues

if TYPE_CHECKING:
    from spacy.matcher import DependencyMatcher
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab

FILE = Path(__file__).with_suffix(".toml")
Pattern = tuple[Mapping[str, object], ...]
Match = Mapping[str, "Token"]


@dataclass(frozen=True)
class Variant:
    """One pattern of a construction, a sentence that it must match, and one that it must not."""

    construction: str
    number: int
    pattern: Pattern
    holds: str
    fails: str

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of the pattern's tokens, the anchor first."""
        return tuple(str(node["RIGHT_ID"]) for node in self.pattern)


class Constructions:
    """The constructions found in one document, by name."""

    def __init__(self, matches: Mapping[str, Sequence[Match]]) -> None:
        self._matches = matches

    def __getitem__(self, name: str) -> Sequence[Match]:
        """Return the matches of a construction: its tokens by node name.

        :raises KeyError: for a name that no construction has.
        """
        if name not in constructions():
            raise KeyError(f"no construction {name!r} in {FILE.name}")
        return self._matches.get(name, ())

    def at(self, name: str, anchor: Token) -> Iterator[Match]:
        """Yield the matches of a construction whose first token is ``anchor``."""
        return (match for match in self[name] if next(iter(match.values())).i == anchor.i)

    def holds(self, name: str, anchor: Token) -> bool:
        """Return whether a construction has ``anchor`` as its first token."""
        return next(self.at(name, anchor), None) is not None


@cache
def constructions() -> Mapping[str, tuple[Variant, ...]]:
    """Return the variants of each construction, read once from ``constructions.toml``."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: tuple(
            Variant(name, number, tuple(variant["pattern"]), variant["holds"], variant["fails"])
            for number, variant in enumerate(variants)
        )
        for name, variants in read.items()
    }


def found(doc: Doc) -> Constructions:
    """Return the constructions of a parsed document whose entities are the roles that it names."""
    match, variants = matcher(doc.vocab)
    matches: dict[str, list[Match]] = {}
    for key, tokens in match(doc):
        variant = variants[key]
        named = {node: doc[at] for node, at in zip(variant.nodes, tokens, strict=True)}
        matches.setdefault(variant.construction, []).append(named)
    return Constructions(matches)


@cache
def matcher(vocab: Vocab) -> tuple[DependencyMatcher, Mapping[int, Variant]]:
    """Return the matcher of all variants, and the variant of each of its keys; made once a vocabulary."""
    from spacy.matcher import DependencyMatcher

    made = DependencyMatcher(vocab)
    variants: dict[int, Variant] = {}
    for variant in (variant for named in constructions().values() for variant in named):
        key = f"{variant.construction} {variant.number}"
        made.add(key, [[_with_words(node) for node in variant.pattern]])
        variants[made.vocab.strings[key]] = variant
    return made, variants


def _with_words(node: Mapping[str, object]) -> dict[str, object]:
    """Return a pattern's node with the words of the cue groups that it names put in."""
    out: dict[str, object] = {}
    for key, value in node.items():
        out[key] = _constraint(value) if isinstance(value, Mapping) else value
    return out


def _constraint(value: Mapping[str, object]) -> dict[str, object]:
    for name, operator in (("CUE", "IN"), ("NOT_IN_CUE", "NOT_IN")):
        if groups := value.get(name):
            named = groups if isinstance(groups, list) else [str(groups)]
            return {operator: sorted(label for group in named for label in cues()[group].labels)}
    return _with_words(value)

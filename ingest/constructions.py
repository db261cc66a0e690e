"""The grammatical constructions of a parsed clause, found by the patterns of ``constructions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.places import Need, Places, needs_of
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
        """The names of the pattern's tokens."""
        return tuple(str(node["RIGHT_ID"]) for node in self.pattern)


class Constructions:
    """The constructions of one parsed document, looked for when they are asked for.

    The document's entities must be the roles that it names.
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._found: dict[str, list[Match]] = {}

    @cached_property
    def _places(self) -> Places:
        return Places(self._doc)

    def __getitem__(self, name: str) -> Sequence[Match]:
        """Return the matches of a construction: its tokens by node name.

        :raises KeyError: for a name that no construction has.
        """
        if name not in self._found:
            self._found[name] = [match for _, match in self.variants(name)]
        return self._found[name]

    def variants(self, name: str) -> Iterator[tuple[Variant, Match]]:
        """Yield the matches of a construction, each with the variant that it matches.

        Most clauses have no words that a pattern could match: that is looked for first (``ingest/places.py``).
        """
        for compiled, may_match in self.judged(name):
            if may_match:
                for _, tokens in compiled.matcher(self._doc):
                    nodes = zip(compiled.variant.nodes, tokens, strict=True)
                    yield compiled.variant, {node: self._doc[at] for node, at in nodes}

    def judged(self, name: str) -> Iterator[tuple[Compiled, bool]]:
        """Yield the variants of a construction, made ready, each with whether it may match at all."""
        for compiled in _compiled(self._doc.vocab)[name]:
            yield compiled, self._places.may_hold(compiled.needs)

    def at(self, name: str, token: Token, node: str = "verb") -> Iterator[Match]:
        """Yield the matches of a construction in which a token is the node of that name."""
        return (match for match in self[name] if match[node].i == token.i)

    def holds(self, name: str, verb: Token) -> bool:
        """Return whether a construction holds of a verb."""
        return next(self.at(name, verb), None) is not None


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


@dataclass(frozen=True)
class Compiled:
    """A variant made ready, with what its tokens must be for it to match."""

    variant: Variant
    matcher: DependencyMatcher
    needs: tuple[Need, ...]


@cache
def _compiled(vocab: Vocab) -> Mapping[str, tuple[Compiled, ...]]:
    """Return the variants of each construction made ready; once a vocabulary."""
    return {name: tuple(_compile(variant, vocab) for variant in named) for name, named in constructions().items()}


def _compile(variant: Variant, vocab: Vocab) -> Compiled:
    from spacy.matcher import DependencyMatcher

    nodes = [_with_words(node) for node in variant.pattern]
    matcher = DependencyMatcher(vocab)
    matcher.add(variant.construction, [nodes])
    return Compiled(variant, matcher, needs_of(nodes, vocab))


def _with_words(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pattern's node with the words of the cue groups that it names put in."""
    out: dict[str, Any] = {}
    for key, value in node.items():
        out[key] = _constraint(value) if isinstance(value, Mapping) else value
    return out


def _constraint(value: Mapping[str, Any]) -> dict[str, Any]:
    for name, operator in (("CUE", "IN"), ("NOT_IN_CUE", "NOT_IN")):
        if groups := value.get(name):
            named = groups if isinstance(groups, list) else [str(groups)]
            return {operator: sorted(label for group in named for label in cues()[group].labels)}
    return _with_words(value)

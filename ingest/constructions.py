"""The grammatical constructions of a parsed clause, found by the patterns of ``constructions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    def _features(self) -> tuple[set[str], set[str], str]:
        doc = self._doc
        forms = " ".join({str(token.morph) for token in doc})
        return {token.lower_ for token in doc}, {token.dep_ for token in doc}, forms

    def __getitem__(self, name: str) -> Sequence[Match]:
        """Return the matches of a construction: its tokens by node name.

        :raises KeyError: for a name that no construction has.
        """
        if name not in self._found:
            self._found[name] = [match for _, match in self.variants(name)]
        return self._found[name]

    def variants(self, name: str) -> Iterator[tuple[Variant, Match]]:
        """Yield the matches of a construction, each with the variant that it matches.

        Most clauses lack a word or relation that a pattern cannot do without: these are looked for first.
        """
        for compiled in _compiled(self._doc.vocab)[name]:
            if compiled.may_match(*self._features, has_roles=bool(self._doc.ents)):
                for _, tokens in compiled.matcher(self._doc):
                    nodes = zip(compiled.variant.nodes, tokens, strict=True)
                    yield compiled.variant, {node: self._doc[at] for node, at in nodes}

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
class _Compiled:
    """A variant made ready, with what a document must have for it to match."""

    variant: Variant
    matcher: DependencyMatcher
    words: tuple[frozenset[str], ...]
    relations: tuple[frozenset[str], ...]
    forms: tuple[str, ...]
    role: bool

    def may_match(self, words: set[str], relations: set[str], forms: str, *, has_roles: bool) -> bool:
        return (
            (has_roles or not self.role)
            and all(form in forms for form in self.forms)
            and not any(needed.isdisjoint(words) for needed in self.words)
            and not any(needed.isdisjoint(relations) for needed in self.relations)
        )


@cache
def _compiled(vocab: Vocab) -> Mapping[str, tuple[_Compiled, ...]]:
    """Return the variants of each construction made ready; once a vocabulary."""
    return {name: tuple(_compile(variant, vocab) for variant in named) for name, named in constructions().items()}


def _compile(variant: Variant, vocab: Vocab) -> _Compiled:
    from spacy.matcher import DependencyMatcher

    nodes = [_with_words(node) for node in variant.pattern]
    matcher = DependencyMatcher(vocab)
    matcher.add(variant.construction, [nodes])
    tokens = [node["RIGHT_ATTRS"] for node in nodes]
    return _Compiled(
        variant,
        matcher,
        words=tuple(filter(None, (_one_of(token, "LOWER") for token in tokens))),
        relations=tuple(filter(None, (_one_of(token, "DEP") for token in tokens))),
        forms=tuple(form for token in tokens for form in token.get("MORPH", {}).get("IS_SUPERSET", ())),
        role=any(token.get("ENT_TYPE") == "Role" for token in tokens),
    )


def _one_of(token: Mapping[str, object], attribute: str) -> frozenset[str]:
    """Return the values that a token's pattern lets an attribute have; none where it does not list them."""
    value = token.get(attribute)
    if isinstance(value, str):
        return frozenset((value,))
    listed = value.get("IN") if isinstance(value, Mapping) else None
    return frozenset(listed) if isinstance(listed, list) else frozenset()


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

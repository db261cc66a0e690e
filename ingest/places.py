"""Where in a parsed clause the tokens of a pattern may stand: asked before the matcher, which costs far more.

A set of places is a number whose bits are the tokens. What is said here of a pattern is necessary, not
sufficient: where it fails, spaCy's DependencyMatcher finds nothing; where it holds, the matcher decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_ATTRIBUTES = ("LOWER", "DEP", "POS", "LEMMA", "ENT_TYPE")
# Operators of the DependencyMatcher that lead to a token's head, and to what hangs on it.
_TO_HEAD = frozenset(("<", "<+", "<-", "<++", "<--"))
_TO_CHILD = frozenset((">", ">+", ">-", ">++", ">--"))


@dataclass(frozen=True)
class Need:
    """What a token of a pattern must be: one of some values of each attribute, and how it stands to another.

    ``values`` are hashes of the vocabulary by attribute; ``forms`` are features of which all, ``some`` of
    which one must be there; ``relation`` is the operator that leads here from the token at ``left``.
    """

    values: tuple[tuple[str, frozenset[int]], ...]
    forms: frozenset[str]
    some: frozenset[str]
    left: int
    relation: str


def needs_of(nodes: Sequence[Mapping[str, Any]], vocab: Vocab) -> tuple[Need, ...]:
    """Return what the tokens of a DependencyMatcher's pattern must be, in its order."""
    names = [str(node["RIGHT_ID"]) for node in nodes]
    return tuple(
        _need(
            node["RIGHT_ATTRS"],
            vocab,
            left=names.index(str(node["LEFT_ID"])) if "LEFT_ID" in node else -1,
            relation=str(node.get("REL_OP", "")),
        )
        for node in nodes
    )


def _need(token: Mapping[str, Any], vocab: Vocab, *, left: int, relation: str) -> Need:
    values = ((name, _one_of(token.get(name), vocab)) for name in _ATTRIBUTES)
    forms = token.get("MORPH", {})
    return Need(
        values=tuple((name, listed) for name, listed in values if listed),
        forms=frozenset(forms.get("IS_SUPERSET", ())),
        some=frozenset(forms.get("INTERSECTS", ())),
        left=left,
        relation=relation,
    )


def _one_of(value: object, vocab: Vocab) -> frozenset[int]:
    """Return the values that a pattern lets an attribute have; none where it does not list them."""
    listed = value.get("IN") if isinstance(value, Mapping) else value
    found = [listed] if isinstance(listed, str) else listed
    return frozenset(vocab.strings.add(each) for each in found) if isinstance(found, list) else frozenset()


class Places:
    """The places of a parsed clause by what stands there; its entities must be the roles that it names."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        rows = doc.to_array([*_ATTRIBUTES, "MORPH"])
        columns = rows.T.tolist()
        self._by_value = {name: _gathered(columns[at]) for at, name in enumerate(_ATTRIBUTES)}
        self._by_form = [
            (frozenset(doc.vocab.strings[form].split("|")), places) for form, places in _gathered(columns[-1]).items()
        ]
        self._everywhere = (1 << len(doc)) - 1

    @cached_property
    def _heads(self) -> list[int]:
        """The place of each token's head, its own where it is a root."""
        offsets = self._doc.to_array("HEAD").astype("int64").tolist()
        return [place + offset for place, offset in enumerate(offsets)]

    def may_hold(self, needs: Sequence[Need]) -> bool:
        """Return whether tokens may stand here as a pattern needs them; false only where it cannot match."""
        found: list[int] = []
        for need in needs:
            places = self._of(need)
            if places and need.left >= 0:
                places &= self._related(found[need.left], need.relation)
            if not places:
                return False
            found.append(places)
        return True

    def _of(self, need: Need) -> int:
        """Return the places of the tokens that are as needed."""
        places = self._everywhere
        for name, values in need.values:
            here = self._by_value[name]
            places &= _union(here[value] for value in values & here.keys())
        if places and need.forms:
            places &= _union(at for forms, at in self._by_form if need.forms <= forms)
        if places and need.some:
            places &= _union(at for forms, at in self._by_form if need.some & forms)
        return places

    def _related(self, places: int, relation: str) -> int:
        """Return the places that stand so to some others; everywhere for a relation that is not looked at here."""
        if relation in _TO_HEAD:
            return _union(1 << self._heads[place] for place in _bits(places))
        if relation in _TO_CHILD:
            return _union(1 << place for place, head in enumerate(self._heads) if places >> head & 1)
        if relation == ".":
            return places << 1
        if relation == ";":
            return places >> 1
        return self._everywhere


def _gathered(values: Sequence[int]) -> dict[int, int]:
    """Return the places of each value."""
    found: dict[int, int] = {}
    for place, value in enumerate(values):
        found[value] = found.get(value, 0) | 1 << place
    return found


def _union(places: Iterable[int]) -> int:
    return reduce(or_, places, 0)


def _bits(places: int) -> Iterator[int]:
    while places:
        yield (lowest := places & -places).bit_length() - 1
        places ^= lowest

"""What has changed in the conditions and exceptions of a norm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.difference.differing import Side, Word
from kg.difference.shifts import ChangeKind, Shift, shift
from kg.model import Condition, ConditionKind
from kg.tokens import content, figures, plain, tokens
from ontology.cues import cues
from ontology.lexicon import lexicon

SHORTEST = 4
"""A word's end that is shorter tells nothing."""
ALIKE = 0.5
"""Conditions that share this much of their content are one condition, changed."""
_TERMS = {ConditionKind.CONDITION: ChangeKind.CONDITION, ConditionKind.EXCEPTION: ChangeKind.EXCEPTION}


def terms(one: Side, other: Side) -> Iterator[Shift]:
    """Yield how conditions and exceptions have changed, come or gone."""
    for kind, named in _TERMS.items():
        ours = [condition for condition in one.norm.conditions if condition.kind is kind]
        theirs = [condition for condition in other.norm.conditions if condition.kind is kind]
        for each in list(ours):
            if same := next((after for after in theirs if _one_term(each, after)), None):
                ours.remove(each)
                theirs.remove(same)
        for before, after in _changed_terms(ours, theirs):
            words = _words_of(one, before), _words_of(other, after)
            if not any(words):
                continue
            one.take(words[0])
            other.take(words[1])
            apart_as = ChangeKind.EXCEPTION if _excepts(one, words[0]) or _excepts(other, words[1]) else named
            yield shift(apart_as, _text(before), _text(after), *words)


def _excepts(side: Side, words: Sequence[Word]) -> bool:
    """Whether differing words are an exception, read as a part of a condition ("..., unntatt når")."""
    own = [word.token for word in words if word.own]
    if not own:
        return False
    return cues()["exception"].match(side.norm.text[own[0].start : own[-1].end].casefold()) is not None


def _one_term(a: Condition, b: Condition) -> bool:
    """Whether two conditions say the same: the same content, or the same situations in much the same words."""
    left, right = content(a.text), content(b.text)
    negated = [bool(cues()["negation"].search(each.text)) for each in (a, b)]
    if figures(a.text) != figures(b.text) or negated[0] != negated[1]:
        return False
    if left == right and (left or plain(a.text) == plain(b.text)):
        return True
    if a.situations and set(a.situations) == set(b.situations):
        return len(left & right) >= ALIKE * min(len(left), len(right))
    return not (a.situations or b.situations) and _same_in_other_form(left, right)


def _same_in_other_form(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two texts have the same words but that one is the end of the other: "ved utreise", "når hun reiser"."""

    def within(word: str, others: frozenset[str]) -> bool:
        return any(word == other or _end_of(word, other) for other in others)

    return bool(left and right) and all(within(word, right) for word in left) and all(within(w, left) for w in right)


def _end_of(one: str, other: str) -> bool:
    """Whether of two stems one is the end of the other, and they do not name different concepts."""
    if min(len(one), len(other)) < SHORTEST or not (one.endswith(other) or other.endswith(one)):
        return False
    known = lexicon("nb")
    named = [{mention.concept for mention in known.mentions(known.words(word))} for word in (one, other)]
    return not all(named) or not named[0].isdisjoint(named[1])


def _changed_terms(
    ours: Sequence[Condition], theirs: Sequence[Condition]
) -> Iterator[tuple[Condition | None, Condition | None]]:
    """Yield which condition has become which; those that have no like are dropped or new."""
    left = list(theirs)
    gone: list[Condition] = []
    for before in ours:
        ranked = sorted(left, key=lambda after: -_overlap(before, after))
        if ranked and _overlap(before, ranked[0]) >= ALIKE:
            left.remove(ranked[0])
            yield before, ranked[0]
        else:
            gone.append(before)
    if len(gone) == len(left) == 1:
        yield gone[0], left[0]
        return
    yield from ((before, None) for before in gone)
    yield from ((None, after) for after in left)


def _overlap(a: Condition, b: Condition) -> float:
    left, right = content(a.text), content(b.text)
    words = 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
    return max(words, ALIKE if set(a.situations) & set(b.situations) else 0.0)


def _words_of(side: Side, condition: Condition | None) -> list[Word]:
    """Return the differing words of a condition; those of its like in another place do as well."""
    if condition is None:
        return []
    spans = {token.word for token in tokens(condition.text)}
    text = side.norm.text
    at = text.find(condition.text)
    if at >= 0:
        end = at + len(condition.text)
        return [w for w in side.words if w.own and at <= w.token.start and w.token.end <= end]
    return [word for word in side.words if word.token.word in spans and not word.own]


def _text(condition: Condition | None) -> tuple[str, ...]:
    return (condition.text,) if condition else ()

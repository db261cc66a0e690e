"""What has changed in a norm that is in both editions: who, how strongly, when, on what terms, to whom, how.

A change counts where words carry it: a concept, a limit or a condition that was read in one edition only
changes nothing unless a word that names it stands in that edition only. Each differing word carries one
change. What the differing words do not change is a new wording of the same duty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from kg.difference.differing import ALL, Side, Word, sides
from kg.difference.editions import Edition
from kg.difference.shifts import ChangeKind, Shift, shift
from kg.difference.terms import terms
from kg.model import Bearing, Modality, Norm
from kg.tokens import plain, tokens
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon
from ontology.words import stem

DIGITS = 5
"""A number of so many digits is one to call."""
ADVISED = "advised_prohibition"
"""What a prohibition is that only advises: "bør unngås"."""


def shifts(a: Norm, b: Norm, first: Edition, second: Edition) -> list[Shift]:
    """Return all that has changed in a norm, the weightiest first; none where not even the words have.

    :param first: the edition of ``a``; ``second`` that of ``b``.
    """
    one, other = sides(a, b, first, second)
    found: list[Shift] = []
    for look in (terms, _deadline, _modality, _bearers, _contacts, _channel, _counterparties, _action, _artifacts):
        found += look(one, other)
    found += _numbers(one, other)
    if not found and plain(a.text) != plain(b.text):
        words = [each.free() for each in (one, other)]
        found.append(shift(ChangeKind.REWORDED, (), (), words[0], words[1]))
    order = list(ChangeKind)
    return sorted(found, key=lambda shift: order.index(shift.kind))


# -- time, force, who ----------------------------------------------------------------------


def _deadline(one: Side, other: Side) -> Iterator[Shift]:
    before, after = one.norm.deadline or "", other.norm.deadline or ""
    same_time = one.norm.duration is not None and one.norm.duration == other.norm.duration
    if plain(before) == plain(after) or (same_time and bool(before) == bool(after)):
        return
    words = _among(one, before), _among(other, after)
    if any(words):
        one.take(_run(one, words[0]))
        other.take(_run(other, words[1]))
        yield shift(ChangeKind.DEADLINE, (before,) if before else (), (after,) if after else (), *words)


def _among(side: Side, said: str) -> list[Word]:
    """Return the free differing words that stand in some words of the norm."""
    inside = {token.word for token in tokens(said)}
    return [word for word in side.free(ALL) if word.token.word in inside]


def _run(side: Side, words: Sequence[Word]) -> list[Word]:
    """Return words with the differing ones that stand in a row with them: the rest of a time that was read in part."""
    at = {token.start: place for place, token in enumerate(tokens(side.norm.text))}
    own = {at[word.token.start]: word for word in side.words if word.own}
    found = list(words)
    for step in (1, -1):
        for word in words:
            place = at.get(word.token.start, -1) + step if word.own else -1
            while place in own:
                found.append(own[place])
                place += step
    return list(dict.fromkeys(found))


def _modality(one: Side, other: Side) -> Iterator[Shift]:
    a, b = one.norm, other.norm
    if a.modality is b.modality:
        yield from _force(one, other)
        return
    words = [_among(side, side.norm.cue) + _negations(side) for side in (one, other)]
    if not any(words) and Modality.INFO not in (a.modality, b.modality) and not (a.cue and b.cue):
        # The verb alone binds in one of them: "bør sende" has become "sender".
        words = [side.free() for side in (one, other)]
    if any(words):
        one.take(words[0])
        other.take(words[1])
        yield shift(ChangeKind.MODALITY, (a.modality.value,), (b.modality.value,), words[0], words[1])


def _force(one: Side, other: Side) -> Iterator[Shift]:
    """Yield how a prohibition binds more or less than before: "bør unngås" has become "skal ikke"."""
    weak = cues()["modal_recommendation"]
    advised = [bool(weak.search(side.norm.text.casefold())) for side in (one, other)]
    if one.norm.modality is Modality.PROHIBITION and advised[0] != advised[1]:
        words = [[w for w in side.free() if w.token.word in weak] for side in (one, other)]
        if any(words):
            for side, said in zip((one, other), words, strict=True):
                side.take((*said, *_negations(side)))
            before, after = (ADVISED if each else Modality.PROHIBITION.value for each in advised)
            yield shift(ChangeKind.MODALITY, (before,), (after,), words[0], words[1])


def _negations(side: Side) -> list[Word]:
    return [word for word in side.free(("own", "above")) if word.token.word in cues()["negation"]]


def _bearers(one: Side, other: Side) -> Iterator[Shift]:
    yield from _concepts(one, other, ChangeKind.BEARER, lambda norm: norm.bearers, (Kind.ROLE,), bearing=True)


def _counterparties(one: Side, other: Side) -> Iterator[Shift]:
    yield from _concepts(one, other, ChangeKind.COUNTERPARTY, lambda norm: norm.counterparties, (Kind.ROLE,))


def _artifacts(one: Side, other: Side) -> Iterator[Shift]:
    kinds = (Kind.ARTIFACT,)
    yield from _concepts(one, other, ChangeKind.ARTIFACT, lambda norm: norm.artifacts, kinds)


def _concepts(
    one: Side,
    other: Side,
    kind: ChangeKind,
    of: Callable[[Norm], tuple[str, ...]],
    kinds: Sequence[Kind],
    *,
    bearing: bool = False,
) -> Iterator[Shift]:
    before, after = of(one.norm), of(other.norm)
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    if bearing and not (before and after) and Bearing.IMPLIED in (one.norm.bearing, other.norm.bearing):
        # Who was only thought to be meant, by what stands around, is no bearer that has come or gone.
        return
    words_gone = {name: _naming(one, name, kinds, bearing=bearing) for name in gone}
    words_come = {name: _naming(other, name, kinds, bearing=bearing) for name in come}
    gone = [name for name in gone if words_gone[name]]
    come = [name for name in come if words_come[name]]
    if not gone and not come:
        return
    left = [word for name in gone for word in words_gone[name]]
    right = [word for name in come for word in words_come[name]]
    one.take(left)
    other.take(right)
    if bearing:
        yield shift(kind, before, after, left, right)
    else:
        yield shift(kind, gone, come, left, right)


def _naming(side: Side, concept: str, kinds: Sequence[Kind], *, bearing: bool = False) -> list[Word]:
    """Return the differing words that name a concept; for a bearer also those above the norm and around it."""
    where = ALL if bearing and side.norm.bearing is not Bearing.EXPLICIT else ("own", "above") if bearing else ("own",)
    free = {word.at for word in side.free(where)} if not bearing else {w.at for w in side.words if w.where in where}
    found = [w for named in side.named if named.concept == concept and named.kind in kinds for w in named.words]
    if concept not in concepts():
        parts = {part[:4] for part in concept.split("_")}
        found += [w for w in side.words if w.token.word[:4] in parts]
    return [word for word in dict.fromkeys(found) if word.at in free]


# -- where to, by what, what ---------------------------------------------------------------


def _contacts(one: Side, other: Side) -> Iterator[Shift]:
    gone = [contact for contact in one.norm.contacts if contact not in other.norm.contacts]
    come = [contact for contact in other.norm.contacts if contact not in one.norm.contacts]
    words = _among(one, " ".join(gone)), _among(other, " ".join(come))
    if any(words):
        one.take(words[0])
        other.take(words[1])
        yield shift(ChangeKind.CONTACT, gone, come, *words)


def _channel(one: Side, other: Side) -> Iterator[Shift]:
    """Yield another channel; where one was read, the other side's differing words may name what it has become."""
    sides = (one, other)
    channels = [side.norm.channel or "" for side in sides]
    if channels[0] == channels[1]:
        return
    words = [_naming(side, channel, (Kind.CHANNEL,)) for side, channel in zip(sides, channels, strict=True)]
    for at in (0, 1):
        if not channels[at] and words[1 - at]:
            channels[at], words[at] = _way(sides[at])
    if any(words) and channels[0] != channels[1]:
        one.take(words[0])
        other.take(words[1])
        before, after = ((each,) if each else () for each in channels)
        yield shift(ChangeKind.CHANNEL, before, after, words[0], words[1])


def _way(side: Side) -> tuple[str, list[Word]]:
    """Return the channel that free differing words name, or that what they name is sent by; empty where none."""
    known, free = concepts(), {word.at for word in side.free()}
    for named in side.named:
        words = [word for word in named.words if word.at in free]
        ways = [named.concept, *known.related(named.concept)] if words else []
        if way := next((each for each in ways if known.kind(each) is Kind.CHANNEL), None):
            return way, words
    return "", []


def _action(one: Side, other: Side) -> Iterator[Shift]:
    """Yield a change in what is done: another act that the ontology knows as another, or a "not" come or gone."""
    verbs = [side.norm.action or "" for side in (one, other)]
    forbids = cues()["phrase_prohibition"]
    if not any(verb in forbids for verb in verbs) and _another_act(*verbs):
        words = [_doing(side) for side in (one, other)]
        if all(words):
            one.take(words[0])
            other.take(words[1])
            yield shift(ChangeKind.ACTION, verbs[:1], verbs[1:], words[0], words[1])
            return
    words = [_negations(side) for side in (one, other)]
    if len(words[0]) != len(words[1]):
        said = [tuple(word.token.word for word in side) for side in words]
        one.take(words[0])
        other.take(words[1])
        yield shift(ChangeKind.ACTION, said[0], said[1], words[0], words[1])


def _another_act(a: str, b: str) -> bool:
    """Whether two verbs say that something else is done: one of them is a known act, and the other is not near it."""
    light = [cues()[name] for name in ("light_verb", "stative_verb", "support_verb", "appearing_verb")]
    if not a or not b or a == b or any(verb in group for verb in (a, b) for group in light):
        return False
    one, other = a.split()[0], b.split()[0]
    if one.endswith(other) or other.endswith(one):
        return False
    acts = _acts(a), _acts(b)
    return any(acts) and acts[0].isdisjoint(acts[1])


@cache
def _acts(verb: str) -> frozenset[str]:
    """Return the acts that a verb names, and those near them."""
    known = lexicon("nb")
    acts = [m.concept for m in known.mentions(known.words(verb), Kind.ACTION)]
    return frozenset(acts).union(*({*concepts().related(act), *concepts().ancestors(act)} for act in acts))


def _doing(side: Side) -> list[Word]:
    """Return the differing words that are the norm's own verb, in whatever form."""
    acts = _acts(side.norm.action or "")
    free = side.free()
    found = [w for named in side.named if named.kind is Kind.ACTION and named.concept in acts for w in named.words]
    for verb in {stem(word) for word in (side.norm.action or "").split()}:
        found += [word for word in free if word.token.stem.startswith(verb) or verb.startswith(word.token.stem)]
    return [word for word in dict.fromkeys(found) if word in free]


def _numbers(one: Side, other: Side) -> Iterator[Shift]:
    """Yield figures that no other change carries: a figure that differs is never a mere wording.

    A long one is a number to call, though it was not read as one. One that is spelled out on the other side
    ("tre", "3") is no change.
    """
    words = [[word for word in side.free() if word.token.figure] for side in (one, other)]
    spelled = [{_value(word) for word in side.free()} for side in (one, other)]
    words = [[word for word in words[at] if word.token.word not in spelled[1 - at]] for at in (0, 1)]
    if any(words):
        whole = [_long_number(side, side_words) for side, side_words in zip((one, other), words, strict=True)]
        kind = ChangeKind.CONTACT if all(whole) else ChangeKind.NUMBER
        said = whole if all(whole) else [tuple(word.token.word for word in side) for side in words]
        yield shift(kind, said[0], said[1], words[0], words[1])


def _value(word: Word) -> str:
    """Return the digits of a number that is spelled out, empty for another word."""
    return next((group.iso for group in cues().starting("number_") if word.token.word in group), "")


def _long_number(side: Side, words: Sequence[Word]) -> tuple[str, ...]:
    """Return the whole number in which some figures stand, where it is as long as one to call; nothing else."""
    found = tokens(side.norm.text)
    at = next((place for place, token in enumerate(found) if words and token.start == words[0].token.start), None)
    if at is None:
        return ()
    start, end = at, at + 1
    while start and found[start - 1].figure:
        start -= 1
    while end < len(found) and found[end].figure:
        end += 1
    number = " ".join(token.word for token in found[start:end])
    return (number,) if sum(letter.isdigit() for letter in number) >= DIGITS else ()

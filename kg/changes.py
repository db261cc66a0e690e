"""What has changed in a norm that is in both editions: who, how strongly, when, on what terms, to whom, how.

A change counts where words carry it: a concept, a limit or a condition that was read in one edition only
changes nothing unless a word that names it stands in that edition only. Each differing word carries one
change. What the differing words do not change is a new wording of the same duty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.editions import Edition
from kg.model import Bearing, Condition, ConditionKind, Modality, Norm
from kg.tokens import Token, apart, content, figures, plain, tokens
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon

ALIKE = 0.5
"""Conditions that share this much of their content are one condition, changed."""


class ChangeKind(StrEnum):
    """What has changed; the last four change nobody's duty."""

    NEW = "new"
    DROPPED = "dropped"
    BEARER = "bearer"
    MODALITY = "modality"
    DEADLINE = "deadline"
    CONDITION = "condition"
    EXCEPTION = "exception"
    COUNTERPARTY = "counterparty"
    ARTIFACT = "artifact"
    ACTION = "action"
    CHANNEL = "channel"
    CONTACT = "contact"
    NUMBER = "number"
    REWORDED = "reworded"
    MOVED = "moved"
    NEW_INFORMATION = "new_information"
    DROPPED_INFORMATION = "dropped_information"

    @property
    def of_duty(self) -> bool:
        """Whether somebody's duty changes by it, or what it needs: when, whom, where to call."""
        return self not in _OF_WORDS


_OF_WORDS = frozenset(
    {ChangeKind.REWORDED, ChangeKind.MOVED, ChangeKind.NEW_INFORMATION, ChangeKind.DROPPED_INFORMATION}
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One change in a norm: what was there and what is there now, either may be empty; the words that carry it.

    ``words_a`` and ``words_b`` are places in the norms' own texts. ``above`` says that words above the norms
    carry it, a heading or a lead-in: then it is one change for all norms below, told apart by ``source``.
    """

    kind: ChangeKind
    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()
    words_a: tuple[tuple[int, int], ...] = ()
    words_b: tuple[tuple[int, int], ...] = ()
    above: bool = False
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """A differing word: in the norm's own text, in the rest of its clause, or above it; ``at`` tells it from others."""

    token: Token
    where: str

    @property
    def own(self) -> bool:
        return self.where == "own"

    @property
    def at(self) -> str:
        return f"{self.where} {self.token.start} {self.token.word}"


@dataclass(frozen=True, slots=True)
class _Named:
    """A concept that differing words name."""

    concept: str
    kind: Kind
    words: tuple[_Word, ...]


@dataclass(slots=True)
class _Side:
    """A norm with the words of it, and around it, that stand in its edition only, and what they name."""

    norm: Norm
    words: list[_Word]
    named: list[_Named]
    taken: set[str]

    def free(self, where: Iterable[str] = ("own",)) -> list[_Word]:
        """Return the differing words that carry no change yet."""
        return [word for word in self.words if word.where in where and word.at not in self.taken]

    def take(self, words: Iterable[_Word]) -> None:
        """Note that words carry a change."""
        self.taken.update(word.at for word in words)


ALL = ("own", "clause", "above")


def shifts(a: Norm, b: Norm, first: Edition, second: Edition) -> list[Shift]:
    """Return all that has changed in a norm, the weightiest first; none where not even the words have.

    :param first: the edition of ``a``; ``second`` that of ``b``.
    """
    one, other = _sides(a, b, first, second)
    found: list[Shift] = []
    for look in (_terms, _deadline, _modality, _bearers, _contacts, _channel, _counterparties, _artifacts, _action):
        found += look(one, other)
    found += _numbers(one, other)
    if not found and plain(a.text) != plain(b.text):
        words = [each.free() for each in (one, other)]
        found.append(_shift(ChangeKind.REWORDED, (), (), words[0], words[1]))
    order = list(ChangeKind)
    return sorted(found, key=lambda shift: order.index(shift.kind))


def _sides(a: Norm, b: Norm, first: Edition, second: Edition) -> tuple[_Side, _Side]:
    words: tuple[list[_Word], list[_Word]] = ([], [])
    texts: tuple[dict[str, str], dict[str, str]] = ({}, {})
    above = [" / ".join(clause.text for clause in edition.above(norm)) for norm, edition in ((a, first), (b, second))]
    rest = [_rest(norm, edition) for norm, edition in ((a, first), (b, second))]
    for where, one, other in (("own", a.text, b.text), ("clause", rest[0], rest[1]), ("above", above[0], above[1])):
        for side, text, differing in zip((0, 1), (one, other), apart(one, other), strict=True):
            words[side].extend(_Word(token, where) for token in differing)
            texts[side][where] = text
    return tuple(  # type: ignore[return-value]
        _Side(norm, words[side], list(_names(words[side], texts[side])), set()) for side, norm in enumerate((a, b))
    )


def _rest(norm: Norm, edition: Edition) -> str:
    """Return the words of a norm's clause around the norm."""
    return edition.by_id[norm.clause].text.replace(norm.text, " / ", 1)


def _names(words: Sequence[_Word], texts: dict[str, str]) -> Iterator[_Named]:
    """Yield the concepts that differing words name, alone or together with words beside them."""
    known = lexicon("nb")
    for where, text in texts.items():
        here = [word for word in words if word.where == where]
        if not here:
            continue
        for mention in (*known.mentions(known.words(text)), *_of_kinds(text)):
            inside = tuple(w for w in here if w.token.start < mention.end and mention.start < w.token.end)
            if inside:
                yield _Named(mention.concept, mention.kind, inside)


def _of_kinds(text: str) -> Iterator[Mention]:
    """Yield mentions kind by kind: a word may name a role where a longer label of another kind hides it."""
    known = lexicon("nb")
    for kind in Kind:
        yield from known.mentions(known.words(text), kind)


def _shift(kind: ChangeKind, a: Iterable[str], b: Iterable[str], one: Iterable[_Word], other: Iterable[_Word]) -> Shift:
    left, right = list(one), list(other)
    above = not any(word.own for word in (*left, *right))
    return Shift(
        kind,
        tuple(a),
        tuple(b),
        tuple((word.token.start, word.token.end) for word in left if word.own),
        tuple((word.token.start, word.token.end) for word in right if word.own),
        above,
        tuple(word.at for word in (*left, *right)) if above else (),
    )


# -- conditions and exceptions -----------------------------------------------------------


_TERMS = {ConditionKind.CONDITION: ChangeKind.CONDITION, ConditionKind.EXCEPTION: ChangeKind.EXCEPTION}


def _terms(one: _Side, other: _Side) -> Iterator[Shift]:
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
            yield _shift(named, _text(before), _text(after), *words)


def _one_term(a: Condition, b: Condition) -> bool:
    """Whether two conditions say the same: the same content, or the same situations in much the same words."""
    left, right = content(a.text), content(b.text)
    negated = [bool(cues()["negation"].search(each.text)) for each in (a, b)]
    if figures(a.text) != figures(b.text) or negated[0] != negated[1]:
        return False
    if left == right and (left or plain(a.text) == plain(b.text)):
        return True
    alike = len(left & right) >= ALIKE * min(len(left), len(right))
    return bool(a.situations) and set(a.situations) == set(b.situations) and alike


def _changed_terms(
    ours: Sequence[Condition], theirs: Sequence[Condition]
) -> Iterator[tuple[Condition | None, Condition | None]]:
    """Yield which condition has become which; those that have no like are dropped or new."""
    left = list(theirs)
    for before in ours:
        ranked = sorted(left, key=lambda after: -_overlap(before, after))
        if ranked and _overlap(before, ranked[0]) >= ALIKE:
            left.remove(ranked[0])
            yield before, ranked[0]
        else:
            yield before, None
    for after in left:
        yield None, after


def _overlap(a: Condition, b: Condition) -> float:
    left, right = content(a.text), content(b.text)
    words = 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
    return max(words, ALIKE if set(a.situations) & set(b.situations) else 0.0)


def _words_of(side: _Side, condition: Condition | None) -> list[_Word]:
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


# -- time, force, who ----------------------------------------------------------------------


def _deadline(one: _Side, other: _Side) -> Iterator[Shift]:
    before, after = one.norm.deadline or "", other.norm.deadline or ""
    same_time = one.norm.duration is not None and one.norm.duration == other.norm.duration
    if plain(before) == plain(after) or (same_time and bool(before) == bool(after)):
        return
    words = _among(one, before), _among(other, after)
    if any(words):
        one.take(words[0])
        other.take(words[1])
        yield _shift(ChangeKind.DEADLINE, (before,) if before else (), (after,) if after else (), *words)


def _among(side: _Side, said: str) -> list[_Word]:
    """Return the free differing words that stand in some words of the norm."""
    inside = {token.word for token in tokens(said)}
    return [word for word in side.free(ALL) if word.token.word in inside]


def _modality(one: _Side, other: _Side) -> Iterator[Shift]:
    a, b = one.norm, other.norm
    if a.modality is b.modality:
        return
    words = [_among(side, side.norm.cue) + _negations(side) for side in (one, other)]
    if not any(words) and Modality.INFO not in (a.modality, b.modality) and not (a.cue and b.cue):
        # The verb alone binds in one of them: "bør sende" has become "sender".
        words = [side.free() for side in (one, other)]
    if any(words):
        one.take(words[0])
        other.take(words[1])
        yield _shift(ChangeKind.MODALITY, (a.modality.value,), (b.modality.value,), words[0], words[1])


def _negations(side: _Side) -> list[_Word]:
    return [word for word in side.free(("own", "above")) if word.token.word in cues()["negation"]]


def _bearers(one: _Side, other: _Side) -> Iterator[Shift]:
    yield from _concepts(one, other, ChangeKind.BEARER, lambda norm: norm.bearers, (Kind.ROLE,), bearing=True)


def _counterparties(one: _Side, other: _Side) -> Iterator[Shift]:
    yield from _concepts(one, other, ChangeKind.COUNTERPARTY, lambda norm: norm.counterparties, (Kind.ROLE,))


def _artifacts(one: _Side, other: _Side) -> Iterator[Shift]:
    kinds = (Kind.ARTIFACT,)
    yield from _concepts(one, other, ChangeKind.ARTIFACT, lambda norm: norm.artifacts, kinds)


def _concepts(
    one: _Side,
    other: _Side,
    kind: ChangeKind,
    of: Callable[[Norm], tuple[str, ...]],
    kinds: Sequence[Kind],
    *,
    bearing: bool = False,
) -> Iterator[Shift]:
    before, after = of(one.norm), of(other.norm)
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
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
        yield _shift(kind, before, after, left, right)
    else:
        yield _shift(kind, gone, come, left, right)


def _naming(side: _Side, concept: str, kinds: Sequence[Kind], *, bearing: bool = False) -> list[_Word]:
    """Return the differing words that name a concept; for a bearer also those above the norm and around it."""
    where = ALL if bearing and side.norm.bearing is not Bearing.EXPLICIT else ("own", "above") if bearing else ("own",)
    free = {word.at for word in side.free(where)} if not bearing else {w.at for w in side.words if w.where in where}
    found = [w for named in side.named if named.concept == concept and named.kind in kinds for w in named.words]
    if concept not in concepts():
        parts = {part[:4] for part in concept.split("_")}
        found += [w for w in side.words if w.token.word[:4] in parts]
    return [word for word in dict.fromkeys(found) if word.at in free]


# -- where to, by what, what ---------------------------------------------------------------


def _contacts(one: _Side, other: _Side) -> Iterator[Shift]:
    gone = [contact for contact in one.norm.contacts if contact not in other.norm.contacts]
    come = [contact for contact in other.norm.contacts if contact not in one.norm.contacts]
    words = _among(one, " ".join(gone)), _among(other, " ".join(come))
    if any(words):
        one.take(words[0])
        other.take(words[1])
        yield _shift(ChangeKind.CONTACT, gone, come, *words)


def _channel(one: _Side, other: _Side) -> Iterator[Shift]:
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
        yield _shift(ChangeKind.CHANNEL, before, after, words[0], words[1])


def _way(side: _Side) -> tuple[str, list[_Word]]:
    """Return the channel that free differing words name, or that what they name is sent by; empty where none."""
    known, free = concepts(), {word.at for word in side.free()}
    for named in side.named:
        words = [word for word in named.words if word.at in free]
        ways = [named.concept, *known.related(named.concept)] if words else []
        if way := next((each for each in ways if known.kind(each) is Kind.CHANNEL), None):
            return way, words
    return "", []


def _action(one: _Side, other: _Side) -> Iterator[Shift]:
    """Yield a change in what is done: another act that the ontology knows as another, or a "not" come or gone."""
    if one.norm.action != other.norm.action and one.norm.action and other.norm.action:
        acts = [_acts(side.norm.action or "") for side in (one, other)]
        words = [_doing(side) for side in (one, other)]
        if all(acts) and all(words) and acts[0].isdisjoint(acts[1]):
            one.take(words[0])
            other.take(words[1])
            yield _shift(ChangeKind.ACTION, (one.norm.action,), (other.norm.action,), words[0], words[1])
            return
    words = [_negations(side) for side in (one, other)]
    if len(words[0]) != len(words[1]):
        said = [tuple(word.token.word for word in side) for side in words]
        one.take(words[0])
        other.take(words[1])
        yield _shift(ChangeKind.ACTION, said[0], said[1], words[0], words[1])


def _acts(verb: str) -> frozenset[str]:
    """Return the acts that a verb names, and those near them."""
    known = lexicon("nb")
    acts = [m.concept for m in known.mentions(known.words(verb), Kind.ACTION)]
    return frozenset(acts).union(*({*concepts().related(act), *concepts().ancestors(act)} for act in acts))


def _doing(side: _Side) -> list[_Word]:
    """Return the differing words that name the norm's own act."""
    acts = _acts(side.norm.action or "")
    free = {word.at for word in side.free()}
    found = [w for named in side.named if named.kind is Kind.ACTION and named.concept in acts for w in named.words]
    return [word for word in dict.fromkeys(found) if word.at in free]


def _numbers(one: _Side, other: _Side) -> Iterator[Shift]:
    """Yield figures that no other change carries: a figure that differs is never a mere wording."""
    words = [[word for word in side.free() if word.token.figure] for side in (one, other)]
    if any(words):
        said = [tuple(word.token.word for word in side) for side in words]
        yield _shift(ChangeKind.NUMBER, said[0], said[1], words[0], words[1])

"""What is different between two editions: who must do what that did not before, and what is only said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.difference.changes import shifts
from kg.difference.editions import NormPair, Paired, Reading, edition, mirrored, paired
from kg.difference.identity import Identity, Match
from kg.difference.shifts import ChangeKind, Shift
from kg.iris import hashed
from kg.model import Clause, Document, Modality, Norm
from kg.pairing import turned
from kg.roles.duties import bearer_of, ways_of
from kg.tokens import plain

Span = tuple[int, int]
FEWEST_ALIKE = 0.1
"""Two of which a smaller share of the clauses is alike are no editions of one document."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, both norms (none where it is new or gone), what was and what is, and the words that differ.

    ``before`` and ``after`` are concept ids, modalities or words, by the kind. ``words_a`` and ``words_b`` are
    places in the norms' texts; they are empty where a heading above carries the change (``above``), which is then
    one change for all norms below it, the others in ``more``. ``id`` is the same whenever the same two editions
    are compared, and the same whichever is named first.
    """

    id: str
    kind: ChangeKind
    a: Norm | None
    b: Norm | None
    clause_a: Clause | None
    clause_b: Clause | None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    words_a: tuple[Span, ...] = ()
    words_b: tuple[Span, ...] = ()
    above: bool = False
    more: tuple[tuple[Norm, Norm], ...] = ()

    @property
    def norms(self) -> tuple[Norm, ...]:
        """All norms that it touches, of both editions."""
        return tuple(n for n in (self.a, self.b, *(norm for pair in self.more for norm in pair)) if n)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that it touches: who bears the norms, and whom they are towards."""
        bearers = [role for norm in self.norms for role in norm.bearers]
        return tuple(dict.fromkeys((*bearers, *(role for norm in self.norms for role in norm.counterparties))))

    def mirrored(self) -> Change:
        """Return it seen from the other edition."""
        return Change(
            self.id,
            _MIRRORED.get(self.kind, self.kind),
            self.b,
            self.a,
            self.clause_b,
            self.clause_a,
            self.after,
            self.before,
            self.words_b,
            self.words_a,
            self.above,
            tuple((b, a) for a, b in self.more),
        )


_MIRRORED = {
    ChangeKind.NEW: ChangeKind.DROPPED,
    ChangeKind.DROPPED: ChangeKind.NEW,
    ChangeKind.NEW_INFORMATION: ChangeKind.DROPPED_INFORMATION,
    ChangeKind.DROPPED_INFORMATION: ChangeKind.NEW_INFORMATION,
}


@dataclass(frozen=True, slots=True)
class Differences:
    """All that is different between two editions: what has become of each clause, and what has changed in the norms.

    ``changes`` stand in the order of the second edition; what is gone stands where it stood.
    """

    a: Document
    b: Document
    clauses: tuple[Match, ...]
    changes: tuple[Change, ...]
    norms: tuple[NormPair, ...]

    @property
    def of_duty(self) -> tuple[Change, ...]:
        """The changes in who does what."""
        return tuple(change for change in self.changes if change.kind.of_duty)

    @property
    def of_words(self) -> tuple[Change, ...]:
        """The changes in what is said that change no duty."""
        return tuple(change for change in self.changes if not change.kind.of_duty)

    @property
    def places(self) -> tuple[Match, ...]:
        """The clauses that have moved, been split or merged; those that only have another number are left out."""
        kinds = (Identity.SPLIT, Identity.MERGED)
        return tuple(match for match in self.clauses if match.kind in kinds or match.moved)

    @property
    def renumbered(self) -> tuple[Match, ...]:
        """The clauses that stand as they stood, under another number."""
        return tuple(match for match in self.clauses if match.renumbered)

    @property
    def of_one_document(self) -> bool:
        """Whether the two look like editions of one document: enough clauses of the shorter are in the other too."""
        shorter = min(sum(len(match.a) for match in self.clauses), sum(len(match.b) for match in self.clauses))
        return sum(bool(match.a and match.b) for match in self.clauses) >= FEWEST_ALIKE * shorter

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not self.changes and all(match.kind is Identity.SAME for match in self.clauses)


def differences(a: Reading, b: Reading) -> Differences:
    """Return what is different between two editions, from ``a`` to ``b``.

    The other way round it is the mirror, as their content and not their order decides from which side they are
    looked at; of an edition and itself it is empty.
    """
    one, other = edition(a), edition(b)
    if turned(one, other):
        found = paired(other, one)
        both, changes = mirrored(found), [change.mirrored() for change in _all(found)]
    else:
        both = paired(one, other)
        changes = _all(both)
    ordered = sorted(changes, key=lambda change: _place(both, change))
    return Differences(one.document, other.document, both.clauses, tuple(ordered), both.norms)


def _all(both: Paired) -> list[Change]:
    found: list[Change] = []
    for pair in both.norms:
        found += _changes(both, pair)
    return _gathered(both, found)


def _changes(both: Paired, pair: NormPair) -> list[Change]:
    if pair.a is None or pair.b is None:
        return [_one_sided(both, pair)]
    found = shifts(pair.a, pair.b, both.a, both.b)
    if pair.moved and not any(shift.kind.of_duty for shift in found):
        found = [Shift(ChangeKind.MOVED)]
    return [_change(both, shift, pair.a, pair.b) for shift in found]


def _one_sided(both: Paired, pair: NormPair) -> Change:
    norm = pair.a or pair.b
    binding = norm is not None and norm.modality is not Modality.INFO
    if pair.a is None:
        kind = ChangeKind.NEW if binding else ChangeKind.NEW_INFORMATION
    else:
        kind = ChangeKind.DROPPED if binding else ChangeKind.DROPPED_INFORMATION
    return _change(both, Shift(kind), pair.a, pair.b)


def _change(both: Paired, shift: Shift, a: Norm | None, b: Norm | None) -> Change:
    return Change(
        _id(both, shift, a, b),
        shift.kind,
        a,
        b,
        both.a.by_id[a.clause] if a else None,
        both.b.by_id[b.clause] if b else None,
        shift.a,
        shift.b,
        shift.words_a or _whole(a, shift.kind),
        shift.words_b or _whole(b, shift.kind),
        shift.above,
    )


def _whole(norm: Norm | None, kind: ChangeKind) -> tuple[Span, ...]:
    alone = (ChangeKind.NEW, ChangeKind.DROPPED, ChangeKind.NEW_INFORMATION, ChangeKind.DROPPED_INFORMATION)
    return ((0, len(norm.text)),) if norm and kind in alone else ()


def _id(both: Paired, shift: Shift, a: Norm | None, b: Norm | None) -> str:
    """Return the same id for the same change, from whichever side it is seen."""
    kind = min(shift.kind, _MIRRORED.get(shift.kind, shift.kind))
    sides = [
        "\x1e".join((edition.document.id, edition.document.version, norm.id if norm else "", *values))
        for edition, norm, values in ((both.a, a, shift.a), (both.b, b, shift.b))
    ]
    return hashed(kind.value, *sorted(sides))


def _gathered(both: Paired, changes: Sequence[Change]) -> list[Change]:
    """Return changes with those that the same words carry as one: the first norm's, with the others in ``more``.

    A heading carries what changes for all below it, and one condition may be that of several norms of a clause.
    """
    found: dict[tuple[object, ...], Change] = {}
    for change in sorted(changes, key=lambda change: change.above):
        key: tuple[object, ...] = (change.id,)
        if change.a and change.b:
            heading = _heading(both, change.a, change.b) if change.above else (change.a.clause, change.b.clause)
            key = (change.kind, change.before, change.after, *heading)
        first = found.get(key)
        if first and change.a and change.b and (change.above or change.kind in _SHARED):
            found[key] = replace(first, more=(*first.more, (change.a, change.b)))
        else:
            found[key if first is None else (change.id,)] = change
    return list(found.values())


_SHARED = (ChangeKind.CONDITION, ChangeKind.EXCEPTION)


def _heading(both: Paired, a: Norm, b: Norm) -> tuple[str, str]:
    """Return the ids of the outermost headings above two norms that read otherwise, empty where none does."""
    above, over = both.a.above(a), both.b.above(b)
    texts = {plain(clause.text) for clause in above}, {plain(clause.text) for clause in over}
    return (
        next((clause.id for clause in above if plain(clause.text) not in texts[1]), a.clause),
        next((clause.id for clause in over if plain(clause.text) not in texts[0]), b.clause),
    )


def _place(both: Paired, change: Change) -> tuple[int, int, str, str]:
    """Return where a change stands: by the second edition; what is gone from it after what stood before."""
    if change.b is not None:
        return change.b.start, 0, change.kind.value, change.id
    start = change.a.start if change.a else 0
    before = [(pair.a.start, pair.b.start) for pair in both.norms if pair.a and pair.b and pair.a.start < start]
    return max(before, default=(0, -1))[1], 1, change.kind.value, change.id


@dataclass(frozen=True, slots=True)
class ForRole:
    """What is new for somebody: changes in what binds the role, and in what it can expect of others."""

    role: str
    own: tuple[Change, ...]
    of_others: tuple[Change, ...]

    @property
    def all(self) -> tuple[Change, ...]:
        """All of them, what binds the role first."""
        return self.own + self.of_others


def for_role(changes: Iterable[Change], role: str) -> ForRole:
    """Return the changes that touch a role, itself or as one of a broader role.

    :param role: a role's or position's id.
    """
    ways = ways_of(role)
    own: list[Change] = []
    others: list[Change] = []
    for change in changes:
        if any(bearer_of(norm, role, ways) is not None for norm in change.norms):
            own.append(change)
        elif not ways.keys().isdisjoint(change.roles):
            others.append(change)
    return ForRole(role, tuple(own), tuple(others))

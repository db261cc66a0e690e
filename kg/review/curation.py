"""A document's norms as they stand once the reviews have been laid over what was read.

A review finds its norm by the norm's own words; else, in the same clause, by nearly the same words
that neither deny nor count otherwise. One that finds none, or more than one, is kept and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.limits import duration
from ingest.segments import path_to
from kg.model import Bearing, Clause, Condition, ConditionKind, Document, Modality, Norm, collapsed
from kg.review.reviews import KINDS, LIMITS, SINGLE_FIELDS, Field, Review, Target, Verdict, in_force
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import lexicon

LEAST_LIKE = 85.0
"""How like two wordings of one norm must be, in per cent (normalised indel distance)."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A review that could not be laid over its document, and why, as a Norwegian clause."""

    review: Review
    why: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The text on which norms stand: where words are in a clause, or in the headings above it."""

    document: Document
    clauses: Mapping[str, Clause]

    def find(self, words: str, clause: str) -> tuple[int, int] | None:
        """Return the offsets of some words in a clause, else in the nearest clause above that has them."""
        if not words:
            return None
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
        own = self.clauses[clause]
        for place in (own, *reversed([*path_to(own, self.clauses)])):
            if found := pattern.search(self.document.text, place.start, place.end):
                return found.span()
        return None


@dataclass(frozen=True, slots=True)
class Curation:
    """The outcome for a document.

    ``read`` are the norms as extraction gave them, ``norms`` as they stand; ids are the same in both.
    ``placed`` says by norm id which review each norm carries as its own, ``misfits`` which found no norm.
    """

    ground: Ground
    read: tuple[Norm, ...]
    norms: tuple[Norm, ...]
    placed: Mapping[str, Review] = field(default_factory=dict)
    misfits: tuple[Misfit, ...] = ()

    def norm(self, identifier: str) -> Norm | None:
        """Return the norm with an id as it stands, None where there is none (any more)."""
        return next((norm for norm in self.norms if norm.id == identifier), None)

    def target(self, identifier: str) -> Target:
        """Return how a review names a norm: by its words as they were read.

        :raises KeyError: for an id that is not there.
        """
        norm = next((norm for norm in self.read if norm.id == identifier), None)
        if norm is None:
            raise KeyError(identifier)
        return Target(norm.document, norm.clause, norm.id, norm.text)


class MisfitError(Exception):
    """A review does not fit its norm: the message says why."""


def curated(
    document: Document, clauses: Iterable[Clause], norms: Sequence[Norm], reviews: Iterable[Review]
) -> Curation:
    """Lay the reviews in force over a document's norms; later ones win over earlier ones."""
    ground = Ground(document, {clause.id: clause for clause in clauses})
    standing = {norm.id: norm for norm in norms}
    placed: dict[str, Review] = {}
    merges: list[tuple[Review, Norm, Norm]] = []
    misfits: list[Misfit] = []
    for review in in_force(reviews):
        if review.target.document != document.id:
            continue
        try:
            norm = placed_on(review.target, norms)
            if review.verdict is Verdict.MERGED and review.into is not None:
                merges.append((review, norm, placed_on(review.into, norms)))
            else:
                standing[norm.id] = corrected(norm, review, ground)
                placed[norm.id] = review
        except MisfitError as error:
            misfits.append(Misfit(review, str(error)))
    for review, norm, into in merges:
        if norm.id == into.id or norm.id not in standing or into.id not in standing:
            misfits.append(Misfit(review, "en av de to normene er alt slått sammen med en annen"))
            continue
        standing[into.id] = _joined(standing[into.id], standing.pop(norm.id), review, ground, standing.values())
        placed.pop(norm.id, None)
    return Curation(ground, tuple(norms), tuple(standing.values()), placed, tuple(misfits))


def placed_on(target: Target, norms: Sequence[Norm]) -> Norm:
    """Return the norm that a review means.

    :raises MisfitError: where none has its words, or several.
    """
    same = [norm for norm in norms if norm.text == target.quote]
    here = [norm for norm in same if norm.clause == target.clause]
    for found in (here, same):
        if len(found) == 1:
            return found[0]
        if exact := [norm for norm in found if norm.id == target.norm]:
            return exact[0]
    if same:
        raise MisfitError("flere normer har de samme ordene")
    return _nearly(target, norms)


def _nearly(target: Target, norms: Sequence[Norm]) -> Norm:
    from rapidfuzz.fuzz import ratio

    near = [
        (ratio(norm.text, target.quote), norm)
        for norm in norms
        if norm.clause == target.clause and _turns(norm.text) == _turns(target.quote)
    ]
    likest = [norm for likeness, norm in near if likeness >= LEAST_LIKE and likeness == max(near, key=_first)[0]]
    if len(likest) != 1:
        raise MisfitError("ingen norm i punktet har de samme ordene lenger")
    return likest[0]


def _first(pair: tuple[float, Norm]) -> float:
    return pair[0]


def _turns(text: str) -> list[str]:
    """Return the words on which a norm turns: another number, modal verb or negation makes it another norm."""
    groups = [cues()["negation"], *cues().starting("modal_")]
    words = re.findall(r"\w+", text.lower())
    return [word for word in words if word.isdigit() or any(word in group for group in groups)]


def corrected(norm: Norm, review: Review, ground: Ground) -> Norm:
    """Return a norm as a review lays it down, marked as reviewed.

    :raises MisfitError: where words that the review gives do not stand in the text, or a concept is none any more.
    """
    wanted = {change.field: change.values for change in review.changes}
    _check_concepts(wanted)
    conditions = list(norm.conditions)
    for limits, kind in LIMITS.items():
        if limits in wanted:
            made = [_condition(norm, kind, words, ground) for words in wanted[limits]]
            conditions = [*(c for c in conditions if c.kind is not kind), *made]
    # One condition may stand as both kinds only where the text says so twice: never the same words.
    changed = replace(norm, conditions=tuple(dict.fromkeys(conditions)), reviewed=review.mark)
    return _consistent(norm, _with_values(changed, wanted, ground))


def _check_concepts(wanted: Mapping[Field, tuple[str, ...]]) -> None:
    """Refuse a concept that the ontology has come to know as another kind: the graph would not be valid."""
    for name, kind in KINDS.items():
        for value in wanted.get(name, ()):
            known = concepts().get(value)
            if known is not None and known.kind is not kind:
                raise MisfitError(f"«{value}» er noe annet i ordlisten nå")


def _with_values(norm: Norm, wanted: Mapping[Field, tuple[str, ...]], ground: Ground) -> Norm:
    single = {name: next(iter(wanted[name]), None) for name in SINGLE_FIELDS & wanted.keys()}
    words = single.get(Field.DEADLINE)
    if words and ground.find(words, norm.clause) is None:
        raise MisfitError(f"ordene «{words}» står ikke i punktet eller overskriftene over det")
    if Field.DEADLINE in wanted:
        norm = replace(norm, deadline=words, duration=duration(words) if words else None)
    return replace(
        norm,
        modality=Modality(single.get(Field.MODALITY) or norm.modality),
        action=single.get(Field.ACTION, norm.action),
        channel=single.get(Field.CHANNEL, norm.channel),
        bearers=wanted.get(Field.BEARERS, norm.bearers),
        artifacts=wanted.get(Field.ARTIFACTS, norm.artifacts),
        counterparties=wanted.get(Field.COUNTERPARTIES, norm.counterparties),
    )


def _consistent(read: Norm, norm: Norm) -> Norm:
    """Keep what holds for every norm: information binds nobody, and nobody is met by a duty of their own."""
    bearers = () if norm.modality is Modality.INFO else norm.bearers
    bearing = norm.bearing if bearers == read.bearers else Bearing.REVIEWED
    return replace(
        norm,
        bearers=bearers,
        bearing=bearing if bearers else Bearing.NONE,
        counterparties=tuple(role for role in norm.counterparties if role not in bearers),
    )


def _condition(norm: Norm, kind: ConditionKind, words: str, ground: Ground) -> Condition:
    """Return a condition or exception of these words: as it was read, else found in the text.

    :raises MisfitError: where the text does not have the words.
    """
    for known in norm.conditions:
        if known.text == words:
            return replace(known, kind=kind)
    place = ground.find(words, norm.clause)
    if place is None:
        raise MisfitError(f"ordene «{words}» står ikke i punktet eller overskriftene over det")
    named = lexicon("nb")
    mentions = named.mentions(named.words(words))
    situations = dict.fromkeys(mention.concept for mention in mentions if mention.kind is Kind.SITUATION)
    return Condition(words, *place, kind, tuple(situations))


def _joined(norm: Norm, other: Norm, review: Review, ground: Ground, standing: Iterable[Norm]) -> Norm:
    """Return a norm with which another is one; two halves of one stretch of text become one stretch."""
    start, end = min(norm.start, other.start), max(norm.end, other.end)
    between = [each for each in standing if each.id != norm.id and start <= each.start < end]
    if norm.clause == other.clause and not between:
        norm = replace(norm, start=start, end=end, text=collapsed(ground.document.text[start:end]))
    return norm if norm.reviewed else replace(norm, reviewed=review.mark)

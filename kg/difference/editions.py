"""Two editions with what pairs them: their clauses, the headings above each, and which norm is which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.segments import path_to
from kg.difference.identity import Match, identities, in_order
from kg.difference.shared_words import alike
from kg.model import Clause, Document, Norm
from kg.pairing import best_pairs
from kg.tokens import content, likeness, plain, rarity, stems

Reading = tuple[Document, Sequence[Clause], Sequence[Norm]]
"""A document with its clauses and norms, as ``kg.library.as_stands`` gives it."""

CLOSE = 0.75
"""From this likeness on, two norms are one though their clauses are not."""
NEAR = 0.4
"""From this likeness on, two norms of clauses that are one are one."""
ALIKE = 0.15
"""What the same bearers, the same act or the same artifacts add where clauses are one, each."""
LINKED = 0.2
"""What it adds that their clauses are one: a sentence said twice stays where it was."""
SAID = 0.85
"""A norm of whose words this share stands in what its clause has become is no new one, only cut otherwise."""
FEWEST = 4


@dataclass(frozen=True)
class Edition:
    """An edition: the document, its clauses and its norms in order."""

    document: Document
    clauses: tuple[Clause, ...]
    norms: tuple[Norm, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """The clauses by id."""
        return {clause.id: clause for clause in self.clauses}

    def above(self, norm: Norm) -> tuple[Clause, ...]:
        """Return the headings and lead-ins above the clause of a norm, the outermost first."""
        return tuple(path_to(self.by_id[norm.clause], self.by_id))


def edition(reading: Reading) -> Edition:
    """Return a reading as an edition."""
    document, clauses, norms = reading
    return Edition(document, tuple(clauses), tuple(norms))


@dataclass(frozen=True, slots=True)
class NormPair:
    """A norm in both editions, or in one only; ``moved`` where it has left its clause for another."""

    a: Norm | None
    b: Norm | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Paired:
    """Two editions with what has become of their clauses and their norms."""

    a: Edition
    b: Edition
    clauses: tuple[Match, ...]
    norms: tuple[NormPair, ...]


def mirrored(both: Paired) -> Paired:
    """Return two editions seen from the second."""
    clauses = in_order([match.mirrored() for match in both.clauses], both.b.clauses, both.a.clauses)
    return Paired(both.b, both.a, clauses, tuple(NormPair(pair.b, pair.a, pair.moved) for pair in both.norms))


def paired(a: Edition, b: Edition) -> Paired:
    """Pair the clauses and the norms of two editions."""
    clauses = identities(a.clauses, b.clauses)
    return Paired(a, b, clauses, _norms(a, b, clauses))


def _norms(a: Edition, b: Edition, matches: Sequence[Match]) -> tuple[NormPair, ...]:
    """Pair norms, those of clauses that are one first; what is only cut otherwise is no norm of its own."""
    group_a = {clause.id: at for at, match in enumerate(matches) for clause in match.a}
    group_b = {clause.id: at for at, match in enumerate(matches) for clause in match.b}
    groups = [group_a[norm.clause] for norm in a.norms], [group_b[norm.clause] for norm in b.norms]
    weights = rarity(norm.text for norm in (*a.norms, *b.norms))
    candidates: dict[tuple[int, int], float] = {}
    inside: defaultdict[int, list[int]] = defaultdict(list)
    for other, group in enumerate(groups[1]):
        inside[group].append(other)
    for one, group in enumerate(groups[0]):
        for other in inside[group]:
            if (weight := _weight(a.norms[one], b.norms[other], weights)) >= NEAR:
                candidates[one, other] = weight + LINKED
    pairs = dict(best_pairs(candidates))
    left_a = [at for at in range(len(a.norms)) if at not in pairs]
    left_b = sorted(set(range(len(b.norms))).difference(pairs.values()))
    long_a = [at for at in left_a if len(content(a.norms[at].text)) >= FEWEST]
    texts = [a.norms[at].text for at in long_a], [b.norms[at].text for at in left_b]
    across = {(long_a[one], left_b[other]): found for (one, other), found in alike(*texts, weights, CLOSE).items()}
    across_pairs = dict(best_pairs(across))
    whole_a = [" ".join(clause.text for clause in match.a) for match in matches]
    whole_b = [" ".join(clause.text for clause in match.b) for match in matches]
    found = [NormPair(a.norms[one], b.norms[other]) for one, other in pairs.items()]
    found += [NormPair(a.norms[one], b.norms[other], moved=True) for one, other in across_pairs.items()]
    found += [
        NormPair(a.norms[one], None)
        for one in left_a
        if one not in across_pairs and not _said(a.norms[one], whole_a[groups[0][one]], whole_b[groups[0][one]])
    ]
    found += [
        NormPair(None, b.norms[other])
        for other in sorted(set(left_b).difference(across_pairs.values()))
        if not _said(b.norms[other], whole_b[groups[1][other]], whole_a[groups[1][other]])
    ]
    return tuple(found)


def _weight(one: Norm, other: Norm, weights: Mapping[str, float]) -> float:
    """Return how much speaks for two norms of clauses that are one being one."""
    if plain(one.text) == plain(other.text):
        return 2.0
    same = (
        bool(one.bearers) and set(one.bearers) == set(other.bearers),
        one.action is not None and one.action == other.action,
        not set(one.artifacts).isdisjoint(other.artifacts),
    )
    found = likeness(one.text, other.text, weights)
    return found + ALIKE * sum(same) if found >= NEAR / 2 else 0.0


def _said(norm: Norm, own: str, other: str) -> bool:
    """Whether the words of a norm are there in what its clause is in the other edition, as often as in its own."""
    here, there = stems(own), stems(other)
    told = content(norm.text)
    return bool(told) and sum(there[name] >= here[name] for name in told) >= SAID * len(told)

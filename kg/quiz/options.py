"""Options for the questions of a quiz: who else could be meant, and who must not be offered since they would be right.

What decides is asked of the graph together with the ontology (``quiz_rivals.rq``, ``quiz_near_roles.rq``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.limits import days
from kg.graphs import Graphs
from kg.home import Build
from kg.iris import CONCEPTS, NS, concept_iri, document_iri, norm_iri
from kg.keeping import keeper
from kg.model import Modality, Norm
from kg.overlap.overlaps import Overlap, OverlapKind
from kg.overlap.pairs import exclude
from kg.quiz.quizzes import Option, Wrong
from kg.quiz.words import worded
from kg.sides import any_colleagues, breadth
from kg.wording import phrases
from kg.wording.headlines import mentions
from kg.wording.phrases import capital
from ontology.concepts import Kind, concepts
from ontology.lexicon import lexicon

LEAST_SCORE = 0.15
"""Overlaps below say little."""
SAME_THING, SAME_CHAPTER, SAME_DOCUMENT = 2, 1, 0
LIKE = 3
"""How much nearer a role of one kind with the right one is: no other thing or chapter makes up for it."""
SPOKEN_OF = 1
COMMON = 4
"""A role that carries so many norms of a document is a likelier guess."""
BROAD = 2 / 3
"""A role with so large a part of the roles under it as the broadest has is no clear answer."""
APART = 1.5
"""How many times longer one time limit must be than another for only one of them to be right."""
FAR = 12
"""A time limit so many times longer or shorter is no likely guess."""
MOST_ROLES = 3
_SAME = (OverlapKind.DUPLICATE, OverlapKind.SHARED)


@dataclass(slots=True)
class Rivals:
    """What the norms about one act say besides one of them: who, how strongly, how soon."""

    roles: set[str] = field(default_factory=set)
    modalities: set[Modality] = field(default_factory=set)
    durations: set[str] = field(default_factory=set)


def knowledge(build: Build) -> Graphs:
    """Return the graph of a build together with the ontology.

    :raises BuildError: where the graph is missing or damaged.
    """
    return keeper().open(build, knowledge=True)


def rivals(store: Graphs, norms: Sequence[Norm], pairs: Iterable[Overlap] = ()) -> dict[str, Rivals]:
    """Return the rivals of norms by norm IRI, and those of the others in their documents.

    :param pairs: overlaps; who carries the other norm of a pair is a rival too, unless the two exclude each other.
    """
    found: defaultdict[str, Rivals] = defaultdict(Rivals)
    documents = dict.fromkeys(document_iri(norm.document, norm.version) for norm in norms)
    for row in store.select("quiz_rivals", document=documents):
        rival = found[row["norm"]]
        if "rival" in row:
            rival.roles.add(row["rival"].removeprefix(CONCEPTS))
        if "duration" in row:
            rival.durations.add(row["duration"])
        rival.modalities.add(Modality(row["modality"].removeprefix(NS).lower()))
    for pair in pairs:
        if pair.kind in _SAME or (pair.score >= LEAST_SCORE and not exclude(pair.a, pair.b)):
            found[norm_iri(pair.a)].roles.update(pair.b.bearers)
            found[norm_iri(pair.b)].roles.update(pair.a.bearers)
    return found


def near_roles(store: Graphs, roles: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the roles that may be the same as each of some roles in practice, itself among them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in store.select("quiz_near_roles", role=map(concept_iri, roles)):
        found[row["role"].removeprefix(CONCEPTS)].add(row["near"].removeprefix(CONCEPTS))
    return {role: frozenset(near) for role, near in found.items()}


def clear(roles: Sequence[str]) -> bool:
    """Whether roles are known, named by what they are and not by what they do, and not too broad to be an answer."""
    return 0 < len(roles) <= MOST_ROLES and all(map(_clear, roles))


@cache
def _clear(role: str) -> bool:
    known = concepts()
    found = known.get(role)
    if found is None or found.does or len(found.definite_name().split()) > MOST_ROLES:
        return False
    broad = {name for name, under in breadth().items() if under >= BROAD * max(breadth().values())}
    return role not in broad and (broad.isdisjoint(known.related(role)) or role in _under(broad))


def _under(broad: Iterable[str]) -> set[str]:
    return {role for above in broad for role in concepts().narrower(above)}


def role_option(roles: Sequence[str]) -> Option:
    """Return roles as an option.

    >>> role_option(["sykehuslege", "avtalespesialist"]).label
    'Sykehuslegen og avtalespesialisten'
    """
    return Option(capital(phrases.roles(roles)), tuple(sorted(roles)))


def wrong_roles(
    norm: Norm, text: str, others: Sequence[Norm], rivals: Rivals, near: dict[str, frozenset[str]]
) -> tuple[Wrong, ...]:
    """Return the roles that can be offered beside a norm's own, and would be wrong here.

    The document speaks of them. One of a kind with the right ones is the likelier guess: a doctor beside a doctor.

    :param text: the question; whom it names is not offered.
    :param others: the norms of the same document.
    """
    named = {m.concept for m in lexicon("nb").mentions(lexicon("nb").words(text), Kind.ROLE)}
    barred = {*norm.bearers, *rivals.roles, *named, *norm.counterparties}
    found: dict[tuple[str, ...], int] = {(role,): SPOKEN_OF + _likeness((role,), norm) for role in spoken_of(others)}
    labels: dict[tuple[str, ...], Option] = {roles: role_option(roles) for roles in found}
    carried = Counter(role for other in others for role in other.bearers)
    for other in others:
        roles = tuple(sorted(other.bearers))
        if clear(roles):
            common = min(carried[role] for role in roles) >= COMMON
            here = _nearness(norm, other) + common + _likeness(roles, norm)
            found[roles] = max(found.get(roles, 0), here)
            labels[roles] = role_option(other.bearers)
    known = {roles: n for roles, n in found.items() if not any(_one_of(role, barred, near) for role in roles)}
    made = [Wrong(labels[roles], nearness) for roles, nearness in sorted(known.items())]
    taken = {role_option(norm.bearers).label}
    return tuple(each for each in made if each.option.label not in taken)


def _likeness(roles: Sequence[str], norm: Norm) -> int:
    return LIKE if any_colleagues(roles, norm.bearers) else 0


def _one_of(role: str, barred: set[str], near: dict[str, frozenset[str]]) -> bool:
    """True where a role may be the same as one of some others in practice."""
    return not barred.isdisjoint(near.get(role, frozenset({role})))


def spoken_of(norms: Iterable[Norm]) -> frozenset[str]:
    """Return the clear roles that some norms name in their words, or bind."""
    named = {m.concept for norm in norms for m in mentions(norm.text) if m.kind is Kind.ROLE and not m.part}
    return frozenset(role for role in (*named, *(role for norm in norms for role in norm.bearers)) if clear([role]))


def _nearness(norm: Norm, other: Norm) -> int:
    if set(norm.artifacts) & set(other.artifacts):
        return SAME_THING
    return SAME_CHAPTER if norm.section.split(".")[0] == other.section.split(".")[0] else SAME_DOCUMENT


def modality_option(modality: Modality) -> Option:
    """Return a modality as an option; its value starts with its place among the options."""
    at = list(Modality).index(modality)
    return Option(worded("nb", f"option_{modality}"), (f"{at} {modality}",))


def wrong_modalities(norm: Norm) -> tuple[Wrong, ...]:
    """Return the modalities that a norm does not have."""
    return tuple(Wrong(modality_option(m), 0) for m in Modality if m not in (norm.modality, Modality.INFO))


def wrong_limits(duration: str, others: Iterable[tuple[str, str]], rivals: Rivals) -> tuple[Wrong, ...]:
    """Return the time limits of other norms that can be offered beside one.

    :param others: amounts of time as the document writes them, each with its duration.
    """
    found: list[tuple[str, str]] = []
    for amount, other in others:
        known = [duration, *rivals.durations, *(taken for _, taken in found)]
        if all(_apart(days(other), days(each)) for each in known):
            found.append((amount, other))
    here = days(duration)
    return tuple(
        Wrong(Option(amount, (other,)), int(not _apart(days(other), here, times=FAR))) for amount, other in found
    )


def _apart(one: float, other: float, *, times: float = APART) -> bool:
    low, high = sorted((one, other))
    return low > 0 and high / low >= times

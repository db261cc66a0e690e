"""What a norm offers to a question: its words, and the concepts that it names or comes near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Clause, Norm
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon

BROADER, RELATED = 0.6, 0.5
CONTEXT = 0.6
NEAREST_BROADER = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """Stems of the norm's own words and of its surroundings, and how near it comes to concepts.

    ``nearness`` is 1 for a concept that the norm's own words name, less for a broader,
    narrower or related one and for one that only its surroundings name; absent ones count 0.
    ``acted_upon`` is the same of its artifacts alone, ``turns_on`` of the situations of its conditions.
    ``places`` are the artifacts that it only names as that in which something is written ("i epikrisen").
    """

    stems: frozenset[str]
    surroundings: frozenset[str]
    nearness: Mapping[str, float]
    acted_upon: Mapping[str, float]
    turns_on: Mapping[str, float]
    places: frozenset[str] = frozenset()


def named_by(norm: Norm) -> set[str]:
    """Return all concepts that a norm names, its conditions' situations among them."""
    situations = {situation for c in norm.conditions for situation in c.situations}
    return {*norm.concepts, *norm.artifacts, *norm.bearers, *norm.counterparties, *situations}


def nearness(named: Iterable[str], known: Concepts | None = None) -> dict[str, float]:
    """Return how near each concept is to some named ones: itself, broader, narrower, related."""
    known = known or concepts()
    near: dict[str, float] = {}
    own = set(named)
    for concept in own:
        for above in known.ancestors(concept)[:NEAREST_BROADER]:
            near[above] = max(near.get(above, 0.0), BROADER)
        for below in known.narrower(concept):
            near[below] = max(near.get(below, 0.0), BROADER)
        for other in known.related(concept):
            near[other] = max(near.get(other, 0.0), RELATED)
    return near | dict.fromkeys(own, 1.0)


def does(norm: Norm, acts: Mapping[str, float]) -> bool:
    """Return whether a norm's verb names one of some actions, or one near them."""
    verbs = lexicon("nb").words(norm.action or "")
    return any(mention.concept in acts for mention in lexicon("nb").mentions(verbs))


def profile(norm: Norm, clause: Clause, above: Iterable[Clause]) -> Profile:
    """Return the profile of a norm of a clause under some headings."""
    words = lexicon("nb")
    own = words.words(norm.text)
    around = words.words(" ".join([clause.text, *(each.text for each in above)]))
    near = nearness({m.concept for m in words.mentions(own)} | set(norm.bearers))
    wider = nearness(named_by(norm) | {m.concept for m in words.mentions(around)})
    for concept, value in wider.items():
        near[concept] = max(near.get(concept, 0.0), CONTEXT * value)
    return Profile(
        stems=frozenset(word.stem for word in own),
        surroundings=frozenset(word.stem for word in around),
        nearness=near,
        acted_upon=nearness(norm.artifacts),
        turns_on=nearness({situation for c in norm.holds_where for situation in c.situations}),
        places=_places(norm.text.lower(), words.mentions(own)),
    )


def stands_in(lower: str, start: int) -> bool:
    """Return whether the word there in a lower-cased text only says in what something stands.

    >>> text = "hva skal stå i epikrisen?"
    >>> stands_in(text, text.index("epikrisen")), stands_in("hvem skriver epikrisen?", 13)
    (True, False)
    """
    before = lower[:start].rstrip()
    head, _, last = before.rpartition(" ")
    before = head.rstrip() if last in cues()["article"] else before
    return before.rpartition(" ")[2] in cues()["containing_preposition"]


def _places(lower: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the artifacts that a lower-cased text names after "in" only."""
    inside: dict[str, bool] = {}
    for mention in mentions:
        if mention.kind is Kind.ARTIFACT:
            inside[mention.concept] = inside.get(mention.concept, True) and stands_in(lower, mention.start)
    return frozenset(concept for concept, only in inside.items() if only)

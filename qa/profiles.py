"""What a norm offers to a question: its words, and the concepts that it names or comes near."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from kg.errors import BuildError
from kg.model import Clause, Modality, Norm
from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon
from ontology.words import Word

BROADER, RELATED = 0.6, 0.5
CONTEXT = 0.6
NEAREST_BROADER = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """Stems of the norm's own words and of its surroundings, and how near it comes to concepts.

    ``nearness`` is 1 for a concept that the norm's own words name, less for a broader,
    narrower or related one and for one that only its surroundings name; absent ones count 0.
    ``acted_upon`` is the same of its artifacts alone, ``turns_on`` of the situations of its conditions.
    ``places`` are the artifacts that it only names as that in which something is written ("i epikrisen"),
    ``holds`` the documents of which it says what they are to tell ("epikrisen skal åpne med ...").
    """

    stems: Set[str]
    surroundings: Set[str]
    nearness: Mapping[str, float]
    acted_upon: Mapping[str, float]
    turns_on: Mapping[str, float]
    places: Set[str] = frozenset()
    holds: Set[str] = frozenset()


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
    headings = [each.text for each in above]
    own = words.words(norm.text)
    around = words.words(" ".join([clause.text, *headings]))
    named = words.mentions(own)
    places = _places(norm.text.lower(), named)
    near = nearness({m.concept for m in named} | set(norm.bearers))
    wider = nearness(named_by(norm) | {m.concept for m in words.mentions(around)})
    for concept, value in wider.items():
        near[concept] = max(near.get(concept, 0.0), CONTEXT * value)
    return Profile(
        stems=frozenset(word.stem for word in own),
        surroundings=frozenset(word.stem for word in around),
        nearness=near,
        acted_upon=nearness(norm.artifacts),
        turns_on=nearness({situation for c in norm.holds_where for situation in c.situations}),
        places=places,
        holds=frozenset() if places else _holds(norm, own, {m.concept for m in named}, headings),
    )


def _holds(norm: Norm, own: Collection[Word], named: Set[str], headings: Sequence[str]) -> frozenset[str]:
    """Return the documents of which a norm says what they are to tell.

    It is one that a verb of holding is about, by its name or a pronoun, here or right above ("Henvisningen skal
    inneholde:"), and where a verb of telling names none, the one that the headings name or that whoever carries the
    norm writes ("Henviser skal oppgi problemstillingen").
    """
    if norm.modality is Modality.PROHIBITION:
        return frozenset()
    if _says(own, "holding_verb"):
        taken_up = next(iter(own)).text.lower() in cues()["thing_pronoun"]
        return frozenset(norm.artifacts if taken_up else named & set(norm.artifacts))
    if (above := _artifacts_held(headings[-1:])) or not _says(own, "telling_verb"):
        return above
    known = concepts()
    acts = [act for role in norm.bearers if role in known for act in known[role].does]
    written = {document for act in acts for document in known[act].implies}
    above_them = {concept for text in headings for concept in _artifacts(text)}
    return frozenset(written | {document for document in above_them if _may_write(norm, document)})


def _may_write(norm: Norm, document: str) -> bool:
    """Return whether those who carry a norm write a document; where it names nobody, anybody may."""
    concept = concepts().get(document)
    writers = nearness(concept.producers if concept else ()).keys()
    return not writers.isdisjoint(norm.bearers) if norm.bearers else not norm.counterparties


def _artifacts_held(above: Sequence[str]) -> frozenset[str]:
    """Return the documents of which the words above a norm say that they hold what follows."""
    opening = [text for text in above if text.endswith(":") and _says(lexicon("nb").words(text), "holding_verb")]
    return frozenset(concept for text in opening for concept in _artifacts(text))


def _artifacts(text: str) -> list[str]:
    words = lexicon("nb")
    return [mention.concept for mention in words.mentions(words.words(text), Kind.ARTIFACT)]


def _says(text: Collection[Word], name: str) -> bool:
    """Return whether all words of a label of a cue are in a text, in any form."""
    stems = {word.stem for word in text}
    return any(label <= stems for label in _stems_of(name))


@cache
def _stems_of(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word.stem for word in lexicon("nb").words(label)) for label in cues()[name].labels)


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


def packed_profile(profile: Profile) -> bytes:
    """Return a profile as a record: seven lines, in the order of its parts.

    Words stand between spaces. In a line of nearness, concepts as near stand together before how near they are:
    " lege sykehuslege =1.0", a tab, " fastlege =0.6", a tab. Neither a stem nor the id of a concept holds white space.
    """
    lines = [f" {' '.join(sorted(stems))} " for stems in (profile.stems, profile.surroundings)]
    for near in (profile.nearness, profile.acted_upon, profile.turns_on):
        groups: dict[float, list[str]] = {}
        for concept, value in sorted(near.items()):
            groups.setdefault(value, []).append(concept)
        lines.append("".join(f" {' '.join(named)} ={value!r}\t" for value, named in sorted(groups.items())))
    lines += [f" {' '.join(sorted(documents))} " for documents in (profile.places, profile.holds)]
    return "\n".join(lines).encode()


def unpacked_profile(record: bytes) -> Profile:
    """Return the profile of which this is the record; its parts are looked up in the lines, which are not taken apart.

    A question looks up a few words in some hundred profiles that it never meets again.

    :raises ValueError: where the record is damaged.
    """
    stems, surroundings, near, acted_upon, turns_on, places, holds = record.decode().split("\n")
    if not all(line == "" or line.endswith("\t") for line in (near, acted_upon, turns_on)):
        raise ValueError("no line of nearness")
    return Profile(
        _Line(stems), _Line(surroundings), _Nearness(near), _Nearness(acted_upon), _Nearness(turns_on), _Line(places),
        _Line(holds),
    )  # fmt: skip


class _Line(Set[str]):
    """The words of a line."""

    __slots__ = ("_line",)

    def __init__(self, line: str) -> None:
        self._line = line

    def __contains__(self, word: object) -> bool:
        return f" {word} " in self._line

    def __ge__(self, words: Iterable[str]) -> bool:
        # A loop: this is asked of each norm found for each word of a question.
        for word in words:
            if f" {word} " not in self._line:
                return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._line.split())

    def __len__(self) -> int:
        return len(self._line.split())


class _Nearness(Mapping[str, float]):
    """How near concepts are, in a line."""

    __slots__ = ("_line",)

    def __init__(self, line: str) -> None:
        self._line = line

    def __getitem__(self, concept: str) -> float:
        if (at := self._line.find(f" {concept} ")) < 0:
            raise KeyError(concept)
        try:
            value = self._line.index("=", at) + 1
            return float(self._line[value : self._line.index("\t", value)])
        except ValueError as error:
            raise BuildError("Indeksen er skadet. Kjør «ansvar build» på nytt.") from error

    def get(self, concept: str, default: float = 0.0) -> float:  # type: ignore[override]
        """Return how near a concept is, without an error on the way."""
        return self[concept] if f" {concept} " in self._line else default

    def __contains__(self, concept: object) -> bool:
        return f" {concept} " in self._line

    def __iter__(self) -> Iterator[str]:
        return (concept for group in self._line.split("\t")[:-1] for concept in group.rpartition(" =")[0].split())

    def __len__(self) -> int:
        return sum(1 for _ in self)

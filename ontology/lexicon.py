"""Finds the concepts that a text names: by label, by the parts of a compound, by its head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from ontology.concepts import Concepts, Kind, concepts
from ontology.cues import cues
from ontology.words import Word, stem, words

SHORTEST_PART = 3
KEPT_COMPOUNDS = 16_384
"""How many words are kept with what their parts name."""
LONGEST_COMPOUND = 100
"""Letters; no compound is as long, and one of thousands would be stemmed from each of its letters on."""
SHORTEST_HEAD = 5
LINKS = ("", "s", "e")
_NOUN_OF_DEED = "ing"


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named by the words ``first`` to ``last`` (exclusive) at ``start`` to ``end``.

    ``strength`` is 1.0 for a label, less for a hidden label or a compound's part.
    """

    concept: str
    kind: Kind
    start: int
    end: int
    first: int
    last: int
    strength: float = 1.0
    part: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept that a sequence of stems names."""

    concept: str
    kind: Kind
    hidden: bool


@cache
def _present(verb: str) -> tuple[str, ...]:
    """Return the present forms of a verb whose stem differs there ("gå": "går"): a phrase's label has the infinitive.

    >>> _present("gå"), _present("holde")
    (('går',), ())
    """
    groups = (group.labels for group in cues().starting("verb_forms_"))
    return tuple(sorted(form for group in groups if verb in group for form in group if form != verb))


def _is_like_a_participle(verb: str) -> bool:
    return verb.endswith(tuple(cues()["participle_like_ending"].labels))


def _determines(word: Word) -> bool:
    return word.text.lower() in cues()["inner_determiner"]


class Lexicon:
    """Labels as sequences of stems, longest match first.

    :param languages: the languages of the labels taken in.
    :param hidden: whether hidden labels count; they serve questions, not extraction.
    """

    def __init__(self, known: Concepts, *, languages: Iterable[str], hidden: bool) -> None:
        self._entries: dict[tuple[str, ...], dict[str, Entry]] = {}
        self._longest: dict[str, int] = {}
        self._marked: set[tuple[str, ...]] = set()
        self._asked = hidden
        # By instance, and bounded: users may write any words.
        self._compounds = lru_cache(maxsize=KEPT_COMPOUNDS)(self._read_compound)
        self._stemming = "en" if tuple(languages) == ("en",) else "nb"
        for concept in known:
            for label in concept.labels:
                wanted = label.language in languages or (label.language == "nb" and label.text.isupper())
                if wanted and (hidden or not label.hidden):
                    self._add(label.text, Entry(concept.id, concept.kind, label.hidden))
        self._add_regular_presents(known)

    def _add(self, text: str, entry: Entry) -> None:
        found = words(text, self._stemming)
        key = tuple(word.stem for word in found)
        if not key:
            return
        if any(word.parted for word in found[1:]):
            self._marked.add(key)
        if self._asked and len(key) > 1 and entry.kind is Kind.ACTION:
            head, _, rest = text.partition(" ")
            for form in _present(head):
                self._enter(tuple(word.stem for word in words(f"{form} {rest}", self._stemming)), entry)
        self._enter(key, entry)

    def _add_regular_presents(self, known: Concepts) -> None:
        """Add the presents that the stemmer does not bring together with their infinitives, unless a noun is so spelt.

        "Utsteder" is a form of "utstede"; "veileder" is a guide before it is one of "veilede".
        """
        taken = set(self._entries)
        for concept in known:
            for verb in (label.text for label in concept.labels if _is_like_a_participle(label.text)):
                entry = self._entries.get((stem(verb, self._stemming),), {}).get(concept.id)
                key = (stem(f"{verb}r", self._stemming),)
                if entry is not None and entry.kind is Kind.ACTION and key not in taken:
                    self._enter(key, entry)

    def _enter(self, key: tuple[str, ...], entry: Entry) -> None:
        old = self._entries.setdefault(key, {}).get(entry.concept)
        if old is None or old.hidden:
            self._entries[key][entry.concept] = entry
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    @property
    def stems(self) -> frozenset[str]:
        """All stems that occur in labels."""
        return frozenset(part for key in self._entries for part in key)

    def words(self, text: str) -> list[Word]:
        """Return the words of a text, stemmed as this lexicon's labels are."""
        return words(text, self._stemming)

    def mentions(self, text: Sequence[Word], kind: Kind | None = None) -> list[Mention]:
        """Return the concepts that the words name, in order; labels do not overlap.

        A word that is no label is tried as a compound of two labels, then by a head alone.

        :param kind: where given, labels of other kinds do not stand in the way.
        """
        found: list[Mention] = []
        at = 0
        while at < len(text):
            length, entries = self._longest_at(text, at, kind)
            if entries:
                span = text[at : at + length]
                found += [
                    Mention(e.concept, e.kind, span[0].start, span[-1].end, at, at + length, 0.7 if e.hidden else 1.0)
                    for e in entries
                ]
            else:
                found += [m for m in self._compound(text[at], at) if kind in (None, m.kind)]
            at += max(length, 1)
        return found

    def _longest_at(self, text: Sequence[Word], at: int, kind: Kind | None) -> tuple[int, list[Entry]]:
        """Return the longest label that begins at a word: how many words it takes, and what it names.

        No label reaches over a mark but its own: "Ansvarlig: Legen" names no "ansvarlig lege".
        A question may have a determiner between the words of a label ("mobilnummeret til *en* fastlege").
        """
        longest = self._longest.get(text[at].stem, 0)
        places = range(at, min(at + longest, len(text)))
        found = self._longest_of(text, places, kind)
        if not self._asked or not any(_determines(text[place]) for place in places[1:]):
            return found
        bare = [at, *islice((n for n in range(at + 1, len(text)) if not _determines(text[n])), longest - 1)]
        return max(found, self._longest_of(text, bare, kind), key=lambda each: each[0])

    def _longest_of(self, text: Sequence[Word], places: Sequence[int], kind: Kind | None) -> tuple[int, list[Entry]]:
        for last in range(len(places), 0, -1):
            key = tuple(text[place].stem for place in places[:last])
            entries = self._entries.get(key, {}).values()
            wanted = [entry for entry in entries if kind in (None, entry.kind)]
            if wanted and (key in self._marked or not any(text[place].parted for place in places[1:last])):
                return places[last - 1] + 1 - places[0], wanted
        return 0, []

    def _compound(self, word: Word, at: int) -> list[Mention]:
        """Return what the parts of a word name."""
        parts = self._compounds(word.stem)
        return [Mention(e.concept, e.kind, word.start, word.end, at, at + 1, s, part=True) for e, s in parts]

    def _read_compound(self, whole: str) -> list[tuple[Entry, float]]:
        """Read a compound: the longest head whose modifier is known too, else the longest known head."""
        if len(whole) > LONGEST_COMPOUND:
            return []
        heads = [
            (cut, head)
            for cut in range(SHORTEST_PART, len(whole) - SHORTEST_PART + 1)
            if (head := self._head(whole[cut:]))
        ]
        for cut, head in heads:
            if modifier := self._modifier(whole[:cut]):
                return self._parts(head, modifier)
        long_heads = [head for cut, head in heads if len(whole) - cut >= SHORTEST_HEAD]
        return self._parts(long_heads[0], {}) if long_heads else []

    def _head(self, text: str) -> dict[str, Entry]:
        """Return what the end of a compound names: of a noun in -ing no act ("orientering" does not ring)."""
        named = self._entries.get((stem(text, self._stemming),), {})
        noun = text.endswith(_NOUN_OF_DEED)
        return {name: entry for name, entry in named.items() if not (noun and entry.kind is Kind.ACTION)}

    def _modifier(self, text: str) -> dict[str, Entry] | None:
        if text in cues()["stop_word"]:
            return None
        keys = ((self._part(text, link),) for link in LINKS if text.endswith(link))
        return next((self._entries[key] for key in keys if len(key[0]) >= SHORTEST_PART and key in self._entries), None)

    @staticmethod
    def _parts(head: dict[str, Entry], modifier: dict[str, Entry]) -> list[tuple[Entry, float]]:
        return [(entry, 0.8) for entry in head.values()] + [(entry, 0.6) for entry in modifier.values()]

    def _part(self, text: str, link: str) -> str:
        return stem(text.removesuffix(link), self._stemming)


@cache
def lexicon(language: str, *, hidden: bool = False) -> Lexicon:
    """Return the lexicon for texts in ``nb``, ``nn`` (the same) or ``en``, made once."""
    return Lexicon(concepts(), languages=("en",) if language == "en" else ("nb", "nn"), hidden=hidden)

"""The small words that grammar turns on, read from ``cues.ttl``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ontology import ROOT
from ontology.turtle import NS, SKOS, Fact, facts

BOKMAAL_OF = "bokmaal_of_"
"""Opens the names of the groups that say what words of Nynorsk are in Bokmål: texts are read in Bokmål."""
_OF_NYNORSK = (BOKMAAL_OF, "present_as_", "participle_as_", "respells_", "nynorsk")
_CUE = "https://w3id.org/ansvarsgraf/cue/"


@dataclass(frozen=True)
class CueGroup:
    """The words and phrases of one group, lower-cased, what they signal, and what they are read as."""

    name: str
    labels: frozenset[str]
    signals: str = ""
    iso: str = ""
    reads_as: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrases of the group, on word borders; of most groups only the labels are looked up."""
        return _pattern(self.labels)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and text.lower() in self.labels

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first phrase of the group in a text, on word borders."""
        return self.pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase of the group with which a text opens."""
        return self.pattern.match(text)

    def ending(self, text: str) -> re.Match[str] | None:
        """Return the phrase of the group with which a text ends, white space after it left out."""
        text = text.rstrip()
        return next((found for found in self.pattern.finditer(text) if found.end() == len(text)), None)


class Cues:
    """All cue groups by name.

    :raises KeyError: from ``[]`` for a group that is not there.
    """

    def __init__(self, groups: dict[str, CueGroup]) -> None:
        self._groups = groups

    def __getitem__(self, name: str) -> CueGroup:
        return self._groups[name]

    def starting(self, prefix: str) -> tuple[CueGroup, ...]:
        """Return the groups whose name starts so ("time_unit_")."""
        return tuple(group for name, group in sorted(self._groups.items()) if name.startswith(prefix))


def read_cues(path: Path) -> Cues:
    """Read cue groups from a Turtle file."""
    groups: dict[str, CueGroup] = {}
    found = facts(path)
    spelled = {
        label: _one(fact, "readsAs")
        for iri, fact in found.items()
        if iri.startswith(_CUE + BOKMAAL_OF)
        for label in _texts(fact, SKOS + "altLabel")
    }
    for iri, fact in found.items():
        labels = {text.lower() for text in _texts(fact, SKOS + "altLabel")}
        if not iri.removeprefix(_CUE).startswith(_OF_NYNORSK):
            labels |= {" ".join(spelled.get(word, word) for word in label.split()) for label in labels if " " in label}
        if labels:
            name = iri.removeprefix(_CUE)
            signals, iso, reads_as = (_one(fact, each) for each in ("signals", "iso", "readsAs"))
            groups[name] = CueGroup(name, frozenset(labels), signals, iso, reads_as)
    return Cues(groups)


def _texts(fact: Fact, predicate: str) -> list[str]:
    return [value if isinstance(value, str) else value.value for value in fact.get(predicate, [])]


def _one(fact: Fact, name: str) -> str:
    """Return what a property of ours says, without the namespace; empty where it says nothing."""
    return next((text.removeprefix(NS) for text in _texts(fact, NS + name)), "")


def _pattern(labels: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(labels, key=lambda label: (-len(label), label))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


@cache
def cues() -> Cues:
    """Return the cues that ship with the program, read once."""
    return read_cues(ROOT / "cues.ttl")

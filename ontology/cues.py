"""The small words that grammar turns on, read from ``cues.ttl``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ontology import ROOT

_CUE = "https://w3id.org/ansvarsgraf/cue/"
_NS = "https://w3id.org/ansvarsgraf/ns#"
_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"


@dataclass(frozen=True)
class CueGroup:
    """The words and phrases of one group, lower-cased, what they signal, and what they are read as."""

    name: str
    labels: frozenset[str]
    signals: str = ""
    iso: str = ""
    reads_as: str = ""
    pattern: re.Pattern[str] = field(compare=False, default=re.compile("(?!)"))

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and text.lower() in self.labels

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first phrase of the group in a text, on word borders."""
        return self.pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase of the group with which a text opens."""
        return self.pattern.match(text)


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
    from pyoxigraph import RdfFormat, parse

    labels: dict[str, set[str]] = {}
    extra: dict[str, dict[str, str]] = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        name = quad.subject.value.removeprefix(_CUE)
        if quad.predicate.value == _LABEL:
            labels.setdefault(name, set()).add(quad.object.value.lower())
        else:
            extra.setdefault(name, {})[quad.predicate.value.removeprefix(_NS)] = quad.object.value.removeprefix(_NS)
    return Cues(
        {
            name: CueGroup(
                name,
                frozenset(found),
                signals=extra[name].get("signals", ""),
                iso=extra[name].get("iso", ""),
                reads_as=extra[name].get("readsAs", ""),
                pattern=_pattern(found),
            )
            for name, found in labels.items()
        }
    )


def _pattern(labels: set[str]) -> re.Pattern[str]:
    longest_first = sorted(labels, key=lambda label: (-len(label), label))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


@cache
def cues() -> Cues:
    """Return the cues that ship with the program, read once."""
    return read_cues(ROOT / "cues.ttl")

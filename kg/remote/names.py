"""Under which names the graphs of a home lie at an endpoint that other homes may use as well.

A graph is named by its home, by what it holds and by what it is called in a build:
``<base>held/<home>/<digest>/doc/<id>/<version>``. So no home can meet another's, builds share what did not
change between them, and a graph never changes once it is whole: a build that is being written is seen by
nobody before its home points to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kg.errors import StoreError
from kg.fingerprints import fingerprint
from kg.iris import DOCUMENTS, KNOWLEDGE, REVIEWS, document_iri, graph_of
from kg.manifest import SUMS
from kg.model import edition_key
from ontology import BASE, ROOT

HELD = BASE + "held/"
KNOWLEDGE_FILES = {f"{KNOWLEDGE}/{name}": ROOT / name for name in ("concepts.ttl", "onboarding.ttl")}
"""The Turtle files of the concepts by the name of their graph: some queries need them beside the norms."""
_DIGITS = 20


class Names:
    """The names of some graphs of one home: those of a build, by which they are known, and those at the endpoint.

    :param home: the name of the home.
    :param digests: fingerprints of what the graphs hold, by their name in the build.
    """

    def __init__(self, home: str, digests: Mapping[str, str]) -> None:
        self.register = register(home)
        self.none = f"{self.register}/none"
        self.held = {name: held(home, name, digest) for name, digest in digests.items()}

    def there(self, names: Iterable[str]) -> list[str]:
        """Return the names at the endpoint; of a graph that is not known one that no graph has.

        It is never empty: an endpoint that is told of no graphs takes all that it has, those of other homes too.
        """
        return [self.held.get(name, self.none) for name in names] or [self.none]


def register(home: str) -> str:
    """Return the name of the graph that says what a home has at an endpoint."""
    return HELD + home


def held(home: str, name: str, digest: str) -> str:
    """Return the name at an endpoint of a graph.

    >>> held("5f", document_iri("agder-2024", "2024"), "ab" * 32).removeprefix(HELD)
    '5f/abababababababababab/doc/agder-2024/2024'
    """
    # The fingerprint of a large file has its size before the digest.
    return f"{register(home)}/{digest[-64:][:_DIGITS]}/{name.removeprefix(BASE)}"


def digests_of(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the fingerprints of some graphs' files, and of those of the concepts."""
    return {name: fingerprint(path) for name, path in (*files.items(), *KNOWLEDGE_FILES.items())}


def digests_in(manifest: Path) -> dict[str, str]:
    """Return the fingerprints of a build's graphs as its manifest has them; none where it cannot be read.

    It may be that of another version of the program.
    """
    try:
        raw = json.loads(manifest.read_text(encoding="utf-8"))
        checksums = raw["checksums"]
        if (apart := manifest.with_name(SUMS)).exists():
            checksums = json.loads(apart.read_text(encoding="utf-8")) | checksums
        editions = [(meta["id"], meta["version"]) for meta in raw["documents"]]
        found = {document_iri(*each): checksums[f"graph/{edition_key(*each)}.ttl"] for each in editions}
        return found | ({REVIEWS: checksums["reviews.ttl"]} if "reviews.ttl" in checksums else {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def concerned(values: Mapping[str, Sequence[str]], shown: Sequence[str]) -> Sequence[str]:
    """Return of the graphs shown those that a query about some documents, clauses or norms can meet.

    All that is said of a norm stands in the graph of its edition, in that of the reviews and in those of the
    concepts; an endpoint looks into each graph for each pattern, which takes its time where there are hundreds.
    """
    about = [iri for place in ("document", "clause", "norm") for iri in values.get(place, ())]
    if not about or not all(iri.startswith(DOCUMENTS) for iri in about):
        return shown
    meant = {graph_of(iri) for iri in about}
    return [name for name in shown if name in meant or not name.startswith(DOCUMENTS)]


def not_here(where: str) -> StoreError:
    """Return the error for a build whose graphs are not, or no longer, at an endpoint."""
    return StoreError(
        f"Lageret på {where} har ikke grafen til dette bygget. "
        "Kjør «ansvar build» på nytt, eller hent det nyeste bygget."
    )

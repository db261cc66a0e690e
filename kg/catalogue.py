"""The catalogue of a build: its norms and clauses as they stand in the graph, to be read one by one at any size.

It is a cache, written with the build and never changed; the graph stays the truth. A question needs some hundred
norms of some hundred documents: as rows of SPARQL on disk that is slow, as records by their place it is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import BuildError
from kg.model import Bearing, Clause, ClauseKind, Condition, ConditionKind, Document, Modality, Norm, Reviewed
from kg.packed import Packed, PackedWriter

_EDITIONS = "editions.json"
_NAMES, _NORMS, _CLAUSES = "names.bin", "norms.bin", "clauses.bin"
KEPT_NORMS, KEPT_EDITIONS = 16_384, 256
"""How many norms, and how many editions' clauses and names of norms, are kept in memory at most."""

# To look a value up here takes a fifth of the time that its enumeration takes.
_MODALITIES = {each.value: each for each in Modality}
_BEARINGS = {each.value: each for each in Bearing}
_CONDITIONS = {each.value: each for each in ConditionKind}
_KINDS = {each.value: each for each in ClauseKind}

Values = list[Any]
"""A record as JSON has it: the parts of a norm or clause in the order of its class."""


def write_catalogue(folder: Path, entries: Iterable[tuple[Document, Sequence[Clause], Sequence[Norm]]]) -> None:
    """Write the catalogue of some documents, each with its clauses and its norms in order, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    first, editions = 0, []
    with (
        PackedWriter(folder / _NAMES) as names,
        PackedWriter(folder / _NORMS) as packed,
        PackedWriter(folder / _CLAUSES) as trees,
    ):
        for document, clauses, norms in entries:
            editions.append((document.id, document.version, first, len(norms)))
            first += len(norms)
            names.add("\n".join(norm.id for norm in norms).encode())
            trees.add(_json([_clause_values(clause) for clause in clauses]))
            for norm in norms:
                packed.add(_json(_norm_values(norm)))
    (folder / _EDITIONS).write_text(json.dumps(editions, ensure_ascii=False), encoding="utf-8")


class Catalogue:
    """The norms and clauses of a build by document, version and id.

    :param folder: where ``write_catalogue`` wrote it; nothing is read before it is asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = Packed(folder / _NAMES)
        self._norms = Packed(folder / _NORMS)
        self._clauses = Packed(folder / _CLAUSES)
        # By instance: a build that is no longer in use takes what was kept of it along.
        self.numbered = lru_cache(maxsize=KEPT_NORMS)(self._numbered)
        self.clauses = lru_cache(maxsize=KEPT_EDITIONS)(self._clauses_of)
        self._numbers = lru_cache(maxsize=KEPT_EDITIONS)(self._numbers_of)

    @cached_property
    def _editions(self) -> dict[tuple[str, str], tuple[int, range]]:
        """The number of each edition, and the places of its norms."""
        try:
            stored = json.loads((self._folder / _EDITIONS).read_text(encoding="utf-8"))
            return {(d, v): (at, range(first, first + count)) for at, (d, v, first, count) in enumerate(stored)}
        except (OSError, ValueError, TypeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> BuildError:
        return BuildError(f"Katalogen i {self._folder} mangler eller er skadet. Kjør «ansvar build» på nytt.")

    def _numbers_of(self, document: str, version: str) -> dict[str, int]:
        """Return the numbers of an edition's norms by their ids."""
        at, places = self._editions[document, version]
        try:
            names = self._names[at].decode().split("\n") if places else []
            return dict(zip(names, range(len(places)), strict=True))
        except (ValueError, LookupError) as error:
            raise self._damaged() from error

    def norm(self, document: str, version: str, norm: str) -> Norm:
        """Return a norm by its id.

        :raises KeyError: where there is none of that id.
        :raises BuildError: where the catalogue is damaged.
        """
        return self.numbered(document, version, self._numbers(document, version)[norm])

    def _numbered(self, document: str, version: str, number: int) -> Norm:
        """Return a norm by its number among those of its edition, in the document's order, from 0.

        :raises KeyError: where there is no such edition.
        :raises BuildError: where the catalogue is damaged.
        """
        _, places = self._editions[document, version]
        try:
            return _norm(document, version, json.loads(self._norms[places[number]].decode()))
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged() from error

    def all_norms(self, document: str, version: str) -> list[Norm]:
        """Return the norms of an edition in the document's order; they are not kept.

        :raises KeyError: where there is no such edition.
        :raises BuildError: where the catalogue is damaged.
        """
        _, places = self._editions[document, version]
        try:
            return [_norm(document, version, json.loads(record.decode())) for record in self._norms.run(places)]
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged() from error

    def _clauses_of(self, document: str, version: str) -> dict[str, Clause]:
        """Return the clauses of an edition by id, in the document's order.

        :raises KeyError: where there is no such edition.
        :raises BuildError: where the catalogue is damaged.
        """
        at, _ = self._editions[document, version]
        try:
            found = [_clause(values) for values in json.loads(self._clauses[at].decode())]
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged() from error
        return {clause.id: clause for clause in found}


def _json(values: Values) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _norm_values(norm: Norm) -> Values:
    """Return the parts of a norm in order, but for document and version."""
    reviewed = norm.reviewed
    return [
        norm.id, norm.section, norm.clause, norm.text, norm.start, norm.end, norm.modality, norm.cue,
        norm.bearers, norm.bearing, norm.action, norm.artifacts, norm.counterparties,
        [[c.text, c.start, c.end, c.kind, c.situations] for c in norm.conditions],
        norm.deadline, norm.duration, norm.channel, norm.contacts, norm.concepts, norm.readings,
        None if reviewed is None else [reviewed.review, reviewed.reviewer, reviewed.time, reviewed.reason],
    ]  # fmt: skip


def _norm(document: str, version: str, values: Values) -> Norm:
    """Return the norm of which these are the parts."""
    (name, section, clause, text, start, end, modality, cue, bearers, bearing, action, artifacts, counterparties,
     conditions, deadline, duration, channel, contacts, concepts, readings, reviewed) = values  # fmt: skip
    return Norm(
        name, document, version, section, clause, text, start, end, _MODALITIES[modality], cue,
        tuple(bearers), _BEARINGS[bearing], action, tuple(artifacts), tuple(counterparties),
        tuple(Condition(t, s, e, _CONDITIONS[k], tuple(situations)) for t, s, e, k, situations in conditions),
        deadline, duration, channel, tuple(contacts), tuple(concepts), tuple(readings),
        None if reviewed is None else Reviewed(*reviewed),
    )  # fmt: skip


def _clause_values(clause: Clause) -> Values:
    return [
        clause.id, clause.kind, clause.text, clause.start, clause.end, clause.section, clause.label, clause.parent,
        clause.level, clause.links,
    ]  # fmt: skip


def _clause(values: Values) -> Clause:
    name, kind, text, start, end, section, label, parent, level, links = values
    return Clause(name, _KINDS[kind], text, start, end, section, label, parent, level, tuple(links))

"""Norms, clauses and metadata read back from the rows of the queries; the inverse of ``kg.rdf``.

Without rdflib, which a question should not have to wait for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.iris import CONCEPTS, NS, parts_of
from kg.model import Bearing, Clause, ClauseKind, Condition, ConditionKind, Metadata, Modality, Norm, Reviewed

Row = Mapping[str, str]
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CLASSES = {
    NS + "Obligation": Modality.OBLIGATION,
    NS + "Recommendation": Modality.RECOMMENDATION,
    NS + "Permission": Modality.PERMISSION,
    NS + "Prohibition": Modality.PROHIBITION,
    NS + "Information": Modality.INFO,
}
"""The modality that each class of norms is."""
MANY = {
    "bearers": "bearer",
    "artifacts": "artifact",
    "counterparties": "counterparty",
    "concepts": "concerns",
    "contacts": "contact",
    "readings": "reading",
}
"""The many-valued parts of a norm, and the property that holds each."""


def in_order(values: Iterable[str], ranked: Iterable[str]) -> list[str]:
    """Return values with the ranked ones first, in their order, and the others by alphabet.

    The statements decide what there is; the ranking only says in what order.

    >>> in_order({"a", "b", "c"}, ["c", "gone", "a"])
    ['c', 'a', 'b']
    """
    left = set(values)
    first = [value for value in dict.fromkeys(ranked) if value in left]
    return first + sorted(left.difference(first))


def norms_of(rows: Iterable[Row]) -> list[Norm]:
    """Return the norms of the rows of ``norms_by_id.rq``, by document and order.

    A row binds ``norm`` and ``start`` and ``end``, or ``property`` and ``value``, or
    ``condition`` with its ``kind``, ``text``, ``start``, ``end``, ``situation`` and ``order``,
    or ``review`` with its ``reviewer``, ``time`` and ``reason``.
    """
    parts: dict[str, dict[str, set[str]]] = {}
    conditions: dict[str, dict[str, list[Row]]] = {}
    reviews: dict[str, Reviewed] = {}
    for row in rows:
        norm = row["norm"]
        part = parts.setdefault(norm, {})
        if "property" in row:
            part.setdefault(row["property"].removeprefix(NS), set()).add(row["value"].removeprefix(CONCEPTS))
        elif "condition" in row:
            conditions.setdefault(norm, {}).setdefault(row["condition"], []).append(row)
        elif "review" in row:
            reviews[norm] = _reviewed(row)
        else:
            part["start"], part["end"] = {row["start"]}, {row["end"]}
    made = [(iri, int(next(iter(part["position"])))) for iri, part in parts.items()]
    made.sort(key=lambda each: (parts_of(each[0])[:2], each[1]))
    return [replace(_norm(iri, parts[iri], conditions.get(iri, {})), reviewed=reviews.get(iri)) for iri, _ in made]


def _norm(iri: str, part: dict[str, set[str]], conditions: dict[str, list[Row]]) -> Norm:
    def one(name: str) -> str | None:
        return next(iter(part.get(name, ())), None)

    document, version, name = parts_of(iri)
    order: dict[str, list[str]] = json.loads(one("inOrder") or "{}")
    limits = {iri.rpartition("/")[2]: _condition(rows) for iri, rows in conditions.items()}
    return Norm(
        id=name,
        document=document,
        version=version,
        section=one("section") or "",
        clause=parts_of(one("clause") or "")[2],
        text=one("text") or "",
        start=int(one("start") or 0),
        end=int(one("end") or 0),
        modality=next(CLASSES[kind] for kind in part[_TYPE] if kind in CLASSES),
        cue=one("cue") or "",
        bearing=Bearing(one("bearing") or "none"),
        action=one("action"),
        deadline=one("deadline"),
        duration=one("duration"),
        channel=one("channel"),
        conditions=tuple(limits[key] for key in in_order(limits, order.get("conditions", ()))),
        bearers=_many(part, order, "bearers"),
        artifacts=_many(part, order, "artifacts"),
        counterparties=_many(part, order, "counterparties"),
        contacts=_many(part, order, "contacts"),
        concepts=_many(part, order, "concepts"),
        readings=_many(part, order, "readings"),
    )


def _many(part: dict[str, set[str]], order: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(in_order(part.get(MANY[name], ()), order.get(name, ())))


def _reviewed(row: Row) -> Reviewed:
    return Reviewed(row["review"].rpartition("/")[2], row["reviewer"], row["time"], row.get("reason", ""))


def _condition(rows: list[Row]) -> Condition:
    row = rows[0]
    situations = [each["situation"].removeprefix(CONCEPTS) for each in rows if "situation" in each]
    return Condition(
        text=row["text"],
        start=int(row["start"]),
        end=int(row["end"]),
        kind=ConditionKind(row["kind"].removeprefix(NS)),
        situations=tuple(in_order(situations, json.loads(row.get("order", "{}")).get("situations", ()))),
    )


def clauses_of(rows: Iterable[Row]) -> list[Clause]:
    """Return the clauses of the rows of ``clauses_of_document.rq``, by document and order."""
    found = sorted(rows, key=lambda row: (row["document"], int(row["position"])))
    return [
        Clause(
            id=parts_of(row["clause"])[2],
            kind=ClauseKind(row["kind"]),
            text=row["text"],
            start=int(row["start"]),
            end=int(row["end"]),
            section=row["section"],
            label=row.get("label", ""),
            parent=parts_of(row["parent"])[2] if "parent" in row else None,
            level=int(row["level"]),
            links=tuple(row.get("links", "").split()),
        )
        for row in found
    ]


def metadata_of(rows: Iterable[Row]) -> list[Metadata]:
    """Return the metadata of the rows of ``documents.rq``, by id and version."""
    found = [
        Metadata(
            id=row["id"],
            title=row["title"],
            publisher=row.get("publisher", ""),
            version=row["version"],
            year=int(row["year"]) if "year" in row else None,
            language=row["language"],
            valid_from=row.get("valid_from", ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda meta: (meta.id, meta.version))

"""Known changes between two editions, and how many of them are found: ``python -m tests.kg.known_changes``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kg.difference.differences import Change, Differences, differences
from kg.difference.identity import Identity, Match
from kg.model import Clause
from tests.support import AGDER, GOLD, real

PAIRS = {
    "agder-2025": (AGDER, GOLD / "agder-2025.txt"),
    "nordvik-3": (GOLD / "nordvik.txt", GOLD / "nordvik-3.txt"),
    "fjordane-4": (GOLD / "fjordane.txt", GOLD / "fjordane-4.txt"),
}
TURNED = {
    "new": "dropped",
    "dropped": "new",
    "new_information": "dropped_information",
    "dropped_information": "new_information",
    "split": "merged",
    "merged": "split",
}


@dataclass(frozen=True)
class Score:
    """What was found of the known changes: those found, those found under another kind, missed, and not there."""

    found: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    extra: list[Change | Match]


def known(name: str, *, turned: bool = False) -> list[dict[str, Any]]:
    """Read the known changes of a pair, from the second edition to the first where turned."""
    lines = [json.loads(line) for line in (GOLD / f"{name}.changes.jsonl").read_text(encoding="utf-8").splitlines()]
    return [_turned(line) for line in lines] if turned else lines


def _turned(record: dict[str, Any]) -> dict[str, Any]:
    turned = {**record, "a": record["b"], "b": record["a"]}
    if "a_or" in record:
        turned |= {"a_or": record["b_or"], "b_or": record["a_or"]}
    for key in ("kind", "place"):
        if key in turned:
            turned[key] = TURNED.get(turned[key], turned[key])
    return turned


def found(name: str, *, turned: bool = False) -> Differences:
    """Return what is found between the two editions of a pair."""
    one, other = PAIRS[name]
    a, b = (real(path) for path in ((other, one) if turned else (one, other)))
    return differences((a.document, a.clauses, a.norms), (b.document, b.clauses, b.norms))


def score(gold: list[dict[str, Any]], between: Differences) -> Score:
    """Hold what was found against what is known; each is used once."""
    left: list[Change | Match] = [*between.changes, *between.places]
    hit, missed = [], []
    for record in gold:
        match = next((each for whole in (False, True) for each in left if _is(record, each, whole=whole)), None)
        if match is None:
            missed.append(record)
        else:
            hit.append(record)
            left.remove(match)
    return Score(hit, missed, left)


def _is(record: dict[str, Any], found: Change | Match, *, whole: bool) -> bool:
    """Whether a record is about what was found: by the words of the norms, or of their clauses where ``whole``."""
    if isinstance(found, Match):
        return record.get("place") == _place(found) and any(
            _all_in(record["a" + other], found.a) and _all_in(record["b" + other], found.b)
            for other in ("", "_or")
            if "a" + other in record
        )
    if record.get("kind") != found.kind or record.get("norms", 1) != 1 + len(found.more):
        return False
    sides = (record["a"], found.a, found.clause_a), (record["b"], found.b, found.clause_b)
    return all(
        (norm is None) == (words is None) and (norm is None or words in (clause.text if whole else norm.text))
        for words, norm, clause in sides
    )


def _all_in(texts: list[str], clauses: tuple[Clause, ...]) -> bool:
    return len(texts) == len(clauses) and all(t in clause.text for t, clause in zip(texts, clauses, strict=True))


def _place(match: Match) -> str:
    return match.kind if match.kind in (Identity.SPLIT, Identity.MERGED) else Identity.MOVED


def main() -> None:
    """Print the figures of each pair, both ways."""
    for name in PAIRS:
        for turned in (False, True):
            gold = known(name, turned=turned)
            result = score(gold, found(name, turned=turned))
            way = "B to A" if turned else "A to B"
            print(f"{name} {way}: {len(result.found)} of {len(gold)} found, {len(result.extra)} not there")  # noqa: T201
            for record in result.missed:
                print("  missed", record)  # noqa: T201
            for each in result.extra:
                parts = [(each.a,), (each.b,)] if isinstance(each, Change) else [each.a, each.b]
                print("  extra ", each.kind, [[part.text for part in side if part] for side in parts])  # noqa: T201


if __name__ == "__main__":
    main()

"""Measures extraction on the annotated passages of ``tests/gold/passages``: ``python -m tests.gold.annotated``.

Annotators who saw neither program nor ontology wrote the passages and said who carries each norm. The
misses on all but ``mixed.unseen`` were looked at and mended by cause; those were never looked at.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from kg.model import Norm
from ontology.concepts import concepts
from tests.gold.score import iou
from tests.support import GOLD, read_all

FOLDER = GOLD / "passages"
CHAPTERS = 80
LEAST = 0.25
"""Of the words that two norms share: below it the norm was not found."""


def measured(name: str) -> dict[str, float]:
    """Return the share of a file's norms whose bearers, and whose modality, are read as annotated."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    passages = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        found = _read(passages, Path(folder))
    right, total = Counter[str](), 0
    for passage in passages:
        for gold in passage["norms"]:
            total += 1
            best = max(found.get(passage["id"], []), key=lambda norm: iou(norm.text, gold["text"]), default=None)
            if best is None or iou(best.text, gold["text"]) < LEAST:
                continue
            right["bearers"] += sorted({concepts().reported(role) for role in best.bearers}) == gold["bearers"]
            right["modality"] += best.modality.value == gold["modality"]
    return {figure: right[figure] / total for figure in ("bearers", "modality")}


def _read(passages: list[dict[str, Any]], folder: Path) -> dict[str, list[Norm]]:
    """Read passages as chapters of a guideline, and return the norms of each.

    No heading is repeated, for what many pages repeat beside a number is taken for the head of the page.
    """
    found: dict[str, list[Norm]] = {}
    for at in range(0, len(passages), CHAPTERS):
        part = passages[at : at + CHAPTERS]
        chapters = (f"{n} {_heading(one)}\n\n{one['text']}\n" for n, one in enumerate(part, start=1))
        path = folder / f"samarbeid-{at}.txt"
        path.write_text("Veileder for samarbeid\n\n" + "\n".join(chapters), encoding="utf-8")
        for norm in read_all(path).norms:
            number = norm.section.partition(".")[0]
            if number.isdigit():
                found.setdefault(part[int(number) - 1]["id"], []).append(norm)
    return found


def _heading(passage: dict[str, Any]) -> str:
    return f"{passage['heading']} {passage['id'].translate(str.maketrans('0123456789', 'abcdefghij'))}"


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.jsonl")):
        figures = ", ".join(f"{figure} {share:.3f}" for figure, share in measured(path.stem).items())
        sys.stdout.write(f"{path.stem}: {figures}\n")

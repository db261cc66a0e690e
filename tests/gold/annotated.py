"""Measures the program on the annotated passages of ``tests/gold/passages``: ``python -m tests.gold.annotated``.

Annotators who saw neither program nor ontology wrote the passages and said who carries each norm. The
misses on all but ``further.unseen`` were looked at and mended by cause; those were never looked at. Others
asked questions on them, each of which one of several norms of a passage answers. ``--write FOLDER`` writes
the passages as guidelines, each with its questions, for what is fitted on them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from kg.home import Home
from kg.model import Norm
from ontology.concepts import concepts
from qa.build import build
from qa.evaluation import evaluate
from qa.gold import read_gold
from qa.opening import open_engine
from tests.gold.score import iou
from tests.support import GOLD, read_all, written

FOLDER = GOLD / "passages"
CHAPTERS = 80
LEAST = 0.25
"""Of the words that two norms share: below it the norm was not found."""


def measured(name: str) -> dict[str, float]:
    """Return the share of a file's norms whose bearers, and whose modality, are read as annotated."""
    passages = _lines(name)
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


def answered(name: str) -> dict[str, int]:
    """Return how many questions on a file's passages there are, and how many are answered right and wrong."""
    counted = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for guideline, asked in write(name, Path(folder)):
            home = Home(Path(folder) / guideline.stem)
            build([guideline], home=home)
            for row in evaluate(open_engine(home), read_gold(asked)).rows:
                counted["questions"] += 1
                counted["right"] += row.verdict.correct
                counted["wrong"] += row.verdict.answered and not row.verdict.correct
    return dict(counted)


def write(name: str, folder: Path) -> list[tuple[Path, Path]]:
    """Write a file's passages into a folder as guidelines, and the questions on each beside it."""
    pairs = []
    for number, part in enumerate(_parts(_lines(name)), start=1):
        guideline, asked = (folder / f"{name}.{number}.{ending}" for ending in ("txt", "jsonl"))
        inside = {passage["id"] for passage in part}
        questions = [each for each in _lines(f"{name}.questions") if each["passage"] in inside]
        guideline.write_text(_guideline(part), encoding="utf-8")
        asked.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in questions), encoding="utf-8")
        pairs.append((guideline, asked))
    return pairs


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _parts(passages: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [passages[at : at + CHAPTERS] for at in range(0, len(passages), CHAPTERS)]


def _read(passages: list[dict[str, Any]], folder: Path) -> dict[str, list[Norm]]:
    """Read passages as chapters of guidelines, and return the norms of each."""
    found: dict[str, list[Norm]] = {}
    for part in _parts(passages):
        for norm in read_all(written(folder, _guideline(part))).norms:
            number = norm.section.partition(".")[0]
            if number.isdigit():
                found.setdefault(part[int(number) - 1]["id"], []).append(norm)
    return found


def _guideline(part: list[dict[str, Any]]) -> str:
    """Return passages as the chapters of a guideline.

    No heading is repeated, for what many pages repeat beside a number is taken for the head of the page.
    """
    chapters = (f"{n} {_heading(one)}\n\n{one['text']}\n" for n, one in enumerate(part, start=1))
    return "Veileder for samarbeid\n\n" + "\n".join(chapters)


def _heading(passage: dict[str, Any]) -> str:
    return f"{passage['heading']} {passage['id'].translate(str.maketrans('0123456789', 'abcdefghij'))}"


def main() -> None:
    """Measure all files, or write them as guidelines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", metavar="FOLDER", type=Path)
    folder = parser.parse_args().write
    for name in sorted(path.stem for path in FOLDER.glob("*.jsonl") if "questions" not in path.name):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            write(name, folder)
            continue
        shares = ", ".join(f"{figure} {share:.3f}" for figure, share in measured(name).items())
        counts = ", ".join(f"{what} {count}" for what, count in answered(name).items())
        sys.stdout.write(f"{name}: {shares}; {counts}\n")


if __name__ == "__main__":
    main()

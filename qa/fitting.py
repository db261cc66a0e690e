"""Fits the ranking's and the confidence's weights on questions with known answers.

Run as ``python -m qa.fitting GUIDELINE.txt GOLD.jsonl [...] [GUIDELINE.txt GOLD.jsonl ...] [--also ...]``: each
guideline is built by itself, and the questions after it are asked of it. The ranking is a softmax
over the norms found (ListNet's top-one loss, Cao et al. 2007) with an L2 penalty; the
confidence is a logistic regression on whether the best norm answers; being a probability, it is
held against what a wrong answer costs (Chow's rule, 1970). Figures are of five-fold
cross-validation over questions.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.home import Home
from qa import ranking
from qa.build import build
from qa.engine import Engine
from qa.gold import GoldQuestion, answers, by_guideline, read_gold
from qa.opening import open_engine
from qa.ranking import CONFIDENCE, FEATURES, Candidate
from qa.understanding import Question, understand

Array = npt.NDArray[np.float64]
FOLDS = 5
RANKING_PENALTY = 0.01
CONFIDENCE_PENALTY = 0.005
COST_OF_WRONG = 1.0
"""What a wrong answer costs where a right one gains one; an abstention costs and gains nothing."""
STEPS = 1000


@dataclass(frozen=True)
class Case:
    """A question with its candidates, and which of them answer it."""

    gold: GoldQuestion
    question: Question
    found: Sequence[Candidate]
    right: npt.NDArray[np.bool_]


def cases(engine: Engine, gold: Sequence[GoldQuestion]) -> list[Case]:
    """Look up all questions once."""
    made = []
    for each in gold:
        question = understand(each.question, engine.index.vocabulary)
        found = engine.candidates(question)
        quoted = ((candidate.norm, engine.quoting(candidate.norm.document, question)) for candidate in found)
        cited = [quoting.citation(norm) for norm, quoting in quoted]
        right = np.array([answers(each, citation.quote) for citation in cited], dtype=bool)
        exact = np.array([answers(each, candidate.norm.text) for candidate in found], dtype=bool)
        made.append(Case(each, question, found, exact if exact.any() else right))
    return made


def fitted_ranking(data: Sequence[Case]) -> Array:
    """Return ranking weights that lift the right norms of each question."""
    usable = [(np.array([c.features for c in case.found]), case.right) for case in data if case.right.any()]
    weights = np.zeros(len(FEATURES))
    for _ in range(STEPS):
        slope = -RANKING_PENALTY * weights
        for features, right in usable:
            scores = features @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            wanted = share * right
            slope += features.T @ (wanted / (wanted.sum() + 1e-12) - share) / len(usable)
        weights += 0.7 * slope
    return weights


def fitted_confidence(signals: Array, right: Array) -> tuple[Array, float]:
    """Return logistic weights and bias for whether the best norm answers."""
    weights, bias = np.zeros(signals.shape[1]), 0.0
    for _ in range(4 * STEPS):
        error = right - 1 / (1 + np.exp(-(signals @ weights + bias)))
        weights += 0.5 * (signals.T @ error / len(right) - CONFIDENCE_PENALTY * weights)
        bias += 0.5 * float(error.mean())
    return weights, bias


def best_of(case: Case, weights: Array) -> tuple[bool, list[Candidate]]:
    """Return whether the best-ranked norm answers, and the order."""
    order = ranking.ranked(case.found, weights)
    right = {c.hit.position for c, good in zip(case.found, case.right, strict=True) if good}
    return bool(order) and order[0].hit.position in right, order


def held_out(data: Sequence[Case]) -> tuple[Array, Array]:
    """Return, for each case, the signals and whether the best norm was right, ranked by the other folds."""
    fold = np.arange(len(data)) % FOLDS
    signals, right = np.zeros((len(data), len(CONFIDENCE))), np.zeros(len(data))
    for part in range(FOLDS):
        weights = fitted_ranking([case for case, f in zip(data, fold, strict=True) if f != part])
        for at in np.flatnonzero(fold == part).tolist():
            good, order = best_of(data[at], weights)
            right[at] = good
            signals[at] = ranking.evidence(data[at].question, order)
    return signals, right


def looked_up(paths: Sequence[Path]) -> Iterator[list[Case]]:
    """Build guidelines, and give for each the questions of the gold files that follow it, looked up.

    :raises AnsvarError: where a guideline cannot be built or a gold file cannot be read.
    """
    with tempfile.TemporaryDirectory() as scratch:
        for number, (guideline, gold) in enumerate(by_guideline(paths)):
            home = Home(Path(scratch) / str(number))
            build([guideline], home=home)
            engine = open_engine(home)
            yield [case for path in gold for case in cases(engine, read_gold(path))]


def fit(paths: Sequence[Path], also: Sequence[Path] = ()) -> dict[str, object]:
    """Fit on all questions of some gold files and return weights with their figures.

    :param paths: guidelines, each followed by its gold files (``.jsonl``).
    :param also: the same, whose questions are ranked by what the others gave: only the confidence is fitted on them.
    :raises AnsvarError: where a guideline cannot be built or a gold file cannot be read.
    """
    ranked = [*chain.from_iterable(looked_up(paths))]
    by = fitted_ranking(ranked)
    signals, right = held_out(ranked)
    others = [*chain.from_iterable(looked_up(also))]
    first = [best_of(case, by) for case in others]
    told = [ranking.evidence(case.question, order) for case, (_, order) in zip(others, first, strict=True)]
    signals, right = np.vstack([signals, *told]), np.append(right, [good for good, _ in first])
    data = [*ranked, *others]
    fold = np.arange(len(data)) % FOLDS
    probability = np.zeros(len(data))
    for part in range(FOLDS):
        weights, bias = fitted_confidence(signals[fold != part], right[fold != part])
        probability[fold == part] = 1 / (1 + np.exp(-(signals[fold == part] @ weights + bias)))
    weights, bias = fitted_confidence(signals, right)
    level = round(COST_OF_WRONG / (1 + COST_OF_WRONG), 2)
    answerable = np.array([case.gold.answerable for case in data])
    given = probability >= level
    return {
        "ranking": dict(zip(FEATURES, np.round(by, 3).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE, np.round(weights, 3).tolist(), strict=True)),
        "bias": round(bias, 3),
        "threshold": level,
        "figures": {
            "questions": len(data),
            "folds": FOLDS,
            "hit1": round(float(right[answerable].mean()), 3),
            "answered": round(float(given.mean()), 3),
            "right_among_answered": round(float(right[given].mean()), 3),
            "abstained_when_unanswerable": round(float((~given)[~answerable].mean()), 3),
            "reliability": _reliability(probability, right),
        },
    }


def _reliability(probability: Array, right: Array) -> list[dict[str, float]]:
    """Return the reliability curve: in each fifth of the scale, the mean confidence and the share right."""
    rows = []
    for low in np.arange(0, 1, 0.2):
        inside = (probability >= low) & (probability < low + 0.2 + 1e-9)
        if inside.any():
            rows.append(
                {
                    "from": round(float(low), 1),
                    "questions": int(inside.sum()),
                    "confidence": round(float(probability[inside].mean()), 2),
                    "right": round(float(right[inside].mean()), 2),
                }
            )
    return rows


def keep(result: Mapping[str, object], place: Path) -> None:
    """Write what a command fitted, and print its figures."""
    place.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["figures"], indent=1))  # noqa: T201 - a command's result


def main() -> None:
    """Fit from the command line and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="guidelines, each followed by its gold files")
    parser.add_argument("--also", nargs="+", type=Path, default=(), help="those that only the confidence is fitted on")
    given = parser.parse_args()
    result = fit(given.paths, given.also)
    keep(result, ranking.WEIGHTS)


if __name__ == "__main__":
    main()

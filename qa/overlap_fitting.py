"""Fits the weights of pairs of norms on pairs that annotators listed.

Run as ``python -m qa.overlap_fitting GUIDELINE.txt PAIRS.jsonl [GUIDELINE.txt PAIRS.jsonl ...]``. A
guideline named twice counts twice. Both models are softmax regressions with an L2 penalty. The
figures are the scorer's, of weights fitted on the other guidelines alone (``held_out``), of the
same without vectors, and of the weights that are kept (``fitted``). Needs scipy, which comes with
the development tools.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.home import Home
from kg.library import open_library
from kg.likeness import profile
from kg.model import Modality
from kg.overlap import model as overlap_model
from kg.overlap.candidates import candidates
from kg.overlap.evidence import evidence
from kg.overlap.model import Model, OverlapKind, judged
from kg.overlap.overlaps import PAIRS_PER_NORM, ranked
from kg.overlap.pairs import Pair
from ontology.words import spellings
from qa.build import build
from qa.fitting import keep
from qa.gold import by_guideline
from qa.neighbours import neighbours

Array = npt.NDArray[np.float64]
KINDS = tuple(OverlapKind)
LISTED_PENALTY = 1.0
KINDS_PENALTY = 1.0
BALANCE = 0.5
"""How far the kinds are made to count alike: 0 as annotators used them, 1 each the same."""
SAME = 0.5
"""From this share of common words on, two texts are the same norm, as in the scorer."""
DIGITS = 3
FOR_KINDS = (
    "always", "meaning", "wording", "object", "act", "one_side", "split", "joint", "passed", "takes_over",
    "opposed", "loosened", "conditions", "excluded", "unless", "one_deadline", "both_deadlines",
    "deadlines_differ", "section", "chapter", "next", "near", "sets_apart", "goes_on",
)  # fmt: skip
NOT_LISTED = ("joint", "excluded")
"""Evidence of kinds that does not help to tell who would list a pair."""
VECTORS = ("own", "context")


@dataclass(frozen=True)
class Listed:
    """A pair as an annotator listed it."""

    a: str
    b: str
    kind: OverlapKind


@dataclass(frozen=True)
class Case:
    """A guideline with its pairs, their evidence, and which of them were listed.

    ``found`` are the pairs' places in ``listed``, by pair; ``times`` is how often the guideline counts.
    """

    name: str
    norms: int
    pairs: Sequence[Pair]
    evidence: Array
    listed: Sequence[Listed]
    found: Sequence[tuple[int, ...]]
    times: int

    @property
    def kinds(self) -> npt.NDArray[np.int64]:
        """For each pair 0 where nobody listed it, else one more than the place of its kind."""
        return np.array([1 + KINDS.index(self.listed[at[0]].kind) if at else 0 for at in self.found])

    @property
    def share(self) -> Array:
        """What each pair counts: a listed one, found in several pairs of norms, counts once."""
        counts = Counter(at for found in self.found for at in found)
        return np.array([self.times / counts[at[0]] if at else float(self.times) for at in self.found])


def read_listed(path: Path) -> list[Listed]:
    """Read listed pairs: with ``a_text`` and ``b_text``, or ids of clauses in ``clauses.jsonl`` beside it."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts: dict[str, str] = {}
    if any("a_text" not in record for record in records):
        lines = path.with_name("clauses.jsonl").read_text(encoding="utf-8").splitlines()
        texts = {str(clause["id"]): str(clause["text"]) for clause in map(json.loads, lines)}
    return [
        Listed(r.get("a_text") or texts[r["a"]], r.get("b_text") or texts[r["b"]], OverlapKind(r["kind"]))
        for r in records
    ]


def same(one: str, other: str) -> bool:
    """Whether two texts share so many words that they are one norm."""
    a, b = (Counter(spellings(text)) for text in (one, other))
    both = (a & b).total()
    return both >= SAME * (a.total() + b.total() - both) > 0


def case(guideline: Path, listed: Sequence[Listed], *, times: int, scratch: Path) -> Case:
    """Build a guideline and look at all its pairs.

    :raises AnsvarError: where it cannot be built.
    """
    home = Home(scratch / guideline.stem)
    done = build([guideline], home=home)
    library = open_library(done)
    norms = library.norms_of(done.versions)
    profiles = [profile(norm) for norm in norms if norm.modality is not Modality.INFO]
    pairs = candidates(profiles, neighbours(done, norms))
    alike = [
        {(norm.id, side) for norm in (p.norm for p in profiles) for side in (0, 1) if same(sides[side], norm.text)}
        for sides in ((each.a, each.b) for each in listed)
    ]

    def holds(pair: Pair, at: int) -> bool:
        a, b = (norm.id for norm in pair.norms)
        return {(a, 0), (b, 1)} <= alike[at] or {(a, 1), (b, 0)} <= alike[at]

    return Case(
        name=guideline.stem,
        norms=len(profiles),
        pairs=pairs,
        evidence=np.array([list(evidence(pair).values()) for pair in pairs]),
        listed=listed,
        found=[tuple(at for at in range(len(listed)) if holds(pair, at)) for pair in pairs],
        times=times,
    )


def softmax(evidence: Array, kinds: npt.NDArray[np.int64], share: Array, penalty: float, *, none: bool) -> Array:
    """Return the weights of a softmax regression, shape (pieces of evidence, kinds).

    :param kinds: the class of each row, from 0.
    :param none: whether class 0 is that of pairs that tell nothing, whose weights are 0.
    """
    from scipy.optimize import minimize

    rows, columns = evidence.shape
    held = np.full((columns, 1), penalty)
    held[0] = 0.01 * penalty

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(columns, len(KINDS))
        scores = evidence @ weights
        if none:
            scores = np.concatenate([np.zeros((rows, 1)), scores], axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        right = chance[np.arange(rows), kinds]
        value = -float(share @ np.log(right + 1e-12)) + 0.5 * float((held * weights**2).sum())
        chance[np.arange(rows), kinds] -= 1.0
        slope = evidence.T @ ((chance * share[:, None])[:, int(none) :]) + held * weights
        return value, slope.ravel()

    start = np.zeros(columns * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64).reshape(columns, len(KINDS))


@dataclass(frozen=True)
class Fitted:
    """The weights of both models, each of shape (pieces of evidence, kinds)."""

    listed: Array
    kinds: Array


def fitted(cases: Sequence[Case], names: Sequence[str], *, without: Sequence[str] = ()) -> Fitted:
    """Fit both models.

    :param without: evidence to leave out, with all that is made from it.
    """
    evidence = np.concatenate([case.evidence for case in cases])
    kinds = np.concatenate([case.kinds for case in cases])
    share = np.concatenate([case.share for case in cases])
    left_out = [name for name in names if name.partition("*")[0] in without]
    use = _mask(names, [name for name in names if name not in (*NOT_LISTED, *left_out)])
    listed = softmax(evidence * use, kinds, share, LISTED_PENALTY, none=True)
    pairs = kinds > 0
    count = np.array([share[kinds == 1 + at].sum() for at in range(len(KINDS))])
    even = (count.mean() / np.maximum(count, 1.0)) ** BALANCE
    use_kinds = _mask(names, FOR_KINDS)
    by_kind = softmax(
        evidence[pairs] * use_kinds, kinds[pairs] - 1, share[pairs] * even[kinds[pairs] - 1], KINDS_PENALTY, none=False
    )
    return Fitted(listed * use[:, None], by_kind * use_kinds[:, None])


def _mask(names: Sequence[str], kept: Iterable[str]) -> Array:
    wanted = set(kept)
    return np.array([float(name in wanted) for name in names])


def figures(case: Case, weights: Fitted, names: Sequence[str]) -> dict[str, float]:
    """Return the scorer's figures: of the listed pairs found, of those among twice their number, and of kinds."""
    by = _model(weights, names)
    place = {id(pair): at for at, pair in enumerate(case.pairs)}
    rows = (dict(zip(names, row, strict=True)) for row in case.evidence.tolist())
    found = ranked(judged(pair, by=by, found=row) for pair, row in zip(case.pairs, rows, strict=True))
    best: dict[int, tuple[int, bool]] = {}
    for rank, each in enumerate(found[: math.ceil(PAIRS_PER_NORM * case.norms)]):
        for at in case.found[place[id(each.pair)]]:
            best.setdefault(at, (rank, each.kind is case.listed[at].kind))
    early = sum(rank < 2 * len(case.listed) for rank, _ in best.values())
    return {
        "recall": round(len(best) / len(case.listed), DIGITS),
        "recall_at_2n": round(early / len(case.listed), DIGITS),
        "kind_right_when_found": round(sum(right for _, right in best.values()) / max(1, len(best)), DIGITS),
    }


def fit(paths: Sequence[Path]) -> dict[str, object]:
    """Fit on the listed pairs of some guidelines and return weights with their figures.

    :param paths: guidelines, each followed by its listed pairs (``.jsonl``).
    :raises AnsvarError: where a guideline cannot be built.
    """
    groups = by_guideline(paths)
    times = Counter(guideline for guideline, _ in groups)
    listed: dict[Path, list[Listed]] = {guideline: [] for guideline, _ in groups}
    for guideline, gold in groups:
        listed[guideline] += [each for path in gold for each in read_listed(path)]
    with tempfile.TemporaryDirectory() as folder:
        made = {g: case(g, pairs, times=times[g], scratch=Path(folder)) for g, pairs in listed.items()}
    cases = list(made.values())
    names = list(evidence(cases[0].pairs[0]))
    final = fitted(cases, names)
    return {
        "listed": _named(final.listed, names),
        "kinds": _named(final.kinds, names),
        "figures": {
            "pairs": {each.name: len(each.listed) for each in cases},
            "looked_at": {each.name: len(each.pairs) for each in cases},
            "reachable": {each.name: len({at for found in each.found for at in found}) for each in cases},
            "held_out": _held_out(cases, names),
            "held_out_without_vectors": _held_out(cases, names, without=VECTORS),
            "fitted": {each.name: figures(each, final, names) for each in cases},
        },
    }


def _held_out(
    cases: Sequence[Case], names: Sequence[str], *, without: Sequence[str] = ()
) -> dict[str, dict[str, float]]:
    """Return the figures of each guideline, by weights fitted on the others."""
    found = {}
    for each in cases:
        others = fitted([case for case in cases if case is not each], names, without=without)
        found[each.name] = figures(each, others, names)
    return found


def _model(weights: Fitted, names: Sequence[str]) -> Model:
    return Model(_named(weights.listed, names), _named(weights.kinds, names))


def _named(weights: Array, names: Sequence[str]) -> dict[OverlapKind, dict[str, float]]:
    """Return weights as they are kept, by kind and name; what weighs nothing is left out."""
    rounded: Any = np.round(weights, DIGITS).tolist()
    return {
        kind: {name: row[at] for name, row in zip(names, rounded, strict=True) if row[at]}
        for at, kind in enumerate(KINDS)
    }


def main() -> None:
    """Fit from the command line and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="guidelines, each followed by its listed pairs")
    keep(fit(parser.parse_args().paths), overlap_model.WEIGHTS)


if __name__ == "__main__":
    main()

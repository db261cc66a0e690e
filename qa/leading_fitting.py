"""Fits how much each signal says for a norm to lead, on questions that one of several norms of a clause answers.

Run as ``python -m qa.leading_fitting GUIDELINE.txt GOLD.jsonl [...] [GUIDELINE.txt GOLD.jsonl ...]``: each guideline is
built by itself, and the questions after it are asked of it. A conditional logit (McFadden 1974) over the norms of
the clause ranked first, with an L2 penalty. The figures are of weights fitted on the other guidelines alone. Needs
scipy, which comes with the development tools.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import BuildError
from ontology.concepts import concepts
from qa import fitting, leading, ranking
from qa.choice import Choice
from qa.signals import SIGNALS, signals

Array = npt.NDArray[np.float64]
PENALTY = 0.005
DIGITS = 3


@dataclass(frozen=True)
class Case:
    """The signals of the norms that may lead, which of them are right, and which of them was ranked first."""

    guideline: int
    signals: Array
    right: npt.NDArray[np.bool_]
    first: int

    def hit(self, by: Array) -> bool:
        """Return whether the norm that leads by some weights is right."""
        return bool(self.right[int(np.argmax(self.signals @ by))])


def cases(paths: Sequence[Path]) -> list[Case]:
    """Return the questions that some but not all of the norms answer that may lead, of guidelines with gold files.

    A norm answers where its words are the evidence and its bearers are among the roles, or all of them.

    :raises AnsvarError: where a guideline cannot be built or a gold file cannot be read.
    """
    found = []
    for number, asked in enumerate(fitting.looked_up(paths)):
        made = (_case(number, case) for case in asked if case.right.any())
        found += [case for case in made if case is not None]
    return found


def _case(number: int, case: fitting.Case) -> Case | None:
    """Return the choice that a question leaves, None where there is none, or all or nothing of it is right."""
    choice = Choice(case.question, ranking.ranked(case.found, ranking.weights().ranking))
    if leading.before(choice) is not None:
        return None
    answering = {c.hit.position for c, right in zip(case.found, case.right, strict=True) if right}
    bearers = ({concepts().reported(role) for role in c.norm.bearers} for c in choice.clause)
    fits = [set(case.gold.roles) <= named for named in bearers]
    right = np.array([c.hit.position in answering and fit for c, fit in zip(choice.clause, fits, strict=True)])
    if right.all() or not right.any():
        return None
    return Case(number, signals(choice), right, [c.norm is choice.best for c in choice.clause].index(True))


def fitted(data: Sequence[Case]) -> Array:
    """Return the weights that make the right norms likeliest; the penalty is on signals of the same spread."""
    from scipy.optimize import minimize

    rows = np.vstack([case.signals - case.signals[case.first] for case in data])
    spread = rows.std(axis=0) + 1e-9
    starts = np.cumsum([0, *(len(case.right) for case in data)])[:-1]
    right = np.concatenate([case.right for case in data])
    rows /= spread

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.exp(np.clip(rows @ weights, -50, 50))
        share = scores / np.repeat(np.add.reduceat(scores, starts), np.diff([*starts, len(rows)]))
        wanted = np.add.reduceat(share * right, starts)
        slope = rows.T @ (share - share * right / np.repeat(wanted, np.diff([*starts, len(rows)])))
        return (
            float(-np.log(wanted).mean() + PENALTY / 2 * weights @ weights),
            slope / len(data) + PENALTY * weights,
        )

    found = minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B").x
    return np.asarray(found / spread, dtype=np.float64)


def fit(paths: Sequence[Path]) -> dict[str, object]:
    """Fit on all questions of some gold files, and return the weights with their figures.

    :param paths: guidelines, each followed by its gold files (``.jsonl``).
    :raises AnsvarError: where a guideline cannot be built or a gold file cannot be read, or fewer than two guidelines
        have questions that leave a choice.
    """
    data = cases(paths)
    if len({case.guideline for case in data}) < 2:
        raise BuildError("Gi minst to retningslinjer med spørsmål som ett av flere ledd i et punkt svarer på.")
    held_out = 0
    for number in {case.guideline for case in data}:
        by = fitted([case for case in data if case.guideline != number])
        held_out += sum(case.hit(by) for case in data if case.guideline == number)
    return {
        "weights": dict(zip(SIGNALS, np.round(fitted(data), DIGITS).tolist(), strict=True)),
        "figures": {
            "questions": len(data),
            "guidelines": len({case.guideline for case in data}),
            "first": round(sum(bool(case.right[case.first]) for case in data) / len(data), DIGITS),
            "held_out": round(held_out / len(data), DIGITS),
        },
    }


def main() -> None:
    """Fit from the command line and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="guidelines, each followed by its gold files")
    fitting.keep(fit(parser.parse_args().paths), leading.WEIGHTS)


if __name__ == "__main__":
    main()

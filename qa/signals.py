"""What speaks for each norm of a clause to lead an answer: how it fits the question, and how it stands to the best one.

How much each of it says is fitted (``qa/leading_fitting.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kg.model import Norm
from ontology.cues import cues
from qa.carriers import is_carried
from qa.choice import Choice, acted_out, denies, named_units
from qa.deeds import kin
from qa.ranking import Candidate

FITS: Mapping[str, Callable[[Choice, Candidate], float]] = {
    "best": lambda choice, c: float(c.norm is choice.best),
    "score": lambda _, c: c.score,
    "context": lambda _, c: c.feature("context"),
    "match": lambda _, c: c.feature("match"),
    "kind": lambda _, c: c.feature("kind"),
    "own": lambda _, c: 20 * c.hit.cosine,
    "bearers": lambda _, c: float(is_carried(c.norm)),
    "later": lambda choice, c: float(c.norm.start > choice.best.start),
    "unless": lambda _, c: float(bool(c.norm.unless)),
    "named": lambda choice, c: float(len(named_units(choice.question, c.norm.text))),
    "denies": lambda choice, c: float(choice.denied and _holds_denied(c.norm)),
    "does": lambda choice, c: float(choice.does(c.norm)),
    "receives": lambda choice, c: float(not set(choice.question.parties.receiving).isdisjoint(c.norm.bearers)),
    "scene": lambda choice, c: float(any(kin(bearer, choice.scene_roles) for bearer in c.norm.bearers)),
    "actor": lambda choice, c: float(any(kin(bearer, choice.question.actors) for bearer in c.norm.bearers)),
}
"""How a norm fits the question and stands to the best one, by name."""

SIGNALS = (*FITS, "next")


def signals(choice: Choice) -> npt.NDArray[np.float64]:
    """Return what speaks for each norm of the best one's clause; shape (norms of ``choice.clause``, ``SIGNALS``)."""
    following = _next_rule(choice)
    return np.array([[*(fit(choice, c) for fit in FITS.values()), float(c.norm is following)] for c in choice.clause])


def _holds_denied(norm: Norm) -> bool:
    """Return whether a norm holds where something is not so: "skjer ikke det, ...", "ellers ..."."""
    return cues()["otherwise"].search(norm.text) is not None or any(denies(each.text) for each in norm.turns_on)


def _next_rule(choice: Choice) -> Norm | None:
    """Return a later duty of the clause that alone names what the question tells of the case, or its deed.

    "Fastlegen har hovedansvaret for lista til hjemmeboende. Sykehjemslegen har det for beboere på sykehjem.": what
    the first one names is given for the second, which says what is different.
    """
    question, best = choice.question, choice.best
    if question.receives:
        return None
    duties = [norm for norm in choice.duties if norm.start > best.start and choice.no_other_act(norm)]
    known = named_units(question, best.text) | acted_out(question, best)
    gains = [(len(named_units(question, _since(best, norm)) - known), norm) for norm in duties]
    most, norm = max(gains, key=lambda gain: gain[0], default=(0, best))
    return norm if most else None


def _since(first: Norm, later: Norm) -> str:
    """Return the words of a norm, with those of its conditions that stand between it and one before it."""
    return " ".join([later.text, *(c.text for c in later.turns_on if first.start <= c.start < later.start)])

"""The overlap analysis over growing corpora: time a norm, and pairs looked at a norm, for all documents at once.

Its own clock counts the processor's time: what else the machine does is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.generated import EMBEDDED, embedded, readings, vectors
from bench.tables import Row, Table
from bench.timing import folder, processor_seconds
from kg.likeness import profile
from kg.model import Modality, Norm
from kg.overlap.candidates import Neighbours, candidates
from kg.overlap.overlaps import overlaps
from qa.neighbours import near_each_other

TIMES = (1, 10)
AIM = 1.5
"""How much longer a norm may take in the largest corpus than in one ten times the guideline."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a corpus took: the norms that bind, the pairs looked at and listed, and the seconds of each stage."""

    norms: int
    looked_at: int
    listed: int
    near: float
    pairs: float

    @property
    def a_norm(self) -> float:
        """The seconds that a norm took."""
        return (self.near + self.pairs) / self.norms


def tables(times: Sequence[int] = TIMES, within: Path | None = None) -> list[Table]:
    """Measure, and return the table.

    :param times: how many times the guideline, ascending.
    :param within: a folder where the vectors of embedded texts are kept from one run to the next.
    """
    pool = embedded(min(max(times), EMBEDDED), kept=(within or folder()) / "embedded.npy")
    found = {number: measured(number, pool) for number in times}
    against = found.get(10, found[times[0]])
    rows = []
    for number, each in found.items():
        note = f"{each.norms} norms, {each.looked_at / each.norms:.0f} pairs looked at a norm, {each.listed} listed"
        note += f"; neighbours {each.near / (each.near + each.pairs):.0%} of the time"
        aim = AIM if each.norms > against.norms else None
        rows.append(Row(f"{number} ×: time a norm", f"that at {min(times, key=lambda n: abs(n - 10))} ×",
                        each.a_norm / against.a_norm, aim, note))  # fmt: skip
    return [Table("overlaps: all documents of a generated corpus at once, processor time", rows)]


def measured(number: int, pool: np.ndarray) -> Measured:
    """Look for overlaps in a corpus some number of times the guideline."""
    norms: list[Norm] = []
    rows: list[np.ndarray] = []
    for (_, _, read), both in zip(readings(number), vectors(number, pool=pool), strict=True):
        binding = [at for at, norm in enumerate(read) if norm.modality is not Modality.INFO]
        norms += [read[at] for at in binding]
        rows.append(both[:, binding])
    own, context = np.concatenate(rows, axis=1)
    near: list[Neighbours] = []
    took_near = processor_seconds(lambda: near.extend(near_each_other(norms, own, context)))
    listed: list[object] = []
    took = processor_seconds(lambda: listed.extend(overlaps(norms, neighbours=near)))
    looked_at = len(candidates([profile(norm) for norm in norms], near))
    return Measured(len(norms), looked_at, len(listed), took_near, took)

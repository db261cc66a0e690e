"""Checks a graph against the shapes in ``ontology/shapes.ttl`` (SHACL core, no inference)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rdflib import BNode, Graph
from rdflib.namespace import SH

from ontology import ROOT

MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong: on what, and what, as a Norwegian sentence."""

    focus: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation."""

    violations: Sequence[Violation]
    triples: int

    @property
    def conforms(self) -> bool:
        """True where nothing is wrong."""
        return not self.violations

    def summary(self) -> str:
        """Return the report in one line."""
        if self.conforms:
            return f"Grafen er gyldig: {self.triples} tripler, ingen brudd."
        first = self.violations[0]
        return f"{len(self.violations)} brudd i {self.triples} tripler; det første: {first.focus}: {first.message}"

    def text(self) -> str:
        """Return the report for a reader."""
        if self.conforms:
            return self.summary()
        lines = [f"{len(self.violations)} brudd i {self.triples} tripler:"]
        lines += [f"- {v.focus}: {v.message}" for v in self.violations[:MOST_LISTED]]
        return "\n".join(lines)


@cache
def _shapes() -> Graph:
    return Graph().parse(ROOT / "shapes.ttl")


def validate(graph: Graph) -> Report:
    """Check a graph and return what is wrong with it."""
    from pyshacl import validate as check

    _, results, _ = check(graph, shacl_graph=_shapes(), inference="none", advanced=False, inplace=True)
    found = [
        Violation(str(node), "Grafen skal ikke ha blanke noder.")
        for node in graph.all_nodes()
        if isinstance(node, BNode)
    ]
    if not isinstance(results, Graph):
        raise TypeError(f"pyshacl gave no report: {results!r}")
    for result in results.subjects(SH.resultMessage):
        focus = results.value(result, SH.focusNode)
        found.append(Violation(str(focus), str(results.value(result, SH.resultMessage))))
    return Report(sorted(found, key=lambda v: (v.focus, v.message)), len(graph))

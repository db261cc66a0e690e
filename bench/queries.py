"""The named queries as the program calls them, for one document at a time, on the store on disk and on rdflib's own.

What a corpus as a whole is asked (how many norms each role has, in all) is measured for all of it at the smallest
size only: nobody can list a million norms in a moment. The clock counts the processor's time of this process: what
else the machine does is not in it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.generated import base, reading, readings
from bench.quads import load, stream
from bench.tables import Row, Table
from bench.timing import folder
from kg.iris import clause_iri, concept_iri, document_iri, norm_iri
from kg.model import Norm
from kg.store import Store, query_text, with_values

if TYPE_CHECKING:
    from rdflib import Dataset

TIMES = (1, 10)
ROUNDS = 3
SMALL_AIM, LARGE_AIM = 0.05, 1.0
LARGEST_IN_RDFLIB = 10
LARGEST_LISTED = 100
PATIENCE = 20
"""Seconds after which a query on rdflib's own store is given up."""
HITS = 10
"""How many norms an answer resolves at once."""
WHOLE = ("bearers", "documents", "editions", "entities_by_graph", "entities_in_all", "norms_by_artifact",
         "tied_concepts", "triples_by_graph", "triples_in_all")  # fmt: skip
"""Those that by their nature are about all documents."""

Values = Mapping[str, Sequence[str]]


def values(number: int) -> dict[str, Values]:
    """Return what the program gives each named query, about the document with a number."""
    document, clauses, norms = reading(number)
    iri = document_iri(document.id, document.version)
    all_norms, hits = _iris(norms), _iris(norms[20 : 20 + HITS])
    clause = clause_iri(document.id, document.version, next(c.id for c in clauses[40:] if c.parent))
    role = [concept_iri(next(role for norm in norms for role in norm.bearers))]
    artifacts = [concept_iri(artifact) for artifact in dict.fromkeys(a for norm in norms for a in norm.artifacts)]
    one: dict[str, Values] = {
        "artifacts_acted_upon": {"artifact": artifacts},
        "clause": {"clause": [clause]},
        "description": {"about": [clause]},
        "norm_ties": {"norm": all_norms},
        "norms_around": {"node": role, "document": [iri]},
        "norms_by_id": {"norm": _iris(norms[20:60])},
        "norms_of_clause": {"clause": [clause_iri(document.id, document.version, norm.clause) for norm in norms[:20]]},
        "norms_of_roles": {"role": role, "document": [iri]},
        "quiz_near_roles": {"role": role},
        "resolve": {"norm": hits},
    }
    listing = ("artifacts_without_receiver", "clauses_of_document", "norms_of_document", "norms_without_bearer",
               "provisional_concepts", "quiz_rivals", "role_artifact_matrix", "situations_and_bearers")  # fmt: skip
    return {**one, **{name: {"document": [iri]} for name in listing}, **{name: {} for name in WHOLE}}


def _iris(norms: Sequence[Norm]) -> list[str]:
    return [norm_iri(norm) for norm in norms]


def tables(times: Sequence[int] = TIMES, within: Path | None = None) -> list[Table]:
    """Measure, and return a table for each size.

    :param times: how many times the guideline.
    :param within: a folder with the stores, ``store-<times>`` each, which are made where they are not there; one
        that goes afterwards where None.
    """
    return [_table(number, within or folder()) for number in times]


def _table(number: int, beside: Path) -> Table:
    where = beside / f"store-{number}"
    if not where.is_dir():
        load(where, readings(number))
    store, memory = Store(where, read_only=True), _in_rdflib(number)
    size = number * len(base()[2])
    aim, against = (SMALL_AIM, "50 ms") if number == 1 else (LARGE_AIM, "one second")
    asked = [values(at) for at in sorted({0, number // 2, number - 1})]
    rows = []
    for name in sorted(asked[0]):
        if name in WHOLE and number > LARGEST_LISTED:
            continue
        found, took = _taken(store, name, [each[name] for each in asked])
        note = f"{found} rows" + (" (all documents)" if name in WHOLE else "")
        if memory is not None:
            note += f"; {_against(memory, name, asked[0][name], took)}"
        rows.append(Row(name, against, took / aim, 1.0, note))
    return Table(f"queries: {number} ×, {size} norms, for one document; the store on disk, processor time", rows)


def _taken(store: Store, name: str, asked: Sequence[Values]) -> tuple[int, float]:
    """Return how many rows a query gives, and the median of the seconds it takes, once it has been asked."""
    taken = []
    for given in asked:
        for round_ in range(ROUNDS):
            started = time.process_time()
            rows = store.select(name, **given)
            if round_:
                taken.append(time.process_time() - started)
    return len(rows), median(taken)


def _in_rdflib(number: int) -> Dataset | None:
    """Return the corpus in rdflib's own memory, None where it is too large for that."""
    from rdflib import Dataset

    if number > LARGEST_IN_RDFLIB:
        return None
    data = Dataset(default_union=True)
    data.parse(data=b"".join(stream(readings(number))), format="nquads")
    return data


def _against(memory: Dataset, name: str, given: Values, took: float) -> str:
    text = with_values(query_text(name), **given)
    started = time.process_time()
    try:
        with _limit(PATIENCE):
            list(memory.query(text))
    except TimeoutError:
        return f"rdflib's own store gave up after {PATIENCE} s"
    return f"rdflib's own store {(time.process_time() - started) / took:.1f} ×"


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Break off what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

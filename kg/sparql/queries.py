"""SPARQL for users: read only, over the build in use, ended at a time limit, cut at a row limit.

Queries run in processes of their own (``kg/sparql/worker.py``), kept warm: a query cannot be stopped in
the middle, but a process can.
"""

from __future__ import annotations

import queue
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import BuildError, Fault, SparqlError
from kg.home import Build, Home
from kg.processes import Process, ProcessEndedError, Reply
from kg.serving import serving
from kg.sparql.check import QueryKind
from kg.sparql.forms import Form

ROWS = 10_000
SECONDS = 10.0
MEGABYTES = 1_000
OPENING_SECONDS = 120.0
DEFAULT_FORMS = (Form.JSON, Form.TURTLE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: rows or triples of its answer, seconds, and megabytes on top of the graph."""

    rows: int = ROWS
    seconds: float = SECONDS
    megabytes: int = MEGABYTES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query gave: ``body`` in ``form``; ``cut`` is true where there was more than ``rows``."""

    kind: QueryKind
    form: Form
    body: bytes
    rows: int
    cut: bool
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    def summary(self) -> str:
        """Return in one Norwegian sentence how much there is, whether it is all, and how long it took."""
        noun = "trippel" if self.kind.gives_graph else "rad"
        plural = "tripler" if self.kind.gives_graph else "rader"
        count = "Svar" if self.kind is QueryKind.ASK else f"{self.rows} {noun if self.rows == 1 else plural}"
        more = ", kuttet ved grensen; det finnes flere" if self.cut else ""
        return f"{count} på {1000 * self.seconds:.0f} ms{more}."


class Sparql:
    """Runs queries; share one among threads, and close it at the end.

    :param workers: how many queries can run at a time; one that runs to its limit keeps no other waiting
        as long as there is another worker.
    """

    def __init__(self, home: Home | None = None, *, limits: Limits | None = None, workers: int = 2) -> None:
        self.limits = limits or Limits()
        self._home = home or Home()
        self._served: tuple[tuple[str, int, int], Build] | None = None
        self._all = [_Worker(self.limits.megabytes) for _ in range(workers)]
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in reversed(self._all):
            self._free.put(worker)

    def run(
        self,
        query: str,
        *,
        forms: Sequence[Form] = DEFAULT_FORMS,
        rows: int | None = None,
        seconds: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        on: date | None = None,
    ) -> Outcome:
        """Run a query over the union of the graphs in force of the current build, or over the graphs named.

        :param on: the date on which the editions are in force; today where None.
        :param forms: the forms that will do, best first; the first that fits the kind of query is used.
        :param rows: the most rows or triples; ``seconds`` the longest time; the limits of this object where None.
        :param default_graphs: IRIs of graphs, which win over FROM in the query; ``named_graphs`` over FROM NAMED.
        :raises SparqlError: where the query is refused or wrong, or was ended at a limit.
        :raises BuildError: where nothing usable is built.
        """
        served = self.served()
        limit = self.limits.seconds if seconds is None else seconds
        request = {
            "query": query,
            "forms": [form.value for form in forms],
            "rows": self.limits.rows if rows is None else rows,
            "seconds": limit,
            "default": list(default_graphs),
            "named": list(named_graphs),
        }
        with self._worker(limit) as worker:
            worker.open(served.folder, on or date.today())
            started = time.perf_counter()
            head, body = worker.ask(
                request, limit, f"Spørringen ble stoppet etter {limit:g} sekunder. Gjør den enklere."
            )
        return Outcome(
            QueryKind(str(head["kind"])),
            Form(str(head["form"])),
            body,
            int(str(head["rows"])),
            bool(head["cut"]),
            time.perf_counter() - started,
        )

    def served(self) -> Build:
        """Return the build that is queried, looked at anew where another one has been put to use.

        :raises BuildError: where nothing usable is built.
        """
        stamp = self._home.stamp()
        if (known := self._served) is not None and known[0] == stamp:
            return known[1]
        found = serving(self._home)
        self._served = stamp, found
        return found

    @contextmanager
    def _worker(self, seconds: float) -> Iterator[_Worker]:
        """Give a worker that nobody else uses.

        :raises SparqlError: where none comes free in time.
        """
        try:
            worker = self._free.get(timeout=seconds)
        except queue.Empty:
            raise SparqlError("Andre spørringer er i gang. Prøv igjen om litt.", Fault.BUSY) from None
        try:
            yield worker
        finally:
            self._free.put(worker)

    def warm(self) -> None:
        """Start the processes, so that the first queries need not wait for them."""
        for worker in self._all:
            worker.start()

    def close(self) -> None:
        """End the processes; one that is needed again starts anew."""
        for worker in self._all:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, started when it is first needed."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self._process = Process("kg.sparql.worker")
        self._opened: tuple[Path, date] | None = None

    def open(self, folder: Path, on: date) -> None:
        """Let the process open a build as it is on a date, where it has another one open, another date, or none.

        :raises BuildError: where the build cannot be used.
        """
        if self._opened == (folder, on) and self._process.runs:
            return
        self._opened = None
        request = {"open": str(folder), "on": on.isoformat(), "megabytes": self._megabytes}
        self.ask(request, OPENING_SECONDS, "Grafen lot seg ikke åpne i tide. Prøv igjen.")
        self._opened = folder, on

    def ask(self, request: Mapping[str, object], seconds: float, too_late: str) -> Reply:
        """Send a request and return the reply; the process is ended where it takes too long.

        :raises SparqlError: with what the process says, or ``too_late``.
        :raises BuildError: where the build cannot be used.
        """
        try:
            head, body = self._process.ask(request, seconds=seconds)
        except ProcessEndedError as error:
            self.end()
            self.start()
            if error.over:
                raise SparqlError(too_late, Fault.TIME) from None
            # Oxigraph ends its process where it gets no more memory, as the system does.
            raise _out_of_memory() from None
        if "error" in head:
            raise _said(head)
        return head, body

    def start(self) -> subprocess.Popen[bytes]:
        """Return the process, started where it does not run."""
        return self._process.start()

    def end(self) -> None:
        """End the process, at once."""
        self._opened = None
        self._process.end()


def _out_of_memory() -> SparqlError:
    return SparqlError("Spørringen trengte mer minne enn den får. Gjør den enklere.", Fault.MEMORY)


def _said(head: Mapping[str, object]) -> SparqlError | BuildError:
    """Return the error that a process tells of."""
    if head.get("build"):
        return BuildError(str(head["error"]))
    fault = Fault(str(head["fault"]))
    if fault is Fault.MEMORY:
        return _out_of_memory()
    line, column = (int(str(at)) if (at := head[name]) is not None else None for name in ("line", "column"))
    return SparqlError(str(head["error"]), fault, line=line, column=column)

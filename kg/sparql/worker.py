"""The process that runs users' queries: one at a time, within limits, so that it can be ended from outside.

It reads one JSON object a line from standard input and writes, for each, one JSON object on a line and
the bytes that it announces. Oxigraph cannot be stopped in the middle of a query, and a query that is
nearly one may keep a parser busy: both happen here.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from kg.confinement import confine, confine_memory, end_after, next_file
from kg.errors import AnsvarError, Fault, SparqlError
from kg.graphs import Graphs
from kg.home import open_build
from kg.library import open_store
from kg.sparql.check import checked
from kg.sparql.forms import Form, fitting, written
from kg.store import Store

LARGEST_ANSWER = 64_000_000
"""Bytes."""
AFTER_LIMIT = 2.0
"""Seconds after which a worker ends itself, should the process that would have ended it be gone."""
POLITENESS = 5

Request = Mapping[str, object]
Reply = tuple[dict[str, object], bytes]


def main() -> None:
    """Serve until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    _warm()
    serve(sys.stdin.buffer, out)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests one by one."""
    store: Graphs | None = None
    for line in requests:
        request: Request = json.loads(line)
        head: dict[str, object]
        body = b""
        try:
            if "open" in request:
                store = None
                day = date.fromisoformat(str(request["on"]))
                store = _opened(Path(str(request["open"])), day, cast("int", request["megabytes"]))
                head = {"opened": True}
            elif store is not None:
                head, body = _run(store, request)
            else:
                raise SparqlError("Det er ingen graf å spørre. Kjør «ansvar build» først.", Fault.GRAPH)
        except SparqlError as error:
            head = {"error": str(error), "fault": error.fault.value, "line": error.line, "column": error.column}
        except AnsvarError as error:
            head = {"error": str(error), "build": True}
        except MemoryError:
            head = {"error": "", "fault": Fault.MEMORY.value}
        except Exception as error:
            # One query that fails in a way nobody thought of ends neither the process nor the others' wait.
            head = {"error": str(_failed(error)), "fault": Fault.SYNTAX.value, "line": None, "column": None}
        replies.write(json.dumps(head | {"length": len(body)}).encode() + b"\n" + body)
        replies.flush()


def _run(store: Graphs, request: Request) -> Reply:
    end_after(cast("float", request["seconds"]) + AFTER_LIMIT)
    try:
        query = checked(str(request["query"]))
        form = fitting([Form(each) for each in cast("list[str]", request["forms"])], graph=query.kind.gives_graph)
        default, named = cast("list[str]", request["default"]), cast("list[str]", request["named"])
        if not default and not named:
            default, named = list(query.default), list(query.named)
        _check_graphs(store, [*default, *named])
        found = store.results(query.text, default=default, named=named)
        body, rows, cut = written(found, form, cast("int", request["rows"]))
    finally:
        end_after(0)
    if len(body) > LARGEST_ANSWER:
        raise SparqlError("Svaret er for stort. Spør etter mindre, eller bruk LIMIT.", Fault.SIZE)
    return {"kind": query.kind.value, "form": form.value, "rows": rows, "cut": cut}, body


def _failed(error: Exception) -> SparqlError:
    if "variable that is unbound" in str(error):
        return SparqlError(
            "SELECT har en variabel som verken står i GROUP BY eller regnes ut. Ta den med i GROUP BY.", Fault.SYNTAX
        )
    return SparqlError("Spørringen kan ikke kjøres slik den står. Skriv den på en annen måte.", Fault.SYNTAX)


def _check_graphs(store: Graphs, names: list[str]) -> None:
    known = store.graphs()
    for name in names:
        if name not in known:
            raise SparqlError(f"Grafen <{name}> finnes ikke. Grafene her er: {', '.join(known)}.", Fault.GRAPH)


def _opened(folder: Path, on: date, megabytes: int) -> Graphs:
    """Open the graph of a build as it is on a date, and keep the process to its memory and its files from then on."""
    confine("RLIMIT_NOFILE", None)
    confine("RLIMIT_AS", None)
    store = open_store(open_build(folder, on=on))
    confine_memory(megabytes)
    if store.in_memory:
        # No file can be opened from here on, and so no connection: a call to another service that the check
        # should have missed fails. A store on disk opens its files when it needs them, one elsewhere its connections.
        confine("RLIMIT_NOFILE", next_file())
    return store


def _warm() -> None:
    """Load all that a query needs, also one that fails, before the first comes."""
    for query in ("SELECT * FROM <x:y> { }", "CONSTRUCT { } WHERE { }", "INSERT DATA { }", "ASK {", "ASK {" + 99 * "{"):
        with suppress(SparqlError):
            written(Store().results(checked(query).text), Form.CSV if "SELECT" in query else Form.TURTLE, 1)


if __name__ == "__main__":
    main()

"""Asking the graph itself: ``ansvar sparql`` and ``serve``."""

from __future__ import annotations

import argparse
import sys

from arguments import Parser, count, seconds, with_date
from commands.opened import warned
from kg.errors import SparqlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add

TABLE = "table"
RESULTS = (TABLE, "json", "csv", "tsv", "xml", "turtle")
LOOPBACK = "127.0.0.1"
PORT = 8502
ROWS = 10_000
SECONDS = 10


def add_sparql(command: Add) -> None:
    """Add ``ansvar sparql``."""
    made = command(
        sparql,
        "Spør grafen med SPARQL.",
        "ansvar sparql documents",
        "Grafen kan bare leses. --list viser de navngitte spørringene.",
    )
    _add_query(made)


def add_serve(command: Add) -> None:
    """Add ``ansvar serve``."""
    made = command(
        serve,
        "Åpne et SPARQL-endepunkt og et JSON-API.",
        "ansvar serve --port 8502",
        "Bare denne maskinen når det, om ikke --host sier noe annet.",
    )
    made.options.add_argument(
        "--host", metavar="ADRESSE", default=LOOPBACK, help=f"Adressen det lyttes på ({LOOPBACK})."
    )
    made.options.add_argument("--port", metavar="N", type=count, default=PORT, help=f"Porten ({PORT}).")
    _with_limits(made)


def sparql(options: argparse.Namespace) -> None:
    """Print what a query gives, or the named queries.

    :raises SparqlError: where there is none.
    """
    from kg.sparql.forms import Form
    from kg.sparql.named import named_queries, query_of
    from kg.sparql.queries import DEFAULT_FORMS, Limits, Sparql

    if options.list:
        for query in named_queries():
            sys.stdout.write(f"{query.name:<24} {query.norwegian}\n")
        return
    if options.query is None and sys.stdin.isatty():
        raise SparqlError("Oppgi en fil eller en navngitt spørring, for eksempel: ansvar sparql documents")
    text = query_of(options.query or "-", sys.stdin.buffer)
    forms = DEFAULT_FORMS if options.format == TABLE else (Form(options.format),)
    with Sparql(limits=Limits(rows=options.limit, seconds=options.timeout), workers=1) as runner:
        warned(runner.served())
        outcome = runner.run(text, forms=forms, on=options.as_of)
    if options.format == TABLE and not outcome.kind.gives_graph:
        from kg.sparql.table import text_table

        sys.stdout.write(text_table(outcome))
    else:
        sys.stdout.write(outcome.text.rstrip("\r\n") + "\n")
    sys.stderr.write(outcome.summary() + "\n")


def _add_query(made: Parser) -> None:
    """Add the arguments of ``ansvar sparql``."""
    made.arguments.add_argument(
        "query",
        metavar="SPØRRING",
        nargs="?",
        help="En fil, navnet på en spørring, eller - for standard inn (som uten).",
    )
    made.options.add_argument("--list", action="store_true", help="Vis de navngitte spørringene og hva de svarer på.")
    made.options.add_argument("--format", choices=RESULTS, default=TABLE, help=f"Formen på svaret ({TABLE}).")
    with_date(made)
    _with_limits(made)


def serve(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    from kg.sparql.queries import Limits
    from server.running import serve as run_server

    run_server(options.host, options.port, limits=Limits(rows=options.limit, seconds=options.timeout))


def _with_limits(made: Parser) -> None:
    made.options.add_argument(
        "--limit", metavar="N", type=count, default=ROWS, help=f"Største antall rader i et svar ({ROWS})."
    )
    made.options.add_argument(
        "--timeout",
        metavar="N",
        type=seconds,
        default=SECONDS,
        help=f"Sekunder en spørring får, før den stoppes ({SECONDS}).",
    )

"""The command ``ansvar``: its parser, and how it ends.

Built on argparse: typer alone takes longer to import than ``ansvar --help`` may take
(measured: 53 ms over a bare Python, argparse 4 ms), and its usage errors are in English.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from arguments import Parser
from arguments import command as add_command
from commands import asking, building, collecting, differing, learning, listing, querying, reviewing
from kg.errors import AnsvarError

COMMANDS = (
    building.add_build,
    collecting.add_add,
    collecting.add_list,
    collecting.add_remove,
    asking.add_ask,
    listing.add_norms,
    listing.add_overlaps,
    differing.add_diff,
    differing.add_compare,
    learning.add_role,
    learning.add_quiz,
    reviewing.add_review,
    asking.add_eval,
    building.add_export,
    querying.add_sparql,
    querying.add_serve,
    building.add_validate,
    building.add_info,
)
"""The commands in the order in which the help lists them."""


def parser() -> Parser:
    """Return the parser of the command line."""
    top = Parser(
        prog="ansvar",
        description="Hvem har ansvar for hva? Svar fra kliniske samhandlingsretningslinjer, "
        "med punktet som beviser det.",
        epilog='Eksempel:\n  ansvar build\n  ansvar ask "Hvem skriver sykmelding etter operasjon?"\n\n'
        "Hjelp til én kommando: ansvar KOMMANDO --help",
    )
    commands = top.add_subparsers(title="Kommandoer", metavar="KOMMANDO", dest="command", parser_class=Parser)
    for add in COMMANDS:
        add(partial(add_command, commands, prefix="ansvar"))
    return top


def _run(words: list[str]) -> None:
    options = parser().parse_args(words)
    if options.command is None:
        parser().print_help()
        return
    if getattr(options, "verbose", False):
        import logging

        handler = logging.StreamHandler()
        handler.setLevel(logging.INFO)
        logging.basicConfig(level=logging.INFO, handlers=[handler])
    options.run(options)
    sys.stdout.flush()


def main() -> None:
    """Run the command line; what a user can put right is one line and exit status 2."""
    # What cannot be written (half a character in an argument that is not UTF-8) is shown by its number.
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        _run(sys.argv[1:])
    except AnsvarError as error:
        if {"-v", "--verbose"} & set(sys.argv):
            raise
        sys.stderr.write(f"Feil: {error}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader (head, less) has had enough: no more is written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()

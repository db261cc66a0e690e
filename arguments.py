"""The argument parser of the command line: argparse, in Norwegian, and quick to load."""

from __future__ import annotations

import argparse
import os
import re

from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import NoReturn, Protocol

    class Add(Protocol):
        """``command`` with its first and last argument given."""

        def __call__(
            self, run: Callable[[argparse.Namespace], None], short: str, example: str, more: str = ""
        ) -> Parser:
            """Add a command."""


LONGEST = 86_400
_FAULTS = (
    (r"unrecognized arguments: (.*)", "Ukjent valg: {0}."),
    (r"argument (?:\S+: )?invalid choice: '(.*?)' \(choose from (.*)\)", "«{0}» finnes ikke. Velg en av: {1}."),
    (r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)", "{0} kan ikke være «{1}». Velg en av: {2}."),
    (
        r"argument (\S+): invalid seconds value: '(.*?)'",
        f"{{0}} kan ikke være «{{1}}». Oppgi sekunder, fra 1 til {LONGEST}.",
    ),
    (r"argument (\S+): invalid day value: '(.*?)'", "{0} kan ikke være «{1}». Oppgi en dato som 2024-05-01."),
    (r"argument (\S+): invalid \S+ value: '(.*?)'", "{0} kan ikke være «{1}». Oppgi et helt tall fra 0 og opp."),
    (r"argument (\S+): expected .*", "{0} mangler en verdi."),
    (r"the following arguments are required: (.*)", "Det mangler noe: {0}."),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """A formatter that asks the terminal itself: argparse's way loads shutil, a third of the help's time."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=max(columns - 2, 40))


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Norwegian and raises what it has to say."""

    def __init__(self, *, prog: str, description: str, epilog: str = "", add_help: bool = False) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Formatter,
        )
        self.arguments = self.add_argument_group("Argumenter")
        self.options = self.add_argument_group("Valg")
        self.options.add_argument("-h", "--help", action="help", help="Vis denne hjelpen.")
        self.options.add_argument(
            "-v",
            "--verbose",
            action="store_true",
            default=argparse.SUPPRESS,
            help="Vis hva som skjer, og hele feilen ved feil.",
        )

    def format_help(self) -> str:
        """Return the help, its fixed words in Norwegian."""
        return super().format_help().replace("usage:", "Bruk:", 1)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the command line.

        :raises AnsvarError: always.
        """
        for pattern, text in _FAULTS:
            if found := re.fullmatch(pattern, message):
                message = text.format(*(group.replace("'", "") for group in found.groups()))
                break
        raise AnsvarError(f"{message} Se «{self.prog} --help».")


def command(
    among: argparse._SubParsersAction[Parser],
    run: Callable[[argparse.Namespace], None],
    short: str,
    example: str,
    more: str = "",
    *,
    prefix: str,
) -> Parser:
    """Add a command, named as the last word of its function."""
    name = run.__name__.rpartition("_")[2]
    made = among.add_parser(
        name,
        prog=f"{prefix} {name}",
        help=short,
        description=f"{short} {more}".strip(),
        epilog=f"Eksempel:\n  {example}",
    )
    made.set_defaults(run=run, parser=made)
    return made


def with_lines(made: Parser) -> None:
    """Add ``--jsonl``, ``--document`` and ``--as-of``."""
    made.options.add_argument("--jsonl", action="store_true", help="JSON Lines, ett objekt per linje.")
    with_documents(made)
    with_date(made)


def with_documents(made: Parser) -> None:
    """Add ``--document``."""
    made.options.add_argument(
        "--document", metavar="ID", action="append", default=[], help="Bare dette dokumentet (kan gjentas)."
    )


def with_date(made: Parser) -> None:
    """Add ``--as-of``."""
    made.options.add_argument(
        "--as-of", metavar="DATO", type=day, help="Utgavene som gjaldt denne datoen, f.eks. 2024-05-01; uten: i dag."
    )


def day(text: str) -> date:
    """Read a date.

    :raises ValueError: where it is none.
    """
    # Only where the option is given: datetime costs the help a millisecond.
    from datetime import date

    return date.fromisoformat(text)


def seconds(text: str) -> int:
    """Read a number of seconds, from one to a day.

    :raises ValueError: where it is none of these.
    """
    if not 1 <= (number := int(text)) <= LONGEST:
        raise ValueError
    return number


def count(text: str) -> int:
    """Read a whole number.

    :raises ValueError: where it is none, or below zero.
    """
    if (number := int(text)) < 0:
        raise ValueError
    return number

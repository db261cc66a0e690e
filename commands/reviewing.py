"""Putting right what was read wrongly: ``ansvar review``."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from arguments import Parser, with_documents
from arguments import command as add_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add
    from qa.curation import Outcome


def add_review(command: Add) -> None:
    """Add ``ansvar review``."""
    made = command(
        review,
        "Rett det som er lest feil, og se hva som er rettet.",
        "ansvar review list",
        "En rettelse vinner over det som er lest, og står seg når det bygges på nytt.",
    )
    _add_reviews(made)


def _add_reviews(made: Parser) -> None:
    """Add the commands below ``ansvar review``."""
    below = made.add_subparsers(title="Kommandoer", metavar="KOMMANDO", dest="act", parser_class=Parser)
    command = partial(add_command, below, prefix="ansvar review")
    made = command(
        review_export,
        "Skriv normene til et regneark som kan fylles ut.",
        "ansvar review export normer.xlsx",
    )
    made.arguments.add_argument("file", metavar="FIL", help="Regnearket, .xlsx eller .csv.")
    with_documents(made)
    made = command(
        review_import,
        "Ta inn et utfylt regneark: rader som er endret, blir rettelser.",
        'ansvar review import normer.xlsx --reviewer "Kari Nordmann"',
        "Er det noe galt med en rad, tas ingenting inn.",
    )
    made.arguments.add_argument("file", metavar="FIL", help="Regnearket, .xlsx eller .csv.")
    made.options.add_argument("--reviewer", metavar="NAVN", default="", help="Hvem, der raden ikke sier det.")
    command(review_list, "Vis hva som er gjennomgått, av hvem, og hva som ikke er plassert.", "ansvar review list")
    made = command(
        review_withdraw,
        "Trekk en rettelse tilbake; normen blir som den ble lest.",
        'ansvar review withdraw 1f0c --reviewer "Kari Nordmann"',
    )
    made.arguments.add_argument("id", metavar="ID", help="Rettelsens id, eller begynnelsen av den.")
    made.options.add_argument("--reviewer", metavar="NAVN", required=True, help="Hvem som trekker tilbake.")
    made.options.add_argument("--reason", metavar="HVORFOR", default="", help="Hvorfor.")


def review(options: argparse.Namespace) -> None:
    """Say what can be done with reviews; the commands below it do it."""
    options.parser.print_help()


def review_export(options: argparse.Namespace) -> None:
    """Write the norms to a spreadsheet."""
    from pathlib import Path

    from qa.curation import export_table

    count = export_table(Path(options.file), options.document)
    sys.stderr.write(f"Skrev {count} normer og opplysninger til {options.file}.\n")


def review_import(options: argparse.Namespace) -> None:
    """Take in a spreadsheet."""
    from pathlib import Path

    from qa.curation import import_table

    _report(import_table(Path(options.file), reviewer=options.reviewer))


def review_list(options: argparse.Namespace) -> None:
    """Print what has been reviewed, and what was not placed."""
    from qa.curation import listing

    found = listing()
    if found.broken:
        sys.stderr.write(f"Filen med rettelser har {found.broken} ufullstendige poster, som er hoppet over.\n")
    for each in found.reviews:
        sys.stdout.write(each.text() + "\n")
    astray = sum(bool(each.unplaced) for each in found.reviews)
    sys.stderr.write(f"{corrections(len(found.reviews), 'gjeldende ')}, {astray} ikke plassert.\n")


def review_withdraw(options: argparse.Namespace) -> None:
    """Take back a review."""
    from qa.curation import withdraw

    _report(withdraw(options.id, reviewer=options.reviewer, reason=options.reason))


def corrections(count: int, kind: str = "") -> str:
    """Return a number of corrections in words.

    >>> corrections(1), corrections(2, "nye ")
    ('1 rettelse', '2 nye rettelser')
    """
    return f"{count} {kind}rettelse{'' if count == 1 else 'r'}"


def _report(outcome: Outcome) -> None:
    said = (
        f"{corrections(len(outcome.reviews))} lagret."
        if outcome.reviews
        else "Ingen rader var endret; ingenting lagret."
    )
    later = f" Ikke i bruk ennå: {outcome.waiting}" if outcome.waiting else ""
    sys.stderr.write(f"{said}{later}\n")

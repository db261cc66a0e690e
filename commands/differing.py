"""What is different: ``ansvar diff`` between editions of a document, ``ansvar compare`` between guidelines."""

from __future__ import annotations

import argparse
import sys

from arguments import with_date
from commands.records import print_line
from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add, Parser
    from kg.difference.differences import Differences

FORMATS = ("text", "html", "xlsx", "ttl")


def add_diff(command: Add) -> None:
    """Add ``ansvar diff``."""
    made = command(
        diff,
        "Vis hva som er endret fra én utgave av en retningslinje til en annen: hvem som skal gjøre hva.",
        "ansvar diff agder-2024@2024 min-nye-utgave.txt --role fastlege",
        "En utgave er ID (den som er i kraft) eller ID@UTGAVE i det som er bygget, eller en fil som ikke er bygget.",
    )
    _with_two(made, ".txt (tekst), .html (til utskrift), .xlsx (regneark) eller .ttl (RDF)")
    made.options.add_argument("--role", metavar="ROLLE", help="Bare det som er nytt for denne rollen.")
    made.options.add_argument(
        "--format", choices=FORMATS, help="text (uten -o), html (til utskrift), xlsx (regneark) eller ttl (RDF); "
        "uten: det filnavnet sier."
    )  # fmt: skip


def add_compare(command: Add) -> None:
    """Add ``ansvar compare``."""
    made = command(
        compare,
        "Sett to retningslinjer side om side: hvem har ansvaret for det samme her og der, og hva skiller?",
        "ansvar compare agder-2024 min-region-2025 --theme epikrise",
        "A og B er ID (den utgaven som er i kraft) eller ID@UTGAVE i det som er bygget, eller filer.",
    )
    _with_two(made, ".html (til utskrift) eller .xlsx (regneark)")
    made.options.add_argument("--theme", metavar="TEMA", help="Bare dette temaet, f.eks. epikrise.")


def _with_two(made: Parser, endings: str) -> None:
    made.arguments.add_argument("a", metavar="A", help="Den første utgaven: ID, ID@UTGAVE eller en fil.")
    made.arguments.add_argument("b", metavar="B", help="Den andre utgaven: ID, ID@UTGAVE eller en fil.")
    made.options.add_argument("--jsonl", action="store_true", help="JSON Lines, ett objekt per linje.")
    made.options.add_argument(
        "-o", "--output", metavar="FIL", help=f"Skriv til en fil med denne endingen: {endings}."
    )  # fmt: skip
    with_date(made)


def diff(options: argparse.Namespace) -> None:
    """Print what has changed between two editions, or write it to a file.

    :raises AnsvarError: where an edition or a role is not known, the two are no editions of one document, or the
        file cannot be written.
    """
    from pathlib import Path

    from kg.difference.differences import differences
    from kg.difference.report import TEXT, DifferenceError, as_file, ending_of, report, role_named
    from kg.reportfile import SHEETS, write
    from kg.wording.phrases import counted
    from qa.readings import named_reading

    if options.jsonl and (options.output is not None or options.format is not None):
        raise AnsvarError("--jsonl skriver linjer til et program. Ta bort --output og --format.")
    ending = ending_of(options.output, asked=options.format)
    a, b = (named_reading(name, on=options.as_of) for name in (options.a, options.b))
    between = differences(a, b)
    _warn(between)
    role = role_named(options.role, between) if options.role else None
    about = report(between, a, b, role=role)
    if options.jsonl:
        _print_lines(between, role)
        return
    if options.output is None and ending == SHEETS:
        raise DifferenceError("Et regneark må skrives til en fil. Oppgi den med --output.")
    if ending == TEXT:
        from commands.difftext import difference_text

        made = difference_text(about).encode()
    else:
        made = as_file(about, ending)
    if options.output is None:
        sys.stdout.write(made.decode())
    else:
        write(Path(options.output), made)
        found = counted(len(about.changes) + len(about.wordings), "endring", "endringer")
        sys.stderr.write(f"Skrev {found} til {options.output}.\n")


def _warn(between: Differences) -> None:
    """Say that the two do not look like editions of one document.

    :raises AnsvarError: where nothing else says that they are.
    """
    if between.of_one_document:
        return
    a, b = between.a.metadata, between.b.metadata
    said = f"{a.edition} og {b.edition} ser ikke ut som to utgaver av samme dokument; bruk ansvar compare."
    if a.id != b.id:
        raise AnsvarError(said)
    sys.stderr.write(f"{said}\n")


def _print_lines(between: Differences, role: str | None) -> None:
    from kg.difference.differences import for_role
    from kg.difference.records import change_record, match_record

    for change in for_role(between.changes, role).all if role else between.changes:
        print_line(change_record(change))
    for match in () if role else between.clauses:
        print_line(match_record(match))


def compare(options: argparse.Namespace) -> None:
    """Print two guidelines side by side, or write them to a file.

    :raises AnsvarError: where an edition or a theme is not known, or the file cannot be written.
    """
    from pathlib import Path

    from kg.comparison.guidelines import comparison
    from kg.comparison.records import comparison_records
    from kg.comparison.report import as_file, matter_named, report
    from kg.reportfile import write
    from qa.readings import named_reading, nearness

    if options.jsonl and options.output is not None:
        raise AnsvarError("--jsonl skriver linjer til et program. Ta bort --output.")
    a, b = (named_reading(name, on=options.as_of) for name in (options.a, options.b))
    found = comparison(a, b, near=nearness((options.a, options.b), (a, b), on=options.as_of))
    matter = matter_named(options.theme, found) if options.theme else None
    about = report(found, a, b, matter=matter)
    if options.jsonl:
        for record in comparison_records(about.about):
            print_line(record)
    elif options.output is None:
        from commands.comparetext import comparison_text

        sys.stdout.write(comparison_text(about))
    else:
        path = Path(options.output)
        write(path, as_file(about, path.suffix.lower()))
        sys.stderr.write(f"Skrev {len(about.about.pairs)} par til {path}.\n")

"""What is different: ``ansvar diff`` between editions of a document, ``ansvar compare`` between guidelines."""

from __future__ import annotations

import argparse
import sys

from arguments import with_date
from commands.opened import warned
from commands.records import print_line
from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from arguments import Add, Parser
    from kg.comparison import Comparison, Near
    from kg.differences import Differences
    from kg.library import Reading

FORMATS = ("text", "html", "xlsx", "ttl")


def add_diff(command: Add) -> None:
    """Add ``ansvar diff``."""
    made = command(
        diff,
        "Vis hva som er endret fra én utgave av en retningslinje til en annen: hvem som skal gjøre hva.",
        "ansvar diff agder-2024@2024 min-nye-utgave.txt --role fastlege",
        "En utgave er ID (den som er i kraft) eller ID@UTGAVE i det som er bygget, eller en fil som ikke er bygget.",
    )
    _with_two(made, ".html (til utskrift), .xlsx (regneark) eller .ttl (RDF)")
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
        "-o",
        "--output",
        metavar="FIL",
        help="Skriv til en fil med denne endingen: .html (til utskrift) eller .xlsx (regneark).",
    )
    with_date(made)


def diff(options: argparse.Namespace) -> None:
    """Print what has changed between two editions, or write it to a file.

    :raises AnsvarError: where an edition or a role is not known, or the file cannot be written.
    """
    from pathlib import Path

    from kg.difference_report import DifferenceError, as_file, report, write
    from kg.differences import differences

    suffix = _suffix(options)
    a, b = (_reading(name, options.as_of) for name in (options.a, options.b))
    between = differences(a, b)
    role = _role(options.role, between) if options.role else None
    about = report(between, a, b, role=role)
    if options.jsonl:
        _print_lines(between, role)
    elif suffix == "text":
        from commands.difftext import difference_text

        text = difference_text(about)
        if options.output is None:
            sys.stdout.write(text)
        else:
            write(Path(options.output), text.encode())
    elif options.output is None:
        if suffix == "xlsx":
            raise DifferenceError("Et regneark må skrives til en fil. Oppgi den med --output.")
        sys.stdout.write(as_file(about, f".{suffix}").decode())
    else:
        write(Path(options.output), as_file(about, f".{suffix}"))
        sys.stderr.write(f"Skrev {len(about.changes) + len(about.wordings)} endringer til {options.output}.\n")


def compare(options: argparse.Namespace) -> None:
    """Print two guidelines side by side, or write them to a file.

    :raises AnsvarError: where an edition or a theme is not known, or the file cannot be written.
    """
    from pathlib import Path

    from kg.comparison import comparison
    from kg.comparison_records import comparison_records
    from kg.comparison_report import as_file, report
    from kg.difference_report import write

    if options.jsonl and options.output is not None:
        raise AnsvarError("--jsonl skriver linjer til et program. Ta bort --output.")
    a, b = (_reading(name, options.as_of) for name in (options.a, options.b))
    found = comparison(a, b, near=_near(options, a, b))
    matter = _matter(options.theme, found) if options.theme else None
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


def _near(options: argparse.Namespace, a: Reading, b: Reading) -> Near:
    """Return what tells how near norms lie: the vectors of the build, or made now where one of the two is a file."""
    from functools import partial

    from qa.neighbours import encoded_margins, margins

    if _is_file(options.a) or _is_file(options.b):
        return partial(encoded_margins, a[1], b[1])
    from kg.serving import serving

    return partial(margins, serving(on=options.as_of))


def _matter(wanted: str, about: Comparison) -> str:
    """Return the artifact that a word names, among those that the guidelines speak of.

    :raises AnsvarError: where none is named.
    """
    from ontology.concepts import concepts
    from ontology.lexicon import lexicon

    known = lexicon("nb", hidden=True)
    named = [mention.concept for mention in known.mentions(known.words(wanted))]
    themes = [theme.matter for theme in about.themes if theme.matter]
    found = next((name for name in (wanted, *named) if name in themes), None)
    if found is None:
        some = ", ".join(concepts().name(name) for name in themes[:6])
        raise AnsvarError(f"Fant ikke temaet «{wanted}» i noen av dem. Prøv for eksempel: {some}.")
    return found


def _suffix(options: argparse.Namespace) -> str:
    """Return the format asked for, or that which the file's name says.

    :raises AnsvarError: for another ending, or where lines are asked for as well.
    """
    if options.jsonl and (options.output is not None or options.format is not None):
        raise AnsvarError("--jsonl skriver linjer til et program. Ta bort --output og --format.")
    if options.format:
        return str(options.format)
    if options.output is None:
        return "text"
    ending = str(options.output).lower().rpartition(".")[2]
    if ending == "txt":
        return "text"
    if ending not in FORMATS:
        raise AnsvarError(f"Vet ikke hvordan «{options.output}» skal skrives. La den ende på .html, .xlsx eller .ttl.")
    return ending


def _reading(name: str, on: date | None) -> Reading:
    """Return an edition of the build, or a document in a file, which is read without touching the build.

    :raises AnsvarError: where there is no such edition or file, or it cannot be read.
    """
    if _is_file(name):
        from pathlib import Path

        from ingest.documents import document_of
        from ingest.norms import norms

        document, clauses = document_of(Path(name))
        return document, clauses, norms(document, clauses)
    from kg.library import as_read
    from kg.serving import serving

    return as_read(warned(serving(on=on)), name)


def _is_file(name: str) -> bool:
    from pathlib import Path

    from ingest.readers import READERS

    path = Path(name)
    return path.suffix.lower() in READERS or path.is_file() or "/" in name


def _role(wanted: str, between: Differences) -> str:
    from kg.duties import Offer, found_role
    from ontology.concepts import Kind, concepts
    from ontology.onboarding import onboarding

    touched = dict.fromkeys(role for change in between.changes for role in change.roles)
    known = [concept.id for concept in concepts() if concept.kind is Kind.ROLE]
    return found_role([Offer(role, 0) for role in dict.fromkeys((*touched, *known, *onboarding().positions))], wanted)


def _print_lines(between: Differences, role: str | None) -> None:
    from kg.difference_records import change_record, match_record
    from kg.differences import for_role

    for change in for_role(between.changes, role).all if role else between.changes:
        print_line(change_record(change))
    for match in () if role else between.clauses:
        print_line(match_record(match))

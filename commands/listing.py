"""Listing what was read, and what a committee should see: ``ansvar norms`` and ``overlaps``."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from arguments import with_lines
from commands.opened import opened
from commands.records import print_line
from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add


def add_norms(command: Add) -> None:
    """Add ``ansvar norms``."""
    made = command(
        norms, "List normene: hvem skal, bør, kan eller skal ikke gjøre hva.", "ansvar norms --document agder-2024"
    )
    with_lines(made)
    made.options.add_argument(
        "--explain",
        metavar="PUNKT",
        help="Vis alt om ett punkt: overskriftene over, normene, hvordan de er lest, og analysen av setningene. "
        "PUNKT er en id (sec_11__point_3) eller kapittel og punkt (11.3).",
    )


def add_overlaps(command: Add) -> None:
    """Add ``ansvar overlaps``."""
    made = command(
        overlaps,
        "List par av normer som en komité bør se sammen.",
        "ansvar overlaps --document agder-2024",
        "De er dobbelt, delt, overlevert eller i spenn; det viktigste står først.",
    )
    with_lines(made)
    made.options.add_argument(
        "--gaps",
        action="store_true",
        help="List det som mangler i stedet: hvem, mottaker, situasjoner, ord uten forklaring.",
    )
    made.options.add_argument(
        "-o",
        "--output",
        metavar="FIL",
        help="Skriv alt til et møte i stedet: .xlsx (regneark) eller .html (rapport til utskrift).",
    )


def norms(options: argparse.Namespace) -> None:
    """Print the norms, or all about one clause.

    :raises AnsvarError: where the clause is not there, or is to be explained to a program.
    """
    from kg.records import norm_record
    from kg.wording.phrases import day

    if options.explain is not None:
        if options.jsonl:
            raise AnsvarError("--explain skriver for mennesker. Ta bort --jsonl.")
        _explain(options)
        return
    _, library, chosen = opened(options)
    for norm in library.norms_of(chosen):
        if options.jsonl:
            print_line(norm_record(norm))
        else:
            carriers = ", ".join(norm.bearers) or "–"
            mark = f"  [gjennomgått av {norm.reviewed.reviewer} {day(norm.reviewed.time)}]" if norm.reviewed else ""
            sys.stdout.write(f"{norm.section:>6}  {norm.modality:<14}  {carriers:<32}  {norm.text}{mark}\n")


def _explain(options: argparse.Namespace) -> None:
    from kg.explanations import explained, found_clause
    from views.explanation import explanation_text

    built, library, chosen = opened(options)
    document, clause = found_clause(library, chosen, options.explain)
    sys.stdout.write(explanation_text(explained(built, library, document, clause)) + "\n")


def overlaps(options: argparse.Namespace) -> None:
    """Print the overlaps, or what the documents leave open, or write all of it for a meeting.

    :raises AnsvarError: where the file cannot be written, or lines are asked for as well.
    """
    from kg.overlap.overlaps import overlaps as pairs

    if options.output is not None:
        if options.jsonl or options.gaps:
            raise AnsvarError("--output skriver alt i en rapport. Ta bort --jsonl og --gaps.")
        _write_report(options)
        return
    if options.gaps:
        _show_gaps(options)
        return
    from qa.neighbours import neighbours

    built, library, chosen = opened(options)
    norms = library.norms_of(chosen)
    for pair in pairs(norms, neighbours=neighbours(built, norms)):
        if options.jsonl:
            print_line(pair.as_record())
        else:
            sys.stdout.write(f"{pair.kind:<10} {pair.score:.2f}  {pair.why}\n    {pair.a.text}\n    {pair.b.text}\n")


def _show_gaps(options: argparse.Namespace) -> None:
    from kg.gaps import gaps

    _, library, chosen = opened(options)
    for gap in gaps(library, chosen):
        if options.jsonl:
            print_line(gap.as_record())
        else:
            sys.stdout.write(f"{gap.kind:<12} {gap.sentence}\n")


def _write_report(options: argparse.Namespace) -> None:
    from pathlib import Path

    from kg.overlap.assessments import kept
    from kg.overlap.report import as_file, dossier, findings
    from kg.reportfile import write
    from qa.neighbours import neighbours

    built, library, chosen = opened(options)
    found = findings(library, chosen, near=partial(neighbours, built))
    about = dossier(library, [meta for meta in built.documents if meta.id in chosen], kept(), found)
    path = Path(options.output)
    write(path, as_file(about, path.suffix.lower()))
    sys.stderr.write(f"Skrev {len(about.cases)} par til {options.output}.\n")

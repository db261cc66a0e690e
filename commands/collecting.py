"""The documents of a home: ``ansvar add``, ``list`` and ``remove``."""

from __future__ import annotations

import argparse
import sys

from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add
    from kg.inventory import Entry
    from qa.collection import Outcome
    from qa.intake import Candidate

FACTS = {
    "id": ("ID", "Dokumentets id; uten: filens navn."),
    "title": ("TITTEL", "Tittelen; uten: den første overskriften."),
    "publisher": ("UTGIVER", "Hvem som har gitt ut dokumentet."),
    "version": ("UTGAVE", "Utgaven, slik utgiveren kaller den; uten: 1."),
}


def add_add(command: Add) -> None:
    """Add ``ansvar add``."""
    from arguments import day

    made = command(
        add,
        "Ta inn et dokument, eller en ny utgave av et.",
        'ansvar add retningslinje.txt --id nordvik --title "Samhandling i Nordvik" --version 2025 '
        "--valid-from 2025-01-01",
        "Filen tas vare på, og er med hver gang det bygges. Det som ikke oppgis, leses av metadatafilen ved siden av "
        "(samme navn, .toml), ellers av dokumentet.",
    )
    made.arguments.add_argument("file", metavar="FIL", help="Dokumentet.")
    for name, (metavar, text) in FACTS.items():
        made.options.add_argument(f"--{name}", metavar=metavar, help=text)
    made.options.add_argument(
        "--valid-from",
        metavar="DATO",
        type=day,
        help="Fra når utgaven gjelder, f.eks. 2025-01-01; uten: alltid, en ny utgave fra i dag.",
    )
    made.options.add_argument("--replace", action="store_true", help="Bytt ut utgaven med samme id og utgave.")
    made.options.add_argument("--dry-run", action="store_true", help="Vis bare hva som ville blitt tatt inn.")


def add_list(command: Add) -> None:
    """Add ``ansvar list``."""
    from arguments import with_date

    made = command(
        show_list,
        "Vis dokumentene og utgavene deres: hva som er i kraft, og hvor de kommer fra.",
        "ansvar list --as-of 2023-05-01",
    )
    made.options.add_argument("--jsonl", action="store_true", help="JSON Lines, ett objekt per linje.")
    with_date(made)


def add_remove(command: Add) -> None:
    """Add ``ansvar remove``."""
    made = command(
        remove,
        "Fjern dokumenter eller utgaver, så ingenting blir igjen av dem.",
        "ansvar remove nordvik@2024",
        "Rettelser og vurderinger av dem er folks arbeid, og blir liggende til dokumentet eventuelt tas inn igjen.",
    )
    made.arguments.add_argument(
        "names", metavar="ID[@UTGAVE]", nargs="+", help="Et dokument med bare én utgave, eller en utgave."
    )
    made.options.add_argument("--yes", action="store_true", help="Ikke spør om bekreftelse.")
    made.options.add_argument("--reviews", action="store_true", help="Fjern også rettelser og vurderinger, for godt.")


def add(options: argparse.Namespace) -> None:
    """Take a document in, or show what would be taken in."""
    from pathlib import Path

    from commands.progress import bar
    from qa.collection import add as take_in
    from qa.intake import look_at

    given = {name: value for name in FACTS if (value := getattr(options, name)) is not None}
    if options.valid_from is not None:
        given["valid_from"] = options.valid_from.isoformat()
    with bar("Leser dokumentet") as progress:
        candidate = look_at(Path(options.file), given)
        done = None if options.dry_run else take_in(candidate, replacing=options.replace, progress=progress)
    if done is None:
        from commands.previewtext import text

        sys.stdout.write(text(candidate))
        return
    sys.stderr.write(told(candidate, done))


def told(candidate: Candidate, done: Outcome) -> str:
    """Return what taking a document in came to, with what was decided for it and what to look over."""
    from kg.inventory import holding
    from qa.collection import said_of

    lines = [said_of(candidate.metadata, done)]
    if done.changed:
        seen = candidate.preview
        lines += [f"Den har {holding(seen.norms, seen.clauses)}.", *candidate.notes]
        lines += [f"Se over: {warning}" for warning in seen.warnings]
    return "\n".join([*lines, ""])


def show_list(options: argparse.Namespace) -> None:
    """Print the editions."""
    import json

    from kg.inventory import State
    from qa.collection import listing

    entries = listing(on=options.as_of)
    if options.jsonl:
        for entry in entries:
            sys.stdout.write(json.dumps(entry.as_record(), ensure_ascii=False) + "\n")
        return
    sys.stdout.write(table(entries))
    if any(entry.state is State.UNBUILT for entry in entries):
        sys.stderr.write("Det som ikke er bygget, blir med neste gang: kjør «ansvar build».\n")


def table(entries: list[Entry]) -> str:
    """Return the editions as a table for the terminal, each document under its title."""
    from itertools import groupby

    from kg.inventory import ORIGINS, STATES

    rows = [(e.metadata.edition, STATES[e.state], e.period, e.counted, ORIGINS[e.origin]) for e in entries]
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for _, group in groupby(zip(entries, rows, strict=True), key=lambda each: each[0].metadata.id):
        among = list(group)
        meta = among[-1][0].metadata
        lines.append(f"{meta.title}{f' ({meta.publisher})' if meta.publisher else ''}")
        for _, row in among:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append(f"  {'  '.join(cells)}".rstrip())
        lines.append("")
    return "\n".join(lines)


def remove(options: argparse.Namespace) -> None:
    """Remove editions, once a person at a terminal has said yes.

    :raises AnsvarError: where nobody can be asked.
    """
    from qa.collection import named, succeeding
    from qa.collection import remove as take_out

    editions = named(options.names, reviews=options.reviews)
    then = succeeding(editions)
    if not options.yes and not _confirmed(editions, then, forgetting=options.reviews):
        sys.stderr.write("Ingenting ble fjernet.\n")
        return
    done = take_out(editions, reviews=options.reviews)
    lines = [f"Fjernet {', '.join(done.editions)}: ingenting er igjen i graf, indeks, eldre bygg eller samling."]
    if then:
        lines.append(f"Nå gjelder {', '.join(then)}.")
    if done.reviews:
        lines.append(
            f"{done.reviews} rettelser og vurderinger er tatt vare på, og gjelder igjen om dokumentet tas inn igjen. "
            "Fjern dem med --reviews."
        )
    if done.forgotten:
        lines.append(f"{done.forgotten} rettelser og vurderinger ble også fjernet.")
    if done.build is None:
        lines.append("Det er ikke bygget noe nå. Ta inn et dokument med «ansvar add FIL», eller kjør «ansvar build».")
    sys.stderr.write("\n".join([*lines, ""]))


def _confirmed(editions: tuple[str, ...], then: tuple[str, ...], *, forgetting: bool) -> bool:
    if not sys.stdin.isatty():
        raise AnsvarError("Fjerning må bekreftes. Legg til --yes når ingen kan spørres.")
    more = " med rettelser og vurderinger" if forgetting else ""
    after = f" Da gjelder {', '.join(then)}." if then else ""
    sys.stderr.write(f"Fjerne {', '.join(editions)}{more}?{after} Skriv ja for å fjerne: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("ja", "j")

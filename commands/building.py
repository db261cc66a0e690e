"""Building, and what is built: ``ansvar build``, ``export``, ``validate`` and ``info``."""

from __future__ import annotations

import argparse
import sys

from commands.opened import warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add
    from kg.home import Build

FORMATS = ("turtle", "trig", "json-ld")
_BY_ENDING = {".ttl": "turtle", ".trig": "trig", ".jsonld": "json-ld", ".json": "json-ld"}


def add_build(command: Add) -> None:
    """Add ``ansvar build``."""
    made = command(
        build,
        "Bygg graf og indeks av dokumentene.",
        "ansvar build data/guidelines/agder-2024.txt",
        "Det som er uendret, bygges ikke på nytt.",
    )
    made.arguments.add_argument(
        "files",
        metavar="FIL",
        nargs="*",
        help="Dokumenter eller mapper; uten noen: de som følger med, og de som er tatt inn.",
    )
    made.options.add_argument(
        "--cluster",
        metavar="ADRESSE",
        help="Les dokumentene på en Dask-klynge: «local» for alle kjernene her, ellers planleggerens adresse "
        "(tcp://…, tls://…). Uten: som ANSVAR_CLUSTER sier.",
    )


def add_export(command: Add) -> None:
    """Add ``ansvar export``."""
    made = command(
        export, "Skriv ut grafen som Turtle, TriG eller JSON-LD.", "ansvar export --format trig --output agder.trig"
    )
    made.options.add_argument(
        "--format",
        choices=FORMATS,
        help="Formatet (det som filens navn ender på; ellers turtle).",
    )
    made.options.add_argument(
        "--catalogue", action="store_true", help="Skriv beskrivelsen av datasettet (DCAT og VoID), ikke grafen selv."
    )
    made.options.add_argument("-o", "--output", metavar="FIL", help="Filen det skrives til; uten: standard ut.")


def add_validate(command: Add) -> None:
    """Add ``ansvar validate``."""
    command(validate, "Sjekk grafen mot formene i ontology/shapes.ttl.", "ansvar validate")


def add_info(command: Add) -> None:
    """Add ``ansvar info``."""
    command(info, "Vis hva som er bygget, og hvor det ligger.", "ansvar info")


def build(options: argparse.Namespace) -> None:
    """Build what is named, with a progress bar where a person looks on."""
    from pathlib import Path

    from commands.progress import bar
    from qa.build import build as build_all
    from qa.cluster import chosen

    files = [Path(name) for name in options.files]
    with bar("Bygger") as progress:
        done = build_all(files, progress=progress, cluster=chosen(options.cluster))
    ids = [meta.id for meta in done.manifest.documents]
    names = ", ".join(meta.edition if ids.count(meta.id) > 1 else meta.id for meta in done.manifest.documents)
    counts = f"{done.manifest.norms} normer og opplysninger i {done.manifest.clauses} punkter"
    sys.stderr.write(f"Bygget {names}: {counts}.\n")
    _warn_of_unread(done)
    _tell_of_left_out(done)
    _warn_of_unplaced()


def _warn_of_unread(done: Build) -> None:
    """Say what of the documents is no text that was read."""
    from ingest.shortcomings import shortcomings

    for meta in done.manifest.documents:
        for said in shortcomings(done.source(meta.edition)):
            sys.stderr.write(f"{meta.edition}: {said}\n")


def _tell_of_left_out(done: Build) -> None:
    """Say which documents of the collection a build of named files is without."""
    from kg.collection import Collection
    from kg.home import home_folder

    built = {meta.edition for meta in done.manifest.documents}
    if left := [edition for edition in Collection(home_folder()).editions() if edition not in built]:
        sys.stderr.write(f"Ikke med: {', '.join(left)}, som er tatt inn. «ansvar build» uten filer bygger alle.\n")


def _warn_of_unplaced() -> None:
    """Say where reviews found no norm: they are kept, but do nothing."""
    from commands.reviewing import corrections
    from qa.curation import listing

    astray = [each for each in listing().reviews if each.unplaced]
    if astray:
        sys.stderr.write(f"{corrections(len(astray))} er ikke plassert. Se «ansvar review list».\n")


def _warn_of_unreadable() -> None:
    """Say where the files of what people have said hold what cannot be read."""
    from qa.unreadable import unreadable

    for each in unreadable():
        sys.stderr.write(f"{each}\n")


def _warn_of_unreached() -> None:
    """Say where the graph or the vectors lie elsewhere and cannot be asked."""
    from kg.errors import StoreError
    from qa.whereabouts import reach

    try:
        reach()
    except StoreError as error:
        sys.stderr.write(f"Advarsel: {error}\n")


def export(options: argparse.Namespace) -> None:
    """Print the graph, or its description, or write it to a file.

    :raises ReportError: where the file cannot be written.
    """
    from pathlib import Path

    from kg.publishing.dcat import catalogue
    from kg.publishing.export import exported
    from kg.reportfile import write
    from kg.serving import serving

    ending = Path(options.output or "").suffix.lower()
    form = options.format or _BY_ENDING.get(ending, FORMATS[0])
    text = (catalogue if options.catalogue else exported)(warned(serving()), form)
    if options.output is None:
        sys.stdout.write(text)
        return
    write(Path(options.output), text.encode())


def validate(options: argparse.Namespace) -> None:
    """Print the validation report; the exit status is 1 where something is wrong.

    :raises DamageError: where a file is not as it was written.
    :raises BuildError: where the graph or the vectors are not whole where they are kept.
    """
    from kg.home import Home, check_all
    from kg.publishing.export import merged
    from kg.validation import validate as check
    from qa.whereabouts import check as check_where_kept
    from qa.whereabouts import whereabouts

    build = Home().open()
    check_all(build)
    check_where_kept(build)
    _warn_of_unreadable()
    report = check(merged(build))
    kept = whereabouts()
    elsewhere = f"{kept.text()}\n" if kept.graph or kept.vectors else ""
    sys.stdout.write(f"{report.text()}\n{elsewhere}")
    if not report.conforms:
        raise SystemExit(1)


def info(options: argparse.Namespace) -> None:
    """Print what is built, and where."""
    from kg.audit import FILE
    from kg.home import home_folder
    from kg.serving import serving
    from qa.whereabouts import whereabouts

    done = warned(serving())
    _warn_of_unreadable()
    _warn_of_unreached()
    kept = whereabouts()
    made = done.manifest
    lines = [
        f"Mappe:      {done.folder}",
        f"Logg:       {home_folder() / FILE}",
        f"Graf:       {kept.graph or 'i bygget'}",
        f"Vektorer:   {kept.vectors or 'i bygget'}",
        f"Tekstkoder: {made.encoder} ({made.dimension} dimensjoner)",
        f"Innhold:    {made.norms} normer og opplysninger i {made.clauses} punkter",
    ]
    for meta in made.documents:
        publisher = f" ({meta.publisher})" if meta.publisher else ""
        lines.append(f"Dokument:   {meta.id}, versjon {meta.version}: {meta.title}{publisher}")
    sys.stdout.write("\n".join(lines) + "\n")

"""The command ``ansvar``: each command is one call of the library, printed.

Built on argparse: typer alone takes longer to import than ``ansvar --help`` may take
(measured: 53 ms over a bare Python, argparse 4 ms), and its usage errors are in English.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial

from arguments import Parser
from arguments import command as add_command
from kg.errors import AnsvarError, QuestionError, SparqlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from kg.duties import Standing
    from kg.home import Build
    from kg.model import Norm
    from qa.answers import Answer
    from qa.curation import Outcome
    from qa.evaluation import Progress

    T = TypeVar("T")

FORMATS = ("turtle", "trig", "json-ld")
MISSES = 10
TABLE = "table"
RESULTS = (TABLE, "json", "csv", "tsv", "xml", "turtle")
LOOPBACK = "127.0.0.1"
PORT = 8502
ROWS = 10_000
SECONDS = 10
KINDS = ("bearer", "modality", "deadline")
QUIZ = 10


def parser() -> Parser:
    """Return the parser of the command line; each command stands with its function."""
    top = Parser(
        prog="ansvar",
        description="Hvem har ansvar for hva? Svar fra kliniske samhandlingsretningslinjer, "
        "med punktet som beviser det.",
        epilog='Eksempel:\n  ansvar build\n  ansvar ask "Hvem skriver sykmelding etter operasjon?"\n\n'
        "Hjelp til én kommando: ansvar KOMMANDO --help",
    )
    commands = top.add_subparsers(title="Kommandoer", metavar="KOMMANDO", dest="command", parser_class=Parser)

    command = partial(add_command, commands, prefix="ansvar")
    made = command(
        build,
        "Bygg graf og indeks av dokumentene.",
        "ansvar build data/guidelines/agder-2024.txt",
        "Det som er uendret, bygges ikke på nytt.",
    )
    made.arguments.add_argument(
        "files", metavar="FIL", nargs="*", help="Dokumenter eller mapper; uten noen: de som følger med."
    )
    made = command(
        ask,
        "Still et spørsmål på bokmål, nynorsk eller engelsk.",
        'ansvar ask "Hvem skriver sykmelding etter operasjon?"',
    )
    made.arguments.add_argument(
        "question", metavar="SPØRSMÅL", nargs="?", help="Med --jsonl leses spørsmålene fra standard inn i stedet."
    )
    _with_lines(made)
    made = command(
        norms, "List normene: hvem skal, bør, kan eller skal ikke gjøre hva.", "ansvar norms --document agder-2024"
    )
    _with_lines(made)
    made.options.add_argument(
        "--explain",
        metavar="PUNKT",
        help="Vis alt om ett punkt: overskriftene over, normene, hvordan de er lest, og analysen av setningene. "
        "PUNKT er en id (sec_11__point_3) eller kapittel og punkt (11.3).",
    )
    made = command(
        overlaps,
        "List par av normer som en komité bør se sammen.",
        "ansvar overlaps --document agder-2024",
        "De er dobbelt, delt, overlevert eller i spenn; det viktigste står først.",
    )
    _with_lines(made)
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
    made = command(
        role,
        "Vis hva en rolle har ansvar for, trinn for trinn i pasientens vei.",
        "ansvar role fastlege --output fastlege.pdf",
        "Det som er viktigst å huske, står først. Med --output blir det én side som PDF.",
    )
    made.arguments.add_argument("role", metavar="ROLLE", help="Rollen: fastlege, sykehuslege, LIS, kirurg ...")
    made.options.add_argument("-o", "--output", metavar="FIL", help="Skriv ansvaret på én A4-side, som PDF.")
    _with_lines(made)
    made = command(
        quiz,
        "Lag quizspørsmål av grafen, med svar og punktet som beviser det.",
        "ansvar quiz --theme 12 --number 5 --seed 1",
        "Samme tall for --seed gir samme quiz.",
    )
    made.options.add_argument(
        "--theme", metavar="KAPITTEL", action="append", default=[], help="Bare dette kapitlet: nummer eller ord i "
        "overskriften (kan gjentas)."
    )  # fmt: skip
    made.options.add_argument("--number", metavar="N", type=_count, default=QUIZ, help=f"Så mange spørsmål ({QUIZ}).")
    made.options.add_argument("--seed", metavar="N", type=_count, default=0, help="Hvilket utvalg (0).")
    made.options.add_argument(
        "--kind", metavar="TYPE", action="append", default=[], choices=KINDS,
        help="bearer (hvem), modality (skal, bør eller kan) eller deadline (frist); uten: hvem (kan gjentas).",
    )  # fmt: skip
    _with_lines(made)
    made = command(
        export, "Skriv ut grafen som Turtle, TriG eller JSON-LD.", "ansvar export --format trig --output agder.trig"
    )
    made.options.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="Formatet (turtle).")
    made.options.add_argument("-o", "--output", metavar="FIL", help="Filen det skrives til; uten: standard ut.")
    made = command(
        review,
        "Rett det som er lest feil, og se hva som er rettet.",
        "ansvar review list",
        "En rettelse vinner over det som er lest, og står seg når det bygges på nytt.",
    )
    _add_reviews(made)
    made = command(
        eval,
        "Mål svarene mot spørsmål med kjent svar.",
        "ansvar eval tests/gold/questions.dev.jsonl --compare",
        "Viser hvor mange som er riktige, etter type og språk, og hva som ble feil.",
    )
    made.arguments.add_argument("gold", metavar="GULL", help="Spørsmålene: JSON Lines, ett objekt per linje.")
    _with_documents(made)
    made.options.add_argument(
        "--misses", metavar="N", type=_count, default=MISSES, help=f"Vis de N første feilene ({MISSES})."
    )
    made.options.add_argument(
        "--compare", action="store_true", help="Mål også mot søk alene og mot andre søkebibliotek."
    )
    made.options.add_argument("--reliability", action="store_true", help="Vis om sikkerheten er det den sier.")
    made.options.add_argument("--json", action="store_true", help="Skriv alt som ett JSON-objekt.")
    made = command(
        sparql,
        "Spør grafen med SPARQL.",
        "ansvar sparql documents",
        "Grafen kan bare leses. --list viser de navngitte spørringene.",
    )
    _add_query(made)
    made = command(
        serve,
        "Åpne et SPARQL-endepunkt og et JSON-API.",
        "ansvar serve --port 8502",
        "Bare denne maskinen når det, om ikke --host sier noe annet.",
    )
    made.options.add_argument(
        "--host", metavar="ADRESSE", default=LOOPBACK, help=f"Adressen det lyttes på ({LOOPBACK})."
    )
    made.options.add_argument("--port", metavar="N", type=_count, default=PORT, help=f"Porten ({PORT}).")
    _with_limits(made)
    command(validate, "Sjekk grafen mot formene i ontology/shapes.ttl.", "ansvar validate")
    command(info, "Vis hva som er bygget, og hvor det ligger.", "ansvar info")
    return top


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
    _with_documents(made)
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
    _with_limits(made)


def _with_limits(made: Parser) -> None:
    made.options.add_argument(
        "--limit", metavar="N", type=_count, default=ROWS, help=f"Største antall rader i et svar ({ROWS})."
    )
    made.options.add_argument(
        "--timeout",
        metavar="N",
        type=_count,
        default=SECONDS,
        help=f"Sekunder en spørring får, før den stoppes ({SECONDS}).",
    )


def _with_lines(made: Parser) -> None:
    made.options.add_argument("--jsonl", action="store_true", help="JSON Lines, ett objekt per linje.")
    _with_documents(made)


def _with_documents(made: Parser) -> None:
    made.options.add_argument(
        "--document", metavar="ID", action="append", default=[], help="Bare dette dokumentet (kan gjentas)."
    )


def _count(text: str) -> int:
    """Read a whole number.

    :raises ValueError: where it is none, or below zero.
    """
    if (number := int(text)) < 0:
        raise ValueError
    return number


def build(options: argparse.Namespace) -> None:
    """Build what is named, with a progress bar where a person looks on."""
    from pathlib import Path

    from qa.build import build as build_all

    files = [Path(name) for name in options.files]
    if not sys.stderr.isatty():
        done = build_all(files)
    else:
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Bygger", total=None)
            done = build_all(
                files, progress=lambda what, at, of: bar.update(task, description=what, completed=at, total=of)
            )
    names = ", ".join(meta.id for meta in done.manifest.documents)
    counts = f"{done.manifest.norms} normer og opplysninger i {done.manifest.clauses} punkter"
    sys.stderr.write(f"Bygget {names}: {counts}.\n")
    _warn_of_unplaced()


def _warn_of_unplaced() -> None:
    """Say where reviews found no norm: they are kept, but do nothing."""
    from qa.curation import listing

    astray = [each for each in listing().reviews if each.unplaced]
    if astray:
        sys.stderr.write(f"{_corrections(len(astray))} er ikke plassert. Se «ansvar review list».\n")


def ask(options: argparse.Namespace) -> None:
    """Answer one question for a person, or many for a program.

    :raises QuestionError: where there is no question, or it cannot be taken.
    """
    if options.question is None and not options.jsonl:
        raise QuestionError('Skriv et spørsmål, for eksempel: ansvar ask "Hvem skriver epikrisen?"')
    from qa.opening import open_engine

    engine = open_engine()
    chosen = engine.build.known(options.document)
    if options.jsonl:
        for identifier, text in _questions():
            record = engine.ask(text, chosen).as_record(str(identifier))
            _print_line(record | {"id": identifier, "question": text})
        return
    answer = engine.ask(options.question, chosen)
    if answer.status.value == "refused":
        raise QuestionError(answer.text)
    _show(answer)


def norms(options: argparse.Namespace) -> None:
    """Print the norms, or all about one clause.

    :raises AnsvarError: where the clause is not there, or is to be explained to a program.
    """
    from kg.records import norm_record
    from kg.reviewlist import day

    if options.explain is not None:
        if options.jsonl:
            raise AnsvarError("--explain skriver for mennesker. Ta bort --jsonl.")
        _explain(options.explain, options.document)
        return
    for norm in _norms(options.document):
        if options.jsonl:
            _print_line(norm_record(norm))
        else:
            carriers = ", ".join(norm.bearers) or "–"
            mark = f"  [gjennomgått av {norm.reviewed.reviewer} {day(norm.reviewed.time)}]" if norm.reviewed else ""
            sys.stdout.write(f"{norm.section:>6}  {norm.modality:<14}  {carriers:<32}  {norm.text}{mark}\n")


def _explain(wanted: str, documents: list[str]) -> None:
    from kg.explanations import explained, found_clause
    from kg.library import open_library
    from views.explanation import explanation_text

    built = _build()
    library = open_library(built)
    document, clause = found_clause(library, built.known(documents), wanted)
    sys.stdout.write(explanation_text(explained(built, library, document, clause)) + "\n")


def overlaps(options: argparse.Namespace) -> None:
    """Print the overlaps, or what the documents leave open, or write all of it for a meeting.

    :raises AnsvarError: where the file cannot be written, or lines are asked for as well.
    """
    from kg.overlaps import overlaps as pairs

    if options.output is not None:
        if options.jsonl:
            raise AnsvarError("--output skriver en rapport, --jsonl linjer. Velg en av dem.")
        _write_report(options.output, options.document)
        return
    if options.gaps:
        _show_gaps(options.document, lines=options.jsonl)
        return
    from qa.neighbours import neighbours

    norms = list(_norms(options.document))
    for pair in pairs(norms, neighbours=neighbours(_build(), norms)):
        if options.jsonl:
            _print_line(pair.as_record())
        else:
            sys.stdout.write(f"{pair.kind:<10} {pair.score:.2f}  {pair.why}\n    {pair.a.text}\n    {pair.b.text}\n")


def role(options: argparse.Namespace) -> None:
    """Print what a role is responsible for, or write it to a page.

    :raises AnsvarError: where no role is named so, or the page cannot be written.
    """
    from kg.duties import found_role, offered, standing
    from kg.library import open_library

    built = _build()
    library, chosen = open_library(built), built.known(options.document)
    named = found_role(offered(library, chosen), options.role)
    if options.output is not None:
        if len(chosen) > 1:
            raise AnsvarError(f"Siden gjelder ett dokument. Velg med --document: {', '.join(chosen)}.")
        _write_sheet(built, standing(library, chosen, named), chosen[0], options.output)
    elif options.jsonl:
        from kg.records import duty_record

        for duty in standing(library, chosen, named).duties:
            _print_line(duty_record(named, duty))
    else:
        from views.roletext import role_text

        titles = {meta.id: meta.title for meta in built.manifest.documents}
        met = [(standing(library, [document], named), titles[document]) for document in chosen]
        sys.stdout.write("\n".join(role_text(one, title) for one, title in met if one.duties))


def _write_sheet(built: Build, met: Standing, document: str, output: str) -> None:
    from datetime import date

    from kg.rolesheet import role_sheet

    (meta,) = (meta for meta in built.manifest.documents if meta.id == document)
    sheet = role_sheet(met, meta, day=date.today())
    try:
        with open(output, "wb") as file:
            file.write(sheet.pdf)
    except OSError as error:
        raise AnsvarError(f"Kan ikke skrive {output} ({error.strerror}). Velg en annen fil.") from error
    left_out = f", {sheet.left_out} fikk ikke plass" if sheet.left_out else ""
    sys.stderr.write(f"Skrev {len(met.duties) - sheet.left_out} punkter til {output}{left_out}.\n")


def quiz(options: argparse.Namespace) -> None:
    """Print questions made from the graph, with their answers.

    :raises QuestionError: for a chapter without questions.
    """
    from kg.quiz import QuizKind
    from kg.quiz import quiz as drawn
    from kg.quizbank import question_bank

    bank = question_bank(_build(), options.document)
    themes = [theme for wanted in options.theme for theme in bank.found_themes(wanted)]
    kinds = [QuizKind(kind) for kind in options.kind or KINDS[:1]]
    for number, question in enumerate(
        drawn(bank, seed=options.seed, number=options.number, themes=themes, kinds=kinds)
    ):
        if options.jsonl:
            _print_line(question.as_record())
        else:
            sys.stdout.write(("\n" if number else "") + question.as_text(number + 1) + "\n")


def _write_report(name: str, documents: list[str]) -> None:
    from pathlib import Path

    from kg.assessments import kept
    from kg.library import open_library
    from kg.overlap_report import dossier, findings, write
    from qa.neighbours import neighbours

    built = _build()
    chosen = built.known(documents)
    library = open_library(built)
    found = findings(library, chosen, near=partial(neighbours, built))
    about = dossier(library, [meta for meta in built.manifest.documents if meta.id in chosen], kept(), found)
    write(Path(name), about)
    sys.stderr.write(f"Skrev {len(about.cases)} par til {name}.\n")


def _show_gaps(documents: list[str], *, lines: bool) -> None:
    from kg.gaps import gaps
    from kg.library import open_library

    built = _build()
    for gap in gaps(open_library(built), built.known(documents)):
        if lines:
            _print_line(gap.as_record())
        else:
            sys.stdout.write(f"{gap.kind:<12} {gap.sentence}\n")


def eval(options: argparse.Namespace) -> None:
    """Measure the answers on questions with known answers, beside other ways to find them where asked for."""
    from pathlib import Path

    from qa.comparison import compare
    from qa.evaluation import evaluate
    from qa.gold import read_gold
    from qa.opening import open_engine
    from qa.report import record, tables

    gold = read_gold(Path(options.gold))
    engine = open_engine()
    chosen = engine.build.known(options.document)
    evaluation = _watched("Spør", lambda step: evaluate(engine, gold, chosen, progress=step))
    comparison = None
    if options.compare:
        comparison = _watched("Sammenlikner", lambda step: compare(engine, evaluation, chosen, progress=step))
    if options.json:
        _print_line(record(evaluation, comparison))
        return
    from rich.console import Console

    for table in tables(evaluation, comparison, misses=options.misses, reliability=options.reliability):
        Console(file=sys.stdout, highlight=False).print(table)


def _watched(what: str, run: Callable[[Progress | None], T]) -> T:
    """Run something, with a progress bar where a person looks on."""
    if not sys.stderr.isatty():
        return run(None)
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        return run(lambda done, of: bar.update(task, completed=done, total=of))


def export(options: argparse.Namespace) -> None:
    """Print the graph, or write it to a file.

    :raises AnsvarError: where the file cannot be written.
    """
    from kg.export import exported

    text = exported(_build(), options.format)
    if options.output is None:
        sys.stdout.write(text)
        return
    try:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise AnsvarError(f"Kan ikke skrive {options.output} ({error.strerror}). Velg en annen fil.") from error


def review(options: argparse.Namespace) -> None:
    """Say what can be done with reviews; the commands below it do it."""
    parser().parse_args(["review", "--help"])


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
    sys.stderr.write(f"{_corrections(len(found.reviews), 'gjeldende ')}, {astray} ikke plassert.\n")


def review_withdraw(options: argparse.Namespace) -> None:
    """Take back a review."""
    from qa.curation import withdraw

    _report(withdraw(options.id, reviewer=options.reviewer, reason=options.reason))


def _corrections(count: int, kind: str = "") -> str:
    return f"{count} {kind}rettelse{'' if count == 1 else 'r'}"


def _report(outcome: Outcome) -> None:
    said = (
        f"{_corrections(len(outcome.reviews))} lagret."
        if outcome.reviews
        else "Ingen rader var endret; ingenting lagret."
    )
    later = f" Ikke i bruk ennå: {outcome.waiting}" if outcome.waiting else ""
    sys.stderr.write(f"{said}{later}\n")


def sparql(options: argparse.Namespace) -> None:
    """Print what a query gives, or the named queries.

    :raises SparqlError: where there is none.
    """
    from kg.catalogue import named_queries, query_of
    from kg.sparql import DEFAULT_FORMS, Limits, Sparql
    from kg.sparqlform import Form

    if options.list:
        for query in named_queries():
            sys.stdout.write(f"{query.name:<24} {query.norwegian}\n")
        return
    if options.query is None and sys.stdin.isatty():
        raise SparqlError("Oppgi en fil eller en navngitt spørring, for eksempel: ansvar sparql documents")
    text = query_of(options.query or "-", sys.stdin.buffer)
    forms = DEFAULT_FORMS if options.format == TABLE else (Form(options.format),)
    with Sparql(limits=Limits(rows=options.limit, seconds=options.timeout), workers=1) as runner:
        outcome = runner.run(text, forms=forms)
    if options.format == TABLE and not outcome.kind.gives_graph:
        from kg.sparqltable import text_table

        sys.stdout.write(text_table(outcome))
    else:
        sys.stdout.write(outcome.text.rstrip("\r\n") + "\n")
    sys.stderr.write(outcome.summary() + "\n")


def serve(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    from kg.sparql import Limits
    from server.running import serve as run_server

    run_server(options.host, options.port, limits=Limits(rows=options.limit, seconds=options.timeout))


def validate(options: argparse.Namespace) -> None:
    """Print the validation report; the exit status is 1 where something is wrong."""
    from kg.export import merged
    from kg.validation import validate as check

    report = check(merged(_build()))
    sys.stdout.write(report.text() + "\n")
    if not report.conforms:
        raise SystemExit(1)


def info(options: argparse.Namespace) -> None:
    """Print what is built, and where."""
    done = _build()
    made = done.manifest
    lines = [
        f"Mappe:      {done.folder}",
        f"Tekstkoder: {made.encoder} ({made.dimension} dimensjoner)",
        f"Innhold:    {made.norms} normer og opplysninger i {made.clauses} punkter",
    ]
    for meta in made.documents:
        publisher = f" ({meta.publisher})" if meta.publisher else ""
        lines.append(f"Dokument:   {meta.id}, versjon {meta.version}: {meta.title}{publisher}")
    sys.stdout.write("\n".join(lines) + "\n")


def _build() -> Build:
    from kg.home import Home

    return Home().open()


def _norms(documents: list[str]) -> Iterator[Norm]:
    from kg.library import open_library

    built = _build()
    chosen = built.known(documents)
    library = open_library(built)
    for name in chosen:
        yield from library.all_norms(name)


def _questions() -> Iterator[tuple[object, str]]:
    """Read questions from standard input.

    :raises QuestionError: for a line that is not the contract's record, with its number.
    """
    import json

    number = 0
    try:
        for number, line in enumerate(sys.stdin, start=1):  # noqa: B007 - counted for the message below
            if line.strip():
                record = json.loads(line)
                if not isinstance(record["question"], str):
                    raise TypeError
                yield record["id"], record["question"]
    except UnicodeDecodeError as error:
        raise QuestionError(f"Etter linje {number} kommer tegn som ikke er UTF-8. Lagre filen som UTF-8.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionError(
            f"Linje {number} er ikke et JSON-objekt med «id» og «question». Rett den og prøv igjen."
        ) from error


def _print_line(record: dict[str, object]) -> None:
    import json

    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def _show(answer: Answer) -> None:
    lines = [answer.text]
    if answer.near:
        lines += ["", "Andre punkter i nærheten:"]
        lines += [f"- {citation.place}: {citation.quote}" for citation in answer.near]
    sys.stdout.write("\n".join(lines) + "\n")


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
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
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

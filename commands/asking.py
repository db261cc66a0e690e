"""Asking questions, and measuring the answers: ``ansvar ask`` and ``eval``."""

from __future__ import annotations

import argparse
import sys

from arguments import count, with_date, with_documents, with_lines
from commands.opened import warned
from commands.records import print_line, questions
from kg.errors import QuestionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from arguments import Add
    from qa.answers import Answer
    from qa.engine import Engine
    from qa.evaluation import Progress

    T = TypeVar("T")

MISSES = 10


def add_ask(command: Add) -> None:
    """Add ``ansvar ask``."""
    made = command(
        ask,
        "Still et spørsmål på bokmål, nynorsk eller engelsk.",
        'ansvar ask "Hvem skriver sykmelding etter operasjon?"',
    )
    made.arguments.add_argument(
        "question", metavar="SPØRSMÅL", nargs="?", help="Med --jsonl leses spørsmålene fra standard inn i stedet."
    )
    made.options.add_argument("--compare", action="store_true", help="Svar fra hvert dokument for seg.")
    with_lines(made)


def add_eval(command: Add) -> None:
    """Add ``ansvar eval``."""
    made = command(
        eval,
        "Mål svarene mot spørsmål med kjent svar.",
        "ansvar eval tests/gold/questions.dev.jsonl --compare",
        "Viser hvor mange som er riktige, etter type og språk, og hva som ble feil.",
    )
    made.arguments.add_argument("gold", metavar="GULL", help="Spørsmålene: JSON Lines, ett objekt per linje.")
    with_documents(made)
    with_date(made)
    made.options.add_argument(
        "--misses", metavar="N", type=count, default=MISSES, help=f"Vis de N første feilene ({MISSES})."
    )
    made.options.add_argument(
        "--compare", action="store_true", help="Mål også mot søk alene og mot andre søkebibliotek."
    )
    made.options.add_argument("--reliability", action="store_true", help="Vis om sikkerheten er det den sier.")
    made.options.add_argument("--json", action="store_true", help="Skriv alt som ett JSON-objekt.")


def ask(options: argparse.Namespace) -> None:
    """Answer one question for a person, or many for a program.

    :raises QuestionError: where there is no question, or it cannot be taken.
    """
    if options.question is None and not options.jsonl:
        raise QuestionError('Skriv et spørsmål, for eksempel: ansvar ask "Hvem skriver epikrisen?"')
    from qa.opening import open_engine

    engine = open_engine(on=options.as_of)
    chosen = warned(engine.build).known(options.document)
    if options.jsonl:
        for identifier, text in questions():
            for answer in _answers(engine, text, chosen, compare=options.compare):
                print_line(answer | {"id": identifier, "question": text})
        return
    if options.compare:
        found = engine.compare(options.question, chosen)
        titles = {meta.id: meta.title for meta in engine.build.documents}
        sys.stdout.write("\n\n".join(f"{titles[each]}\n{_text(answer)}" for each, answer in found.items()) + "\n")
        return
    sys.stdout.write(_text(engine.ask(options.question, chosen)) + "\n")


def _answers(engine: Engine, text: str, chosen: list[str], *, compare: bool) -> list[dict[str, object]]:
    """Return the record of the answer, or one of each document's with the document that it is of."""
    if not compare:
        return [engine.ask(text, chosen).as_record("")]
    return [answer.as_record("") | {"document": each} for each, answer in engine.compare(text, chosen).items()]


def _text(answer: Answer) -> str:
    """Return an answer for a person to read.

    :raises QuestionError: where the question was refused.
    """
    if answer.status.value == "refused":
        raise QuestionError(answer.text)
    lines = [answer.text]
    if answer.near:
        lines += ["", "Andre punkter i nærheten:"]
        lines += [f"- {citation.where}: {citation.quote}" for citation in answer.near]
    if answer.elsewhere:
        lines += ["", "Andre dokumenter svarer også:"]
        lines += [f"- {other.text.splitlines()[0]}" for other in answer.elsewhere]
    return "\n".join(lines)


def eval(options: argparse.Namespace) -> None:
    """Measure the answers on questions with known answers, beside other ways to find them where asked for."""
    from pathlib import Path

    from qa.comparison import compare
    from qa.evaluation import evaluate
    from qa.gold import read_gold
    from qa.opening import open_engine
    from qa.report import record, tables

    gold = read_gold(Path(options.gold))
    engine = open_engine(on=options.as_of)
    chosen = warned(engine.build).known(options.document)
    evaluation = _watched("Spør", lambda step: evaluate(engine, gold, chosen, progress=step))
    comparison = None
    if options.compare:
        comparison = _watched("Sammenlikner", lambda step: compare(engine, evaluation, chosen, progress=step))
    if options.json:
        print_line(record(evaluation, comparison))
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

"""For those who are new: ``ansvar role`` and ``quiz``."""

from __future__ import annotations

import argparse
import sys

from arguments import count, with_lines
from commands.opened import opened
from commands.records import print_line
from kg.errors import AnsvarError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arguments import Add
    from kg.home import Build
    from kg.roles.duties import Standing

KINDS = ("bearer", "modality", "deadline")
QUIZ = 10


def add_role(command: Add) -> None:
    """Add ``ansvar role``."""
    made = command(
        role,
        "Vis hva en rolle har ansvar for, trinn for trinn i pasientens vei.",
        "ansvar role fastlege --output fastlege.pdf",
        "Det som er viktigst å huske, står først. Med --output blir det én side som PDF.",
    )
    made.arguments.add_argument("role", metavar="ROLLE", help="Rollen: fastlege, sykehuslege, LIS, kirurg ...")
    made.options.add_argument("-o", "--output", metavar="FIL", help="Skriv ansvaret på én A4-side, som PDF.")
    with_lines(made)


def add_quiz(command: Add) -> None:
    """Add ``ansvar quiz``."""
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
    made.options.add_argument("--number", metavar="N", type=count, default=QUIZ, help=f"Så mange spørsmål ({QUIZ}).")
    made.options.add_argument("--seed", metavar="N", type=count, default=0, help="Hvilket utvalg (0).")
    made.options.add_argument(
        "--kind", metavar="TYPE", action="append", default=[], choices=KINDS,
        help="bearer (hvem), modality (skal, bør eller kan) eller deadline (frist); uten: hvem (kan gjentas).",
    )  # fmt: skip
    with_lines(made)


def role(options: argparse.Namespace) -> None:
    """Print what a role is responsible for, or write it to a page.

    :raises AnsvarError: where no role is named so, or the page cannot be written.
    """
    from kg.roles.duties import found_role, offered, standing

    built, library, chosen = opened(options)
    named = found_role(offered(library, chosen), options.role)
    if options.output is not None:
        if not options.output.lower().endswith(".pdf"):
            raise AnsvarError(f"Siden skrives som PDF. Gi filen et navn som ender på .pdf, ikke «{options.output}».")
        if len(chosen) > 1:
            raise AnsvarError(f"Siden gjelder ett dokument. Velg med --document: {', '.join(chosen)}.")
        _write_sheet(built, standing(library, chosen, named), chosen[0], options.output)
    elif options.jsonl:
        from kg.records import duty_record

        for duty in standing(library, chosen, named).duties:
            print_line(duty_record(named, duty))
    else:
        from commands.roletext import role_text

        titles = {meta.id: meta.title for meta in built.documents}
        met = [(standing(library, [document], named), titles[document]) for document in chosen]
        sys.stdout.write("\n".join(role_text(one, title) for one, title in met if one.duties))


def _write_sheet(built: Build, met: Standing, document: str, output: str) -> None:
    from datetime import date
    from pathlib import Path

    from kg.reportfile import write
    from kg.roles.sheet import role_sheet

    (meta,) = (meta for meta in built.documents if meta.id == document)
    sheet = role_sheet(met, meta, day=date.today())
    write(Path(output), sheet.pdf)
    left_out = f", {sheet.left_out} fikk ikke plass" if sheet.left_out else ""
    sys.stderr.write(f"Skrev {len(met.duties) - sheet.left_out} punkter til {output}{left_out}.\n")


def quiz(options: argparse.Namespace) -> None:
    """Print questions made from the graph, with their answers.

    :raises QuestionError: for no questions asked for, or none to be had of a chapter or kind.
    """
    from kg.errors import QuestionError
    from kg.quiz.bank import question_bank
    from kg.quiz.quizzes import QuizKind
    from kg.quiz.quizzes import quiz as drawn

    built, library, chosen = opened(options)
    bank = question_bank(built, chosen, library)
    themes = [theme for wanted in options.theme for theme in bank.found_themes(wanted)]
    kinds = [QuizKind(kind) for kind in options.kind or KINDS[:1]]
    if not options.number:
        raise QuestionError("Null spørsmål blir ingen quiz. Skriv --number med 1 eller mer.")
    asked = list(drawn(bank, seed=options.seed, number=options.number, themes=themes, kinds=kinds))
    if not asked:
        raise QuestionError("Fant ingen spørsmål av denne typen her. Velg et annet kapittel, eller en annen --kind.")
    for number, question in enumerate(asked):
        if options.jsonl:
            print_line(question.as_record())
        else:
            sys.stdout.write(("\n" if number else "") + question.as_text(number + 1) + "\n")

"""The differences between two editions as text for the command line, what differs marked as wdiff does."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kg.difference.differences import Change, for_role
from kg.difference.page import between, move_sentence
from kg.difference.report import DifferenceReport
from kg.difference.sentences import CHANGES, sentence
from kg.wording.contrast import Piece, marked_pieces
from kg.wording.phrases import LONGEST_QUOTE, capital, counted
from ontology.onboarding import onboarding

WIDTH = 100
INDENT = " " * 22


def difference_text(about: DifferenceReport) -> str:
    """Return a report as text: how much there is, the changes chapter by chapter, then what is only said otherwise."""
    return "\n".join(_lines(about)) + "\n"


def _lines(about: DifferenceReport) -> Iterator[str]:
    yield between(about.between.a, about.between.b)
    whom = f" for {onboarding().definite_name(about.role)}" if about.role else ""
    changes = counted(len(about.changes), "endring", "endringer")
    yield f"{changes} i ansvar{whom}, {len(about.wordings)} bare i ordlyd eller opplysninger."
    if about.role:
        mine = for_role(about.between.of_duty, about.role)
        yield from _part(about, "DITT ANSVAR", mine.own)
        yield from _part(about, "DET DU KAN VENTE AV ANDRE", mine.of_others)
    else:
        yield from _part(about, "", about.changes)
    yield from _part(about, "BARE I ORDLYD ELLER OPPLYSNINGER", about.wordings)
    if about.moves:
        yield "\nFLYTTET, DELT OG SLÅTT SAMMEN"
        yield from (f"  {move_sentence(about, match)}" for match in about.moves)
    if not about.role and (count := len(about.between.renumbered)):
        places = counted(count, "punkt eller overskrift", "punkter og overskrifter")
        yield f"\n{places} har bare fått nytt nummer."


def _part(about: DifferenceReport, title: str, changes: Sequence[Change]) -> Iterator[str]:
    if title and changes:
        yield f"\n{title}"
    for chapter, inside in groupby(changes, key=lambda change: about.place(change).chapter):
        yield f"\n{capital(chapter)}"
        for change in inside:
            yield from _change(about, change)


def _change(about: DifferenceReport, change: Change) -> Iterator[str]:
    name = CHANGES[change.kind]
    place = about.place(change).point
    said = f"{sentence(change)}{f' ({place})' if place else ''}"
    yield _wrapped(said, f"  {name.symbol} {name.noun:<18}")
    alone = change.b if change.a is None else change.a if change.b is None else None
    if alone is not None and len(alone.text) <= LONGEST_QUOTE:
        # The sentence quotes it whole.
        return
    above = about.above(change)
    for norm, spans, over, sign in (
        (change.a, change.words_a, above[0], ("−", "[-", "-]")),
        (change.b, change.words_b, above[1], ("+", "{+", "+}")),
    ):
        if norm is not None:
            spans = spans if alone is None else ()
            words = [*over, *([Piece(" / ", True)] if over else []), *marked_pieces(norm.text, spans)]
            yield _wrapped(_marked(words, sign[1:]), f"{INDENT}{sign[0]} ")


def _marked(pieces: Iterable[Piece], signs: Sequence[str]) -> str:
    def own(text: str) -> str:
        words = text.rstrip()
        return f"{signs[0]}{words}{signs[1]}{text[len(words) :]}"

    return "".join(piece.text if piece.common else own(piece.text) for piece in pieces)


def _wrapped(text: str, mark: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)

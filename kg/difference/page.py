"""The differences between two editions as a page of HTML to print: both clauses side by side, what differs marked.

Every word from a document is escaped here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from kg.addresses import Address, outside
from kg.difference.differences import Change, for_role
from kg.difference.identity import Match
from kg.difference.report import DifferenceReport
from kg.difference.sentences import CHANGES, IDENTITIES, sentence
from kg.difference.shifts import ChangeKind
from kg.model import Clause, Document, Norm
from kg.wording.casehtml import carried, marked
from kg.wording.contrast import Piece, marked_pieces
from kg.wording.phrases import capital, counted
from kg.wording.places import Place
from kg.wording.printed import printed
from ontology.concepts import concepts
from ontology.onboarding import onboarding

MOST_ROLES = 12
_NONE = {"Før": "Sto ikke der.", "Nå": "Står ikke der lenger."}
_STYLE = """
.av-none { color: #33474A; font-style: italic; }
thead th { white-space: nowrap; }
.av-counts { max-width: 32rem; }
"""


def page(about: DifferenceReport) -> str:
    """Return a report as a whole HTML document in Norwegian."""
    a, b = about.between.a, about.between.b
    title = f"Hva er nytt for {onboarding().definite_name(about.role)}?" if about.role else "Hva er endret?"
    body = f"<h1>{escape(title)}</h1><p class='av-lead'>{escape(between(a, b))}</p>{content(about)}"
    return printed(f"{title} – {b.metadata.title} ({b.version})", body, style=_STYLE)


def content(about: DifferenceReport) -> str:
    """Return all of a report below its heading: how much there is, the changes, what is only said otherwise."""
    return f"{_summary(about)}{_changes(about)}{_wordings(about)}{_moves(about)}"


def between(a: Document, b: Document) -> str:
    """Name two editions: the title once where it is the same.

    >>> from kg.model import Metadata
    >>> between(*(Document(Metadata("x", "Samarbeid", version=version), "") for version in "12"))
    'Samarbeid: fra utgave 1 til utgave 2'
    """
    if a.metadata.title == b.metadata.title:
        return f"{a.metadata.title}: fra utgave {a.version} til utgave {b.version}"
    return f"Fra {a.metadata.title} ({a.version}) til {b.metadata.title} ({b.version})"


def _summary(about: DifferenceReport) -> str:
    counts = about.counts
    rows = "".join(
        f"<tr><th scope='row'>{name.full}</th><td>{counts[kind]}</td><td>{escape(name.meaning)}</td></tr>"
        for kind, name in CHANGES.items()
        if counts[kind]
    )
    table = (
        "<table><thead><tr><th scope='col'>Type</th><th scope='col'>Antall</th><th scope='col'>Betyr</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    renumbered = len(about.between.renumbered)
    places = counted(renumbered, "punkt eller overskrift", "punkter og overskrifter")
    said = f" {places} har bare fått nytt nummer." if renumbered and not about.role else ""
    changes = counted(len(about.changes), "endring", "endringer")
    return (
        f"<p>{changes} i hvem som skal gjøre hva, {len(about.wordings)} bare i ordlyd eller "
        f"opplysninger.{said} Endringene er funnet av et program, og kan være lest feil: det er punktenes egen tekst "
        f"som gjelder.</p>{table if rows else ''}{'' if about.role else _roles(about)}"
    )


def _roles(about: DifferenceReport) -> str:
    rows = about.by_role[:MOST_ROLES]
    if not rows:
        return ""
    heads = "".join(f"<th scope='col'>{head}</th>" for head in ("Nytt", "Tatt bort", "Endret"))
    body = "".join(
        f"<tr><th scope='row'>{escape(capital(concepts().name(role)))}</th>"
        + "".join(f"<td>{count or ''}</td>" for count in _new_gone_changed(kinds))
        + "</tr>"
        for role, kinds in rows
    )
    return (
        "<h2>Hvem det gjelder</h2><table class='av-counts'><caption>Antall endringer i det som rollen selv har "
        f"ansvar for</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _new_gone_changed(kinds: Counter[ChangeKind]) -> tuple[int, int, int]:
    new, gone = kinds[ChangeKind.NEW], kinds[ChangeKind.DROPPED]
    return new, gone, kinds.total() - new - gone


def _changes(about: DifferenceReport) -> str:
    if not about.changes:
        return "<h2>Endringer i ansvar</h2><p>Ingen.</p>"
    if about.role:
        mine = for_role(about.between.of_duty, about.role)
        return _part(about, "Ditt ansvar", mine.own) + _part(about, "Det du kan vente av andre", mine.of_others)
    return "<h2>Endringer i ansvar</h2>" + _blocks(about, about.changes)


def _part(about: DifferenceReport, title: str, changes: Sequence[Change]) -> str:
    return (
        f"<h2>{escape(title)}: {counted(len(changes), 'endring', 'endringer')}</h2>{_blocks(about, changes)}"
        if changes
        else ""
    )


def _blocks(about: DifferenceReport, changes: Iterable[Change]) -> str:
    return "".join(
        f"<h3>{escape(chapter)}</h3>" + "".join(change_html(about, change, level=4) for change in inside)
        for chapter, inside in groupby(changes, key=lambda change: about.place(change).chapter)
    )


def change_html(about: DifferenceReport, change: Change, *, level: int) -> str:
    """Return a change: its kind, its sentence, and both clauses with the words that differ marked.

    :param level: of the heading, from 1 to 5.
    """
    name = CHANGES[change.kind]
    above = about.above(change)
    places = (
        about.place_a(change.a.clause) if change.a else None,
        about.place_b(change.b.clause) if change.b else None,
    )
    sides = "".join(
        _side(norm, marked_pieces(norm.text, spans) if norm else (), place, over, label, level + 1)
        for norm, spans, place, over, label in zip(
            (change.a, change.b), (change.words_a, change.words_b), places, above, ("Før", "Nå"), strict=True
        )
    )
    return (
        f"<article class='av-case' id='{escape(change.id)}'>"
        f"<h{level} class='av-case-title'><span class='av-kind' title='{escape(name.meaning)}'>"
        f"<span class='av-kind-sign' aria-hidden='true'>{name.symbol}</span> {escape(name.noun)}</span></h{level}>"
        f"<p class='av-why'>{escape(sentence(change))}</p><div class='av-sides'>{sides}</div></article>"
    )


def _side(
    norm: Norm | None, words: Sequence[Piece], place: Place | None, above: Sequence[Piece], label: str, level: int
) -> str:
    if norm is None or place is None:
        none = f"<p class='av-none'>{_NONE[label]}</p>"
        return f"<section class='av-side'><h{level}>{label}</h{level}>{none}</section>"
    over = f"<p class='av-above'>{marked(above)}</p>" if above else ""
    return (
        f"<section class='av-side'><h{level} class='av-place'>{label}: {_linked(place, norm.version)}</h{level}>"
        f"<blockquote>{over}<p>{marked(words)}</p></blockquote>"
        f"<p class='av-carried'>{escape(carried(norm))}</p></section>"
    )


def _linked(place: Place, version: str) -> str:
    """Return the name of a place, linked where it is known where the page is."""
    address = outside(Address(place.document, place.clause, version))
    return f'<a href="{escape(address)}">{escape(place.short)}</a>' if address else escape(place.short)


def _wordings(about: DifferenceReport) -> str:
    found = about.wordings
    if not found:
        return ""
    return f"<h2>Bare i ordlyd eller opplysninger: {len(found)}</h2>{_blocks(about, found)}"


def _moves(about: DifferenceReport) -> str:
    if not about.moves:
        return ""
    items = "".join(f"<li>{_move(about, match)}</li>" for match in about.moves)
    return f"<h2>Flyttet, delt og slått sammen</h2><ul>{items}</ul>"


def _move(about: DifferenceReport, match: Match) -> str:
    said = move_sentence(about, match)
    return f"{escape(said)} «{escape(match.b[0].text[:120])}»"


def move_sentence(about: DifferenceReport, match: Match) -> str:
    """Say what has become of clauses that are elsewhere, split or merged: "Flyttet: kapittel 2, punkt 3 → ..."."""
    name = IDENTITIES[match.kind] if len(match.a) > 1 or len(match.b) > 1 else "flyttet"
    return f"{capital(name)}: {_places(match.a, about, first=True)} → {_places(match.b, about, first=False)}."


def _places(clauses: Sequence[Clause], about: DifferenceReport, *, first: bool) -> str:
    place = about.place_a if first else about.place_b
    return ", ".join(place(clause.id).short for clause in clauses)

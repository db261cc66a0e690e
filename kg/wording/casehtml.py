"""A case as HTML, for the page and the printed report alike: both clauses side by side, with what differs marked.

Every word from a document or a note is escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from kg.addresses import Address, outside
from kg.model import Modality, Norm
from kg.overlap.cases import Case, Side
from kg.overlap.names import OVERLAPS
from kg.overlap.sentences import matter
from kg.review.reviews import CONCEPT_FIELDS, Field
from kg.wording.contrast import Difference, Piece
from kg.wording.modalities import MODALITIES, name_of
from kg.wording.phrases import NOBODY, capital, day, listed
from kg.wording.places import Place
from ontology.concepts import concepts

FIELD_NAMES = {
    Field.BEARERS: "Hvem",
    Field.MODALITY: "Binder",
    Field.DEADLINE: "Frist eller tid",
    Field.CONDITIONS: "Gjelder",
    Field.EXCEPTIONS: "Unntak",
    Field.COUNTERPARTIES: "Overfor",
}
NOTHING = "–"

Link = Callable[[Place], str]
"""Gives the name of a place as HTML that leads there."""


def case_html(case: Case, *, titles: Mapping[str, str], link: Link | None = None, level: int = 3) -> str:
    """Return a case: its heading, why it matters, both clauses, and the parts in which they differ.

    On a page, where places are links, the rest of a clause can be unfolded.

    :param titles: the documents' titles by id, where several are compared.
    :param level: of the heading, from 1 to 5.
    """
    sides = "".join(
        _side(side, pieces if case.contrast.alike else None, titles, link, level + 1)
        for side, pieces in zip(case.sides, (case.contrast.a, case.contrast.b), strict=True)
    )
    return (
        f"<h{level} class='av-case-title'>{heading(case)}</h{level}><p class='av-why'>{escape(case.pair.why)}</p>"
        f"<div class='av-sides'>{sides}</div>{_fields(case)}"
    )


def heading(case: Case) -> str:
    """Return a case's number, kind and subject, escaped."""
    name = OVERLAPS[case.pair.kind]
    about = escape(matter(*case.norms))
    return (
        f"{case.number}. <span class='av-kind' title='{escape(name.meaning)}'>"
        f"<span class='av-kind-sign' aria-hidden='true'>{name.symbol}</span> {name.noun}</span>: {about}"
    )


def carried(norm: Norm) -> str:
    """Return whom a norm binds and how: "● Fastlege skal (plikt)"."""
    name = name_of(norm)
    who = capital(_listed(norm.bearers)) if norm.bearers else "Ansvarlig ikke nevnt:"
    return f"{name.symbol} {who} {name.full}"


def marked(pieces: Iterable[Piece]) -> str:
    """Return a text with what stands in it alone marked.

    >>> marked([Piece("Legen ", True), Piece("skal ", False), Piece("<ringe>", True)])
    "Legen <mark class='av-own'>skal</mark> &lt;ringe&gt;"
    """
    return "".join(escape(piece.text) if piece.common else _own(piece.text) for piece in pieces)


def _own(text: str) -> str:
    words = text.rstrip()
    return f"<mark class='av-own'>{escape(words)}</mark>{text[len(words) :]}" if words else text


def _side(side: Side, pieces: Sequence[Piece] | None, titles: Mapping[str, str], link: Link | None, level: int) -> str:
    place = link(side.place) if link else _printed(side)
    title = titles.get(side.norm.document, "")
    source = f"<p class='av-source'>{escape(title)}</p>" if title else ""
    above = f"<p class='av-above'>{escape(side.place.above)}</p>" if side.place.above else ""
    words = marked(pieces) if pieces is not None else escape(side.norm.text)
    return (
        f"<section class='av-side'><div><h{level} class='av-place'>{place}</h{level}>{source}</div>"
        f"<blockquote>{above}<p>{words}</p></blockquote>"
        f"<div><p class='av-carried'>{escape(carried(side.norm))}</p>{_rest(side) if link else ''}</div></section>"
    )


def _printed(side: Side) -> str:
    """Return the name of a place for a report, linked where it is known where the page is."""
    address = outside(Address(side.norm.document, side.norm.clause, side.norm.version))
    name = escape(side.place.name)
    return f'<a href="{escape(address)}">{name}</a>' if address else name


def _rest(side: Side) -> str:
    """Return all of a clause, folded, where the norm is a part of it only."""
    if side.words == side.norm.text:
        return ""
    before, found, after = side.words.partition(side.norm.text)
    whole = f"{escape(before)}<strong>{escape(found)}</strong>{escape(after)}" if found else escape(side.words)
    return f"<details class='av-rest'><summary>Hele punktet</summary><p>{whole}</p></details>"


def _fields(case: Case) -> str:
    found = case.contrast.fields
    if not found:
        return "<p class='av-alike'>Hvem, hva som binder, frist, vilkår og unntak er lest likt i de to.</p>"
    heads = "".join(f"<th scope='col'>{escape(side.place.short)}</th>" for side in case.sides)
    rows = "".join(
        f"<tr><th scope='row'>{FIELD_NAMES[each.field]}</th>"
        f"<td>{_values(each.field, each.a)}</td><td>{_values(each.field, each.b)}</td></tr>"
        for each in found
    )
    return (
        f"<table class='av-fields'><caption>Det som skiller</caption><thead><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _values(field: Field, values: Sequence[str]) -> str:
    return "<br>".join(escape(value) for value in shown(field, values))


def shown(field: Field, values: Sequence[str]) -> list[str]:
    """Return a field's values for a reader, one a line."""
    if not values:
        return [NOBODY if field is Field.BEARERS else NOTHING]
    if field is Field.MODALITY:
        name = MODALITIES[Modality(values[0])]
        return [f"{name.symbol} {name.full}"]
    return [capital(_listed(values))] if field in CONCEPT_FIELDS else [f"«{value}»" for value in values]


def told(difference: Difference) -> str:
    """Return a difference as one line of text: "Hvem: Fastlege / Sykehuslege"."""
    one, other = ("; ".join(shown(difference.field, values)) for values in (difference.a, difference.b))
    return f"{FIELD_NAMES[difference.field]}: {one} / {other}"


def assessment_html(case: Case) -> str:
    """Return what has been said of a case; empty where nothing has."""
    said, label = (case.assessment, "Vurdert") if case.assessment else (case.earlier, "Vurdert med en tidligere ordlyd")
    if said is None:
        return ""
    note = f"<p class='av-note'>{escape(said.note)}</p>" if said.note else ""
    sign = "✓" if case.assessment else "↺"
    return (
        f"<div class='av-assessed'><p><span aria-hidden='true'>{sign}</span> <strong>{label}</strong> "
        f"av {escape(said.who)} {day(said.time)}</p>{note}</div>"
    )


def _listed(ids: Sequence[str]) -> str:
    return listed([concepts().name(each) for each in ids])

"""A dossier as one page of HTML to print: nothing is loaded from elsewhere, and it runs no script."""

from __future__ import annotations

from collections import Counter
from html import escape

from kg.gaps import Gap
from kg.matrix import COUNTED, Cell, Matrix
from kg.overlap.cases import Case, agenda
from kg.overlap.names import GAPS, OVERLAPS
from kg.overlap.report import Dossier
from kg.wording.casehtml import assessment_html, case_html, heading
from kg.wording.modalities import MODALITIES
from kg.wording.phrases import capital, day
from kg.wording.printed import printed
from ontology.concepts import concepts

MOST_COLUMNS = 8


def page(about: Dossier) -> str:
    """Return a dossier as a whole HTML document in Norwegian."""
    titles = " og ".join(f"{meta.title} ({meta.version})" for meta in about.documents)
    body = (
        f"<h1>Overlapp i retningslinjen</h1><p class='av-lead'>{escape(titles)} · {day(about.time)}</p>"
        f"{_summary(about)}{_agenda(about)}{_assessed(about)}{_gaps(about)}{_matrix(about.matrix)}"
    )
    return printed(f"Overlapp – {titles}", body)


def _summary(about: Dossier) -> str:
    counts = Counter(case.pair.kind for case in about.cases)
    assessed = sum(case.assessment is not None for case in about.cases)
    rows = "".join(
        f"<tr><th scope='row'>{name.full}</th><td>{counts[kind]}</td><td>{escape(name.meaning)}</td></tr>"
        for kind, name in OVERLAPS.items()
    )
    return (
        f"<p>{len(about.cases)} par av punkter som bør ses sammen. {assessed} av dem er vurdert. "
        "Parene er funnet av et program, og kan være lest feil: det er punktenes egen tekst som gjelder.</p>"
        "<table><thead><tr><th scope='col'>Type</th><th scope='col'>Antall</th><th scope='col'>Betyr</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _agenda(about: Dossier) -> str:
    found = agenda(about.cases)
    if not found:
        said = "Alle parene er vurdert." if about.cases else "Ingen punkter overlapper."
        return f"<h2>Dagsorden</h2><p>{said}</p>"
    shown = "".join(_block(about, case, write=True) for case in found)
    return (
        f"<h2>Dagsorden: {len(found)} par som ikke er vurdert, de viktigste først</h2>"
        f"<p class='av-lead'>Understreket tekst står bare i det ene av de to punktene.</p>{shown}"
    )


def _block(about: Dossier, case: Case, *, write: bool) -> str:
    lines = "<p class='av-write'>Notat:</p><p class='av-write'></p>" if write else ""
    return f"<article class='av-case'>{case_html(case, titles=about.titles)}{assessment_html(case)}{lines}</article>"


def _assessed(about: Dossier) -> str:
    found = [case for case in about.cases if case.assessment]
    if not found:
        return ""
    shown = "".join(
        f"<article class='av-case'><h3>{heading(case)}</h3><p>{escape(case.pair.why)}</p>"
        f"{assessment_html(case)}</article>"
        for case in found
    )
    return f"<h2>Vurdert ({len(found)})</h2>{shown}"


def _gaps(about: Dossier) -> str:
    parts = []
    for kind, name in GAPS.items():
        found = [gap for gap in about.gaps if gap.kind is kind]
        items = "".join(f"<li>{_gap(about, gap)}</li>" for gap in found)
        if found:
            parts.append(f"<h3>{name.full} ({len(found)})</h3><p>{escape(name.meaning)}</p><ul>{items}</ul>")
    return f"<h2>Hull i retningslinjen</h2>{''.join(parts)}" if parts else ""


def _gap(about: Dossier, gap: Gap) -> str:
    title = about.titles.get(gap.document, "")
    return escape(gap.sentence) + (f" <span class='av-source'>{escape(title)}</span>" if title else "")


def _matrix(counted: Matrix) -> str:
    part = counted.of(counted.roles[:MOST_COLUMNS], counted.artifacts)
    part = part.of(part.roles, {cell.artifact for cell in part.cells})
    if not part.cells:
        return ""
    named = concepts().name
    cells = {(cell.role, cell.artifact): _told(cell) for cell in part.cells}
    heads = "".join(f"<th scope='col'><span>{escape(capital(named(role)))}</span></th>" for role in part.roles)
    rows = "".join(
        f"<tr><th scope='row'>{escape(capital(named(each)))}</th>"
        + "".join(f"<td>{cells.get((role, each), '')}</td>" for role in part.roles)
        + "</tr>"
        for each in part.artifacts
    )
    left = len(counted.roles) - len(part.roles)
    more = f" {left} roller til, med færre normer, står i regnearket." if left else ""
    signs = ", ".join(f"{MODALITIES[modality].symbol} {MODALITIES[modality].full}" for modality in COUNTED)
    return (
        "<h2 class='av-part'>Hvem har ansvar for hva</h2>"
        f"<p>Antall normer, etter hvor sterkt de binder: {signs}.{more}</p>"
        f"<table class='av-matrix'><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _told(cell: Cell) -> str:
    return " ".join(f"<span>{MODALITIES[modality].symbol} {count}</span>" for modality, count in cell.counts)

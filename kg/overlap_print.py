"""A dossier as one page of HTML to print: nothing is loaded from elsewhere, and it runs no script."""

from __future__ import annotations

from collections import Counter
from html import escape

from kg.casehtml import assessment_html, case_html, heading
from kg.cases import Case, agenda
from kg.gaps import Gap
from kg.matrix import COUNTED, Cell, Matrix
from kg.modalities import MODALITIES
from kg.names import GAPS, OVERLAPS
from kg.overlap_report import Dossier
from kg.phrases import capital
from kg.reviewlist import day
from ontology.concepts import concepts

MOST_COLUMNS = 8
_STYLE = """
@page { size: A4; margin: 18mm 15mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
* { box-sizing: border-box; }
:root { color-scheme: light; }
body { font: 10.5pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #061A1D; background: #fff;
  max-width: 190mm; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 14pt; margin: 1.6rem 0 .5rem; border-bottom: 1.5pt solid #0B6B70; padding-bottom: .15rem;
  break-after: avoid; }
h3 { font-size: 11.5pt; margin: 0 0 .3rem; break-after: avoid; }
h4 { font-size: 9.5pt; margin: 0 0 .25rem; }
p { margin: 0 0 .4rem; }
.av-lead { color: #33474A; }
.av-case { break-inside: avoid; border: .75pt solid #7A8F91; border-left: 4pt solid #0B6B70; padding: .6rem .8rem;
  margin: 0 0 .9rem; }
.av-kind { font-weight: 700; }
.av-kind-sign { display: inline-block; min-width: 1em; text-align: center; }
.av-why { margin-bottom: .5rem; }
.av-sides { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; margin: .5rem 0; }
.av-side blockquote { margin: 0 0 .3rem; padding: .3rem .6rem; border-left: 2pt solid #7A8F91; background: #F4F8F8; }
.av-side blockquote p:last-child { margin: 0; }
.av-above, .av-source { font-size: 9pt; color: #33474A; }
.av-carried { font-size: 9.5pt; margin: 0; }
mark.av-own { background: none; color: inherit; font-weight: 700; text-decoration: underline;
  text-underline-offset: 2pt; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; margin: .4rem 0; }
caption { text-align: left; font-weight: 600; padding: .1rem 0; }
th, td { border-bottom: .5pt solid #7A8F91; padding: .2rem .4rem .2rem 0; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.av-fields { table-layout: fixed; }
.av-fields tbody th, .av-fields thead td { width: 6.5rem; }
.av-assessed { border-top: .5pt solid #7A8F91; padding-top: .35rem; margin-top: .4rem; }
.av-note { white-space: pre-line; }
ul { margin: 0 0 .6rem; padding-left: 1.1rem; }
li { break-inside: avoid; margin: 0 0 .15rem; }
.av-write { border-bottom: .5pt dotted #33474A; height: 1.7rem; font-size: 9pt; color: #33474A; }
.av-matrix th, .av-matrix td { border: .5pt solid #7A8F91; padding: .15rem .3rem; }
.av-matrix { table-layout: fixed; overflow-wrap: break-word; }
.av-matrix td { text-align: center; }
.av-matrix td span { white-space: nowrap; }
.av-matrix tbody th, .av-matrix thead td { width: 46mm; }
.av-matrix thead th { font-size: 9pt; height: 44mm; line-height: 1.15; vertical-align: bottom; }
.av-matrix thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 42mm; }
.av-part { break-before: page; }
@media print { body { padding: 0; max-width: none; } }
@media screen and (max-width: 40rem) { .av-sides { grid-template-columns: 1fr; } }
"""


def page(about: Dossier) -> str:
    """Return a dossier as a whole HTML document in Norwegian."""
    titles = " og ".join(f"{meta.title} ({meta.version})" for meta in about.documents)
    body = (
        f"<h1>Overlapp i retningslinjen</h1><p class='av-lead'>{escape(titles)} · {day(about.time)}</p>"
        f"{_summary(about)}{_agenda(about)}{_assessed(about)}{_gaps(about)}{_matrix(about.matrix)}"
    )
    return (
        "<!DOCTYPE html><html lang='nb'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Overlapp – {escape(titles)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


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

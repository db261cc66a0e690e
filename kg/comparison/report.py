"""Two guidelines side by side, written as a page to print or a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from kg.comparison.guidelines import Comparison, Counterpart, Theme
from kg.comparison.sentences import ASPECTS, NOBODY, alone, names, sentence, theme_name
from kg.difference.report import DifferenceError
from kg.library import Reading
from kg.model import Clause, Norm
from kg.reportfile import PRINT, SHEETS
from kg.wording.casehtml import carried
from kg.wording.phrases import capital
from kg.wording.places import Place, place_among
from kg.wording.printed import printed
from kg.wording.sheets import Table, workbook
from ontology.concepts import concepts
from ontology.lexicon import lexicon

ALIKE = "likt"
_PAIRS = ("tema", "skiller", "hva", "sted A", "tekst A", "ansvar A", "sted B", "tekst B", "ansvar B", "sikkerhet")
_WIDTHS = (26, 20, 56, 26, 50, 26, 26, 50, 26, 10)
_STYLE = """
.av-sure { color: #33474A; font-size: 9pt; }
"""


@dataclass(frozen=True)
class ComparisonReport:
    """A comparison with the clauses of both guidelines."""

    about: Comparison
    clauses_a: Mapping[str, Clause]
    clauses_b: Mapping[str, Clause]

    def place(self, norm: Norm, *, first: bool) -> Place:
        """Return where a norm stands, in the first or in the second guideline."""
        return place_among(norm.document, norm.clause, self.clauses_a if first else self.clauses_b)


def report(about: Comparison, a: Reading, b: Reading, *, matter: str | None = None) -> ComparisonReport:
    """Return a comparison as a report, of one theme where an artifact is given."""
    if matter is not None:
        about = replace(about, themes=tuple(theme for theme in about.themes if theme.matter == matter))
    return ComparisonReport(about, {c.id: c for c in a[1]}, {c.id: c for c in b[1]})


def matter_named(wanted: str, about: Comparison) -> str:
    """Return the artifact that a word names, among those that the guidelines speak of.

    :raises DifferenceError: where none is named.
    """
    known = lexicon("nb", hidden=True)
    named = [mention.concept for mention in known.mentions(known.words(wanted))]
    themes = [theme.matter for theme in about.themes if theme.matter]
    found = next((name for name in (wanted, *named) if name in themes), None)
    if found is None:
        some = ", ".join(concepts().name(name) for name in themes[:6])
        raise DifferenceError(f"Fant ikke temaet «{wanted}» i noen av dem. Prøv for eksempel: {some}.")
    return found


def as_file(about: ComparisonReport, suffix: str) -> bytes:
    """Return a report as a spreadsheet (``.xlsx``) or a page to print (``.html``).

    :raises DifferenceError: for another ending.
    """
    if suffix == SHEETS:
        return _book(about)
    if suffix == PRINT:
        return _page(about).encode()
    raise DifferenceError(f"Sammenligningen kan skrives som {SHEETS} eller {PRINT}, ikke «{suffix}». Velg en av dem.")


def _page(about: ComparisonReport) -> str:
    here, there = names(about.about)
    titles = "".join(
        f"<li><strong>{escape(name)}</strong>: {escape(meta.title)} ({escape(meta.version)})</li>"
        for name, meta in ((here, about.about.a.metadata), (there, about.about.b.metadata))
    )
    body = f"<h1>To retningslinjer side om side</h1><ul>{titles}</ul>{content(about)}"
    return printed(f"{here} og {there} side om side", body, style=_STYLE)


def content(about: ComparisonReport) -> str:
    """Return all of a report below its heading: how many pairs there are, then theme by theme."""
    pairs = about.about.pairs
    apart = sum(bool(pair.apart) for pair in pairs)
    return (
        f"<p>{len(pairs)} par av normer om det samme; i {apart} av dem skiller noe. Parene er funnet av et program "
        "etter hva normene handler om, og kan være feil. At noe bare er funnet i den ene, betyr at programmet ikke "
        "fant noe tilsvarende i den andre: det kan stå der med andre ord.</p>"
        + "".join(_theme(about, theme) for theme in about.about.themes)
    )


def _theme(about: ComparisonReport, theme: Theme) -> str:
    pairs = "".join(_pair(about, pair) for pair in theme.pairs)
    said = zip(alone(*names(about.about)), (theme.only_a, theme.only_b), (True, False), strict=True)
    rest = "".join(_alone(about, title, norms, first=first) for title, norms, first in said if norms)
    return f"<h2>{escape(theme_name(theme))}</h2>{_who(about, theme)}{pairs}{rest}"


def _who(about: ComparisonReport, theme: Theme) -> str:
    """Say who carries a theme here and there, those with the most norms first."""
    lines = "".join(
        f"<li><strong>{escape(name)}</strong>: {escape(who)}</li>"
        for name, who in zip(names(about.about), carriers(theme), strict=True)
    )
    return f"<ul>{lines}</ul>"


def carriers(theme: Theme) -> tuple[str, str]:
    """Return who carries a theme in the one and in the other, with how many norms each: "fastlege 3, pasient 1"."""
    one, other = (_counted(each) for each in theme.bearers)
    return one, other


def _counted(bearers: Counter[str]) -> str:
    ranked = sorted(bearers.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{concepts().name(role)} {count}" for role, count in ranked) or NOBODY


def _pair(about: ComparisonReport, pair: Counterpart) -> str:
    here, there = names(about.about)
    sides = _side(about, pair.a, here, first=True) + _side(about, pair.b, there, first=False)
    return (
        f"<article class='av-case'><h3 class='av-case-title'>{escape(aspects_named(pair))}</h3>"
        f"<p class='av-why'>{escape(sentence(pair, here, there))}</p><div class='av-sides'>{sides}</div></article>"
    )


def aspects_named(pair: Counterpart) -> str:
    """Return in what a pair differs: "≠ Frist, vilkår"; "= Likt" where in nothing."""
    if not pair.apart:
        return f"= {capital(ALIKE)}"
    return f"≠ {capital(', '.join(ASPECTS[aspect].lower() for aspect in pair.apart))}"


def _side(about: ComparisonReport, norm: Norm, name: str, *, first: bool) -> str:
    place = about.place(norm, first=first)
    return (
        f"<section class='av-side'><h4 class='av-place'>{escape(name)}: {escape(place.short)}</h4>"
        f"<blockquote><p>{escape(norm.text)}</p></blockquote>"
        f"<p class='av-carried'>{escape(carried(norm))}</p></section>"
    )


def _alone(about: ComparisonReport, title: str, norms: Sequence[Norm], *, first: bool) -> str:
    items = "".join(
        f"<li>{escape(norm.text)} <span class='av-source'>{escape(carried(norm))}, "
        f"{escape(about.place(norm, first=first).short)}</span></li>"
        for norm in norms
    )
    return f"<h3>{escape(title)}</h3><ul>{items}</ul>"


def _book(about: ComparisonReport) -> bytes:
    here, there = names(about.about)
    pairs: list[list[str | int | float]] = [
        [
            theme_name(theme),
            ", ".join(ASPECTS[aspect].lower() for aspect in pair.apart) or ALIKE,
            sentence(pair, here, there),
            *_cells(about, pair.a, first=True),
            *_cells(about, pair.b, first=False),
            round(pair.score, 2),
        ]
        for theme in about.about.themes
        for pair in theme.pairs
    ]
    rest: list[list[str | int | float]] = [
        [theme_name(theme), f"bare i {name}", *_cells(about, norm, first=first)]
        for theme in about.about.themes
        for name, norms, first in ((here, theme.only_a, True), (there, theme.only_b, False))
        for norm in norms
    ]
    headings = ("tema", "fant ikke noe tilsvarende", "sted", "tekst", "ansvar")
    return workbook(
        [Table("Par", _PAIRS, pairs, _WIDTHS, held=1), Table("Bare i den ene", headings, rest, (26, 26, 30, 60, 30))]
    )


def _cells(about: ComparisonReport, norm: Norm, *, first: bool) -> tuple[str, str, str]:
    return about.place(norm, first=first).name, norm.text, carried(norm)

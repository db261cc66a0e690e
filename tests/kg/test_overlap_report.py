"""What is taken to a meeting: a spreadsheet that computes nothing, and a page that prints and loads nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kg.gaps import GapKind
from kg.library import Library
from kg.overlap.assessments import said_of
from kg.overlap.cases import AGENDA, agenda
from kg.overlap.names import GAPS, OVERLAPS
from kg.overlap.overlaps import OverlapKind
from kg.overlap.report import Dossier, as_file, dossier, findings
from kg.reportfile import ReportError
from kg.wording.casehtml import case_html
from tests.kg import made_cases
from tests.support import AGDER, FJORDANE, read_all, real, written

NOTE = "=1+1 <b>Behold</b>\nkapittel 4 & «stryk»"


class Outline(HTMLParser):
    """The tags of a page, its headings, and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return made_cases.library(tmp_path_factory.mktemp("report"), real(AGDER))


@pytest.fixture(scope="module")
def about(library: Library) -> Dossier:
    """The dossier of the real guideline, its first pair assessed."""
    found = findings(library, [AGDER.stem])
    said = said_of(found.pairs[0], who="Kari <i>Nordmann</i>", note=NOTE)
    return dossier(library, [real(AGDER).document.metadata], [said], found)


@pytest.fixture(scope="module")
def page(about: Dossier) -> str:
    return as_file(about, ".html").decode()


def test_the_page_loads_nothing_and_runs_nothing(page: str) -> None:
    outline = Outline(page)
    assert outline.loads == []
    assert not {"script", "link", "img", "iframe", "object"} & set(outline.tags)
    assert "url(" not in page and "@import" not in page
    assert page.startswith("<!DOCTYPE html>") and "<html lang='nb'>" in page


def test_the_page_prints_on_a4_and_no_pair_is_broken_over_pages(page: str) -> None:
    assert "@page { size: A4;" in page
    assert ".av-case { break-inside: avoid;" in page
    assert page.count("<article class='av-case'>") == AGENDA + 1


def test_headings_of_the_page_are_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag in Outline(page).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_words_of_people_are_escaped(page: str) -> None:
    assert "Kari &lt;i&gt;Nordmann" in page
    assert "=1+1 &lt;b&gt;Behold&lt;/b&gt;\nkapittel 4 &amp; «stryk»" in page
    assert "<b>" not in page and "<i>" not in page


def test_words_of_a_document_are_escaped(tmp_path: Path) -> None:
    text = (
        "1. <script>A</script>\n\nFastlegen skal sende <b>epikrisen</b>.\n\n2. To\n\nFastlegen skal sende epikrisen.\n"
    )
    read = read_all(written(tmp_path, text))
    about = dossier(made_cases.library(tmp_path, read), [replace(read.document.metadata, title="<u>T</u>")], [])
    assert about.cases
    page = as_file(about, ".html").decode()
    for markup in ("<script", "<b>", "<u>"):
        assert markup not in page
    assert "&lt;u&gt;T&lt;/u&gt;" in page


def test_the_agenda_has_the_first_pairs_that_are_not_assessed_with_their_words_and_why(
    page: str, about: Dossier
) -> None:
    agenda, assessed = page.split("<h2>Vurdert (1)</h2>")
    for case in about.cases[1 : AGENDA + 1]:
        assert escape(case.pair.why) in agenda
        assert agenda.count(escape(case.a.place.name)) >= 1
    assert escape(about.cases[0].pair.why) not in agenda
    assert escape(about.cases[0].pair.why) in assessed


def test_the_rest_of_a_clause_is_unfolded_on_a_page_only(page: str, about: Dossier) -> None:
    case = next(case for case in about.cases if case.a.words != case.a.norm.text)
    shown = case_html(case, titles={}, link=lambda place: f"<a href='#'>{place.name}</a>")
    assert f"<strong>{escape(case.a.norm.text)}</strong>" in shown
    assert "<details" in shown and "<details" not in page


def test_the_spreadsheet_has_pairs_matrix_and_gaps(about: Dossier) -> None:
    book = load_workbook(io.BytesIO(as_file(about, ".xlsx")))
    assert book.sheetnames == ["Par", "Matrise", "Hull"]
    pairs, matrix, gaps = ([list(row) for row in book[name].values] for name in book.sheetnames)
    assert len(pairs) == len(about.cases) + 1
    assert pairs[1][0] == 1 and pairs[1][6] == about.cases[0].pair.a.text
    assert pairs[1][-1] == NOTE and pairs[2][-1] is None
    assert [row[0] for row in matrix[1:]][:2] == ["sykehuslege", "fastlege"]
    assert len(matrix[0]) == 1 + len(about.matrix.artifacts)
    cell = about.matrix.cell("sykehuslege", about.matrix.artifacts[0])
    assert cell is not None and f"plikt: {cell.counts[0][1]}" in matrix[1][1]
    assert [row[3] for row in gaps[1:]] == [gap.sentence for gap in about.gaps]


def test_no_cell_of_the_spreadsheet_is_a_formula(about: Dossier) -> None:
    book = load_workbook(io.BytesIO(as_file(about, ".xlsx")))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_another_ending_says_what_to_do(about: Dossier) -> None:
    with pytest.raises(ReportError, match=r"\.xlsx eller \.html"):
        as_file(about, ".pdf")


def test_documents_are_named_where_there_are_several(tmp_path: Path) -> None:
    both = [real(AGDER), real(FJORDANE)]
    about = dossier(made_cases.library(tmp_path, *both), [each.document.metadata for each in both], [])
    page = as_file(about, ".html").decode()
    for each in both:
        assert f"<p class='av-source'>{each.document.metadata.title}</p>" in page


def test_nothing_found_is_a_report_as_well(tmp_path: Path) -> None:
    read = read_all(written(tmp_path, "1. Om\n\nEpikrisen er et viktig dokument.\n"))
    about = dossier(made_cases.library(tmp_path, read), [read.document.metadata], [])
    assert about.cases == ()
    assert "Ingen punkter overlapper." in as_file(about, ".html").decode()
    assert load_workbook(io.BytesIO(as_file(about, ".xlsx"))).sheetnames == ["Par", "Matrise", "Hull"]


def test_every_kind_has_a_name_and_a_sign_of_its_own() -> None:
    for names, kinds in ((OVERLAPS, OverlapKind), (GAPS, GapKind)):
        assert set(names) == set(kinds)
        assert len({name.symbol for name in names.values()}) == len(kinds)


def test_places_are_linked_where_it_is_known_where_the_page_is(about: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = as_file(about, ".html").decode()
    assert "?clause=" not in plain
    monkeypatch.setenv("ANSVAR_PAGE", "https://ansvar.example.no")
    norm = agenda(about.cases)[0].sides[0].norm
    address = f"https://ansvar.example.no/?clause={norm.document}@{norm.version}/{norm.clause}"
    assert f'<a href="{address}">' in as_file(about, ".html").decode()
    sheet = load_workbook(io.BytesIO(as_file(about, ".xlsx")))["Par"]
    assert address in {str(cell.value).rpartition("\n")[2] for row in sheet.iter_rows() for cell in row}

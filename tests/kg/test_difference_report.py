from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rdflib import PROV, Graph, URIRef

from kg.difference.differences import differences
from kg.difference.editions import Reading
from kg.difference.graph import difference_graph
from kg.difference.identity import Identity
from kg.difference.report import DifferenceError, DifferenceReport, as_file, report
from kg.iris import clause_iri, document_iri
from kg.validation import validate
from kg.wording.contrast import marked_pieces
from ontology.namespaces import ANSVAR
from tests.kg.known_changes import PAIRS
from tests.support import FJORDANE, read_all, real, written


def readings() -> tuple[Reading, Reading]:
    a, b = (real(path) for path in PAIRS["agder-2025"])
    return (a.document, a.clauses, a.norms), (b.document, b.clauses, b.norms)


def about(role: str | None = None) -> DifferenceReport:
    a, b = readings()
    return report(differences(a, b), a, b, role=role)


def test_the_graph_says_what_is_a_revision_of_what():
    between = about().between
    graph = difference_graph(between)
    later, earlier = document_iri("agder-2024", "2025"), document_iri("agder-2024", "2024")
    assert (URIRef(later), PROV.wasRevisionOf, URIRef(earlier)) in graph
    new, old = clause_iri("agder-2024", "2025", "sec_14"), clause_iri("agder-2024", "2024", "sec_15")
    assert (URIRef(new), PROV.wasRevisionOf, URIRef(old)) in graph
    clauses = sum(len(match.a) * len(match.b) for match in between.clauses)
    norms = sum(pair.a is not None and pair.b is not None for pair in between.norms)
    assert len(list(graph.triples((None, PROV.wasRevisionOf, None)))) == 1 + clauses + norms


def dated(a: str, b: str) -> tuple[Reading, Reading]:
    """Return the two editions as valid from two days."""
    (one, *first), (other, *second) = readings()
    return (
        (replace(one, metadata=replace(one.metadata, valid_from=a)), *first),
        (replace(other, metadata=replace(other.metadata, valid_from=b)), *second),
    )  # type: ignore[return-value]


@pytest.mark.parametrize("dates", [("2024-01-01", "2025-01-01"), ("", "2025-01-01")])
def test_the_earlier_edition_was_a_revision_of_the_later(dates: tuple[str, str]):
    a, b = dated(*dates)
    there, back = difference_graph(differences(a, b)), difference_graph(differences(b, a))
    assert set(there) == set(back)
    later, earlier = document_iri("agder-2024", "2025"), document_iri("agder-2024", "2024")
    assert (URIRef(later), PROV.wasRevisionOf, URIRef(earlier)) in back
    assert (URIRef(earlier), PROV.wasRevisionOf, None) not in back


def test_without_dates_the_order_given_counts():
    a, b = dated("", "")
    later, earlier = (URIRef(document_iri("agder-2024", version)) for version in ("2024", "2025"))
    assert (later, PROV.wasRevisionOf, earlier) in difference_graph(differences(b, a))


def test_two_guidelines_became_revisions_of_each_other():
    a, _ = readings()
    other = real(FJORDANE)
    between = differences(a, (other.document, other.clauses, other.norms))
    with pytest.raises(DifferenceError, match="agder-2024 og fjordane er to dokumenter"):
        difference_graph(between)


def test_an_edition_became_a_revision_of_itself():
    (document, clauses, norms), (_, *other) = readings()
    same = difference_graph(differences((document, clauses, norms), (document, clauses, norms)))
    assert (None, PROV.wasRevisionOf, None) not in same
    with pytest.raises(DifferenceError, match="Begge heter agder-2024@2024"):
        difference_graph(differences((document, clauses, norms), (document, *other)))  # type: ignore[arg-type]


def test_the_graph_conforms_to_the_shapes_and_has_each_change_once():
    between = about().between
    graph = difference_graph(between)
    assert validate(graph).conforms
    of_clauses = [
        m for m in between.clauses if m.moved or m.kind not in (Identity.SAME, Identity.MOVED, Identity.REWORDED)
    ]
    assert len(list(graph.subjects(None, ANSVAR.Amendment))) == len(between.changes) + len(of_clauses)


def test_an_amendment_of_nothing_does_not_conform():
    graph = difference_graph(about().between)
    graph.remove((None, ANSVAR.amends, None))
    graph.remove((None, ANSVAR.results, None))
    assert not validate(graph).conforms


def test_the_turtle_is_the_same_each_time_and_reads_back():
    first, second = (as_file(about(), ".ttl") for _ in range(2))
    assert first == second
    assert len(Graph().parse(data=first, format="turtle")) == len(difference_graph(about().between))


def test_the_page_shows_every_change_once_with_its_words_marked():
    page = as_file(about(), ".html").decode()
    for change in about().between.changes:
        assert page.count(f"id='{change.id}'") == 1
    assert "<mark class='av-own'>03739</mark>" in page
    assert "anbefales å</mark>:" in page
    assert "Delt i flere: Kapittel 7, punkt 2" in page


def test_the_page_for_a_role_has_its_own_duties_first():
    page = as_file(about("fastlege"), ".html").decode()
    assert "Hva er nytt for fastlegen?" in page
    assert page.index("Ditt ansvar") < page.index("Det du kan vente av andre")
    assert "ajourholde listen" not in page[: page.index("Det du kan vente")]


def test_words_of_documents_are_escaped(tmp_path: Path):
    old = written(tmp_path, "1. Svar\n\n• Legen skal sende <b>svar</b> innen ti dager.\n", "a.txt")
    new = written(tmp_path, "1. Svar\n\n• Legen skal sende <b>svar</b> innen to <script>x</script> dager.\n", "b.txt")
    a, b = ((each.document, each.clauses, each.norms) for each in (read_all(old), read_all(new)))
    page = as_file(report(differences(a, b), a, b), ".html").decode()
    assert "<b>" not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_spreadsheet_has_a_row_a_change_and_a_row_a_clause():
    book = load_workbook(io.BytesIO(as_file(about(), ".xlsx")))
    between = about().between
    assert book.sheetnames == ["Endringer", "Punkter"]
    assert book["Endringer"].max_row == 1 + len(between.changes)
    assert book["Punkter"].max_row == 1 + sum(match.kind is not Identity.SAME for match in between.clauses)


def test_another_ending_is_refused():
    with pytest.raises(DifferenceError, match=r"ikke «\.pdf»"):
        as_file(about(), ".pdf")


def test_pieces_join_to_the_text_again():
    text = "Legen skal straks ringe vakten"
    assert "".join(piece.text for piece in marked_pieces(text, [(0, 5), (11, 17), (6, 10)])) == text

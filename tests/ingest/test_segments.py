"""The clause tree: chapters, headings, lead-ins, points and paragraphs, with ids and labels."""

from pathlib import Path

import pytest

from ingest.readers import read
from ingest.segments import path_to, segments
from kg.errors import DocumentError
from kg.model import Clause, ClauseKind
from tests.support import AGDER, FJORDANE, real, written

REAL = pytest.mark.parametrize("path", [AGDER, FJORDANE], ids=lambda path: path.stem)
TEXT = """1. Vakt og varsling

Vakten på sykehjemmet skal ha oversikt.

Sykepleierens oppgaver:

• Ring pårørende ved fall.
• Tilsyn om natten:
  − hver andre time
  − oftere ved uro
• Skriv rapport.

https://www.eksempel.no/rapport

Om helgen

• Legen kommer på lørdag.

2. Transport

2.1 Bestilling
2.1.1 Kommunen bestiller drosje.
2.1.2 Sykehuset bestiller båre.
"""


@pytest.fixture
def tree(tmp_path: Path) -> dict[str, Clause]:
    return {clause.text: clause for clause in segments(read(written(tmp_path, TEXT)))}


def above(clause: Clause, tree: dict[str, Clause]) -> list[str]:
    return [each.text for each in path_to(clause, {c.id: c for c in tree.values()})]


def test_each_node_is_of_its_kind(tree: dict[str, Clause]) -> None:
    assert {text: clause.kind.value for text, clause in tree.items()} == {
        "Vakt og varsling": "chapter",
        "Vakten på sykehjemmet skal ha oversikt.": "paragraph",
        "Sykepleierens oppgaver:": "lead_in",
        "Ring pårørende ved fall.": "point",
        "Tilsyn om natten:": "lead_in",
        "hver andre time": "point",
        "oftere ved uro": "point",
        "Skriv rapport.": "point",
        "Om helgen": "heading",
        "Legen kommer på lørdag.": "point",
        "Transport": "chapter",
        "Bestilling": "heading",
        "Kommunen bestiller drosje.": "point",
        "Sykehuset bestiller båre.": "point",
    }


def test_points_stand_under_their_headings_and_lead_ins(tree: dict[str, Clause]) -> None:
    assert above(tree["Vakt og varsling"], tree) == []
    assert above(tree["Vakten på sykehjemmet skal ha oversikt."], tree) == ["Vakt og varsling"]
    assert above(tree["oftere ved uro"], tree) == ["Vakt og varsling", "Sykepleierens oppgaver:", "Tilsyn om natten:"]
    assert above(tree["Skriv rapport."], tree) == ["Vakt og varsling", "Sykepleierens oppgaver:"]
    assert above(tree["Legen kommer på lørdag."], tree) == ["Vakt og varsling", "Om helgen"]
    assert above(tree["Sykehuset bestiller båre."], tree) == ["Transport", "Bestilling"]


def test_a_heading_ends_the_one_before(tree: dict[str, Clause]) -> None:
    assert "Sykepleierens oppgaver:" not in above(tree["Legen kommer på lørdag."], tree)


def test_labels_say_the_place(tree: dict[str, Clause]) -> None:
    labelled = [c for c in tree.values() if c.kind in (ClauseKind.CHAPTER, ClauseKind.POINT)]
    assert {clause.text: clause.label for clause in labelled} == {
        "Vakt og varsling": "kapittel 1",
        "Ring pårørende ved fall.": "punkt 1",
        "hver andre time": "punkt 2.1",
        "oftere ved uro": "punkt 2.2",
        "Skriv rapport.": "punkt 3",
        "Legen kommer på lørdag.": "punkt 4",
        "Transport": "kapittel 2",
        "Kommunen bestiller drosje.": "punkt 2.1.1",
        "Sykehuset bestiller båre.": "punkt 2.1.2",
    }


def test_sections_are_numbers_as_printed(tree: dict[str, Clause]) -> None:
    assert {clause.section for text, clause in tree.items() if "drosje" not in text and "båre" not in text} == {
        "1",
        "2",
        "2.1",
    }
    assert tree["Sykehuset bestiller båre."].section == "2.1.2"


def test_ids_follow_the_tree(tree: dict[str, Clause]) -> None:
    assert tree["Skriv rapport."].id == "sec_1__point_3"
    assert tree["hver andre time"].id == "sec_1__point_2__point_1"
    assert tree["Kommunen bestiller drosje."].id == "sec_2.1.1"


def test_a_link_belongs_to_the_point_before_it_and_is_no_clause(tree: dict[str, Clause]) -> None:
    assert tree["Skriv rapport."].links == ("https://www.eksempel.no/rapport",)
    assert [text for text, clause in tree.items() if clause.links] == ["Skriv rapport."]
    assert not any("eksempel.no" in text for text in tree)


def test_a_document_without_numbers_has_its_headings_as_sections(tmp_path: Path) -> None:
    text = "Vakt på sykehjem\n\n• Vakten ringer legen ved fall.\n\nTransport hjem\n\n• Kommunen bestiller drosje.\n"
    found = {c.text: c for c in segments(read(written(tmp_path, text)))}
    assert found["Vakten ringer legen ved fall."].section == "Vakt på sykehjem"
    assert found["Kommunen bestiller drosje."].section == "Transport hjem"


def test_equal_numbers_get_ids_of_their_own(tmp_path: Path) -> None:
    text = "1. Vakt\n\nLegen skal:\na) ringe\nb) skrive\n\nJordmor skal:\na) vente\nb) hvile\n"
    found = segments(read(written(tmp_path, text)))
    assert len({clause.id for clause in found}) == len(found)


@pytest.mark.parametrize("text", ["1. Vakt\n\n2. Transport\n", "https://www.eksempel.no\n"])
def test_a_document_without_a_clause_is_refused(tmp_path: Path, text: str) -> None:
    reading = read(written(tmp_path, text))
    with pytest.raises(DocumentError, match="ingen punkter"):
        segments(reading)


@REAL
def test_ids_of_real_documents_are_unique_and_parents_stand_before(path: Path) -> None:
    seen: set[str] = set()
    for clause in real(path).clauses:
        assert clause.id not in seen
        assert clause.parent is None or clause.parent in seen
        seen.add(clause.id)


@REAL
def test_clauses_of_real_documents_stand_in_order(path: Path) -> None:
    starts = [clause.start for clause in real(path).clauses]
    assert starts == sorted(starts)


def test_the_guideline_has_its_sixteen_chapters() -> None:
    chapters = [c for c in real(AGDER).clauses if c.kind is ClauseKind.CHAPTER]
    assert [c.section for c in chapters] == [str(n) for n in range(1, 17)]
    assert chapters[10].text == "Sykmelding"
    assert chapters[9].text == "Resepter, samstemming og vedlikehold av Legemidler i Bruk (=LiB) liste"


def test_addresses_at_the_foot_of_a_page_are_links() -> None:
    clauses = real(AGDER).clauses
    assert any("http://www.praksisnytt.no/" in clause.links for clause in clauses)
    assert not any(clause.text.startswith("http") for clause in clauses)


def test_fjordanes_sub_chapters_hold_their_points() -> None:
    read_ = real(FJORDANE)
    by_id = {clause.id: clause for clause in read_.clauses}
    point = read_.clause("kartlegge røyking")
    assert [each.text for each in path_to(point, by_id)] == ["Svangerskapsomsorg", "Videre oppfølging", "Jordmor skal:"]


def test_the_section_is_the_nearest_number_as_printed() -> None:
    """Of a paragraph and of a lettered point, that of the sub-chapter; of a numbered point, its own."""
    read_ = real(FJORDANE)
    assert read_.clause("Den gravide kan selv velge").section == "2.1"
    assert read_.clause("kartlegge røyking").section == "2.2"
    assert read_.clause("Jordmor kan ikke sykmelde").section == "2.2.1"


def test_a_short_sentence_before_the_one_that_opens_a_list_is_no_heading(tmp_path: Path) -> None:
    text = "1. Vakt\n\nSykepleieren sender rapport samme dag. Rapporten skal inneholde:\n\na) tidspunkt\nb) tiltak\n"
    found = segments(read(written(tmp_path, text)))
    assert [(clause.kind.value, clause.text) for clause in found[1:3]] == [
        ("paragraph", "Sykepleieren sender rapport samme dag."),
        ("lead_in", "Rapporten skal inneholde:"),
    ]

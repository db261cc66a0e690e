"""What a document would bring, and what could not be placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Clause, ClauseKind, Document, Metadata, Modality
from kg.preview import NO_CHAPTER, Preview, Unplaced, left_out, likeness, preview
from tests.support import AGDER, GOLD, read_all, real, written

META = Metadata("a", "A")


def seen(folder: Path, text: str) -> Preview:
    read = read_all(written(folder, text))
    return preview(read.document, read.clauses, read.norms)


@pytest.mark.parametrize("path", [AGDER, GOLD / "fjordane.txt"], ids=lambda path: path.stem)
def test_every_point_and_norm_is_counted_once(path: Path) -> None:
    read = real(path)
    found = preview(read.document, read.clauses, read.norms)
    assert found.clauses == sum(c.kind in (ClauseKind.POINT, ClauseKind.PARAGRAPH) for c in read.clauses)
    assert found.norms == sum(n.modality is not Modality.INFO for n in read.norms)
    assert sum(found.modalities.values()) == len(read.norms)
    assert len([each for each in found.chapters if each.title[0].isdigit()]) == sum(
        clause.kind is ClauseKind.CHAPTER for clause in read.clauses
    )
    assert found.numbered
    assert not found.of(Unplaced.LEFT_OUT)
    assert not found.warnings


def test_what_could_not_be_placed_is_named(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        "Tryllekunstneren skal sende konfettien.\n\n1. Vakt\n\n• Legen skal ringe vakten.\n• Det skal journalføres.\n",
    )
    assert [each.title for each in found.chapters] == [NO_CHAPTER, "1. Vakt"]
    assert [each.text for each in found.of(Unplaced.NO_CHAPTER)] == ["Tryllekunstneren skal sende konfettien."]
    assert [each.text for each in found.of(Unplaced.NO_BEARER)] == ["Det skal journalføres."]
    assert [each.text for each in found.of(Unplaced.UNKNOWN_ROLE)] == ["tryllekunstner"]
    assert "Tryllekunstneren" not in str(found.of(Unplaced.NO_BEARER))


def test_a_document_without_chapters_is_warned_of(tmp_path: Path) -> None:
    found = seen(tmp_path, "Legen skal ringe vakten.\n")
    assert any("kapitler" in warning for warning in found.warnings)
    assert [each.title for each in found.chapters] == [NO_CHAPTER]


def test_a_document_that_binds_nobody_is_warned_of(tmp_path: Path) -> None:
    found = seen(tmp_path, "1. About\n\nThe weather is fine today.\n")
    assert any("binder" in warning for warning in found.warnings)


def test_text_that_no_clause_holds_is_found() -> None:
    text = "1. Vakt\nTapt linje her\n• Legen ringer.\nhttps://eksempel.no/tapt\n2\nOgså tapt"
    start = text.index("Legen")
    clauses = [
        Clause("sec_1", ClauseKind.CHAPTER, "Vakt", 3, 7, "1"),
        Clause("sec_1__point_1", ClauseKind.POINT, "Legen ringer.", start, start + 13, "1", parent="sec_1"),
    ]
    assert left_out(Document(META, text), clauses) == ["Tapt linje her", "Også tapt"]


def test_two_editions_are_compared_word_for_word(tmp_path: Path) -> None:
    old = read_all(written(tmp_path, "1. Vakt\n\n• Legen ringer.\n• Legen svarer.\n• Legen svarer.\n", "en.txt"))
    new = read_all(written(tmp_path, "1. Vakt\n\n• Legen svarer.\n• Legen skriver.\n", "to.txt"))
    found = likeness(new.clauses, META, old.clauses)
    assert (found.same, found.new, found.gone) == (1, 1, 2)
    same = likeness(old.clauses, META, old.clauses)
    assert (same.same, same.new, same.gone) == (3, 0, 0)

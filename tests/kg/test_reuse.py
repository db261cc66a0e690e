"""A build that is still there is used again, and a folder stands for the documents in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.home import Home
from kg.library import open_library
from qa.build import build
from tests.support import written

RULE = "Fastlegens ansvar:\n• Fastlegen skal sende epikrisen innen {days} dager.\n"


def test_going_back_to_an_earlier_text_swaps_the_whole_old_build_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = build([written(tmp_path, RULE.format(days=7))], home=home)
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    build([written(tmp_path, RULE.format(days=14))], home=home)
    assert build([written(tmp_path, RULE.format(days=7))], home=home) == first == home.open()
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == before
    assert [norm.deadline for norm in open_library(home.open()).all_norms("egen")] == ["innen 7 dager"]


def test_a_build_that_is_gone_or_damaged_is_not_used_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = build([written(tmp_path, RULE.format(days=7))], home=home)
    assert home.reuse("gone") is None
    first.turtle("egen").write_text("# tomt", encoding="utf-8")
    assert home.reuse(first.manifest.id) is None


def test_a_folder_stands_for_its_documents(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("en.txt", "to.txt"):
        written(folder, RULE.format(days=7), name)
    written(folder, 'title = "Den ene"\n', "en.toml")
    made = build([folder], home=Home(tmp_path / "home"))
    assert {meta.id: meta.title for meta in made.manifest.documents} == {"en": "Den ene", "to": "to"}


def test_a_folder_without_documents_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="ingen dokumenter"):
        build([tmp_path], home=Home(tmp_path / "home"))

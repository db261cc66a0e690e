"""Backup and restore as docs/deployment.md has them: the same answers, and nothing that people said is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from kg.collection import FOLDER, Collection
from kg.home import Home
from kg.library import open_library
from kg.overlap import assessments
from kg.review import file as reviewfile
from kg.review.reviews import Field
from qa import feedback
from qa.build import build
from qa.collection import add
from qa.curation import correct, listing
from qa.intake import look_at
from qa.opening import open_engine
from qa.sources import shipped
from tests.reliability.conftest import TEXT
from tests.reliability.test_full_disk import WRITERS
from tests.support import ROOT, written

PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
QUESTIONS = ("Hvem skal ringe vakten?", "Hvem bestiller drosje?", "Hva koster parkering?")
OWN = "1. Transport\n\n• Kommunen bestiller drosje.\n"


def block(heading: str) -> str:
    """Return the commands below a heading of the page."""
    (found,) = re.findall(rf"^## {heading}\n.*?```bash\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def run(heading: str, home: Path, backup: Path) -> None:
    env = {**os.environ, "ANSVAR_HOME": str(home), "BACKUP": str(backup)}
    subprocess.run(["bash", "-euo", "pipefail", "-c", block(heading)], env=env, check=True, capture_output=True)


def state(home: Home) -> dict[str, object]:
    """Return all that a user can tell a home by."""
    engine = open_engine(home)
    answers = [engine.ask(question) for question in QUESTIONS]
    library = open_library(engine.build)
    return {
        "build": engine.build.manifest.id,
        "answers": [(each.status, each.text, each.citations, each.norms) for each in answers],
        "norms": [norm for document in sorted(engine.build.versions) for norm in library.all_norms(document)],
        "reviews": listing(home=home),
        "assessments": assessments.kept(home.folder),
        "feedback": list(feedback.kept(home.folder)),
    }


def test_a_restored_home_gives_the_same_answers_and_nothing_is_lost(tmp_path: Path) -> None:
    """Two documents taken in, the one that ships taken out, and something of all that people can say."""
    home = Home(tmp_path / "home")
    for source in shipped():
        Collection(home.folder).hide(source.metadata.edition)
    for name, text in (("vakt.txt", TEXT), ("transport.txt", OWN)):
        add(look_at(written(tmp_path, text, name), home=home), home=home)
    correct("vakt", "sec_1__point_1__norm_1", {Field.BEARERS: ["fastlege"]}, reviewer="Kari", reason="Slik", home=home)
    for kind in ("assessment", "feedback"):
        WRITERS[kind][0](home.folder, "sagt før sikkerhetskopien")
    before = state(home)
    assert home.open().versions.keys() == {"vakt", "transport"}
    assert all(before[name] for name in ("norms", "assessments", "feedback"))
    assert reviewfile.kept(home.folder).reviews

    backup, elsewhere = tmp_path / "backup.tar.gz", Home(tmp_path / "elsewhere" / "home")
    run("Backup", home.folder, backup)
    shutil.rmtree(home.folder)
    run("Restore", elsewhere.folder, backup)
    build([], home=elsewhere)
    assert state(elsewhere) == before


def test_a_home_without_some_of_the_files_is_backed_up_too(twice: Home, tmp_path: Path) -> None:
    backup, elsewhere = tmp_path / "backup.tar.gz", tmp_path / "elsewhere"
    run("Backup", twice.folder, backup)
    run("Restore", elsewhere, backup)
    assert [path.name for path in elsewhere.iterdir()] == ["reviews.nq"]


def test_the_commands_name_what_the_table_names_and_the_program_writes() -> None:
    table = re.findall(r"^\| `([\w.]+)` \|", PAGE.partition("## Backup")[2].partition("## Restore")[0], re.MULTILINE)
    assert set(table) == {reviewfile.FILE, assessments.FILE, feedback.FILE, FOLDER}
    assert all(name in block("Backup").split("ls -d")[1] for name in table)

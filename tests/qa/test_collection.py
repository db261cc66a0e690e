"""Documents taken in and out: nothing that was added is lost, nothing of what is removed is left."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

import data
from kg.appending import turn
from kg.collection import Collection
from kg.errors import BuildError, DocumentError, ReviewError
from kg.home import Build, Home
from kg.inventory import Origin, State
from kg.library import as_read, open_library
from kg.overlap import assessments
from kg.overlap.assessments import Act, Assessment, Side
from kg.review import file as reviewfile
from kg.review.reviews import Field, now
from qa.build import build
from qa.collection import Outcome, add, listing, remove, succeeding
from qa.curation import correct
from qa.encoder import Encoder, Vectors, encoder
from qa.intake import Candidate, look, look_at
from qa.opening import open_engine
from qa.sources import default_documents
from tests.support import AGDER, ROOT, SECONDS, ansvar, edition, started, written

WATCH = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n"
TRANSPORT = "Rutine for transport\n\n1. Transport\n\n• Kommunen bestiller drosje til polarsirkelen.\n"
SHIPPED = "Rutine for prøver\n\n1. Prøver\n\n• Legen skal sende prøven til laboratoriet.\n"
RARE = b"polarsirkel"
GUIDELINES = data.GUIDELINES


@pytest.fixture(autouse=True)
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guideline that ships with the program here: one that is built in a moment."""
    folder = tmp_path / "ships"
    folder.mkdir()
    monkeypatch.setattr("data.GUIDELINES", folder)
    written(folder, 'title = "Rutine for prøver"\n', "pakke.toml")
    return written(folder, SHIPPED, "pakke.txt")


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a build of one document that was named to the build: never written to."""
    folder = tmp_path_factory.mktemp("watch")
    home = Home(folder / "home")
    build([written(folder, WATCH, "vakt.txt")], home=home)
    return home


@pytest.fixture
def place(watch: Home, tmp_path: Path) -> Home:
    """A home of the test's own, with a build of one document that is in no collection."""
    home = Home(tmp_path / "home")
    shutil.copytree(watch.folder, home.folder, symlinks=True)
    written(tmp_path, WATCH, "vakt.txt")
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, TRANSPORT, "transport.txt")


def take(path: Path, home: Home, *, replacing: bool = False, **given: object) -> Outcome:
    return add(look_at(path, given, home=home), replacing=replacing, home=home)


def all_bytes(folder: Path) -> bytes:
    names = [str(path).encode() for path in sorted(folder.rglob("*"))]
    return b"\n".join([*names, *(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())])


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".lock"}


@dataclass
class Heard:
    """What the real pipeline and the real encoder were given."""

    parsed: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Heard]:
    from ingest.pipeline import parsed

    heard, model = Heard(), type(encoder())
    embed = model.passages

    def parsing(texts: Iterable[str]) -> Iterator[object]:
        heard.parsed += (kept := list(texts))
        return parsed(kept)

    def embedding(self: Encoder, texts: Sequence[str]) -> Vectors:
        heard.embedded += texts
        return embed(self, texts)

    with patch("ingest.norms.parsed", parsing), patch.object(model, "passages", embedding):
        yield heard


def test_what_is_taken_in_and_removed_is_logged_by_id(place: Home, file: Path) -> None:
    take(file, place)
    remove(["transport"], home=place)
    lines = [json.loads(line) for line in (place.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [(line["what"], line["documents"]) for line in lines if line["what"].startswith("document")]
    assert told == [("document-added", ["transport@1"]), ("document-removed", ["transport@1"])]


# -- taking in


def test_what_is_taken_in_is_built_beside_what_is_there(place: Home, file: Path) -> None:
    made = take(file, place).build
    assert made is not None
    assert made.versions == {"vakt": "1", "transport": "1"}
    answer = open_engine(place).ask("Hvem bestiller drosje til polarsirkelen?")
    assert [role.id for role in answer.roles] == ["kommune"]
    assert answer.citations[0].document == "transport"


def test_only_the_new_document_is_parsed_and_embedded(place: Home, file: Path) -> None:
    with listening() as heard:
        take(file, place)
    assert any("polarsirkelen" in text for text in heard.parsed)
    assert any("polarsirkelen" in text for text in heard.embedded)
    assert not [text for text in (*heard.parsed, *heard.embedded) if "vakten" in text]
    with listening() as heard:
        remove(["transport"], home=place)
    assert not heard.parsed
    assert not heard.embedded


def test_a_build_with_an_addition_is_as_one_of_both(place: Home, file: Path, tmp_path: Path) -> None:
    made = take(file, place).build
    assert made is not None
    meta = made.edition("transport")
    file.with_suffix(".toml").write_text(f'title = "{meta.title}"\n', encoding="utf-8")
    both = build([tmp_path / "vakt.txt", file], home=Home(tmp_path / "other"))
    assert both.manifest.id == made.manifest.id
    for key in ("vakt@1", "transport@1"):
        assert made.turtle(key).read_bytes() == both.turtle(key).read_bytes()
        assert as_read(made, key) == as_read(both, key)


def test_what_was_taken_in_outlives_builds(place: Home, file: Path, tmp_path: Path) -> None:
    take(file, place)
    build([tmp_path / "vakt.txt"], home=place)
    assert place.open().versions == {"vakt": "1"}
    file.unlink()
    assert build([], home=place).versions == {"pakke": "1", "transport": "1"}


def test_a_program_that_reads_otherwise_reads_its_files_again(
    place: Home, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has no file here stays as it was read, and no later build takes it for a reading of its own."""
    take(file, place)
    monkeypatch.setattr("qa.collection.code_hash", lambda: "another program")
    with listening() as heard:
        made = take(written(tmp_path, WATCH.replace("uro", "feber"), "tredje.txt"), place).build
    assert made is not None
    assert made.versions == {"vakt": "1", "transport": "1", "tredje": "1"}
    assert any("polarsirkelen" in text for text in heard.parsed)
    assert not [text for text in heard.parsed if "uro" in text]
    assert made.manifest.code not in ("another program", "")


def test_metadata_come_from_the_command_then_the_file_beside_then_the_document(place: Home, file: Path) -> None:
    assert look_at(file, home=place).metadata.title == "Rutine for transport"
    file.with_suffix(".toml").write_text('title = "Fra filen"\npublisher = "MSU"\nyear = 2025\n', encoding="utf-8")
    meta = look_at(file, {"title": "Fra linjen", "version": "2 b"}, home=place).metadata
    assert (meta.id, meta.title, meta.publisher, meta.version, meta.year) == (
        "transport", "Fra linjen", "MSU", "2-b", 2025
    )  # fmt: skip
    assert look(WATCH.encode(), "Øvre vakt.txt", {}, home=place).metadata.id == "Oevre-vakt"


def test_looking_changes_nothing(place: Home, file: Path) -> None:
    before = snapshot(place.folder)
    look_at(file, home=place)
    assert snapshot(place.folder) == before


@pytest.mark.parametrize("name", ["../../ut.txt", "/etc/ut.txt", "..\\ut.txt", "@.txt", ".txt"])
def test_a_file_name_leads_nowhere_else(place: Home, name: str, tmp_path: Path) -> None:
    outside = {path for path in tmp_path.rglob("*") if place.folder not in path.parents}
    try:
        add(look(TRANSPORT.encode(), name, {}, home=place), home=place)
    except DocumentError:
        pass
    assert {path for path in tmp_path.rglob("*") if place.folder not in path.parents} == outside


# -- editions


def test_a_new_edition_keeps_the_old_and_counts_from_today(place: Home, file: Path) -> None:
    take(file, place, publisher="MSU")
    file.write_text(TRANSPORT.replace("Kommunen", "Fastlegen"), encoding="utf-8")
    candidate = look_at(file, {"version": "2"}, home=place)
    assert candidate.metadata.valid_from == date.today().isoformat()
    assert candidate.metadata.publisher == "MSU"
    assert any("i dag" in note for note in candidate.notes)
    assert candidate.likeness is not None
    assert (candidate.likeness.same, candidate.likeness.new, candidate.likeness.gone) == (0, 1, 1)
    made = add(candidate, home=place).build
    assert made is not None
    assert made.versions["transport"] == "2"
    assert [norm.bearers for norm in as_read(made, "transport@1")[2]] == [("kommune",)]
    states = {entry.metadata.edition: entry.state for entry in listing(home=place)}
    assert (states["transport@1"], states["transport@2"]) == (State.PAST, State.IN_FORCE)


def test_an_edition_for_later_is_not_in_force_yet(place: Home, file: Path) -> None:
    take(file, place)
    take(file, place, version="2", valid_from="2999-01-01")
    found = {entry.metadata.edition: entry for entry in listing(home=place)}
    assert found["transport@2"].state is State.FUTURE
    assert (found["transport@1"].state, found["transport@1"].until) == (State.IN_FORCE, "2998-12-31")
    found = {entry.metadata.edition: entry for entry in listing(home=place, on=date(2999, 1, 1))}
    assert (found["transport@1"].state, found["transport@2"].state) == (State.PAST, State.IN_FORCE)


def test_an_edition_that_is_there_is_not_written_over_unasked(place: Home, file: Path) -> None:
    take(file, place)
    assert not take(file, place).changed
    file.write_text(TRANSPORT.replace("drosje", "ambulanse"), encoding="utf-8")
    before = snapshot(place.folder)
    with pytest.raises(DocumentError, match=r"transport@1.*--replace"):
        take(file, place)
    assert snapshot(place.folder) == before
    take(file, place, replacing=True)
    assert "ambulanse" in place.open().source("transport")
    assert build([], home=place).versions["transport"] == "1"
    assert "ambulanse" in place.open().source("transport")


def test_a_further_edition_is_not_named_by_guess(place: Home, file: Path) -> None:
    take(file, place, version="2024")
    file.write_text(TRANSPORT.replace("drosje", "ambulanse"), encoding="utf-8")
    with pytest.raises(DocumentError, match="--version"):
        take(file, place)
    assert take(file, place, version="1", valid_from="2023-01-01").changed


def test_what_keeps_a_document_out_was_written_twice(place: Home, file: Path) -> None:
    """The page and the command line say the same; the latter names the options besides."""
    take(file, place, version="2024")
    candidate = look_at(file, {"title": "Annet"}, home=place)
    assert candidate.refusal() == "transport finnes fra før. Oppgi hvilken utgave dette er."
    assert candidate.refusal(options=True) == f"{candidate.refusal()[:-1]}, for eksempel --version 2."
    candidate = look_at(file, {"title": "Annet", "version": "2024"}, home=place)
    assert not candidate.refusal()
    assert candidate.objection(options=True).replace(" (--version 2)", "").replace(" (--replace)", "") == (
        candidate.objection()
    )
    assert candidate.objection().startswith("Utgaven transport@2024 finnes fra før")


def test_two_editions_from_one_day_are_refused(place: Home, file: Path) -> None:
    take(file, place, valid_from="2024-01-01")
    with pytest.raises(DocumentError, match="samme dag"):
        take(file, place, version="2", valid_from="2024-01-01", replacing=True)


# -- what goes wrong


@pytest.mark.parametrize("replacing", [False, True])
def test_where_the_build_fails_the_collection_is_as_before(
    place: Home, file: Path, replacing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if replacing:
        take(file, place)
        file.write_text(TRANSPORT.replace("drosje", "ambulanse"), encoding="utf-8")
    candidate: Candidate = look_at(file, home=place)
    collection = Collection(place.folder)
    before = [(each.metadata, each.path.read_bytes()) for each in collection.added()]
    with place.writing("another"), pytest.raises(BuildError, match="En annen bygging"):
        add(candidate, replacing=replacing, home=place)
    assert [(each.metadata, each.path.read_bytes()) for each in collection.added()] == before


def test_two_at_a_time_are_kept_apart(place: Home, file: Path) -> None:
    candidate = look_at(file, home=place)
    with Collection(place.folder).changing(), pytest.raises(BuildError, match="En annen tar inn"):
        add(candidate, home=place)


def test_a_damaged_file_of_the_collection_is_named_and_can_be_removed(place: Home, file: Path) -> None:
    take(file, place)
    (added,) = Collection(place.folder).added()
    added.path.write_bytes(added.path.read_bytes()[:-9])
    last = place.open().manifest.id
    with pytest.raises(DocumentError, match=r"transport@1.*ansvar remove"):
        build([], home=place)
    assert place.open().manifest.id == last
    remove(["transport"], home=place)
    assert not Collection(place.folder).added()


def test_killed_at_any_moment_nothing_is_lost_and_the_next_try_ends_it(place: Home, file: Path, tmp_path: Path) -> None:
    """The build in use is whole, old or new; the collection is whole; the same act once more does all of it."""
    folder = tmp_path / "killed"
    folder.mkdir()
    script = [sys.executable, str(ROOT / "tests" / "qa" / "killed_add.py"), str(place.folder), str(folder), str(file)]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    for act, stops in json.loads(done.stdout).items():
        assert len(stops) > 10
        for stop in stops:
            home = Home(folder / f"{act}-{stop}")
            assert set(home.open().versions) in ({"vakt"}, {"vakt", "transport"}), (act, stop)
            assert [each.metadata.id for each in Collection(home.folder).added()] in ([], ["transport"]), (act, stop)
            if act == "add":
                add(look_at(file, home=home), home=home)
                assert set(home.open().versions) == {"vakt", "transport"}, stop
                assert [each.metadata.id for each in Collection(home.folder).added()] == ["transport"], stop
                continue
            try:
                remove(["transport"], home=home)
            except DocumentError as error:
                assert "Ukjent dokument" in str(error)
            assert set(home.open().versions) == {"vakt"}, stop
            assert RARE not in all_bytes(home.folder), stop


# -- removing


def test_nothing_is_left_of_what_is_removed(place: Home, file: Path, tmp_path: Path) -> None:
    """Not in the build, not in the one kept beside it, not in the collection, nor anywhere in the home."""
    take(file, place)
    take(written(tmp_path, WATCH.replace("uro", "feber"), "tredje.txt"), place)
    assert len([b for b in (place.folder / "builds").iterdir() if RARE in all_bytes(b)]) == 2
    assert RARE in all_bytes(place.folder / "documents")
    done = remove(["transport"], home=place)
    assert RARE not in all_bytes(place.folder)
    # The audit log alone keeps its id, and nothing but that.
    (place.folder / "audit.jsonl").unlink()
    assert b"transport" not in all_bytes(place.folder).lower().replace(str(place.folder).lower().encode(), b"")
    assert done.build is not None
    assert done.build.versions == {"vakt": "1", "tredje": "1"}
    assert [norm.text for norm in open_library(done.build).all_norms("vakt")] == ["Legen skal ringe vakten ved uro."]


def test_one_edition_of_two_is_removed_and_the_other_stays(place: Home, file: Path) -> None:
    take(file, place)
    file.write_text(TRANSPORT.replace("polarsirkelen", "fjellet"), encoding="utf-8")
    take(file, place, version="2")
    with pytest.raises(DocumentError, match="transport@1, transport@2"):
        remove(["transport"], home=place)
    remove(["transport@1"], home=place)
    assert place.open().versions["transport"] == "2"
    assert RARE not in all_bytes(place.folder)


def test_a_document_that_is_here_under_another_id_is_known_again(place: Home, file: Path, tmp_path: Path) -> None:
    take(file, place)
    other = written(
        tmp_path, TRANSPORT.replace("drosje", "taxi") + "\n2. Mat\n\n• Kommunen skal levere mat.\n", "ny.txt"
    )
    assert not any("transport" in note for note in look_at(other, home=place).notes)
    again = written(tmp_path, TRANSPORT + "\n2. Mat\n\n• Kommunen skal levere mat.\n", "kjoring.txt")
    assert any("transport@1" in note for note in look_at(again, home=place).notes)
    assert not any("nesten den samme" in note for note in look_at(file, home=place).notes)


def test_what_comes_into_force_when_the_edition_in_force_goes_is_told_beforehand(place: Home, tmp_path: Path) -> None:
    for version, begins in (("2022", "2022-01-01"), ("2024", "2024-01-01")):
        take(edition(tmp_path, version, begins, TRANSPORT, "transport"), place)
    assert succeeding(["transport@2022"], home=place) == ()
    assert succeeding(["transport@2022", "transport@2024"], home=place) == ()
    told = succeeding(["transport@2024"], home=place)
    done = remove(["transport@2024"], home=place)
    assert done.build is not None
    assert told == tuple(f"transport@{done.build.versions['transport']}" for _ in told) == ("transport@2022",)


def test_the_last_document_can_be_removed(tmp_path: Path, file: Path) -> None:
    home = Home(tmp_path / "home")
    build([file], home=home)
    assert remove(["transport"], home=home).build is None
    with pytest.raises(BuildError, match="ansvar build"):
        home.open()
    assert RARE not in all_bytes(home.folder)


def test_a_shipped_guideline_stays_away_until_it_is_added_again(tmp_path: Path, file: Path, ships: Path) -> None:
    home = Home(tmp_path / "home")
    made = take(file, home).build
    assert made is not None
    assert made.versions == {"pakke": "1", "transport": "1"}
    remove(["pakke"], home=home)
    assert build([], home=home).versions == {"transport": "1"}
    out = {entry.metadata.id: entry.state for entry in listing(home=home)}
    assert out == {"pakke": State.TAKEN_OUT, "transport": State.IN_FORCE}
    take(ships, home)
    found = {entry.metadata.id: entry for entry in listing(home=home)}
    assert (found["pakke"].state, found["pakke"].origin) == (State.IN_FORCE, Origin.SHIPPED)
    assert build([], home=home).versions == {"pakke": "1", "transport": "1"}
    for each in ("pakke", "transport"):
        remove([each], home=home)
    with pytest.raises(DocumentError, match="ansvar add"):
        build([], home=home)


def test_the_guideline_of_the_project_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.GUIDELINES", GUIDELINES)
    assert default_documents() == [AGDER]


def test_an_unknown_document_is_said_to_be(place: Home) -> None:
    with pytest.raises(DocumentError, match=r"finnes-ikke.*vakt@1"):
        remove(["finnes-ikke"], home=place)


def said_of(place: Home, document: str) -> None:
    """Correct a norm of a document, and assess a pair of it and another."""
    (norm,) = open_library(place.open()).all_norms(document)
    correct(
        document, norm.id, {Field.MODALITY: ["recommendation"]}, reviewer="Kari", reason="Slik er det", home=place
    )  # fmt: skip
    sides = (Side(document, norm.clause, norm.text), Side("vakt", "sec_1__point_1", "Legen skal ringe."))
    assessments.keep(Assessment(Act.ASSESSED, sides, "Kari", now()), place.folder)


def test_what_people_said_of_it_is_kept_and_counts_again(place: Home, file: Path) -> None:
    take(file, place)
    said_of(place, "transport")
    done = remove(["transport"], home=place)
    assert (done.reviews, done.forgotten) == (2, 0)
    assert done.build is not None
    assert RARE not in all_bytes(done.build.folder)
    take(file, place)
    (norm,) = open_library(place.open()).all_norms("transport")
    assert norm.modality == "recommendation"


def test_what_people_said_of_it_goes_too_where_that_is_asked_for(place: Home, file: Path) -> None:
    take(file, place)
    said_of(place, "vakt")
    said_of(place, "transport")
    done = remove(["transport"], reviews=True, home=place)
    assert (done.reviews, done.forgotten) == (0, 2)
    assert RARE not in all_bytes(place.folder)
    assert [review.target.document for review in reviewfile.kept(place.folder).reviews] == ["vakt"]
    assert [side.document for said in assessments.kept(place.folder) for side in said.sides] == ["vakt", "vakt"]
    (norm,) = open_library(place.open()).all_norms("vakt")
    assert norm.modality == "recommendation"


def test_reviews_of_a_document_with_a_shipped_edition_that_is_not_built_were_removed(
    place: Home, file: Path, ships: Path
) -> None:
    written(ships.parent, TRANSPORT, "transport.txt")
    take(file, place, version="2")
    said_of(place, "transport")
    assert "transport@1" not in {meta.edition for meta in place.open().manifest.documents}
    done = remove(["transport@2"], reviews=True, home=place)
    assert (done.reviews, done.forgotten) == (0, 0)
    assert len(reviewfile.kept(place.folder).reviews) == len(assessments.kept(place.folder)) == 1
    done = remove(["transport@1"], reviews=True, home=place)
    assert done.forgotten == 2
    assert not reviewfile.kept(place.folder).reviews


def test_a_document_whose_reviews_could_not_be_removed_came_back(
    place: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is gone, the user is told what is left to do, and the same once more does it."""
    take(file, place)
    said_of(place, "transport")
    monkeypatch.setattr("kg.review.file.PATIENCE", 0.1)
    with turn(place.folder / reviewfile.LOCK, patience=0), pytest.raises(ReviewError, match="remove transport --rev"):
        remove(["transport"], reviews=True, home=place)
    assert place.open().versions == {"vakt": "1"}
    assert not Collection(place.folder).added()
    with pytest.raises(DocumentError, match="Ukjent dokument"):
        remove(["transport"], home=place)
    assert remove(["transport"], reviews=True, home=place).forgotten == 2
    assert RARE not in all_bytes(place.folder)
    with pytest.raises(DocumentError, match="Ukjent dokument"):
        remove(["transport"], reviews=True, home=place)


def test_reviews_that_cannot_be_read_stopped_it_halfway(place: Home, file: Path) -> None:
    take(file, place)
    (place.folder / reviewfile.FILE).mkdir()
    before = snapshot(place.folder)
    with pytest.raises(ReviewError, match="Kan ikke lese"):
        remove(["transport"], home=place)
    assert snapshot(place.folder) == before


def test_what_was_said_was_counted_in_two_ways(place: Home, file: Path) -> None:
    """Whether it is kept or goes too, what has been taken back is not counted."""
    take(file, place)
    said_of(place, "transport")
    (last,) = assessments.kept(place.folder)
    assessments.keep(replace(last, act=Act.WITHDRAWN), place.folder)
    assert remove(["transport"], home=place).reviews == 1
    take(file, place)
    assert remove(["transport"], reviews=True, home=place).forgotten == 1
    assert not assessments.kept(place.folder)


def test_the_whole_build_was_checked_again_and_again(place: Home, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look opens the build in use once, and so does an addition that is refused."""
    opened, opening = [], Home.open

    def counted(self: Home, *, on: date | None = None) -> Build:
        opened.append(self.folder)
        return opening(self, on=on)

    candidate = look_at(written(file.parent, WATCH.replace("uro", "feber"), "vakt.txt"), home=place)
    assert candidate.conflict
    monkeypatch.setattr(Home, "open", counted)
    look_at(file, home=place)
    assert len(opened) == 1
    with pytest.raises(DocumentError, match="--replace"):
        add(candidate, home=place)
    assert len(opened) == 2


# -- the command line


def test_adding_had_no_progress_bar(
    place: Home, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal, here a real one, it says what it does."""
    ours, theirs = pty.openpty()
    said = bytearray()

    def listen() -> None:
        with suppress(OSError):
            while heard := os.read(ours, 4096):
                said.extend(heard)

    listener = threading.Thread(target=listen)
    listener.start()
    for name, value in {"ANSVAR_HOME": str(place.folder), "TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    with open(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        assert ansvar(capsys, patched, "add", str(file)).status == 0
    listener.join(SECONDS)
    os.close(ours)
    for words in ("Leser dokumentet", "Lager indeksen", "er tatt inn"):
        assert words in said.decode()


def test_the_commands_take_in_list_and_remove(
    place: Home, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(place.folder))
    dry = ansvar(capsys, monkeypatch, "add", str(file), "--dry-run")
    assert "1. Transport" in dry.out
    assert place.open().versions == {"vakt": "1"}
    words = ("--id", "reise", "--title", "Reiser", "--publisher", "MSU", "--version", "3", "--valid-from", "2024-05-01")
    ran = ansvar(capsys, monkeypatch, "add", str(file), *words)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "reise@3 er tatt inn, og er i kraft.\nDen har 1 norm i 1 punkt.\n"
    rows = {record["document"]: record for record in ansvar(capsys, monkeypatch, "list", "--jsonl").records}
    assert rows["reise"] == {
        "document": "reise", "version": "3", "title": "Reiser", "publisher": "MSU", "valid_from": "2024-05-01",
        "valid_until": "", "state": "in force", "origin": "added", "clauses": 1, "norms": 1,
        "file": "transport.txt", "added": rows["reise"]["added"],
    }  # fmt: skip
    assert rows["vakt"]["origin"] == "named"
    assert rows["pakke"]["state"] == "not built"
    assert "reise@3" in ansvar(capsys, monkeypatch, "list").out
    unasked = ansvar(capsys, monkeypatch, "remove", "reise")
    assert (unasked.status, "--yes" in unasked.err) == (2, True)
    ran = ansvar(capsys, monkeypatch, "remove", "reise", "--yes")
    assert (ran.status, "Fjernet reise@3" in ran.err) == (0, True)
    assert place.open().versions == {"vakt": "1"}


def test_a_bad_date_or_file_is_one_line(
    place: Home, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (("add", str(file), "--valid-from", "i fjor"), ("add", "finnes-ikke.txt"), ("remove", "x", "--yes")):
        ran = ansvar(capsys, monkeypatch, *words)
        assert ran.status == 2
        assert ran.err.count("\n") == 1


def test_adding_in_a_process_of_its_own_survives_a_build_by_default(
    place: Home, tmp_path: Path, file: Path, ships: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("ANSVAR_HOME", str(place.folder))
    assert started("add", str(file)).status == 0
    ran = ansvar(capsys, monkeypatch, "build")
    assert (ran.status, "Ikke med" in ran.err) == (0, False)
    assert place.open().versions == {"pakke": "1", "transport": "1"}
    assert "Ikke med: transport@1" in ansvar(capsys, monkeypatch, "build", str(tmp_path / "vakt.txt")).err

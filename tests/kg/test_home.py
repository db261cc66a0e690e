"""The folder of builds: what is missing, damaged, old or locked is said so, and never harms the build in use."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import BuildError
from kg.home import SETTING, Home, home_folder
from kg.library import Library, open_store
from kg.manifest import SCHEMA
from qa.build import build
from qa.opening import open_engine
from tests.support import ROOT, SECONDS, started, written

FIRST = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
SECOND = "1. Transport\n\n• Kommunen bestiller drosje.\n"


@pytest.fixture
def whole(tmp_path: Path) -> Home:
    """A home with a build of one small document."""
    home = Home(tmp_path / "home")
    build([written(tmp_path, FIRST, "vakt.txt")], home=home)
    return home


def norms_in(home: Home) -> list[str]:
    made = home.open()
    library = Library(open_store(made), made.versions)
    return [norm.text for document in made.versions for norm in library.all_norms(document)]


def files(home: Home) -> dict[str, bytes]:
    """Return all that a home holds, but the lock."""
    found = {}
    for path in sorted(home.folder.rglob("*")):
        if path.is_file() and path.name != "build.lock":
            found[path.relative_to(home.folder).as_posix()] = path.read_bytes()
    return found


def one_line(error: BuildError) -> str:
    message = str(error)
    assert "\n" not in message
    return message


# -- where it is -------------------------------------------------------------------------------


def test_the_folder_is_the_one_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "her"))
    assert home_folder() == tmp_path / "her"


def test_without_a_name_it_lies_among_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(SETTING)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home_folder() == tmp_path / "ansvarsgraf"


# -- what is missing, damaged or old -----------------------------------------------------------


@pytest.mark.parametrize("made", [False, True])
def test_without_a_build_the_command_to_run_is_named(tmp_path: Path, made: bool) -> None:
    home = Home(tmp_path / "home")
    if made:
        home.folder.mkdir()
    with pytest.raises(BuildError, match="Kjør «ansvar build»") as caught:
        home.open()
    assert "\n" not in str(caught.value)


def test_a_build_is_opened_with_what_it_was_made_with(whole: Home) -> None:
    made = whole.open()
    assert made.versions == {"vakt": "1"}
    assert made.manifest.schema == SCHEMA
    assert made.manifest.norms == 2
    assert made.source("vakt") == FIRST
    assert norms_in(whole) == ["Legen skal ringe vakten ved uro.", "Vakten bør svare innen to timer."]


def flipped(path: Path) -> None:
    """Turn the bits of the middle byte of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize(
    "part", ["graph/vakt@1.ttl", "documents/vakt@1.txt", "index/index.json", "index/vectors.faiss"]
)
@pytest.mark.parametrize(
    "harm", [flipped, Path.unlink, lambda path: path.write_bytes(b"")], ids=["flipped", "gone", "empty"]
)
def test_a_damaged_file_is_named(whole: Home, part: str, harm: Callable[[Path], None]) -> None:
    harm(whole.current / part)
    with pytest.raises(BuildError, match=r"skadet.*Kjør «ansvar build» på nytt") as caught:
        whole.open()
    assert part in one_line(caught.value)


@pytest.mark.parametrize("small", [True, False], ids=["from Turtle", "from disk"])
def test_a_damaged_store_never_gives_less_than_all(whole: Home, small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not small:
        monkeypatch.setattr("kg.library.LARGEST_IN_MEMORY", 0)
    before = norms_in(whole)
    pristine = whole.folder.parent / "pristine"
    shutil.copytree(whole.folder, pristine, symlinks=True)
    names = [path.name for path in sorted((pristine / "current" / "store").iterdir())]
    for name in names:
        for harm in (flipped, Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1])):
            shutil.rmtree(whole.folder)
            shutil.copytree(pristine, whole.folder, symlinks=True)
            if (path := whole.current / "store" / name).stat().st_size:
                harm(path)
            try:
                found = norms_in(whole)
            except BuildError as error:
                assert "ansvar build" in one_line(error)
            else:
                assert found == before, name


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[]",
        f'{{"schema": {SCHEMA}}}',
        f'{{"schema": {SCHEMA}, "documents": [{{}}]}}',
        '{"schema": "ny"}',
    ],
)
def test_a_half_written_manifest_is_a_clear_error(whole: Home, content: str) -> None:
    (whole.current / "manifest.json").write_text(content)
    with pytest.raises(BuildError, match=r"ufullstendig|annen versjon") as caught:
        whole.open()
    assert "ansvar build" in one_line(caught.value)


def test_a_build_without_its_manifest_is_half_written(whole: Home) -> None:
    (whole.current / "manifest.json").unlink()
    with pytest.raises(BuildError, match="ufullstendig"):
        whole.open()


def test_a_build_of_another_version_is_a_clear_error(whole: Home) -> None:
    path = whole.current / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"schema": SCHEMA + 1, "new": True}), encoding="utf-8")
    with pytest.raises(BuildError, match="annen versjon"):
        whole.open()


def test_a_link_to_a_build_that_is_gone_is_a_clear_error(whole: Home) -> None:
    shutil.rmtree(whole.current.resolve())
    with pytest.raises(BuildError, match="ansvar build"):
        whole.open()


@pytest.mark.parametrize(
    "part", ["graph/vakt@1.ttl", "documents/vakt@1.txt", "index/vectors.faiss", "manifest.json", "store/CURRENT"]
)
def test_building_again_mends_what_is_damaged(whole: Home, tmp_path: Path, part: str) -> None:
    before = norms_in(whole)
    (whole.current / part).unlink()
    build([tmp_path / "vakt.txt"], home=whole)
    assert norms_in(whole) == before
    assert (whole.current / part).exists()


# -- what cannot be written --------------------------------------------------------------------


@pytest.mark.parametrize("below", ["", "home"])
def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path, below: str) -> None:
    in_the_way = tmp_path / "fil"
    in_the_way.write_text("en fil, ingen mappe")
    with pytest.raises(BuildError, match=f"Kan ikke skrive i .*{SETTING}") as caught:
        build([written(tmp_path, FIRST)], home=Home(in_the_way / below))
    assert str(in_the_way) in one_line(caught.value)
    assert in_the_way.read_text() == "en fil, ingen mappe"


def test_a_builds_folder_that_cannot_be_written_leaves_the_old_build(whole: Home, tmp_path: Path) -> None:
    before = norms_in(whole)
    builds = whole.folder / "builds"
    builds.rename(whole.folder / "kept")
    builds.write_text("en fil, ingen mappe")
    with pytest.raises(BuildError):
        build([written(tmp_path, SECOND)], home=whole)
    builds.unlink()
    (whole.folder / "kept").rename(builds)
    assert norms_in(whole) == before


def test_a_build_that_fails_halfway_leaves_the_old_one_and_no_litter(whole: Home) -> None:
    before = files(whole)
    with pytest.raises(ZeroDivisionError), whole.writing("halv") as folder:
        (folder / "graph").mkdir()
        _ = 1 / 0
    assert files(whole) == before
    assert list((whole.folder / "builds").glob(".*")) == []


# -- two builds at once, and killed ones -------------------------------------------------------


@pytest.fixture
def locked(whole: Home) -> Iterator[Home]:
    """A home into which another process is building."""
    script = "import sys; from pathlib import Path; from kg.home import Home\n"
    script += "with Home(Path(sys.argv[1])).writing('annen'): print('klar', flush=True); sys.stdin.read()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(whole.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "klar\n"
    yield whole
    process.kill()
    process.communicate(timeout=SECONDS)


def test_two_builds_at_once_do_not_meet(locked: Home, tmp_path: Path) -> None:
    before = norms_in(locked)
    with pytest.raises(BuildError, match="En annen bygging pågår") as caught:
        build([written(tmp_path, SECOND)], home=locked)
    one_line(caught.value)
    assert norms_in(locked) == before


def test_the_build_in_use_is_read_while_another_is_made(locked: Home) -> None:
    assert open_engine(locked).ask("Hvem skal ringe vakten?").citations


def test_a_lock_dies_with_its_process(whole: Home, tmp_path: Path) -> None:
    script = "import os, sys; from pathlib import Path; from kg.home import Home\n"
    script += "with Home(Path(sys.argv[1])).writing('annen') as folder: (folder / 'x').mkdir(); os._exit(9)\n"
    assert started(str(whole.folder), script=script).status == 9
    assert list((whole.folder / "builds").glob(".*"))
    build([written(tmp_path, SECOND, "transport.txt")], home=whole)
    assert norms_in(whole) == ["Kommunen bestiller drosje."]
    assert list((whole.folder / "builds").glob(".*")) == []


def test_a_build_killed_at_any_moment_leaves_a_whole_one(whole: Home, tmp_path: Path) -> None:
    document = written(tmp_path, SECOND, "transport.txt")
    copies = tmp_path / "copies"
    copies.mkdir()
    before = norms_in(whole)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killed.py")), str(whole.folder), str(copies), str(document)],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    changes = json.loads(done.stdout)
    swap = changes.index("os.rename current") + 1
    stops = sorted(int(path.name) for path in copies.iterdir() if path.is_dir() and path.name != "0")
    assert stops[0] < swap < stops[-1]
    for stop in stops:
        left = Home(copies / str(stop))
        assert norms_in(left) == (["Kommunen bestiller drosje."] if stop > swap else before), changes[stop - 1]
        build([document], home=left)
        assert norms_in(left) == ["Kommunen bestiller drosje."]
        assert list((left.folder / "builds").glob(".*")) == []

"""Damaged builds: another whole build of the same editions stands in and says so, or the user is told to build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import BuildError, DamageError
from kg.home import Home, check_all, open_build
from kg.library import open_library
from kg.serving import serving
from kg.sparql.queries import Sparql
from qa.build import build
from qa.opening import open_engine
from tests.reliability.conftest import NEXT, TEXT
from tests.support import ansvar, written

QUESTION = "Hvem skal ringe vakten?"


def flipped(path: Path) -> None:
    """Turn the bits of the middle byte of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Take away the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def answer(home: Home) -> tuple[str, list[str], list[str]]:
    """Return what a question gives, and all that the graph holds, from files read anew."""
    engine = open_engine(home)
    found = engine.ask(QUESTION)
    norms = [repr(norm) for norm in open_library(engine.build).all_norms("vakt")]
    return found.text, [citation.quote for citation in found.citations], norms


@pytest.mark.parametrize("harm", [flipped, cut, Path.unlink], ids=["flipped", "cut", "gone"])
def test_whatever_file_is_damaged_no_answer_is_wrong(
    twice: Home, twice_built: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with a checksum is found out; one without (a log of the store's) changes nothing."""
    whole = Home(twice_built)
    current = whole.open()
    (other,) = (path for path in (whole.folder / "builds").iterdir() if path.resolve() != current.folder)
    (twice.folder / "current").unlink()
    twice.point_to(twice.folder / "builds" / other.name)
    earlier = answer(twice)
    twice.point_to(twice.folder / "builds" / current.folder.name)
    expected = answer(twice)
    files = [path.relative_to(current.folder) for path in sorted(current.folder.rglob("*")) if path.is_file()]
    assert set(current.manifest.checksums) <= {path.as_posix() for path in files}
    stood_in = 0
    for name in files:
        if not (current.folder / name).stat().st_size and harm is not Path.unlink:
            continue
        harm(twice.current.resolve() / name)
        try:
            served = serving(twice)
        except BuildError as error:
            # The manifest tells of what editions the build was: without it nothing can stand in.
            assert name.as_posix() == "manifest.json"
            assert "Kjør «ansvar build» på nytt." in str(error)
        else:
            assert bool(served.warning) == (name.as_posix() in current.manifest.checksums), name
            stood_in += bool(served.warning)
            if name.parts[0] in ("graph", "documents", "index") or not served.warning:
                assert answer(twice) == (earlier if served.warning else expected), name
        if name.as_posix() in current.manifest.checksums:
            with pytest.raises(DamageError, match=name.name):
                twice.open()
        shutil.copy2(current.folder / name, twice.current.resolve() / name)
    assert stood_in == len(current.manifest.checksums) - (0 if harm is Path.unlink else empty(whole))
    assert serving(twice).warning == ""


def empty(home: Home) -> int:
    """Return how many files with a checksum hold nothing."""
    build = home.open()
    return sum(not (build.folder / name).stat().st_size for name in build.manifest.checksums)


def test_the_warning_is_one_line_that_names_the_file_and_what_to_do(twice: Home) -> None:
    flipped(twice.current / "graph" / "vakt@1.ttl")
    warning = serving(twice).warning
    assert "\n" not in warning
    for part in ("graph/vakt@1.ttl", "Kjør «ansvar build» på nytt.", "helt bygg av de samme utgavene"):
        assert part in warning


@pytest.mark.parametrize(
    "command", [["ask", QUESTION], ["norms"], ["overlaps"], ["export"], ["info"], ["sparql", "documents"]]
)
def test_commands_answer_and_say_so(
    command: list[str], twice: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(twice.folder))
    whole = ansvar(capsys, monkeypatch, *command)
    flipped(twice.current / "index" / "vectors.faiss")
    ran = ansvar(capsys, monkeypatch, *command)
    assert ran.status == whole.status == 0
    assert ran.err.startswith("Advarsel: Bygget i ")
    assert ran.out


def test_nothing_is_made_of_what_stands_in(
    twice: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(twice.folder))
    flipped(twice.current / "graph" / "vakt@1.ttl")
    assert ansvar(capsys, monkeypatch, "validate").status == 2
    again = build([written(tmp_path, TEXT, "vakt.txt")], home=twice)
    assert again.warning == ""
    assert serving(twice).warning == ""
    assert [norm.reviewed for norm in open_library(twice.open()).all_norms("vakt")].count(None) == 1


def test_another_edition_or_guideline_never_stands_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    build([written(tmp_path, TEXT, "vakt.txt")], home=home)
    build([written(tmp_path, NEXT, "transport.txt")], home=home)
    flipped(home.current / "graph" / "transport@1.ttl")
    with pytest.raises(DamageError, match="Kjør «ansvar build» på nytt"):
        serving(home)


def test_a_build_that_is_gone_is_a_clear_error(twice: Home) -> None:
    shutil.rmtree(twice.current.resolve())
    with pytest.raises(DamageError, match="ansvar build"):
        serving(twice)


def test_a_running_process_takes_the_mended_build_up_again(twice: Home, tmp_path: Path) -> None:
    flipped(twice.current / "graph" / "vakt@1.ttl")
    with Sparql(twice, workers=1) as running:
        assert running.served().warning
        name = twice.current.resolve()
        build([written(tmp_path, TEXT, "vakt.txt")], home=twice)
        assert twice.current.resolve() == name
        assert running.served().warning == ""


def test_of_a_large_file_opening_compares_the_size_and_a_check_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.fingerprints.LARGEST_HASHED", 50)
    home = Home(tmp_path / "home")
    build([written(tmp_path, TEXT, "vakt.txt")], home=home)
    check_all(home.open())
    flipped(home.current / "documents" / "vakt@1.txt")
    with pytest.raises(DamageError, match=r"documents/vakt@1\.txt er endret"):
        check_all(open_build(home.current.resolve()))
    cut(home.current / "documents" / "vakt@1.txt")
    with pytest.raises(DamageError, match=r"documents/vakt@1\.txt er endret"):
        home.open()

"""Bad input on the command line: one clear line, exit status 2, and the build in use untouched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers import LARGEST_FILE
from kg.home import Home
from tests.support import Ran, ansvar, started, written

GOOD = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n"


def missing(path: Path) -> None:
    """Leave nothing there."""


def sparse(path: Path) -> None:
    """Write a file of 100 MB that takes no room."""
    with path.open("wb") as file:
        file.truncate(5 * LARGEST_FILE)


def holding(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("borte.txt", missing, "Finner ikke"),
    "empty": ("tom.txt", holding(b""), "er tomt"),
    "blank": ("blank.txt", holding(b" \n\n"), "ingen tekst"),
    "binary": ("bilde.txt", holding(bytes(range(256)) * 9), "ikke en tekstfil"),
    "latin-1": ("latin.txt", holding("Legen får brev på søndag.".encode("latin-1")), "ikke UTF-8"),
    "utf-16": ("bred.txt", holding("Legen får brev.".encode("utf-16")), "UTF-16"),
    "broken utf-8": ("brutt.txt", holding(b"Legen ringer \xc3\x28 vakten.\n"), "ikke UTF-8"),
    "100 MB": ("stor.txt", sparse, "100 MB"),
    "without a clause": ("tynn.txt", holding(b"1. Vakt\n\n2. Transport\n"), "ingen punkter"),
    "of another kind": ("brev.xyz", holding(GOOD.encode()), "formatet"),
    "a folder of nothing": ("mappe", Path.mkdir, "ingen dokumenter"),
    "with a name of no letters": ("___.txt", holding(GOOD.encode()), "id"),
}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return time and size of all in a home, but the lock."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.name != "build.lock"
    }


def assert_one_line(ran: Ran, *parts: str) -> None:
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("Feil: ")
    assert ran.err.count("\n") == 1
    for part in parts:
        assert part in ran.err


@pytest.fixture
def built(ansvar_home: Path, tmp_path: Path, capsys, monkeypatch) -> Path:
    """A home with a build of one small document, and that document."""
    good = written(tmp_path, GOOD, "vakt.txt")
    assert ansvar(capsys, monkeypatch, "build", str(good)).status == 0
    return good


@pytest.mark.parametrize("name", BAD)
def test_a_document(name: str, built: Path, ansvar_home: Path, capsys, monkeypatch) -> None:
    file, make, message = BAD[name]
    make(built.parent / file)
    before = stamps(ansvar_home / "builds"), Home().open().manifest
    for words in ([str(built.parent / file)], [str(built), str(built.parent / file)]):
        assert_one_line(ansvar(capsys, monkeypatch, "build", *words), file, message)
        assert (stamps(ansvar_home / "builds"), Home().open().manifest) == before


def test_a_document_whose_metadata_are_broken(built: Path, ansvar_home: Path, capsys, monkeypatch) -> None:
    built.with_suffix(".toml").write_text("id = \n")
    before = stamps(ansvar_home / "builds")
    assert_one_line(ansvar(capsys, monkeypatch, "build", str(built)), "vakt.toml", "TOML")
    assert stamps(ansvar_home / "builds") == before


@pytest.mark.parametrize(
    "command", [["ask", "Hvem ringer?"], ["norms"], ["overlaps"], ["export"], ["validate"], ["info"]]
)
@pytest.mark.parametrize("harm", ["gone", "half-written", "damaged", "older"])
def test_a_build_that_cannot_be_used(
    command: list[str], harm: str, built: Path, ansvar_home: Path, capsys, monkeypatch
) -> None:
    current = (ansvar_home / "current").resolve()
    if harm == "gone":
        (ansvar_home / "current").unlink()
    elif harm == "half-written":
        (current / "manifest.json").unlink()
    elif harm == "damaged":
        (current / "graph" / "vakt@1.ttl").write_text("")
    else:
        manifest = current / "manifest.json"
        manifest.write_text(manifest.read_text(encoding="utf-8").replace('"schema": ', '"schema": 9'), encoding="utf-8")
    assert_one_line(ansvar(capsys, monkeypatch, *command), "ansvar build")


def test_a_build_of_another_encoder(built: Path, ansvar_home: Path) -> None:
    """The index names the encoder that made it; another is not mixed with it."""
    script = (
        "import qa.encoder, cli\n"
        "qa.encoder.TUNED = 'en-annen'\n"
        "cli.main()\n"
    )  # fmt: skip
    ran = started("ask", "Hvem ringer vakten?", script=script, home=ansvar_home)
    assert_one_line(ran, "ansvar-e5", "ansvar build")


def test_a_home_that_cannot_be_written(tmp_path: Path, capsys, monkeypatch) -> None:
    (tmp_path / "fil").write_text("en fil, ingen mappe")
    monkeypatch.setenv("ANSVAR_HOME", str(tmp_path / "fil" / "home"))
    assert_one_line(
        ansvar(capsys, monkeypatch, "build", str(written(tmp_path, GOOD))), "Kan ikke skrive", "ANSVAR_HOME"
    )


def test_a_parser_that_is_not_there(tmp_path: Path, ansvar_home: Path) -> None:
    ran = started("build", str(written(tmp_path, GOOD)), home=ansvar_home, ANSVAR_PIPELINE=str(tmp_path / "ingen"))
    assert_one_line(ran, "ANSVAR_PIPELINE")


def test_an_encoder_that_is_not_there(built: Path, ansvar_home: Path, tmp_path: Path) -> None:
    before = stamps(ansvar_home / "builds")
    other = written(tmp_path, GOOD.replace("uro", "feber"), "annen.txt")
    ran = started("build", str(other), home=ansvar_home, ANSVAR_ENCODER=str(tmp_path / "ingen"))
    assert ran.status == 2
    assert "Traceback" not in ran.err
    assert "ANSVAR_ENCODER" in ran.err.splitlines()[-1]
    assert {name: stamp for name, stamp in stamps(ansvar_home / "builds").items() if name in before} == before


def test_questions_that_are_no_utf_8(home: Path) -> None:
    script = (
        "import io, sys, cli\n"
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b'{\"id\": 1, \"question\": \"Hvem f\\xe5r brev?\"}\\n'))\n"
        "cli.main()\n"
    )  # fmt: skip
    assert_one_line(started("ask", "--jsonl", script=script, home=home), "UTF-8")

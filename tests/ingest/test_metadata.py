"""Metadata beside a document, or its name."""

import os
from pathlib import Path

import pytest

from ingest.metadata import read_metadata, slug
from ingest.readers.limits import LIMITS
from kg.errors import DocumentError
from kg.home import Home
from kg.model import Metadata
from qa.build import build
from tests.support import AGDER, written


def test_without_a_file_the_stem_is_id_and_title(tmp_path: Path) -> None:
    assert read_metadata(tmp_path / "Vår Rutine.txt") == Metadata(id="Vaar-Rutine", title="Vår Rutine")


def test_a_name_in_capitals_is_an_id(tmp_path: Path) -> None:
    made = build(
        [written(tmp_path, "1. Vakt\n\n• Legen skal ringe vakten.\n", "Nordvik-2.txt")], home=Home(tmp_path / "h")
    )
    assert made.versions == {"Nordvik-2": "1"}


def test_the_file_beside_a_document_is_read(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        'id = "nord"\ntitle = "Nord"\npublisher = "Nordvik"\nversion = "2.1"\nyear = 2023\nlanguage = "nn"\n'
    )
    assert read_metadata(tmp_path / "r.txt") == Metadata("nord", "Nord", "Nordvik", "2.1", 2023, "nn")


def test_the_shipped_guideline_has_metadata() -> None:
    meta = read_metadata(AGDER)
    assert (meta.id, meta.version, meta.year, meta.language) == ("agder-2024", "2024", 2024, "nb")
    assert meta.title
    assert meta.publisher


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe", b'id = "..."\n', b'id = "???"\n'])
def test_metadata_that_cannot_be_used_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.toml").write_bytes(content)
    with pytest.raises(DocumentError):
        read_metadata(tmp_path / "r.txt")


@pytest.mark.parametrize("what", ["too large", "symbolic link", "pipe"])
def test_a_json_file_beyond_the_limits_is_refused_before_it_is_read(tmp_path: Path, what: str) -> None:
    path = tmp_path / "stor.json"
    if what == "too large":
        with path.open("wb") as file:
            file.truncate(LIMITS.bytes + 1_000_000)
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    message = {"too large": "^stor.json er 21 MB; grensen er 20 MB", "symbolic link": "symbolsk", "pipe": "vanlig fil"}
    with pytest.raises(DocumentError, match=message[what]) as caught:
        build([path], home=Home(tmp_path / "h"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "A B", "Ærø–Åsen", "x" * 200, "v2.1"])
def test_an_id_is_safe_as_a_file_name(name: str) -> None:
    made = slug(name)
    assert made == Path(made).name
    assert made.isascii()
    assert slug(made) == made
    assert len(made) <= 80

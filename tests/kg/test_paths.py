"""Names from users and documents stay names: of editions, of clauses, of the parts of a Word document."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata import read_metadata, slug
from ingest.readers import read
from kg.addresses import edition_at, read_address
from kg.errors import BuildError, DocumentError
from kg.home import Home
from qa.build import build
from tests.support import ROOT, written

PRINTABLE = map(chr, range(0x20, 0x7F))
WORDS = (*PRINTABLE, "..", "../", "\x00", "\n", "\\", "%2e", "ø", "\u2024", "\u2215", "CON")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)
CLIMBING = (
    "../../../etc/passwd",
    "/etc/passwd",
    "..",
    "agder-2024@../../x",
    "agder-2024/../../x",
    "\x00",
    "C:\\x",
    "~",
)


@given(names, names)
def test_whatever_a_document_calls_itself_its_files_lie_in_their_folder(identifier: str, version: str) -> None:
    try:
        edition = f"{slug(identifier)}@{slug(version)}"
    except DocumentError:
        return
    path = Path("/home/builds/x/graph") / f"{edition}.ttl"
    assert path.resolve() == path
    assert path.name == f"{edition}.ttl"
    assert not edition.startswith((".", "-"))
    assert len(path.name.encode()) < 255


@pytest.mark.parametrize("name", CLIMBING)
def test_an_edition_is_one_of_the_build_or_none(home: Path, name: str) -> None:
    opened = Home(home).open()
    for asked in (opened.edition, opened.turtle, opened.read, opened.source):
        with pytest.raises(BuildError, match="Ukjent"):
            asked(name)
    found, _ = edition_at(opened, read_address(name, name))
    assert found in (None, *opened.documents)


def test_ids_in_metadata_that_climb_write_nothing_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, "1. Epikrise\n1.1 Sykehuslegen skal sende epikrise til fastlegen.\n", "ond.txt")
    path.with_suffix(".toml").write_text('id = "../../../ute"\nversion = "../../ute"\n', encoding="utf-8")
    home = tmp_path / "home"
    before = set(tmp_path.rglob("*"))
    made = build([path], home=Home(home))
    assert [meta.edition for meta in made.manifest.documents] == ["ute@ute"]
    assert all(each.is_relative_to(home) for each in set(tmp_path.rglob("*")) - before)
    assert not list(tmp_path.parent.glob("ute*"))


def test_a_product_in_json_that_climbs_is_named_safely(tmp_path: Path) -> None:
    raw = json.loads((ROOT / "tests" / "documents" / "hapi" / "nested.json").read_text(encoding="utf-8"))
    raw["tittel"] = "../../../etc/passwd"
    path = written(tmp_path, json.dumps(raw), "..-..-etc.json")
    assert "/" not in read_metadata(path).edition


def test_parts_of_a_word_document_that_climb_are_written_nowhere(tmp_path: Path) -> None:
    source = ROOT / "tests" / "documents" / "libreoffice" / "nordvik.docx"
    whole = io.BytesIO(source.read_bytes())
    link = zipfile.ZipInfo("word/media/lenke")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("../../../ute.txt", "ute")
        archive.writestr("/ute.txt", "ute")
        archive.writestr(link, "/etc/passwd")
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (folder / "ond.docx").write_bytes(whole.getvalue())
    before = set(tmp_path.rglob("*"))
    assert read(folder / "ond.docx") == read(source)
    assert set(tmp_path.rglob("*")) == before
    assert not Path("/ute.txt").exists()


def test_entities_of_xml_in_a_word_document_read_no_file(tmp_path: Path) -> None:
    secret = written(tmp_path, "hemmelig-fil", "secret.txt")
    source = ROOT / "tests" / "documents" / "libreoffice" / "nordvik.docx"
    made = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                head, rest = content.split(b"?>", 1)
                entity = f'?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                content = head + entity + rest.replace(b"</w:t>", b"&e;</w:t>", 1)
            new.writestr(part, content)
    path = tmp_path / "ond.docx"
    path.write_bytes(made.getvalue())
    try:
        assert "hemmelig-fil" not in read(path).text
    except DocumentError as error:
        assert "hemmelig-fil" not in str(error)


def test_a_document_is_no_link_to_another_file(tmp_path: Path) -> None:
    link = tmp_path / "ond.txt"
    link.symlink_to(written(tmp_path, "1. Epikrise\n", "secret.md"))
    with pytest.raises(DocumentError):
        read(link)


def test_a_part_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    source = ROOT / "tests" / "documents" / "libreoffice" / "nordvik.docx"
    made = io.BytesIO(source.read_bytes())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/x", "w") as part:
        for _ in range(400):
            part.write(bytes(1_000_000))
    path = tmp_path / "ond.docx"
    path.write_bytes(made.getvalue())
    with pytest.raises(DocumentError):
        read(path)

"""What is refused before a parser sees it, and what ends a parser that does not end by itself."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.readers import isolation, read, read_bytes
from ingest.readers.limits import LIMITS, Limits, check_content, checked_zip, kind_of
from kg.errors import DocumentError
from tests.documents.damage import HOSTILE, pdf_of, sound, zipped

TEXT = "1. Vakt\n\n• Legen skal ringe vakten.\n"
IN_ITSELF = pdf_of({1: b"2 0 R", 2: b"1 0 R"})


def test_a_sound_archive_is_opened() -> None:
    assert checked_zip(zipped({"word/document.xml": b"<a/>"}), "a.docx").read("word/document.xml") == b"<a/>"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (lambda: zipped({"a.xml": b"0" * 90_000_000}), "pakker ut"),
        (lambda: zipped({f"{n}.xml": b"" for n in range(LIMITS.members + 1)}), "pakker ut"),
        (lambda: zipped({"word/vbaProject.bin": b"makro"}), "makroer"),
        (lambda: zipped({"a.xml": b"a" * 999})[:-30], "skadet"),
        (HOSTILE["overlapping members"][1], "pakker ut"),
    ],
    ids=["ratio", "members", "macros", "cut", "overlapping"],
)
def test_an_archive_that_would_do_harm_is_refused(raw, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        checked_zip(raw(), "a.docx")


def test_an_encrypted_archive_is_refused() -> None:
    raw = bytearray(zipped({"a.xml": b"a"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentError, match="passord"):
        checked_zip(bytes(raw), "a.docx")


def test_what_packs_well_is_no_bomb_where_it_is_small() -> None:
    raw = zipped({"a.xml": b"0" * 4_000_000})
    assert len(raw) * LIMITS.ratio < 4_000_000
    with zipfile.ZipFile(io.BytesIO(raw)) as same:
        assert checked_zip(raw, "a.docx").namelist() == same.namelist()


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.pdf", b"<html><p>Legen ringer.</p></html>", "HTML-side"),
        ("a.pdf", b"PK\x03\x04", "ZIP"),
        ("a.docx", b"%PDF-1.7", "en PDF"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "passordbeskyttet"),
        ("a.html", b"%PDF-1.7", "en PDF"),
        ("a.md", b"{\\rtf1 Legen}", "RTF"),
        ("a.txt", b"\x89PNG\r\n", "et bilde"),
        ("a.json", b"\x7fELF", "et program"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, raw: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        check_content(raw, name)


@pytest.mark.parametrize("text", ["BMI skal måles.", "MZ", "  PK er pasientens kontakt.", "{tekst}", "Rar tekst"])
def test_words_are_no_format(text: str) -> None:
    assert kind_of(text.encode()) == ""


def test_a_macro_document_is_refused_by_its_name() -> None:
    with pytest.raises(DocumentError, match="makroer"):
        read_bytes(sound(".docx")[0], "brev.docm")


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    sound_file = tmp_path / "a.txt"
    sound_file.write_text(TEXT, encoding="utf-8")
    (tmp_path / "lenke.txt").symlink_to(sound_file)
    (tmp_path / "mappe.txt").mkdir()
    os.mkfifo(tmp_path / "ror.txt")
    (tmp_path / "enhet.txt").symlink_to("/dev/zero")
    assert read(sound_file).blocks
    for name, message in (("lenke", "symbolsk"), ("mappe", "vanlig fil"), ("ror", "vanlig fil"), ("enhet", "symbolsk")):
        with pytest.raises(DocumentError, match=message):
            read(tmp_path / f"{name}.txt")
    with pytest.raises(DocumentError, match="vanlig fil"):
        read(Path("/dev/zero"))


def test_too_long_a_text_is_refused() -> None:
    for suffix in (".txt", ".md"):
        with pytest.raises(DocumentError, match="millioner tegn"):
            read_bytes(b"Legen ringer. " * (LIMITS.characters // 14 + 1), f"a{suffix}")


@pytest.mark.parametrize(
    ("suffix", "limits", "message"),
    [
        (".pdf", replace(LIMITS, pages=0), "grensen er 0"),
        (".docx", replace(LIMITS, members=3), "pakker ut"),
        (".html", replace(LIMITS, characters=20), "millioner tegn"),
    ],
)
def test_all_limits_reach_the_process_that_reads(suffix: str, limits: Limits, message: str) -> None:
    raw = sound(suffix)[0]
    with pytest.raises(DocumentError, match=message):
        isolation.read_apart(raw, f"a{suffix}", suffix, limits=limits)
    assert isolation.read_apart(raw, f"a{suffix}", suffix)[1]


def test_a_parser_that_does_not_end_is_ended_and_the_next_document_is_read() -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError, match="2 sekunder"):
        read_bytes(IN_ITSELF, "a.pdf", limits=replace(LIMITS, seconds=2.0))
    assert 2 <= time.monotonic() - started < 8
    assert read_bytes(sound(".pdf")[0], "b.pdf").blocks


def test_a_document_waits_for_the_one_before_it_and_no_longer_than_its_limit() -> None:
    def slowly() -> None:
        with pytest.raises(DocumentError, match="4 sekunder"):
            read_bytes(IN_ITSELF, "a.pdf", limits=replace(LIMITS, seconds=4.0))

    slow = threading.Thread(target=slowly, daemon=True)
    read_bytes(sound(".pdf")[0], "warm.pdf")
    slow.start()
    time.sleep(0.5)
    with pytest.raises(DocumentError, match="Prøv igjen"):
        read_bytes(sound(".pdf")[0], "b.pdf", limits=replace(LIMITS, seconds=0.5))
    slow.join()
    assert read_bytes(sound(".pdf")[0], "c.pdf").blocks


def test_a_parser_gets_no_more_memory_than_the_limit() -> None:
    hungry = HOSTILE["packed stream"][1]()
    with pytest.raises(DocumentError):
        read_bytes(hungry, "a.pdf", limits=replace(LIMITS, megabytes=100, seconds=20))
    assert read_bytes(sound(".pdf")[0], "b.pdf").blocks


def test_a_process_that_dies_is_replaced() -> None:
    read_bytes(sound(".pdf")[0], "a.pdf")
    process = isolation._READER._process.start()
    process.kill()
    process.wait()
    assert read_bytes(sound(".pdf")[0], "b.pdf").blocks

"""What a document may take of the machine, and what is no document at all: checked before any parser sees it.

A reader of a format that is a ZIP archive (DOCX) calls ``checked_zip(raw, name)`` and reads from the archive
that it returns, never from one that it opened itself.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath

from kg.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that reading one document may take.

    ``bytes`` of the file, ``pages``, ``characters`` of its text; of an archive its ``members``, the bytes
    ``unpacked``, and the ``ratio`` of those to the packed ones; ``seconds`` and ``megabytes`` of the process
    that reads it.
    """

    bytes: int = 20_000_000
    pages: int = 400
    characters: int = 3_000_000
    members: int = 2_000
    unpacked: int = 100_000_000
    ratio: int = 200
    seconds: float = 120.0
    megabytes: int = 1_000


LIMITS = Limits()
SMALL_ARCHIVE = 5_000_000
"""Bytes unpacked below which no ratio is too high: a short letter packs well."""
_HEAD = 1024
_MACROS = ("vbaproject.bin", "vbadata.xml")
_KINDS = (
    ("pdf", re.compile(rb".{0,1000}?%PDF-\d", re.DOTALL)),
    ("zip", re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)")),
    ("ole", re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("bilde", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|BM....\x00\x00\x00\x00", re.DOTALL)),
    ("gzip", re.compile(rb"\x1f\x8b|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!")),
    ("program", re.compile(rb"\x7fELF|MZ.{56,}\x00\x00PE|\xca\xfe\xba\xbe", re.DOTALL)),
    ("rtf", re.compile(rb"\{\\rtf")),
    (
        "html",
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
        ),
    ),
)
_NAMES = {
    "pdf": "en PDF",
    "zip": "et ZIP-arkiv eller et Office-dokument",
    "ole": "et gammelt eller passordbeskyttet Office-dokument",
    "bilde": "et bilde",
    "gzip": "et pakket arkiv",
    "program": "et program",
    "rtf": "et RTF-dokument",
    "html": "en HTML-side",
}
_WANTED = {".pdf": ("pdf",), ".docx": ("zip",), ".html": ("html", ""), ".htm": ("html", "")}
_OTHER_OFFICE = (".doc", ".dot", ".odt", ".ott", ".pages", ".rtf", ".wpd")
_MACRO_SUFFIXES = (".docm", ".dotm", ".xlsm", ".pptm")


def file_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return what is in a file, which must be a plain one: no folder, device, pipe or symbolic link.

    :raises DocumentError: where it is missing, something else, empty or too large.
    """
    try:
        # A pipe would keep us waiting without O_NONBLOCK; a link put there in the last moment is not followed.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise DocumentError(f"Finner ikke dokumentet {path}. Sjekk stien og prøv igjen.") from error
    except (OSError, ValueError) as error:
        if path.is_symlink():
            raise DocumentError(f"{path.name} er en symbolsk lenke. Oppgi filen den peker på.") from error
        raise DocumentError(f"Kan ikke lese {path}. Sjekk at det er en fil, og at du har tilgang til den.") from error
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"{path} er ingen vanlig fil. Finner ikke dokumentet; sjekk stien og prøv igjen.")
        check_size(status.st_size, path.name, limits)
        with os.fdopen(opened, "rb", closefd=False) as file:
            return file.read(limits.bytes + 1)
    finally:
        os.close(opened)


def check_size(size: int, name: str, limits: Limits = LIMITS) -> None:
    """Check the bytes of a file.

    :raises DocumentError: where there are none, or too many.
    """
    if size == 0:
        raise DocumentError(f"{name} er tomt. Velg et dokument med tekst.")
    if size > limits.bytes:
        raise DocumentError(
            f"{name} er {size // 1_000_000} MB; grensen er {limits.bytes // 1_000_000} MB. Del dokumentet opp."
        )


def check_content(raw: bytes, name: str) -> None:
    """Check that the first bytes of a file are of the format that its name says.

    :raises DocumentError: where they are of another.
    """
    suffix = PurePath(name).suffix.lower()
    kind = kind_of(raw)
    if kind == "ole" and suffix == ".docx":
        raise DocumentError(
            f"{name} er passordbeskyttet, eller i gammelt Word-format. Lagre det som DOCX uten passord."
        )
    if kind not in _WANTED.get(suffix, ("",)):
        what = _NAMES.get(kind, "")
        said = f"inneholder {what}" if what else f"er ikke noe {suffix.removeprefix('.').upper()}-dokument"
        raise DocumentError(
            f"{name} {said}, ikke det endelsen «{suffix}» sier. Gi filen rett endelse, eller lagre den på nytt."
        )


def check_suffix(name: str, known: Iterable[str]) -> None:
    """Check that the ending of a file's name is one of those known.

    :raises DocumentError: where it is not.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _MACRO_SUFFIXES:
        raise _macros(name)
    if suffix not in known:
        endings = ", ".join(sorted(known))
        instead = " Lagre dokumentet som DOCX eller PDF." if suffix in _OTHER_OFFICE else ""
        raise DocumentError(f"{name}: formatet «{suffix}» kan ikke leses.{instead} Kjente formater: {endings}.")


def kind_of(raw: bytes) -> str:
    """Return which format the first bytes of a file are of; empty where they are of none with a mark of its own.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"<!DOCTYPE html><p>"), kind_of(b"1. Innledning")
    ('pdf', 'html', '')
    """
    return next((kind for kind, mark in _KINDS if mark.match(raw[:_HEAD])), "")


def check_text(text: str, name: str, limits: Limits = LIMITS) -> None:
    """Check the text that was read from a document.

    :raises DocumentError: where it holds no words, or too many.
    """
    check_length(text, name, limits)
    if not re.search(r"[^\W\d_]{2}", text):
        raise DocumentError(f"{name} har ingen tekst som kan leses. Velg et dokument med tekst.")


def check_length(text: str, name: str, limits: Limits = LIMITS) -> None:
    """Check how many characters a text has.

    :raises DocumentError: where it has too many.
    """
    if len(text) > limits.characters:
        raise DocumentError(
            f"{name} har {len(text) // 1_000_000} millioner tegn; grensen er {limits.characters // 1_000_000}. "
            "Del dokumentet opp."
        )


def check_pages(pages: int, name: str, limits: Limits = LIMITS) -> None:
    """Check how many pages a document has.

    :raises DocumentError: where there are too many.
    """
    if pages > limits.pages:
        raise DocumentError(f"{name} har {pages} sider; grensen er {limits.pages}. Del dokumentet opp.")


def checked_zip(raw: bytes, name: str, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """Open an archive whose members can be unpacked without harm.

    Python's reader of archives unpacks no more of a member than the archive says that there is, so that what is
    said can be trusted once it has been checked.

    :raises DocumentError: where it is damaged, encrypted, holds macros, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, OverflowError) as error:
        raise DocumentError(f"{name} er skadet eller ikke fullstendig. Lagre dokumentet på nytt.") from error
    if any(member.flag_bits & 0x1 for member in members):
        raise DocumentError(f"{name} er passordbeskyttet. Lagre dokumentet uten passord.")
    if any(PurePath(member.filename.lower()).name in _MACROS for member in members):
        raise _macros(name)
    unpacked = sum(member.file_size for member in members)
    packed = max(len(raw), 1)
    bomb = unpacked > SMALL_ARCHIVE and unpacked / packed > limits.ratio
    if len(members) > limits.members or unpacked > limits.unpacked or bomb or _overlap(members):
        raise DocumentError(
            f"{name} pakker ut til mer enn grensen tillater. Lagre dokumentet på nytt, eller del det opp."
        )
    return archive


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """True where members share their bytes, which no program writes but a bomb does."""
    spans = sorted((member.header_offset, member.compress_size) for member in members)
    return any(start + size > after for (start, size), (after, _) in pairwise(spans))


def _macros(name: str) -> DocumentError:
    return DocumentError(f"{name} inneholder makroer, og åpnes ikke. Lagre dokumentet som DOCX uten makroer.")

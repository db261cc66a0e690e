"""Readers: one module a format, each giving the source text and its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.blocks import Block
from ingest.readers.limits import (
    LIMITS,
    Limits,
    check_content,
    check_length,
    check_size,
    check_suffix,
    check_text,
    file_bytes,
)
from ingest.readers.text import read_text

LARGEST_FILE = LIMITS.bytes
_MARKED_HEADING = re.compile(rb"^#{1,6} +\S", re.MULTILINE)
FEWEST_MARKED = 2
"""Headings with the mark of Markdown that make a text Markdown, whatever its file is called."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The stored source text of a document, and its blocks in order."""

    text: str
    blocks: tuple[Block, ...]


Reader = Callable[[bytes, str, Limits], tuple[str, list[Block]]]
"""Given a document's bytes, its name, and what it may take, returns its source text and blocks."""


def _text(raw: bytes, name: str, _: Limits) -> tuple[str, list[Block]]:
    return read_text(raw, name)


def _docx(raw: bytes, name: str, limits: Limits) -> tuple[str, list[Block]]:
    from ingest.readers.docx import read_docx

    return read_docx(raw, name, limits)


def _html(raw: bytes, name: str, _: Limits) -> tuple[str, list[Block]]:
    from ingest.readers.html import read_html

    return read_html(raw, name)


def _markdown(raw: bytes, name: str, _: Limits) -> tuple[str, list[Block]]:
    from ingest.readers.markdown import read_markdown

    return read_markdown(raw, name)


def _hapi(raw: bytes, name: str, _: Limits) -> tuple[str, list[Block]]:
    from ingest.readers.hapi import read_hapi

    return read_hapi(raw, name)


def _pdf(raw: bytes, name: str, limits: Limits) -> tuple[str, list[Block]]:
    from ingest.readers.pdf import read_pdf

    return read_pdf(raw, name, limits)


# A parser is imported when its format is read.
READERS: dict[str, Reader] = {
    ".txt": _text,
    ".docx": _docx,
    ".htm": _html,
    ".html": _html,
    ".json": _hapi,
    ".markdown": _markdown,
    ".md": _markdown,
    ".pdf": _pdf,
}
# All others run in a process that can be ended: their parsers are not ours, and what they read may be hostile.
IN_PROCESS = frozenset({".txt"})


def read(path: Path, *, limits: Limits = LIMITS) -> Reading:
    """Read a document of any known format.

    :raises DocumentError: where the file is missing, empty, too large, or no such document.
    """
    raw = file_bytes(path, limits)
    return read_bytes(raw, path.name, limits=limits)


def read_bytes(raw: bytes, name: str, *, limits: Limits = LIMITS) -> Reading:
    """Read a document that is no file, as one that is uploaded.

    :param name: what the file is called; its ending says the format.
    :raises DocumentError: where it cannot be read, or not within the limits.
    """
    check_suffix(name, READERS)
    check_size(len(raw), name, limits)
    check_content(raw, name)
    suffix = PurePath(name).suffix.lower()
    if suffix == ".txt" and len(_MARKED_HEADING.findall(raw)) >= FEWEST_MARKED:
        suffix = ".md"
    if suffix in IN_PROCESS:
        check_length(raw.decode("utf-8", "replace"), name, limits)
        text, blocks = READERS[suffix](raw, name, limits)
    else:
        from ingest.readers.isolation import read_apart

        text, blocks = read_apart(raw, name, suffix, limits=limits)
    check_text(text, name, limits)
    return Reading(text, tuple(blocks))

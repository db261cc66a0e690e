"""Reads plain text, as typed or as extracted from a PDF, into blocks.

Lines are joined to blocks by their marks (bullets, numbers, letters), by blank lines and by
how full the line before was; running page headers and footers are blanked out, so that
every offset still counts into a text of the same length.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from kg.errors import DocumentError

_BULLET = re.compile(r"[•●▪◦‣⁃·*−–—-]\s+|o\s{1,3}(?=\S)|[\uf0b7\uf0a7]\s*")
_NUMBER = re.compile(
    r"(?:§\s*|kap(?:ittel)?\.?\s+|del\s+)?(\d{1,2}(?:\.\d{1,2})*)(?:[.):]\s*|\s+)(?=\S)", re.IGNORECASE
)
_LETTER = re.compile(r"\(?([a-zæøå])[).]\s+(?=\S)")
_LINK = re.compile(r"(?:https?://|www\.)\S+$")
_PAGE = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d+\s*(?:av|/|of)?\s*\d*\s*[-–]?$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_TERMINAL = (".", "!", "?", ":")
LEAST_REPEATS = 3
LONGEST_PAGE_NUMBER = 40
LONGEST_HEADING = 16
FULL_LINE = 0.75


@dataclass(slots=True)
class Line:
    """A physical line: its trimmed text, offsets, page, and blank lines before it."""

    text: str
    start: int
    end: int
    indent: int
    page: int
    blanks: int = 0


def decoded(raw: bytes, name: str) -> str:
    """Decode a file as UTF-8.

    :raises DocumentError: where it is binary, or in another encoding (which it names).
    """
    if b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{name} er ikke en tekstfil. Lagre dokumentet som ren tekst (UTF-8).")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "ISO 8859-1 eller Windows-1252"
        raise DocumentError(
            f"{name} er ikke UTF-8 (feil ved byte {error.start}; trolig {guess}). Lagre filen som UTF-8."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(raw: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the source text, page furniture blanked out, and its blocks.

    :raises DocumentError: where the file is no UTF-8 text or holds no words.
    """
    text = decoded(raw, name)
    if not re.search(r"[^\W\d_]{2}", text):
        raise DocumentError(f"{name} har ingen tekst som kan leses. Velg et dokument med tekst.")
    lines = _lines(text)
    furniture = _furniture(lines)
    letters = list(text)
    for line in furniture:
        letters[line.start : line.end] = " " * (line.end - line.start)
    text = "".join(letters)
    return text, _blocks(text, _with_blanks(lines, {id(line) for line in furniture}))


def _lines(text: str) -> list[Line]:
    lines, start, page = [], 0, 1
    for raw in text.split("\n"):
        page += raw.count("\f")
        body = raw.strip()
        offset = start + (raw.find(body) if body else 0)
        lines.append(Line(body, offset, offset + len(body), offset - start, page))
        start += len(raw) + 1
    return lines


def _furniture(lines: list[Line]) -> list[Line]:
    """Return running headers, footers and page numbers.

    They repeat, digits aside, at least three times, as lines of their own.
    """

    def shape(line: Line) -> str:
        return _DIGITS.sub("#", line.text).casefold()

    counts = Counter(shape(line) for line in lines if line.text)
    found = []
    for line in lines:
        marked = _BULLET.match(line.text) or _LETTER.match(line.text) or line.text.endswith(":")
        repeated = counts[shape(line)] >= LEAST_REPEATS and len(line.text) > 3 and not _LINK.match(line.text)
        short = len(line.text) <= LONGEST_PAGE_NUMBER  # the pattern takes long over a long row of digits
        numbered = short and _PAGE.fullmatch(line.text) and counts[shape(line)] >= LEAST_REPEATS - 1
        if line.text and not marked and (repeated or numbered):
            found.append(line)
    return found


def _with_blanks(lines: list[Line], furniture: set[int]) -> list[Line]:
    """Return the lines with words, each with the blank lines before it; a page border counts as one at most."""
    kept, blanks, border = [], 0, False
    for line in lines:
        if id(line) in furniture:
            border = True
        elif line.text:
            line.blanks = min(blanks, 1) if border else blanks
            kept.append(line)
            blanks, border = 0, False
        else:
            blanks += 1
    return kept


class _Builder:
    """Joins lines to blocks, keeping the block that is being written."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = width
        self.blocks: list[Block] = []
        self.marks: list[tuple[str, int]] = []
        self.chapter = 0
        self.last: Line | None = None
        self.spaced = False

    def add(self, line: Line, following: Line | None) -> None:
        opened = self._opened(line, following)
        if opened is None and self._continues(line):
            self._extend(line)
        else:
            self.spaced = False
            self.blocks.append(opened or Block(BlockKind.PARAGRAPH, line.start, line.end, page=line.page))
        self.last = line

    def _opened(self, line: Line, following: Line | None) -> Block | None:
        """Return the block that the line's own mark opens, if it has one."""
        if _LINK.match(line.text) and not self._continues_link(line):
            return Block(BlockKind.LINK, line.start, line.end, page=line.page)
        if mark := _BULLET.match(line.text):
            level = self._level(mark[0].strip(), line.indent)
            return Block(BlockKind.BULLET, line.start + mark.end(), line.end, level, page=line.page)
        if mark := _NUMBER.match(line.text):
            return self._numbered(line, mark, following)
        if mark := _LETTER.match(line.text):
            level = self._level("a)", line.indent)
            return Block(BlockKind.BULLET, line.start + mark.end(), line.end, level, mark[1], line.page)
        return None

    def _numbered(self, line: Line, mark: re.Match[str], following: Line | None) -> Block | None:
        number, start = mark[1], line.start + mark.end()
        depth = number.count(".") + 1
        rest = self.text[start : line.end]
        if depth == 1:
            if not rest[:1].isupper() or (self.last and self._runs_on(self.last, line)):
                return None
            short = len(rest.split()) <= LONGEST_HEADING
            alone = following is not None and following.blanks > 0 and int(number) == self.chapter + 1
            heading = short and (alone or not rest.endswith((".", ";", ",")))
            if heading and self.chapter < int(number) <= self.chapter + 2:
                self.chapter = int(number)
                self.marks.clear()
                return Block(BlockKind.HEADING, start, line.end, 1, number, line.page)
            return Block(BlockKind.BULLET, start, line.end, self._level("1.", line.indent), number, line.page)
        if int(number.split(".")[0]) not in (self.chapter, self.chapter + 1) or not rest[:1].isalpha():
            return None
        self.chapter = int(number.split(".")[0])
        self.marks.clear()
        return Block(BlockKind.NUMBERED, start, line.end, depth, number, line.page)

    def _level(self, mark: str, indent: int) -> int:
        """Return a list item's depth: a mark seen before takes its old depth, a new one goes deeper."""
        key = (mark, indent // 2)
        if key in self.marks:
            del self.marks[self.marks.index(key) + 1 :]
        else:
            while self.marks and self.marks[-1][1] > indent // 2:
                self.marks.pop()
            self.marks.append(key)
        return len(self.marks)

    def _runs_on(self, before: Line, line: Line) -> bool:
        """True where the line before is full and unfinished, so that a number is part of the sentence."""
        unfinished = not before.text.endswith(_TERMINAL) and not _LINK.match(before.text)
        return line.blanks == 0 and unfinished and len(before.text) >= FULL_LINE * self.width

    def _continues_link(self, line: Line) -> bool:
        return bool(self.last and line.blanks == 0 and self.last.text.endswith((":", "på", "se")) and self.blocks)

    def _continues(self, line: Line) -> bool:
        if self.last is None or not self.blocks or self.blocks[-1].kind is BlockKind.LINK:
            return False
        full = len(self.last.text) >= FULL_LINE * self.width
        unfinished = not self.last.text.endswith(_TERMINAL)
        small = not line.text[:1].isupper()
        if self.blocks[-1].kind is BlockKind.HEADING:
            return line.blanks == 0 and unfinished
        titled = self.blocks[-1].kind is BlockKind.NUMBERED and self.blocks[-1].end == self.last.end
        if titled and unfinished and not full and not small:
            return False
        if line.blanks == 0:
            return full or small or (unfinished and self.blocks[-1].kind is not BlockKind.BULLET)
        hanging = self.blocks[-1].kind is BlockKind.BULLET and line.indent >= self.last.indent
        if line.blanks == 1 and unfinished and (small or (full and hanging)):
            self.spaced = True
            return True
        return line.blanks == 1 and self.spaced and full

    def _extend(self, line: Line) -> None:
        old = self.blocks[-1]
        self.blocks[-1] = Block(old.kind, old.start, line.end, old.level, old.number, old.page)


def _blocks(text: str, lines: list[Line]) -> list[Block]:
    lengths = sorted(len(line.text) for line in lines if not _LINK.match(line.text))
    builder = _Builder(text, lengths[int(len(lengths) * 0.9)] if lengths else 0)
    for at, line in enumerate(lines):
        builder.add(line, lines[at + 1] if at + 1 < len(lines) else None)
    return builder.blocks

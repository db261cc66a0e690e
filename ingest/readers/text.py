"""Reads plain text, as typed or as extracted from a PDF, into blocks.

Lines are joined to blocks by their marks (bullets, numbers, letters), by blank lines and by
how full the line before was; running page headers and footers are blanked out, so that
every offset still counts into a text of the same length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.fields import opens_field
from ingest.headings import names_somebody, opens_duties
from ingest.readers.contents import contents, most_pages
from ingest.readers.marks import (
    BULLET,
    CLOSED,
    COUNT,
    LAW,
    LETTER,
    LINK,
    LONGEST_TYPED_HEADING,
    NUMBER,
    ROMAN,
    TERMINAL,
)
from ingest.readers.typed import names_columns, typed_tables
from kg.errors import DocumentError

_PAGE = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d+\s*(?:av|/|of)?\s*\d*\s*[-–]?$", re.IGNORECASE)
_RULE = re.compile(r"([=_*~-])\1{2,}$")
_CAPITALS = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ0-9 ,/()&:–-]{3,80}$")
_DIGITS = re.compile(r"\d+")
_MARKED = re.compile("|".join(f"(?:{mark.pattern})" for mark in (BULLET, LAW, NUMBER, LETTER, ROMAN, COUNT, LINK)))
LEAST_REPEATS = 3
LONGEST_PAGE_NUMBER = 40
NEAR_BORDER = 2
FEWEST_RUNNING = 4
"""Words of a running header in a text whose pages are not told apart; a shorter line is a heading ("Fastlegen")."""
FULL_LINE = 0.75


@dataclass(slots=True)
class Line:
    """A physical line: its trimmed text, offsets, page, and blank lines before it.

    ``row`` is true for a row of a table that is typed in columns, but for its header.
    ``underlined`` is 1 for a heading over a row of equals signs, 2 over one of dashes.
    """

    text: str
    start: int
    end: int
    indent: int
    page: int
    blanks: int = 0
    underlined: int = 0
    row: bool = False

    @property
    def capitals(self) -> bool:
        """True for a line in capitals alone, with a word in it."""
        return _CAPITALS.match(self.text) is not None and re.search(r"[A-ZÆØÅ]{4}", self.text) is not None


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
    return read_lines(text)


def read_lines(text: str) -> tuple[str, list[Block]]:
    """Return a text, page furniture blanked out, and its blocks."""
    lines = _lines(text)
    furniture = _furniture(lines, most_pages(text))
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
        lines.append(Line(body, offset, offset + len(body), _indent(raw), page))
        start += len(raw) + 1
    return lines


def _indent(raw: str) -> int:
    opening = raw[: len(raw) - len(raw.lstrip())]
    return len(opening.expandtabs(4)) if "\t" in opening else len(opening)


def _furniture(lines: list[Line], pages: int) -> list[Line]:
    """Return running headers, footers, page numbers, which repeat, digits aside, and the table of contents."""
    written = [line for line in lines if line.text]
    groups: dict[str, list[int]] = {}
    for at, line in enumerate(written):
        if not _stands_below_itself(line):
            groups.setdefault(_DIGITS.sub("#", line.text).casefold(), []).append(at)
    paged = [places for places in groups.values() if _counts_pages([written[at] for at in places])]
    running = [places for places in groups.values() if len(places) >= LEAST_REPEATS and places not in paged]
    found = {at for places in paged for at in places}
    borders = found | {at for at in range(1, len(written)) if written[at].page != written[at - 1].page}
    for places in running:
        if _at_borders(places, borders) if borders else len(written[places[0]].text.split()) >= FEWEST_RUNNING:
            found.update(places)
    others = [line for at, line in enumerate(written) if at not in found]
    listed = contents([line.text for line in others], pages=pages)
    return [written[at] for at in sorted(found)] + [others[at] for at in sorted(listed)]


def _stands_below_itself(line: Line) -> bool:
    """True for a line that may stand again and again and is no page's header: of a list or table, "2.1 Generelt"."""
    number = NUMBER.match(line.text)
    if "|" in line.text or opens_field(line.text):
        return True
    marked = BULLET.match(line.text) or LETTER.match(line.text) or line.text.endswith(":") or _RULE.match(line.text)
    return bool(marked or LINK.match(line.text) or (number and "." in number[1]))


def _counts_pages(lines: list[Line]) -> bool:
    """True for lines alike that count up by one: page numbers, alone or in a running header or footer."""
    alone = all(len(line.text) <= LONGEST_PAGE_NUMBER and _PAGE.fullmatch(line.text) for line in lines)
    if len(lines) < LEAST_REPEATS - alone:
        return False
    numbers = ([int(digits[:LONGEST_PAGE_NUMBER]) for digits in _DIGITS.findall(line.text)] for line in lines)
    rows = zip(*numbers, strict=False)
    return alone or any(all(b - a == 1 for a, b in pairwise(row)) for row in rows)


def _at_borders(places: list[int], borders: set[int]) -> bool:
    """True for lines most of which stand right beside a page's border, or with one other line between."""
    near = sum(not borders.isdisjoint(range(at - NEAR_BORDER, at + NEAR_BORDER + 1)) for at in places)
    return near > len(places) / 2


def _with_blanks(lines: list[Line], furniture: set[int]) -> list[Line]:
    """Return the lines with words, each with the blank lines before it; a page border counts as one at most."""
    kept: list[Line] = []
    blanks, border = 0, False
    for line in lines:
        if id(line) in furniture:
            border = True
        elif _RULE.match(line.text):
            under = kept[-1] if kept and blanks == 0 else None
            if under is not None and line.text[0] in "=-" and (under.blanks or len(kept) == 1) and _few(under.text):
                under.underlined = 1 if line.text[0] == "=" else 2
            blanks += 1
        elif line.text:
            line.blanks = min(blanks, 1) if border else blanks
            kept.append(line)
            blanks, border = 0, False
        else:
            blanks += 1
    return kept


def _few(text: str) -> bool:
    return len(text.split()) <= LONGEST_TYPED_HEADING


def _opens_list(line: Line, following: Line | None) -> bool:
    """Return whether a short line without an end stands over the first item of a list."""
    listed = following is not None and BULLET.match(following.text) is not None
    return listed and line.text[:1].isupper() and _few(line.text) and not line.text.endswith(CLOSED)


class _Builder:
    """Joins lines to blocks, keeping the block that is being written."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        lengths = sorted(len(line.text) for line in lines if not LINK.match(line.text)) or [0]
        self.text = text
        self.width = lengths[int(len(lengths) * 0.9)]
        self.longest = lengths[int(len(lengths) * 0.98)]
        self.blocks: list[Block] = []
        self.marks: list[tuple[str, int]] = []
        self.letters: dict[str, str] = {}
        self.chapter = 0
        self.last: Line | None = None
        self.spaced = False
        self.unmarked = False

    def add(self, line: Line, following: Line | None) -> None:
        opened = self._opened(line, following)
        if opened is None and self._continues(line, following) and not self._breaks_off(line, following):
            self._extend(line)
        else:
            self.spaced = False
            self.blocks.append(opened or Block(BlockKind.PARAGRAPH, line.start, line.end, page=line.page))
        self.last = line

    def _opened(self, line: Line, following: Line | None) -> Block | None:
        """Return the block that the line's own mark opens, if it has one."""
        if line.row:
            return Block(BlockKind.BULLET, line.start, line.end, 1, page=line.page)
        if LINK.match(line.text) and not self._continues_link(line):
            return Block(BlockKind.LINK, line.start, line.end, page=line.page)
        if line.underlined or (line.capitals and (line.blanks or self.last is None)):
            return self._titled(line)
        if mark := BULLET.match(line.text):
            level = self._level(mark[0].strip(), line.indent)
            return Block(BlockKind.BULLET, line.start + mark.end(), line.end, level, page=line.page)
        if self._is_item(line):
            self.unmarked = True
            return Block(BlockKind.BULLET, line.start, line.end, self._level("", line.indent), page=line.page)
        self.unmarked = False if line.blanks else self.unmarked
        if mark := LAW.match(line.text):
            return self._of_law(line, mark)
        if mark := NUMBER.match(line.text):
            return self._numbered(line, mark, following)
        if (mark := COUNT.match(line.text)) and not (self.last and self._runs_on(self.last, line)):
            return Block(BlockKind.BULLET, line.start + mark.end(), line.end, self._level("(1)", line.indent), mark[1])
        if mark := LETTER.match(line.text) or ROMAN.match(line.text):
            return self._lettered(line, mark)
        return None

    def _titled(self, line: Line) -> Block:
        """Return a heading that is underlined or set in capitals; its number makes it a chapter."""
        self.marks.clear()
        mark = NUMBER.match(line.text)
        if mark and "." not in mark[1] and int(mark[1]) > self.chapter:
            self.chapter = int(mark[1])
            return Block(BlockKind.HEADING, line.start + mark.end(), line.end, 1, mark[1], line.page)
        level = max(line.underlined, 2 if self.chapter else 1)
        if mark and "." in mark[1]:
            return Block(BlockKind.HEADING, line.start + mark.end(), line.end, level, mark[1], line.page)
        return Block(BlockKind.HEADING, line.start, line.end, level, page=line.page)

    def _of_law(self, line: Line, mark: re.Match[str]) -> Block | None:
        """Return a paragraph of a law ("§ 3-2"): a heading where it only names what follows, else a numbered clause."""
        rest = line.text[mark.end() :]
        before = (
            self.last if line.blanks == 0 and self.blocks and self.blocks[-1].kind is not BlockKind.HEADING else None
        )
        if not rest[:1].isupper() or (before is not None and not before.text.endswith(TERMINAL)):
            return None
        self.marks.clear()
        kind = BlockKind.HEADING if _few(rest) and not rest.endswith(CLOSED) else BlockKind.NUMBERED
        return Block(kind, line.start + mark.end(), line.end, 2, mark[1], line.page)

    def _lettered(self, line: Line, mark: re.Match[str]) -> Block:
        """Return an item marked with a letter or a small Roman number; ``i`` opens Roman numbers, save after ``h``."""
        sign = mark[1]
        opens = sign == "i" and self.letters.get("a)") != "h"
        goes_on = (self.letters.get("i)"), sign) in (("iv", "v"), ("ix", "x"))
        key = "i)" if len(sign) > 1 or opens or goes_on else "a)"
        self.letters[key] = sign
        level = self._level(key, line.indent)
        return Block(BlockKind.BULLET, line.start + mark.end(), line.end, level, sign, line.page)

    def _numbered(self, line: Line, mark: re.Match[str], following: Line | None) -> Block | None:
        number, start = mark[1], line.start + mark.end()
        depth = number.count(".") + 1
        rest = self.text[start : line.end]
        if depth == 1:
            bracket = mark[0].rstrip().endswith(")")
            if not (rest[:1].isupper() or (bracket and rest[:1].isalpha())):
                return None
            next_item = bracket and bool(self.blocks) and self._follows(self.blocks[-1], number)
            if self.last and not next_item and self._runs_on(self.last, line):
                return None
            short = len(rest.split()) <= LONGEST_TYPED_HEADING
            alone = following is not None and following.blanks > 0 and int(number) == self.chapter + 1
            heading = short and (alone or not rest.endswith(CLOSED)) and not self._counts(line, number, following)
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

    @staticmethod
    def _follows(block: Block, number: str) -> bool:
        """True where a number is the one after a list item's."""
        return block.kind is BlockKind.BULLET and block.number == str(int(number) - 1)

    def _counts(self, line: Line, number: str, following: Line | None) -> bool:
        """True for an item of a list without blank lines: the next number comes at once, or the last did."""
        after = NUMBER.match(following.text) if following is not None and following.blanks == 0 else None
        before = self.blocks[-1] if self.blocks and line.blanks == 0 else None
        goes_on = before is not None and self._follows(before, number)
        return goes_on or (after is not None and after[1] == str(int(number) + 1))

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
        unfinished = not before.text.endswith(TERMINAL) and not LINK.match(before.text)
        return line.blanks == 0 and unfinished and len(before.text) >= FULL_LINE * self.width

    def _continues_link(self, line: Line) -> bool:
        return bool(self.last and line.blanks == 0 and self.last.text.endswith((":", "på", "se")) and self.blocks)

    def _continues(self, line: Line, following: Line | None) -> bool:
        if self.last is None or self.last.row or not self.blocks or self.blocks[-1].kind is BlockKind.LINK:
            return False
        if self._adds_field(line):
            return True
        full = len(self.last.text) >= FULL_LINE * self.width
        unfinished = not self.last.text.endswith(TERMINAL)
        small = not line.text[:1].isupper()
        if self.blocks[-1].kind is BlockKind.HEADING:
            sentence = line.text.endswith((*CLOSED, "?")) or len(line.text) >= FULL_LINE * self.width
            alike = line.capitals or not self.last.capitals
            by_itself = sentence or _opens_list(line, following)
            return line.blanks == 0 and unfinished and alike and (full or small or not by_itself)
        titled = self.blocks[-1].kind is BlockKind.NUMBERED and self.blocks[-1].end == self.last.end
        if titled and unfinished and not full and not small:
            return False
        if line.blanks == 0:
            return full or small or (unfinished and self.blocks[-1].kind is not BlockKind.BULLET)
        bullet = self.blocks[-1].kind is BlockKind.BULLET
        opens = line.text.endswith(":") or opens_duties(line.text)
        hanging = bullet and line.indent >= self.last.indent and not opens
        if line.blanks == 1 and unfinished and (small or (full and hanging)):
            self.spaced = True
            return True
        return line.blanks == 1 and self.spaced and full

    def _is_item(self, line: Line) -> bool:
        """Return whether a line without a mark is a point of a list: right below words that open one, or another such.

        It opens with a capital; after a sentence that ends, its first word must have had room on the line before.
        """
        if self.last is None or line.blanks or not line.text[:1].isupper() or _MARKED.match(line.text):
            return False
        if opens_duties(line.text):
            return False
        if self.unmarked:
            return self._had_room(line) or not self.last.text.endswith(TERMINAL)
        alone = self.blocks[-1].end == self.last.end and self.blocks[-1].start == self.last.start
        opens = self.last.text.endswith(":") or (alone and opens_duties(self.last.text))
        return opens and self.blocks[-1].end == self.last.end and _few(self.last.text)

    def _had_room(self, line: Line) -> bool:
        """Return whether the first word of a line would have gone on the line before."""
        return self.last is not None and len(self.last.text) + 1 + len(line.text.split()[0]) <= self.longest

    def _adds_field(self, line: Line) -> bool:
        """Return whether a line is a further labelled field of the task above it ("Ansvarlig: Fastlegen")."""
        block = self.blocks[-1]
        told = self.text[block.start : block.end]
        return line.blanks == 0 and opens_field(line.text) and opens_field(told) and block.kind is BlockKind.PARAGRAPH

    def _breaks_off(self, line: Line, following: Line | None) -> bool:
        """Return whether a line that opens with a capital begins anew: its first word had room on the line before.

        So does a heading over a list that stands after a sentence, or says who is meant: inside of a sentence, the
        words for a role have small letters.
        """
        if self.last is None or line.blanks or not line.text[:1].isupper():
            return False
        ended = self.last.text.endswith(TERMINAL)
        label, _, told = line.text.partition(": ")
        asks = line.text.endswith("?") and (ended or len(self.last.text) < FULL_LINE * self.width)
        answers = self.last.text.endswith("?") and self.blocks[-1].start == self.last.start
        if asks or answers or (told[:1].isalpha() and names_somebody(label)):
            return True
        if self.unmarked and opens_duties(line.text):
            return True
        if _opens_list(line, following):
            somebody = line.text[1:2].islower() and names_somebody(line.text)
            return self._had_room(line) or somebody or ended
        return self._had_room(line) and self.blocks[-1].kind is BlockKind.BULLET and not ended

    def _extend(self, line: Line) -> None:
        old = self.blocks[-1]
        self.blocks[-1] = Block(old.kind, old.start, line.end, old.level, old.number, old.page)


def _blocks(text: str, lines: list[Line]) -> list[Block]:
    for table in typed_tables([" " * line.indent + line.text for line in lines]):
        for at in table[names_columns(lines[table[0]].text) :]:
            lines[at].row = True
    builder = _Builder(text, lines)
    for at, line in enumerate(lines):
        builder.add(line, lines[at + 1] if at + 1 < len(lines) else None)
    return builder.blocks

"""Joins the lines of a plain text to blocks: by their marks, by blank lines, and by how full the line before was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.contacts import GROUPED
from ingest.fields import opens_field
from ingest.headings import names_somebody, opens_duties
from ingest.readers.marks import (
    BULLET,
    CLOSED,
    COUNT,
    LAW,
    LETTER,
    LONGEST_TYPED_HEADING,
    NUMBER,
    ROMAN,
    TERMINAL,
)
from ingest.readers.typed import names_columns, typed_tables
from ontology.links import WHOLE_LINK

_CAPITALS = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ0-9 ,/()&:–-]{3,80}$")
_MARKED = re.compile(
    "|".join(f"(?:{mark.pattern})" for mark in (BULLET, LAW, NUMBER, LETTER, ROMAN, COUNT, WHOLE_LINK))
)
# A line of a list of numbers to call: "Akuttmottaket 76 11 41 10", "AMK: 113".
_ENTRY = re.compile(r"[A-ZÆØÅ].*[\s:]\d{2,8}(?:\s\d{2,3})*(?:\s*\([^()]*\))?$")
FULL_LINE = 0.75


@dataclass(slots=True)
class Line:
    """A physical line: its trimmed text, offsets, page, and blank lines before it.

    ``row`` is true for a row of a table that is typed in columns, but for its header, and for one of a list of
    numbers to call.
    ``heading`` is the depth of one told by what is around it: 1 over a row of equals signs and for one that counts
    ("Anbefaling 12"), 2 over a row of dashes.
    """

    text: str
    start: int
    end: int
    indent: int
    page: int
    blanks: int = 0
    heading: int = 0
    row: bool = False

    @property
    def capitals(self) -> bool:
        """True for a line in capitals alone, with a word in it."""
        return _CAPITALS.match(self.text) is not None and re.search(r"[A-ZÆØÅ]{4}", self.text) is not None


def is_short(text: str) -> bool:
    """Return whether a text has no more words than a heading that only its place tells from text."""
    return len(text.split()) <= LONGEST_TYPED_HEADING


def _opens_list(line: Line, following: Line | None) -> bool:
    """Return whether a short line without an end stands over the first item of a list."""
    listed = following is not None and BULLET.match(following.text) is not None
    return listed and line.text[:1].isupper() and is_short(line.text) and not line.text.endswith(CLOSED)


class _Builder:
    """Joins lines to blocks, keeping the block that is being written."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        lengths = sorted(len(line.text) for line in lines if not WHOLE_LINK.match(line.text)) or [0]
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
        if WHOLE_LINK.match(line.text) and not self._continues_link(line):
            return Block(BlockKind.LINK, line.start, line.end, page=line.page)
        if line.heading or (line.capitals and (line.blanks or self.last is None)):
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
        """Return a heading that is underlined, counts or is set in capitals; its number makes it a chapter."""
        self.marks.clear()
        mark = NUMBER.match(line.text)
        if mark and "." not in mark[1] and int(mark[1]) > self.chapter:
            self.chapter = int(mark[1])
            return Block(BlockKind.HEADING, line.start + mark.end(), line.end, 1, mark[1], line.page)
        level = max(line.heading, 2 if self.chapter else 1)
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
        kind = BlockKind.HEADING if is_short(rest) and not rest.endswith(CLOSED) else BlockKind.NUMBERED
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
        unfinished = not before.text.endswith(TERMINAL) and not WHOLE_LINK.match(before.text)
        return line.blanks == 0 and unfinished and self._is_full(before)

    def _is_full(self, line: Line) -> bool:
        """Return whether a line is about as long as lines are, and so may go on in the next."""
        return len(line.text) >= FULL_LINE * self.width

    def _continues_link(self, line: Line) -> bool:
        return bool(self.last and line.blanks == 0 and self.last.text.endswith((":", "på", "se")) and self.blocks)

    def _continues(self, line: Line, following: Line | None) -> bool:
        if self.last is None or self.last.row or not self.blocks or self.blocks[-1].kind is BlockKind.LINK:
            return False
        if self._adds_field(line):
            return True
        full = self._is_full(self.last)
        unfinished = not self.last.text.endswith(TERMINAL)
        small = not line.text[:1].isupper()
        if self.blocks[-1].kind is BlockKind.HEADING:
            sentence = line.text.endswith((*CLOSED, "?")) or self._is_full(line)
            alike = line.capitals or not self.last.capitals
            by_itself = sentence or _opens_list(line, following)
            return line.blanks == 0 and unfinished and alike and (full or small or not by_itself)
        titled = self.blocks[-1].kind is BlockKind.NUMBERED and self.blocks[-1].end == self.last.end
        if titled and unfinished and not full and not small:
            return False
        if line.blanks == 0:
            return full or small or (unfinished and self.blocks[-1].kind is not BlockKind.BULLET)
        if line.blanks == 1 and unfinished and (small or (full and self._hangs(line, self.last))):
            self.spaced = True
            return True
        return line.blanks == 1 and self.spaced and full

    def _hangs(self, line: Line, before: Line) -> bool:
        """Return whether a line may go on a point above a blank line: it is set in as that is, and opens nothing."""
        set_in = self.blocks[-1].kind is BlockKind.BULLET and line.indent >= before.indent
        return set_in and not line.text.endswith(":") and not opens_duties(line.text)

    def _is_item(self, line: Line) -> bool:
        """Return whether a line without a mark is a point of a list: right below words that open one, or another such.

        It opens with a capital; after a sentence that ends, its first word must have had room on the line before.
        """
        if self.last is None or line.blanks or not line.text[:1].isupper() or _MARKED.match(line.text):
            return False
        if self.unmarked:
            listed = self._had_room(line) or not self.last.text.endswith(TERMINAL)
        else:
            listed = self._opens_points(self.last)
        return listed and not opens_duties(line.text)

    def _opens_points(self, line: Line) -> bool:
        """Return whether the last line opens a list: it ends in a colon, or as a block says whose duties follow."""
        block = self.blocks[-1]
        if block.end != line.end or not is_short(line.text):
            return False
        return line.text.endswith(":") or (block.start == line.start and opens_duties(line.text))

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
        if self._says_for_itself(line, self.last) or (self.unmarked and opens_duties(line.text)):
            return True
        if _opens_list(line, following):
            somebody = line.text[1:2].islower() and names_somebody(line.text)
            return self._had_room(line) or somebody or ended
        block = self.blocks[-1]
        titled = block.kind is BlockKind.PARAGRAPH and block.start == self.last.start and self._is_over(self.last, line)
        return self._had_room(line) and not ended and (titled or block.kind is BlockKind.BULLET)

    def _is_over(self, title: Line, line: Line) -> bool:
        """Return whether a short line without an end may be the title of the prose right below it."""
        prose = line.text.endswith(TERMINAL) or self._is_full(line)
        return prose and is_short(title.text) and not title.text.endswith(CLOSED) and not self._is_full(title)

    def _says_for_itself(self, line: Line, before: Line) -> bool:
        """Return whether a line is a question, the answer to one, or opens with a role and a colon."""
        asks = line.text.endswith("?") and (before.text.endswith(TERMINAL) or not self._is_full(before))
        answers = before.text.endswith("?") and self.blocks[-1].start == before.start
        label, _, told = line.text.partition(": ")
        return asks or answers or (told[:1].isalpha() and names_somebody(label))

    def _extend(self, line: Line) -> None:
        old = self.blocks[-1]
        self.blocks[-1] = Block(old.kind, old.start, line.end, old.level, old.number, old.page)


def _lists_numbers(before: Line, line: Line) -> bool:
    """Return whether a line and the one right below it each end in a number to call."""
    pair = (before, line)
    entries = line.blanks == 0 and all(_ENTRY.match(each.text) and is_short(each.text) for each in pair)
    marked = any(_MARKED.match(each.text) for each in pair)
    return entries and not marked and any(re.search(GROUPED, each.text) for each in pair)


def joined(text: str, lines: list[Line]) -> list[Block]:
    """Return the blocks of a text from its lines with words."""
    for table in typed_tables([" " * line.indent + line.text for line in lines]):
        for at in table[names_columns(lines[table[0]].text) :]:
            lines[at].row = True
    for before, line in pairwise(lines):
        if _lists_numbers(before, line):
            before.row = line.row = True
    builder = _Builder(text, lines)
    for at, line in enumerate(lines):
        builder.add(line, lines[at + 1] if at + 1 < len(lines) else None)
    return builder.blocks

"""Writes what a structured document holds into one source text, with the blocks that count into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.readers.marks import CLOSED, LONGEST_TYPED_HEADING, TERMINAL, MarkKind, begins_item, parts, typed_mark
from ingest.readers.text import read_lines
from kg.errors import DocumentError
from ontology.links import WHOLE_LINK

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0e-\x1f\x7f]")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_COUNTED = re.compile(r"\d+(?:[.-]\d+)*[a-z]?")
# A heading that only its letters set apart stands under all that the document calls headings.
BOLD_LEVEL = 7
DEEPEST = 9
_FULLEST_LINE = 120
_WRAPPED = 0.15


@dataclass(frozen=True, slots=True)
class _Entry:
    """One block before it is written.

    ``typed`` are its words with the mark that was typed before them, where one was;
    ``blank`` marks a paragraph of no words, ``under`` a further paragraph of a list item,
    ``aside`` words that are of no block.
    """

    kind: BlockKind
    words: str
    level: int = 0
    number: str = ""
    typed: str = ""
    bold: bool = False
    blank: bool = False
    under: bool = False
    aside: bool = False
    page: int | None = None

    @property
    def holds_words(self) -> bool:
        """True for what a reader of the document would call its text."""
        return not self.aside and self.kind is not BlockKind.LINK


class Writing:
    """Takes a document's parts in reading order and gives its source text and blocks.

    All structured readers write through it, so that marks typed as text, addresses and
    numbers are understood alike whatever the format. ``page`` is the one that what comes
    next stands on, where the format knows pages.
    """

    def __init__(self) -> None:
        self.page: int | None = None
        self._entries: list[_Entry] = []
        self._marks: list[str] = []

    def heading(self, words: str, level: int, number: str = "") -> None:
        """Add a heading; a number typed before its words is taken as its number.

        :param level: its depth in the document, from 1.
        """
        words = cleaned(words)
        mark = None if number else typed_mark(words)
        if mark is not None and mark.kind in (MarkKind.NUMBER, MarkKind.LAW):
            words, number = words[mark.length :], mark.number
        if number and not _COUNTED.fullmatch(number):
            words, number = f"{number} {words}", ""
        self._add(_Entry(BlockKind.HEADING, words, _depth(level), number))

    def item(self, words: str, level: int, number: str = "") -> None:
        """Add a list item; one numbered inside the open chapter ("2.1.3") is a numbered clause.

        :param level: its depth in the list, from 1.
        :param number: as printed, without dots or brackets at its end.
        """
        words = cleaned(words)
        mark = None if number else typed_mark(words)
        if WHOLE_LINK.match(words):
            self.link(words)
        elif mark is not None and (mark.kind is not MarkKind.NUMBER or "." in words[: mark.length]):
            self._add(_Entry(BlockKind.BULLET, words[mark.length :], _depth(level), mark.number, words))
        else:
            self._add(_Entry(BlockKind.BULLET, words, _depth(level), number))

    def row(self, words: str) -> None:
        """Add a row of a table as a point of its own."""
        self._add(_Entry(BlockKind.BULLET, cleaned(words), 1))

    def more(self, words: str, level: int) -> None:
        """Add a further paragraph of a list item: one text with it, or a point under it where it only led in.

        :param level: the depth of the list item.
        """
        words = cleaned(words)
        last = self._entries[-1] if self._entries else None
        own = last is not None and last.kind is BlockKind.BULLET and last.level == _depth(level)
        led = last is not None and last.under and last.level == _depth(level + 1)
        if not words:
            return
        if last is None or not (own or led) or WHOLE_LINK.match(words) or typed_mark(words) is not None:
            self.paragraph(words, level=level + 1)
        elif last.words.endswith((".", "!", "?")):
            self._entries[-1] = replace(last, words=f"{last.words} {words}")
        else:
            self._add(_Entry(BlockKind.BULLET, words, _depth(level + 1), under=True))

    def paragraph(self, words: str, *, bold: bool = False, level: int | None = None) -> None:
        """Add a paragraph, or what its typed mark makes of it.

        :param bold: True where all its letters are bold: a short one is a heading then.
        :param level: the depth of the list item that a typed mark makes of it; by the marks before it where None.
        """
        words = cleaned(words)
        mark = typed_mark(words)
        rest = words[mark.length :] if mark is not None else words
        if not words:
            self._entries.append(_Entry(BlockKind.PARAGRAPH, "", blank=True))
        elif WHOLE_LINK.match(words):
            self.link(words)
        elif mark is not None and mark.kind is MarkKind.LAW and _titling(rest):
            self._add(_Entry(BlockKind.HEADING, rest, 2, mark.number))
        elif mark is not None and (mark.kind is not MarkKind.NUMBER or rest[:1].isupper()):
            around = self._inside(words[0] if mark.kind is MarkKind.BULLET else mark.kind)
            self._add(
                _Entry(BlockKind.BULLET, rest, _depth(around + 1 if level is None else level), mark.number, words, bold)
            )
        elif bold and _titling(words) and not words.endswith(TERMINAL):
            self._add(_Entry(BlockKind.HEADING, words, BOLD_LEVEL))
        else:
            self._add(_Entry(BlockKind.PARAGRAPH, words, bold=bold))

    def link(self, address: str, shown: str | None = None) -> None:
        """Add an address that stands by itself; it belongs to the block before it.

        :param shown: the words that lead to it: nothing is added where they say the address themselves, or where it
            is none of the web.
        """
        address = cleaned(address)
        if shown is not None and (not _SCHEME.match(address) or _bare(shown) == _bare(address)):
            return
        if not self._entries or self._entries[-1].words != address:
            self._add(_Entry(BlockKind.LINK, address))

    def aside(self, words: str) -> None:
        """Add words that the source text keeps but no block holds, as where it comes from."""
        self._add(_Entry(BlockKind.PARAGRAPH, cleaned(words), aside=True))

    def _inside(self, mark: str) -> int:
        """Return how many typed marks stand around one: a new mark goes deeper, one seen before comes back."""
        if not self._entries or not self._entries[-1].typed:
            self._marks.clear()
        if mark in self._marks:
            del self._marks[self._marks.index(mark) + 1 :]
        else:
            self._marks.append(mark)
        return len(self._marks) - 1

    def _add(self, entry: _Entry) -> None:
        if entry.words:
            self._entries.append(replace(entry, page=self.page))

    def finished(self, name: str) -> tuple[str, list[Block]]:
        """Return the source text and its blocks: of each, ``text[start:end]`` is what was written.

        :raises DocumentError: where no words were written.
        """
        if not any(each.holds_words and _WORD.search(each.words) for each in self._entries):
            raise DocumentError(f"{name} har ingen tekst som kan leses. Velg et dokument med tekst.")
        if _wrapped(self._entries):
            return read_lines("\n".join(each.typed or each.words for each in self._entries) + "\n")
        return _written(_numbered(_chaptered([each for each in self._entries if not each.blank])))


def cleaned(words: str) -> str:
    r"""Return words on one line, without signs that are not seen.

    >>> cleaned("Fast\u00adlegen\u00a0 ringer\n")
    'Fastlegen ringer'
    """
    seen = _UNSEEN.sub("", words).encode("utf-8", "replace").decode("utf-8")
    return " ".join(seen.split())


def lines_of(runs: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    r"""Yield the lines of a paragraph that stand by themselves, each with whether all of it is bold.

    They do where they change between bold and plain, where a list item begins, and after an empty line.

    :param runs: its words, each with whether they are bold; a line break is a run of its own.

    >>> list(lines_of([("Ved fall", True), ("\n", True), ("ring", False), ("\n", False), ("legen.", False)]))
    [('Ved fall', True), ('ring legen.', False)]
    """
    lines: list[list[tuple[str, bool]]] = [[]]
    for words, bold in runs:
        if words == "\n":
            lines.append([])
        else:
            lines[-1].append((words, bold))
    joined, heavy = "", False
    for line in lines:
        words = cleaned("".join(words for words, _ in line))
        bold = bool(words) and all(strong for part, strong in line if part.strip())
        if joined and (not words or bold != heavy or begins_item(words)):
            yield joined, heavy
            joined = ""
        joined, heavy = f"{joined} {words}".strip(), bold
    if joined:
        yield joined, heavy


def _bare(address: str) -> str:
    return _SCHEME.sub("", cleaned(address)).rstrip("/")


def _depth(level: int) -> int:
    return min(max(level, 1), DEEPEST)


def _titling(words: str) -> bool:
    """True for words that can be a heading: few, and no sentence."""
    return len(words.split()) <= LONGEST_TYPED_HEADING and not words.endswith(CLOSED)


def _wrapped(entries: Sequence[_Entry]) -> bool:
    """True for a text pasted line by line: no structure at all, and sentences that run over into the next paragraph."""
    if any(each.kind is BlockKind.HEADING or (each.kind is BlockKind.BULLET and not each.typed) for each in entries):
        return False
    lines = [each.typed or each.words for each in entries if each.words]
    if max(map(len, lines)) > _FULLEST_LINE:
        return False
    over = [b[:1].islower() and not a.endswith(TERMINAL) for a, b in pairwise(lines)]
    return sum(over) > _WRAPPED * len(lines)


def _chaptered(entries: Sequence[_Entry]) -> list[_Entry]:
    """Make chapters of numbered items that are headings though not set as such.

    They are the outer items of a list whose inner items are numbered under them (1, 1.1, 1.2,
    2), bold ones, and where the document numbers no heading, those that hold something.
    """
    headings = [each for each in entries if each.kind is BlockKind.HEADING and each.level < BOLD_LEVEL]
    unnumbered = not any(each.number for each in headings)
    written, chapter = list(entries), 0
    for at, each in enumerate(entries[:-1]):
        following = entries[at + 1].number
        if each.kind is BlockKind.HEADING and each.number.isdigit():
            chapter = int(each.number)
        short = len(each.words.split()) <= LONGEST_TYPED_HEADING
        if each.kind is not BlockKind.BULLET or not each.number.isdigit() or not short:
            continue
        number, bold = int(each.number), bool(each.typed) and each.bold
        holds = following != str(number + 1) and unnumbered and not each.words.endswith(CLOSED)
        alone = bold or (holds and (each.typed or not headings))
        over = following == f"{number}.1" and not each.words.endswith(CLOSED)
        if (alone and chapter < number <= chapter + 2) or over:
            written[at], chapter = replace(each, kind=BlockKind.HEADING, level=1), number
    return written


def _numbered(entries: Sequence[_Entry]) -> list[_Entry]:
    """Make numbered clauses of the items whose number goes on that of the open chapter; other decimals are words."""
    written, chapter = list(entries), ""
    for at, each in enumerate(entries):
        if each.kind is BlockKind.HEADING and each.number.isdigit():
            chapter = each.number
        elif each.kind is BlockKind.BULLET and ("-" in each.number or each.number.startswith(f"{chapter or 'x'}.")):
            written[at] = replace(each, kind=BlockKind.NUMBERED, level=len(parts(each.number)))
        elif each.kind is BlockKind.BULLET and "." in each.number and each.typed:
            written[at] = _Entry(BlockKind.PARAGRAPH, each.typed, page=each.page)
    return written


def _written(entries: Sequence[_Entry]) -> tuple[str, list[Block]]:
    written: list[str] = []
    blocks: list[Block] = []
    at = 0
    for each in entries:
        before = ("\n" if written else "") + _lead(each)
        start = at + len(before)
        if not each.aside:
            blocks.append(Block(each.kind, start, start + len(each.words), each.level, each.number, each.page))
        written.append(f"{before}{each.words}\n")
        at += len(written[-1])
    return "".join(written), blocks


def _lead(entry: _Entry) -> str:
    """Return what is printed before a block."""
    if entry.kind is BlockKind.BULLET:
        mark = f"{entry.number}) " if entry.number else "• "
        return "   " * (entry.level - 1) + mark
    law = "§ " if "-" in entry.number else ""
    return f"{law}{entry.number} " if entry.number else ""

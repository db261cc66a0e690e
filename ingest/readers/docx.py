"""Reads Word documents (DOCX): headings, lists with the numbers that Word prints, tables, links and notes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import docx
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree
from lxml.etree import _Element as Element

from ingest.blocks import Block
from ingest.readers import tables
from ingest.readers.limits import LIMITS, Limits, checked_zip
from ingest.readers.numbering import LEVELS, Label, Numbering
from ingest.readers.wordstyles import Style, flag, indent, on, outline, styles, value
from ingest.readers.writing import Writing, cleaned, lines_of
from kg.errors import DocumentError

if TYPE_CHECKING:
    from docx.document import Document

_ADDRESS = re.compile(r"HYPERLINK\s+\"(https?://[^\"]+)\"", re.IGNORECASE)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Twips by which two list items may differ in indent and stand equally deep.
SLACK = 60
DEEPEST = 60
_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    OpcError,
    PythonDocxError,
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_docx(raw: bytes, name: str, limits: Limits = LIMITS) -> tuple[str, list[Block]]:
    """Return the source text of a Word document, and its blocks.

    Headers, footers, comments, hidden and deleted text and tables of contents are left out;
    text inserted with track changes is taken.

    :raises DocumentError: where it is encrypted, damaged, holds macros or no words.
    """
    checked_zip(raw, name, limits)
    writing = Writing()
    try:
        document = docx.Document(io.BytesIO(raw))
        _Document(writing, document).write()
    except _ERRORS as error:
        raise DocumentError(
            f"{name} er skadet, eller er ikke et Word-dokument. Åpne det i Word og lagre det på nytt som DOCX."
        ) from error
    return writing.finished(name)


@dataclass(slots=True)
class _Said:
    """The words of a paragraph: runs of text with whether they are bold, and what hangs on them."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    links: list[tuple[str, str | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    # Words that lead to another place in the document, as the entries of a table of contents do.
    inner: str = ""


class _Document:
    """Walks over the body once, counting its lists."""

    def __init__(self, writing: Writing, document: Document) -> None:
        self.writing = writing
        self.part = document.part
        self.body = document.element.body
        self.styles = styles(document.styles.element)
        self.default = next((i for i, s in self.styles.items() if s.name.lower() in ("normal",)), "")
        self.numbering = Numbering(self._other(RELATIONSHIP_TYPE.NUMBERING))
        self.notes = self._notes()
        self.open: list[int] = []

    def _other(self, kind: str) -> Element | None:
        """Return the root of another part of the package, as footnotes; None where there is none."""
        for relation in self.part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                return parse_xml(relation.target_part.blob)
        return None

    def _notes(self) -> dict[tuple[str, str], Element]:
        found: dict[tuple[str, str], Element] = {}
        for kind, tag in ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote")):
            root = self._other(kind)
            for note in root.iter(qn(f"w:{tag}")) if root is not None else ():
                if note.get(qn("w:type"), "normal") == "normal":
                    found[tag, note.get(qn("w:id"), "")] = note
        return found

    def write(self) -> None:
        self._blocks(self.body, 0)

    def _blocks(self, parent: Element, depth: int) -> None:
        if depth > DEEPEST:
            return
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                self._paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                self.open.clear()
                self._table(child, depth)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                if content is not None and not _is_contents(child):
                    self._blocks(content, depth + 1)
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
                self._blocks(child, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> None:
        own = element.find(qn("w:pPr"))
        style_id = value(own, "w:pStyle") or self.default
        style = self.styles.get(style_id, Style())
        if style.contents or _hidden(own):
            return
        said = self._said(element, style)
        words = cleaned("".join(text for text, _ in said.runs))
        if words and cleaned(said.inner) == words:
            return
        label = self._label(own, style_id, style) if words else None
        said_level, left = outline(own), indent(own)
        heading = style.heading if said_level is None else said_level
        if heading and words:
            self.open.clear()
            self.writing.heading(words, heading, label.number if label else "")
        else:
            self._text(said, label, style.indent if left is None else left)
        for note in said.notes:
            self._more(note)
        for address, shown in said.links if not heading else ():
            self.writing.link(address, shown)
        for box in said.boxes:
            self._blocks(box, depth + 1)

    def _text(self, said: _Said, label: Label | None, indent: int | None) -> None:
        """Write a paragraph of text: an item, what goes on with one, or lines by themselves."""
        lines = list(lines_of(said.runs))
        if label is not None and label.shown and lines:
            level = self._level(label, indent)
            self.writing.item(lines[0][0], level, label.number)
            for words, _ in lines[1:]:
                self.writing.more(words, level)
            return
        inside = bool(self.open) and (label is not None or (indent is not None and indent >= self.open[-1] - SLACK > 0))
        if inside:
            for words, _ in lines:
                self._more(words)
            return
        self.open.clear()
        for words, bold in lines or [("", False)]:
            self.writing.paragraph(words, bold=bold)

    def _more(self, words: str) -> None:
        if self.open:
            self.writing.more(words, len(self.open))
        else:
            self.writing.paragraph(words)

    def _level(self, label: Label, indent: int | None) -> int:
        """Return how deep an item stands: by its level in the list, else by its indent beside the items before it."""
        at = label.indent if indent is None else indent
        at = label.level * 360 if at is None else at
        if label.level > 1:
            del self.open[label.level - 1 :]
            while len(self.open) < label.level - 1:
                self.open.append(min([at, *self.open]) - 1 if not self.open else self.open[-1])
        else:
            while self.open and self.open[-1] > at - SLACK:
                self.open.pop()
        self.open.append(at)
        return len(self.open)

    def _label(self, own: Element | None, style_id: str, style: Style) -> Label | None:
        """Count a paragraph that is numbered by itself or by its style."""
        properties = own.find(qn("w:numPr")) if own is not None else None
        if properties is not None:
            num = value(properties, "w:numId") or (style.numbering[0] if style.numbering else "")
            given = value(properties, "w:ilvl")
            at = int(given) if given.isdigit() else 0
        elif style.numbering is not None:
            num, at = style.numbering
            at = at if at >= 0 else self.numbering.level_of_style(num, style_id)
        else:
            return None
        return None if num in ("", "0") else self.numbering.label(num, min(at, LEVELS - 1))

    def _said(self, paragraph: Element, style: Style) -> _Said:
        said = _Said()
        self._runs(paragraph, said, style.bold, 0)
        said.boxes += [box for box in paragraph.iter(qn("w:txbxContent")) if _shown_box(box, paragraph)]
        return said

    def _runs(self, parent: Element, said: _Said, bold: bool, depth: int) -> None:
        if depth > DEEPEST:
            return
        for child in parent.iterchildren():
            if child.tag == qn("w:r"):
                self._run(child, said, bold)
            elif child.tag == qn("w:hyperlink"):
                before = len(said.runs)
                self._runs(child, said, bold, depth + 1)
                shown = "".join(text for text, _ in said.runs[before:])
                self._link(child, shown, said)
                said.inner += shown if child.get(qn("w:anchor")) and not child.get(qn("r:id")) else ""
            elif child.tag in (
                qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:fldSimple"), qn("w:customXml"),
                qn("w:sdt"), qn("w:sdtContent"), qn("w:dir"), qn("w:bdo"),
            ):  # fmt: skip
                self._runs(child, said, bold, depth + 1)

    def _run(self, run: Element, said: _Said, bold: bool) -> None:
        properties = run.find(qn("w:rPr"))
        if any(on(properties, tag) for tag in ("w:vanish", "w:strike", "w:dstrike")):
            return
        own = flag(properties, "w:b")
        heavy = bold if own is None else own
        for child in run.iterchildren():
            if child.tag == qn("w:t"):
                said.runs.append((child.text or "", heavy))
            elif child.tag in (qn("w:tab"), qn("w:ptab")):
                said.runs.append((" ", heavy))
            elif child.tag in (qn("w:br"), qn("w:cr")):
                said.runs.append(("\n", heavy))
            elif child.tag == qn("w:noBreakHyphen"):
                said.runs.append(("-", heavy))
            elif child.tag == qn("w:instrText") and (address := _ADDRESS.search(child.text or "")):
                said.links.append((address[1], None))
            elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                kind = "footnote" if child.tag == qn("w:footnoteReference") else "endnote"
                note = self.notes.get((kind, child.get(qn("w:id"), "")))
                if note is not None:
                    said.notes.append(tables.in_cell([self._plain(each) for each in note.iter(qn("w:p"))]))

    def _plain(self, paragraph: Element) -> str:
        said = _Said()
        self._runs(paragraph, said, False, 0)
        return cleaned("".join(text for text, _ in said.runs))

    def _link(self, element: Element, shown: str, said: _Said) -> None:
        relation = self.part.rels.get(element.get(qn("r:id"), ""))
        if relation is None or not relation.is_external:
            return
        said.links.append((str(relation.target_ref), shown))

    def _table(self, table: Element, depth: int) -> None:
        grid = [list(_cells(row)) for row in table.iterchildren(qn("w:tr")) if not _deleted(row)]
        wide = max((len(row) for row in grid), default=0)
        nested = any(each is not table for each in table.iter(qn("w:tbl")))
        if wide < 2 or nested or any(self._heads(p) for p in table.iter(qn("w:p"))):
            for cell in (each for row in grid for each, _ in row if each is not None):
                self._blocks(cell, depth + 1)
            return
        words: list[list[str]] = []
        for row in grid:
            above = words[-1] if words else []
            words.append(
                [
                    (above[at] if at < len(above) else "") if merged else self._cell(cell)
                    for at, (cell, merged) in enumerate(row)
                ]
            )
        first = next(table.iterchildren(qn("w:tr")), None)
        headed = first is not None and first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        for row_words in tables.rows(words, headed=headed or None):
            self.writing.row(row_words)

    def _heads(self, paragraph: Element) -> bool:
        style = self.styles.get(value(paragraph.find(qn("w:pPr")), "w:pStyle"), Style())
        return style.heading > 0 and bool(self._plain(paragraph))

    def _cell(self, cell: Element | None) -> str:
        return "" if cell is None else tables.in_cell([self._plain(each) for each in cell.iter(qn("w:p"))])


def _cells(row: Element) -> Iterator[tuple[Element | None, bool]]:
    """Yield the cells of a row, one for each column, and whether each goes on with the one above it."""
    for cell in row.iter(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        merge = properties.find(qn("w:vMerge")) if properties is not None else None
        yield cell, merge is not None and merge.get(qn("w:val"), "continue") == "continue"
        span = value(properties, "w:gridSpan")
        for _ in range(min(int(span), 60) - 1 if span.isdigit() else 0):
            yield None, False


def _hidden(properties: Element | None) -> bool:
    """True for a paragraph whose text was deleted with its mark."""
    marks = properties.find(qn("w:rPr")) if properties is not None else None
    return on(marks, "w:vanish")


def _shown_box(box: Element, paragraph: Element) -> bool:
    """True for a text box of this paragraph, given once though it is stored for old programs too."""
    outer = next(box.iterancestors(qn("w:p")), None)
    return outer is paragraph and not any(each.tag == _FALLBACK for each in box.iterancestors())


def _is_contents(element: Element) -> bool:
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in gallery.get(qn("w:val"), "").lower()


def _deleted(row: Element) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None

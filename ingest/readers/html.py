"""Reads web pages: their content, without navigation, banners, forms and other furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html
from lxml.etree import _Element as Element

from ingest.blocks import Block
from ingest.readers import tables
from ingest.readers.furniture import HEADINGS, LISTS, content_of, left_out, words_of
from ingest.readers.marks import counted, whole
from ingest.readers.writing import Writing, cleaned, lines_of
from kg.errors import DocumentError

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark q rp rt ruby samp small span strong "
    "sub sup time tt u var wbr".split()
)
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
# Deeper than any document that people write; what stands deeper is taken as plain words.
DEEPEST = 120


def read_html(raw: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the source text of a web page's content, and its blocks.

    :raises DocumentError: where the file is no HTML, or its content holds no words.
    """
    writing = Writing()
    write_html(writing, _decoded(raw, name), name=name)
    return writing.finished(name)


def write_html(writing: Writing, page: str, *, name: str, under: int = 0) -> None:
    """Write the content of a page, or of a piece of HTML.

    :param under: how deep the headings above it stand; its own go below them.
    :raises DocumentError: where it cannot be parsed.
    """
    if not page.strip():
        return
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{name} kan ikke leses som HTML. Lagre siden på nytt fra nettleseren.") from error
    etree.strip_elements(root, "script", "style", with_tail=False)
    _Page(writing, root, under).write(content_of(root))


def _decoded(raw: bytes, name: str) -> str:
    """Decode a page as it says it is encoded, else as UTF-8, else as Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if b"\x00" in raw[:4096]:
        raise DocumentError(f"{name} er ikke en nettside. Lagre siden på nytt fra nettleseren.")
    declared = _CHARSET.search(raw[:4096])
    for encoding in ("utf-8-sig", declared[1].decode("ascii") if declared else "cp1252"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _without_ties(note: Element) -> str:
    """Return the words of a note, without its number and the arrow back, which are ties within the page."""
    ties = {a for a in note.iter("a") if (a.get("href") or "").startswith("#")}
    said = []
    for event, each in etree.iterwalk(note, events=("start", "end")):
        if event == "start":
            said.append("" if each in ties else each.text or "")
        elif each is not note:
            said.append(each.tail or "")
    return cleaned("".join(said))


@dataclass(slots=True)
class _Item:
    """The list item that is being read: its depth, its number, and whether it has words yet."""

    level: int
    number: str
    fresh: bool = True


class _Page:
    """Walks over a page once, gathering inline words until a block begins or ends."""

    def __init__(self, writing: Writing, root: Element, under: int) -> None:
        self.writing = writing
        self.under = under
        self.words: list[tuple[str, bool]] = []
        self.links: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.item: _Item | None = None
        self.apart: dict[Element, int] = {}
        self.by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
        self.in_content = False
        self.whole = 0

    def write(self, content: Element) -> None:
        self.whole = len(words_of(content))
        self.in_content = content.tag != "body" and content.tag != "html"
        self._inside(content, 0, 0, False)
        self._flush()

    def _inside(self, element: Element, depth: int, level: int, bold: bool) -> None:
        """Read an element's own words and children; ``level`` is the depth of the lists around it."""
        self._say(element.text, bold)
        for child in element:
            self._visit(child, depth + 1, level, bold)
            self._say(child.tail, bold)

    def _say(self, words: str | None, bold: bool) -> None:
        if words:
            self.words.append((re.sub(r"\s+", " ", words), bold))

    def _visit(self, element: Element, depth: int, level: int, bold: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or left_out(element, tag, in_content=self.in_content, whole=self.whole):
            return
        if depth > DEEPEST:
            self._say(words_of(element), bold)
        elif tag == "br":
            self.words.append(("\n", bold))
        elif tag in _INLINE:
            if not self._note(element):
                self._inline(element, tag, depth, level, bold)
        else:
            self._flush()
            self._block(element, tag, depth, level)
            self._flush()

    def _inline(self, element: Element, tag: str, depth: int, level: int, bold: bool) -> None:
        strong = bold or tag in _BOLD or _BOLD_STYLE.search(element.get("style", "")) is not None
        href = (element.get("href") or "").strip()
        if tag == "a" and (shown := words_of(element)):
            self.links.append((href, shown))
        self._inside(element, depth, level, strong)

    def _block(self, element: Element, tag: str, depth: int, level: int) -> None:
        if tag in HEADINGS:
            self.writing.heading(self._heading(element), HEADINGS[tag] + self.under)
        elif tag in LISTS:
            self._list(element, depth, level + 1)
        elif tag == "dl":
            self._definitions(element, depth, level)
        elif tag == "table":
            self._table(element, depth, level)
        elif tag == "hr":
            self.writing.paragraph("")
        elif tag == "pre":
            for line in "".join(element.itertext()).splitlines():
                self.writing.paragraph(line)
        else:
            bold = tag in ("summary", "caption", "dt") or _BOLD_STYLE.search(element.get("style", "")) is not None
            self._inside(element, depth, level, bold)
            if tag == "p" and not cleaned("".join(words for words, _ in self.words)):
                self.writing.paragraph("")

    def _heading(self, element: Element) -> str:
        anchors = [a for a in element.iter("a") if (a.get("href") or "").startswith("#") and len(words_of(a)) < 2]
        for anchor in anchors:
            anchor.text = ""
        return words_of(element)

    def _depth(self, element: Element, level: int) -> int:
        """Return how deep a list stands: converters write inner lists as lists of their own between the outer ones.

        A list that follows at once on an item that only leads in stands under it; the next
        one goes on with the outer list.
        """
        before = element.getprevious()
        if before is None or before.tag not in LISTS or (before.tail or "").strip():
            return level
        level = self.apart.get(before, level)
        return level + 1 if words_of(before).endswith(":") else max(level - 1, 1)

    def _list(self, element: Element, depth: int, level: int) -> None:
        outer = self.item
        if element.getparent() is not None and element.getparent().tag not in (*LISTS, "li"):
            level = self.apart[element] = self._depth(element, level)
        for child, number in _numbered(element):
            if child.tag in LISTS:
                self._visit(child, depth + 1, level, False)
                continue
            self.item = _Item(level, number)
            if not left_out(child, "li", in_content=self.in_content, whole=self.whole):
                self._inside(child, depth + 1, level, False)
                self._flush()
            self.item = outer

    def _definitions(self, element: Element, depth: int, level: int) -> None:
        """Read a list of terms: a short definition with its term, a long one under it."""
        term = ""
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl"), None) is not element:
                continue
            if child.tag == "dt":
                term = words_of(child).rstrip(":")
            elif any(each.tag in (*LISTS, "table", "p", "dl") and each is not child for each in child.iter()):
                self.writing.paragraph(f"{term}:" if term else "")
                self._inside(child, depth + 1, level, False)
                self._flush()
            else:
                self.writing.row(f"{term}: {words_of(child)}" if term else words_of(child))

    def _table(self, table: Element, depth: int, level: int) -> None:
        trs = [tr for tr in table.iter("tr") if next(tr.iterancestors("table"), None) is table]
        cells = [[cell for cell in tr if cell.tag in ("td", "th")] for tr in trs]
        caption = table.find("caption")
        if caption is not None:
            self.writing.paragraph(words_of(caption), bold=True)
        inner = any(each.tag in HEADINGS or (each.tag == "table" and each is not table) for each in table.iter())
        if inner or table.get("role") == "presentation" or max(map(len, cells), default=0) < 2:
            for cell in (each for row in cells for each in row):
                self._inside(cell, depth + 1, level, False)
                self._flush()
            return
        headed = True if all(cell.tag == "th" for cell in cells[0]) else None
        for row in tables.rows(_grid(cells), headed=headed):
            self.writing.row(row)

    def _note(self, element: Element) -> bool:
        """True for a reference to a footnote; the note follows its paragraph."""
        reference = element if element.tag == "a" else next(iter(element.iter("a")), None)
        if reference is None or (element.tag not in ("a", "sup") and len(element) != 1):
            return False
        classes = f"{reference.get('class', '')} {element.get('class', '')}"
        named = reference.get("role") == "doc-noteref" or "footnote" in classes or "sdendnote" in classes
        target = self.by_id.get((reference.get("href") or "")[1:])
        if not named or not (reference.get("href") or "").startswith("#") or words_of(element) != words_of(reference):
            return False
        if target is not None and target.tag == "a":
            target = next(target.iterancestors("div", "li", "p"), None)
        if target is not None:
            self.notes.append(_without_ties(target))
        return True

    def _flush(self) -> None:
        """Write the words gathered, each line by itself where it is one."""
        said, self.words = self.words, []
        links, self.links = self.links, []
        notes, self.notes = self.notes, []
        for words, bold in lines_of(said):
            if self.item is None:
                self.writing.paragraph(words, bold=bold)
            elif self.item.fresh:
                self.item.fresh = False
                self.writing.item(words, self.item.level, self.item.number)
            else:
                self.writing.more(words, self.item.level)
        for note in notes:
            if self.item is None:
                self.writing.paragraph(note)
            else:
                self.writing.more(note, self.item.level)
        for address, shown in links:
            self.writing.link(address, shown)


def _numbered(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield the items of a list with their numbers as a browser prints them; none for a bulleted list."""
    items = [child for child in element if isinstance(child.tag, str)]
    own = [each for each in items if each.tag not in LISTS]
    step = -1 if element.get("reversed") is not None else 1
    number = whole(element.get("start"), len(own) if step < 0 else 1)
    style = _LIST_STYLE.search(element.get("style", ""))
    kind = _STYLES.get(style[1].lower(), "1") if style else element.get("type", "1")
    bare = element.tag != "ol" or (style is not None and style[1].lower() in ("none", "disc", "circle", "square"))
    for child in items:
        if child.tag in LISTS:
            yield child, ""
            continue
        number = whole(child.get("value"), number)
        yield child, "" if bare else counted(number, kind)
        number += step


def _grid(rows: list[list[Element]]) -> list[list[str]]:
    """Return the words of a table's cells; one that spans rows is said in each, one that spans columns once."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells, written, at = iter(row), list[str](), 0
        while True:
            if at in hanging:
                left, words = hanging.pop(at)
                if left > 1:
                    hanging[at] = (left - 1, words)
                written.append(words)
                at += 1
                continue
            cell = next(cells, None)
            if cell is None:
                break
            words = tables.in_cell(list(_parts(cell)))
            wide = min(max(whole(cell.get("colspan"), 1), 1), 50)
            tall = min(max(whole(cell.get("rowspan"), 1), 1), 500)
            for each in range(wide):
                written.append(words if each == 0 else "")
                if tall > 1:
                    hanging[at] = (tall - 1, words if each == 0 else "")
                at += 1
        grid.append(written)
    return grid


def _parts(cell: Element) -> Iterator[str]:
    """Yield the paragraphs and items of a cell."""
    words: list[str] = []
    for event, each in etree.iterwalk(cell, events=("start", "end")):
        apart = each is not cell and (each.tag in (*LISTS, "li", "p", "div", "br"))
        if apart:
            yield cleaned("".join(words))
            words = []
        said = each.text if event == "start" else (each.tail if each is not cell else None)
        words.append(said or "")
    yield cleaned("".join(words))

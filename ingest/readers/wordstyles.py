"""What the styles of a Word document say of its paragraphs: headings, bold, lists, indents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.readers.numbering import LEVELS

_HEADING_NAME = re.compile(r"(?:heading|overskrift|rubrik|überschrift|titre)\s*([1-9])\b", re.IGNORECASE)
_TITLE_NAME = re.compile(r"(?:title|tittel)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(
    r"(?:toc|innhold|innholdsfortegnelse|contents|inh)\b.*|table of (?:contents|figures)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, its own or inherited."""

    name: str = ""
    heading: int = 0
    bold: bool = False
    numbering: tuple[str, int] | None = None
    indent: int | None = None
    contents: bool = False


def styles(root: Element) -> dict[str, Style]:
    """Return the paragraph styles by id, each with what it inherits."""
    raw = {each.get(qn("w:styleId"), ""): each for each in root.iter(qn("w:style"))}

    def chain(style_id: str) -> Iterator[Element]:
        seen: set[str] = set()
        while style_id in raw and style_id not in seen:
            seen.add(style_id)
            yield raw[style_id]
            style_id = value(raw[style_id], "w:basedOn")

    return {style_id: _style(style_id, list(chain(style_id))) for style_id in raw}


def _style(style_id: str, chain: list[Element]) -> Style:
    heading, bold, numbering, left = 0, None, None, None
    for at, each in enumerate(chain):
        name = value(each, "w:name")
        properties = each.find(qn("w:pPr"))
        if not heading:
            named = _HEADING_NAME.match(name) or _HEADING_NAME.match(each.get(qn("w:styleId"), ""))
            heading = int(named[1]) + 1 if named else (outline(properties) or 0)
            heading = heading or int(at == 0 and _TITLE_NAME.match(name) is not None)
        if bold is None:
            bold = flag(each.find(qn("w:rPr")), "w:b")
        if numbering is None and properties is not None and (listed := properties.find(qn("w:numPr"))) is not None:
            level = value(listed, "w:ilvl")
            numbering = (value(listed, "w:numId"), int(level) if level.isdigit() else -1)
        left = indent(properties) if left is None else left
    name = value(chain[0], "w:name")
    return Style(name, heading, bool(bold), numbering, left, _CONTENTS_NAME.fullmatch(name) is not None)


def outline(properties: Element | None) -> int | None:
    """Return the depth of a heading by its outline level, from 2 (1 is the title's); 0 for body text, None unsaid."""
    level = value(properties, "w:outlineLvl")
    return None if not level.isdigit() else int(level) + 2 if int(level) < LEVELS else 0


def indent(properties: Element | None) -> int | None:
    """Return how far in a paragraph stands, in twips; None where it does not say."""
    found = properties.find(qn("w:ind")) if properties is not None else None
    left = found.get(qn("w:left"), found.get(qn("w:start"), "")) if found is not None else ""
    return int(left) if re.fullmatch(r"-?\d{1,6}", left) else None


def value(element: Element | None, tag: str) -> str:
    """Return the value of a child element, or an empty string."""
    found = element.find(qn(tag)) if element is not None else None
    return "" if found is None else str(found.get(qn("w:val"), ""))


def flag(properties: Element | None, tag: str) -> bool | None:
    """Return whether a switch is on or off; None where it is not there."""
    found = properties.find(qn(tag)) if properties is not None else None
    return None if found is None else found.get(qn("w:val"), "1") not in ("0", "false", "off")


def on(properties: Element | None, tag: str) -> bool:
    """True where a switch is on."""
    return flag(properties, tag) is True

"""Writes a guideline out in other formats, from the clauses that are read of its text.

Headings become headings, lead-ins bold paragraphs, points list items at their level: as
someone would set the guideline in a word processor or on a page.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from ingest.blocks import BlockKind
from ingest.metadata import read_metadata
from ingest.norms import norms
from ingest.readers import Reading, read
from ingest.segments import path_to, segments
from kg.model import ClauseKind, Document, Norm
from tests.support import AGDER, GOLD

TYPED = ("lyngmo", "storevik")
"""Those whose lettered headings and typed columns are a layout of plain text alone."""
FIRST_EDITIONS = [
    path
    for path in sorted(GOLD.glob("*.txt"))
    if path.stem not in TYPED and not path.with_suffix(".changes.jsonl").exists()
]
GUIDELINES = {path.stem: path for path in (AGDER, *FIRST_EDITIONS)}
"""All guidelines by name; a second edition, which its changes stand beside, is none of its own."""
_HYPHENATED = re.compile(r"(?<=[a-zæøå])-\s*\n\s*(?!(?:og|eller|til|samt)\b)(?=[a-zæøå])")


@dataclass(frozen=True)
class Part:
    """A piece of a guideline as someone sets it: ``level`` of a heading or list item from 1, ``number`` as printed."""

    kind: str
    words: str
    level: int = 0
    number: str = ""


def parts(path: Path) -> list[Part]:
    """Return the pieces of a guideline in order."""
    reading = read(path)
    clauses = {clause.start: clause for clause in segments(reading)}
    by_id = {clause.id: clause for clause in clauses.values()}
    items = {block.start for block in reading.blocks if block.kind is BlockKind.BULLET}
    chapters = [b for b in reading.blocks if b.kind is BlockKind.HEADING]
    found = []
    for block in reading.blocks:
        words = " ".join(_HYPHENATED.sub("", reading.text[block.start : block.end]).split())
        clause = clauses.get(block.start)
        kind = clause.kind if clause else None
        if block.kind is BlockKind.LINK:
            found.append(Part("link", words))
        elif block.kind is BlockKind.HEADING:
            found.append(Part("heading", words, 1, block.number))
        elif block.kind is BlockKind.BULLET:
            inside = sum(above.start in items for above in path_to(clause, by_id)) if clause else 0
            found.append(Part("item", words, inside + 1, block.number))
        elif block.kind is BlockKind.NUMBERED and kind in (ClauseKind.HEADING, ClauseKind.LEAD_IN) and words[-1] != ":":
            found.append(Part("heading", words, block.level, block.number))
        elif block.kind is BlockKind.NUMBERED:
            found.append(Part("numbered", words, block.level, block.number))
        elif kind is ClauseKind.HEADING and chapters and block.start < chapters[0].start:
            found.append(Part("title", words))
        elif kind is ClauseKind.HEADING:
            found.append(Part("heading", words, 2 if not found_level(found) else found_level(found) + 1))
        elif kind is ClauseKind.LEAD_IN:
            found.append(Part("lead_in", words))
        else:
            found.append(Part("paragraph", words))
    return found


def found_level(found: list[Part]) -> int:
    """Return the depth of the last numbered heading."""
    return next((part.level for part in reversed(found) if part.kind == "heading" and part.number), 0)


def as_markdown(pieces: Iterable[Part]) -> str:
    """Return Markdown as people write it."""
    lines: list[str] = []
    before = ""
    for part in pieces:
        words = re.sub(r"(?<![\w])([*_<>])|([*_<>])(?![\w])", r"\\\g<0>", part.words)
        if part.kind != "item" or before != "item":
            lines.append("")
        before = part.kind
        if part.kind == "title":
            lines.append(f"# {words}" if not any(line.startswith("# ") for line in lines) else f"**{words}**")
        elif part.kind == "heading":
            lines.append(f"{'#' * (part.level + 1)} {_dotted(part)}{words}")
        elif part.kind == "numbered":
            lines.append(f"{part.number} {words}")
        elif part.kind == "item" and part.number and not part.number.isdigit():
            lines += ([] if lines[-1] == "" else [""]) + [f"{part.number}) {words}"]
        elif part.kind == "item":
            mark = f"{part.number}." if part.number else "-"
            lines.append(f"{'    ' * (part.level - 1)}{mark} {words}")
        elif part.kind == "lead_in":
            lines.append(f"**{words}**")
        else:
            lines.append(words)
    return "\n".join(lines).strip() + "\n"


def _dotted(part: Part) -> str:
    if not part.number:
        return ""
    return f"{part.number} " if "." in part.number else f"{part.number}. "


def as_html(pieces: Iterable[Part], title: str) -> str:
    """Return a web page with the furniture that pages have around their content."""
    body = "".join(_html_of(list(pieces)))
    return (
        f'<!DOCTYPE html>\n<html lang="nb"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        "<style>li{margin:0}</style><script>var a = '<p>Fastlegen skal ikke leses.</p>';</script></head>\n<body>"
        '<header><a href="/">Forsiden</a><form action="/sok"><input name="q"><button>Søk</button></form></header>'
        '<nav aria-label="Brødsmulesti"><ol class="breadcrumb"><li><a href="/">Hjem</a></li></ol></nav>'
        '<div class="cookie-banner"><p>Vi bruker informasjonskapsler. Du må godta dem.</p></div>'
        f"<main>{body}</main><aside><p>Redaksjonen skal svare innen to dager.</p></aside>"
        "<footer><p>Ansvarlig redaktør skal kontaktes ved feil.</p></footer></body></html>\n"
    )


def _html_of(pieces: list[Part]) -> Iterator[str]:
    open_lists: list[str] = []
    for part in pieces:
        words = html.escape(part.words)
        if part.kind == "item":
            yield from _html_item(part, words, open_lists)
            continue
        while open_lists:
            yield f"</li></{open_lists.pop()}>\n"
        if part.kind == "title":
            yield f"<h1>{words}</h1>\n"
        elif part.kind == "heading":
            yield f"<h{part.level + 1}>{_dotted(part)}{words}</h{part.level + 1}>\n"
        elif part.kind == "numbered":
            yield f"<p>{part.number} {words}</p>\n"
        elif part.kind == "lead_in":
            yield f"<p><strong>{words}</strong></p>\n"
        elif part.kind == "link":
            yield f'<p><a href="{words}">{words}</a></p>\n'
        else:
            yield f"<p>{words}</p>\n"
    while open_lists:
        yield f"</li></{open_lists.pop()}>\n"


def _html_item(part: Part, words: str, open_lists: list[str]) -> Iterator[str]:
    tag = "ol" if part.number else "ul"
    while len(open_lists) > part.level or (len(open_lists) == part.level and open_lists[-1] != tag):
        yield f"</li></{open_lists.pop()}>\n"
    if len(open_lists) == part.level:
        yield "</li>\n"
        restart = part.number in ("a", "1")
        if restart:
            yield f"</{open_lists.pop()}>\n"
    while len(open_lists) < part.level:
        kind = ' type="a"' if part.number.isalpha() else ""
        start = "" if part.number in ("", "a", "1") else f' start="{_ordinal(part.number)}"'
        yield f"<{tag}{kind}{start}>" + ("<li>" if len(open_lists) < part.level - 1 else "")
        open_lists.append(tag)
    yield f"<li>{words}"


def _ordinal(number: str) -> int:
    return int(number) if number.isdigit() else ord(number[0]) - ord("a") + 1


def as_docx(pieces: Iterable[Part]) -> bytes:
    """Return a Word document with real heading and list styles, a running header and a page number."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Utkast. Alle skal lese topp- og bunnteksten."
    document.sections[0].footer.paragraphs[0].text = "Side 1"
    lists: dict[int, int] = {}
    for part in pieces:
        if part.kind != "item":
            lists.clear()
        if part.kind == "title":
            document.add_paragraph(part.words, style="Title")
        elif part.kind == "heading":
            document.add_heading(f"{_dotted(part)}{part.words}", part.level)
        elif part.kind == "item" and part.number:
            restart = part.number in ("a", "1") or part.level not in lists
            if restart:
                form = "decimal" if part.number.isdigit() else "lowerLetter"
                lists[part.level] = _new_list(document, form, part.level, _ordinal(part.number))
            paragraph = document.add_paragraph(part.words, style="List Paragraph")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = lists[part.level]
            properties.get_or_add_ilvl().val = part.level - 1
        elif part.kind == "item":
            style = "List Bullet" if part.level == 1 else f"List Bullet {min(part.level, 3)}"
            paragraph = document.add_paragraph(part.words, style=style)
            if part.level > 3:
                paragraph.paragraph_format.left_indent = Pt(18 * part.level)
        elif part.kind == "lead_in":
            document.add_paragraph().add_run(part.words).bold = True
        elif part.kind == "numbered":
            document.add_paragraph(f"{part.number}\t{part.words}")
        else:
            document.add_paragraph(part.words)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def _new_list(document: object, form: str, level: int, start: int) -> int:
    """Add a numbered list of its own to a Word document, and return its number."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    number = max((int(each.get(qn("w:abstractNumId"))) for each in numbering.iter(qn("w:abstractNum"))), default=0) + 1
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(number))
    at = OxmlElement("w:lvl")
    at.set(qn("w:ilvl"), str(level - 1))
    for tag, value in (("w:start", str(start)), ("w:numFmt", form), ("w:lvlText", f"%{level})")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        at.append(child)
    abstract.append(at)
    numbering.insert(0, abstract)
    return int(numbering.add_num(number).numId)


def read_norms(path: Path, reading: Reading | None = None) -> list[Norm]:
    """Return the norms of a document of any format."""
    reading = reading or read(path)
    document = Document(read_metadata(path), reading.text)
    return norms(document, segments(reading))


def whole(words: str) -> str:
    """Return words without the hyphens of the text's line breaks, which no other format has."""
    return re.sub(r"(?<=[a-zæøå])- (?!(?:og|eller|til|samt)\b)(?=[a-zæøå])", "", words)


def key(norm: Norm) -> tuple[object, ...]:
    """Return what must be the same in all formats."""
    return (
        whole(norm.text),
        norm.modality,
        norm.bearers,
        norm.artifacts,
        norm.counterparties,
        tuple(whole(condition.text) for condition in norm.holds_where),
        tuple(whole(condition.text) for condition in norm.unless),
        whole(norm.deadline or ""),
        norm.section,
    )


def agreement(text: Iterable[Any], other: Iterable[Any], key: Callable[[Any], object] = key) -> float:
    """Return the share of norms, or of what else has a key, that are the same in both, of the larger number."""
    one, two = Counter(map(key, text)), Counter(map(key, other))
    return (one & two).total() / max(one.total(), two.total(), 1)

"""A norm drawn as a small graph: roles, the act, what it is about, conditions and exceptions.

The drawing is an SVG inside an ``img``, since the page's sanitizer lets no inline SVG through.
It is as wide as a phone, so its text is readable there; the table beside it says the same.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kg.model import Norm
from kg.wording.modalities import avoids, name_of
from kg.wording.phrases import capital
from ontology.concepts import concepts
from views.markup import image_source
from views.wording import names, norm_rows

WIDTH = 360
GUTTER = 18
GAP = 12
LINE = 18
LETTER = 7.4
LONGEST = 150


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a drawing: contrast of text at least 4.5:1, of lines at least 3:1."""

    text: str
    ground: str
    act: str
    act_text: str
    line: str


LIGHT = Palette(text="#061A1D", ground="#EEF5F5", act="#0B6B70", act_text="#FFFFFF", line="#5C7274")
DARK = Palette(text="#E6F0F0", ground="#172A2E", act="#1A6C71", act_text="#FFFFFF", line="#8FA5A7")


@dataclass(frozen=True, slots=True)
class Box:
    """A box with wrapped text."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """The height that the lines need."""
        return LINE * len(self.lines) + 14

    @property
    def middle(self) -> float:
        """The middle across."""
        return self.x + self.width / 2

    @property
    def foot(self) -> float:
        """The lower edge."""
        return self.y + self.height


def image(norm: Norm, *, dark: bool = False) -> str:
    """Return the drawing as an ``img`` element with its content as alternative text."""
    source = image_source(svg(norm, DARK if dark else LIGHT))
    said = "; ".join(f"{heading.lower()}: {content}" for heading, content in norm_rows(norm))
    return f'<img class="av-graph" alt="{escape(f"Tegning av normen. {said}")}" src="{source}">'


def svg(norm: Norm, palette: Palette = LIGHT) -> str:
    """Return the drawing of a norm as SVG."""
    modality = name_of(norm)
    bearers = row([capital(name) for name in names(norm.bearers)] or ["Ikke sagt hvem"], 0)
    top = max(box.foot for box in bearers) + 46
    act = Box(70, top, WIDTH - 140, wrapped(act_name(norm), WIDTH - 140))
    artifacts = (
        row([capital(name) for name in names(norm.artifacts)], act.foot + 30, left=GUTTER) if norm.artifacts else []
    )
    below = max((box.foot for box in artifacts), default=act.foot) + 22
    terms = stacked(term_texts(norm), below)
    parts = [line(box.middle, box.foot, act.middle, act.y, palette, arrow=True) for box in bearers]
    parts += [line(act.middle, act.foot, box.middle, box.y, palette, arrow=True) for box in artifacts]
    parts += [elbow(act, box, palette) for box in terms]
    parts.append(edge_label(f"{modality.symbol} {modality.verb or modality.noun}", act.middle, top - 25, palette))
    parts += [drawn(box, palette) for box in (*bearers, *artifacts)]
    parts += [drawn(box, palette, dashed=True) for box in terms]
    parts.append(drawn(act, palette, act=True))
    height = max([act.foot, *(box.foot for box in (*artifacts, *terms))]) + 2
    arrow = (
        '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 10 5 0 10z" fill="{palette.line}"/></marker></defs>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="system-ui, sans-serif" font-size="14">{arrow}{"".join(parts)}</svg>'
    )


def act_name(norm: Norm) -> str:
    """Return the act's name, or the norm's first words where no act was told apart."""
    known = norm.action and not avoids(norm)
    return concepts().name(norm.action or "") if known else textwrap.shorten(norm.text, 60, placeholder=" …")


def term_texts(norm: Norm) -> list[str]:
    """Return conditions and exceptions as said in the drawing, long ones cut."""
    texts = [f"Gjelder: {c.text}" for c in norm.holds_where] + [f"Unntak: {c.text}" for c in norm.unless]
    return [textwrap.shorten(text, LONGEST, placeholder=" …") for text in texts]


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """Return a text in lines that fit a box."""
    return tuple(textwrap.wrap(text, int((width - 16) / LETTER))) or ("",)


def row(texts: Sequence[str], y: float, *, left: float = 0) -> list[Box]:
    """Return boxes two abreast to the right of ``left``, one alone in the middle."""
    width = (WIDTH - GAP - left) / 2
    boxes: list[Box] = []
    for first in range(0, len(texts), 2):
        pair = texts[first : first + 2]
        start = (WIDTH - width) / 2 if len(pair) == 1 else left
        boxes += [Box(start + n * (width + GAP), y + 1, width, wrapped(text, width)) for n, text in enumerate(pair)]
        y = max(box.foot for box in boxes) + GAP
    return boxes


def stacked(texts: Sequence[str], y: float) -> list[Box]:
    """Return boxes one under the other, to the right of the gutter where their line runs."""
    boxes: list[Box] = []
    for text in texts:
        boxes.append(Box(GUTTER + 14, y, WIDTH - GUTTER - 16, wrapped(text, WIDTH - GUTTER - 16)))
        y = boxes[-1].foot + GAP
    return boxes


def line(x1: float, y1: float, x2: float, y2: float, palette: Palette, *, arrow: bool = False) -> str:
    """Return a straight edge."""
    end = ' marker-end="url(#a)"' if arrow else ""
    return (
        f'<path d="M{x1:.0f} {y1:.0f} L{x2:.0f} {y2:.0f}" stroke="{palette.line}" stroke-width="1.5" fill="none"{end}/>'
    )


def elbow(act: Box, box: Box, palette: Palette) -> str:
    """Return the dashed edge from the act down the gutter to a condition."""
    y, end = act.y + act.height / 2, box.y + box.height / 2
    path = f"M{act.x:.0f} {y:.0f} H{GUTTER / 2:.0f} V{end:.0f} H{box.x:.0f}"
    return f'<path d="{path}" stroke="{palette.line}" stroke-width="1.5" stroke-dasharray="4 3" fill="none"/>'


def edge_label(text: str, x: float, y: float, palette: Palette) -> str:
    """Return the word on an edge, on a ground of its own."""
    width = LETTER * len(text) + 14
    return (
        f'<rect x="{x - width / 2:.0f}" y="{y - 12:.0f}" width="{width:.0f}" height="22" rx="11" '
        f'fill="{palette.ground}" stroke="{palette.line}"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" font-weight="600" '
        f'fill="{palette.text}">{escape(text)}</text>'
    )


def drawn(box: Box, palette: Palette, *, act: bool = False, dashed: bool = False) -> str:
    """Return a box with its text."""
    fill, ink = (palette.act, palette.act_text) if act else (palette.ground, palette.text)
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    rect = (
        f'<rect x="{max(box.x, 1):.0f}" y="{box.y:.0f}" width="{min(box.width, WIDTH - box.x - 1):.0f}" '
        f'height="{box.height:.0f}" rx="{16 if act else 4}" fill="{fill}" stroke="{palette.line}"{dash}/>'
    )
    anchor, x = ("start", box.x + 10) if dashed else ("middle", box.middle)
    texts = "".join(
        f'<text x="{x:.0f}" y="{box.y + 20 + LINE * n:.0f}" text-anchor="{anchor}" fill="{ink}">{escape(words)}</text>'
        for n, words in enumerate(box.lines)
    )
    return rect + texts

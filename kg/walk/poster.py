"""A neighbourhood laid out to be read: who to the left, norms in the middle, what and when to the right.

Norms stand under their chapters in the documents' order, so that the picture reads like the guideline
and keeps its order as it grows. The start lies on top of its column. Each other node at the sides lies
as near to the middle of its norms as there is room for: an isotonic regression (pool adjacent violators;
Ayer et al. 1955), so that no two boxes meet.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kg.library import Library
from kg.model import Clause
from kg.walk.neighbourhood import Neighbourhood, Node, NodeKind, chapter_of

__all__ = ["Box", "Column", "Heading", "Poster", "poster"]

SIDE, MIDDLE, GUTTER = 196, 392, 104
"""Widths of the columns at the sides, of the one in the middle, and of the room between, in pixels."""
LINE, PADDING, GAP = 17, 11, 8
LETTER = 6.2
"""What a letter takes on the average, at 14 pixels in the font of the pages, with something to spare."""
INSET = {NodeKind.ROLE: 30, NodeKind.ARTIFACT: 26, NodeKind.SITUATION: 34}
"""What the rounded and pointed ends take of a box's width."""
MOST_LINES = 3
ROOMY = 36
"""Up to so many norms are given two lines each."""
TOP, CHAPTER = 52, 34
LEFT, RIGHT = (NodeKind.ROLE, NodeKind.CLAUSE), (NodeKind.ARTIFACT, NodeKind.SITUATION)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node lies, and its label in lines; pixels from the upper left."""

    iri: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The middle from top to bottom."""
        return self.y + self.height / 2

    def meets(self, other: Box) -> bool:
        """Whether two boxes share some ground."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter above its norms."""

    document: str
    chapter: Clause
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the kinds that it holds."""

    kinds: tuple[NodeKind, ...]
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Poster:
    """A neighbourhood with a place for all of it."""

    boxes: tuple[Box, ...]
    headings: tuple[Heading, ...]
    columns: tuple[Column, ...]
    width: float
    height: float


def poster(graph: Neighbourhood, library: Library, labels: Mapping[str, str]) -> Poster:
    """Lay out a neighbourhood.

    :param labels: what to write on each node, by IRI; what does not fit is cut with an ellipsis.
    """
    right = SIDE + GUTTER + MIDDLE + GUTTER
    norms, headings = _norms(graph, library, labels)
    middles = {box.iri: box.middle for box in norms}
    wanted = _wanted(graph, middles)
    sides: list[Box] = []
    for x, kinds in ((0, LEFT), (right, RIGHT)):
        nodes = [node for node in graph.nodes if node.kind in kinds]
        sides += _side([_box(node, labels[node.iri], x) for node in nodes], wanted, graph.start)
    down = TOP - min((box.y for box in (*sides, *norms)), default=TOP)
    down = max(down, TOP - min((heading.y for heading in headings), default=TOP))
    boxes = [replace(box, y=round(box.y + down, 1)) for box in (*sides, *norms)]
    height = max((box.y + box.height for box in boxes), default=TOP) + GAP
    moved = tuple(replace(heading, y=round(heading.y + down, 1)) for heading in headings)
    order = {node.iri: n for n, node in enumerate(graph.nodes)}
    columns = (
        Column(LEFT, 0, SIDE),
        Column((NodeKind.NORM,), SIDE + GUTTER, MIDDLE),
        Column(RIGHT, right, SIDE),
    )
    return Poster(tuple(sorted(boxes, key=lambda box: order[box.iri])), moved, columns, right + SIDE, height)


def _norms(graph: Neighbourhood, library: Library, labels: Mapping[str, str]) -> tuple[list[Box], list[Heading]]:
    """Return the norms from top to bottom, and the chapters above them."""
    nodes = [(node, node.norm) for node in graph.nodes if node.norm is not None]
    nodes.sort(key=lambda each: (each[1].document, each[1].start, each[1].id))
    most = 2 if len(nodes) <= ROOMY else 1
    boxes: list[Box] = []
    headings: list[Heading] = []
    y, last = 0.0, None
    for node, norm in nodes:
        chapter = chapter_of(library, norm)
        if (norm.document, chapter.id) != last:
            last = (norm.document, chapter.id)
            headings.append(Heading(norm.document, chapter, SIDE + GUTTER, y))
            y += CHAPTER
        lines = wrapped(labels[node.iri], MIDDLE - 2 * PADDING, most)
        boxes.append(Box(node.iri, SIDE + GUTTER, y, MIDDLE, LINE * len(lines) + PADDING, lines))
        y = boxes[-1].y + boxes[-1].height + GAP
    return boxes, headings


def _wanted(graph: Neighbourhood, middles: Mapping[str, float]) -> dict[str, float]:
    """Return where the nodes at the sides would best lie: amid their norms."""
    tied: dict[str, list[float]] = {}
    for edge in graph.edges:
        tied.setdefault(edge.other, []).append(middles[edge.norm])
    return {iri: sum(found) / len(found) for iri, found in tied.items()}


def _box(node: Node, label: str, x: float) -> Box:
    lines = wrapped(label, SIDE - INSET.get(node.kind, 2 * PADDING), MOST_LINES)
    return Box(node.iri, x, 0, SIDE, LINE * len(lines) + PADDING, lines)


def _side(boxes: Sequence[Box], wanted: Mapping[str, float], start: str) -> list[Box]:
    """Return the boxes of a column, each as near to its wanted middle as the others let it; the start is on top."""
    first = [replace(box, y=float(CHAPTER)) for box in boxes if box.iri == start]
    lowest = first[0].y + first[0].height + GAP if first else -math.inf
    ordered = sorted((box for box in boxes if box.iri != start), key=lambda box: (wanted[box.iri], box.iri))
    offsets = list(accumulate((box.height + GAP for box in ordered), initial=0.0))
    free = [wanted[box.iri] - box.height / 2 - offset for box, offset in zip(ordered, offsets, strict=False)]
    placed = zip(ordered, isotonic(free), offsets, strict=False)
    return first + [replace(box, y=max(base, lowest) + offset) for box, base, offset in placed]


def isotonic(values: Iterable[float]) -> list[float]:
    """Return the numbers nearest to some (least squares) that never fall.

    >>> isotonic([1, 3, 2, 4])
    [1.0, 2.5, 2.5, 4.0]
    """
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, many), (low, few) = pools[-2], pools[-1]
            pools[-2:] = [((high * many + low * few) / (many + few), many + few)]
    return [mean for mean, size in pools for _ in range(size)]


def wrapped(text: str, width: float, most: int) -> tuple[str, ...]:
    """Return a text in at most so many lines that fit a width, cut with an ellipsis; a no-break space holds.

    >>> wrapped("medisinskfaglig samarbeidsutvalg", 150, 2)
    ('medisinskfaglig', 'samarbeidsutvalg')
    """
    lines = textwrap.wrap(
        text,
        max(int(width / LETTER), 4),
        max_lines=most,
        placeholder=" …",
        break_long_words=True,
        break_on_hyphens=True,
    )
    return tuple(lines) or ("",)

"""What a reader makes of a document: blocks in reading order, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """How a block is set."""

    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, list item, paragraph or bare address.

    ``start`` and ``end`` count characters of the source text; ``level`` is the depth of a
    heading or list item, from 1; ``number`` is what the document printed before it
    (``11``, ``2.2.1``, ``a``); ``page`` counts from 1 where the format knows pages.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    number: str = ""
    page: int | None = None

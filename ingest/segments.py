"""From blocks to the clause tree: chapters, headings, lead-ins, points and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.headings import SENTENCE_BORDER, goes_on_below, is_question, lays_on_somebody, names_somebody
from ingest.readers import Reading
from ingest.readers.marks import LONGEST_HEADING, parts
from kg.errors import DocumentError
from kg.model import Clause, ClauseKind, collapsed
from ontology.cues import cues

_CLOSED = (".", "!", "?", ";", ",")
# A title stands over nothing: any heading after it ends it.
_NO_DEPTH = 99


@dataclass(slots=True)
class _Place:
    """Where in the document the segmentation stands."""

    chapter: Clause | None = None
    scope: Clause | None = None
    headings: list[Clause] = field(default_factory=list)
    lists: list[Clause] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    # How deep the document's own headings stand (h1 = 1), by clause id; headings guessed from prose have no depth.
    depths: dict[str, int] = field(default_factory=dict)
    points: int = 0


class _Segmenter:
    """Walks over the blocks once, keeping the open headings and list items."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.blocks = reading.blocks
        self.clauses: list[Clause] = []
        # Which kinds of clauses stand under each, by the upper one's id: to count anew takes long in a long text.
        self.under: dict[str, set[ClauseKind]] = {}
        self.place = _Place()
        self.by_parties = _by_parties(reading)
        self.title = _title(reading.blocks)
        self.counted = _counted(reading.blocks)

    def run(self) -> list[Clause]:
        for block, following in zip(self.blocks, _following(self.blocks), strict=True):
            if block.kind is BlockKind.LINK:
                self._link(block)
            elif block.kind is BlockKind.HEADING:
                self._titled(block, following)
            elif block.kind is BlockKind.NUMBERED:
                self._numbered(block, following)
            elif block.kind is BlockKind.BULLET:
                self._item(block, following)
            elif self._is_heading(block, following):
                self._heading(block, following)
            else:
                self._paragraph(block, following)
        return self.clauses

    def _words(self, block: Block) -> str:
        return collapsed(self.text[block.start : block.end])

    def _add(self, block: Block, kind: ClauseKind, eid: str, parent: Clause | None, label: str, level: int) -> Clause:
        count = self.place.counters.get(eid, 0) + 1
        self.place.counters[eid] = count
        numbered = next((h for h in reversed(self.place.headings) if h.label), self.place.chapter)
        section = numbered.section if numbered else self._outer_heading()
        text = self.text[block.start : block.end]
        start = block.start + len(text) - len(text.lstrip())
        clause = Clause(
            id=eid if count == 1 else f"{eid}_{count}",
            kind=kind,
            text=collapsed(text),
            start=start,
            end=block.start + len(text.rstrip()),
            section=section or "0",
            label=label,
            parent=parent.id if parent else None,
            level=level,
        )
        self.clauses.append(clause)
        if parent is not None:
            self.under.setdefault(parent.id, set()).add(kind)
        return clause

    def _outer_heading(self) -> str:
        return self.place.headings[0].section if self.place.headings else ""

    def _chapter(self, block: Block) -> None:
        counters = self.place.counters
        self.place = _Place(counters=counters)
        clause = self._add(block, ClauseKind.CHAPTER, f"sec_{block.number}", None, f"kapittel {block.number}", 1)
        clause = self._renumber(clause, block.number)
        self.place.chapter = clause
        self.place.depths[clause.id] = block.level

    def _titled(self, block: Block, following: Block | None) -> None:
        """Open a heading that the document sets as one: a chapter, a numbered sub-chapter, or one without number."""
        if _dotted(block.number):
            self._numbered(block, following)
        elif block.number and self.counted:
            self._chapter(block)
        else:
            self._unnumbered(block, following)

    def _unnumbered(self, block: Block, following: Block | None) -> None:
        """Open a heading without a number: it ends those as deep as itself, and stands under those above it."""
        colon = self._words(block).endswith(":")
        chapter = self.place.chapter
        if chapter is not None and block.level <= self.place.depths[chapter.id]:
            self.place = _Place(counters=self.place.counters)
        place = self.place
        place.lists.clear()
        place.headings = [h for h in place.headings if self._holds(h, block.level, colon)]
        depth = _NO_DEPTH if block is self.title else block.level
        self._open_heading(block, following, [h for h in place.headings if h.label or h.id in place.depths], depth)

    def _holds(self, heading: Clause, level: int, colon: bool) -> bool:
        """True where an open heading takes one of this level under it."""
        depth = self.place.depths.get(heading.id)
        if depth is None:
            return bool(heading.label)
        return depth < level or (depth == level and colon and self._holds_headings_only(heading))

    def _renumber(self, clause: Clause, number: str) -> Clause:
        self.clauses[-1] = replace(clause, section=number)
        return self.clauses[-1]

    def _numbered(self, block: Block, following: Block | None) -> None:
        """A decimal number opens a sub-chapter where deeper text follows, else it numbers a clause."""
        text = self._words(block)
        deeper = following is not None and (
            following.kind in (BlockKind.BULLET, BlockKind.PARAGRAPH)
            or (following.kind is BlockKind.NUMBERED and following.level > block.level)
        )
        heading = deeper and (not text.endswith(_CLOSED) or is_question(text)) and len(text.split()) <= LONGEST_HEADING
        level = len(parts(block.number)) if block.kind is BlockKind.HEADING else block.level
        self.place.lists.clear()
        if heading or block.kind is BlockKind.HEADING:
            self.place.scope = None
            self.place.headings = [h for h in self.place.headings if 0 < h.level < level]
            kind = ClauseKind.HEADING if not text.endswith(":") else ClauseKind.LEAD_IN
            clause = self._add(block, kind, f"sec_{block.number}", self._parent(), _label(block.number), level)
            self.place.headings.append(self._renumber(clause, block.number))
            if block.kind is BlockKind.HEADING:
                self.place.depths[clause.id] = block.level
        else:
            self.place.headings = [h for h in self.place.headings if h.level < block.level]
            clause = self._add(
                block, ClauseKind.POINT, f"sec_{block.number}", self._parent(), _label(block.number), block.level
            )
            self.place.lists = [self._renumber(clause, block.number)]

    def _parent(self) -> Clause | None:
        if self.place.headings:
            return self.place.headings[-1]
        return self.place.scope or self.place.chapter

    def _is_heading(self, block: Block, following: Block | None) -> bool:
        text = self._words(block)
        if following is None or len(text.split()) > LONGEST_HEADING or not re.search(r"\w", text):
            return False
        if lays_on_somebody(text) or is_question(text):
            return True
        if text.endswith(":"):
            # Short as it may be, a sentence before the one that opens a list is no part of a heading.
            return self._lead_in_at(block, following) is None
        return not text.endswith(_CLOSED) and ":" not in text

    def _heading(self, block: Block, following: Block | None) -> None:
        """Open a heading; one that ends in a colon stands under one that does not, a party's under what it is about."""
        text = self._words(block)
        colon = _leads_in(text)
        place = self.place
        place.lists.clear()
        kept = [h for h in place.headings if h.label or h.id in place.depths]
        if self.by_parties and place.chapter is None and not kept and names_somebody(text):
            place.headings = [h for h in place.headings if not (_leads_in(h.text) or names_somebody(h.text))]
        elif colon:
            place.headings = [h for h in place.headings if h in kept or self._holds_headings_only(h)]
        else:
            place.headings = kept
        self._open_heading(block, following, kept, None)

    def _open_heading(self, block: Block, following: Block | None, kept: list[Clause], depth: int | None) -> None:
        """Add a heading without a number under the open ones; ``kept`` are those that a mere condition leaves open."""
        text, place = self._words(block), self.place
        prefix = self._prefix()
        place.counters[f"{prefix}__heading"] = number = place.counters.get(f"{prefix}__heading", 0) + 1
        kind = ClauseKind.LEAD_IN if _leads_in(text) else ClauseKind.HEADING
        outer = place.chapter is None and not place.headings
        clause = self._add(block, kind, f"{prefix}__heading_{number}", self._parent(), "", 9)
        clause = self._renumber(clause, text.rstrip(":")) if outer else clause
        if depth is not None:
            place.depths[clause.id] = depth
        if self._opens_scope(text, following):
            place.scope = clause
            place.headings = kept
        else:
            place.headings.append(clause)

    def _holds_headings_only(self, heading: Clause) -> bool:
        """True for a heading without a colon that has no point of its own: it takes sub-headings."""
        return not _leads_in(heading.text) and self.under.get(heading.id, set()) <= {ClauseKind.LEAD_IN}

    def _opens_scope(self, text: str, following: Block | None) -> bool:
        """True for a chapter's first heading that is a clause of condition over mere fragments."""
        conditional = cues()["condition_clause"].match(text) is not None
        fragments = following is not None and not self._words(following).endswith(_CLOSED)
        return conditional and fragments and self._opens_section()

    def _opens_section(self) -> bool:
        """True where the last clause is the first in its chapter, or under its outermost heading."""
        section, opener = self._section(), self.place.chapter or next(iter(self.place.headings), None)
        for at in range(len(self.clauses) - 2, -1, -1):
            clause = self.clauses[at]
            if clause.parent and clause.section == section:
                return False
            if opener is None or clause.id == opener.id:
                return True
        return True

    def _section(self) -> str:
        return self.place.chapter.section if self.place.chapter else self._outer_heading()

    def _prefix(self) -> str:
        numbered = next((h for h in reversed(self.place.headings) if h.label), None)
        if numbered:
            return numbered.id
        if self.place.chapter:
            return self.place.chapter.id
        outer = self.place.headings[0].id if self.place.headings else ""
        return outer if self.place.depths.get(outer, _NO_DEPTH) < _NO_DEPTH else "body"

    def _item(self, block: Block, following: Block | None) -> None:
        place = self.place
        numbered = place.lists[:1] if place.lists and place.lists[0].label.count(".") else []
        inside = [each for each in place.lists[len(numbered) :] if each.level < block.level]
        place.lists = [*numbered, *inside]
        parent = place.lists[-1] if place.lists else self._parent()
        if place.lists:
            label, eid = self._sub_label(place.lists[-1], block)
        else:
            prefix = self._prefix()
            key = f"{prefix}__points"
            place.counters[key] = place.counters.get(key, 0) + 1
            name = block.number or str(place.counters[key])
            label, eid = f"punkt {name}", f"{prefix}__point_{name}"
        text = self._words(block)
        deeper = following is not None and following.kind is BlockKind.BULLET and following.level > block.level
        kind = ClauseKind.LEAD_IN if text.endswith(":") and deeper and not self._states(text) else ClauseKind.POINT
        clause = self._add(block, kind, eid, parent, label, block.level)
        clause = self._renumber(clause, self._item_section(parent, clause))
        place.lists.append(clause)

    def _item_section(self, parent: Clause | None, clause: Clause) -> str:
        return parent.section if parent else clause.section

    def _sub_label(self, parent: Clause, block: Block) -> tuple[str, str]:
        key = f"{parent.id}__points"
        self.place.counters[key] = self.place.counters.get(key, 0) + 1
        name = block.number or str(self.place.counters[key])
        return f"{parent.label}.{name}", f"{parent.id}__point_{name}"

    def _states(self, text: str) -> bool:
        """True where a lead-in also states something: its last words only say what follows."""
        return statement(text) != ""

    def _paragraph(self, block: Block, following: Block | None) -> None:
        if (cut := self._lead_in_at(block, following)) is not None:
            self._paragraph(replace(block, end=cut), None)
            opened = self._add(
                replace(block, start=cut),
                ClauseKind.LEAD_IN,
                f"{self.clauses[-1].id}__lead_in",
                self.clauses[-1],
                "",
                9,
            )
            self.place.headings.append(opened)
            return
        prefix = self._prefix()
        key = f"{prefix}__paragraphs"
        self.place.counters[key] = number = self.place.counters.get(key, 0) + 1
        self.place.lists.clear()
        self._leave_lead_in()
        self._add(block, ClauseKind.PARAGRAPH, f"{prefix}__para_{number}", self._parent(), f"avsnitt {number}", 0)

    def _lead_in_at(self, block: Block, following: Block | None) -> int | None:
        """Return where a paragraph's last sentence begins, if it opens the list below ("... Den skal inneholde:")."""
        text = self.text[block.start : block.end]
        if following is None or following.kind is not BlockKind.BULLET or not text.rstrip().endswith(":"):
            return None
        starts = [found.end() for found in SENTENCE_BORDER.finditer(text)]
        return block.start + starts[-1] if starts else None

    def _leave_lead_in(self) -> None:
        """Close a lead-in whose list has been given: prose after the list stands on its own."""
        last = self.place.headings[-1] if self.place.headings else None
        if last is None or last.label or ClauseKind.POINT not in self.under.get(last.id, ()):
            return
        guessed = last.id not in self.place.depths
        if last.kind is ClauseKind.LEAD_IN or (guessed and names_somebody(last.text)):
            self.place.headings.pop()

    def _link(self, block: Block) -> None:
        """Tie an address that stands alone to the clause before it."""
        for at in range(len(self.clauses) - 1, -1, -1):
            if self.clauses[at].kind in (ClauseKind.POINT, ClauseKind.PARAGRAPH):
                old = self.clauses[at]
                link = self.text[block.start : block.end]
                if link not in old.links:
                    self.clauses[at] = replace(old, links=(*old.links, link))
                return


def _leads_in(text: str) -> bool:
    """True for a heading that only opens what stands below: one with a colon, a question, who is responsible."""
    return text.endswith(":") or is_question(text) or lays_on_somebody(text) or goes_on_below(text)


def _following(blocks: Sequence[Block]) -> list[Block | None]:
    """Return for each block the next one that is no address."""
    found: list[Block | None] = []
    following = None
    for block in reversed(blocks):
        found.append(following)
        following = block if block.kind is not BlockKind.LINK else following
    return found[::-1]


def _by_parties(reading: Reading) -> bool:
    """True where lines that only say who is meant come again ("Fastlegen"): each matter is laid out by who acts."""
    lines = Counter(collapsed(reading.text[b.start : b.end]) for b in reading.blocks if b.kind is BlockKind.PARAGRAPH)
    return any(times > 1 and names_somebody(line) for line, times in lines.items())


def _dotted(number: str) -> bool:
    """True for a number inside a chapter: 2.1, § 3-2."""
    return len(parts(number)) > 1


def _label(number: str) -> str:
    return f"§ {number}" if "-" in number else f"punkt {number}"


def _title(blocks: Sequence[Block]) -> Block | None:
    """Return the heading that is the document's title: the first, where all others stand deeper."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    first = headings[0] if len(headings) > 1 and not headings[0].number else None
    return first if first is not None and all(each.level > first.level for each in headings[1:]) else None


def _counted(blocks: Sequence[Block]) -> bool:
    """True where the numbered headings count the document's chapters, and do not begin anew under each heading."""
    numbers = [int(b.number) for b in blocks if b.kind is BlockKind.HEADING and b.number.isdigit()]
    return all(one < other for one, other in pairwise(numbers))


def statement(text: str) -> str:
    """Return what a text that ends in a colon states by itself, or an empty string.

    >>> statement("Tilstrebe å gi god informasjon. Dette skal sikre:")
    'Tilstrebe å gi god informasjon.'
    >>> statement("Ved innleggelse:")
    ''
    """
    if not text.endswith(":"):
        return text
    before, _, last = text[:-1].rpartition(". ")
    tail = cues()["purpose_tail"].search(last)
    if tail is None:
        return before + "." if before else ""
    head = last[: tail.start()].strip(" ,–-")
    stated = f"{before}. {head}" if before and head else (before + "." if before else head)
    return stated if len(stated.split()) > 3 else ""


def segments(reading: Reading) -> list[Clause]:
    """Return the clause tree in document order.

    :raises DocumentError: where no clause can be found.
    """
    found = _Segmenter(reading).run()
    if not any(c.kind in (ClauseKind.POINT, ClauseKind.PARAGRAPH) for c in found):
        raise DocumentError("Dokumentet har ingen punkter eller avsnitt som kan leses. Sjekk at teksten er hel.")
    return found


def chapter_of(clause: Clause, by_id: Mapping[str, Clause]) -> Clause:
    """Return the chapter that a clause stands in, or the topmost clause above it where there is none."""
    lineage = [*path_to(clause, by_id), clause]
    return next((each for each in reversed(lineage) if each.kind is ClauseKind.CHAPTER), lineage[0])


def path_to(clause: Clause, by_id: Mapping[str, Clause]) -> Iterable[Clause]:
    """Yield the clauses above one, the outermost first."""
    above: list[Clause] = []
    parent = clause.parent
    while parent is not None:
        above.append(by_id[parent])
        parent = by_id[parent].parent
    return reversed(above)

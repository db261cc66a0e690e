"""How a Word document numbers its lists and headings: what it prints before each, which its text does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.readers.marks import counted, whole

_PLACE = re.compile(r"%([1-9])")
_NUMBER = re.compile(r"(\d+(?:[.-]\d+)*[a-z]?|[A-Za-zÆØÅæøå]{1,8})[\s.):]*$")
LEVELS = 9
_FIRST = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, format and text ("%1.%2"), indent in twips, and the style tied to it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    indent: int | None = None
    style: str = ""
    legal: bool = False
    restarts: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph: ``number`` without dots; ``shown`` is False where nothing is printed."""

    level: int
    number: str
    bullet: bool
    shown: bool
    indent: int | None


@dataclass(slots=True)
class _Count:
    numbers: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document's lists in reading order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, _Count] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        abstract = {each.get(qn("w:abstractNumId"), ""): each for each in root.iter(qn("w:abstractNum"))}
        linked = {_value(each, "w:styleLink"): key for key, each in abstract.items() if _value(each, "w:styleLink")}
        for num in root.iter(qn("w:num")):
            key = _value(num, "w:abstractNumId")
            if key in abstract and (link := _value(abstract[key], "w:numStyleLink")):
                key = linked.get(link, key)
            if key not in abstract:
                continue
            levels = {whole(each.get(qn("w:ilvl")), 0): _level(each) for each in abstract[key].iter(qn("w:lvl"))}
            starts = {}
            for override in num.iter(qn("w:lvlOverride")):
                at = whole(override.get(qn("w:ilvl")), 0)
                if (inner := override.find(qn("w:lvl"))) is not None:
                    levels[at] = _level(inner)
                if (start := _value(override, "w:startOverride")) != "":
                    starts[at] = whole(start, 1)
            self._lists[num.get(qn("w:numId"), "")] = (key, levels, starts)

    def level_of_style(self, num: str, style: str) -> int:
        """Return the level of a list that is tied to a paragraph style; 0 where none is."""
        _, levels, _ = self._lists.get(num, ("", {}, {}))
        return next((at for at, level in levels.items() if level.style == style), 0)

    def label(self, num: str, at: int) -> Label | None:
        """Count one paragraph of a list, and return what is printed before it; None where there is no such list."""
        if num not in self._lists or not 0 <= at < LEVELS:
            return None
        key, levels, starts = self._lists[num]
        level = levels.get(at, Level(form="none"))
        numbers = self._counts.setdefault(key, _Count()).numbers
        if num not in self._begun:
            self._begun.add(num)
            for which in starts:
                numbers.pop(which, None)
        for above in range(at):
            numbers.setdefault(above, starts.get(above, levels.get(above, Level()).start))
        numbers[at] = numbers[at] + 1 if at in numbers else starts.get(at, level.start)
        for deeper in [each for each in numbers if each > at and levels.get(each, Level()).restarts]:
            del numbers[deeper]
        if level.form == "bullet":
            return Label(at + 1, "", True, bool(level.text.strip()), level.indent)
        shown = _PLACE.sub(lambda found: self._counted(int(found[1]) - 1, numbers, levels, level), level.text).strip()
        found = _NUMBER.search(shown)
        return Label(at + 1, found[1] if found else "", False, bool(shown), level.indent)

    def _counted(self, at: int, numbers: Mapping[int, int], levels: Mapping[int, Level], shown: Level) -> str:
        form = "decimal" if shown.legal else levels.get(at, Level()).form
        return printed(numbers.get(at, 1), form)


def printed(number: int, form: str) -> str:
    """Return a number in one of Word's formats.

    >>> printed(3, "lowerLetter"), printed(4, "upperRoman"), printed(7, "decimalZero"), printed(2, "none")
    ('c', 'IV', '07', '')
    """
    if form == "none" or form == "bullet":
        return ""
    return f"{number:02}" if form == "decimalZero" and number >= 0 else counted(number, _FIRST.get(form, "1"))


def _level(element: Element) -> Level:
    indent = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left = None if indent is None else indent.get(qn("w:left"), indent.get(qn("w:start")))
    return Level(
        start=whole(_value(element, "w:start"), 1),
        form=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        indent=None if left is None else whole(left, 0),
        style=_value(element, "w:pStyle"),
        legal=element.find(qn("w:isLgl")) is not None,
        restarts=_value(element, "w:lvlRestart") != "0",
    )


def _value(element: Element, tag: str) -> str:
    found = element.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val"), ""))

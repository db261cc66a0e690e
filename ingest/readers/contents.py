"""Tells the entries of a table of contents from other lists whose lines lead to a number, as those of telephones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.marks import Mark, MarkKind, typed_mark

_LEADER = re.compile(r"\s*(?:(?:\.\s?){4,}|…+|_{4,})\s*(\d{1,4})$")
LONGEST_ENTRY = 300
LEAST_ENTRIES = 3
LAST_FIRST_PAGE = 20
"""The highest page that the first entry leads to: a table of contents stands before what it lists."""
LEAST_ON_A_PAGE = 250
"""Characters; a text without page borders has at most so many pages that each holds these."""


def contents(lines: Sequence[str], *, pages: int) -> frozenset[int]:
    """Return which lines are entries of a table of contents.

    They lead to a page by dots, at least three of them in a run whose numbers do not fall, before the first chapter.
    Between two of them there may stand one other line: the first half of a long entry. What leads to higher numbers,
    or stands further down, says something else.

    :param lines: those with words, in order.
    :param pages: how many the document has, or may have.

    >>> sorted(contents(["Innhold", "1 Vakt .... 2", "2 Fall .... 2", "3 Tvang .... 4", "1 Vakt"], pages=4))
    [1, 2, 3]
    >>> sorted(contents(["AMK .... 113", "Legevakt .... 1161", "Vakttelefon .... 3421"], pages=4))
    []
    """
    found: set[int] = set()
    run: list[int] = []
    titles: set[str] = set()
    last = 0
    for at, line in enumerate(lines):
        mark = typed_mark(line)
        leader = _LEADER.search(line) if len(line) <= LONGEST_ENTRY else None
        if leader is None or leader.start() == 0 or (mark is not None and mark.kind is MarkKind.BULLET):
            if line in titles or _opens_chapter(mark, line):
                break
            continue
        page = int(leader[1])
        if run and (page < last or page > pages or at - run[-1] > 2):
            run = []
        if page <= (pages if run else min(pages, LAST_FIRST_PAGE)):
            run.append(at)
            last = page
        if len(run) >= LEAST_ENTRIES:
            found.update(run)
            titles.update(_LEADER.sub("", lines[each]) for each in run[-LEAST_ENTRIES:])
    return frozenset(found)


def most_pages(text: str) -> int:
    """Return how many pages a text may have: those that its page borders part, else as many as its length allows."""
    return text.count("\f") + 1 if "\f" in text else 2 + len(text) // LEAST_ON_A_PAGE


def _opens_chapter(mark: Mark | None, line: str) -> bool:
    return mark is not None and mark.kind in (MarkKind.NUMBER, MarkKind.LAW) and line[mark.length :][:1].isupper()

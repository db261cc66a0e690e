"""Reads Markdown (CommonMark with tables, footnotes and lists of terms) by way of the HTML that it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ingest.blocks import Block
from ingest.readers.html import write_html
from ingest.readers.text import decoded, read_text
from ingest.readers.writing import Writing

# Tokens that a text which only looks like Markdown does not have.
_TELLING = frozenset(
    {"heading_open", "table_open", "footnote_ref", "html_block", "dl_open", "link_open", "strong_open"}
)
_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(raw: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the source text of a Markdown file, without front matter and marks, and its blocks.

    :raises DocumentError: where the file is no UTF-8 text or holds no words.
    """
    text = _FRONT_MATTER.sub("", decoded(raw, name))
    # Line breaks are kept, so that lists typed with letters fall apart into their items.
    parser = MarkdownIt("commonmark", {"breaks": True, "html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    if not _marked(parser.parse(text)):
        return read_text(text.encode("utf-8"), name)
    writing = Writing()
    write_html(writing, parser.render(text), name=name)
    return writing.finished(name)


def _marked(tokens: Sequence[Token]) -> bool:
    """True for a text with marks of Markdown's own; one without is plain text, whose lines say more."""
    return any(each.type in _TELLING or _marked(each.children or ()) for each in tokens)

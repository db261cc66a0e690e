"""Texts that nobody thought of: all of Unicode, its corners often, and from one byte to a megabyte."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.support import gold

CORNERS = (
    "\x00", "\x01", "\x1b[2J", "\x7f", "\x85", "\t", "\r", "\r\n", "\n", "\x0b", "\x0c", "\u2028", "\u2029", "\ufeff",
    "\u200b", "\u200d", "\u00ad", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\u0301", "\u0489", "\u20e3",
    "\ufdfa", "\ufdfb", "\u3316", "\ufb03", "İ", "ſ", "ẞ", "ǅ", "ª", "²", "٣", "Ⅷ", "\ufffd", "\uffff", "\ufffe",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1f3\U0001f1f4", "\U00012000", "\U000e0041", "\U000f0000",
    "\U0010ffff", "<script>alert(1)</script>", "&lt;", "![x](http://x)", "$x^2$", ":material/home:", ":red[x]", "`",
    "{{7*7}}", "%s%n", "\\u0000", "../../etc/passwd", "';--", '"', "{", "[", "?" * 40,
)  # fmt: skip
"""What one part of a program may read in another way than the next."""
characters = st.characters(exclude_categories=["Cs"])


@cache
def _words() -> tuple[str, ...]:
    """Return the words of real questions, so that what is made reaches further than the guard."""
    return tuple(sorted({word for record in gold("questions.dev.jsonl") for word in str(record["question"]).split()}))


def _piece() -> st.SearchStrategy[str]:
    word = st.deferred(lambda: st.sampled_from(_words()))
    return word | st.sampled_from(CORNERS) | characters | st.text(characters, max_size=12)


def texts(largest: int = 4_000) -> st.SearchStrategy[str]:
    """Return texts of at most so many characters: mixed, or one piece over and over."""
    sizes = st.integers(1, largest) | st.sampled_from([min(largest, size) for size in (1_999, 2_000, 2_001)])
    flood = st.builds(lambda piece, size: (piece * (size // len(piece) + 1))[:size], _piece().filter(bool), sizes)
    mixed = st.lists(_piece(), min_size=1, max_size=25).map(" ".join)
    glued = st.lists(_piece(), min_size=1, max_size=25).map("".join)
    return mixed | glued | flood

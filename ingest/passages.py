"""The text of a clause as the parser reads it, with the way back to the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.nynorsk import bokmaal, is_nynorsk, mostly_nynorsk
from ontology.cues import cues
from ontology.links import LINK, OPENING

_AND_OR = re.compile(r"\bog\s*/\s*(?=eller\b)", re.IGNORECASE)
_SLASH = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])")
_OPENS_ADDRESS = re.compile(rf"{OPENING}|@", re.IGNORECASE)


@cache
def _hyphenated() -> re.Pattern[str]:
    """Return the pattern of a hyphen that only parts a word at the end of a line."""
    after = "|".join(map(re.escape, sorted(cues()["after_hyphen"].labels)))
    return re.compile(rf"(?<=[a-zæøå])-\s*\n\s*(?!(?:{after})(?!\w))(?=[a-zæøå])")


def _inside_address(raw: str, at: int) -> bool:
    """True for a hyphen of an address: it belongs to it, and the address goes on in the next line."""
    before = raw[:at].split()
    return bool(before) and _OPENS_ADDRESS.search(before[-1]) is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text made ready for the parser; ``origins[i]`` is the source offset of ``text[i]``."""

    text: str
    origins: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source offsets of ``text[start:end]``."""
        return self.origins[start], self.origins[end - 1] + 1


def passage(source: str, start: int, end: int, *, nynorsk: bool | None = None) -> Passage:
    """Return a stretch of the source for the parser.

    White space is collapsed, hyphens of line breaks go, and a slash between words is
    written "eller": the treebank coordinates with words. Nynorsk is spelled as Bokmål.

    :param nynorsk: whether the source is in Nynorsk, by its words where None; a stretch with words of its own is so
        anyhow.
    """
    plain = _plain(source, start, end)
    whole = mostly_nynorsk(source) if nynorsk is None else nynorsk
    return _in_bokmaal(plain) if whole or is_nynorsk(plain.text) else plain


def _in_bokmaal(plain: Passage) -> Passage:
    """Return a passage in Nynorsk with its words in Bokmål, the first and last letter of each where they were."""
    letters: list[str] = []
    origins: list[int] = []
    at = 0
    for start, end, word in [*bokmaal(plain.text), (len(plain.text), len(plain.text), "")]:
        letters.append(plain.text[at:start])
        origins += plain.origins[at:start]
        inner = [plain.origins[min(start + n, end - 1)] for n in range(len(word))]
        letters.append(word)
        origins += [*inner[:-1], plain.origins[end - 1]] if word else []
        at = end
    return Passage("".join(letters), tuple(origins))


def _plain(source: str, start: int, end: int) -> Passage:
    raw = source[start:end]
    addresses = [match.span() for match in LINK.finditer(raw)]
    changes = [(m.start() + _inside_address(raw, m.start()), m.end(), "") for m in _hyphenated().finditer(raw)]
    changes += [(m.start(), m.end(), "") for m in _AND_OR.finditer(raw)]
    taken = addresses + [(start, end) for start, end, _ in changes]
    changes += [
        (m.start(), m.end(), " eller ") for m in _SLASH.finditer(raw) if not any(a <= m.start() < b for a, b in taken)
    ]
    letters: list[str] = []
    origins: list[int] = []
    at = 0
    for begin, stop, new in [*sorted(changes), (len(raw), len(raw), "")]:
        for offset in range(at, begin):
            letter = " " if raw[offset].isspace() else raw[offset]
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origins.append(start + offset)
        for letter in new:
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origins.append(start + begin)
        at = max(stop, at)
    while letters and letters[-1] == " ":
        letters.pop()
        origins.pop()
    return Passage("".join(letters), tuple(origins))

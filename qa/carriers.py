"""The words by which a norm itself says who carries it, where a role alone would say too little.

"Den som oppdager feilen" is no role, and of all doctors "legen som startet behandlingen" is one.
"""

from __future__ import annotations

import re

from ingest.limits import limit
from kg.model import Bearing, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention, lexicon

BY_DEED = frozenset({"whoever does something", "laid upon whoever"})
"""How a bearer is read who is no role, but known by what he does (``Norm.readings``)."""
LONGEST = 14
"""Words; what is longer than that is left to the quote."""
_MARK = re.compile(r"[,.;:]")
_COMMA = re.compile(r",\s+")


def is_carried(norm: Norm) -> bool:
    """Return whether a norm says who carries it, by a role or by what he does."""
    return bool(norm.bearers or whoever(norm))


def whoever(norm: Norm) -> str:
    """Return the words by which a norm without a role says who carries it: "den som oppdager feilen".

    They open it or name its agent, or its grammar makes them the bearer ("ansvaret ligger hos den som ...").
    """
    found = None if norm.bearers else cues()["whoever"].search(norm.text.lower())
    before = norm.text[: found.start()].split() if found else []
    names = not before or before[-1] in cues()["agent_preposition"] or not BY_DEED.isdisjoint(norm.readings)
    if found is None or not names:
        return ""
    return _MARK.split(norm.text[found.start() :], maxsplit=1)[0].strip()


def told_apart(norm: Norm, role: str) -> str:
    """Return the words by which a norm tells its only bearer from others of the role; empty where it does not.

    That is what the bearer did ("legen som startet behandlingen"), or does ("opererende avdeling").
    """
    if norm.bearers != (role,) or norm.bearing not in (Bearing.EXPLICIT, Bearing.AGENT):
        return ""
    known = lexicon("nb")
    mentions = [m for m in known.mentions(known.words(norm.text), Kind.ROLE) if m.concept == role and not m.part]
    if len(mentions) != 1:  # one of them may be another of the role, to whom something comes
        return ""
    said = _with_deed(norm, mentions[0]) or _with_participle(norm, mentions[0])
    return said if len(said.split()) <= LONGEST else ""


def _with_deed(norm: Norm, mention: Mention) -> str:
    """Return a role with the relative clause that tells it apart: up to the main verb, or to the end of an agent's."""
    after = norm.text[mention.end :]
    if not after.split() or after.split()[0] not in cues()["relative"]:
        return ""
    before = norm.text[: mention.start].split()
    article = f"{before[-1]} " if before and before[-1] in cues()["article"] else ""
    start, end = mention.start - len(article), len(norm.text)
    if norm.bearing is Bearing.AGENT:
        return norm.text[start:end].rstrip(".") if _is_alone(after) else ""
    commas = (found for found in _COMMA.finditer(norm.text, mention.end) if _is_main(norm, found.end()))
    return next((norm.text[start : found.start()] for found in commas), "")


def _is_alone(deed: str) -> bool:
    """Return whether nothing follows a relative clause at the end of a sentence: nobody else, and no time limit."""
    known = lexicon("nb")
    joined = any(word in cues()["role_joining"] for word in deed.split())
    others = any(not concepts().served(m.concept) for m in known.mentions(known.words(deed), Kind.ROLE) if not m.part)
    return not (_MARK.search(deed.rstrip(".")) or joined or others or limit(deed))


def _is_main(norm: Norm, at: int) -> bool:
    """Return whether the main verb of a norm stands at a place in its text: its modal verb, or that of its action."""
    word = norm.text[at:].split(maxsplit=1)[0].lower()
    modal = norm.cue.split(maxsplit=1)[0] if norm.cue else ""
    return word == modal or (norm.action is not None and word.endswith("r") and word.startswith(norm.action[:2]))


def _with_participle(norm: Norm, mention: Mention) -> str:
    """Return a role with the participle before it ("opererende avdeling")."""
    before = norm.text[: mention.start].split()
    does = bool(before) and before[-1].lower().endswith(tuple(cues()["participle_ending"].labels))
    return norm.text[mention.start - len(before[-1]) - 1 : mention.end] if does else ""

"""Contact points printed in a text: telephone and extension numbers, and addresses."""

from __future__ import annotations

import re

from ontology.cues import cues
from ontology.links import LINK, OPENING

_ADDRESS = re.compile(rf"{LINK.pattern}|\b[\w-]+\.(?:no|com|org)\b(?:/\S*)?", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_NUMBER = re.compile(
    r"(?:\bR\s+)?(?<![\d>.,-])\b(?:\d{2}(?:\s?\d{2}){3}|\d{3}\s\d{2}\s\d{3}|\d{4,6}|11[0-3])\b(?:\s*\([^()]{2,20}\))?"
)
# An address that goes on after a line's end: after a hyphen, a slash or an @, or before its last part.
_BROKEN = re.compile(
    rf"((?:{OPENING}|\b[\w.+-]+@)\S*(?:[-@_=&]|(?<=[\w])/(?=\s\S*[./\d])|\.(?=\s(?:no|com|org|net|eu)\b)))\s+(?=[a-zæøå0-9])",
    re.IGNORECASE,
)
GROUPED = r"\b(?:\d{2}(?:\s\d{2}){3}|\d{3}\s\d{2}\s\d{3})\b"
"""The pattern of a telephone number in groups of digits: of two, or of three, two and three."""
# One that is no part of a longer row of groups.
_ALONE = re.compile(rf"(?<![\d>.,-])(?<!\d\s){GROUPED}(?!\s?[\d.,-]*\d)")
_COUNTRY = re.compile(r"\+47\s")
_WORDS_BEFORE = 3
"""How many words before a number may say what it is."""
_YEAR = re.compile(r"(?:19|20)\d\d$")


def contacts(text: str) -> tuple[str, ...]:
    """Return the contact points of a text in order.

    Numbers count where the text speaks of telephoning, those in groups of digits where it says nothing else of them.

    >>> contacts("ring felles tlf.nr. 03739"), contacts("Vakten nås på 76 00 41 30.")
    (('03739',), ('76 00 41 30',))
    >>> contacts("Se www.helse- fjordane.no, eller skriv til post@helse- fjordane.no.")
    ('www.helse-fjordane.no', 'post@helse-fjordane.no')
    """
    text = _BROKEN.sub(r"\1", text)
    mails = list(_MAIL.finditer(text))
    addresses = [
        m for m in _ADDRESS.finditer(text) if not any(mail.start() <= m.start() < mail.end() for mail in mails)
    ]
    found = [(m.start(), m[0].rstrip(".,;)")) for m in (*mails, *addresses)]
    if cues()["phone"].search(text):
        found += [(m.start(), m[0]) for m in _NUMBER.finditer(text) if not _YEAR.match(m[0])]
    else:
        plain = _COUNTRY.sub("    ", text)
        found += [(m.start(), m[0]) for m in _ALONE.finditer(plain) if not _is_other(plain[: m.start()])]
    return tuple(dict.fromkeys(contact for _, contact in sorted(found)))


def _is_other(before: str) -> bool:
    """Return whether the words right before a number say that it is none to call: "konto", "faks"."""
    return cues()["other_number"].search(" ".join(before.split()[-_WORDS_BEFORE:])) is not None

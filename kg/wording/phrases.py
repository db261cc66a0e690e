"""How norms, roles and places are named in Norwegian sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import Clause, Modality, Norm
from ontology.concepts import concepts

LONGEST_QUOTE = 90
MOST_CHAPTERS = 4
NOUNS = {
    Modality.OBLIGATION: "en plikt",
    Modality.RECOMMENDATION: "en anbefaling",
    Modality.PERMISSION: "en tillatelse",
    Modality.PROHIBITION: "et forbud",
    Modality.INFO: "en opplysning",
}
NOBODY = "Punktet sier ikke hvem"


def roles(roles: Sequence[str]) -> str:
    """Name roles as the subject of a sentence."""
    return listed([concepts().definite_name(role) for role in roles])


def day(time: str) -> str:
    """Return a date, or the day of a time, as it is written in Norway; both as ISO 8601 has them.

    >>> day("2026-11-05T12:30:00Z"), day("2024-05-01")
    ('05.11.2026', '01.05.2024')
    """
    return ".".join(reversed(time[:10].split("-")))


def chapter(section: str) -> str:
    """Name a chapter by its number, else by its heading.

    >>> chapter("2.1"), chapter("Om vakt")
    ('kapittel 2.1', '«Om vakt»')
    """
    return f"kapittel {section}" if section[:1].isdigit() else quoted(section)


def chapters(places: Iterable[Norm | Clause]) -> str:
    """Name the chapters of norms or clauses, a few of them where there are many."""
    known = list(dict.fromkeys(place.section for place in places))
    numbers = [section for section in known if section[:1].isdigit()]
    others = [quoted(section) for section in known if section not in numbers]
    named = ([f"kapittel {numbers[0]}", *numbers[1:]] if numbers else []) + others
    return listed([*named[:MOST_CHAPTERS], "flere"] if len(named) > MOST_CHAPTERS else named)


def place(norm: Norm, beside: Norm) -> str:
    """Name the chapter of a norm, and its document or version where the norm beside it has another."""
    named = chapter(norm.section)
    if norm.document != beside.document:
        return f"{named} i {norm.document}"
    return named if norm.version == beside.version else f"{named} i utgave {norm.version}"


def quoted(text: str) -> str:
    """Return words in quotation marks, long ones cut.

    >>> quoted("Epikrisen sendes. ")
    '«Epikrisen sendes»'
    """
    short = text.strip(" .,;")
    if len(short) > LONGEST_QUOTE:
        short = short[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    return f"«{short}»"


def listed(names: Sequence[str]) -> str:
    """Join names with commas and "og".

    >>> listed(["en", "to", "tre"])
    'en, to og tre'
    """
    return " og ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(number: int, one: str, more: str) -> str:
    """Return how many there are of something.

    >>> counted(1, "endring", "endringer"), counted(0, "endring", "endringer")
    ('1 endring', '0 endringer')
    """
    return f"{number} {one if number == 1 else more}"


def capital(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is.

    >>> capital("epikrise til NAV")
    'Epikrise til NAV'
    """
    return text[:1].upper() + text[1:]

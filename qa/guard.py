"""Keeps personal data and what is no question away from everything behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from ontology.cues import cues

LONGEST_QUESTION = 2_000

_ELEVEN = re.compile(r"(?<!\d)(\d{6})[ -]?(\d{5})(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)47[ ]?)?(?:\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}|\d{3}[ ]\d{2}[ ]\d{3})(?![\d-])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_BIRTH = re.compile(
    r"(?:født|fødd|f\.|fødselsdato|born|dob)\W{0,3}"
    r"\d{1,2}[./ -]{1,2}(?:\d{1,2}|[a-zæøå]{3,10})[./ -]{1,2}(?:19|20)?\d{2}"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d{2}(?!\d)",
    re.IGNORECASE,
)
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


class Finding(StrEnum):
    """What the guard found."""

    IDENTITY_NUMBER = "fødselsnummer"
    PHONE = "telefonnummer"
    MAIL = "e-postadresse"
    BIRTH_DATE = "fødselsdato"
    NAME = "navn"
    EMPTY = "tomt spørsmål"
    TOO_LONG = "for lang tekst"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not taken, and what to do, as a Norwegian sentence."""

    finding: Finding
    message: str


_PERSONAL = (
    "Spørsmålet ser ut til å inneholde personopplysninger ({what}) og er verken besvart eller lagret. "
    "Ta ut {leave_out} og spør på nytt. Skriv «pasienten», og utelat navn og annet som kan kjennes igjen."
)
_LEAVE_OUT = {
    Finding.IDENTITY_NUMBER: "fødselsnummeret",
    Finding.PHONE: "telefonnummeret",
    Finding.MAIL: "e-postadressen",
    Finding.BIRTH_DATE: "fødselsdatoen",
    Finding.NAME: "navnet",
}


def identity_number(text: str) -> bool:
    """True where a text holds a national identity number, D- or H-number with valid check digits.

    The two check digits are weighted sums modulo 11 (Skatteetaten, "Oppbygging av fødselsnummer").
    """
    for match in _ELEVEN.finditer(text):
        digits = [int(digit) for digit in match[1] + match[2]]
        first = -sum(w * d for w, d in zip(_FIRST, digits, strict=False)) % 11
        second = -sum(w * d for w, d in zip(_SECOND, digits, strict=False)) % 11
        if (first, second) == (digits[9], digits[10]) and _is_date(digits):
            return True
    return False


def names_person(text: str) -> bool:
    """True where a text surely names a person: a title with a name, or a patient with first name and surname.

    A name by itself is not told from other words with a capital.
    """
    return any(pattern.search(text) for pattern in _names())


@cache
def _names() -> tuple[re.Pattern[str], ...]:
    name = r"[A-ZÆØÅ][a-zæøåéèüöä]+(?:-[A-ZÆØÅ][a-zæøåéèüöä]+)?"
    # "Bestille MR. Må jeg ...?" and "MR Thorax": two capitals are an abbreviation; a title is not written so.
    title = rf"(?-i:(?![A-ZÆØÅ]{{2}}\b))(?:{cues()['title_of_person'].pattern.pattern})"
    after = ((title, name), (cues()["opens_name"].pattern.pattern, rf"{name}(?: {name})+"))
    return tuple(re.compile(rf"(?:{words})(?-i:\.?:? {named})", re.I) for words, named in after)


def _is_date(digits: list[int]) -> bool:
    """True where the first six digits are a date; D-numbers add 40 to the day, H-numbers to the month."""
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    return 1 <= (day - 40 if day > 40 else day) <= 31 and 1 <= (month % 40) <= 12


def digits_of(number: str) -> str:
    """Return the digits by which a telephone number is known, without the country's.

    >>> digits_of("+47 38 07 40 00")
    '38074000'
    """
    return re.sub(r"\D", "", number)[-8:]


class Numbers(Container[str]):
    """The digits of telephone numbers that documents print, gathered when a question first holds one."""

    def __init__(self, gather: Callable[[], frozenset[str]]) -> None:
        self._gather = gather

    @cached_property
    def _gathered(self) -> frozenset[str]:
        return self._gather()

    def __contains__(self, number: object) -> bool:
        return number in self._gathered


def refusal(question: str, *, own_numbers: Container[str] = frozenset()) -> Refusal | None:
    """Return why a question is not taken, or None.

    :param own_numbers: the digits of telephone numbers that the guideline itself prints.
    """
    # Single letters are no words, though some are met by abbreviations ("f. eks.").
    if not re.search(r"[^\W_]{2}", question):
        return Refusal(Finding.EMPTY, "Skriv et spørsmål, for eksempel «Hvem sender epikrise til fastlegen?».")
    if len(question) > LONGEST_QUESTION:
        return Refusal(
            Finding.TOO_LONG,
            f"Spørsmålet er på {len(question)} tegn; grensen er {LONGEST_QUESTION}. Kort det ned til det du lurer på.",
        )
    found = _personal(question, own_numbers)
    return Refusal(found, _PERSONAL.format(what=found.value, leave_out=_LEAVE_OUT[found])) if found else None


def withheld(note: str) -> Finding | None:
    """Return what keeps a note from being stored, or None; unlike a question, it may be as short as it likes."""
    return Finding.TOO_LONG if len(note) > LONGEST_QUESTION else _personal(note, frozenset())


def _personal(question: str, own_numbers: Container[str]) -> Finding | None:
    if identity_number(question):
        return Finding.IDENTITY_NUMBER
    if _MAIL.search(question):
        return Finding.MAIL
    if _BIRTH.search(question):
        return Finding.BIRTH_DATE
    if names_person(question):
        return Finding.NAME
    for match in _PHONE.finditer(question):
        if digits_of(match[0]) not in own_numbers:
            return Finding.PHONE
    return None

"""Reads guidelines as the open interface of the Norwegian Directorate of Health gives them (HAPI): JSON with HTML.

A product holds chapters, chapters hold chapters and normative units (anbefaling, råd, ...).
Records come nested ("barn", "children"), or as a list whose links say which is whose child.
What a unit's words say decides its modality, not its "styrke"; reasons are read as
information. The content is licensed under NLOD, which is noted in the source text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.blocks import Block
from ingest.readers.html import write_html
from ingest.readers.text import decoded
from ingest.readers.writing import Writing, cleaned
from kg.errors import DocumentError
from ontology.cues import cues

Record = Mapping[str, object]

PUBLISHER = "Helsedirektoratet"
LICENCE = "Norsk lisens for offentlige data (NLOD)"
_CHILDREN = ("barn", "children")
_LEFT_OUT = ("pico", "referanse", "referanser", "reference", "kodeverk", "statistikkelement")
_STRUCTURE = ("kapittel", "produkt", "retningslinje", "veileder", "pakkeforlop", "rundskriv", "temaside")
_TEXTS = ("intro", "kortIntro", "tekst", "body")
# The fields of a unit below its text, with the headings that the Directorate's pages give them.
_FIELDS = (
    ("praktisk", "Praktisk gjennomføring"),
    ("rasjonale", "Begrunnelse"),
    ("fordelerogulemper", "Begrunnelse: fordeler og ulemper"),
    ("kvalitetdokumentasjon", "Begrunnelse: kvalitet på dokumentasjonen"),
    ("verdierogpreferanser", "Begrunnelse: verdier og preferanser"),
    ("ressurshensyn", "Begrunnelse: ressurshensyn"),
)
_MODAL = ("modal_obligation", "modal_recommendation", "modal_permission", "phrase_obligation", "phrase_recommendation")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class About:
    """What a product says of itself; ``version`` is the ISO date of its last professional update."""

    title: str = ""
    publisher: str = PUBLISHER
    version: str = ""
    licence: str = LICENCE
    address: str = ""


def read_hapi(raw: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the source text of a product, its chapters and normative units, and its blocks.

    :raises DocumentError: where the file is no JSON of this shape, or holds no words.
    """
    records = _records(raw, name)
    known = {key: record for record in records for key in _keys(record)}
    children = {id(child) for record in records for child in _linked(record, known)}
    tops = [record for record in records if id(record) not in children]
    writing = Writing()
    told = about(raw, name)
    source = ". ".join(part for part in (told.publisher, told.address, told.licence, told.version) if part)
    writing.aside(f"Kilde: {source}")
    reader = _Product(writing, known, name)
    for record in tops:
        reader.write(record, 1)
    return writing.finished(name)


def about(raw: bytes, name: str) -> About:
    """Return what the first product of a file says of itself.

    :raises DocumentError: where the file is no JSON of this shape.
    """
    first = _records(raw, name)[0]
    dated = str(first.get("sistFagligOppdatert") or first.get("forstPublisert") or "")
    address = str(first.get("url") or "")
    return About(
        title=cleaned(_plain(first.get("tittel") or first.get("title"))),
        version=_day(dated),
        address=address if address.startswith("https://") else "",
    )


def _day(stamp: str) -> str:
    """Return the ISO date of a time stamp, or an empty string."""
    try:
        return date.fromisoformat(stamp[:10]).isoformat()
    except ValueError:
        return ""


def _records(raw: bytes, name: str) -> list[Record]:
    try:
        stored = json.loads(decoded(raw, name))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"{name} er ikke gyldig JSON. Hent filen på nytt.") from error
    listed = stored if isinstance(stored, list) else [stored]
    records: list[Record] = [
        each for each in listed if isinstance(each, dict) and ("tittel" in each or "title" in each)
    ]
    if not records:
        raise DocumentError(
            f"{name} er ikke en retningslinje fra Helsedirektoratets åpne grensesnitt: «tittel» mangler. "
            "Hent produktet med kapitler og anbefalinger."
        )
    return records


def _keys(record: Record) -> Iterator[str]:
    """Yield what links may call a record."""
    for key in ("id", "strukturId", "infoId"):
        if isinstance(value := record.get(key), str) and value:
            yield value
    technical = record.get("tekniskeData")
    if isinstance(technical, dict) and isinstance(technical.get("infoId"), str):
        yield technical["infoId"]


def _linked(record: Record, known: Mapping[str, Record]) -> list[Record]:
    """Return the children that a record's links name, as far as the file holds them."""
    found: list[Record] = []
    links = record.get("lenker") or record.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "barn":
            names = [str(link.get("strukturId") or ""), str(link.get("href") or "").rstrip("/").rpartition("/")[2]]
            child = next((known[each] for each in names if each in known), None)
            if child is not None and child is not record and all(child is not each for each in found):
                found.append(child)
    return found


def _plain(value: object) -> str:
    """Return a field as plain words."""
    return html.unescape(_TAG.sub(" ", value)) if isinstance(value, str) else ""


class _Product:
    """Writes records depth first, each once."""

    def __init__(self, writing: Writing, known: Mapping[str, Record], name: str) -> None:
        self.writing = writing
        self.known = known
        self.name = name
        self.written: set[int] = set()

    def write(self, record: Record, depth: int) -> None:
        kind = _kind(record)
        if id(record) in self.written or depth > DEEPEST or any(kind.startswith(each) for each in _LEFT_OUT):
            return
        self.written.add(id(record))
        title = cleaned(_plain(record.get("tittel") or record.get("title")))
        self._title(title, kind, depth)
        said = {title.rstrip(".")}
        for field in _TEXTS:
            self._html(record.get(field), depth, said)
        self._fields(record.get("data"), depth, said)
        for child in self._children(record):
            self.write(child, depth + 1)

    def _children(self, record: Record) -> Iterable[Record]:
        for field in _CHILDREN:
            nested = record.get(field)
            if isinstance(nested, list):
                yield from (each for each in nested if isinstance(each, dict))
        yield from _linked(record, self.known)

    def _title(self, title: str, kind: str, depth: int) -> None:
        """Write a title: a unit's is its recommendation where it states one, else a heading as a chapter's."""
        states = any(cues()[each].search(title) for each in _MODAL)
        if states and depth > 1 and not any(kind.startswith(each) for each in _STRUCTURE):
            self.writing.paragraph(title if title.endswith((".", "!", "?")) else f"{title}.")
        else:
            self.writing.heading(title, depth)

    def _fields(self, data: object, depth: int, said: set[str]) -> None:
        if not isinstance(data, dict):
            return
        inner = data.get("nokkelInfo")
        fields = {**data, **(inner if isinstance(inner, dict) else {})}
        for field, heading in _FIELDS:
            value = fields.get(field)
            words = cleaned(_plain(value)).rstrip(".")
            if words and words not in said:
                self.writing.heading(heading, depth + 1)
                self._html(value, depth + 1, said)

    def _html(self, value: object, depth: int, said: set[str]) -> None:
        """Write a field; what a field before it said is not said again."""
        words = cleaned(_plain(value)).rstrip(".")
        if not isinstance(value, str) or not words or words in said:
            return
        said.add(words)
        write_html(self.writing, value, name=self.name, under=depth)


def _kind(record: Record) -> str:
    technical = record.get("tekniskeData")
    kind = record.get("type") or record.get("infoType")
    kind = kind or (technical.get("infoType") if isinstance(technical, dict) else "")
    return str(kind or "").lower()

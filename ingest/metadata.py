"""What is known about a document: from the metadata file beside it, else from its name."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePath

from ingest.readers.limits import file_bytes
from kg.errors import DocumentError
from kg.model import Metadata

_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def read_metadata(path: Path) -> Metadata:
    """Return a document's metadata: of ``<stem>.toml`` beside it, else its stem as id and title.

    :raises DocumentError: where the metadata file is no TOML, or an id or date in it cannot be used; where a document
        that says of itself what is known cannot be read within the limits.
    """
    told = path.suffix.lower() == ".json" and os.path.lexists(path)
    own = own_facts(file_bytes(path), path.name) if told else {}
    return metadata(own | facts_beside(path), stem=path.stem, where=path.with_suffix(".toml").name)


def facts_beside(path: Path) -> dict[str, object]:
    """Return what ``<stem>.toml`` beside a document says; nothing where it is not there.

    :raises DocumentError: where it is no TOML.
    """
    beside = path.with_suffix(".toml")
    if not beside.is_file():
        return {}
    try:
        return tomllib.loads(beside.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"{beside.name} kan ikke leses som TOML ({error}). Rett filen.") from error


def metadata(facts: Mapping[str, object], *, stem: str, where: str) -> Metadata:
    """Return metadata made of what is known of a document.

    :param facts: by the names of the fields of ``Metadata``.
    :param stem: the id, and the title, where the facts have none.
    :param where: what is named where a fact cannot be used.
    :raises DocumentError: where an id, version or date cannot be used.
    """
    year = facts.get("year")
    return Metadata(
        id=slug(str(facts.get("id", stem))),
        title=str(facts.get("title", stem)),
        publisher=str(facts.get("publisher", "")),
        version=slug(str(facts.get("version", "1"))),
        year=int(year) if isinstance(year, int) else None,
        language=str(facts.get("language", "nb")),
        valid_from=iso_date(str(facts.get("valid_from", "")), where),
    )


def own_facts(raw: bytes, name: str) -> dict[str, object]:
    """Return what a document says of itself, where its format has fields for it.

    :param name: what the file is called; its ending says the format.
    :raises DocumentError: where it is not of that format.
    """
    if PurePath(name).suffix.lower() != ".json":
        return {}
    from ingest.readers.hapi import about

    told = about(raw, name)
    said = {"title": told.title, "publisher": told.publisher, "version": told.version, "valid_from": told.version}
    return {key: value for key, value in said.items() if value}


def iso_date(words: str, where: str) -> str:
    """Return a date as ISO 8601 writes it (``2024-05-01``), or an empty string for one.

    :param where: what is named where it is none.
    :raises DocumentError: where the words are no date.
    """
    try:
        return date.fromisoformat(words).isoformat() if words else ""
    except ValueError as error:
        raise DocumentError(f"{where}: «{words}» er ingen dato. Skriv den som 2024-05-01.") from error


def spelled(name: str) -> str:
    """Return a name with æ, ø and å spelled with other letters, as ids have them.

    >>> spelled("Økt væske på")
    'Oekt vaeske paa'
    """
    return name.translate(_SPELLED)


def slug(name: str) -> str:
    """Return a name as it can stand in an address and a file name.

    :raises DocumentError: where nothing of it can.

    >>> slug("Agder 2024"), slug("Økt_beredskap")
    ('Agder-2024', 'Oekt_beredskap')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", spelled(name)).strip("-.")[:80]
    if not _ID.fullmatch(plain):
        raise DocumentError(f"«{name}» kan ikke brukes som id. Bruk bokstaver, tall og bindestrek.")
    return plain

"""The documents that a build is made of: files that are named, or those that ship and those that were added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import data
from ingest.metadata import read_metadata
from ingest.readers import READERS
from kg.collection import Collection
from kg.errors import DocumentError
from kg.home import Home
from kg.model import Metadata


@dataclass(frozen=True, slots=True)
class Source:
    """A document's file, and what is known of the document."""

    path: Path
    metadata: Metadata


def default_documents() -> list[Path]:
    """Return the guidelines that ship with the program."""
    return expanded([data.GUIDELINES])


def shipped() -> list[Source]:
    """Return the guidelines that ship with the program, with what is known of them."""
    return [source_of(path) for path in default_documents()]


def source_of(path: Path) -> Source:
    """Return a document's file with what its name, or the metadata beside it, tell of it.

    :raises DocumentError: where they cannot be used.
    """
    try:
        return Source(path, read_metadata(path))
    except DocumentError as error:
        said = str(error)
        raise DocumentError(said if path.name in said else f"{path.name}: {said}") from error


def standing(home: Home) -> list[Source]:
    """Return what is built where no document is named: what ships and nobody took out, and what users have added.

    :raises DocumentError: where nothing is left, or a file in the collection is damaged.
    """
    collection = Collection(home.folder)
    added = [Source(each.path, each.metadata) for each in collection.added()]
    taken = {source.metadata.edition for source in added} | collection.hidden()
    found = [source for source in shipped() if source.metadata.edition not in taken] + added
    if not found:
        raise DocumentError("Alle dokumentene er tatt ut. Ta inn ett med «ansvar add FIL».")
    return found


def expanded(paths: Sequence[Path]) -> list[Path]:
    """Return the documents, a folder standing for all documents in it.

    :raises DocumentError: where a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(each for each in path.glob("*") if each.suffix.lower() in READERS)
        if path.is_dir() and not inside:
            known = ", ".join(sorted(READERS))
            raise DocumentError(f"Mappen {path} har ingen dokumenter ({known}). Velg en annen mappe eller fil.")
        found += inside if path.is_dir() else [path]
    # A symbolic link stays one, and is refused where it is read.
    return list(dict.fromkeys(path.parent.resolve() / path.name for path in found))


def distinct(sources: Sequence[Source]) -> None:
    """Check that no two documents are one edition, or editions of one document that begin on the same day.

    :raises DocumentError: where two are.
    """
    keys: dict[str, Path] = {}
    beginnings: dict[tuple[str, str], Path] = {}
    for source in sources:
        meta, path = source.metadata, source.path
        begins = (meta.id, meta.valid_from)
        if other := keys.get(meta.edition):
            raise DocumentError(
                f"{other.name} og {path.name} har samme id og utgave, «{meta.edition}». "
                "Gi dem hver sin id eller utgave (id og version) i metadatafilen."
            )
        if other := beginnings.get(begins):
            raise DocumentError(
                f"{other.name} og {path.name} er utgaver av {meta.id} som gjelder fra samme dag. "
                "Oppgi i metadatafilene når hver gjelder fra (valid_from)."
            )
        keys[meta.edition] = beginnings[begins] = path

"""The manifest of a build: what it holds, what it was made with, and the checksums of its files.

It is written last; a build without a whole one is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.appending import settle
from kg.errors import BuildError, DamageError
from kg.fingerprints import fingerprint, is_whole
from kg.model import Clause, Document, Metadata, Norm, edition_key

SCHEMA = 4
MOST_CHECKED = 600
"""Files of documents: where there are more, each is compared with its checksum when it is read, not at opening."""
_AGAIN = "Kjør «ansvar build» på nytt."
SUMS = "checksums.json"
"""Holds the checksums of the documents' files where these are many."""
_OF_DOCUMENTS = ("graph/*", "read/*", "documents/*")
_CHECKED = (
    "reviews.ttl",
    "catalogue/*",
    "index/**/*",
    "store/*.sst",
    "store/CURRENT",
    "store/MANIFEST-*",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build holds and what it was made with; ``checksums`` are fingerprints by relative path.

    ``code`` is a hash of the program, its knowledge and its models: the same, and the same norms are read.
    """

    id: str
    schema: int
    code: str
    encoder: str
    dimension: int
    documents: tuple[Metadata, ...]
    norms: int
    clauses: int
    checksums: dict[str, str]


def manifest_of(
    entries: Iterable[tuple[Document, Sequence[Clause], Sequence[Norm]]],
    *,
    name: str,
    code: str,
    encoder: str,
    dimension: int,
) -> Manifest:
    """Return the manifest of a build of some documents with their clauses and norms; its checksums are not known yet.

    :param name: the id of the build.
    """
    documents, norms, clauses = [], 0, 0
    for document, stated, found in entries:
        documents.append(document.metadata)
        norms, clauses = norms + len(found), clauses + len(stated)
    return Manifest(name, SCHEMA, code, encoder, dimension, tuple(documents), norms, clauses, {})


def read_manifest(folder: Path) -> Manifest:
    """Read a build's manifest, and check the files against it that it lists itself.

    :raises BuildError: where the build is of another version.
    :raises DamageError: where it is half-written, damaged or gone.
    """
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if raw["schema"] != SCHEMA:
            raise BuildError(f"Bygget er laget av en annen versjon av programmet. {_AGAIN}")
        raw["documents"] = tuple(Metadata(**meta) for meta in raw["documents"])
        manifest = Manifest(**raw)
    except PermissionError as error:
        raise DamageError(
            f"Bygget i {folder} kan ikke leses ({error.strerror}). Rett tilgangen, og prøv igjen."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamageError(f"Bygget i {folder} er ufullstendig. {_AGAIN}") from error
    for name, expected in manifest.checksums.items():
        compare(folder, name, expected)
    return manifest


def compare(folder: Path, name: str, expected: str, *, thorough: bool = False) -> None:
    """Compare a file of a build with its fingerprint.

    :raises DamageError: where they differ.
    """
    try:
        same = is_whole(folder / name, expected, thorough=thorough)
    except OSError as error:
        raise damage(folder, name, "kan ikke leses") from error
    if not same:
        raise damage(folder, name, "er endret")


def damage(folder: Path, name: str, what: str) -> DamageError:
    """Return the error that says what is wrong with a file of a build."""
    return DamageError(f"Bygget i {folder} er skadet: {name} {what}. {_AGAIN}")


def editions_in(folder: Path) -> set[str] | None:
    """Return the editions that a build holds, None where its manifest does not tell."""
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {edition_key(meta["id"], meta["version"]) for meta in raw["documents"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fingerprints(folder: Path, patterns: Iterable[str]) -> dict[str, str]:
    """Return the fingerprints of the files of a build that some patterns name, by relative path."""
    files = (path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.is_file())
    return {path.relative_to(folder).as_posix(): fingerprint(path) for path in files}


def write_manifest(folder: Path, made: Manifest) -> Manifest:
    """Write a build's manifest last, with the checksums of what it lists, and wait until all is on disk."""
    each = _fingerprints(folder, _OF_DOCUMENTS)
    if apart := len(each) > MOST_CHECKED:
        (folder / SUMS).write_text(json.dumps(each, ensure_ascii=False, indent=1), encoding="utf-8")
    others = _fingerprints(folder, (*_CHECKED, SUMS))
    listed = others if apart else each | others
    manifest = replace(made, checksums=listed)
    files = [folder / name for name in (listed | each)]
    temporary = folder / "manifest.json.part"
    temporary.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    for path in (*files, temporary, *{path.parent for path in files}):
        settle(path)
    temporary.rename(folder / "manifest.json")
    settle(folder)
    return manifest

"""Documents made ready apart from a build: each read, its graph checked and its words encoded, in a folder of its own.

The folder is named after all that it depends on and put in place in one step, so that whoever makes a document
ready twice, or is killed at it, leaves one whole folder or none. It is laid out as a build of one document without
store and index, with the vectors of its passages beside. ``qa/build.py`` puts the whole together, and removes it.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np

from ingest.documents import document_of
from ingest.norms import norms
from kg.appending import settle
from kg.errors import BuildError, DocumentError
from kg.home import open_build
from kg.library import Reading
from kg.manifest import manifest_of, write_manifest
from kg.model import Clause, Document, Norm
from kg.review.curation import curated
from qa.earlier import Earlier
from qa.encoder import encoder
from qa.graphfiles import PARTS, write_graph
from qa.index import passages
from qa.program import code_hash
from qa.sources import Source

if TYPE_CHECKING:
    from qa.encoder import Vectors

FOLDER = "staging"
_VECTORS = Path("index") / "passages.npy"
# The models of a process answer one caller at a time.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be made ready: its file, the digest that it must have, and the program that must read it."""

    source: Source
    digest: str
    code: str

    @property
    def name(self) -> str:
        """What the folder of the document is called."""
        return hashlib.sha256(f"{self.code}\n{self.digest}".encode()).hexdigest()[:32]


def passages_of(clauses: Sequence[Clause], found: Sequence[Norm]) -> list[str]:
    """Return what is encoded of a document, each text once."""
    own, context = passages(clauses, found)
    return list(dict.fromkeys([*own, *context]))


def digest_of(source: Source) -> str:
    """Return the digest of a document.

    :raises DocumentError: where it cannot be used; the message names the file.
    """
    return document_of(source.path, source.metadata)[0].digest


def read_again(task: Task) -> tuple[Document, list[Clause]]:
    """Read a document of a build.

    :raises DocumentError: where it cannot be used, or is not what it was when the build began.
    """
    document, clauses = document_of(task.source.path, task.source.metadata)
    if document.digest != task.digest:
        raise DocumentError(f"{task.source.path.name} ble endret mens det ble bygget. Kjør «ansvar build» på nytt.")
    return document, clauses


def make_ready(task: Task, folder: Path) -> str:
    """Read a document and put its part of a build into a folder, if it is not there; return the name of the part.

    :param folder: that of all documents that are made ready, ``Staging.folder``.
    :raises DocumentError: where it cannot be used, or is not what it was when the build began.
    :raises BuildError: where another program is installed here, or the graph does not conform.
    """
    with _ONE_AT_A_TIME:
        if Staging(folder).ready(task) is None:
            with _beside(folder, task) as beside:
                if code_hash() != task.code:
                    raise BuildError(
                        "Arbeiderne har en annen utgave av programmet, eller andre innstillinger, enn den som bygger. "
                        "Installer samme utgave overalt, med samme ANSVAR_ENCODER og ANSVAR_PIPELINE."
                    )
                _write(task, beside)
                _put(beside, folder / task.name)
    return task.name


@contextmanager
def _beside(folder: Path, task: Task) -> Iterator[Path]:
    """Give a folder to write into, which is gone afterwards unless it was put in place.

    :raises BuildError: where the folder of all cannot be written here.
    """
    beside = folder / f".{task.name}.{uuid4().hex}"
    try:
        beside.mkdir()
    except OSError as error:
        raise BuildError(
            f"Arbeiderne kan ikke skrive i {folder} ({error.strerror}). "
            "ANSVAR_HOME og dokumentene må ligge på en disk som alle deler, under samme navn."
        ) from error
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(task: Task, folder: Path) -> None:
    document, clauses = read_again(task)
    found = norms(document, clauses)
    for part in (*PARTS, _VECTORS.parent):
        (folder / part).mkdir(parents=True)
    write_graph(folder, curated(document, clauses, found, ()))
    model = encoder()
    np.save(folder / _VECTORS, model.passages(passages_of(clauses, found)))
    made = manifest_of(
        [(document, clauses, found)], name=task.name, code=task.code, encoder=model.name, dimension=model.dimension
    )
    write_manifest(folder, made)


def _put(beside: Path, target: Path) -> None:
    """Put a folder in place; where another process was first, its one stays."""
    try:
        beside.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    settle(target.parent)


class Staging:
    """The documents that have been made ready.

    :param folder: where they lie; seen by all who make documents ready.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ready(self, task: Task) -> Earlier | None:
        """Return a document that is ready, None where it is not; what is damaged is removed, and is not ready."""
        place = self.folder / task.name
        if not place.exists():
            return None
        try:
            return Earlier(open_build(place))
        except BuildError:
            shutil.rmtree(place, ignore_errors=True)
            return None

    def vectors(self, task: Task, reading: Reading) -> tuple[list[str], Vectors]:
        """Return the passages of a document that is ready, and their vectors.

        :raises BuildError: where they are damaged.
        """
        texts = passages_of(*reading[1:])
        try:
            found = np.load(self.folder / task.name / _VECTORS, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise _damaged(task) from error
        if len(found) != len(texts):
            raise _damaged(task)
        return texts, np.asarray(found, dtype=np.float32)

    def keep_only(self, tasks: Iterable[Task]) -> None:
        """Remove all but some documents, and what killed processes left of any.

        :raises OSError: where that cannot be done.
        """
        kept = {task.name for task in tasks}
        for place in self.folder.glob("*"):
            if place.name not in kept:
                shutil.rmtree(place)

    def remove(self, tasks: Iterable[Task]) -> None:
        """Remove some documents that are ready."""
        for task in tasks:
            shutil.rmtree(self.folder / task.name, ignore_errors=True)
        with suppress(OSError):
            self.folder.rmdir()


def _damaged(task: Task) -> BuildError:
    return BuildError(f"Det som var gjort klart av {task.source.path.name}, er skadet. Kjør «ansvar build» på nytt.")

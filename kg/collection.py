"""The documents that users have added, kept as the files they came as: beside the builds, and outlasting them.

Layout under ``$ANSVAR_HOME/documents/``: ``<edition>.<digest>.<suffix>`` is the file as it came, and
``<edition>.toml`` its metadata and digest, written last and removed first: a file that none names was never
wholly added, or is on its way out. ``<edition>.hidden`` says that an edition which ships with the program
was taken out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from ingest.metadata import facts_beside, metadata
from kg.appending import turn
from kg.errors import BuildError, DocumentError
from kg.model import Metadata
from kg.replacing import PART, remove, replace

FOLDER = "documents"
LOCK = "documents.lock"
HIDDEN = ".hidden"
_METADATA = ".toml"


@dataclass(frozen=True, slots=True)
class Added:
    """An edition in the collection: its file, what that was called, and when it came (UTC, ISO 8601)."""

    metadata: Metadata
    path: Path
    file: str = ""
    time: str = ""


class Collection:
    """What was added to a home, and what was taken out of it.

    :param home: the folder that ``$ANSVAR_HOME`` names.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.folder = home / FOLDER

    def added(self) -> list[Added]:
        """Return what was added, by document and from when it is valid.

        :raises DocumentError: where a file in the collection was changed or is damaged.
        """
        found = [self._read(path) for path in sorted(self.folder.glob(f"*{_METADATA}"))]
        return sorted(found, key=lambda each: (each.metadata.id, each.metadata.valid_from, each.metadata.version))

    def editions(self) -> list[str]:
        """Return the editions that were added, by name, whether or not their files are whole."""
        return sorted(path.name.removesuffix(_METADATA) for path in self.folder.glob(f"*{_METADATA}"))

    def hidden(self) -> frozenset[str]:
        """Return the editions that ship with the program and were taken out."""
        return frozenset(path.name.removesuffix(HIDDEN) for path in self.folder.glob(f"*{HIDDEN}"))

    def get(self, edition: str) -> Added | None:
        """Return an edition that was added, None where it was not.

        :raises DocumentError: where its file was changed or is damaged.
        """
        path = self.folder / f"{edition}{_METADATA}"
        return self._read(path) if path.is_file() else None

    def keep(self, meta: Metadata, content: bytes, *, file: str, time: str) -> None:
        """Take in an edition, in place of one with the same key; to be called inside ``changing``.

        :param file: the name of the file it comes from, whose ending tells the format.
        :raises BuildError: where the folder cannot be written; what was there still holds then.
        """
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            facts = {name: value for name, value in asdict(meta).items() if value not in (None, "")}
            facts |= {"file": file, "added": time, "sha256": hashlib.sha256(content).hexdigest()}
            replace(self.folder / _stored(meta.edition, facts), content)
            replace(self.folder / f"{meta.edition}{_METADATA}", toml(facts).encode())
            remove(self.folder / f"{meta.edition}{HIDDEN}")
            self._sweep()

    def drop(self, edition: str) -> None:
        """Remove an edition that was added, with all that is left of it; to be called inside ``changing``.

        :raises BuildError: where the folder cannot be written.
        """
        with _writing(self.folder):
            remove(self.folder / f"{edition}{_METADATA}")
            self._sweep()

    def hide(self, edition: str) -> None:
        """Leave an edition that ships with the program out of what is built.

        :raises BuildError: where the folder cannot be written.
        """
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            replace(self.folder / f"{edition}{HIDDEN}", b"")

    def show(self, edition: str) -> None:
        """Build an edition that ships with the program again.

        :raises BuildError: where the folder cannot be written.
        """
        with _writing(self.folder):
            remove(self.folder / f"{edition}{HIDDEN}")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep others from changing the collection, and sweep away what a killed one left half-done.

        :raises BuildError: where another is at it, or the folder cannot be written.
        """
        with _writing(self._home):
            try:
                with turn(self._home / LOCK, patience=0):
                    self._sweep()
                    yield
            except TimeoutError as error:
                raise BuildError(
                    "En annen tar inn eller fjerner et dokument akkurat nå. Vent til det er gjort, og prøv igjen."
                ) from error

    def _sweep(self) -> None:
        """Remove the files that no metadata name; where metadata cannot be read, all that may be theirs stays."""
        kept, doubtful = set(), []
        for path in self.folder.glob(f"*{_METADATA}"):
            edition = path.name.removesuffix(_METADATA)
            try:
                kept.add(_stored(edition, facts_beside(path)))
            except DocumentError:
                doubtful.append(f"{edition}.")
        for path in self.folder.glob("*"):
            known = path.suffix in (_METADATA, HIDDEN) or path.name in kept or path.name.startswith(tuple(doubtful))
            if not known or path.name.endswith(PART):
                remove(path)

    def _read(self, path: Path) -> Added:
        edition = path.name.removesuffix(_METADATA)
        again = "Fjern det med «ansvar remove», og ta det inn på nytt med «ansvar add»."
        try:
            facts = facts_beside(path)
            meta = metadata(facts, stem=edition, where=path.name)
            file = self.folder / _stored(edition, facts)
            whole = hashlib.sha256(file.read_bytes()).hexdigest() == facts.get("sha256")
        except (DocumentError, OSError) as error:
            raise DocumentError(f"{edition} i {self.folder} er skadet. {again}") from error
        if meta.edition != edition or not whole:
            raise DocumentError(f"{edition} i {self.folder} er endret eller skadet. {again}")
        return Added(meta, file, str(facts.get("file", "")), str(facts.get("added", "")))


def _stored(edition: str, facts: Mapping[str, object]) -> str:
    return f"{edition}.{str(facts.get('sha256'))[:8]}{PurePath(str(facts.get('file'))).suffix.lower()}"


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(f"Kan ikke skrive i {folder} ({error.strerror or error}). Rett tilgangen.") from error


def toml(facts: Mapping[str, object]) -> str:
    r"""Return facts as TOML: a JSON string is a TOML string too, once what cannot be printed is out.

    >>> print(toml({"id": "agder", "year": 2024, "title": "En \"god\" rutine\x7f"}))
    id = "agder"
    year = 2024
    title = "En \"god\" rutine "
    <BLANKLINE>
    """
    lines = [
        f"{name} = {value if isinstance(value, int) else json.dumps(_printable(str(value)), ensure_ascii=False)}"
        for name, value in facts.items()
    ]
    return "\n".join([*lines, ""])


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)

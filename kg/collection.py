"""The documents that users have added, kept as the files they came as: beside the builds, and outlasting them.

Layout under ``$ANSVAR_HOME/documents/``: ``<edition>.<digest>.<suffix>`` is the file as it came, and
``<edition>.toml`` its metadata and digest, written last and removed first: a file that none names was never
wholly added, or is on its way out. ``<edition>.hidden`` says that an edition which ships with the program
was taken out. Whatever else lies in the folder is somebody's own, and is left alone.

Readers take no lock: while metadata are in place, the file that they name is whole. Where the file is not as
the metadata say, and the metadata are others when they are read again, they were changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from ingest.metadata import facts_beside, metadata
from kg.access import Act, require
from kg.appending import turn
from kg.errors import BuildError, DocumentError
from kg.model import Metadata
from kg.replacing import PART, remove, replace

FOLDER = "documents"
LOCK = "documents.lock"
HIDDEN = ".hidden"
_METADATA = ".toml"
_EDITION = r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9._-]*"
_FILE = re.compile(rf"({_EDITION})\.[0-9a-f]{{8}}\.[^.]+")
_LEFT = re.compile(rf"\.{_EDITION}\.[0-9]+{re.escape(PART)}")


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
        found = [each for each in map(self.get, self.editions()) if each is not None]
        return sorted(found, key=lambda each: (each.metadata.id, each.metadata.valid_from, each.metadata.version))

    def editions(self) -> list[str]:
        """Return the editions that were added, by name, whether or not their files are whole."""
        return self._named(_METADATA)

    def hidden(self) -> frozenset[str]:
        """Return the editions that ship with the program and were taken out."""
        return frozenset(self._named(HIDDEN))

    def _named(self, suffix: str) -> list[str]:
        """Return the editions that have a file with an ending."""
        names = (path.name.removesuffix(suffix) for path in self.folder.glob(f"*{suffix}"))
        return sorted(name for name in names if re.fullmatch(_EDITION, name))

    def get(self, edition: str) -> Added | None:
        """Return an edition that was added, None where it was not.

        :raises DocumentError: where its file was changed or is damaged.
        """
        path, before = self.folder / f"{edition}{_METADATA}", b""
        while (held := _content(path)) is not None:
            try:
                return self._read(edition)
            except DocumentError:
                if held == before:
                    raise
                before = held
        return None

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

        :raises BuildError: where another is at it, or the folder cannot be written; what is done meanwhile
            raises its own.
        :raises AccessError: where who is there may not change documents.
        """
        require(Act.CHANGE_DOCUMENTS)
        with ExitStack() as held:
            with _writing(self._home):
                try:
                    held.enter_context(turn(self._home / LOCK, patience=0))
                except TimeoutError as error:
                    raise BuildError(
                        "En annen tar inn eller fjerner et dokument akkurat nå. Vent til det er gjort, og prøv igjen."
                    ) from error
                self._sweep()
            yield

    def _sweep(self) -> None:
        """Remove our own files that no metadata name; where metadata cannot be read, all that may be theirs stays."""
        kept, doubtful = set(), set()
        for edition in self.editions():
            try:
                kept.add(_stored(edition, facts_beside(self.folder / f"{edition}{_METADATA}")))
            except DocumentError:
                doubtful.add(edition)
        for path in self.folder.glob("*"):
            ours = _FILE.fullmatch(path.name)
            unnamed = ours is not None and path.name not in kept and ours[1] not in doubtful
            if (unnamed or _LEFT.fullmatch(path.name)) and path.is_file() and not path.is_symlink():
                remove(path)

    def _read(self, edition: str) -> Added:
        path = self.folder / f"{edition}{_METADATA}"
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


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where it is not there; nothing where it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


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

"""The folder of builds: content-addressed, written beside the current one and swapped in.

Layout under ``$ANSVAR_HOME``: ``builds/<id>/`` with ``manifest.json``, ``graph/<edition>.ttl``
(the truth), ``documents/<edition>.txt`` (the source texts), ``store/`` and ``index/`` (caches), where there
are reviews ``reviews.ttl`` (those in force) and ``read/<edition>.ttl`` (the graph without them);
and the symbolic link ``current``. Beside them, outliving all builds: what people say
(``reviews.nq``, see ``kg/review/file.py``, and the feedback on answers).

An edition is one version of one document, ``<id>@<version>``. A build is looked at on a date: of each
document the edition in force on it is the one that the library, the index and the pages know.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from kg.appending import settle
from kg.audit import Event, record
from kg.errors import BuildError, DamageError
from kg.fingerprints import fingerprint, is_whole
from kg.model import Metadata, edition_key

SETTING = "ANSVAR_HOME"
SCHEMA = 3
KEPT_BUILDS = 2
_CHECKED = (
    "graph/*",
    "read/*",
    "reviews.ttl",
    "documents/*",
    "index/**/*",
    "store/*.sst",
    "store/CURRENT",
    "store/MANIFEST-*",
)


def home_folder() -> Path:
    """Return the folder that ``$ANSVAR_HOME`` names, else the user's data folder, else ``./.ansvar``."""
    if named := os.environ.get(SETTING):
        return Path(named)
    try:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:
        return Path(".ansvar").absolute()
    return base / "ansvarsgraf"


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


@dataclass(frozen=True)
class Build:
    """A finished build on disk, as it is on a date; ``warning`` says why it is not the one in use (kg/serving.py)."""

    folder: Path
    manifest: Manifest
    on: date = field(default_factory=date.today)
    warning: str = ""

    @property
    def store(self) -> Path:
        """The triple store's folder."""
        return self.folder / "store"

    @property
    def index(self) -> Path:
        """The index's folder."""
        return self.folder / "index"

    @cached_property
    def documents(self) -> tuple[Metadata, ...]:
        """The documents in force, each in one version."""
        return in_force(self.manifest.documents, self.on)

    @property
    def key(self) -> str:
        """What tells this build, with these editions in force, from all others: for caches."""
        return " ".join([self.manifest.id, *(meta.edition for meta in self.documents)])

    @property
    def versions(self) -> dict[str, str]:
        """The version in force of each document, by id."""
        return {meta.id: meta.version for meta in self.documents}

    def edition(self, name: str) -> Metadata:
        """Return a document's version by its key ``<id>@<version>``, or the one in force by the id alone.

        :raises BuildError: where there is none.
        """
        among = self.manifest.documents if "@" in name else self.documents
        for meta in among:
            if name in (meta.edition, meta.id):
                return meta
        raise BuildError(self._unknown(name))

    def succeeding(self, removed: Collection[str]) -> tuple[str, ...]:
        """Return the editions that come into force once some, named by their keys, are removed."""
        left = (meta for meta in self.manifest.documents if meta.edition not in removed)
        return tuple(meta.edition for meta in in_force(left, self.on) if meta not in self.documents)

    def turtle(self, document: str) -> Path:
        """Return the Turtle file of a document, named as for ``edition``."""
        return self.folder / "graph" / f"{self.edition(document).edition}.ttl"

    def read(self, document: str) -> Path:
        """Return the Turtle file of a document as it was read, without any review."""
        apart = self.folder / "read" / f"{self.edition(document).edition}.ttl"
        return apart if apart.exists() else self.turtle(document)

    @property
    def reviews(self) -> Path:
        """The Turtle file of the reviews in force; not there where there are none."""
        return self.folder / "reviews.ttl"

    def source(self, document: str) -> str:
        """Return the stored source text of a document, into which offsets count."""
        return (self.folder / "documents" / f"{self.edition(document).edition}.txt").read_text(encoding="utf-8")

    def known(self, documents: list[str]) -> list[str]:
        """Return document ids, all in force where none are asked for.

        :param documents: ids, or keys of editions that are in force.
        :raises BuildError: for one that is not in the build, or not in force, or where nothing is in force.
        """
        by_key = {meta.edition: meta.id for meta in self.documents}
        documents = [by_key.get(document, document) for document in documents]
        for document in documents:
            if document not in self.versions:
                raise BuildError(self._unknown(document))
        if not self.versions:
            raise BuildError(f"Ingen dokumenter er i kraft {self.on.isoformat()}. Velg en annen dato.")
        return list(dict.fromkeys(documents)) or sorted(self.versions)

    def _unknown(self, name: str) -> str:
        document = name.partition("@")[0]
        editions = [meta for meta in self.manifest.documents if meta.id == document]
        if any(meta.edition == name for meta in editions):
            return f"Utgaven «{name}» er ikke i kraft {self.on.isoformat()}. Velg en annen dato (--as-of)."
        if editions and "@" in name:
            known = ", ".join(meta.edition for meta in editions)
            return f"Ukjent utgave «{name}». Utgavene her er: {known}."
        if editions:
            first = min(meta.valid_from for meta in editions)
            return f"«{name}» er ikke i kraft {self.on.isoformat()}; den første utgaven gjelder fra {first}."
        return f"Ukjent dokument «{name}». Dokumentene her er: {', '.join(sorted(self.versions))}."


def in_force(editions: Iterable[Metadata], on: date) -> tuple[Metadata, ...]:
    """Return of each document the edition in force on a date: that with the latest ``valid_from`` not after it.

    Of two with the same date, which no build has, the one with the later version is taken, whatever their
    order. A document whose editions all lie in the future is left out. The order is that in which the
    documents first occur.
    """
    chosen: dict[str, Metadata] = {}
    for meta in editions:
        begun = meta.valid_from <= on.isoformat()
        if begun and (meta.id not in chosen or _age(chosen[meta.id]) < _age(meta)):
            chosen[meta.id] = meta
    return tuple(chosen.values())


def _age(meta: Metadata) -> tuple[str, str]:
    return meta.valid_from, meta.version


class Home:
    """The builds under one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or home_folder()

    @property
    def current(self) -> Path:
        """The link to the build in use."""
        return self.folder / "current"

    def open(self, *, on: date | None = None) -> Build:
        """Return the build in use, as it is on a date: today where None.

        :raises BuildError: where there is none, or it is of another version.
        :raises DamageError: where it is half-written, damaged or gone.
        """
        if not os.path.lexists(self.current):
            _reachable(self.folder)
            raise BuildError(f"Det er ikke bygget noe i {self.folder} ennå. Kjør «ansvar build» først.")
        return open_build(self.current.resolve(), on=on)

    def stamp(self) -> tuple[str, int, int]:
        """Return what changes whenever a build is put to use, be it one of the same name: for caches."""
        at = self.current.resolve()
        try:
            found = at.stat()
        except OSError:
            return str(at), 0, 0
        return str(at), found.st_ino, found.st_mtime_ns

    @contextmanager
    def writing(self, build_id: str) -> Iterator[Path]:
        """Give an empty folder to write a build into; it becomes current only where all went well.

        :raises BuildError: where another build is going on, or the folder cannot be written.
        """
        target = self.folder / "builds" / build_id
        beside = self.folder / "builds" / f".{build_id}.{os.getpid()}"
        with self.alone():
            try:
                self._sweep()
                beside.mkdir(parents=True)
                yield beside
                if target.exists():
                    shutil.rmtree(target)
                beside.rename(target)
                self.point_to(target)
                self._prune(target)
            finally:
                shutil.rmtree(beside, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other builds out.

        :raises BuildError: where another build is going on, or the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / "build.lock", timeout=0)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise BuildError("En annen bygging pågår. Vent til den er ferdig, og prøv igjen.") from error
        except OSError as error:
            why = error.strerror or error
            raise BuildError(
                f"Kan ikke skrive i {self.folder} ({why}). Sett {SETTING} til en mappe du eier."
            ) from error
        try:
            yield
        except OSError as error:
            why = error.strerror or error
            raise BuildError(f"Byggingen stoppet ({why}). Den forrige er urørt; rett feilen og prøv igjen.") from error
        finally:
            lock.release()

    def reuse(self, build_id: str) -> Build | None:
        """Make an older whole build with this id the current one again; None where there is none.

        :raises BuildError: where another build is going on, or the folder cannot be written.
        """
        target = self.folder / "builds" / build_id
        try:
            found = open_build(target)
        except BuildError:
            return None
        with self.alone():
            if not target.exists():
                return None
            self.point_to(target)
        return found

    def point_to(self, target: Path) -> None:
        """Make a build the current one, in one step; the audit log tells of it before."""
        record(Event.BUILD, self.folder, build=target.name, documents=sorted(editions_in(target) or ()))
        link = self.folder / f".current.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(target.relative_to(self.folder))
        os.replace(link, self.current)
        settle(self.folder)

    def editions(self) -> set[str]:
        """Return the editions that any build here holds, the older ones too."""
        return {edition for folder in (self.folder / "builds").glob("[!.]*") for edition in editions_in(folder) or ()}

    def forget(self, editions: Collection[str]) -> None:
        """Remove every build that holds, or may hold, one of some editions: the older ones, and the one in use too.

        :raises BuildError: where another build is going on, or the folder cannot be written.
        """
        with self.alone():
            self._sweep()
            for folder in (self.folder / "builds").glob("[!.]*"):
                held = editions_in(folder)
                if held is None or not held.isdisjoint(editions):
                    folder.rename(folder.with_name(f".{folder.name}"))
            self._sweep()
            if not self.current.exists():
                self.current.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what killed processes left half-written or half-removed.

        :raises BuildError: where another build is going on, or the folder cannot be written.
        """
        with self.alone():
            self._sweep()

    def _sweep(self) -> None:
        """Remove what killed processes left half-written or half-removed."""
        for left in (self.folder / "builds").glob(".*"):
            shutil.rmtree(left, ignore_errors=True)
        for link in self.folder.glob(".current.*"):
            link.unlink(missing_ok=True)

    def _prune(self, target: Path) -> None:
        builds = sorted((p for p in target.parent.iterdir() if p != target), key=lambda p: -p.stat().st_mtime)
        for old in builds[KEPT_BUILDS - 1 :]:
            shutil.rmtree(old, ignore_errors=True)


def editions_in(folder: Path) -> set[str] | None:
    """Return the editions that a build holds, None where its manifest does not tell."""
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {edition_key(meta["id"], meta["version"]) for meta in raw["documents"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def open_build(folder: Path, *, on: date | None = None) -> Build:
    """Read a build's manifest and check its files against it; the build is looked at on a date, today where None.

    :raises BuildError: where it is of another version.
    :raises DamageError: where it is half-written, damaged or gone.
    """
    again = "Kjør «ansvar build» på nytt."
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if raw["schema"] != SCHEMA:
            raise BuildError(f"Bygget er laget av en annen versjon av programmet. {again}")
        raw["documents"] = tuple(Metadata(**meta) for meta in raw["documents"])
        manifest = Manifest(**raw)
    except PermissionError as error:
        raise DamageError(
            f"Bygget i {folder} kan ikke leses ({error.strerror}). Rett tilgangen, og prøv igjen."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamageError(f"Bygget i {folder} er ufullstendig. {again}") from error
    for name, expected in manifest.checksums.items():
        path = folder / name
        try:
            same = is_whole(path, expected)
        except OSError as error:
            raise DamageError(f"Bygget i {folder} er skadet: {name} kan ikke leses. {again}") from error
        if not same:
            raise DamageError(f"Bygget i {folder} er skadet: {name} er endret. {again}")
    return Build(folder, manifest, on or date.today())


def _reachable(folder: Path) -> None:
    """Tell a folder that may not be looked into from one in which nothing is built.

    :raises BuildError: where it may not.
    """
    try:
        (folder / "current").lstat()
    except PermissionError as error:
        raise BuildError(
            f"Kan ikke lese i {folder} ({error.strerror}). Rett tilgangen, eller sett {SETTING} til en mappe du eier."
        ) from error
    except OSError:
        return


def write_manifest(folder: Path, make: Callable[[dict[str, str]], Manifest]) -> Manifest:
    """Write a build's manifest last, with the checksums of what it lists, and wait until all is on disk."""
    files = [path for pattern in _CHECKED for path in sorted(folder.glob(pattern)) if path.is_file()]
    manifest = make({path.relative_to(folder).as_posix(): fingerprint(path) for path in files})
    temporary = folder / "manifest.json.part"
    temporary.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    for path in (*files, temporary, *{path.parent for path in files}):
        settle(path)
    temporary.rename(folder / "manifest.json")
    settle(folder)
    return manifest

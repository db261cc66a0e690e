"""The folder of builds: content-addressed, written beside the current one and swapped in.

Layout under ``$ANSVAR_HOME``: ``builds/<id>/`` with ``manifest.json``, ``graph/<edition>.ttl``
(the truth), ``documents/<edition>.txt`` (the source texts), ``store/``, ``catalogue/`` and ``index/`` (caches),
where there are reviews ``reviews.ttl`` (those in force) and ``read/<edition>.ttl`` (the graph without them);
and the symbolic link ``current``. Beside them, outliving all builds: what people say
(``reviews.nq``, see ``kg/review/file.py``, and the feedback on answers).

An edition is one version of one document, ``<id>@<version>``. A build is looked at on a date: of each
document the edition in force on it is the one that the library, the index and the pages know.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from kg.appending import settle
from kg.audit import Event, record
from kg.errors import BuildError
from kg.manifest import SUMS, Manifest, compare, damage, editions_in, read_manifest
from kg.model import Metadata, edition_key

SETTING = "ANSVAR_HOME"
KEPT_BUILDS = 2


def home_folder() -> Path:
    """Return the folder that ``$ANSVAR_HOME`` names, else the user's data folder, else ``./.ansvar``."""
    if named := os.environ.get(SETTING):
        return Path(named)
    try:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:
        return Path(".ansvar").absolute()
    return base / "ansvarsgraf"


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
    def catalogue(self) -> Path:
        """The folder of the norms and clauses as records (``kg/catalogue.py``)."""
        return self.folder / "catalogue"

    @property
    def index(self) -> Path:
        """The index's folder."""
        return self.folder / "index"

    @cached_property
    def documents(self) -> tuple[Metadata, ...]:
        """The documents in force, each in one version."""
        return in_force(self.manifest.documents, self.on)

    @cached_property
    def key(self) -> str:
        """What tells this build, with these editions in force, from all others: for caches."""
        return " ".join([self.manifest.id, *(meta.edition for meta in self.documents)])

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version in force of each document, by id."""
        return {meta.id: meta.version for meta in self.documents}

    @cached_property
    def _editions(self) -> dict[str, Metadata]:
        """All editions by their key, and those in force by the id of their document too."""
        return {meta.edition: meta for meta in self.manifest.documents} | {meta.id: meta for meta in self.documents}

    @cached_property
    def several(self) -> frozenset[str]:
        """The documents of which there is more than one edition."""
        counts = Counter(meta.id for meta in self.manifest.documents)
        return frozenset(document for document, count in counts.items() if count > 1)

    def edition(self, name: str) -> Metadata:
        """Return a document's version by its key ``<id>@<version>``, or the one in force by the id alone.

        :raises BuildError: where there is none.
        """
        if (found := self._editions.get(name)) is None:
            raise BuildError(self._unknown(name))
        return found

    def succeeding(self, removed: Collection[str]) -> tuple[str, ...]:
        """Return the editions that come into force once some, named by their keys, are removed."""
        left = (meta for meta in self.manifest.documents if meta.edition not in removed)
        return tuple(meta.edition for meta in in_force(left, self.on) if meta not in self.documents)

    def turtle(self, document: str) -> Path:
        """Return the Turtle file of a document, named as for ``edition``.

        :raises DamageError: where it is damaged; so with ``read`` and ``source``.
        """
        return self._whole("graph", f"{self.edition(document).edition}.ttl")

    def read(self, document: str) -> Path:
        """Return the Turtle file of a document as it was read, without any review."""
        edition = self.edition(document).edition
        apart = (self.folder / "read" / f"{edition}.ttl").exists() or f"read/{edition}.ttl" in self._sums
        return self._whole("read", f"{edition}.ttl") if apart else self.turtle(document)

    @property
    def reviews(self) -> Path:
        """The Turtle file of the reviews in force; not there where there are none."""
        return self.folder / "reviews.ttl"

    def source(self, document: str) -> str:
        """Return the stored source text of a document, into which offsets count."""
        return self._whole("documents", f"{self.edition(document).edition}.txt").read_text(encoding="utf-8")

    @cached_property
    def _sums(self) -> dict[str, str]:
        """The checksums of the documents' files where these are many, which opening leaves to whoever reads them."""
        if SUMS not in self.manifest.checksums:
            return {}
        try:
            found: dict[str, str] = json.loads((self.folder / SUMS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise damage(self.folder, SUMS, "kan ikke leses") from error
        return found

    @property
    def checksums(self) -> dict[str, str]:
        """The fingerprints of all files that have one, by relative path."""
        return self.manifest.checksums | self._sums

    def _whole(self, part: str, name: str) -> Path:
        """Return a file of a document, compared with its checksum where opening has not done that.

        :raises DamageError: where they differ.
        """
        if (expected := self._sums.get(f"{part}/{name}")) is not None:
            compare(self.folder, f"{part}/{name}", expected)
        return self.folder / part / name

    def known(self, documents: list[str]) -> list[str]:
        """Return document ids, all in force where none are asked for.

        :param documents: ids, or keys of editions that are in force.
        :raises BuildError: for one that is not in the build, or not in force, or where nothing is in force.
        """
        found: dict[str, None] = {}
        for name in documents:
            document = name.partition("@")[0]
            version = self.versions.get(document)
            if version is None or name not in (document, edition_key(document, version)):
                raise BuildError(self._unknown(name))
            found[document] = None
        if not self.versions:
            raise BuildError(f"Ingen dokumenter er i kraft {self.on.isoformat()}. Velg en annen dato.")
        return list(found) or list(self._sorted)

    @cached_property
    def _sorted(self) -> tuple[str, ...]:
        """The ids of the documents in force, by alphabet."""
        return tuple(sorted(self.versions))

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


def open_build(folder: Path, *, on: date | None = None) -> Build:
    """Read a build's manifest and check its files against it; the build is looked at on a date, today where None.

    :raises BuildError: where it is of another version.
    :raises DamageError: where it is half-written, damaged or gone.
    """
    return Build(folder, read_manifest(folder), on or date.today())


def check_all(build: Build) -> None:
    """Read every file of a build and compare it with its checksum, the large ones too, and those of every document.

    :raises DamageError: for the first that differs.
    """
    for name, expected in build.checksums.items():
        compare(build.folder, name, expected, thorough=True)


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

"""Taking documents in and out of what is built: looked at first, read once, and nothing left of what is removed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from ingest.documents import document_of
from ingest.norms import norms
from kg.audit import Event, record
from kg.collection import Collection
from kg.errors import BuildError, DocumentError, ReviewError
from kg.home import Build, Home
from kg.inventory import Entry, Origin, State, counts, ends, states
from kg.library import Reading, as_read, as_stands
from kg.model import Metadata, edition_key
from kg.overlap import assessments
from kg.overlap.assessments import Assessment, AssessmentError
from kg.review import file as reviewfile
from kg.review.reviews import Review, in_force
from qa.build import Progress, assemble, tidied
from qa.intake import Candidate, clash_of, conflict_of, current_build, known_editions, ships
from qa.program import code_hash
from qa.remembered import keep_only
from qa.sources import Source, shipped, standing
from qa.staging import FOLDER as STAGING
from qa.staging import Staging, passages_of
from qa.whereabouts import whereabouts

UPLOADS = "ANSVAR_UPLOADS"
"""The setting that lets the page take documents in and out: off unless it is ``on``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What taking in or removing came to; ``build`` is None where nothing is left to build.

    ``changed`` is false where all was so already. ``reviews`` counts, for what was removed, the
    corrections and assessments in force of it that are kept, ``forgotten`` those that were removed with it.
    """

    editions: tuple[str, ...]
    build: Build | None
    changed: bool = True
    reviews: int = 0
    forgotten: int = 0


def uploads_on() -> bool:
    """Return whether the page may take documents in and out."""
    return os.environ.get(UPLOADS, "").strip().lower() == "on"


# -- taking in


def add(
    candidate: Candidate, *, replacing: bool = False, home: Home | None = None, progress: Progress | None = None
) -> Outcome:
    """Take a document in: keep its file, and build what there is with it; the others are not read again.

    :param replacing: whether it may take the place of the edition with its key.
    :raises DocumentError: where it cannot be taken in as it is; nothing is changed then.
    :raises BuildError: where another build is going on; nothing is changed then.
    """
    home = home or Home()
    collection = Collection(home.folder)
    document = candidate.reading[0]
    edition = document.metadata.edition
    with collection.changing():
        current = current_build(home)
        known = known_editions(home, current)
        conflict = conflict_of(document, candidate.content, known, current, home)
        clash = candidate.clash or clash_of(document.metadata, known, named=True)
        now = replace(candidate, clash=clash, conflict=conflict)
        if refused := now.refusal(options=True) or (not replacing and now.objection(options=True)):
            raise DocumentError(refused)
        built = current is not None and edition in {meta.edition for meta in current.manifest.documents}
        held = edition in collection.editions() or ships(document)
        if not conflict and built and held and edition not in collection.hidden():
            return Outcome((edition,), current, changed=False)
        record(Event.DOCUMENT_ADDED, home.folder, documents=[edition])
        with _undone(collection, edition):
            if ships(document):
                collection.drop(edition)
                collection.show(edition)
            else:
                time = datetime.now(UTC).isoformat(timespec="seconds")
                collection.keep(document.metadata, candidate.content, file=candidate.file, time=time)
            others, code = _others(home, current, edition, progress)
            build = assemble([*others, candidate.reading], home=home, code=code, progress=progress)
    return Outcome((edition,), build)


def said_of(meta: Metadata, done: Outcome) -> str:
    """Return what taking in an edition came to, in Norwegian."""
    news = "er tatt inn" if done.changed else "var her fra før, uendret"
    held = done.build.versions.get(meta.id) if done.build else None
    if held == meta.version:
        return f"{meta.edition} {news}, og er i kraft."
    now = f"i kraft nå er {edition_key(meta.id, held)}" if held else "dokumentet er ikke i kraft ennå"
    return f"{meta.edition} {news}, men er ikke i kraft i dag; {now}."


@contextmanager
def _undone(collection: Collection, edition: str) -> Iterator[None]:
    """Put an edition of the collection back as it was where what follows fails."""
    hidden = edition in collection.hidden()
    try:
        before = collection.get(edition)
    except DocumentError:
        before = None
    kept = before.path.read_bytes() if before else b""
    try:
        yield
    except BaseException:
        if before is not None:
            collection.keep(before.metadata, kept, file=before.file, time=before.time)
        else:
            collection.drop(edition)
        if hidden:
            collection.hide(edition)
        raise


def _others(home: Home, current: Build | None, edition: str, progress: Progress | None) -> tuple[list[Reading], str]:
    """Return what is to be built beside an edition, and the hash of the program that read it.

    What the build in use holds is taken from there where the same program read it; else it is read anew from
    its file. A document without a file here (named to ``ansvar build``) stays as it was read: the hash is then
    one that no program has, so that no later build takes it for its own reading.
    """
    code = code_hash()
    if current is None:
        sources = [source for source in standing(home) if source.metadata.edition != edition]
        return _extracted(sources, progress), code
    collection = Collection(home.folder)
    built = [meta.edition for meta in current.manifest.documents if meta.edition != edition]
    missing = [each for each in collection.editions() if each not in (*built, edition)]
    new = [Source(each.path, each.metadata) for each in map(collection.get, missing) if each is not None]
    if current.manifest.code == code:
        return [*(as_read(current, each) for each in built), *_extracted(new, progress)], code
    files = {source.metadata.edition: source for source in shipped()}
    files |= {each.metadata.edition: Source(each.path, each.metadata) for each in collection.added()}
    left = [each for each in built if each not in files]
    anew = _extracted([*(files[each] for each in built if each in files), *new], progress)
    mixed = hashlib.sha256(f"{code}\n{current.manifest.code}".encode()).hexdigest() if left else code
    return [*(as_read(current, each) for each in left), *anew], mixed


def _extracted(sources: Sequence[Source], progress: Progress | None) -> list[Reading]:
    found = []
    for at, source in enumerate(sources):
        if progress:
            progress(f"Trekker ut normer av {source.metadata.id}", at, len(sources))
        document, clauses = document_of(source.path, source.metadata)
        found.append((document, clauses, norms(document, clauses)))
    return found


# -- removing


def named(names: Sequence[str], *, reviews: bool = False, home: Home | None = None) -> tuple[str, ...]:
    """Return the editions that are meant by ``<id>@<version>``, or by the id alone where it has one edition.

    What only an older build holds, which is kept beside the one in use, counts where nothing else is meant.

    :param reviews: whether the id of a document counts of which no edition is left, but what people said of it.
    :raises DocumentError: where there is none, or an id has several.
    """
    home = home or Home()
    return _meant(names, _known(home, current_build(home)), home, reviews=reviews)


def succeeding(editions: Sequence[str], *, home: Home | None = None) -> tuple[str, ...]:
    """Return the editions that come into force once some are removed: earlier ones, mostly, so people are told."""
    current = current_build(home or Home())
    return () if current is None else current.succeeding(editions)


def _meant(names: Sequence[str], known: set[str], home: Home, *, reviews: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        meant = _matching(name, known) or _matching(name, home.editions())
        document = name.partition("@")[0]
        if not meant and reviews and not _matching(document, known) and any(_said(document, home)):
            meant = [document]
        if not meant:
            there = ", ".join(sorted(known)) or "ingen"
            raise DocumentError(f"Ukjent dokument «{name}». Utgavene her er: {there}.")
        if len(meant) > 1:
            raise DocumentError(f"«{name}» har flere utgaver: {', '.join(meant)}. Skriv den eller dem du mener.")
        found[meant[0]] = None
    return tuple(found)


def _known(home: Home, current: Build | None) -> set[str]:
    """Return the editions that are built, were added, or ship and were not taken out; damaged ones too."""
    collection = Collection(home.folder)
    built = {meta.edition for meta in (current.manifest.documents if current else ())}
    ships = {source.metadata.edition for source in shipped()} - collection.hidden()
    return built | ships | set(collection.editions())


def _matching(name: str, editions: set[str]) -> list[str]:
    return sorted(each for each in editions if name in (each, each.partition("@")[0]))


def remove(names: Sequence[str], *, reviews: bool = False, home: Home | None = None) -> Outcome:
    """Remove editions, so that nothing is left of them in graph, index, cache, older builds and collection.

    Corrections and assessments are people's work: they are kept, and count again when the document is taken
    in again, unless ``reviews`` says that those of a document with no edition left are to go too. They go last:
    where that fails, the same call once more does it.

    :param names: as for ``named``.
    :raises DocumentError: where an edition is not known.
    :raises BuildError: where another build is going on; nothing is changed then.
    :raises ReviewError: where what people said cannot be read; nothing is changed then. Where it cannot be
        removed, which the message says; the editions are removed then.
    :raises AssessmentError: likewise, before anything is changed.
    """
    home = home or Home()
    collection = Collection(home.folder)
    with collection.changing():
        home.sweep()
        current = current_build(home)
        known = _known(home, current)
        editions = _meant(names, known, home, reviews=reviews)
        left = {edition.partition("@")[0] for edition in known - set(editions)}
        gone = sorted({edition.partition("@")[0] for edition in editions} - left)
        said = sum(_counted(document, home) for document in gone)
        record(Event.DOCUMENT_REMOVED, home.folder, documents=list(editions))
        if current is not None:
            kept = [meta.edition for meta in current.manifest.documents if meta.edition not in editions]
            if 0 < len(kept) < len(current.manifest.documents):
                assemble([as_read(current, each) for each in kept], home=home, code=current.manifest.code)
        home.forget(editions)
        _forget_caches(home)
        if not tidied(home):
            place = whereabouts()
            raise BuildError(
                f"{', '.join(editions)} er ute av bygget her, men ligger ennå i lageret på "
                f"{place.graph or place.vectors}, som ikke svarer. Prøv igjen når det gjør det."
            )
        ships = {source.metadata.edition for source in shipped()}
        for edition in editions:
            collection.drop(edition)
            if edition in ships:
                collection.hide(edition)
        if reviews:
            _forget(gone, home)
    return Outcome(editions, current_build(home), reviews=0 if reviews else said, forgotten=said if reviews else 0)


def _forget_caches(home: Home) -> None:
    """Leave nothing of what is in no build any more in what is kept for later builds.

    :raises BuildError: where that cannot be removed.
    """
    current = current_build(home)
    kept: Iterable[str] = ()
    if current is not None:
        readings = (as_stands(current, meta.edition) for meta in current.manifest.documents)
        kept = (text for _, clauses, found in readings for text in passages_of(clauses, found))
    try:
        Staging(home.folder / STAGING).keep_only(())
        keep_only(home.folder, kept, encoder=current.manifest.encoder if current else "")
    except OSError as error:
        raise BuildError(f"Kan ikke skrive i {home.folder} ({error.strerror or error}). Rett tilgangen.") from error


def _said(document: str, home: Home) -> tuple[list[Review], list[Assessment]]:
    """Return the corrections and the assessments that are kept of a document's norms, whether or not they hold."""
    reviews = [each for each in reviewfile.kept(home.folder).reviews if each.target.document == document]
    return reviews, [each for each in assessments.kept(home.folder) if each.about(document)]


def _counted(document: str, home: Home) -> int:
    """Return how many corrections and assessments of a document's norms hold."""
    reviews, assessed = _said(document, home)
    return len(in_force(reviews)) + len(assessments.in_force(assessed))


def _forget(documents: Sequence[str], home: Home) -> None:
    for document in documents:
        try:
            reviewfile.forget(document, home.folder)
            assessments.forget(document, home.folder)
        except (ReviewError, AssessmentError) as error:
            raise ReviewError(
                f"{document} er fjernet, men ikke alle rettelser og vurderinger av det: {error} "
                f"Kjør «ansvar remove {document} --reviews» en gang til."
            ) from error


# -- listing


def listing(*, home: Home | None = None, on: date | None = None) -> list[Entry]:
    """Return all editions that are built, were added, or ship with the program, by document and date.

    :param on: the date on which they are in force or not: today where None.
    :raises DocumentError: where a file in the collection is damaged.
    """
    home = home or Home()
    collection, current = Collection(home.folder), current_build(home)
    added = {each.metadata.edition: each for each in collection.added()}
    ships = {source.metadata.edition: source.metadata for source in shipped()}
    built = {meta.edition: meta for meta in (current.manifest.documents if current else ())}
    counted = counts(current) if current else {}
    state, until = states(built.values(), on or date.today()), ends(built.values())
    known = ships | {edition: each.metadata for edition, each in added.items()} | built
    entries = []
    for edition, meta in known.items():
        clauses, found = counted.get(edition, (0, 0))
        out = edition in collection.hidden() and edition not in built
        entries.append(
            Entry(
                metadata=meta,
                origin=_origin(edition, added, ships),
                state=State.TAKEN_OUT if out else state.get(edition, State.UNBUILT),
                until=until.get(edition, ""),
                clauses=clauses,
                norms=found,
                file=added[edition].file if edition in added else "",
                time=added[edition].time if edition in added else "",
            )
        )
    return sorted(entries, key=lambda each: (each.metadata.id, each.metadata.valid_from, each.metadata.version))


def _origin(edition: str, added: Mapping[str, object], ships: Mapping[str, object]) -> Origin:
    if edition in added:
        return Origin.ADDED
    return Origin.SHIPPED if edition in ships else Origin.NAMED

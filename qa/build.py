"""Builds graph and index from documents: read, segment, extract, review, write, validate, index, swap in.

A document is read, laid under the reviews and written before the next one is: what is held of it in memory are the
words that the index takes. See docs/building.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from kg.catalogue import write_catalogue
from kg.errors import BuildError
from kg.home import Build, Home, open_build
from kg.iris import REVIEWS, document_iri
from kg.keeping import keeper
from kg.library import Reading, as_read
from kg.manifest import manifest_of, write_manifest
from kg.model import Metadata
from kg.review.curation import Curation, curated
from kg.review.file import kept
from kg.review.graph import turtle_of
from kg.review.reviews import Review, in_force
from qa import milvus
from qa.cluster import workers
from qa.drafts import Copied, Drafts
from qa.earlier import open_earlier
from qa.encoder import encoder
from qa.graphfiles import PARTS, write_graph
from qa.index import write_index
from qa.program import code_hash
from qa.remembered import Remembering, remembering
from qa.sources import distinct, expanded, source_of, standing
from qa.spool import Spool
from qa.staging import FOLDER, Staging, passages_of
from qa.vectors import vectors_held

Progress = Callable[[str, int, int], None]
Entry = Reading
"""A document with its clauses and its norms as they stand, the reviews laid over them."""


def build(
    paths: Sequence[Path], *, home: Home | None = None, progress: Progress | None = None, cluster: str = ""
) -> Build:
    """Build exactly the documents named; what is already built so is not built again.

    :param paths: the documents; where empty, those that ship with the program and those that users have added.
    :param progress: called with what is done now, how many steps are done, and of how many.
    :param cluster: whose workers make the documents ready, as for ``qa.cluster.workers``; this process where empty.
    :raises DocumentError: where a document cannot be used; nothing is changed then.
    :raises BuildError: where another build is going on, the graph does not conform, or the cluster fails.
    :raises ReviewError: where the reviews cannot be read.
    """
    home = home or Home()
    step = progress or _silent
    sources = [source_of(path) for path in expanded(paths)] if paths else standing(home)
    distinct(sources)
    total = len(sources) * (2 if cluster else 1) + 3
    step("Leser dokumentene", 0, total)
    with workers(cluster) if cluster else nullcontext() as team:
        drafts = Drafts(sources, team)
        code, reviews = code_hash(), kept(home.folder).reviews
        build_id = _identity(drafts.digests, {source.metadata.id for source in sources}, code, reviews)
        if (old := _built(home, build_id)) is not None:
            step("Uendret", total, total)
            return old
        with home.writing(build_id) as folder, remembering(encoder(), home.folder) as model:
            drafts.open(open_earlier(home, code), Staging(home.folder / FOLDER), code)
            done = drafts.made_ready(lambda what, at: step(what, at, total))
            readings = drafts.readings(model, lambda what, at: step(what, done + at, total))
            _write(folder, readings, reviews, model, build_id, code, lambda what, at: step(what, total - 2 + at, total))
    drafts.clear()
    tidied(home)
    step("Ferdig", total, total)
    return home.open()


def rebuild(*, home: Home | None = None) -> Build:
    """Make the build in use anew with the reviews as they are now; its documents are not read again.

    :raises BuildError: where there is none, another build is going on, or the graph does not conform.
    :raises ReviewError: where the reviews cannot be read.
    """
    home = home or Home()
    current = home.open()
    readings = [as_read(current, meta.edition) for meta in current.manifest.documents]
    return assemble(readings, home=home, code=current.manifest.code)


def assemble(readings: Sequence[Reading], *, home: Home, code: str, progress: Progress | None = None) -> Build:
    """Make a build of documents that have been read, with the reviews as they are now, and put it to use.

    :param code: the hash of the program that read them.
    :param progress: called with what is done now, how many steps are done, and of how many.
    :raises BuildError: where another build is going on, or the graph does not conform.
    :raises ReviewError: where the reviews cannot be read.
    """
    step = progress or _silent
    reviews = kept(home.folder).reviews
    documents = [document for document, _, _ in readings]
    build_id = _identity([each.digest for each in documents], {each.id for each in documents}, code, reviews)
    if (old := _built(home, build_id)) is not None:
        return old
    earlier = open_earlier(home, code)
    with home.writing(build_id) as folder, remembering(encoder(), home.folder) as model:
        taken = ((reading, earlier.copy) for reading in readings)
        _write(folder, taken, reviews, model, build_id, code, lambda what, at: step(what, at, 2))
    tidied(home)
    return home.open()


def tidied(home: Home) -> bool:
    """Remove what no build of a home has any more from where graphs and vectors are kept; whether that could be done.

    A build that is done need not wait for it: the next one tries again.
    """
    try:
        with home.alone():
            keeper().tidy(home)
            if (server := milvus.chosen()) is not None:
                server.tidy(home)
    except BuildError:
        return False
    return True


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody how far it has come."""


def _write(
    folder: Path,
    readings: Iterable[tuple[Reading, Copied]],
    reviews: Sequence[Review],
    model: Remembering,
    build_id: str,
    code: str,
    step: Callable[[str, int], None],
) -> None:
    """Lay the reviews over what was read, and write graph, index and manifest into a folder; one document at a time."""
    for part in PARTS:
        (folder / part).mkdir()
    files: dict[str, Path] = {}
    with Spool[Entry](folder) as entries:
        for reading, copied in readings:
            entry = _written(folder, curated(*reading, reviews), copied)
            meta = entry[0].metadata
            files[document_iri(meta.id, meta.version)] = folder / "graph" / f"{meta.edition}.ttl"
            model.learn(passages_of(*entry[1:]))
            entries.append(entry)
        made = manifest_of(entries, name=build_id, code=code, encoder=model.name, dimension=model.dimension)
        step("Skriver grafen", 0)
        if about := _about(made.documents, reviews):
            files[REVIEWS] = folder / "reviews.ttl"
            files[REVIEWS].write_text(turtle_of(about), encoding="utf-8")
        keeper().keep(folder, files)
        step("Lager indeksen", 1)
        write_catalogue(folder / "catalogue", entries)
        write_index(folder / "index", entries, model)
    write_manifest(folder, made)


def _about(documents: Iterable[Metadata], reviews: Sequence[Review]) -> list[Review]:
    """Return the reviews in force of some documents."""
    ids = {meta.id for meta in documents}
    return [review for review in in_force(reviews) if review.target.document in ids]


def _written(folder: Path, curation: Curation, copied: Copied) -> Entry:
    """Write the files of a document, and return it with its norms as they stand."""
    if not copied(curation, folder):
        write_graph(folder, curation)
    return curation.ground.document, list(curation.ground.clauses.values()), list(curation.norms)


def _built(home: Home, build_id: str) -> Build | None:
    """Return the whole build with this id, made current if it is not; None where there is none.

    One whose graph or vectors are not where they are kept now, the settings having changed, is none.

    :raises StoreError: where that cannot be known.
    """
    try:
        found = open_build(home.folder / "builds" / build_id)
    except BuildError:
        return None
    if not (keeper().holds(found) and vectors_held(found.index)):
        return None
    return found if home.current.resolve() == found.folder.resolve() else home.reuse(build_id)


def _identity(digests: Iterable[str], documents: Collection[str], code: str, reviews: Sequence[Review]) -> str:
    """Return a hash of all that a build depends on: texts, code, and the reviews in force of these documents."""
    parts = [*sorted(digests), code]
    parts += [review.id for review in in_force(reviews) if review.target.document in documents]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

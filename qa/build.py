"""Builds graph and index from documents: read, segment, extract, review, write, validate, index, swap in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import data
from ingest.documents import document_of
from ingest.metadata import read_metadata
from ingest.norms import norms
from ingest.pipeline import pipeline_name
from ingest.readers import READERS
from kg.catalogue import write_catalogue
from kg.collection import Collection
from kg.errors import BuildError, DocumentError
from kg.home import Build, Home, open_build
from kg.iris import REVIEWS, document_iri
from kg.keeping import keeper
from kg.library import Reading, as_read
from kg.manifest import SCHEMA, Manifest, write_manifest
from kg.model import Document, Metadata
from kg.rdf import graph_of
from kg.review.curation import Curation, curated
from kg.review.file import kept
from kg.review.graph import turtle_of
from kg.review.reviews import Review, in_force
from kg.validation import validate
from ontology import ROOT as ONTOLOGY
from qa import milvus
from qa.earlier import Earlier, open_earlier
from qa.encoder import encoder, encoder_name
from qa.index import write_index
from qa.tuned import BIASES
from qa.vectors import vectors_held

Progress = Callable[[str, int, int], None]
_ROOMS = ("ingest", "kg", "qa", "ontology")


@dataclass(frozen=True, slots=True)
class Source:
    """A document's file, and what is known of the document."""

    path: Path
    metadata: Metadata


def default_documents() -> list[Path]:
    """Return the guidelines that ship with the program."""
    return _expanded([data.GUIDELINES])


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


def _expanded(paths: Sequence[Path]) -> list[Path]:
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


def build(paths: Sequence[Path], *, home: Home | None = None, progress: Progress | None = None) -> Build:
    """Build exactly the documents named; what is already built so is not built again.

    :param paths: the documents; where empty, those that ship with the program and those that users have added.
    :param progress: called with what is done now, how many steps are done, and of how many.
    :raises DocumentError: where a document cannot be used; nothing is changed then.
    :raises BuildError: where another build is going on, or the graph does not conform.
    :raises ReviewError: where the reviews cannot be read.
    """
    home = home or Home()
    step = progress or _silent
    sources = [source_of(path) for path in _expanded(paths)] if paths else standing(home)
    total = len(sources) + 3
    step("Leser dokumentene", 0, total)
    documents = [document_of(source.path, source.metadata) for source in sources]
    _distinct([(source.path, document) for source, (document, _) in zip(sources, documents, strict=True)])
    code, reviews = code_hash(), kept(home.folder).reviews
    build_id = _identity([document for document, _ in documents], code, reviews)
    if (old := _built(home, build_id)) is not None:
        step("Uendret", total, total)
        return old
    earlier = open_earlier(home, code)
    readings: list[Reading] = []
    with home.writing(build_id) as folder:
        for at, (document, clauses) in enumerate(documents):
            step(f"Trekker ut normer av {document.id}", at + 1, total)
            readings.append(earlier.reading(document) or (document, clauses, norms(document, clauses)))
        _write(folder, readings, reviews, earlier, build_id, code, lambda what, at: step(what, total - 2 + at, total))
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
    build_id = _identity([document for document, _, _ in readings], code, reviews)
    if (old := _built(home, build_id)) is not None:
        return old
    earlier = open_earlier(home, code)
    with home.writing(build_id) as folder:
        _write(folder, readings, reviews, earlier, build_id, code, lambda what, at: step(what, at, 2))
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
    readings: Sequence[Reading],
    reviews: Sequence[Review],
    earlier: Earlier,
    build_id: str,
    code: str,
    step: Callable[[str, int], None],
) -> None:
    """Lay the reviews over what was read, and write graph, index and manifest into a folder."""
    curations = [curated(*reading, reviews) for reading in readings]
    step("Skriver og sjekker grafen", 0)
    _write_graphs(folder, curations, _about(readings, reviews), earlier)
    step("Lager indeksen", 1)
    model = earlier.encoder(encoder())
    entries = [(c.ground.document, list(c.ground.clauses.values()), list(c.norms)) for c in curations]
    write_catalogue(folder / "catalogue", entries)
    write_index(folder / "index", entries, model)
    write_manifest(
        folder,
        lambda checksums: Manifest(
            id=build_id,
            schema=SCHEMA,
            code=code,
            encoder=model.name,
            dimension=model.dimension,
            documents=tuple(document.metadata for document, _, _ in entries),
            norms=sum(len(found) for _, _, found in entries),
            clauses=sum(len(clauses) for _, clauses, _ in entries),
            checksums=checksums,
        ),
    )


def _about(readings: Sequence[Reading], reviews: Sequence[Review]) -> list[Review]:
    """Return the reviews in force of some documents."""
    documents = {document.id for document, _, _ in readings}
    return [review for review in in_force(reviews) if review.target.document in documents]


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


def _distinct(documents: Sequence[tuple[Path, Document]]) -> None:
    keys: dict[str, Path] = {}
    beginnings: dict[tuple[str, str], Path] = {}
    for path, document in documents:
        edition, begins = document.metadata.edition, (document.id, document.metadata.valid_from)
        if other := keys.get(edition):
            raise DocumentError(
                f"{other.name} og {path.name} har samme id og utgave, «{edition}». "
                "Gi dem hver sin id eller utgave (id og version) i metadatafilen."
            )
        if other := beginnings.get(begins):
            raise DocumentError(
                f"{other.name} og {path.name} er utgaver av {document.id} som gjelder fra samme dag. "
                "Oppgi i metadatafilene når hver gjelder fra (valid_from)."
            )
        keys[edition] = beginnings[begins] = path


def code_hash() -> str:
    """Return a hash of all that readings depend on besides the texts: code, ontology, pipeline and encoder."""
    root = ONTOLOGY.parent
    files = [p for room in _ROOMS for p in sorted((root / room).rglob("*")) if p.suffix in (".py", ".ttl", ".rq")]
    parts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    meta = Path(pipeline_name()) / "meta.json"
    parts += [pipeline_name() if not meta.is_file() else hashlib.sha256(meta.read_bytes()).hexdigest()]
    parts += [encoder_name(), hashlib.sha256(BIASES.read_bytes()).hexdigest(), str(SCHEMA)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _identity(documents: Sequence[Document], code: str, reviews: Sequence[Review]) -> str:
    """Return a hash of all that a build depends on: texts, code, and the reviews in force of these documents."""
    names = {document.id for document in documents}
    parts = [*sorted(document.digest for document in documents), code]
    parts += [review.id for review in in_force(reviews) if review.target.document in names]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _write_graphs(folder: Path, curations: Sequence[Curation], reviews: Sequence[Review], earlier: Earlier) -> None:
    for part in ("graph", "documents"):
        (folder / part).mkdir()
    files: dict[str, Path] = {}
    for curation in curations:
        meta = curation.ground.document.metadata
        if not earlier.copy(curation, folder):
            _write_graph(folder, curation)
        files[document_iri(meta.id, meta.version)] = folder / "graph" / f"{meta.edition}.ttl"
    if reviews:
        files[REVIEWS] = folder / "reviews.ttl"
        files[REVIEWS].write_text(turtle_of(reviews), encoding="utf-8")
    keeper().keep(folder, files)


def _write_graph(folder: Path, curation: Curation) -> None:
    """Write a document, its graph and, where reviews changed it, the graph as it was read.

    :raises BuildError: where the graph does not conform.
    """
    document, clauses = curation.ground.document, list(curation.ground.clauses.values())
    graph = graph_of(document, clauses, curation.norms)
    edition = document.metadata.edition
    graph.serialize(folder / "graph" / f"{edition}.ttl", format="turtle")
    (folder / "documents" / f"{edition}.txt").write_text(document.text, encoding="utf-8", newline="")
    if curation.norms != curation.read:
        (folder / "read").mkdir(exist_ok=True)
        apart = folder / "read" / f"{edition}.ttl"
        graph_of(document, clauses, curation.read).serialize(apart, format="turtle")
    report = validate(graph)
    if not report.conforms:
        raise BuildError(f"Grafen av {edition} er ikke gyldig, og er ikke tatt i bruk. {report.summary()}")

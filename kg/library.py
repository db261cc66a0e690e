"""Reads norms and clauses from the built graph, or from its catalogue where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kg.catalogue import Catalogue
from kg.errors import BuildError
from kg.graphs import Graphs
from kg.home import Build
from kg.iris import CONCEPTS, REVIEWS, clause_iri, concept_iri, document_iri, norm_iri, parts_of
from kg.model import Clause, Document, Metadata, Norm
from kg.rows import clauses_of, norms_of
from kg.store import Store

LARGEST_IN_MEMORY = 600
"""Norms: the graph of a larger build is queried on disk."""
Reading = tuple[Document, list[Clause], list[Norm]]
"""A document with its clauses and norms."""


class Library:
    """Norms and clauses of a build, which does not change, by their ids.

    What belongs together is asked of the graph. The parts of a norm or clause come from the catalogue; where
    there is none, for a graph that is no build, by SPARQL in batches, and are all kept.
    """

    def __init__(self, store: Graphs, versions: dict[str, str], catalogue: Catalogue | None = None) -> None:
        self._store = store
        self._versions = versions
        self._catalogue = catalogue
        self._norms: dict[str, Norm] = {}
        self._clauses: dict[str, dict[str, Clause]] = {}

    def select(self, query: str, **values: Iterable[str]) -> list[dict[str, str]]:
        """Run a named query of ``ontology/queries`` over the graph of the build; see ``Store.select``."""
        return self._store.select(query, **values)

    def norms(self, keys: Sequence[tuple[str, str]]) -> list[Norm]:
        """Return norms by (document id, norm id), in the order asked for."""
        if self._catalogue is not None:
            return [self._catalogue.norm(document, self._versions[document], norm) for document, norm in keys]
        return self._by_iri([clause_iri(document, self._versions[document], norm) for document, norm in keys])

    def numbered(self, document: str, number: int) -> Norm:
        """Return a norm by its number among those of its document, in the document's order, from 0."""
        if self._catalogue is not None:
            return self._catalogue.numbered(document, self._versions[document], number)
        return self.all_norms(document)[number]

    def _by_iri(self, iris: Sequence[str]) -> list[Norm]:
        """Return norms by their IRIs, in the order asked for."""
        if self._catalogue is not None:
            return [self._catalogue.norm(*parts_of(iri)) for iri in iris]
        missing = [iri for iri in iris if iri not in self._norms]
        if missing:
            for norm in norms_of(self._store.select("norms_by_id", norm=missing)):
                self._norms[norm_iri(norm)] = norm
        return [self._norms[iri] for iri in iris]

    def ties(self, iris: Sequence[str]) -> dict[str, list[Norm]]:
        """Return the norms tied to some norms, by kind of tie, in the document's order."""
        rows = self._store.select("resolve", norm=iris)
        found: dict[str, list[Norm]] = {}
        for row, norm in zip(rows, self._by_iri([row["other"] for row in rows]), strict=True):
            found.setdefault(row["tie"], []).append(norm)
        return {tie: sorted(norms, key=lambda norm: norm.start) for tie, norms in found.items()}

    def of_roles(self, documents: Sequence[str], roles: Sequence[str] | None = None) -> list[tuple[str, str, Norm]]:
        """Return (role, side, norm) for the norms of some documents that roles bear or receive.

        :param roles: role ids; all roles where None.
        """
        names = [self.graph(document) for document in documents]
        places = {"document": names} if roles is None else {"document": names, "role": map(concept_iri, roles)}
        rows = self._store.select("norms_of_roles", **places)
        norms = self._by_iri([row["norm"] for row in rows])
        return [(row["role"].removeprefix(CONCEPTS), row["side"], norm) for row, norm in zip(rows, norms, strict=True)]

    def clauses(self, document: str) -> dict[str, Clause]:
        """Return the clauses of a document by id, in order."""
        if self._catalogue is not None:
            return self._catalogue.clauses(document, self._versions[document])
        if document not in self._clauses:
            name = self.graph(document)
            rows = self._store.select("clauses_of_document", document=[name])
            self._clauses[document] = {clause.id: clause for clause in clauses_of(rows)}
        return self._clauses[document]

    def base(self, document: str) -> str:
        """Return what the IRIs of a document's clauses and norms have before their id."""
        return self.graph(document) + "/"

    def graph(self, document: str) -> str:
        """Return the name of the graph of a document."""
        return document_iri(document, self._versions[document])

    def rows(self, query: str, documents: Sequence[str]) -> list[dict[str, str]]:
        """Run a named query that keeps to some documents (its ``# VALUES ?document``)."""
        return self._store.select(query, document=[self.graph(each) for each in documents])

    def all_norms(self, document: str) -> list[Norm]:
        """Return all norms of a document, in order."""
        if self._catalogue is not None:
            return self._catalogue.all_norms(document, self._versions[document])
        return self._by_iri([row["norm"] for row in self.rows("norms_of_document", [document])])

    def norms_of(self, documents: Iterable[str]) -> list[Norm]:
        """Return all norms of some documents, in their order."""
        return [norm for document in documents for norm in self.all_norms(document)]


def open_library(build: Build) -> Library:
    """Open the library of a build, for reading.

    :raises BuildError: where its store is missing or damaged.
    """
    return Library(open_store(build), build.versions, Catalogue(build.catalogue))


def open_store(build: Build) -> Graphs:
    """Open the graph of a build where it is kept, for reading; queries see the editions in force, and the reviews.

    :raises BuildError: where it is missing or damaged, or its store cannot be reached.
    """
    from kg.keeping import keeper

    return keeper().open(build)


def embedded(build: Build) -> Store:
    """Open the graph of a build from the files of the build.

    A small graph is read into memory from its Turtle: sooner done than opening the store on
    disk (22 against 35 ms for one guideline), and queries run three times as fast.

    :raises BuildError: where it is missing or damaged.
    """
    if build.manifest.norms > LARGEST_IN_MEMORY:
        return Store(build.store, read_only=True, shown=_shown(build))
    return in_memory(build)


def in_memory(build: Build, *, beside: Mapping[str, Path] | None = None) -> Store:
    """Return a copy of the graph of a build, read into memory.

    :param beside: further Turtle files by the name of their graph, to be queried with it.
    :raises BuildError: where it is missing or damaged.
    """
    more, shown = beside or {}, _shown(build)
    store = Store(shown=None if shown is None else [*shown, *more])
    try:
        for name, path in (_files(build) | dict(more)).items():
            store.load(path, name)
    except (OSError, SyntaxError) as error:
        raise BuildError(f"Grafen i {build.folder} er skadet. Kjør «ansvar build» på nytt.") from error
    return store


def _files(build: Build) -> dict[str, Path]:
    files = {document_iri(meta.id, meta.version): build.turtle(meta.edition) for meta in build.manifest.documents}
    return files | ({REVIEWS: build.reviews} if build.reviews.exists() else {})


def _shown(build: Build) -> list[str] | None:
    """Return the graphs that are in force, and that of the reviews; None where these are all."""
    if build.documents == build.manifest.documents:
        return None
    return [*(document_iri(meta.id, meta.version) for meta in build.documents), REVIEWS]


def as_read(build: Build, edition: str) -> Reading:
    """Return a document of a build with its clauses and norms as they were read, without any review.

    :param edition: named as for ``Build.edition``.
    :raises BuildError: where there is no such edition, or its graph is missing or damaged.
    """
    return _reading(build, build.edition(edition), build.read(edition))


def as_stands(build: Build, edition: str) -> Reading:
    """Return a document of a build with its clauses and its norms as they stand, the reviews laid over them.

    :param edition: named as for ``Build.edition``.
    :raises BuildError: where there is no such edition, or its graph is missing or damaged.
    """
    return _reading(build, build.edition(edition), build.turtle(edition))


def _reading(build: Build, meta: Metadata, turtle: Path) -> Reading:
    store = Store()
    try:
        store.load(turtle, document_iri(meta.id, meta.version))
        text = build.source(meta.edition)
    except (OSError, SyntaxError) as error:
        raise BuildError(f"Grafen i {build.folder} er skadet. Kjør «ansvar build» på nytt.") from error
    library = Library(store, {meta.id: meta.version})
    return Document(meta, text), list(library.clauses(meta.id).values()), library.all_norms(meta.id)

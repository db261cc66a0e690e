"""The description of the graph as a data set that others can find and judge: DCAT and VoID.

One data set for all that is built, one for each document, one for each of its editions. Nothing here
depends on where it is served: all addresses lie under the program's own (docs/publishing.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pyoxigraph import Literal, NamedNode, Triple

from kg.graphs import Graphs
from kg.home import Build
from kg.iris import DOCUMENTS, NS, PREFIXES, document_iri, hashed
from kg.library import open_store
from kg.model import Metadata
from kg.publishing.serialization import serialized
from ontology import BASE

CATALOGUE, DATASET, PUBLISHER = BASE + "catalogue", BASE + "dataset", BASE + "agent/maintainers"
DCAT, DCTERMS, VOID = "http://www.w3.org/ns/dcat#", PREFIXES["dcterms"], "http://rdfs.org/ns/void#"
FOAF, RDF_TYPE = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_EU = "http://publications.europa.eu/resource/authority/"
_SHORT = PREFIXES | {"dcat": DCAT, "foaf": FOAF, "void": VOID}
_XSD = PREFIXES["xsd"]
LANGUAGES = {"nb": "NOB", "nn": "NNO", "no": "NOR", "en": "ENG", "se": "SME"}
"""The names of languages in the table of the EU that DCAT-AP asks for."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A form in which a data set can be had: how it is called, its media type and the EU's name of the format."""

    name: str
    suffix: str
    media_type: str
    format: str


DISTRIBUTIONS = (
    Distribution("Turtle", "ttl", "text/turtle", "RDF_TURTLE"),
    Distribution("TriG", "trig", "application/trig", "RDF_TRIG"),
    Distribution("JSON-LD", "jsonld", "application/ld+json", "JSON_LD"),
)


@dataclass(slots=True)
class Counts:
    """What a data set holds: triples by property, things by class, and things in all."""

    triples: dict[str, int] = field(default_factory=dict)
    entities: dict[str, int] = field(default_factory=dict)
    things: int = 0

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the properties and classes in use."""
        return sorted({_namespace(iri) for iri in (*self.triples, *self.entities)})


def _namespace(iri: str) -> str:
    r"""Return what a term's IRI has before its name.

    >>> _namespace("http://purl.org/dc/terms/title"), _namespace("http://www.w3.org/ns/oa#exact")
    ('http://purl.org/dc/terms/', 'http://www.w3.org/ns/oa#')
    """
    at = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: at + 1]


def catalogue(build: Build, form: str = "turtle") -> str:
    """Return the description of a build, in a format of ``kg.publishing.serialization.FORMATS``.

    :raises BuildError: where the graph is damaged.
    :raises KeyError: for another format.
    """
    made = datetime.fromtimestamp((build.folder / "manifest.json").stat().st_mtime, UTC).date()
    store = open_store(build)
    return serialized(described(build.manifest.documents, build.documents, store, made), form, prefixes=_SHORT)


def described(
    editions: Sequence[Metadata], in_force: Sequence[Metadata], store: Graphs, modified: date
) -> list[Triple]:
    """Return the description of editions in a store, no statement twice.

    :param in_force: the editions in force among them.
    :param modified: the day on which the graph was made.
    """
    whole, by_graph = _counted(store)
    current = {meta.id: meta.version for meta in in_force}
    ids = list(dict.fromkeys(meta.id for meta in editions))
    found = [*_catalogue(ids, modified), *_whole(editions, whole, modified)]
    for identifier in ids:
        versions = sorted((meta for meta in editions if meta.id == identifier), key=lambda meta: meta.valid_from)
        found += _document(versions, current.get(identifier))
        for position, meta in enumerate(versions):
            counts = by_graph.get(document_iri(meta.id, meta.version), Counts())
            found += _edition(meta, counts, versions[position - 1] if position else None, modified)
    return list(dict.fromkeys(found))


def _counted(store: Graphs) -> tuple[Counts, dict[str, Counts]]:
    """Return what all graphs hold together, and each by its name."""
    whole, by_graph = Counts(), defaultdict[str, Counts](Counts)
    for row in store.select("triples_in_all"):
        whole.triples[row["property"]] = int(row["triples"])
    for row in store.select("triples_by_graph"):
        by_graph[row["graph"]].triples[row["property"]] = int(row["triples"])
    for row in store.select("entities_in_all"):
        _enter(whole, row)
    for row in store.select("entities_by_graph"):
        _enter(by_graph[row["graph"]], row)
    return whole, by_graph


def _enter(counts: Counts, row: Mapping[str, str]) -> None:
    if "class" in row:
        counts.entities[row["class"]] = int(row["entities"])
    else:
        counts.things = int(row["entities"])


# -- what is said ----------------------------------------------------------------------------------


def _iri(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _say(subject: str, predicate: str, value: str, *, language: str | None = None, kind: str = "") -> Triple:
    if language is not None:
        literal = Literal(value, language=language)
    elif kind:
        literal = Literal(value, datatype=NamedNode(_XSD + kind))
    else:
        literal = Literal(value)
    return Triple(NamedNode(subject), NamedNode(predicate), literal)


def _types(subject: str, *kinds: str) -> Iterator[Triple]:
    for kind in kinds:
        yield _iri(subject, RDF_TYPE, kind)


def _named(subject: str, title: Mapping[str, str], description: Mapping[str, str]) -> Iterator[Triple]:
    for language, words in title.items():
        yield _say(subject, DCTERMS + "title", words, language=language)
    for language, words in description.items():
        yield _say(subject, DCTERMS + "description", words, language=language)


def _agent(iri: str, name: str) -> Iterator[Triple]:
    yield _iri(iri, RDF_TYPE, FOAF + "Agent")
    yield _say(iri, FOAF + "name", name)


def dataset_iri(document: str, version: str = "") -> str:
    """Return the IRI of the data set of a document, or of one of its editions.

    >>> dataset_iri("agder-2024", "2024").removeprefix(DATASET)
    '/agder-2024/2024'
    """
    return "/".join(part for part in (DATASET, document, version) if part)


def _catalogue(ids: Sequence[str], modified: date) -> Iterator[Triple]:
    service = BASE + "service/sparql"
    yield from _types(CATALOGUE, DCAT + "Catalog")
    yield from _named(
        CATALOGUE,
        {"nb": "Ansvarsgraf: katalog", "en": "Ansvarsgraf: catalogue"},
        {"nb": "Datasettene som er bygget av retningslinjer.", "en": "The data sets that were built from guidelines."},
    )
    yield from _agent(PUBLISHER, "Ansvarsgraf")
    yield _iri(CATALOGUE, DCTERMS + "publisher", PUBLISHER)
    yield _say(CATALOGUE, DCTERMS + "modified", modified.isoformat(), kind="date")
    for iri in (DATASET, *map(dataset_iri, ids)):
        yield _iri(CATALOGUE, DCAT + "dataset", iri)
    yield _iri(CATALOGUE, DCAT + "service", service)
    yield from _types(service, DCAT + "DataService")
    yield from _named(service, {"nb": "SPARQL-endepunkt", "en": "SPARQL endpoint"}, {})
    yield _iri(service, DCAT + "endpointURL", BASE + "sparql")
    yield _iri(service, DCAT + "servesDataset", DATASET)
    yield _iri(service, DCTERMS + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/")


def _whole(editions: Sequence[Metadata], counts: Counts, modified: date) -> Iterator[Triple]:
    yield from _types(DATASET, DCAT + "Dataset", VOID + "Dataset")
    yield from _named(
        DATASET,
        {"nb": "Hvem som har ansvar for hva", "en": "Who is responsible for what"},
        {
            "nb": "Normene i retningslinjer for samhandling i helsetjenesten: hvem som skal, bør, kan eller ikke skal "
            "gjøre hva, med punktet det står i. Hver utgave av et dokument er en navngitt graf.",
            "en": "The norms of guidelines on cooperation in health care: who must, should, may or must not do what, "
            "with the clause that says so. Each edition of a document is a named graph.",
        },
    )
    yield _iri(DATASET, DCTERMS + "publisher", PUBLISHER)
    yield _say(DATASET, DCTERMS + "modified", modified.isoformat(), kind="date")
    yield _iri(DATASET, DCAT + "theme", _EU + "data-theme/HEAL")
    yield _iri(DATASET, DCTERMS + "conformsTo", NS.removesuffix("#"))
    yield _say(DATASET, VOID + "uriSpace", BASE)
    yield _iri(DATASET, VOID + "sparqlEndpoint", BASE + "sparql")
    for form in DISTRIBUTIONS:
        where = f"{BASE}graph.{form.suffix}"
        yield _iri(DATASET, VOID + "dataDump", where)
        yield from _distribution(DATASET, form, where, download=True)
    for meta in editions:
        yield from _language(DATASET, meta.language)
        yield _iri(DATASET, VOID + "subset", dataset_iri(meta.id, meta.version))
        yield _iri(DATASET, VOID + "rootResource", document_iri(meta.id, meta.version))
    yield from _statistics(DATASET, counts)


def _document(versions: Sequence[Metadata], current: str | None) -> Iterator[Triple]:
    """Describe a document whatever the edition; ``current`` is the version in force."""
    last = next((meta for meta in versions if meta.version == current), versions[-1])
    iri = dataset_iri(last.id)
    yield from _types(iri, DCAT + "Dataset")
    yield from _titled(iri, last)
    yield from _published(iri, last)
    yield _say(iri, DCTERMS + "identifier", last.id)
    yield _iri(iri, DCTERMS + "source", DOCUMENTS + last.id)
    for meta in versions:
        yield _iri(iri, DCAT + "hasVersion", dataset_iri(meta.id, meta.version))
    if current is not None:
        yield _iri(iri, DCAT + "hasCurrentVersion", dataset_iri(last.id, current))


def _edition(meta: Metadata, counts: Counts, before: Metadata | None, modified: date) -> Iterator[Triple]:
    iri, document = dataset_iri(meta.id, meta.version), document_iri(meta.id, meta.version)
    yield from _types(iri, DCAT + "Dataset", VOID + "Dataset")
    yield from _titled(iri, meta)
    yield from _published(iri, meta)
    yield _say(iri, DCTERMS + "identifier", meta.edition)
    yield _say(iri, DCAT + "version", meta.version)
    yield _iri(iri, DCAT + "isVersionOf", dataset_iri(meta.id))
    yield _iri(iri, DCTERMS + "isVersionOf", dataset_iri(meta.id))
    # The graph is read from the document, and named by it.
    yield _iri(iri, DCTERMS + "source", document)
    yield _say(iri, DCTERMS + "modified", modified.isoformat(), kind="date")
    if meta.year is not None:
        yield _say(iri, DCTERMS + "issued", f"{meta.year:04}", kind="gYear")
    if meta.valid_from:
        yield _say(iri, DCTERMS + "valid", meta.valid_from, kind="date")
    if before is not None:
        yield _iri(iri, DCAT + "previousVersion", dataset_iri(before.id, before.version))
    yield from _language(iri, meta.language)
    yield _say(iri, VOID + "uriSpace", f"{document}/")
    yield _iri(iri, VOID + "rootResource", document)
    for form in DISTRIBUTIONS:
        if form.name != "TriG":
            yield from _distribution(iri, form, document, download=False)
    yield from _statistics(iri, counts)


def _titled(iri: str, meta: Metadata) -> Iterator[Triple]:
    named = meta.version in meta.title
    yield from _named(
        iri,
        {meta.language: meta.title},
        {
            "nb": f"Det som er lest ut av «{meta.title}»" + ("." if named else f", utgave {meta.version}."),
            "en": f"What was read from “{meta.title}”" + ("." if named else f", edition {meta.version}."),
        },
    )


def _published(iri: str, meta: Metadata) -> Iterator[Triple]:
    """Say who publishes the guideline; where nobody is known, who made the graph."""
    publisher = f"{BASE}agent/{hashed(meta.publisher)}" if meta.publisher else PUBLISHER
    yield _iri(iri, DCTERMS + "publisher", publisher)
    if meta.publisher:
        yield from _agent(publisher, meta.publisher)


def _language(iri: str, language: str) -> Iterator[Triple]:
    known = LANGUAGES.get(language.partition("-")[0].lower())
    if known:
        yield _iri(iri, DCTERMS + "language", f"{_EU}language/{known}")


def _distribution(dataset: str, form: Distribution, where: str, *, download: bool) -> Iterator[Triple]:
    iri = f"{dataset.replace(DATASET, BASE + 'distribution', 1)}/{form.suffix}"
    yield _iri(dataset, DCAT + "distribution", iri)
    yield from _types(iri, DCAT + "Distribution")
    yield from _named(iri, {"nb": form.name, "en": form.name}, {})
    yield _iri(iri, DCAT + "accessURL", where)
    if download:
        yield _iri(iri, DCAT + "downloadURL", where)
    yield _iri(iri, DCAT + "mediaType", f"https://www.iana.org/assignments/media-types/{form.media_type}")
    yield _iri(iri, DCTERMS + "format", f"{_EU}file-type/{form.format}")


def _statistics(iri: str, counts: Counts) -> Iterator[Triple]:
    figures = {
        "triples": sum(counts.triples.values()),
        "entities": counts.things,
        "distinctSubjects": counts.things,
        "classes": len(counts.entities),
        "properties": len(counts.triples),
    }
    for name, figure in figures.items():
        yield _say(iri, VOID + name, str(figure), kind="integer")
    for vocabulary in counts.vocabularies:
        yield _iri(iri, VOID + "vocabulary", vocabulary)
    for kind, entities in counts.entities.items():
        part = f"{iri}/class/{hashed(kind)}"
        yield _iri(iri, VOID + "classPartition", part)
        yield _iri(part, VOID + "class", kind)
        yield _say(part, VOID + "entities", str(entities), kind="integer")

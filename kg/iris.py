"""The IRIs of documents, clauses, norms and concepts, made and read without rdflib.

Ids and versions are slugs (see ``ingest/metadata.py``), so that joining them is safe.
"""

from __future__ import annotations

import hashlib

from kg.model import Norm
from ontology import BASE

NS = BASE + "ns#"
CONCEPTS = BASE + "concept/"
DOCUMENTS = BASE + "doc/"
REVIEWS = BASE + "reviews"
"""The name of the graph of reviews."""
KNOWLEDGE = BASE + "concepts"
"""What the names of the graphs of the concepts begin with."""
PREFIXES = {
    "ansvar": NS,
    "c": CONCEPTS,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def document_iri(document: str, version: str) -> str:
    """Return the IRI of a document version, the name of its graph."""
    return f"{DOCUMENTS}{document}/{version}"


def clause_iri(document: str, version: str, clause: str) -> str:
    """Return the IRI of a clause, or of a norm by its id.

    >>> clause_iri("agder-2024", "2024", "sec_11__point_3").removeprefix(DOCUMENTS)
    'agder-2024/2024/sec_11__point_3'
    """
    return f"{DOCUMENTS}{document}/{version}/{clause}"


def norm_iri(norm: Norm) -> str:
    """Return the IRI of a norm."""
    return clause_iri(norm.document, norm.version, norm.id)


def concept_iri(concept: str) -> str:
    """Return the IRI of a concept, known or provisional."""
    return CONCEPTS + concept


def review_iri(review: str) -> str:
    """Return the IRI of a review by its id."""
    return f"{BASE}review/{review}"


def amendment_iri(change: str) -> str:
    """Return the IRI of a change between two editions by its id."""
    return f"{BASE}amendment/{change}"


def act_iri(review: str) -> str:
    """Return the IRI of the act of reviewing."""
    return f"{review_iri(review)}/act"


def person_iri(name: str) -> str:
    """Return the IRI of a person, hashed from the name."""
    return f"{BASE}person/{hashed(name)}"


def hashed(*parts: str) -> str:
    """Return a name of 20 hexadecimal digits for some content."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def parts_of(iri: str) -> tuple[str, str, str]:
    """Return the document, version and id of a clause's or norm's IRI.

    >>> parts_of("https://w3id.org/ansvarsgraf/doc/agder-2024/2024/sec_11__point_3")
    ('agder-2024', '2024', 'sec_11__point_3')
    """
    document, version, name = iri.removeprefix(DOCUMENTS).split("/", 2)
    return document, version, name


def graph_of(iri: str) -> str:
    """Return the name of the graph that tells of a document version, or of a clause or norm of it.

    >>> graph_of("https://w3id.org/ansvarsgraf/doc/agder-2024/2024/sec_11__point_3")
    'https://w3id.org/ansvarsgraf/doc/agder-2024/2024'
    """
    return DOCUMENTS + "/".join(iri.removeprefix(DOCUMENTS).split("/")[:2])

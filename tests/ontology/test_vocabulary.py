"""The vocabulary is described in both languages, holds what graphs use and nothing else, and its page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

from kg.difference.graph import difference_graph
from kg.model import Reviewed
from kg.rdf import graph_of
from kg.review.graph import turtle_of
from kg.review.reviews import Change, Field, Target, Verdict
from ontology import BASE, ROOT
from ontology.vocabulary import PAGE, vocabulary_page
from tests.kg.known_changes import found as differences_found
from tests.kg.made_reviews import TARGET, review
from tests.support import AGDER, GOLD, real

NS = BASE + "ns#"
ONTOLOGY = URIRef(BASE + "ns")
KNOWLEDGE = ("concepts.ttl", "cues.ttl", "onboarding.ttl")
LOOKED_OVER = Reviewed("0" * 20, "Kari Nordmann", "2026-11-25T12:00:00Z", "Slik er det")
GUIDELINES = (AGDER, *(GOLD / f"{name}.txt" for name in ("nordvik", "fjordane", "vestfinnmark", "viken")))


@pytest.fixture(scope="module")
def described() -> Graph:
    return Graph().parse(ROOT / "ansvar.ttl")


@pytest.fixture(scope="module")
def terms(described: Graph) -> set[str]:
    """The terms of the vocabulary, by name."""
    return set(named(described.subjects()))


def named(values: Iterator[object]) -> Iterator[str]:
    """Yield the names of the terms of ours among some nodes."""
    for value in values:
        if isinstance(value, URIRef) and value.startswith(NS):
            yield value.removeprefix(NS)


def used_in(graph: Graph) -> set[str]:
    """Return the classes and properties of ours that a graph uses, and those that it names."""
    return set(named(graph.predicates())) | set(named(graph.objects()))


@pytest.fixture(scope="module")
def used() -> set[str]:
    """What built graphs, reviews, differences and the files of knowledge use."""
    found: set[str] = set()
    for path in GUIDELINES:
        read = real(path)
        norms = [replace(read.norms[0], reviewed=LOOKED_OVER), *read.norms[1:]]
        found |= used_in(graph_of(read.document, read.clauses, norms))
    into = Target("agder-2024", "sec_1", "sec_1__norm_1", "Ord.")
    reviews = [
        review("Slik", Change(Field.MODALITY, ("permission",)), Change(Field.DEADLINE, ("en uke",))),
        review(verdict=Verdict.MERGED, target=TARGET, into=into),
    ]
    found |= used_in(Graph().parse(data=turtle_of(reviews), format="turtle"))
    found |= used_in(difference_graph(differences_found("agder-2025")))
    for name in KNOWLEDGE:
        found |= used_in(Graph().parse(ROOT / name))
    return found


def test_what_is_used_is_in_the_vocabulary(used: set[str], terms: set[str]) -> None:
    assert used <= terms


def test_nothing_in_the_vocabulary_is_dead(used: set[str], terms: set[str], described: Graph) -> None:
    assert terms <= used
    assert not set(named(described.objects())) - terms


def test_every_term_is_described_in_both_languages(terms: set[str], described: Graph) -> None:
    for term in terms:
        for what in (RDFS.label, RDFS.comment):
            said = [value for value in described.objects(URIRef(NS + term), what) if isinstance(value, Literal)]
            assert sorted(value.language or "" for value in said) == ["en", "nb"], term
            assert all(len(value) > 1 for value in said)
        assert (URIRef(NS + term), RDFS.isDefinedBy, ONTOLOGY) in described, term


def test_vocabulary_and_concepts_say_what_they_are(described: Graph) -> None:
    concepts = Graph().parse(ROOT / "concepts.ttl")
    scheme = URIRef(BASE + "concepts")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in concepts
    for graph, subject in ((described, ONTOLOGY), (concepts, scheme)):
        for what in (DCTERMS.title, DCTERMS.description):
            assert {value.language for value in graph.objects(subject, what) if isinstance(value, Literal)} == {
                "nb",
                "en",
            }
        for what in (DCTERMS.creator, DCTERMS.license, DCTERMS.issued):
            assert graph.value(subject, what) is not None
    assert str(described.value(ONTOLOGY, VANN.preferredNamespaceUri)) == NS
    assert described.value(ONTOLOGY, OWL.versionIRI) is not None


def test_the_page_is_what_the_vocabulary_says() -> None:
    """To renew it: make docs."""
    assert PAGE.read_text(encoding="utf-8") == vocabulary_page()


class Seen(HTMLParser):
    """The ids, links, headings and languages of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.headings: list[int] = []
        self.languages: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loaded += [given["src"]] if "src" in given else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.languages += [given["lang"]] if "lang" in given else []


def test_the_iri_of_each_term_leads_to_it_on_the_page(terms: set[str]) -> None:
    seen = Seen(PAGE.read_text(encoding="utf-8"))
    assert terms <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link.removeprefix("#") for link in seen.links if link.startswith("#")} <= set(seen.ids)


def test_the_page_loads_nothing_and_its_languages_and_headings_are_in_order(terms: set[str]) -> None:
    seen = Seen(PAGE.read_text(encoding="utf-8"))
    assert seen.loaded == []
    assert seen.languages == ["en", *["nb"] * len(terms)]
    assert seen.headings[:2] == [1, 2]
    assert all(after - before <= 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))

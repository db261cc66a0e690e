"""Each query of ``ontology/queries`` over two documents at once: the same rows on Oxigraph and on rdflib."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql import prepareQuery

from kg.iris import document_iri
from kg.rdf import graph_of
from kg.store import Store, query_text
from ontology import QUERIES
from tests.support import read_all, written

# What rdflib says of its own insides.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
TEXTS = {
    "vakt": "1. Vakt\n\n• Legen skal ringe vakten ved uro. Vakten bør svare.\n"
    "• Rapporten skrives samme dag, med mindre det er helg. Ved tvil skal legen ringe.\n",
    "flytting": "1. Flytting\n\nSykehuset skal:\n a) sende epikrisen til fastlegen\n b) varsle tryllekunstneren\n",
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Dataset]:
    """The same two documents in the store and in rdflib's own memory, a named graph each."""
    folder: Path = tmp_path_factory.mktemp("queries")
    store, data = Store(), Dataset(default_union=True)
    for name, text in TEXTS.items():
        read = read_all(written(folder, text, f"{name}.txt"))
        iri, turtle = document_iri(read.document.id, read.document.version), folder / f"{name}.ttl"
        graph_of(read.document, read.clauses, read.norms).serialize(turtle, format="turtle")
        store.load(turtle, iri)
        data.graph(URIRef(iri)).parse(turtle)
    return store, data


def test_there_are_queries() -> None:
    assert len(NAMES) >= 9


@pytest.mark.parametrize("name", NAMES)
def test_a_query_gives_the_same_rows_on_both(name: str, both: tuple[Store, Dataset]) -> None:
    store, data = both
    mine = store.select(name)
    theirs = data.query(query_text(name))
    assert len(mine) == len(theirs)
    assert sorted(map(str, (sorted(row.values()) for row in mine))) == sorted(
        str(sorted(str(value) for value in row if value is not None)) for row in theirs
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_parsed_and_says_what_it_answers(name: str) -> None:
    text = query_text(name)
    prepareQuery(text)
    first = text.splitlines()[0]
    assert first.startswith("# ")
    assert len(first) > 10
    norwegian = [line for line in text.splitlines() if line.startswith("# Norsk: ")]
    assert len(norwegian) == 1
    assert len(norwegian[0]) > 20


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"provisional_concepts"}))
def test_a_query_finds_something(name: str, both: tuple[Store, Dataset]) -> None:
    assert both[0].select(name)


@pytest.mark.parametrize(
    "update", ["DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "INSERT DATA { <a:b> <a:c> <a:d> }", "DROP ALL"]
)
def test_a_query_cannot_change_the_store(update: str, both: tuple[Store, Dataset]) -> None:
    store = both[0]
    before = len(store)
    with pytest.raises((SyntaxError, ValueError, KeyError)):
        store.select(update)
    assert len(store) == before

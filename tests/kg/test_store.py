"""The store: named graphs, checked bindings, and every query on two engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Dataset, URIRef
from rdflib.compare import isomorphic

from kg.errors import BuildError
from kg.home import Home
from kg.iris import clause_iri, concept_iri, document_iri, norm_iri
from kg.library import Library, open_store
from kg.store import Store, query_text, with_values
from ontology import QUERIES
from tests.kg import made
from tests.support import AGDER, real

# What rdflib says of its own insides.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
ABOUT = made.document()
NORM = made.norm(ABOUT)
SOURCE = document_iri(ABOUT.id, ABOUT.version)
VALUES = {
    "about": [clause_iri(ABOUT.id, ABOUT.version, "body__point_1")],
    "document": [SOURCE],
    "norm": [norm_iri(NORM)],
    "clause": [clause_iri(ABOUT.id, ABOUT.version, "body__point_1")],
    "artifact": [concept_iri("henvisning")],
    "bearer": [concept_iri("fastlege")],
}


def places(name: str) -> dict[str, list[str]]:
    """Return values for the places that a query marks."""
    return {key: values for key, values in VALUES.items() if f"# VALUES ?{key}\n" in query_text(name)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return made.stored(tmp_path, (ABOUT, made.clauses(), [NORM]))


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_a_query_says_the_same_on_oxigraph_and_on_rdflib(name: str, bound: bool, store: Store) -> None:
    values = places(name) if bound else {}
    mine = store.select(name, **values)
    plain = Dataset(default_union=True)
    plain.parse(data=store.dump("trig"), format="trig")
    found = plain.query(with_values(query_text(name), **values))
    theirs = [{str(k): str(v) for k, v in row.asdict().items()} for row in found]  # type: ignore[union-attr]

    def key(row: dict[str, str]) -> list[tuple[str, str]]:
        return sorted(row.items())

    assert sorted(mine, key=key) == sorted(theirs, key=key)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_says_in_two_languages_what_it_answers(name: str) -> None:
    first, *rest = query_text(name).splitlines()
    assert first.startswith("# ")
    assert any(line.startswith("# Norsk: ") for line in rest)


def test_queries_answer_something(store: Store) -> None:
    empty = {
        "artifacts_without_receiver",
        "norms_without_bearer",
        "provisional_concepts",
        "quiz_rivals",
        "resolve",
        "situations_and_bearers",
    }
    assert {name for name in NAMES if not store.select(name, **places(name))} <= empty


@pytest.mark.parametrize("bad", ["http://a/> } # ", "http://a b", "", 'x"y', "http://a/\n"])
def test_a_value_that_is_no_iri_is_refused(bad: str, store: Store) -> None:
    with pytest.raises(ValueError, match="no IRI"):
        store.select("norms_by_id", norm=[bad])


def test_a_place_that_the_query_lacks_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no place"):
        store.select("documents", norm=["http://a/b"])


def test_no_values_give_no_rows(store: Store) -> None:
    assert store.select("norms_by_id", norm=[]) == []


def test_an_unknown_query_is_refused(store: Store) -> None:
    with pytest.raises(KeyError):
        store.select("no_such_query")


def test_loading_a_version_again_replaces_it(tmp_path: Path, store: Store) -> None:
    before = len(store)
    made.stored(tmp_path, (ABOUT, made.clauses(), []), store=store)
    assert len(store) < before
    assert store.select("norms_by_id") == []
    assert store.graphs() == [SOURCE]


def test_removing_a_document_leaves_nothing(tmp_path: Path, store: Store) -> None:
    other = made.document("annen")
    made.stored(tmp_path, (other, made.clauses(), [made.norm(other)]), store=store)
    store.remove_graph(SOURCE)
    assert store.graphs() == [document_iri("annen", "1")]
    assert ABOUT.id not in store.dump("trig")


def test_what_is_kept_on_disk_can_be_read_by_several(tmp_path: Path) -> None:
    written = Store(tmp_path / "store")
    made.stored(tmp_path, (ABOUT, made.clauses(), [NORM]), store=written)
    written.optimize()
    rows = written.select("norms_by_id")
    del written
    readers = [Store(tmp_path / "store", read_only=True) for _ in range(3)]
    assert [reader.select("norms_by_id") for reader in readers] == [rows] * 3


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="ansvar build"):
        Store(tmp_path / "nothing", read_only=True)


def test_dataset_is_a_live_view_by_name(store: Store) -> None:
    data = store.dataset()
    graph = data.graph(URIRef(SOURCE))
    assert len(graph) == len(store)
    assert set(graph.query(query_text("norms_of_document"))) == {(URIRef(norm_iri(NORM)),)}
    store.remove_graph(SOURCE)
    assert len(graph) == 0


@pytest.mark.parametrize("form", ["turtle", "trig", "json-ld"])
def test_exports_load_in_rdflib_with_the_same_triples(form: str, store: Store) -> None:
    data = Dataset()
    data.parse(data=store.dump(form), format=form)
    name = None if form == "turtle" else URIRef(SOURCE)
    graph = data.default_graph if name is None else data.graph(name)
    assert isomorphic(graph, store.graph(SOURCE))


def test_the_library_reads_the_same_from_memory_and_from_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = Home(home).open()
    from_memory = Library(open_store(build), build.versions).all_norms("agder-2024")
    monkeypatch.setattr("kg.library.LARGEST_IN_MEMORY", 0)
    assert Library(open_store(build), build.versions).all_norms("agder-2024") == from_memory == real(AGDER).norms


def test_twenty_norms_come_in_one_query(home: Path) -> None:
    build = Home(home).open()
    store = open_store(build)
    iris = [row["norm"] for row in store.select("norms_of_document")][:20]
    assert {row["norm"] for row in store.select("norms_by_id", norm=iris)} == set(iris)

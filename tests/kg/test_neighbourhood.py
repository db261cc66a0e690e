"""The graph around a node: what it holds, how it grows, and how it is laid out and written."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.iris import clause_iri, concept_iri, document_iri, norm_iri
from kg.library import Library
from kg.model import Modality
from kg.rdf import graph_of
from kg.store import Store
from kg.walk.graphml import graphml
from kg.walk.neighbourhood import Neighbourhood, NodeKind, Relation, Scope, chapter_of, neighbourhood
from kg.walk.poster import GAP, isotonic, poster, wrapped
from kg.walk.starts import Starts, starts_of
from tests.support import AGDER, FJORDANE, GOLD, real

DOCUMENTS = (AGDER, FJORDANE)
EVERY = Scope(modalities=frozenset())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two real guidelines in one store."""
    folder: Path = tmp_path_factory.mktemp("library")
    store, versions = Store(), {}
    for path in DOCUMENTS:
        read = real(path)
        versions[read.document.id] = read.document.version
        turtle = folder / f"{read.document.id}.ttl"
        graph_of(read.document, read.clauses, read.norms).serialize(turtle, format="turtle", encoding="utf-8")
        store.load(turtle, document_iri(read.document.id, read.document.version))
    return Library(store, versions)


@pytest.fixture(scope="module")
def starts(library: Library) -> Starts:
    return starts_of(library, {real(path).document.id: real(path).document.version for path in DOCUMENTS})


def around(library: Library, name: str, **more: object) -> Neighbourhood:
    return neighbourhood(library, start=concept_iri(name), **more)  # type: ignore[arg-type]


def test_every_binding_norm_that_names_the_start_is_there_with_all_that_it_names(library: Library) -> None:
    graph = around(library, "epikrise", limit=10_000)
    norms = [n for path in DOCUMENTS for n in real(path).norms if "epikrise" in n.artifacts]
    wanted = {norm_iri(n) for n in norms if n.modality is not Modality.INFO}
    assert {norm_iri(n) for n in graph.norms} == wanted
    shown = {node.iri for node in graph.nodes}
    for norm in graph.norms:
        parties = (
            *norm.bearers,
            *norm.counterparties,
            *norm.artifacts,
            *(s for c in norm.conditions for s in c.situations),
        )
        assert {concept_iri(party) for party in parties} <= shown


def test_a_start_is_opened_once_however_often_it_is_asked_for(library: Library) -> None:
    once = around(library, "epikrise", opened=[concept_iri("henvisning")])
    twice = around(library, "epikrise", opened=[concept_iri("henvisning"), concept_iri("epikrise")] * 2)
    assert once == twice


def test_what_is_opened_grows_and_what_is_closed_again_is_as_before(library: Library) -> None:
    before = around(library, "sykmelding", limit=10_000)
    node = next(node for node in before.nodes if node.kind is NodeKind.ROLE and node.more)
    after = around(library, "sykmelding", opened=[node.iri], limit=10_000)
    assert {n.iri for n in before.nodes} < {n.iri for n in after.nodes}
    opened = after.node(node.iri)
    assert opened is not None
    assert (opened.opened, opened.more) == (True, 0)
    assert around(library, "sykmelding", limit=10_000) == before


def test_an_opened_node_that_is_not_reached_is_passed_over(library: Library) -> None:
    graph = around(library, "sykmelding", limit=10_000)
    far = next(iri for iri in (concept_iri("vedlegg"), concept_iri("multidose")) if graph.node(iri) is None)
    assert around(library, "sykmelding", opened=[far], limit=10_000) == graph


def test_what_does_not_fit_is_counted(library: Library) -> None:
    whole = around(library, "fastlege", limit=10_000)
    part = around(library, "fastlege", limit=60)
    assert len(part.nodes) <= 60
    assert part.left_out == len(whole.norms) - len(part.norms) > 0
    start = part.node(part.start)
    assert start is not None
    assert start.more == part.left_out


def test_a_chapter_has_the_norms_of_all_its_clauses(library: Library) -> None:
    read = real(AGDER)
    start = clause_iri(read.document.id, read.document.version, "sec_11")
    graph = neighbourhood(library, start=start, scope=EVERY)
    assert {n.id for n in graph.norms} == {n.id for n in read.norms if n.clause.startswith("sec_11_")}
    ties = {edge.norm for edge in graph.edges if edge.other == start and edge.relation is Relation.CLAUSE}
    assert ties == {norm_iri(n) for n in graph.norms}


def test_to_open_a_norm_adds_its_clause(library: Library) -> None:
    graph = around(library, "sykmelding")
    norm = graph.norms[0]
    opened = around(library, "sykmelding", opened=[norm_iri(norm)])
    new = {n.iri for n in opened.nodes} - {n.iri for n in graph.nodes}
    assert new == {clause_iri(norm.document, norm.version, norm.clause)}


def test_only_what_is_in_scope_is_shown(library: Library) -> None:
    agder = real(AGDER)
    scope = Scope(
        frozenset({Modality.OBLIGATION}), frozenset({agder.document.id}), frozenset({(agder.document.id, "sec_11")})
    )
    graph = around(library, "fastlege", scope=scope)
    assert graph.norms
    assert {(n.document, n.modality, chapter_of(library, n).id) for n in graph.norms} == {
        (agder.document.id, Modality.OBLIGATION, "sec_11")
    }


def test_starts_are_what_norms_name(library: Library, starts: Starts) -> None:
    norms = [norm for path in DOCUMENTS for norm in real(path).norms]
    assert set(starts.roles) == {concept_iri(r) for n in norms for r in (*n.bearers, *n.counterparties)}
    assert set(starts.artifacts) == {concept_iri(a) for n in norms for a in n.artifacts}
    assert starts.norms[starts.first] == max(starts.norms[role] for role in starts.roles)
    assert starts.found(NodeKind.ROLE, "fastlege") == concept_iri("fastlege")
    assert starts.found(NodeKind.ARTIFACT, "fastlege") is None
    found = starts.found(NodeKind.CLAUSE, "sec_11__point_3", "agder-2024")
    assert found is not None
    assert found.endswith("agder-2024/2024/sec_11__point_3")
    assert starts.found(NodeKind.CLAUSE, "sec_11__point_3", "finnes-ikke") is None


# -- laws ------------------------------------------------------------------------------------------


@st.composite
def choices(draw: st.DrawFn) -> tuple[int, list[int], int, frozenset[Modality]]:
    """Draw a start, nodes to open, a limit and modalities."""
    numbers = st.integers(0, 10_000)
    modalities = draw(st.frozensets(st.sampled_from(Modality), max_size=3))
    return draw(numbers), draw(st.lists(numbers, max_size=4)), draw(st.integers(1, 160)), modalities


@given(choices())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_neighbourhood_is_whole_bounded_and_laid_out_without_overlap(
    library: Library, starts: Starts, chosen: tuple[int, list[int], int, frozenset[Modality]]
) -> None:
    number, others, limit, modalities = chosen
    known = [*starts.roles, *starts.artifacts, *starts.situations, *starts.clauses]
    opened = [known[n % len(known)] for n in others]
    made = {"start": known[number % len(known)], "scope": Scope(modalities), "limit": limit}
    graph = neighbourhood(library, opened=opened, **made)  # type: ignore[arg-type]
    iris = [node.iri for node in graph.nodes]
    assert iris[0] == graph.start
    assert len(iris) == len(set(iris)) <= limit
    assert all(edge.norm in iris and edge.other in iris for edge in graph.edges)
    assert len(graph.edges) == len(set(graph.edges))
    assert graph == neighbourhood(library, opened=opened, **made)  # type: ignore[arg-type]
    assert graph == neighbourhood(library, opened=[*opened, *opened], **made)  # type: ignore[arg-type]

    laid = poster(graph, library, {node.iri: node.name for node in graph.nodes})
    assert [box.iri for box in laid.boxes] == iris
    for at, box in enumerate(laid.boxes):
        assert 0 <= box.x
        assert 0 <= box.y
        assert box.x + box.width <= laid.width
        assert box.y + box.height <= laid.height
        assert not any(box.meets(other) for other in laid.boxes[at + 1 :])

    back = networkx.read_graphml(io.StringIO(graphml(graph, library)), force_multigraph=True)
    assert set(back.nodes) == set(iris)
    assert {(a, b, data["relation"]) for a, b, data in back.edges(data=True)} == {
        (edge.norm, edge.other, edge.relation.value) for edge in graph.edges
    }
    for node in graph.nodes:
        assert back.nodes[node.iri]["kind"] == node.kind
        assert back.nodes[node.iri]["label"] == node.name


@given(st.lists(st.floats(-1e6, 1e6)))
def test_the_isotonic_numbers_never_fall_and_keep_their_sum(values: list[float]) -> None:
    found = isotonic(values)
    assert len(found) == len(values)
    assert all(a <= b for a, b in pairwise(found))
    assert sum(found) == pytest.approx(sum(values), abs=1e-3)
    assert isotonic(sorted(values)) == sorted(values)


@given(st.text(), st.integers(30, 400), st.integers(1, 3))
def test_a_label_has_at_least_one_line_and_no_more_than_there_is_room_for(text: str, width: int, most: int) -> None:
    assert 1 <= len(wrapped(text, width, most)) <= most


def test_norms_stand_in_the_documents_order_under_their_chapters(library: Library) -> None:
    graph = around(library, "fastlege")
    laid = poster(graph, library, {node.iri: node.name for node in graph.nodes})
    boxes = {box.iri: box for box in laid.boxes}
    norms = sorted(graph.norms, key=lambda norm: boxes[norm_iri(norm)].y)
    assert norms == sorted(norms, key=lambda norm: (norm.document, norm.start))
    for heading in laid.headings:
        below = [n for n in norms if boxes[norm_iri(n)].y > heading.y]
        assert chapter_of(library, below[0]) == heading.chapter
        assert boxes[norm_iri(below[0])].y >= heading.y + GAP


def test_a_third_guideline_needs_no_code(tmp_path: Path) -> None:
    read = real(GOLD / "viken.txt")
    turtle = tmp_path / "viken.ttl"
    graph_of(read.document, read.clauses, read.norms).serialize(turtle, format="turtle", encoding="utf-8")
    store = Store()
    store.load(turtle, document_iri(read.document.id, read.document.version))
    versions = {read.document.id: read.document.version}
    library = Library(store, versions)
    graph = neighbourhood(library, start=starts_of(library, versions).first)
    assert len(graph.norms) > 5

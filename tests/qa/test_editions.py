"""Several versions of a document in one build: on any date the one in force answers, and is mixed with no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BuildError, DocumentError
from kg.home import Home, in_force
from kg.iris import document_iri
from kg.library import as_read, open_library, open_store
from kg.model import Metadata
from kg.sparql.forms import Form
from kg.sparql.queries import Sparql
from kg.store import Store
from qa.build import build
from qa.opening import open_engine
from tests.support import ansvar, edition, two_editions

OLD, NEW, LATER = date(2023, 5, 1), date(2025, 1, 1), date(2000, 1, 1)
QUESTION = "Hvem skriver sykmelding?"


def sick_notes(folder: Path, version: str, valid_from: str, bearer: str, name: str = "rutine") -> Path:
    """Write an edition of a short guideline, in which somebody writes sick notes."""
    text = f"1. Sykmelding\n\n• {bearer} skal skrive sykmelding etter operasjon.\n"
    return edition(folder, version, valid_from, text, name)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    """A build of two editions of one guideline, and of another document."""
    files = [
        *two_editions(tmp_path),
        sick_notes(tmp_path, "1", "", "Avtalespesialisten", name="annen"),
    ]
    made = Home(tmp_path / "home")
    build(files, home=made)
    return made


def bearers(home: Home, on: date) -> list[str]:
    """Return who bears the duties of the guideline on a date."""
    norms = open_library(home.open(on=on)).all_norms("rutine")
    return list(dict.fromkeys(role for norm in norms for role in norm.bearers))


def test_the_edition_in_force_on_the_date_is_the_one_that_is_read(place: Home) -> None:
    assert bearers(place, OLD) == ["fastlege"]
    assert bearers(place, NEW) == ["sykehuslege"]
    assert place.open(on=OLD).versions == {"rutine": "1", "annen": "1"}
    assert place.open(on=NEW).versions == {"rutine": "2", "annen": "1"}


@pytest.mark.parametrize(("on", "version", "role"), [(OLD, "1", "fastlege"), (NEW, "2", "sykehuslege")])
def test_an_answer_cites_the_edition_in_force_and_no_other(place: Home, on: date, version: str, role: str) -> None:
    engine = open_engine(place, on=on)
    answer = engine.ask(QUESTION, ["rutine"])
    assert [each.id for each in answer.roles] == [role]
    assert {cited.version for cited in (*answer.citations, *answer.near)} == {version}
    everywhere = engine.ask(QUESTION)
    assert ("rutine", "2" if version == "1" else "1") not in {(c.document, c.version) for c in everywhere.citations}
    hits = engine.index.search(engine.index.query(QUESTION), ["sykmeld"])
    found = [engine.index.entries[hit.position] for hit in hits]
    assert {(entry.document, entry.version) for entry in found} == {("rutine", version), ("annen", "1")}


def test_queries_see_the_editions_in_force_and_graph_reaches_the_others(place: Home) -> None:
    store = open_store(place.open(on=NEW))
    old, new = document_iri("rutine", "1"), document_iri("rutine", "2")
    seen = {row["d"] for row in store.select("SELECT DISTINCT ?d { ?d a <https://w3id.org/ansvarsgraf/ns#Document> }")}
    assert seen == {new, document_iri("annen", "1")}
    assert store.select(f"ASK {{ GRAPH <{old}> {{ ?s ?p ?o }} }}") == [{"answer": "true"}]
    assert {old, new} <= set(store.graphs())


def test_a_store_on_disk_shows_the_same(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.library.LARGEST_IN_MEMORY", 0)
    assert not open_store(place.open()).in_memory
    assert bearers(place, OLD) == ["fastlege"]
    assert bearers(place, NEW) == ["sykehuslege"]


def test_each_edition_can_be_read_by_its_key(place: Home) -> None:
    made = place.open(on=NEW)
    assert {norm.bearers for norm in as_read(made, "rutine@1")[2]} == {("fastlege",)}
    assert as_read(made, "rutine")[0].version == "2"
    with pytest.raises(BuildError, match="rutine@1, rutine@2"):
        made.edition("rutine@3")


def test_a_document_that_is_not_in_force_yet_is_said_to_be(place: Home, tmp_path: Path) -> None:
    build([sick_notes(tmp_path, "9", "2999-01-01", "Pasienten", name="fremtid")], home=place)
    with pytest.raises(BuildError, match="2999-01-01"):
        place.open().known(["fremtid"])
    with pytest.raises(BuildError, match="i kraft"):
        place.open().known([])
    assert place.open(on=date(2999, 1, 1)).known([]) == ["fremtid"]


def test_an_edition_that_is_taken_out_leaves_nothing(place: Home, tmp_path: Path) -> None:
    made = build([tmp_path / "rutine-2.txt"], home=place)
    assert Store(made.store, read_only=True).graphs() == [document_iri("rutine", "2")]
    assert not [path for path in made.folder.rglob("*") if "rutine@1" in path.name]


def test_one_edition_twice_is_refused(tmp_path: Path) -> None:
    twice = [sick_notes(tmp_path, "1", "", "Legen"), sick_notes(tmp_path, "1b", "", "Legen")]
    twice[1].with_suffix(".toml").write_text('id = "rutine"\nversion = "1"\n', encoding="utf-8")
    with pytest.raises(DocumentError, match="rutine@1"):
        build(twice, home=Home(tmp_path / "home"))


def test_two_editions_from_one_day_are_refused(tmp_path: Path) -> None:
    files = [sick_notes(tmp_path, version, "2024-01-01", "Legen") for version in "12"]
    with pytest.raises(DocumentError, match="fra samme dag"):
        build(files, home=Home(tmp_path / "home"))


def test_an_edition_in_force_can_be_chosen_by_its_key(place: Home) -> None:
    assert place.open(on=NEW).known(["rutine@2", "annen"]) == ["rutine", "annen"]
    with pytest.raises(BuildError, match="--as-of"):
        place.open(on=NEW).known(["rutine@1"])


def test_a_running_sparql_process_follows_the_day(place: Home) -> None:
    query = (
        "SELECT ?v { ?d a <https://w3id.org/ansvarsgraf/ns#Document> ; <http://purl.org/dc/terms/identifier> "
        "'rutine' ; <http://www.w3.org/2002/07/owl#versionInfo> ?v }"
    )
    with Sparql(place, workers=1) as runner:
        found = [runner.run(query, forms=[Form.CSV], on=day).text.split() for day in (OLD, NEW, OLD)]
    assert found == [["v", "1"], ["v", "2"], ["v", "1"]]


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="2024-05-01"):
        build([sick_notes(tmp_path, "1", "1. mai", "Legen")], home=Home(tmp_path / "home"))


def test_the_command_line_takes_a_date(
    place: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(place.folder))
    ran = ansvar(capsys, monkeypatch, "norms", "--jsonl", "--document", "rutine", "--as-of", "2023-05-01")
    assert {role for line in ran.out.splitlines() for role in json.loads(line)["bearers"]} == {"fastlege"}
    ran = ansvar(capsys, monkeypatch, "ask", QUESTION, "--document", "rutine", "--as-of", "2023-05-01")
    assert ran.out.startswith("Fastlegen")
    ran = ansvar(capsys, monkeypatch, "ask", QUESTION, "--as-of", "i fjor")
    assert (ran.status, "2024-05-01" in ran.err) == (2, True)


dates = st.dates(LATER, NEW).map(date.isoformat)
editions = st.lists(
    st.builds(
        Metadata, st.sampled_from("ab"), st.just("T"), version=st.uuids().map(str), valid_from=st.just("") | dates
    )
)


@given(editions, st.dates(LATER, NEW))
def test_of_each_document_the_latest_that_has_begun_is_in_force(metas: Sequence[Metadata], on: date) -> None:
    chosen = {meta.id: meta for meta in in_force(metas, on)}
    for identifier in {meta.id for meta in metas}:
        begun = [m.valid_from for m in metas if m.id == identifier and m.valid_from <= on.isoformat()]
        assert (identifier in chosen) == bool(begun)
        assert not begun or chosen[identifier].valid_from == max(begun)

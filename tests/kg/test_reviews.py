"""Reviews: kept as RDF in a file that only grows, whoever is killed; which of them is in force."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.namespace import PROV, RDF

from kg.errors import ReviewError
from kg.iris import REVIEWS, review_iri
from kg.review.file import FILE, Kept, keep, kept
from kg.review.graph import turtle_of
from kg.review.reviews import Change, Field, Review, Verdict, in_force
from kg.validation import validate
from ontology.namespaces import ANSVAR
from tests.kg.made_reviews import TARGET, review, reviews
from tests.support import ROOT, SECONDS

FIRST = review("Den første", Change(Field.BEARERS, ("sykehuslege", "fastlege")))
SECOND = review("Den andre", Change(Field.MODALITY, ("info",)))


# -- the file ----------------------------------------------------------------------------------


@given(st.lists(reviews, max_size=3, unique_by=lambda each: each.id))
@settings(max_examples=60, deadline=None)
def test_what_is_kept_is_read_back_equal(some: list[Review]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for each in some:
            keep([each], Path(folder))
        assert kept(Path(folder)) == Kept(tuple(some))
        keep(some, Path(folder))
        assert kept(Path(folder)) == Kept(tuple(some))


def test_without_a_file_there_are_no_reviews(tmp_path: Path) -> None:
    assert kept(tmp_path / "ingen") == Kept()


def test_the_file_is_n_quads_in_one_named_graph_without_blank_nodes(tmp_path: Path) -> None:
    keep([FIRST, SECOND], tmp_path)
    data = Dataset()
    data.parse(tmp_path / FILE, format="nquads")
    quads = list(data.quads())
    assert {str(name) for *_, name in quads} == {REVIEWS}
    assert not [term for quad in quads for term in quad if isinstance(term, BNode)]


def test_the_file_only_grows_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    keep([FIRST], tmp_path)
    before = (tmp_path / FILE).read_bytes()
    keep([SECOND], tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(before)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_killed_writer_loses_no_earlier_review(tmp_path: Path) -> None:
    keep([FIRST], tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-m", "tests.kg.killed_review", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    whole = int(done.stdout)
    stops = sorted(int(path.name) for path in tmp_path.iterdir() if path.name.isdigit())
    assert len(stops) > 10
    for after in stops:
        found = kept(tmp_path / str(after))
        assert found.reviews[0] == FIRST, after
        assert len(found.reviews) == 2 or after < whole, after
        keep([SECOND], tmp_path / str(after))
        again = kept(tmp_path / str(after))
        assert again.reviews == (*found.reviews, SECOND), after
        assert again.broken == found.broken


@pytest.mark.parametrize("left", [b"<https://w3id.org/ansv", b"\xc3", b"\n", b"hei\n\nhopp\n", b"\n\n\n"])
def test_whatever_stands_at_the_end_the_next_review_is_whole(tmp_path: Path, left: bytes) -> None:
    keep([FIRST], tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"\n" + left)
    keep([SECOND], tmp_path)
    assert kept(tmp_path).reviews[-1] == SECOND


def test_a_review_that_was_tampered_with_is_no_review(tmp_path: Path) -> None:
    keep([FIRST], tmp_path)
    path = tmp_path / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("Kari", "Ola"), encoding="utf-8")
    assert kept(tmp_path) == Kept((), 1)


def test_writers_at_the_same_time_do_not_meet(tmp_path: Path) -> None:
    some = [review(f"Grunn {n}") for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: keep([each], tmp_path), some))
    found = kept(tmp_path)
    assert {each.id for each in found.reviews} == {each.id for each in some}
    assert found.broken == 0


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("en fil")
    with pytest.raises(ReviewError, match="Ingenting ble lagret"):
        keep([FIRST], tmp_path / "fil")


# -- what is in force --------------------------------------------------------------------------


def test_a_later_review_takes_the_place_of_the_one_that_it_revises() -> None:
    later = review("Nei, slik", revises=FIRST.id)
    assert in_force([FIRST, SECOND, later]) == [SECOND, later]


def test_a_withdrawal_takes_back_a_review_with_those_before_it() -> None:
    later = review("Nei, slik", revises=FIRST.id)
    back = review("Feil", verdict=Verdict.WITHDRAWN, revises=later.id)
    assert in_force([FIRST, SECOND, later, back]) == [SECOND]


def test_a_norm_can_be_reviewed_again_after_a_withdrawal() -> None:
    back = review("Feil", verdict=Verdict.WITHDRAWN, revises=FIRST.id)
    again = review("Ny", Change(Field.ACTION, ("sende",)))
    assert in_force([FIRST, back, again]) == [again]


# -- as RDF ------------------------------------------------------------------------------------


def test_provenance_says_who_when_why_and_in_place_of_what() -> None:
    later = review("Nei, slik", revises=FIRST.id)
    graph = Graph().parse(data=turtle_of([FIRST, later]))
    iri = URIRef(review_iri(later.id))
    (person,) = graph.objects(iri, PROV.wasAttributedTo)
    assert (person, RDF.type, PROV.Person) in graph
    assert str(graph.value(iri, PROV.generatedAtTime)) == "2026-11-25T12:00:00+00:00"
    assert str(graph.value(iri, ANSVAR.reason)) == "Nei, slik"
    assert graph.value(iri, PROV.wasRevisionOf) == URIRef(review_iri(FIRST.id))
    assert (graph.value(iri, PROV.wasGeneratedBy), PROV.wasAssociatedWith, person) in graph


def test_the_graph_of_reviews_is_valid_and_the_shapes_find_what_is_missing() -> None:
    merged = review("En", verdict=Verdict.MERGED, into=TARGET)
    graph = Graph().parse(data=turtle_of([FIRST, SECOND, merged]))
    assert validate(graph).conforms, validate(graph).text()
    graph.remove((URIRef(review_iri(FIRST.id)), PROV.wasAttributedTo, None))
    assert "hvem" in validate(graph).text()

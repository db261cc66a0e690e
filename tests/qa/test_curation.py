"""Corrections and builds: kept beside them, in force at once and in every later build, and in no gold figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import PROV

from kg.errors import BuildError, ReviewError
from kg.home import Home
from kg.iris import REVIEWS, norm_iri, review_iri
from kg.library import open_library, open_store
from kg.model import Modality, Norm
from kg.publishing.export import exported, merged
from kg.review.file import kept
from kg.review.reviews import Field
from kg.store import Store
from kg.validation import validate
from ontology.namespaces import ANSVAR
from qa.build import build, rebuild
from qa.curation import correct, listing, withdraw
from qa.fitting import fit
from qa.opening import open_engine
from tests.support import GOLD, written

RULE = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
OTHER = "1. Transport\n\n• Kommunen bestiller drosje.\n"
WHO = {"reviewer": "Kari Nordmann", "reason": "Vedtatt av utvalget"}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return written(tmp_path, RULE, "vakt.txt")


@pytest.fixture
def home(tmp_path: Path, document: Path) -> Home:
    place = Home(tmp_path / "home")
    build([document], home=place)
    return place


def norms(home: Home) -> list[Norm]:
    made = home.open()
    return [norm for name in made.versions for norm in open_library(made).all_norms(name)]


def to_fastlege(home: Home) -> Norm:
    outcome = correct("vakt", norms(home)[0].id, {Field.BEARERS: ["fastlege"]}, home=home, **WHO)
    assert outcome.waiting == ""
    return norms(home)[0]


def test_a_correction_is_in_force_at_once_in_graph_and_answers(home: Home) -> None:
    norm = to_fastlege(home)
    assert norm.bearers == ("fastlege",)
    assert norm.reviewed is not None
    assert (norm.reviewed.reviewer, norm.reviewed.reason) == ("Kari Nordmann", "Vedtatt av utvalget")
    answer = open_engine(home).ask("Hvem skal ringe vakten ved uro?")
    assert [role.id for role in answer.roles] == ["fastlege"]
    assert answer.citations[0].reviewed


def test_a_correction_outlives_every_new_build(home: Home, document: Path, tmp_path: Path) -> None:
    norm = to_fastlege(home)
    assert build([document], home=home) == home.open()
    assert norms(home)[0] == norm
    build([written(tmp_path, OTHER, "transport.txt")], home=home)
    document.write_text(RULE.replace("innen to timer", "innen tre timer"), encoding="utf-8")
    build([document], home=home)
    assert norms(home)[0].bearers == ("fastlege",)
    assert norms(home)[1].deadline == "innen tre timer"


def test_the_same_corrections_make_the_same_build_whichever_way(home: Home, document: Path, tmp_path: Path) -> None:
    to_fastlege(home)
    whole = home.open()
    other = Home(tmp_path / "other")
    other.folder.mkdir()
    (other.folder / "reviews.nq").write_bytes((home.folder / "reviews.nq").read_bytes())
    again = build([document], home=other)
    assert again.manifest.id == whole.manifest.id
    for part in ("graph/vakt@1.ttl", "read/vakt@1.ttl", "reviews.ttl"):
        assert (again.folder / part).read_bytes() == (whole.folder / part).read_bytes()


def test_what_is_withdrawn_is_as_it_was_read(home: Home) -> None:
    first, before = home.open(), norms(home)
    norm = to_fastlege(home)
    assert norm.reviewed is not None
    correct("vakt", norm.id, {Field.MODALITY: ["recommendation"]}, home=home, **WHO)
    assert (norms(home)[0].bearers, norms(home)[0].modality) == (("fastlege",), Modality.RECOMMENDATION)
    (only,) = listing(home=home).reviews
    withdraw(only.review.id, reviewer="Ola", home=home)
    assert home.open().manifest.id == first.manifest.id
    assert norms(home) == before
    assert len(kept(home.folder).reviews) == 3


def test_a_rebuild_reads_no_document_and_encodes_no_known_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("read or encoded again")

    monkeypatch.setattr("qa.drafts.norms", never)
    monkeypatch.setattr("qa.encoder.BundledEncoder.passages", never)
    to_fastlege(home)
    assert rebuild(home=home) == home.open()


def test_unchanged_documents_are_not_read_again(
    home: Home, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import norms as reading

    read: list[str] = []

    def counted(document: object, clauses: object) -> list[Norm]:
        read.append(document.id)  # type: ignore[attr-defined]
        return reading.norms(document, clauses)  # type: ignore[arg-type]

    monkeypatch.setattr("qa.drafts.norms", counted)
    build([document, written(tmp_path, OTHER, "transport.txt")], home=home)
    assert read == ["transport"]
    assert len(norms(home)) == 3


def test_the_graph_says_who_and_keeps_reviews_apart(home: Home) -> None:
    norm = to_fastlege(home)
    made = home.open()
    assert norm.reviewed is not None
    data = Dataset()
    data.parse(data=exported(made, "trig"), format="trig")
    review, subject = URIRef(review_iri(norm.reviewed.review)), URIRef(norm_iri(norm))
    apart = data.graph(URIRef(REVIEWS))
    assert (review, PROV.generatedAtTime, None) in apart
    assert (subject, None, None) not in apart
    own = Graph().parse(made.turtle("vakt"))
    assert own.value(subject, ANSVAR.review) == review
    assert own.value(subject, PROV.wasAttributedTo) == apart.value(review, PROV.wasAttributedTo)
    assert apart.value(review, PROV.wasGeneratedBy) in set(own.objects(subject, PROV.wasGeneratedBy))
    assert validate(merged(made)).conforms
    assert REVIEWS in open_store(made).graphs()
    assert Store(made.store, read_only=True).graphs() == open_store(made).graphs()


def test_only_the_documents_of_a_build_decide_whether_it_is_made_again(home: Home, document: Path) -> None:
    to_fastlege(home)
    before = home.open().manifest.id
    moved = (home.folder / "reviews.nq").read_text(encoding="utf-8")
    (home.folder / "reviews.nq").unlink()
    assert build([document], home=home).manifest.id != before
    (home.folder / "reviews.nq").write_text(moved, encoding="utf-8")
    assert build([document], home=home).manifest.id == before


def test_while_another_build_is_going_on_the_correction_is_kept_and_waits(home: Home, document: Path) -> None:
    with home.writing("annen") as folder:
        (folder / "x").mkdir()
        outcome = correct("vakt", norms(home)[0].id, {Field.BEARERS: ["fastlege"]}, home=home, **WHO)
        assert "En annen bygging pågår" in outcome.waiting
        outcome = correct("vakt", "sec_1__point_1__norm_1", {Field.MODALITY: ["permission"]}, home=home, **WHO)
    assert outcome.reviews[0].revises is not None
    build([document], home=home)
    assert (norms(home)[0].bearers, norms(home)[0].modality) == (("fastlege",), Modality.PERMISSION)


def test_weights_are_fitted_on_guidelines_that_are_named() -> None:
    """Not on the build in use, which may hold corrections."""
    with pytest.raises(BuildError, match="retningslinje foran"):
        fit([GOLD / "questions.dev.jsonl"])


def test_a_reviewer_is_named(home: Home) -> None:
    with pytest.raises(ReviewError, match="hvem"):
        correct("vakt", norms(home)[0].id, {}, reviewer=" ", reason="", home=home)
    assert kept(home.folder).reviews == ()

"""Gaps: of each kind in small texts of one's own, and in the real guideline; never in what is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.gaps import Gap, GapKind, gaps
from kg.iris import document_iri
from kg.library import Library
from kg.model import Modality
from kg.rdf import graph_of
from kg.store import Store
from ontology.concepts import concepts
from tests.support import AGDER, FJORDANE, read_all, real, written


def library(folder: Path, *paths: Path) -> tuple[Library, list[str]]:
    """Return the library of some documents, and their ids."""
    store, versions = Store(), {}
    for path in paths:
        read = real(path) if path in (AGDER, FJORDANE) else read_all(path)
        document = read.document
        turtle = folder / f"{document.id}.ttl"
        graph_of(document, read.clauses, read.norms).serialize(turtle, format="turtle")
        store.load(turtle, document_iri(document.id, document.version))
        versions[document.id] = document.version
    return Library(store, versions), list(versions)


def of(folder: Path, *points: str, kind: GapKind) -> list[Gap]:
    """Return the gaps of a kind in a guideline of one chapter."""
    text = "1. Samarbeid\n\n" + "".join(f"• {point}\n" for point in points)
    return [gap for gap in gaps(*library(folder, written(folder, text))) if gap.kind is kind]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Gap]:
    return gaps(*library(tmp_path_factory.mktemp("gaps"), AGDER, FJORDANE))


# -- the real guidelines


@pytest.mark.parametrize("kind", GapKind)
def test_the_guideline_has_every_kind(kind: GapKind, both: list[Gap]) -> None:
    assert any(gap.kind is kind and gap.document == AGDER.stem for gap in both)


def test_a_gap_is_one_norwegian_sentence_about_its_own_document(both: list[Gap]) -> None:
    for gap in both:
        assert gap.sentence.endswith(".") and "\n" not in gap.sentence and gap.sentence[0].isupper()
        assert all(norm.document == gap.document for norm in gap.norms)
        assert gap.clauses
        assert {norm.clause for norm in gap.norms} <= set(gap.clauses)


def test_every_binding_norm_without_a_bearer_is_a_gap_and_no_other(both: list[Gap]) -> None:
    silent = {n.id for n in real(AGDER).norms if n.modality is not Modality.INFO and not n.bearers}
    found = [gap for gap in both if gap.kind is GapKind.NO_BEARER and gap.document == AGDER.stem]
    assert {norm.id for gap in found for norm in gap.norms} == silent
    assert len(found) == len(silent)


def test_what_the_ontology_does_not_know_is_named_by_the_text_s_own_word(both: list[Gap]) -> None:
    unknown = [gap for gap in both if gap.kind is GapKind.UNDEFINED and gap.document == FJORDANE.stem]
    (message,) = (gap for gap in unknown if gap.concepts == ("foedselsmelding",))
    assert "«fødselsmelding»" in message.sentence
    assert all(gap.concepts[0] not in concepts() for gap in unknown)


def test_documents_are_told_apart(both: list[Gap], tmp_path: Path) -> None:
    alone = gaps(*library(tmp_path, AGDER))
    assert [gap for gap in both if gap.document == AGDER.stem] == alone


def test_a_record_is_plain(both: list[Gap]) -> None:
    record = both[0].as_record()
    assert record["kind"] == "no_bearer" and record["document"] == AGDER.stem
    assert record["norms"] == [norm.id for norm in both[0].norms]
    assert record["texts"] == [norm.text for norm in both[0].norms]


# -- sentences of one's own


def test_a_thing_that_is_sent_to_nobody_is_a_gap(tmp_path: Path) -> None:
    (gap,) = of(tmp_path, "Sykehuslegen skal sende epikrisen.", kind=GapKind.NO_RECEIVER)
    assert gap.concepts == ("epikrise", "sykehuslege")
    assert "sykehuslegen skal sende" in gap.sentence


@pytest.mark.parametrize(
    "rest",
    [
        ["Sykehuslegen skal sende epikrisen til fastlegen."],
        ["Sykehuslegen skal sende epikrisen.", "Sykehuslegen skal sende epikrisen til fastlegen ved utskrivelse."],
        ["Sykehuslegen skal sende epikrisen.", "Fastlegen skal lese epikrisen."],
        ["Sykehuslegen skal ikke sende epikrisen."],
    ],
)
def test_a_thing_that_somebody_gets_or_nobody_sends_is_none(rest: list[str], tmp_path: Path) -> None:
    assert not of(tmp_path, *rest, kind=GapKind.NO_RECEIVER)


def test_a_situation_in_which_nobody_carries_anything_is_a_gap(tmp_path: Path) -> None:
    silent = of(tmp_path, "Ved utskrivelse skal hjelpemidler være på plass.", kind=GapKind.UNCOVERED)
    assert [gap.concepts for gap in silent] == [("utskrivelse",)]
    assert "har ingen rolle fått ansvaret" in silent[0].sentence
    assert not of(tmp_path, "Ved utskrivelse skal kommunen skaffe hjelpemidler.", kind=GapKind.UNCOVERED)


def test_a_situation_whose_opposite_is_left_out_is_a_gap(tmp_path: Path) -> None:
    known = "Dersom tidspunktet for behandling er kjent, skal fastlegen rekvirere transport."
    unknown = "Dersom tidspunktet for behandling er ukjent, skal sykehuset rekvirere transport."
    (gap,) = of(tmp_path, known, kind=GapKind.UNCOVERED)
    assert gap.concepts == ("tidspunkt_kjent", "tidspunkt_ukjent")
    assert not of(tmp_path, known, unknown, kind=GapKind.UNCOVERED)


def test_a_role_that_a_situation_meets_and_leaves_without_norms_is_a_gap(tmp_path: Path) -> None:
    met = ["Ved tvil skal sykehuslegen ringe fastlegen.", "Ved tvil skal sykehuslegen varsle fastlegen."]
    own = "Fastlegen skal sende henvisningen til sykehuset."
    answer = "Ved tvil skal fastlegen svare sykehuslegen."

    def left(*points: str) -> list[Gap]:
        return [gap for gap in of(tmp_path, *points, kind=GapKind.UNCOVERED) if "fastlege" in gap.concepts]

    (gap,) = left(*met, own)
    assert "mens fastlegen er motpart" in gap.sentence
    assert not left(*met, own, answer)
    assert not left(*met)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Legen skal melde til QXR.", ["QXR"]),
        ("Legen skal melde til kvalitetsregisteret (KR). KR skal svare.", []),
        ("Legen skal melde til QXR (Queue for X-ray Results).", []),
        ("Legen skal bruke EPJ.", []),
        ("LEGEN SKAL MELDE TIL QXR.", []),
    ],
)
def test_an_abbreviation_that_nothing_explains_is_a_gap(text: str, left: list[str], tmp_path: Path) -> None:
    found = of(tmp_path, text, kind=GapKind.UNDEFINED)
    assert [gap.concepts[0] for gap in found if gap.sentence.startswith("Forkortelsen")] == left


def test_a_term_that_the_text_defines_is_none(tmp_path: Path) -> None:
    use = "Sykepleieren skal sende trygghetsbrevet til fastlegen."

    def unknown(*points: str) -> list[str]:
        return [gap.concepts[0] for gap in of(tmp_path, *points, kind=GapKind.UNDEFINED)]

    assert any(concept.startswith("trygghetsbrev") for concept in unknown(use))
    told = "Med trygghetsbrev menes en kort beskjed om hva som er avtalt."
    assert not any(concept.startswith("trygghetsbrev") for concept in unknown(use, told))

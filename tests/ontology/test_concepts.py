"""The concepts: named in three languages, tied to concepts that exist, and those of the gold files among them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ontology.concepts import Concept, Kind, concepts, read_concepts
from ontology.lexicon import lexicon
from tests.support import GOLD

ALL = list(concepts())
LANGUAGES = ("nb", "nn", "en")
GOLD_CONCEPTS = [
    (concept, kind)
    for name, kind in (("roles.json", Kind.ROLE), ("artifacts.json", Kind.ARTIFACT))
    for concept in json.loads((GOLD / name).read_text(encoding="utf-8"))
]


def ties(concept: Concept) -> dict[str, tuple[str, ...]]:
    return {
        "broader": concept.broader,
        "related": concept.related,
        "producedBy": concept.producers,
        "excludes": concept.excludes,
    }


def test_every_kind_has_concepts() -> None:
    assert {concept.kind for concept in ALL} == set(Kind)
    assert len(concepts()) == len(ALL) > 100


def test_every_id_can_stand_in_an_address_and_in_a_record() -> None:
    assert [concept.id for concept in ALL if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", concept.id)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_one_preferred_label_in_each_language(language: str) -> None:
    assert [concept.id for concept in ALL if not concept.preferred.get(language, "").strip()] == []
    text = Path(__file__).parents[2].joinpath("ontology", "concepts.ttl").read_text(encoding="utf-8")
    counts = [line.count(f'"@{language}') for line in text.splitlines() if line.strip().startswith("skos:prefLabel")]
    assert len(counts) == len(ALL)
    assert set(counts) == {1}


def test_every_role_has_a_name_as_a_subject_in_each_language() -> None:
    roles = [concept for concept in ALL if concept.kind is Kind.ROLE]
    assert [role.id for role in roles for language in LANGUAGES if not role.definite.get(language)] == []


def test_labels_are_not_said_twice() -> None:
    for concept in ALL:
        said = [(label.text.casefold(), label.language) for label in concept.labels if not label.hidden]
        assert len(set(said)) == len(said), concept.id


@pytest.mark.parametrize("tie", ["broader", "related", "producedBy", "excludes"])
def test_what_a_concept_is_tied_to_exists(tie: str) -> None:
    targets = [(concept.id, target) for concept in ALL for target in ties(concept)[tie]]
    assert targets
    assert [pair for pair in targets if pair[1] not in concepts() or pair[0] == pair[1]] == []


def test_broader_concepts_are_of_the_same_kind_or_a_topic() -> None:
    for concept in ALL:
        assert {concepts()[target].kind for target in concept.broader} <= {concept.kind, Kind.TOPIC}, concept.id


def test_situations_exclude_situations_and_topics_others_of_their_kind() -> None:
    pairs = [(concept, concepts()[other]) for concept in ALL for other in concept.excludes]
    assert {(one.kind, other.kind) for one, other in pairs} == {(kind, kind) for kind in (Kind.SITUATION, Kind.TOPIC)}
    assert all(set(one.broader) & set(other.broader) for one, other in pairs if one.kind is Kind.TOPIC)


def test_producers_are_roles_and_what_they_produce_artifacts() -> None:
    for concept in ALL:
        if concept.producers:
            assert concept.kind is Kind.ARTIFACT, concept.id
            assert {concepts()[role].kind for role in concept.producers} == {Kind.ROLE}, concept.id


def test_exclusion_is_said_on_both_sides() -> None:
    one_sided = [(c.id, other) for c in ALL for other in c.excludes if c.id not in concepts()[other].excludes]
    assert one_sided == []


def test_no_concept_is_broader_than_itself() -> None:
    assert [concept.id for concept in ALL if concept.id in concepts().ancestors(concept.id)] == []


def test_what_excludes_is_not_broader() -> None:
    for concept in ALL:
        assert not set(concept.excludes) & set(concepts().ancestors(concept.id)), concept.id


@pytest.mark.parametrize(("concept", "kind"), GOLD_CONCEPTS, ids=[concept for concept, _ in GOLD_CONCEPTS])
def test_the_concepts_of_the_gold_files_are_there(concept: str, kind: Kind) -> None:
    assert concepts().kind(concept) is kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_is_found_by_its_preferred_label(language: str) -> None:
    words = lexicon(language)
    lost = [
        (concept.id, concept.name(language))
        for concept in ALL
        if concept.id not in {m.concept for m in words.mentions(words.words(concept.name(language)))}
    ]
    assert lost == []


def test_ancestors_come_nearest_first() -> None:
    assert concepts().ancestors("behandlingsansvarlig_lege")[0] == "sykehuslege"
    assert concepts().ancestors("finnes_ikke") == ()


def test_an_unknown_concept_is_named_by_its_id() -> None:
    assert concepts().name("rynkete_fastlege") == "rynkete fastlege"
    assert concepts().get("rynkete_fastlege") is None
    assert concepts().kind("rynkete_fastlege") is None
    assert "rynkete_fastlege" not in concepts()
    with pytest.raises(KeyError):
        concepts()["rynkete_fastlege"]


def test_names_fall_back_to_bokmaal() -> None:
    assert concepts()["epikrise"].name("en") == "discharge summary"
    assert concepts()["epikrise"].name("de") == concepts()["epikrise"].name("nb") == "epikrise"


def test_a_file_that_is_no_turtle_is_a_syntax_error(tmp_path: Path) -> None:
    path = tmp_path / "c.ttl"
    path.write_text("dette er ikke Turtle")
    with pytest.raises(SyntaxError):
        read_concepts(path)


@pytest.mark.parametrize(
    ("concept", "reported"),
    [("legevaktslege", "kommunelege"), ("sykehjemslege", "kommunelege"), ("fastlege", "fastlege"), ("bane", "bane")],
)
def test_a_role_is_reported_by_the_id_of_the_broader_one_that_has_its_name(concept: str, reported: str) -> None:
    assert concepts().reported(concept) == reported


def test_every_role_of_the_contract_is_reported_by_its_own_id() -> None:
    contract = json.loads((GOLD / "roles.json").read_text(encoding="utf-8"))
    assert {role: concepts().reported(role) for role in contract} == {role: role for role in contract}

"""The stages and the ties of roles: each concept speaks for one stage, and all that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology.concepts import Kind, concepts
from ontology.onboarding import Onboarding, Position, Stage, onboarding, read_onboarding

KNOWN = onboarding()
ROLES = [concept.id for concept in concepts() if concept.kind is Kind.ROLE]


def test_stages_stand_in_order_and_the_last_takes_what_no_other_does() -> None:
    orders = [stage.order for stage in KNOWN.stages]
    assert orders == sorted(set(orders))
    assert KNOWN.stages[-1] is KNOWN.other
    assert [stage for stage in KNOWN.stages if not stage.gathers] == [KNOWN.other]


def test_a_concept_speaks_for_one_stage_and_exists() -> None:
    gathered = [concept for stage in KNOWN.stages for concept in stage.gathers]
    assert len(gathered) == len(set(gathered))
    assert [concept for concept in gathered if concept not in concepts()] == []


def test_every_stage_is_named_and_explained() -> None:
    for stage in KNOWN.stages:
        assert stage.name.strip()
        assert stage.definition.strip()
        assert re.fullmatch(r"[a-z]+", stage.id)


def test_ties_of_roles_lead_from_roles_to_roles() -> None:
    for ties in (KNOWN.held_by, KNOWN.works_at):
        assert ties
        assert {name for one, others in ties.items() for name in (one, *others)} <= set(ROLES)


def test_where_somebody_works_is_a_place() -> None:
    assert set(ROLES) >= KNOWN.places
    assert {place for places in KNOWN.works_at.values() for place in places} <= KNOWN.places
    assert KNOWN.workplaces("fastlege") == ()


def test_a_position_is_no_role_and_stands_below_one() -> None:
    assert "lis" in KNOWN.positions
    for position in KNOWN.positions.values():
        assert position.id not in concepts()
        assert position.broader
        assert set(position.broader) <= set(ROLES)


def test_a_first_question_is_about_an_artifact() -> None:
    assert KNOWN.questions
    assert {concepts().kind(name) for name in KNOWN.questions} == {Kind.ARTIFACT}
    assert all(question.endswith("?") for question in KNOWN.questions.values())


def test_light_actions_are_actions() -> None:
    assert {concepts().kind(name) for name in KNOWN.light} == {Kind.ACTION}


@pytest.mark.parametrize("role", [*ROLES, *KNOWN.positions])
def test_no_role_is_its_own_broader_role_or_taken_twice(role: str) -> None:
    assert role not in KNOWN.broader(role)
    assert role not in KNOWN.taken(role)
    assert not set(KNOWN.broader(role)) & set(KNOWN.taken(role))


def test_what_is_narrower_speaks_for_the_stage_of_the_broader() -> None:
    assert "blodproeve" not in {concept for stage in KNOWN.stages for concept in stage.gathers}
    found = KNOWN.stage("blodproeve")
    assert found is not None
    assert found.id == "proever"
    assert KNOWN.stage("finnes_ikke") is None


def test_names_come_from_positions_and_from_concepts() -> None:
    assert KNOWN.name("lis") == "lege i spesialisering (LIS)"
    assert KNOWN.definite_name("fastlege") == "fastlegen"
    assert KNOWN.name("finnes_ikke") == "finnes ikke"


def test_two_stages_that_gather_nothing_are_a_fault() -> None:
    empty = [Stage(name, place, name, name, ()) for place, name in enumerate("ab")]
    with pytest.raises(ValueError, match="too many values"):
        Onboarding(concepts(), stages=empty, positions=(), held_by={}, works_at={})


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "egen.ttl"
    path.write_text(
        "@prefix ansvar: <https://w3id.org/ansvarsgraf/ns#> . @prefix c: <https://w3id.org/ansvarsgraf/concept/> ."
        "@prefix s: <https://w3id.org/ansvarsgraf/stage/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        's:a a ansvar:Theme ; skos:notation 2 ; skos:prefLabel "A"@nb ; skos:definition "a"@nb ;'
        " ansvar:gathers c:fall ."
        's:b a ansvar:Stage ; skos:notation 1 ; skos:prefLabel "B"@nb ; skos:definition "b"@nb .'
        'c:vikar a ansvar:Position ; skos:prefLabel "vikar"@nb ; ansvar:definite "vikaren"@nb ; skos:broader c:lege .',
        encoding="utf-8",
    )
    read = read_onboarding(path, concepts())
    assert [(stage.id, stage.theme, stage.gathers) for stage in read.stages] == [
        ("b", False, ()),
        ("a", True, ("fall",)),
    ]
    assert read.positions == {"vikar": Position("vikar", "vikar", "vikaren", ("vikar",), ("lege",))}
    assert read.broader("vikar")[0] == "lege"


def test_a_file_that_is_no_turtle_is_a_syntax_error(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text("dette er ikke Turtle")
    with pytest.raises(SyntaxError):
        read_onboarding(path, concepts())

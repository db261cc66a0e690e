"""What roles are responsible for: each norm once, in one stage, and by the right role; checked over all roles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import AnsvarError
from kg.model import Modality, Norm
from kg.roles.change import role_change
from kg.roles.duties import (
    MOST,
    Standing,
    Way,
    by_others,
    by_stage,
    found_role,
    narrowed,
    offered,
    remembered,
    standing,
    ways_of,
)
from kg.wording.headlines import headline
from tests.kg.libraries import library_of, real_library
from tests.support import AGDER, FJORDANE, GOLD, read_all, written

PATHS = (AGDER, GOLD / "nordvik.txt", FJORDANE)
LIBRARY = real_library(*PATHS)
DOCUMENTS = ("agder-2024", "nordvik", "fjordane")
NORMS = [norm for document in DOCUMENTS for norm in LIBRARY.all_norms(document) if norm.modality is not Modality.INFO]
BEARERS = sorted({role for norm in NORMS for role in norm.bearers})
OFFERED = [offer.role for offer in offered(LIBRARY, DOCUMENTS)]
roles = st.sampled_from(OFFERED)


def met(role: str, *documents: str) -> Standing:
    return standing(LIBRARY, documents or DOCUMENTS, role)


def said(standing: Standing, words: str) -> Norm:
    (found,) = (duty.norm for duty in standing.duties if words in duty.norm.text)
    return found


# -- laws over all roles


@pytest.mark.parametrize("role", BEARERS)
def test_every_norm_of_a_bearer_is_its_duty_once_and_in_one_stage(role: str) -> None:
    own = [(norm.document, norm.id) for norm in NORMS if role in norm.bearers]
    duties = met(role).duties
    assert sorted(duty.key for duty in duties if duty.way is Way.OWN) == sorted(own)
    assert max(Counter(duty.key for duty in duties).values()) == 1
    staged = [duty.key for inside in by_stage(duties).values() for duty in inside]
    assert sorted(staged) == sorted(duty.key for duty in duties)


@settings(max_examples=40, deadline=None)
@given(role=roles)
def test_a_duty_binds_by_a_role_that_bears_it(role: str) -> None:
    ways = ways_of(role)
    for duty in met(role).duties:
        assert duty.role in duty.norm.bearers
        assert ways[duty.role] is duty.way
        nearer = [name for name in ways if name in duty.norm.bearers]
        assert nearer[0] == duty.role


@settings(max_examples=40, deadline=None)
@given(role=roles)
def test_what_one_expects_is_no_duty_and_is_owed_to_one(role: str) -> None:
    found = met(role)
    assert not {each.key for each in found.expectations} & {duty.key for duty in found.duties}
    for each in found.expectations:
        assert role not in each.norm.bearers
        assert set(each.norm.counterparties) & set(ways_of(role)) or set(each.norm.bearers) & set(ways_of(role))


@settings(max_examples=40, deadline=None)
@given(one=roles, other=roles)
def test_what_changes_is_the_same_both_ways(one: str, other: str) -> None:
    there, back = role_change(met(one), met(other)), role_change(met(other), met(one))
    assert there.only_now == back.only_before
    assert there.only_before == back.only_now
    assert there.received == back.owed
    assert {(m.artifact, m.before, m.now) for m in there.matters} == {
        (m.artifact, m.now, m.before) for m in back.matters
    }
    assert set(there.only_now) <= set(met(other).duties)
    assert not {duty.key for duty in there.only_now} & {duty.key for duty in met(one).duties}
    for matter in there.matters:
        assert set(matter.now) <= set(there.only_now)
        assert set(matter.before) <= set(there.only_before)


@settings(max_examples=20, deadline=None)
@given(role=roles)
def test_what_is_kept_in_mind_are_some_duties_each_of_a_clause_of_its_own(role: str) -> None:
    duties = met(role).duties
    kept = remembered(duties)
    assert len(kept) <= MOST
    assert set(kept) <= set(duties)
    assert len({(duty.norm.document, duty.norm.clause) for duty in kept}) == len(kept)
    assert Way.WORKPLACE not in {duty.way for duty in kept}


@settings(max_examples=20, deadline=None)
@given(role=roles, modality=st.sampled_from(list(Modality)))
def test_narrowing_parts_the_duties(role: str, modality: Modality) -> None:
    duties = met(role).duties
    some = narrowed(duties, modalities=[modality])
    rest = narrowed(duties, modalities=[other for other in Modality if other is not modality])
    assert len(some) + len(rest) == len(duties)
    assert narrowed(duties) == list(duties)


@settings(max_examples=20, deadline=None)
@given(role=roles)
def test_expectations_are_grouped_without_loss(role: str) -> None:
    expectations = met(role).expectations
    groups = by_others(expectations)
    assert sum(map(len, groups.values())) == len(expectations)
    assert () not in list(groups)[:-1]


# -- who one is


def test_a_gp_bears_what_a_doctor_bears_and_what_whoever_requests_bears() -> None:
    found = met("fastlege", "agder-2024")
    ways = {duty.norm.text: (duty.role, duty.way) for duty in found.duties}
    assert ways["Legen som stiller indikasjon for sykmelding, skriver sykmeldingen."] == (
        "sykmeldende_lege",
        Way.ACTING,
    )
    assert ways["fjerner uaktuelle resepter."] == ("lege", Way.BROADER)
    assert ways["Fastlegen konfererer med bakvakt."] == ("fastlege", Way.OWN)


def test_a_hospital_doctor_sees_what_the_hospital_is_to_do() -> None:
    found = met("sykehuslege", "agder-2024")
    duty = next(d for d in found.duties if "må sørge for transportrekvisisjon" in d.norm.text)
    assert (duty.role, duty.way) == ("sykehus", Way.WORKPLACE)


def test_a_midwife_is_no_municipality_but_works_for_one() -> None:
    found = met("jordmor", "fjordane")
    assert {duty.way for duty in found.duties if duty.role == "kommune"} == {Way.WORKPLACE}
    assert all(duty.way is Way.OWN for duty in remembered(found.duties))


def test_what_a_clinician_owes_the_gp_is_no_duty_of_the_gp() -> None:
    found = met("fastlege", "agder-2024")
    words = "Poliklinisk notat skal som hovedregel sendes fastlegen samme dag"
    assert not [duty for duty in found.duties if words in duty.norm.text]
    assert [each for each in found.expectations if words in each.norm.text]
    assert said(met("sykehuslege", "agder-2024"), words)


def test_a_position_has_the_norms_of_its_role() -> None:
    lis, doctor = met("lis", "agder-2024"), met("sykehuslege", "agder-2024")
    assert {duty.key for duty in lis.duties} == {duty.key for duty in doctor.duties}
    assert Way.OWN not in {duty.way for duty in lis.duties}
    assert not role_change(doctor, lis).only_now


def test_roles_are_offered_that_people_have_and_that_norms_bind() -> None:
    offers = offered(LIBRARY, ["agder-2024"])
    assert [offer.role for offer in offers[:5]] == ["fastlege", "sykehuslege", "lis", "overlege", "avtalespesialist"]
    assert all(offer.duties for offer in offers)
    assert not {"pasient", "jordmor"} & {offer.role for offer in offers}
    assert "jordmor" in OFFERED
    for offer in offers[:8]:
        assert offer.duties == len(met(offer.role, "agder-2024").duties)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("fastlege", "fastlege"),
        ("Fastlegen", "fastlege"),
        ("allmennlege", "fastlege"),
        ("LIS", "lis"),
        ("lege i spesialisering", "lis"),
        ("LIS1", "lis"),
        ("overlege", "overlege"),
        ("kirurg", "sykehuslege"),
        (" avtalespesialist ", "avtalespesialist"),
    ],
)
def test_a_role_is_found_by_what_people_call_it(word: str, role: str) -> None:
    assert found_role(offered(LIBRARY, ["agder-2024"]), word) == role


@pytest.mark.parametrize("word", ["rørlegger", "", "pasient"])
def test_a_role_without_duties_is_said_to_be_so(word: str) -> None:
    with pytest.raises(AnsvarError, match="fastlege"):
        found_role(offered(LIBRARY, ["agder-2024"]), word)


# -- what goes first


def test_what_to_keep_in_mind_begins_with_deadlines() -> None:
    kept = remembered(met("sykehuslege", "agder-2024").duties)
    assert len(kept) == MOST
    assert kept[0].norm.timed
    assert any("første kontroll" in (duty.norm.deadline or "") for duty in kept)
    assert any("epikrise skal sendes fastlege samme dag" in duty.norm.text for duty in kept)
    assert any(duty.norm.modality is Modality.PROHIBITION for duty in kept)


def test_what_to_keep_in_mind_covers_the_way() -> None:
    kept = remembered(met("fastlege", "agder-2024").duties)
    assert len({duty.stage for duty in kept}) >= 8


def test_in_a_stage_what_must_be_done_comes_before_what_may() -> None:
    strictness = {Modality.OBLIGATION: 0, Modality.PROHIBITION: 1, Modality.RECOMMENDATION: 2, Modality.PERMISSION: 3}
    for inside in by_stage(met("fastlege").duties).values():
        order = [strictness[duty.norm.modality] for duty in inside]
        assert order == sorted(order)


def test_a_search_needs_all_its_words() -> None:
    duties = met("fastlege", "agder-2024").duties
    assert {duty.stage.id for duty in narrowed(duties, search="SYKMELDING ivaretas")} == {"sykmelding"}
    assert narrowed(duties, search="sykmelding tryllekunstner") == []
    assert {duty.stage.id for duty in narrowed(duties, stage="transport")} == {"transport"}


def test_counts_are_those_of_the_duties() -> None:
    found = met("fastlege", "agder-2024")
    assert sum(found.counts().values()) == len(found.duties)
    assert list(found.counts()) == [
        Modality.OBLIGATION,
        Modality.PROHIBITION,
        Modality.RECOMMENDATION,
        Modality.PERMISSION,
    ]


# -- what changes


def test_from_hospital_to_general_practice_the_sick_note_changes_sides() -> None:
    change = role_change(met("sykehuslege", "agder-2024"), met("fastlege", "agder-2024"))
    (note,) = (matter for matter in change.matters if matter.artifact == "sykmelding")
    assert any("skriver sykehuslegen/avtalespesialist sykmelding" in duty.norm.text for duty in note.before)
    assert [duty.norm.modality for duty in note.now] == [Modality.RECOMMENDATION]
    assert any("epikrise skal sendes fastlege samme dag" in duty.norm.text for duty in change.received)


def test_nothing_changes_for_whoever_stays() -> None:
    change = role_change(met("fastlege"), met("fastlege"))
    assert change.only_now == change.only_before == change.matters == change.received == change.owed == ()


# -- a guideline of one's own needs no code


def test_a_guideline_of_ones_own(tmp_path: Path) -> None:
    read = read_all(
        written(
            tmp_path, "1. Legemidler\n\n• Jordmor skal samstemme legemidlene innen 24 timer.\n• Fastlegen kan ringe.\n"
        )
    )
    library = library_of(read)
    assert [offer.role for offer in offered(library, ["egen"])][:1] in (["fastlege"], ["jordmor"])
    (duty,) = standing(library, ["egen"], "jordmor").duties
    assert (duty.stage.id, duty.place) == ("legemidler", "kap. 1, punkt 1")
    assert (headline(duty.norm).verb, headline(duty.norm).matter) == ("samstemme", "legemiddel")


def test_headlines_leave_out_the_verb_of_what_must_not_be_done() -> None:
    for norm in NORMS:
        line = headline(norm)
        assert not (line.verb and norm.modality is Modality.PROHIBITION)
        assert line.verb not in {"få", "gjelde", "framgå"}

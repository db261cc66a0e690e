"""Profiles as records: the same to a question as those just made."""

from __future__ import annotations

import pytest

from ingest.segments import path_to
from kg.errors import BuildError
from kg.model import Clause
from ontology.concepts import concepts
from qa.profiles import packed_profile, profile, unpacked_profile
from tests.support import AGDER, real


def test_a_record_offers_what_the_profile_does() -> None:
    read = real(AGDER)
    by_id: dict[str, Clause] = {clause.id: clause for clause in read.clauses}
    known = sorted(concept.id for concept in concepts())
    for norm in read.norms:
        clause = by_id[norm.clause]
        made = profile(norm, clause, path_to(clause, by_id))
        kept = unpacked_profile(packed_profile(made))
        assert kept.stems == made.stems
        assert kept.surroundings == made.surroundings
        for near, nearness in (
            (kept.nearness, made.nearness), (kept.acted_upon, made.acted_upon), (kept.turns_on, made.turns_on),
        ):  # fmt: skip
            assert dict(near) == dict(nearness)
            assert {concept: near.get(concept, 0.0) for concept in known} == {
                concept: nearness.get(concept, 0.0) for concept in known
            }
            assert all((concept in near) == (concept in nearness) for concept in known)
        some = sorted(made.surroundings)[::3]
        for asked in (frozenset(some), frozenset([*some, "finnesikke"]), frozenset()):
            assert (asked <= kept.surroundings) == (asked <= made.surroundings)
            assert (asked <= kept.stems) == (asked <= made.stems)


def test_a_damaged_record_is_a_clear_error() -> None:
    record = b" ringe \n vakt \n lege =1.0\t\n\n\n  \n  "
    assert dict(unpacked_profile(record).nearness) == {"lege": 1.0}
    for damaged in (record[:-3], b"1.0 lege", record.replace(b"\t", b" "), b"\xff" + record):
        with pytest.raises(ValueError, match=r"."):
            unpacked_profile(damaged)
    for damaged in (record.replace(b"=", b"+"), record.replace(b"1.0", b"1x0")):
        with pytest.raises(BuildError, match="ansvar build"):
            unpacked_profile(damaged).nearness.get("lege", 0.0)

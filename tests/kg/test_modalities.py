"""The names of the modalities: one word for each, and a verb that says what the norm says."""

from __future__ import annotations

from kg.model import Modality
from kg.review.table import MODALITY_NAMES
from kg.wording.modalities import MODALITIES, avoids, name_of
from kg.wording.phrases import NOUNS
from qa.wording import phrases
from tests.support import AGDER, real


def test_what_is_to_be_avoided_is_not_called_what_must_not_be_avoided() -> None:
    norm = real(AGDER).norm("Dobbelthenvisninger")
    assert avoids(norm)
    assert name_of(norm).full == "skal unngå (forbud)"


def test_other_norms_have_the_verb_of_their_modality() -> None:
    others = [norm for norm in real(AGDER).norms if "unngås" not in norm.text]
    assert {norm.modality for norm in others} == set(Modality)
    assert all(name_of(norm) is MODALITIES[norm.modality] for norm in others)


def test_a_modality_has_one_noun_everywhere() -> None:
    for modality, name in MODALITIES.items():
        assert MODALITY_NAMES[modality] == name.noun
        assert NOUNS[modality].split()[1] == name.noun
        if modality is not Modality.INFO:
            assert f"({name.noun})" in phrases()["nb"][f"role_{modality}"] or modality is Modality.OBLIGATION

"""Each construction on the sentence that it holds for and the one that it must not match."""

import pytest

from ingest.constructions import Variant, constructions
from ingest.passages import passage
from ingest.pipeline import parsed
from ingest.sentences import Reading
from tests.support import ROOT

VARIANTS = [variant for variants in constructions().values() for variant in variants]


def matched(variant: Variant, sentence: str) -> bool:
    """Whether this one variant matches, on the parse that extraction works with."""
    words = passage(sentence, 0, len(sentence))
    (doc,) = parsed([words.text])
    reading = Reading(doc, words, sentence)
    return any(found == variant for found, _ in reading.constructions.variants(variant.construction))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.construction} {v.number}")
def test_a_construction_holds_for_its_example(variant: Variant) -> None:
    assert matched(variant, variant.holds)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.construction} {v.number}")
def test_a_construction_does_not_match_its_counterexample(variant: Variant) -> None:
    assert not matched(variant, variant.fails)


def test_a_construction_that_is_not_in_the_file_cannot_be_asked_for() -> None:
    (doc,) = parsed(["Fastlegen ringer."])
    found = Reading(doc, passage("Fastlegen ringer.", 0, 17), "Fastlegen ringer.").constructions
    with pytest.raises(KeyError, match="no such thing"):
        found["no such thing"]


def test_no_construction_is_unused() -> None:
    """A pattern that no module asks for is dead."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ingest").glob("*.py"))
    assert [name for name in constructions() if f'"{name}"' not in code] == []

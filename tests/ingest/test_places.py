"""What is asked before the matcher never keeps a match from it, and keeps most clauses without one away."""

from pathlib import Path

import pytest
from spacy.matcher import DependencyMatcher

from ingest.constructions import constructions
from ingest.passages import passage
from ingest.pipeline import parsed, pipeline
from ingest.places import Places, needs_of
from ingest.sentences import Reading
from tests.support import AGDER, GOLD, real

RELATIONS = ("<", ">", "<<", ">>", ".", ".*", ";", ";*", "$+", "$-", "$++", "$--", ">+", ">-", ">++", ">--", "<+", "<-",
             "<++", "<--")  # fmt: skip


@pytest.fixture(scope="module", params=[AGDER, GOLD / "moere.txt"], ids=lambda path: path.stem)
def readings(request: pytest.FixtureRequest) -> list[Reading]:
    guideline: Path = request.param
    read = real(guideline)
    passages = [passage(read.document.text, clause.start, clause.end) for clause in read.clauses]
    docs = parsed(words.text for words in passages)
    made = [Reading(doc, words, read.document.text) for doc, words in zip(docs, passages, strict=True)]
    # The entities of a clause are its roles once its constructions are asked for.
    return [each for each in made if each.constructions is not None]


def test_no_construction_is_lost(readings: list[Reading]) -> None:
    asked, held, matched = 0, 0, 0
    for reading in readings:
        for name in constructions():
            for compiled, found in reading.constructions.judged(name):
                asked, held, matched = asked + 1, held + found, matched + bool(compiled.matcher(reading.doc))
                assert found or not compiled.matcher(reading.doc)
    assert matched > 0
    assert held - matched < 0.1 * asked


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_relation_is_taken_for_another(readings: list[Reading], relation: str) -> None:
    """Each operator of the matcher between any two words of a kind: what it finds, may be."""
    nodes = [
        {"RIGHT_ID": "a", "RIGHT_ATTRS": {"POS": {"IN": ["NOUN", "PRON"]}}},
        {"LEFT_ID": "a", "REL_OP": relation, "RIGHT_ID": "b", "RIGHT_ATTRS": {"POS": "VERB"}},
    ]
    matcher = DependencyMatcher(pipeline().vocab)
    matcher.add("pair", [nodes])
    needs = needs_of(nodes, pipeline().vocab)
    for reading in readings:
        assert Places(reading.doc).may_hold(needs) or not matcher(reading.doc)

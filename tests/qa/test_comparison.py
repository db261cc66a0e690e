"""The engine beside retrieval alone and beside other libraries."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from kg.errors import AnsvarError
from qa.baselines import BASELINES, best_of_ranks, fused, vectors_only, words_only
from qa.comparison import compare, quote
from qa.encoder import encoder
from qa.engine import Engine
from qa.evaluation import Evaluation
from qa.gold import answers
from qa.index import Hit
from qa.peers import PEERS, passages, peer
from tests.support import AGDER, real

# -- retrieval alone ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_finds_a_clause_by_its_own_words(name: str, engine: Engine) -> None:
    first = BASELINES[name](engine, ())
    for norm in [norm for norm in real(AGDER).norms if len(norm.text) > 80][::12]:
        place = first(norm.text)
        assert place is not None
        assert engine.library.norms([("agder-2024", engine.index.entries[place].norm)])[0].text == norm.text


def test_words_find_nothing_where_no_word_is_met(engine: Engine) -> None:
    assert words_only(engine)("xyzzy") is None
    assert vectors_only(engine)("xyzzy") is not None
    assert fused(engine)("xyzzy") == vectors_only(engine)("xyzzy")


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_keeps_to_the_documents(name: str, engine: Engine) -> None:
    assert BASELINES[name](engine, ["annet"])("Hvem rekvirerer transport?") is None


def test_the_norm_that_both_put_high_comes_before_one_that_one_puts_first() -> None:
    hits = [Hit(place, "d", place, 0.0, 0.0) for place in range(3)]
    assert best_of_ranks([[hits[0], hits[1]], [hits[2], hits[1]]]) == 1
    assert best_of_ranks([[], []]) is None


# -- the comparison ----------------------------------------------------------------------------


@pytest.fixture
def without_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make as if no peer were installed."""
    for module in ("txtai", "haystack"):
        monkeypatch.setitem(sys.modules, module, None)


@pytest.mark.usefixtures("without_peers")
def test_a_comparison_without_peers_has_the_baselines_and_says_what_to_install(
    engine: Engine, evaluation: Evaluation
) -> None:
    few = Evaluation(evaluation.rows[:12])
    comparison = compare(engine, few, rounds=1)
    assert [other.name for other in comparison.others] == list(BASELINES)
    assert len(comparison.missing) == len(PEERS)
    assert all("pip install" in why and "\n" not in why for why in comparison.missing)
    assert comparison.own_answers.hit1 == few.figures.hit1
    assert comparison.questions == sum(row.gold.answerable for row in few.rows)
    assert all(0 < each.p50_ms <= each.p95_ms for each in (comparison.own, *comparison.others))


def test_a_contender_s_share_is_counted_over_the_answerable_questions(engine: Engine, evaluation: Evaluation) -> None:
    first, few = words_only(engine), Evaluation(evaluation.rows[:40])
    can = [row.gold for row in few.rows if row.gold.answerable]
    places = [(gold, first(gold.question)) for gold in can]
    right = sum(place is not None and answers(gold, quote(engine, place)) for gold, place in places)
    found = {other.name: other for other in compare(engine, few, rounds=1).others}
    assert found["bare ord"].hit1 == round(right / len(can), 3)


def test_peers_are_fed_every_norm_under_its_headings(engine: Engine) -> None:
    fed = passages(engine)
    assert [passage.place for passage in fed] == list(range(len(engine.index.entries)))
    assert all(passage.text.endswith(norm.text) for passage, norm in zip(fed, real(AGDER).norms, strict=True))
    assert passages(engine, ["annet"]) == []


@pytest.mark.usefixtures("without_peers")
@pytest.mark.parametrize("name", PEERS)
def test_a_peer_that_is_not_installed_says_how_to_install_it(name: str, engine: Engine) -> None:
    with pytest.raises(AnsvarError, match=rf"{name} er ikke installert.*pip install"):
        peer(name, engine)


@pytest.fixture(params=[("txtai", "txtai"), ("Haystack", "haystack")], ids=lambda param: param[0])
def installed_peer(request: pytest.FixtureRequest) -> str:
    """The name of a peer; skips where it is not installed, without importing it."""
    name, module = request.param
    if find_spec(module) is None:
        pytest.skip(f"{name} is not installed (extra peers)")
    return str(name)


@pytest.mark.peers
def test_a_peer_finds_a_clause_by_its_own_words(installed_peer: str, engine: Engine) -> None:
    first, fed = peer(installed_peer, engine), passages(engine)
    for passage in [each for each in fed if len(each.text) > 120][::12]:
        place = first(passage.text)
        assert place is not None
        assert fed[place].text == passage.text


@pytest.mark.peers
def test_a_peer_keeps_to_the_documents_that_it_was_fed(installed_peer: str, engine: Engine) -> None:
    some = passages(engine)[40:45]
    first = PEERS[installed_peer](some, encoder())
    assert first("Hvem rekvirerer transport?") in {passage.place for passage in some}


@pytest.mark.peers
@pytest.mark.skipif(find_spec("haystack") is None, reason="Haystack is not installed (extra peers)")
def test_haystack_is_told_to_send_no_statistics(engine: Engine) -> None:
    peer("Haystack", engine)
    from haystack.telemetry import _telemetry

    assert _telemetry.telemetry is None

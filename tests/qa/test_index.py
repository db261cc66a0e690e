"""The index: vectors and words over the norms, tied to the encoder that made them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import faiss
import pytest

from kg.errors import BuildError
from kg.home import Home
from qa.encoder import BundledEncoder, Vectors, encoder
from qa.engine import Engine
from qa.index import Index, terms, write_index
from tests.support import AGDER, real


class Renamed(BundledEncoder):
    """The real encoder under another name."""

    name = "en-annen"


class Shortened(BundledEncoder):
    """The real encoder, cut to fewer dimensions."""

    def __init__(self) -> None:
        super().__init__()
        self.dimension = 8

    def queries(self, texts: Sequence[str]) -> Vectors:
        return super().queries(texts)[:, :8]


def test_every_norm_is_in_the_index(engine: Engine) -> None:
    assert [(entry.document, entry.norm) for entry in engine.index.entries] == [
        ("agder-2024", norm.id) for norm in real(AGDER).norms
    ]


def test_a_norm_is_found_by_its_own_words(engine: Engine) -> None:
    for norm in real(AGDER).norms[5::25]:
        hits = engine.index.search(engine.index.query(norm.text), terms(norm.text))
        best = max(hits, key=lambda hit: hit.words)
        assert norm.text == next(n.text for n in real(AGDER).norms if n.id == engine.index.entries[best.position].norm)


def test_cosines_and_scores_are_in_their_ranges(engine: Engine) -> None:
    hits = engine.index.search(
        engine.index.query("Hvem rekvirerer transport?"), terms("Hvem rekvirerer transport?"), most=10
    )
    assert len({hit.position for hit in hits}) == len(hits)
    assert all(-1.001 <= hit.cosine <= 1.001 for hit in hits)
    assert all(hit.words >= 0 for hit in hits)
    assert any(hit.words > 0 for hit in hits)
    assert 10 <= len(hits) <= 20


def test_a_document_that_is_not_asked_for_gives_nothing(engine: Engine) -> None:
    assert (
        engine.index.search(engine.index.query("Hvem rekvirerer transport?"), terms("transport"), documents=["annet"])
        == []
    )


def test_words_that_nothing_holds_find_by_meaning_alone(engine: Engine) -> None:
    hits = engine.index.search(engine.index.query("xyzzy"), ["xyzzy"])
    assert hits
    assert all(hit.words == 0 for hit in hits)


def test_a_rare_word_weighs_more_than_a_common_one(engine: Engine) -> None:
    (rare,), (common,) = terms("kroppsøving"), terms("pasienten")[:1]
    assert {rare, common} <= engine.index.vocabulary
    assert engine.index.weight("ordsomaldristod") >= engine.index.weight(rare) > engine.index.weight(common) > 0


def test_terms_hold_stems_and_concepts_with_broader_ones() -> None:
    found = terms("Fastlegen sender epikrisen")
    assert {"fastleg", "epikris", "c:fastlege", "c:epikrise", "c:lege"} <= set(found)
    assert terms("") == []


@pytest.mark.parametrize("other", [Renamed, Shortened])
def test_an_index_of_another_encoder_is_a_clear_error(home: Path, other: type[BundledEncoder]) -> None:
    with pytest.raises(BuildError, match=r"ansvar-e5.*Kjør «ansvar build» på nytt") as caught:
        Index(Home(home).open().index, other())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_damaged_index_is_a_clear_error(home: Path, tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "index"
    shutil.copytree(Home(home).open().index, folder)
    if content is None:
        (folder / "index.json").unlink()
    else:
        (folder / "index.json").write_text(content)
    with pytest.raises(BuildError, match="ansvar build"):
        Index(folder, encoder())


def test_the_index_says_what_made_it(home: Path) -> None:
    build = Home(home).open()
    meta = json.loads((build.index / "index.json").read_text(encoding="utf-8"))
    assert (meta["encoder"], meta["dimension"]) == (build.manifest.encoder, build.manifest.dimension)
    assert (build.manifest.encoder, build.manifest.dimension) == (encoder().name, 384)
    assert meta["norms"] == sum(count for _, _, count in meta["editions"]) == build.manifest.norms


class Watched(BundledEncoder):
    """The real encoder, which notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append("queries")
        return super().queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked.append("passages")
        return super().passages(texts)


def test_norms_are_encoded_as_passages_and_questions_as_queries(tmp_path: Path) -> None:
    read, watched = real(AGDER), Watched()
    write_index(tmp_path / "index", [(read.document, read.clauses, read.norms[:5])], watched)
    assert watched.asked == ["passages"]
    index = Index(tmp_path / "index", watched)
    index.search(index.query("Hvem ringer?"), terms("Hvem ringer?"))
    assert watched.asked == ["passages", "queries"]


def test_the_stored_vectors_are_in_the_order_of_the_entries(engine: Engine, home: Path) -> None:
    """The nearest vector to a norm's own words is that norm's, or one with the same words."""
    stored = faiss.read_index(str(Home(home).open().index / "vectors.faiss"))
    norms = {norm.id: norm for norm in real(AGDER).norms}
    chosen = [norm for norm in norms.values() if len(norm.text) > 80][::10]
    _, places = stored.search(encoder().passages([norm.text for norm in chosen]), 1)
    found = [norms[engine.index.entries[place].norm].text for place in places[:, 0].tolist()]
    assert len(chosen) > 5
    assert found == [norm.text for norm in chosen]

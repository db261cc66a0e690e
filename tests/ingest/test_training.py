"""Training: words put in, weights lent, strings forgotten. No pipeline is trained here."""

import json
import random
from pathlib import Path

import spacy

from ingest.lexicon import lexicon_vectors, traits
from ingest.training import NewWords, Row, forget, lend_weights

FORMS = ("katten", "hesten", "bilen", "båten", "dalen", "fjorden", "elgen")
LEXICON = traits({"noun": {form: [form.removesuffix("en")] for form in FORMS}}, rarest=1)
SENTENCE = (
    Row("Katten", "katt", "NOUN", "Definite=Def", 2, "nsubj", space_after=True),
    Row("sover", "sove", "VERB", "VerbForm=Fin", 0, "root", space_after=False),
    Row(".", ".", "PUNCT", "_", 2, "punct", space_after=True),
)
FEATURES = """
[nlp]
lang = "nb"
pipeline = ["tok2vec", "tagger"]
[components]
[components.tok2vec]
factory = "tok2vec"
[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"
[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 16
attrs = ["NORM", "SUFFIX"]
rows = [50, 50]
include_static_vectors = false
[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 16
depth = 2
window_size = 1
maxout_pieces = 2
[components.tagger]
factory = "tagger"
[components.tagger.model]
@architectures = "spacy.Tagger.v2"
[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 16
"""


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - draws words, no secrets


def test_new_words_have_the_traits_and_the_case_of_the_old_ones() -> None:
    new = NewWords(LEXICON, frozenset({"katten"}))
    seen = {new.put_in(SENTENCE, drawn(seed))[0] for seed in range(300)}
    assert {row.form for row in seen} == {form.capitalize() for form in FORMS}
    assert all(row.lemma == row.form.lower().removesuffix("en") for row in seen)
    assert {(row.upos, row.feats, row.head, row.deprel) for row in seen} == {("NOUN", "Definite=Def", 2, "nsubj")}


def test_words_that_the_lexicon_explains_otherwise_stay() -> None:
    new = NewWords(LEXICON, frozenset({"katten"}))
    name = (Row("Katten", "Katten", "NOUN", "_", 2, "nsubj", space_after=True), *SENTENCE[1:])
    assert all(new.put_in(name, drawn(seed)) == name for seed in range(20))


def initialised(*, vectors: bool) -> spacy.language.Language:
    from spacy.tokens import Doc
    from spacy.training import Example

    config = spacy.util.load_config_from_str(FEATURES)
    config["components"]["tok2vec"]["model"]["embed"]["include_static_vectors"] = vectors
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    if vectors:
        nlp.vocab.vectors = lexicon_vectors(LEXICON, nlp.vocab)
    doc = Doc(nlp.vocab, words=["katten", "sover"], tags=["NOUN", "VERB"])
    nlp.initialize(lambda: [Example(nlp.make_doc(doc.text), doc)])
    return nlp


def test_the_second_round_starts_where_the_first_one_ended() -> None:
    first, second = initialised(vectors=False), initialised(vectors=True)
    # An initialised tagger weighs nothing: give it something to say.
    softmax = first.get_pipe("tagger").model.get_ref("softmax")
    softmax.set_param("W", softmax.ops.xp.random.default_rng(0).random(softmax.get_param("W").shape, dtype="float32"))
    lend_weights(first, second)
    text = "Katten og hesten sover."
    told = [
        nlp.get_pipe("tagger").model.predict([nlp.get_pipe("tok2vec")(nlp.make_doc(text))]) for nlp in (first, second)
    ]
    assert abs(told[0][0] - told[1][0]).max() < 1e-5


def test_a_pipeline_forgets_strings(tmp_path: Path) -> None:
    strings = tmp_path / "vocab" / "strings.json"
    strings.parent.mkdir()
    strings.write_text(json.dumps(["Katten", "Hesten", "hest", "B-nsubj"]), encoding="utf-8")
    forget(tmp_path, frozenset({"Katten", "B-nsubj", "ROOT"}))
    assert json.loads(strings.read_text(encoding="utf-8")) == ["Katten", "B-nsubj"]

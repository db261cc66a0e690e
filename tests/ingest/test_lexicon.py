"""The lexicon that the pipeline's vectors are made of, and what compounds gain from it."""

import spacy

from ingest.compounds import CompoundNorms, KnownWords, add_compound_norms
from ingest.lexicon import RAREST_VECTOR, edit, edited, lexicon_vectors, shortened, traits

TABLE = {
    "noun": {
        "hus": ["hus"],
        "huset": ["hus"],
        "sykehus": ["sykehus"],
        "sykehuset": ["sykehus"],
        "lege": ["lege"],
        "legen": ["lege"],
        "Oslo": ["Oslo"],
        "en masse": ["en masse"],
    },
    "verb": {"hus": ["huse"], "huse": ["huse"], "kurere": ["kurere"], "kurerte": ["kurere"]},
}
LEXICON = traits(TABLE, rarest=1)


def test_an_edit_turns_the_form_into_its_lemma() -> None:
    for form, lemma in (("huset", "hus"), ("bøker", "bok"), ("hus", "huse"), ("er", "være"), ("lege", "lege")):
        assert edited(form, edit(form, lemma)) == lemma


def test_traits_are_what_the_form_and_its_siblings_say() -> None:
    assert LEXICON["huset"] == {"noun", "noun=et>", "noun:et>", "noun:>"}
    assert {"noun", "verb", "noun=>", "verb=>e"} < LEXICON["hus"]
    assert LEXICON["oslo"] == {"noun", "noun=>", "noun:>"}
    assert "en masse" not in LEXICON


def test_rare_traits_are_left_out() -> None:
    assert traits(TABLE, rarest=3)["kurerte"] == {"verb", "verb:>"}


def test_compounds_that_end_in_a_word_of_the_same_edits_are_left_out() -> None:
    # Rare vectors are left out too, so each has some words more.
    others = {f"{n}{form}": LEXICON[form] for n in range(RAREST_VECTOR) for form in ("legen", "kurerte")}
    compounds = {"vaktlegen": LEXICON["legen"], "fastlegen": LEXICON["kurerte"], "kollegen": LEXICON["legen"]}
    kept = shortened(LEXICON | others | compounds, frozenset({"legen", "vakt", "ukjent"}), frozenset())
    assert "legen" in kept
    assert "kurerte" in kept
    assert "vaktlegen" not in kept
    assert "fastlegen" in kept
    assert "kollegen" in kept
    assert "ukjent" not in kept


def test_vectors_are_looked_up_by_norm_and_hold_no_words() -> None:
    nlp = spacy.blank("nb")
    before = set(nlp.vocab.strings)
    nlp.vocab.vectors = lexicon_vectors(LEXICON, nlp.vocab)
    assert set(nlp.vocab.strings) == before
    assert nlp.vocab.vectors.data.sum(axis=1).tolist()[nlp.vocab.vectors.find(key="huset")] == 4
    assert "kurerte" in KnownWords(nlp)
    assert "kurertes" not in KnownWords(nlp)


def test_an_unknown_compound_gets_the_norm_of_a_word_of_the_lexicon() -> None:
    nlp = spacy.blank("nb")
    nlp.vocab.vectors = lexicon_vectors(LEXICON, nlp.vocab)
    add_compound_norms(nlp)
    assert isinstance(nlp.get_pipe("compound_norms"), CompoundNorms)
    assert [token.norm_ for token in nlp("kontaktlegen kurerte")] == ["legen", "kurerte"]

"""Trains the Norwegian spaCy pipeline that ships in ``data/nb_ansvar``.

Run as ``python -m ingest.training FOLDER`` with a folder of UD Norwegian Bokmål
in CoNLL-U (see ``docs/training.md``). Guideline bullets are not news sentences, so
the training sentences are repeated in the shapes that bullets have: without their
full stop, without their subject, as imperatives and as infinitives; some are
repeated with Nynorsk spelling.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import data
from ingest.compounds import add_compound_norms
from ingest.lexicon import Lexicon, edited, lexicon_vectors, read_lexicon, shortened

if TYPE_CHECKING:
    from spacy.language import Language

FIGURES = ("pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")
SHARE_WITHOUT_STOP = 0.12
SHARE_NYNORSK = 0.15
MOST_SENTENCES_A_DOCUMENT = 6
SENTENCES_A_TEST_DOCUMENT = 10
# Of the second round, where words of the lexicon stand in for words of the treebank.
SHARE_WITH_NEW_WORDS = 0.6
SHARE_OF_NEW_WORDS = 0.35
LEAST_CHOICE = 5
SECOND_ROUND: dict[str, object] = {
    "components.tok2vec.model.embed.include_static_vectors": True,
    "training.dropout": 0.2,
    "training.max_steps": 1500,
    "training.eval_frequency": 250,
    "training.optimizer.learn_rate.warmup_steps": 100,
    "training.optimizer.learn_rate.total_steps": 1520,
    "training.optimizer.learn_rate.initial_rate": 0.001,
    "training.batcher.size.start": 1000,
}


@dataclass(frozen=True)
class Row:
    """One token line of CoNLL-U; ``head`` counts from 1, 0 is the root."""

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    space_after: bool

    def feature(self, name: str) -> str:
        """Return the value of one morphological feature, or an empty string."""
        for pair in self.feats.split("|"):
            key, _, value = pair.partition("=")
            if key == name:
                return value
        return ""


Sentence = tuple[Row, ...]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file, multiword and empty nodes left out."""
    rows: list[Row] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            if rows:
                yield tuple(rows)
            rows = []
        elif not line.startswith("#"):
            columns = line.split("\t")
            if columns[0].isdigit():
                rows.append(
                    Row(
                        form=columns[1],
                        lemma=columns[2],
                        upos=columns[3],
                        feats=columns[5],
                        head=int(columns[6]),
                        deprel=columns[7],
                        space_after="SpaceAfter=No" not in columns[9],
                    )
                )
    if rows:
        yield tuple(rows)


def without(sentence: Sentence, index: int) -> Sentence:
    """Return the sentence without one leaf token (``index`` counts from 0)."""
    kept = [row for n, row in enumerate(sentence) if n != index]
    return tuple(replace(row, head=row.head - (row.head > index)) for row in kept)


def without_stop(sentence: Sentence) -> Sentence:
    """Return the sentence without its final full stop, as bullets are written."""
    last = len(sentence) - 1
    if last > 0 and sentence[last].form == "." and all(row.head != last + 1 for row in sentence):
        return without(sentence, last)
    return sentence


def as_bullet(sentence: Sentence, chance: random.Random) -> Sentence | None:
    """Turn "Vi sender brevet." into "Send brevet", "Sende brevet", "Å sende ..." or "Sender ...".

    Returns None where the sentence does not open with a pronoun and its main verb.
    """
    if len(sentence) < 4:
        return None
    subject, verb = sentence[0], sentence[1]
    opens = subject.deprel == "nsubj" and subject.upos == "PRON" and subject.head == 2
    plain = verb.deprel == "root" and verb.upos == "VERB" and verb.feature("VerbForm") == "Fin"
    if not (opens and plain and verb.lemma.endswith("e")) or any(row.head == 1 for row in sentence):
        return None
    rest = without_stop(without(sentence, 0))
    shape = chance.choice(("imperative", "infinitive", "marked", "present"))
    if shape == "present":
        changed = replace(rest[0], form=verb.form.capitalize())
    elif shape == "imperative":
        stem = re.sub(r"(.)\1$", r"\1\1", verb.lemma[:-1])
        changed = replace(rest[0], form=stem.capitalize(), feats="Mood=Imp|VerbForm=Fin")
    else:
        form = verb.lemma if shape == "marked" else verb.lemma.capitalize()
        changed = replace(rest[0], form=form, feats="VerbForm=Inf")
    rows = (changed, *rest[1:])
    if shape != "marked":
        return rows
    marker = Row("Å", "å", "PART", "_", 2, "mark", space_after=True)
    return (marker, *(replace(row, head=row.head + 1 if row.head else 0) for row in rows))


def nynorsk_spelling(path: Path) -> dict[str, str]:
    """Read the table of Bokmål and Nynorsk forms; pairs of several words are left out."""
    pairs = [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line and line[0] != "#"
    ]
    return {bokmaal: nynorsk for bokmaal, nynorsk in pairs if " " not in nynorsk}


def as_nynorsk(sentence: Sentence, spelling: dict[str, str]) -> Sentence:
    """Respell a sentence: words of the table, and the regular endings of nouns and verbs."""
    return tuple(replace(row, form=_nynorsk_form(row, spelling)) for row in sentence)


def _nynorsk_form(row: Row, spelling: dict[str, str]) -> str:
    lower = row.form.lower()
    if lower in spelling:
        new = spelling[lower]
    elif row.upos == "NOUN" and row.feature("Number") == "Plur" and row.feature("Gender") == "Masc":
        new = re.sub(r"ene$", "ane", re.sub(r"er$", "ar", lower))
    elif row.upos == "NOUN" and re.search(r"(ing|else)en$", lower):
        new = re.sub(r"en$", "a", lower)
    elif row.upos == "VERB" and lower.endswith("et") and row.feature("Tense") == "Past":
        new = lower[:-2] + "a"
    elif row.upos == "ADJ" and lower.endswith("lig"):
        new = lower[:-3] + "leg"
    else:
        return row.form
    return new.capitalize() if row.form[:1].isupper() else new


def augmented(sentences: Sequence[Sentence], spelling: dict[str, str], *, seed: int = 0) -> list[Sentence]:
    """Return the sentences with their bullet-shaped and Nynorsk repetitions, shuffled in blocks."""
    chance = random.Random(seed)  # noqa: S311 - draws training data, no secrets
    out: list[Sentence] = []
    for sentence in sentences:
        out.append(sentence)
        bullet = as_bullet(sentence, chance)
        if bullet is not None:
            out.append(bullet)
        if chance.random() < SHARE_WITHOUT_STOP:
            out.append(without_stop(sentence))
        if chance.random() < SHARE_NYNORSK:
            out.append(as_nynorsk(sentence, spelling))
    return out


class NewWords:
    """Puts words of the lexicon in the place of words of the treebank, of the same traits.

    So the pipeline learns to read the traits where it does not know the word.
    """

    def __init__(self, lexicon: Lexicon, words: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._choices: dict[frozenset[str], list[str]] = {}
        for word in sorted(lexicon):
            if word not in words:
                self._choices.setdefault(lexicon[word], []).append(word)

    def put_in(self, sentence: Sentence, chance: random.Random) -> Sentence:
        """Return the sentence with some of its words replaced."""
        return tuple(self._replaced(row, chance) if chance.random() < SHARE_OF_NEW_WORDS else row for row in sentence)

    def _replaced(self, row: Row, chance: random.Random) -> Row:
        lower = row.form.lower()
        traits = self._lexicon.get(lower, frozenset())
        choices = self._choices.get(traits, [])
        own = [
            t for t in traits if t.startswith(row.upos.lower() + "=") and edited(lower, t.split("=")[1]) == row.lemma
        ]
        if not own or len(choices) < LEAST_CHOICE:
            return row
        word = chance.choice(choices)
        form = word.capitalize() if row.form[:1].isupper() else word
        return replace(row, form=form, lemma=edited(word, own[0].split("=")[1]))


def write_docs(sentences: Iterable[Sentence], path: Path, *, seed: int | None = None) -> None:
    """Write sentences as a spaCy ``DocBin``, several to a document so that boundaries are learnt.

    :param seed: where given, documents are of one to six sentences, drawn by chance (guideline
        bullets are short); else of ten, as the official pipelines are evaluated.
    """
    import spacy
    from spacy.tokens import Doc, DocBin

    vocab = spacy.blank("nb").vocab
    store = DocBin(store_user_data=False)
    batch: list[Sentence] = []
    chance = random.Random(seed)  # noqa: S311 - draws training data, no secrets

    def size() -> int:
        return SENTENCES_A_TEST_DOCUMENT if seed is None else chance.randint(1, MOST_SENTENCES_A_DOCUMENT)

    def flush() -> None:
        rows = [row for sentence in batch for row in sentence]
        offsets = [n for n, sentence in _starts(batch) for _ in sentence]
        heads = [
            offset + row.head - 1 if row.head else index
            for index, (row, offset) in enumerate(zip(rows, offsets, strict=True))
        ]
        store.add(
            Doc(
                vocab,
                words=[row.form for row in rows],
                spaces=[row.space_after for row in rows],
                pos=[row.upos for row in rows],
                morphs=["" if row.feats == "_" else row.feats for row in rows],
                lemmas=[row.lemma for row in rows],
                heads=heads,
                deps=["ROOT" if row.deprel == "root" else row.deprel for row in rows],
            )
        )
        batch.clear()

    wanted = size()
    for sentence in sentences:
        batch.append(sentence)
        if len(batch) >= wanted:
            flush()
            wanted = size()
    if batch:
        flush()
    store.to_disk(path)


def _starts(sentences: Sequence[Sentence]) -> Iterator[tuple[int, Sentence]]:
    start = 0
    for sentence in sentences:
        yield start, sentence
        start += len(sentence)


def train(folder: Path, output: Path, *, start: Path | None = None) -> dict[str, float]:
    """Train on the folder's train file, choose on its dev file, and report once on its test file.

    Two rounds: the first without vectors, the second from there with the lexicon as vectors.

    :param folder: holds one ``*train.conllu``, one ``*norne-ud-dev.conllu`` (or ``*dev.conllu``)
        and the test file of the same name.
    :param output: where the best pipeline is written, with its figures in ``figures.json``.
    :param start: a pipeline of the first round, where there is one already.
    :returns: the test figures, in per cent.
    """
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # Measured on AMD EPYC: numpy's BLAS multiplies five times as fast as the bundled BLIS.
    set_current_ops(NumpyOps(use_blis=False))
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        spelling = nynorsk_spelling(data.TRAINING / "nynorsk.tsv")
        treebank = list(read_conllu(_one(folder, "train")))
        sentences = augmented(treebank, spelling)
        write_docs(sentences, work / "train.spacy", seed=0)
        for part in ("dev", "test"):
            write_docs(read_conllu(_one(folder, part)), work / f"{part}.spacy")
        first = start or _round(work, "train", "first")

        words = frozenset(row.form.lower() for sentence in sentences for row in sentence)
        blank = spacy.blank("nb")
        lexicon = shortened(read_lexicon(), words, frozenset(blank.Defaults.stop_words))
        blank.vocab.vectors = lexicon_vectors(lexicon, blank.vocab)
        blank.to_disk(work / "vectors")
        write_docs(with_new_words(sentences, NewWords(lexicon, words)), work / "second.spacy", seed=0)
        second = _round(work, "second", "second", first=first, overrides=SECOND_ROUND)

        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(second, output)
        figures = {part: evaluated(output, work / f"{part}.spacy") for part in ("dev", "test")}
    (output / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures["test"]


def with_new_words(sentences: Sequence[Sentence], new: NewWords, *, seed: int = 1) -> list[Sentence]:
    """Return the sentences, a share of them with new words in them."""
    chance = random.Random(seed)  # noqa: S311 - draws training data, no secrets
    return [new.put_in(s, chance) if chance.random() < SHARE_WITH_NEW_WORDS else s for s in sentences]


def _round(
    work: Path, corpus: str, name: str, *, first: Path | None = None, overrides: dict[str, object] | None = None
) -> Path:
    """Train one round on a corpus and return its best pipeline; given a first round, go on from its weights."""
    import spacy
    from spacy.cli.init_config import fill_config
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as train_nlp
    from spacy.util import load_config

    fill_config(work / "filled.cfg", data.TRAINING / "pipeline.cfg", silent=True)
    paths = {"paths.train": str(work / "train.spacy"), "paths.dev": str(work / "dev.spacy")}
    if first:
        paths["paths.vectors"] = str(work / "vectors")
    nlp = init_nlp(load_config(work / "filled.cfg", overrides={**paths, **(overrides or {})}))
    if first:
        lend_weights(spacy.load(first), nlp)
    # Only now, since labels, strings and lemmatizer's trees are to be those of the treebank.
    kept = frozenset(nlp.vocab.strings)
    lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
    trees = lemmatizer.trees.to_bytes()
    nlp.config["paths"]["train"] = str(work / f"{corpus}.spacy")
    (work / name).mkdir()
    train_nlp(nlp, work / name)
    best = work / name / "model-best"
    forget(best, kept)
    (best / "trainable_lemmatizer" / "trees").write_bytes(trees)
    # The paths are of no use to anybody else.
    config = load_config(best / "config.cfg", overrides=dict.fromkeys(paths))
    config.to_disk(best / "config.cfg")
    return best


def lend_weights(earlier: Language, nlp: Language) -> None:
    """Copy the weights of a pipeline without vectors into the same pipeline with vectors.

    The layer that mixes the features has more inputs in the latter. The vectors' come last, and
    start at nought, so that at first the pipeline behaves as the earlier one.
    """
    givers: dict[str, Any] = dict(earlier.pipeline)
    takers: dict[str, Any] = dict(nlp.pipeline)
    for name, taker in takers.items():
        if name != "tok2vec":
            taker.from_bytes(givers[name].to_bytes(exclude=["vocab"]), exclude=["vocab"])
    old = [node for node in givers["tok2vec"].model.walk() if node.param_names]
    new = [node for node in takers["tok2vec"].model.walk() if node.param_names and node.name != "static_vectors"]
    # The nodes come in another order with vectors, but those of a kind in the same.
    key = {"hashembed": 0, "maxout": 1, "layernorm": 2}
    old.sort(key=lambda node: key[node.name])
    new.sort(key=lambda node: key[node.name])
    for giver, taker in zip(old, new, strict=True):
        for param in giver.param_names:
            lent, own = giver.get_param(param), taker.get_param(param)
            if lent.shape != own.shape:
                own = own * 0
                own[..., : lent.shape[-1]] = lent
                lent = own
            taker.set_param(param, lent)


def forget(model: Path, kept: frozenset[str]) -> None:
    """Take all other strings out of a pipeline.

    Words of dev would count as known words, and hide what compound norms do.
    """
    path = model / "vocab" / "strings.json"
    strings = [string for string in json.loads(path.read_text(encoding="utf-8")) if string in kept]
    path.write_text(json.dumps(strings, ensure_ascii=False, indent=0), encoding="utf-8")


def evaluated(model: Path, corpus: Path) -> dict[str, float]:
    """Return a pipeline's figures on a corpus, in per cent, as the program runs it (compound norms on)."""
    import spacy
    from spacy.training import Corpus

    nlp = spacy.load(model)
    add_compound_norms(nlp)
    scores = nlp.evaluate(list(Corpus(corpus)(nlp)))
    return {name: round(100 * float(scores[name]), 2) for name in FIGURES}


def _one(folder: Path, part: str) -> Path:
    found = sorted(folder.glob(f"*norne-ud-{part}.conllu")) or sorted(folder.glob(f"*{part}.conllu"))
    if not found:
        raise FileNotFoundError(f"no *{part}.conllu in {folder}")
    return found[0]


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="UD Norwegian Bokmål in CoNLL-U")
    parser.add_argument("--output", type=Path, default=data.PIPELINE)
    parser.add_argument("--start", type=Path, help="a pipeline of the first round, to leave that round out")
    arguments = parser.parse_args()
    figures = train(arguments.folder, arguments.output, start=arguments.start)
    print(json.dumps(figures, indent=1))  # noqa: T201 - a command's result


if __name__ == "__main__":
    main()

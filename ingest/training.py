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

import data
from ingest.compounds import add_compound_norms

FIGURES = ("pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")
SHARE_WITHOUT_STOP = 0.12
SHARE_NYNORSK = 0.15
MOST_SENTENCES_A_DOCUMENT = 6
SENTENCES_A_TEST_DOCUMENT = 10


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


def train(folder: Path, output: Path, *, overrides: dict[str, object] | None = None) -> dict[str, float]:
    """Train on the folder's train file, choose on its dev file, and report once on its test file.

    :param folder: holds one ``*train.conllu``, one ``*norne-ud-dev.conllu`` (or ``*dev.conllu``)
        and the test file of the same name.
    :param output: where the best pipeline is written, with its figures in ``figures.json``.
    :returns: the test figures, in per cent.
    """
    from spacy.cli.init_config import fill_config
    from spacy.cli.train import train as spacy_train
    from thinc.api import NumpyOps, set_current_ops

    # Measured on AMD EPYC: numpy's BLAS multiplies five times as fast as the bundled BLIS.
    set_current_ops(NumpyOps(use_blis=False))
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        spelling = nynorsk_spelling(data.TRAINING / "nynorsk.tsv")
        write_docs(augmented(list(read_conllu(_one(folder, "train"))), spelling), work / "train.spacy", seed=0)
        for part in ("dev", "test"):
            write_docs(read_conllu(_one(folder, part)), work / f"{part}.spacy")
        fill_config(work / "filled.cfg", data.TRAINING / "pipeline.cfg", silent=True)
        spacy_train(
            work / "filled.cfg",
            work / "model",
            overrides={
                "paths.train": str(work / "train.spacy"),
                "paths.dev": str(work / "dev.spacy"),
                **(overrides or {}),
            },
        )
        figures = {part: evaluated(work / "model" / "model-best", work / f"{part}.spacy") for part in ("dev", "test")}
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(work / "model" / "model-best", output)
    (output / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures["test"]


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
    arguments = parser.parse_args()
    print(json.dumps(train(arguments.folder, arguments.output), indent=1))  # noqa: T201 - a command's result


if __name__ == "__main__":
    main()

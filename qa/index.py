"""The vector and word index over norms, stored with the build.

Each norm has two vectors: of its own words, and of these under its headings. The one finds what
is said, the other what it is said about; together they rank better than either (measured on the
gold questions). The word index counts stems and the concepts named, of the norm and of its
headings, so that a question in another language meets a clause in the concepts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ingest.segments import path_to
from kg.errors import BuildError
from kg.model import Clause, Document, Norm
from ontology.concepts import concepts
from ontology.lexicon import lexicon
from qa.vectors import CONTEXT, OWN, Near, VectorIndex, open_vectors, write_vectors, written_vectors
from qa.words import Words

if TYPE_CHECKING:
    from qa.encoder import Encoder, Vectors

_META = "index.json"
_WORDS = "words"
CONCEPT = "c:"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of a norm: its document, the version of that, and its id."""

    document: str
    version: str
    norm: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A norm found: the cosines of its own words and of these under its headings, and its BM25 score.

    What was not looked at is 0.
    """

    position: int
    entry: Entry
    cosine: float
    words: float
    context: float = 0.0


def terms(text: str, language: str = "nb", *, hidden: bool = False) -> list[str]:
    """Return the index terms of a text: stems, and the concepts named with their broader ones."""
    words = lexicon(language, hidden=hidden)
    tokens = words.words(text)
    named = [mention.concept for mention in words.mentions(tokens)]
    broader = [above for concept in named for above in concepts().ancestors(concept)[:1]]
    return [token.stem for token in tokens] + [CONCEPT + concept for concept in (*named, *broader)]


def passage_text(norm: Norm, clause: Clause, by_id: dict[str, Clause]) -> str:
    """Return a norm's words under its chapter and headings."""
    above = [each.text.rstrip(":") for each in path_to(clause, by_id)]
    return ": ".join([*above, norm.text])


def write_index(
    folder: Path, entries: Iterable[tuple[Document, Sequence[Clause], Sequence[Norm]]], encoder: Encoder
) -> None:
    """Write the index of all norms of some documents into a folder."""
    keys: list[tuple[str, str, str]] = []
    own: list[str] = []
    texts: list[str] = []
    for document, clauses, norms in entries:
        by_id = {clause.id: clause for clause in clauses}
        for norm in norms:
            keys.append((document.id, document.version, norm.id))
            own.append(norm.text)
            texts.append(passage_text(norm, by_id[norm.clause], by_id))
    folder.mkdir(parents=True, exist_ok=True)
    encoded = encoder.passages([*own, *texts])
    write_vectors(folder, OWN, encoded[: len(own)])
    write_vectors(folder, CONTEXT, encoded[len(own) :])
    _bm25([terms(text) for text in texts]).save(str(folder / _WORDS), show_progress=False)
    meta = {"encoder": encoder.name, "dimension": encoder.dimension, "entries": keys}
    (folder / _META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def read_vectors(folder: Path) -> tuple[list[Entry], Vectors, Vectors]:
    """Return the entries of a stored index, and its vectors of own words and of words in context.

    Each has the shape (number of entries, dimension).
    """
    entries = [Entry(*entry) for entry in json.loads((folder / _META).read_text(encoding="utf-8"))["entries"]]
    own, context = (written_vectors(folder, name).at(range(len(entries))) for name in (OWN, CONTEXT))
    return entries, own, context


def runs_of(shown: npt.NDArray[np.bool_]) -> list[range]:
    """Return the runs of places that are shown.

    >>> runs_of(np.array([True, True, False, True]))
    [range(0, 2), range(3, 4)]
    """
    borders = np.flatnonzero(np.diff(shown, prepend=False, append=False)).tolist()
    return [range(start, stop) for start, stop in zip(borders[::2], borders[1::2], strict=True)]


def _bm25(corpus: list[list[str]]) -> Any:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    index = bm25s.BM25(k1=1.2, b=0.6, method="lucene")
    index.index(corpus, show_progress=False)
    return index


class Index:
    """A stored index, read back.

    :param versions: the versions in force by document id, which are searched; all that is stored where None.
    :raises BuildError: where it is missing or was made by another encoder.
    """

    def __init__(self, folder: Path, encoder: Encoder, *, versions: Mapping[str, str] | None = None) -> None:
        try:
            meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BuildError(f"Indeksen i {folder} mangler eller er skadet. Kjør «ansvar build» på nytt.") from error
        if (meta["encoder"], meta["dimension"]) != (encoder.name, encoder.dimension):
            raise BuildError(
                f"Indeksen er laget med tekstkoderen «{meta['encoder']}», men «{encoder.name}» er valgt. "
                "Kjør «ansvar build» på nytt."
            )
        self._folder = folder
        self._encoder = encoder
        self.entries = [Entry(*entry) for entry in meta["entries"]]
        self._versions = versions
        self._words: dict[tuple[str, ...], Words] = {}
        self._own = open_vectors(folder, OWN)
        self._context = open_vectors(folder, CONTEXT)

    @cached_property
    def _stored(self) -> Any:
        import bm25s

        return bm25s.BM25.load(str(self._folder / _WORDS))

    def words(self, documents: Sequence[str] = ()) -> Words:
        """Return the word index over the norms in force of some documents, of all where none is named."""
        key = tuple(documents)
        if key not in self._words:
            shown = [self._is_in_force(each) and (not key or each.document in key) for each in self.entries]
            self._words[key] = Words(self._stored, np.array(shown, dtype=np.bool_))
        return self._words[key]

    @property
    def vocabulary(self) -> frozenset[str]:
        """All terms of the norms in force."""
        return self.words().vocabulary

    def weight(self, term: str) -> float:
        """Return a term's inverse document frequency among the norms in force; an unknown term has the highest."""
        return self.words().weight(term)

    def query(self, question: str) -> Vectors:
        """Return the vector of a question, shape (1, dimension)."""
        return self._encoder.queries([question])

    def search(
        self, vector: Vectors, question_terms: Sequence[str], *, documents: Sequence[str] = (), most: int = 40
    ) -> list[Hit]:
        """Return the norms nearest to a question, by both vectors and by words, in no order.

        :param vector: of the question, as ``query`` gives it.
        :param documents: the documents to keep to; all where empty.
        :param most: how many each of the three gives at most.
        """
        near = self._nearest(self._own, vector, documents, most)
        around = self._nearest(self._context, vector, documents, most)
        best, scores = self._worded(question_terms, documents, most)
        chosen = list(dict.fromkeys([*near, *around, *best]))
        for vectors, known in ((self._own, near), (self._context, around)):
            missing = [place for place in chosen if place not in known]
            known.update(zip(missing, (vectors.at(missing) @ vector[0]).tolist(), strict=True))
        return [Hit(p, self.entries[p], near[p], float(scores[p]), around[p]) for p in chosen]

    def by_vectors(self, question: str, *, documents: Sequence[str] = (), most: int = 40) -> list[Hit]:
        """Return the norms nearest to a question by vectors alone, best first."""
        near = self._nearest(self._own, self.query(question), documents, most)
        return [Hit(p, self.entries[p], cosine, 0.0) for p, cosine in near.items()]

    def by_words(self, question_terms: Sequence[str], *, documents: Sequence[str] = (), most: int = 40) -> list[Hit]:
        """Return the norms that meet a question's terms by words alone, best first; the encoder is not asked."""
        best, scores = self._worded(question_terms, documents, most)
        return [Hit(p, self.entries[p], 0.0, float(scores[p])) for p in best]

    def _nearest(self, vectors: VectorIndex, vector: Vectors, documents: Sequence[str], most: int) -> Near:
        """Return the nearest places in force with their cosines, best first."""
        shown = self.words(documents).shown
        return vectors.search(vector, most, within=None if shown.all() else runs_of(shown))

    def _worded(
        self, question_terms: Sequence[str], documents: Sequence[str], most: int
    ) -> tuple[list[int], npt.NDArray[np.float32]]:
        """Return the places that meet some terms, best first, and the scores of all places."""
        scores = self.words(documents).scores(question_terms)
        best = [int(p) for p in np.argsort(-scores, kind="stable")[:most] if scores[p] > 0]
        return best, scores

    def _is_in_force(self, entry: Entry) -> bool:
        return self._versions is None or self._versions.get(entry.document) == entry.version

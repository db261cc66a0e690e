"""The vector and word index over norms, stored with the build.

Each norm has two vectors: of its own words, and of these under its headings. The one finds what
is said, the other what it is said about; together they rank better than either (measured on the
gold questions). The word index counts stems and the concepts named, of the norm and of its
headings, so that a question in another language meets a clause in the concepts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ingest.segments import path_to
from kg.errors import BuildError
from kg.model import Clause, Document, Norm
from kg.packed import Packed, PackedWriter
from ontology.concepts import concepts
from ontology.lexicon import lexicon
from qa.entries import Entries, Entry, joined
from qa.guard import Numbers, digits_of
from qa.profiles import Profile, packed_profile, profile, unpacked_profile
from qa.vectors import CONTEXT, OWN, Near, VectorIndex, damaged, open_vectors, write_vectors
from qa.words import Vocabulary, Words

if TYPE_CHECKING:
    from qa.encoder import Encoder, Vectors

_META = "index.json"
_WORDS, _NAMES, _PROFILES, _NUMBERS = "words", "names.bin", "profiles.bin", "numbers.bin"
KEPT_CHOICES, KEPT_PROFILES = 256, 16_384
"""Of how many choices of documents the word index, and of how many norms the profiles, are kept in memory at most."""
CONCEPT = "c:"


@dataclass(frozen=True, slots=True)
class Hit:
    """A norm found: the cosines of its own words and of these under its headings, and its BM25 score.

    ``position`` is its place in the index, ``number`` that among the norms of its document, both from 0.
    What was not looked at is 0.
    """

    position: int
    document: str
    number: int
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


def passages(clauses: Sequence[Clause], norms: Sequence[Norm]) -> tuple[list[str], list[str]]:
    """Return what is encoded of a document: the words of each norm, and these under their headings."""
    by_id = {clause.id: clause for clause in clauses}
    return [norm.text for norm in norms], [passage_text(norm, by_id[norm.clause], by_id) for norm in norms]


@dataclass(frozen=True, slots=True)
class Part:
    """What the index holds of an edition besides vectors: of each of its norms the id, the terms and the profile.

    ``numbers`` are the digits of the telephone numbers that it prints.
    """

    document: str
    version: str
    names: Sequence[str]
    terms: Sequence[list[str]]
    profiles: Sequence[bytes]
    numbers: frozenset[str]


def part_of(document: Document, clauses: Sequence[Clause], norms: Sequence[Norm]) -> Part:
    """Return what the index holds of a document with its clauses and norms."""
    by_id = {clause.id: clause for clause in clauses}
    placed = [(norm, by_id[norm.clause]) for norm in norms]
    return Part(
        document.id,
        document.version,
        [norm.id for norm in norms],
        [terms(passage_text(norm, clause, by_id)) for norm, clause in placed],
        [packed_profile(profile(norm, clause, path_to(clause, by_id))) for norm, clause in placed],
        frozenset(digits_of(contact) for norm in norms for contact in norm.contacts),
    )


def write_index(
    folder: Path, entries: Iterable[tuple[Document, Sequence[Clause], Sequence[Norm]]], encoder: Encoder
) -> None:
    """Write the index of all norms of some documents into a folder."""
    own: list[str] = []
    context: list[str] = []
    parts: list[Part] = []
    for document, clauses, norms in entries:
        for texts, more in zip((own, context), passages(clauses, norms), strict=True):
            texts += more
        parts.append(part_of(document, clauses, norms))
    encoded = encoder.passages([*own, *context])
    write_parts(folder, parts, encoded[: len(own)], encoded[len(own) :], encoder.name)


def write_parts(
    folder: Path, parts: Iterable[Part], own: npt.NDArray[np.floating], context: npt.NDArray[np.floating], encoder: str
) -> None:
    """Write an index of parts, one edition's after the other, and the vectors of their norms in that order.

    :param own: the vectors of the norms' own words, shape (number of norms, dimension); may lie on disk.
    :param context: those of the words under their headings, likewise.
    :param encoder: the name of what encoded them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    editions: list[tuple[str, str, int]] = []
    corpus: list[list[str]] = []
    with (
        PackedWriter(folder / _NAMES) as names,
        PackedWriter(folder / _PROFILES) as profiles,
        PackedWriter(folder / _NUMBERS) as numbers,
    ):
        for part in parts:
            editions.append((part.document, part.version, len(part.names)))
            numbers.add(" ".join(sorted(part.numbers)).encode())
            corpus += part.terms
            for name, offered in zip(part.names, part.profiles, strict=True):
                names.add(name.encode())
                profiles.add(offered)
    write_vectors(folder, OWN, own)
    write_vectors(folder, CONTEXT, context)
    _bm25(corpus).save(str(folder / _WORDS), show_progress=False)
    meta = {"encoder": encoder, "dimension": own.shape[1], "norms": len(corpus), "editions": editions}
    (folder / _META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def read_vectors(
    folder: Path, editions: Collection[tuple[str, str]] | None = None
) -> tuple[Sequence[Entry], Vectors, Vectors]:
    """Return the entries of a stored index, and its vectors of own words and of words in context.

    Each has the shape (number of entries, dimension).

    :param editions: those to keep to, each as (document, version); what is stored of others is not read.
    """
    entries = _entries(folder, json.loads((folder / _META).read_text(encoding="utf-8")))
    places = range(len(entries)) if editions is None else entries.of(editions)
    own, context = (open_vectors(folder, name).at(places) for name in (OWN, CONTEXT))
    return entries if editions is None else [entries[place] for place in places], own, context


def _entries(folder: Path, meta: Mapping[str, Any]) -> Entries:
    return Entries(
        [(document, version, count) for document, version, count in meta["editions"]], Packed(folder / _NAMES)
    )


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
            raise damaged(folder) from error
        if not isinstance(meta, dict) or not {"encoder", "dimension", "editions"} <= meta.keys():
            raise damaged(folder)
        if (meta["encoder"], meta["dimension"]) != (encoder.name, encoder.dimension):
            raise BuildError(
                f"Indeksen er laget med tekstkoderen «{meta['encoder']}», men «{encoder.name}» er valgt. "
                "Kjør «ansvar build» på nytt."
            )
        self._folder = folder
        self._encoder = encoder
        self.entries = _entries(folder, meta)
        self._versions = versions
        self._profiles = Packed(folder / _PROFILES)
        self.numbers = Numbers(self._printed)
        self._own = open_vectors(folder, OWN)
        self._context = open_vectors(folder, CONTEXT)
        # By instance: an index that is no longer in use takes what was kept of it along.
        self._words = lru_cache(maxsize=KEPT_CHOICES)(self._words_of)
        self.profile = lru_cache(maxsize=KEPT_PROFILES)(self._profile_at)

    @cached_property
    def _runs(self) -> dict[str, list[range]]:
        """The places of the norms of each document in force."""
        return self.entries.in_force(self._versions)

    @cached_property
    def _all(self) -> tuple[range, ...]:
        """The places of all norms in force."""
        return joined(run for runs in self._runs.values() for run in runs)

    @cached_property
    def _stored(self) -> Any:
        import bm25s

        return bm25s.BM25.load(str(self._folder / _WORDS), mmap=True)

    def words(self, documents: Sequence[str] = ()) -> Words:
        """Return the word index over the norms in force of some documents, of all where none is named."""
        return self._words(tuple(documents))

    def _words_of(self, documents: tuple[str, ...]) -> Words:
        """Return the word index over some documents."""
        runs = joined(run for each in documents for run in self._runs.get(each, ())) if documents else self._all
        return Words(self._stored, len(self.entries), runs)

    def _profile_at(self, place: int) -> Profile:
        """Return what the norm at a place offers to a question.

        :raises BuildError: where the index is damaged.
        """
        try:
            return unpacked_profile(self._profiles[place])
        except (ValueError, IndexError) as error:
            raise damaged(self._folder) from error

    def _printed(self) -> frozenset[str]:
        """Return the digits of the telephone numbers that the documents in force print."""
        numbers = Packed(self._folder / _NUMBERS)
        shown = self.entries.numbered(self._versions)
        return frozenset(number for at in shown for number in numbers[at].decode().split())

    @property
    def vocabulary(self) -> Vocabulary:
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
        words = self.words(documents)
        near = self._nearest(self._own, vector, words, most)
        around = self._nearest(self._context, vector, words, most)
        chosen = list(dict.fromkeys([*near, *around, *words.best(question_terms, most)]))
        for vectors, known in ((self._own, near), (self._context, around)):
            missing = [place for place in chosen if place not in known]
            known.update(zip(missing, (vectors.at(missing) @ vector[0]).tolist(), strict=True))
        scores = words.scores(question_terms, chosen).tolist()
        return [Hit(p, *self.entries.within(p), near[p], s, around[p]) for p, s in zip(chosen, scores, strict=True)]

    def by_vectors(self, question: str, *, documents: Sequence[str] = (), most: int = 40) -> list[Hit]:
        """Return the norms nearest to a question by vectors alone, best first."""
        near = self._nearest(self._own, self.query(question), self.words(documents), most)
        return [Hit(p, *self.entries.within(p), cosine, 0.0) for p, cosine in near.items()]

    def by_words(self, question_terms: Sequence[str], *, documents: Sequence[str] = (), most: int = 40) -> list[Hit]:
        """Return the norms that meet a question's terms by words alone, best first; the encoder is not asked."""
        words = self.words(documents)
        best = words.best(question_terms, most)
        scores = words.scores(question_terms, best).tolist()
        return [Hit(p, *self.entries.within(p), 0.0, score) for p, score in zip(best, scores, strict=True)]

    def _nearest(self, vectors: VectorIndex, vector: Vectors, words: Words, most: int) -> Near:
        """Return the nearest of the places that are looked at with their cosines, best first."""
        return vectors.search(vector, most, within=None if words.total == len(self.entries) else words.runs)

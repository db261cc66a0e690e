"""Search libraries that one would pick instead, fed the same clauses and the same encoder.

They come with the extra ``peers``, for measuring only; the program does not need them. Each is set up
as its own documentation sets up hybrid search, and told to ask the program's encoder for vectors.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import AnsvarError
from qa.baselines import First
from qa.encoder import Encoder, encoder
from qa.engine import Engine
from qa.index import passage_text

if TYPE_CHECKING:
    from haystack import Pipeline

QUERY, PASSAGE = "query: ", "passage: "
INSTALL = "pip install -c constraints.txt -e '.[peers]'"


@dataclass(frozen=True, slots=True)
class Passage:
    """A norm under its headings, as a peer is fed it, and its place in the index."""

    place: int
    text: str


def passages(engine: Engine, documents: Sequence[str] = ()) -> list[Passage]:
    """Return all norms of some documents (all where empty) as text."""
    found = []
    for place, entry in enumerate(engine.index.entries):
        if not documents or entry.document in documents:
            (norm,) = engine.library.norms([(entry.document, entry.norm)])
            clauses = engine.library.clauses(entry.document)
            found.append(Passage(place, passage_text(norm, clauses[norm.clause], clauses)))
    return found


def txtai_hybrid(fed: Sequence[Passage], model: Encoder) -> First:
    """Return what gives the place of the norm that txtai's hybrid index puts first.

    Its vectors come from an external transform; txtai's instructions tell it questions from passages.

    :raises ImportError: where txtai is not installed.
    """
    from txtai import Embeddings

    def transform(texts: list[str]) -> object:
        if all(text.startswith(QUERY) for text in texts):
            return model.queries([text.removeprefix(QUERY) for text in texts])
        return model.passages([text.removeprefix(PASSAGE) for text in texts])

    index = Embeddings(
        method="external", transform=transform, hybrid=True, instructions={"query": QUERY, "data": PASSAGE}
    )
    index.index([(passage.place, passage.text, None) for passage in fed])

    def first(question: str) -> int | None:
        found = index.search(question, 1)
        return int(found[0][0]) if found else None

    return first


def haystack_hybrid(fed: Sequence[Passage], model: Encoder) -> First:
    """Return what gives the place of the norm that a Haystack pipeline puts first.

    BM25 and vectors, each of its in-memory store, joined by reciprocal rank fusion.

    :raises ImportError: where Haystack is not installed.
    """
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    pipeline = _pipeline(fed, model)

    def first(question: str) -> int | None:
        found = pipeline.run({"words": {"query": question}, "encoder": {"text": question}})["joined"]["documents"]
        return int(found[0].id) if found else None

    return first


def _pipeline(fed: Sequence[Passage], model: Encoder) -> Pipeline:
    from haystack import Document, Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    @component
    class QuestionEncoder:
        """Gives a question's vector by the program's encoder."""

        def __init__(self) -> None:
            component.set_output_types(self, embedding=list[float])

        def run(self, text: str) -> dict[str, list[float]]:
            """Encode one question."""
            return {"embedding": model.queries([text])[0].tolist()}

    store = InMemoryDocumentStore()
    vectors = model.passages([passage.text for passage in fed])
    store.write_documents(
        [
            Document(id=str(passage.place), content=passage.text, embedding=vector.tolist())
            for passage, vector in zip(fed, vectors, strict=True)
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("encoder", QuestionEncoder())
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("encoder.embedding", "vectors.query_embedding")
    pipeline.connect("words", "joined")
    pipeline.connect("vectors", "joined")
    return pipeline


PEERS: dict[str, Callable[[Sequence[Passage], Encoder], First]] = {
    "txtai": txtai_hybrid,
    "Haystack": haystack_hybrid,
}


def peer(name: str, engine: Engine, documents: Sequence[str] = ()) -> First:
    """Return a peer over the norms of the build in use.

    :raises AnsvarError: where it is not installed.
    """
    try:
        return PEERS[name](passages(engine, documents), encoder())
    except ImportError as error:
        raise AnsvarError(f"{name} er ikke installert. Kjør «{INSTALL}» i prosjektmappen.") from error

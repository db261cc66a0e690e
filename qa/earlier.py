"""What the build in use has already: norms of documents that have not changed, and vectors of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import Reading, as_read, as_stands
from kg.model import Document
from qa.index import Entry, passage_text, read_vectors

if TYPE_CHECKING:
    from qa.encoder import Encoder, Vectors


@dataclass
class Earlier:
    """An earlier build by the same code, None where there is no such build."""

    build: Build | None = None
    _readings: dict[str, Reading] = field(default_factory=dict)

    def reading(self, document: Document) -> Reading | None:
        """Return what was read from a document, None where it was another text or other metadata."""
        edition = document.metadata.edition
        if self.build is None or edition not in {meta.edition for meta in self.build.manifest.documents}:
            return None
        if edition not in self._readings:
            self._readings[edition] = as_read(self.build, edition)
        found = self._readings[edition]
        return found if found[0].digest == document.digest else None

    def encoder(self, model: Encoder) -> Encoder:
        """Return an encoder that knows the vectors of the earlier build by heart."""
        if self.build is None or self.build.manifest.encoder != model.name:
            return model
        return _Remembering(model, _vectors(self.build))


class _Remembering:
    """An encoder that encodes only passages that it has not met."""

    def __init__(self, model: Encoder, known: dict[str, Vectors]) -> None:
        self.name, self.dimension = model.name, model.dimension
        self._model, self._known = model, known

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions."""
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; shape (number of texts, dimension)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._model.passages(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else self._model.passages(texts)


def _vectors(build: Build) -> dict[str, Vectors]:
    """Return the vectors of a build by the words that they are of."""
    texts: dict[Entry, tuple[str, str]] = {}
    for meta in build.manifest.documents:
        _, clauses, norms = as_stands(build, meta.edition)
        by_id = {clause.id: clause for clause in clauses}
        for norm in norms:
            entry = Entry(norm.document, norm.version, norm.id)
            texts[entry] = (norm.text, passage_text(norm, by_id[norm.clause], by_id))
    keys, own, context = read_vectors(build.index)
    found = {texts[key][0]: vector for key, vector in zip(keys, own, strict=True)}
    return found | {texts[key][1]: vector for key, vector in zip(keys, context, strict=True)}


def open_earlier(home: Home, code: str) -> Earlier:
    """Return the build in use as far as it can be built upon."""
    try:
        current = home.open()
    except BuildError:
        return Earlier()
    return Earlier(current if current.manifest.code == code else None)

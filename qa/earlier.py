"""What the build in use has already of documents that have not changed: norms, graphs, and vectors of their words."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import Reading, as_read, as_stands
from kg.model import Document
from kg.review.curation import Curation
from qa.entries import Entry
from qa.index import passage_text, read_vectors

if TYPE_CHECKING:
    from qa.encoder import Encoder, Vectors


@dataclass
class Earlier:
    """An earlier build by the same code, None where there is no such build."""

    build: Build | None = None
    _read: dict[str, Reading] = field(default_factory=dict)
    _standing: dict[str, Reading] = field(default_factory=dict)

    def reading(self, document: Document) -> Reading | None:
        """Return what was read from a document, None where it was another text or other metadata."""
        edition = document.metadata.edition
        if self.build is None or edition not in {meta.edition for meta in self.build.manifest.documents}:
            return None
        if edition not in self._read:
            self._read[edition] = as_read(self.build, edition)
        found = self._read[edition]
        return found if found[0].digest == document.digest else None

    def standing(self, build: Build, edition: str) -> Reading:
        """Return an edition of the earlier build as it stands, the reviews laid over it."""
        if edition not in self._standing:
            same = edition in self._read and build.read(edition) == build.turtle(edition)
            self._standing[edition] = self._read[edition] if same else as_stands(build, edition)
        return self._standing[edition]

    def copy(self, curation: Curation, folder: Path) -> bool:
        """Copy the files of a document into the folder of a new build, where it stands as it does in the earlier one.

        :return: whether that could be done: the same text, read alike, with the same reviews over it.
        """
        document = curation.ground.document
        edition = document.metadata.edition
        if self.build is None or (before := self.reading(document)) is None:
            return False
        clauses, norms = list(curation.ground.clauses.values()), list(curation.norms)
        if (clauses, list(curation.read)) != before[1:] or norms != self.standing(self.build, edition)[2]:
            return False
        names = (f"graph/{edition}.ttl", f"read/{edition}.ttl", f"documents/{edition}.txt")
        for name in names:
            if (self.build.folder / name).exists():
                (folder / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(self.build.folder / name, folder / name)
        return True

    def encoder(self, model: Encoder) -> Encoder:
        """Return an encoder that knows the vectors of the earlier build by heart."""
        if self.build is None or self.build.manifest.encoder != model.name:
            return model
        standing = [self.standing(self.build, meta.edition) for meta in self.build.manifest.documents]
        try:
            known = _vectors(self.build, standing)
        except BuildError:
            # The settings have changed, and the vectors lie where nobody looks any more.
            return model
        return _Remembering(model, known)


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


def _vectors(build: Build, standing: Sequence[Reading]) -> dict[str, Vectors]:
    """Return the vectors of a build by the words that they are of."""
    texts: dict[Entry, tuple[str, str]] = {}
    for _, clauses, norms in standing:
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

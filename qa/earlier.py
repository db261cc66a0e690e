"""What an earlier build has already of documents that have not changed: their norms, and the files of their graphs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import BuildError
from kg.home import Build, Home
from kg.library import Reading, as_read, as_stands
from kg.model import Document
from kg.review.curation import Curation


@dataclass
class Earlier:
    """An earlier build by the same code, None where there is no such build.

    The document that was asked for last is kept, for it is asked for again: to be read, and to be copied.
    """

    build: Build | None = None
    _last: dict[str, Reading] = field(default_factory=dict)

    def holds(self, edition: str, digest: str) -> bool:
        """Return whether a document is in the build as it is now; its graph is not read.

        :param digest: that of the document as it is now.
        """
        if self.build is None or edition not in {meta.edition for meta in self.build.manifest.documents}:
            return False
        return Document(self.build.edition(edition), self.build.source(edition)).digest == digest

    def reading(self, edition: str, digest: str) -> Reading | None:
        """Return what was read from a document, None where it was another text or other metadata.

        :param digest: that of the document as it is now.
        """
        if self.build is None or edition not in {meta.edition for meta in self.build.manifest.documents}:
            return None
        if edition not in self._last:
            self._last = {edition: as_read(self.build, edition)}
        found = self._last[edition]
        return found if found[0].digest == digest else None

    def copy(self, curation: Curation, folder: Path) -> bool:
        """Copy the files of a document into the folder of a new build, where it stands as it does in the earlier one.

        :return: whether that could be done: the same text, read alike, with the same reviews over it.
        """
        document = curation.ground.document
        edition = document.metadata.edition
        if self.build is None or (before := self.reading(edition, document.digest)) is None:
            return False
        unreviewed = self.build.read(edition) == self.build.turtle(edition)
        standing = before if unreviewed else as_stands(self.build, edition)
        clauses, norms = list(curation.ground.clauses.values()), list(curation.norms)
        if (clauses, list(curation.read)) != before[1:] or norms != standing[2]:
            return False
        for name in (f"graph/{edition}.ttl", f"read/{edition}.ttl", f"documents/{edition}.txt"):
            if (self.build.folder / name).exists():
                (folder / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(self.build.folder / name, folder / name)
        return True


def open_earlier(home: Home, code: str) -> Earlier:
    """Return the build in use as far as it can be built upon."""
    try:
        current = home.open()
    except BuildError:
        return Earlier()
    return Earlier(current if current.manifest.code == code else None)

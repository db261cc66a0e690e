"""The documents of a build that is being made: which are new, and each one's reading when its turn comes.

A reading is taken from the build in use, or from what was made ready before or on a cluster (``qa/staging.py``); only
where it is in neither, the document is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingest.documents import document_of
from ingest.norms import norms
from kg.library import Reading
from kg.model import Clause, Document
from kg.review.curation import Curation
from qa.cluster import Workers
from qa.earlier import Earlier
from qa.remembered import Remembering
from qa.sources import Source
from qa.staging import Staging, Task, read_again

Copied = Callable[[Curation, Path], bool]
"""Copies the files of a document into a build's folder where they are somewhere already; whether it did."""
Step = Callable[[str, int], None]
HELD = 64
"""How many documents are kept in memory from the look that tells whether they are new; others are read again."""


class Drafts:
    """The documents of a build.

    :param team: the workers that read them; this process where None.
    :raises DocumentError: where one cannot be used; the message names it.
    """

    def __init__(self, sources: Sequence[Source], team: Workers | None) -> None:
        self._sources = sources
        self._team = team
        self._held: dict[int, tuple[Document, list[Clause]]] = {}
        self.digests = self._looked_at() if team is None else team.digests(sources)

    def _looked_at(self) -> list[str]:
        digests = []
        for at, source in enumerate(self._sources):
            read = document_of(source.path, source.metadata)
            digests.append(read[0].digest)
            if at < HELD:
                self._held[at] = read
        return digests

    def open(self, earlier: Earlier, staging: Staging, code: str) -> None:
        """Say where readings may be found; to be called while no other build is going on.

        :param code: the hash of the program that is to read the others.
        """
        self._earlier, self._staging = earlier, staging
        self._tasks = [Task(source, digest, code) for source, digest in zip(self._sources, self.digests, strict=True)]
        staging.keep_only(self._tasks)

    def made_ready(self, step: Step) -> int:
        """Have the workers make ready what is new; return how many steps that was.

        :raises DocumentError: where a document cannot be used; the message names it.
        :raises BuildError: where the cluster fails, or a graph does not conform.
        """
        if self._team is None:
            return 0
        self._staging.folder.mkdir(exist_ok=True)
        new = [task for task in self._tasks if not self._is_there(task)]
        for at, task in enumerate(self._team.make_ready(new, self._staging.folder), len(self._tasks) - len(new)):
            step(f"Klargjort: {task.source.metadata.id}", at + 1)
        return len(self._tasks)

    def _is_there(self, task: Task) -> bool:
        return self._earlier.holds(task.source.metadata.edition, task.digest) or self._staging.ready(task) is not None

    def readings(self, model: Remembering, step: Step) -> Iterator[tuple[Reading, Copied]]:
        """Yield each document with its clauses and norms as read, and what copies its files.

        :param model: is told the vectors that were made elsewhere.
        :raises DocumentError: where a document is not what it was when the build began.
        :raises BuildError: where what was made ready is damaged.
        """
        for at, task in enumerate(self._tasks):
            meta = task.source.metadata
            step(f"Trekker ut normer av {meta.id}", at + 1)
            if (found := self._earlier.reading(meta.edition, task.digest)) is not None:
                yield found, self._earlier.copy
            elif (ready := self._staging.ready(task)) is not None and (
                found := ready.reading(meta.edition, task.digest)
            ) is not None:
                model.put(*self._staging.vectors(task, found))
                yield found, ready.copy
            else:
                document, clauses = self._read(at, task)
                yield (document, clauses, norms(document, clauses)), _nowhere

    def _read(self, at: int, task: Task) -> tuple[Document, list[Clause]]:
        return self._held.pop(at, None) or read_again(task)

    def clear(self) -> None:
        """Remove what was made ready of them: it is in the build now."""
        self._staging.remove(self._tasks)


def _nowhere(curation: Curation, folder: Path) -> bool:
    return False

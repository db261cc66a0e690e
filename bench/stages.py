"""Where the time of a build goes: the processor time of each stage, what another stage takes within it not counted."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from ingest.pipeline import parsed
from qa.encoder import encoder

if TYPE_CHECKING:
    from spacy.tokens import Doc

STAGES = {
    "read": ("qa.drafts.document_of",),
    "norms": ("qa.drafts.norms",),
    "graph text": ("qa.graphfiles.graph_of", "qa.graphfiles.serialized"),
    "validation": ("qa.graphfiles.validate",),
    "store": ("kg.store.Store.load", "kg.store.Store.optimize"),
    "index": ("qa.build.write_catalogue", "qa.build.write_index"),
    "manifest": ("qa.build.write_manifest",),
}
"""What is called in each stage, besides the parser and the encoder."""
PARSE, EMBEDDING = "parse", "embedding"


class Clock:
    """Processor time by stage, in seconds."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def within(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts its time for a stage."""

        def counted(*args: Any, **options: Any) -> Any:
            started = time.process_time()
            self._inner.append(0.0)
            try:
                return call(*args, **options)
            finally:
                took = time.process_time() - started
                self.taken[stage] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return counted

    def parsing(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Parse texts as the pipeline does, the time counted."""
        docs = parsed(texts)
        step = self.within(PARSE, lambda: next(docs, None))
        while (doc := step()) is not None:
            yield doc


@contextmanager
def clock() -> Iterator[Clock]:
    """Give a clock that counts what builds do meanwhile."""
    made = Clock()
    with ExitStack() as held:
        for stage, names in STAGES.items():
            for name in names:
                held.enter_context(patch(name, made.within(stage, _found(name))))
        model = type(encoder())
        held.enter_context(patch("ingest.norms.parsed", made.parsing))
        held.enter_context(patch.object(model, "passages", made.within(EMBEDDING, model.passages)))
        yield made


def _found(name: str) -> Callable[..., Any]:
    from pkgutil import resolve_name

    found: Callable[..., Any] = resolve_name(name)
    return found

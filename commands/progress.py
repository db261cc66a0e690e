"""How far a long command has come, on a terminal where a person looks on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qa.build import Progress


@contextmanager
def bar(what: str) -> Iterator[Progress | None]:
    """Draw a bar on standard error, and give what moves it; nothing where that is no terminal.

    :param what: what is done, until it says so itself.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(what, total=None)
        yield lambda said, at, of: drawn.update(task, description=said, completed=at, total=of)

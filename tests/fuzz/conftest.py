"""A real server over the shared build, which says nothing but where it is, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import start
from tests.support import home_over


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = home_over(home, tmp_path_factory.mktemp("fuzzed"))
    process, address = start(folder, folder / "log")
    yield address
    process.terminate()
    process.wait(timeout=20)
    assert (folder / "log").read_text().count("\n") == 1

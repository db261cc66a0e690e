"""Users on the page and at the API at once, while documents come and go; the long run is ``python -m bench.load``."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.load import Load, percentile, run

SECONDS, USERS = 12, 5


def test_many_at_once_meet_no_error_while_documents_come_and_go(home: Path, tmp_path: Path) -> None:
    """Every answer is the one that was given to somebody alone; nothing here says how quick it is."""
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    load = run(tmp_path / "home", tmp_path, seconds=SECONDS, users=USERS, builds=6)
    assert load.faults == []
    assert load.builds >= 1
    assert len(load.api) > USERS
    assert len(load.page) > USERS
    for told in load.memory.values():
        sizes = [size for _, size in told]
        assert max(sizes[len(sizes) // 2 :]) < 1.5 * max(sizes[: len(sizes) // 2])


def test_growth_is_told_from_what_was_there_after_warming_up() -> None:
    load = Load(100, 1, memory={"API": [(at, 50 if at < 30 else 100 if at < 80 else 120) for at in range(100)]})
    assert load.growth("API") == 1.2
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 3.0

"""What is put by on disk comes back equal, in order, as often as it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.library import Reading
from qa.spool import Spool
from tests.support import AGDER, real, written


def test_readings_come_back_equal(tmp_path: Path) -> None:
    read = real(AGDER)
    reading: Reading = (read.document, list(read.clauses), list(read.norms))
    with Spool[Reading](tmp_path) as spool:
        spool.append(reading)
        spool.append((read.document, [], []))
        assert len(spool) == 2
        for _ in range(2):
            assert [*spool] == [reading, (read.document, [], [])]
        assert spool[0] == reading
        assert spool[-1] == (read.document, [], [])
        assert spool[:1] == [reading]
        with pytest.raises(IndexError):
            spool[2]
    assert not [*tmp_path.iterdir()]


def test_one_may_be_put_by_while_another_is_read(tmp_path: Path) -> None:
    with Spool[str](tmp_path) as spool:
        spool.append("a")
        for each in spool:
            spool.append(each + each)
        assert [*spool] == ["a", "aa"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert written(tmp_path, "", "a")
    with pytest.raises(OSError, match="borte"):
        Spool[str](tmp_path / "borte")

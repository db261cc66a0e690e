"""Files that users ask for by name: whole or as before, and written to what the name stands for."""

from __future__ import annotations

import os
import resource
import threading
from pathlib import Path

import pytest

from kg.reportfile import ReportError, write


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "a.html", tmp_path):
        with pytest.raises(ReportError, match="Velg en annen fil"):
            write(path, b"ny")


def test_where_writing_fails_the_old_file_was_lost(tmp_path: Path) -> None:
    """It used to be cut to nothing first; on a full disk, or at a limit as here, nothing whole was left."""
    path = tmp_path / "graf.ttl"
    write(path, b"gammel")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(ReportError, match="File too large"):
            write(path, b"ny" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"gammel"
    assert [each.name for each in tmp_path.iterdir()] == ["graf.ttl"]


def test_others_may_read_it_as_the_umask_and_the_old_file_say(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write(tmp_path / "ny", b"ny")
        (tmp_path / "egen").touch(0o600)
        write(tmp_path / "egen", b"ny")
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("ny", "egen")] == [0o644, 0o600]


def test_a_link_stays_one_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "lenke").symlink_to("ekte")
    write(tmp_path / "lenke", b"ny")
    assert (tmp_path / "lenke").is_symlink()
    assert (tmp_path / "ekte").read_bytes() == b"ny"
    os.mkfifo(tmp_path / "roer")
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "roer").read_bytes()))
    reader.start()
    write(tmp_path / "roer", b"ny")
    reader.join()
    assert heard == [b"ny"]
    assert (tmp_path / "roer").is_fifo()

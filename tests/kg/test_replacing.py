"""Records taken out of a file: those and no others, and nothing written where all stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.appending import append, turn
from kg.replacing import sift

RECORDS = st.lists(st.text("abc ", min_size=1).filter(str.strip).map(str.encode), max_size=8)


@given(RECORDS, st.sampled_from([b"\n", b"\n\n"]))
def test_what_stays_is_as_it_was_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], end: bytes
) -> None:
    path = tmp_path_factory.mktemp("sifted") / "records"
    append(path, b"".join(record + end for record in records), end=end)
    sift(path, lambda record: b"a" not in record, lock=path.with_name("lock"), patience=0, end=end)
    assert path.read_bytes() == b"".join(record + end for record in records if b"a" not in record)


def test_what_all_stays_is_not_written_anew(tmp_path: Path) -> None:
    path, lock = tmp_path / "records", tmp_path / "lock"
    sift(path, lambda record: False, lock=lock, patience=0)
    assert not path.exists()
    path.write_bytes(b"a\nb")
    before = path.stat().st_ino
    sift(path, lambda record: True, lock=lock, patience=0)
    assert (path.read_bytes(), path.stat().st_ino) == (b"a\nb", before)


def test_another_writer_is_waited_for(tmp_path: Path) -> None:
    path, lock = tmp_path / "records", tmp_path / "lock"
    path.write_bytes(b"a\n")
    with turn(lock, patience=0), pytest.raises(TimeoutError):
        sift(path, lambda record: False, lock=lock, patience=0)
    assert path.read_bytes() == b"a\n"

"""Records of bytes read by memory map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BuildError
from kg.packed import Packed, PackedWriter


def write(path: Path, records: list[bytes]) -> None:
    with PackedWriter(path) as writer:
        for record in records:
            writer.add(record)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40), max_size=20))
def test_what_is_written_is_read(tmp_path: Path, records: list[bytes]) -> None:
    path = tmp_path / "records.bin"
    write(path, records)
    packed = Packed(path)
    assert len(packed) == len(records)
    assert [packed[place] for place in range(len(packed))] == records
    for start in range(len(records)):
        assert packed.run(range(start, len(records))) == records[start:]
    for outside in (-1, len(records)):
        with pytest.raises(IndexError):
            packed[outside]


@pytest.mark.parametrize("name", ["records.bin", "records.at"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, name: str, harm: Callable[[Path], object]) -> None:
    write(tmp_path / "records.bin", [b"one", b"two"])
    harm(tmp_path / name)
    with pytest.raises(BuildError, match="ansvar build"):
        Packed(tmp_path / "records.bin")[0]

"""Torn and damaged records: passed over, counted, told of, and never touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.home import Home
from kg.overlap import assessments
from kg.review import file as reviewfile
from qa import feedback
from qa.unreadable import unreadable
from tests.reliability.test_full_disk import WRITERS
from tests.support import ansvar

STEP = 17
"""Bytes between the places where a file is cut off, besides all those at the ends of records."""
FILES = [name for _, name in WRITERS.values()]
READERS: dict[str, Callable[[Path], tuple[int, int]]] = {
    reviewfile.FILE: lambda home: (len(reviewfile.kept(home).reviews), reviewfile.kept(home).broken),
    assessments.FILE: lambda home: (len(assessments.kept(home)), assessments.broken(home)),
    feedback.FILE: lambda home: (len(list(feedback.kept(home))), feedback.broken(home)),
}


def three(home: Path) -> None:
    for write, _ in WRITERS.values():
        for words in ("en", "to", "tre – æøå"):
            write(home, words)


@pytest.mark.parametrize("name", FILES)
def test_wherever_a_file_is_cut_off_all_records_before_are_read(name: str, tmp_path: Path) -> None:
    three(tmp_path)
    whole = (tmp_path / name).read_bytes()
    end = b"\n\n" if name == reviewfile.FILE else b"\n"
    ends = [at + off for at in range(len(whole)) if whole.startswith(end, at) for off in range(-2, 3)]
    for length in sorted({*range(0, len(whole), STEP), *ends, len(whole) - 1}):
        (tmp_path / name).write_bytes(whole[:length])
        found, broken = READERS[name](tmp_path)
        finished = whole[:length].count(end)
        assert finished <= found <= finished + 1
        assert broken <= 1
        if not broken and found == finished:
            assert whole[:length].endswith((end, b"\n")) or not length


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_record_takes_no_other_with_it_and_is_told_of(
    name: str, twice: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSVAR_HOME", str(twice.folder))
    three(twice.folder)
    whole, path = READERS[name](twice.folder), twice.folder / name
    assert whole[1] == 0
    assert unreadable(twice.folder) == []
    end = b"\n\n" if name == reviewfile.FILE else b"\n"
    records = path.read_bytes().split(end)
    records[-3] = records[-3][: len(records[-3]) // 2] + b"\xff" + records[-3][len(records[-3]) // 2 + 1 :]
    path.write_bytes(end.join(records))
    damaged = path.read_bytes()
    assert READERS[name](twice.folder) == (whole[0] - 1, 1)
    (line,) = unreadable(twice.folder)
    assert f"1 post i {path} kan ikke leses" in line
    for command in ("info", "validate"):
        assert line in ansvar(capsys, monkeypatch, command).err
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "line",
    [b"[]", b"\xc3", b'{"verdict": "right"}', b'{"roles": 1, "norms": []}', '{"comment": "\u2028"}'.encode()],
)
def test_a_line_that_is_no_feedback_is_passed_over(line: bytes, tmp_path: Path) -> None:
    (tmp_path / feedback.FILE).write_bytes(line + b"\n")
    WRITERS["feedback"][0](tmp_path, "hel")
    assert [each.comment for each in feedback.kept(tmp_path)] == ["hel"]
    assert feedback.broken(tmp_path) == 1

"""A thousand damaged files, and some made to hurt, through every reader: one clear line, in time, nothing touched."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.readers import READERS, Reading, read_bytes
from ingest.readers.limits import LIMITS
from ingest.segments import segments
from kg.errors import DocumentError
from kg.home import Home
from qa.build import build
from tests.documents.damage import HOSTILE, damaged, sound
from tests.support import written

SEED = 20240601
FILES = 1000
STRICT = replace(LIMITS, seconds=2.0, megabytes=500)
# A process that is ended and started anew at the limit, on a machine that does other things too.
AFTER_LIMIT = 6.0


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in sorted(folder.rglob("*"))
    }


def taken(raw: bytes, name: str) -> Reading | DocumentError:
    """Read a file, and check how: nothing but a reading whose blocks hold, or one line; and in time."""
    started = time.monotonic()
    try:
        reading = read_bytes(raw, name, limits=STRICT)
    except DocumentError as error:
        assert "\n" not in str(error)
        assert name in str(error)
        # What a reader did not foresee is caught as well, but tells of itself so.
        assert not isinstance(error.__cause__, RuntimeError), error.__cause__
        return error
    finally:
        assert time.monotonic() - started < STRICT.seconds + AFTER_LIMIT
    reading.text.encode("utf-8")
    ends = [0, *(block.end for block in reading.blocks)]
    assert all(0 <= block.start <= block.end <= len(reading.text) for block in reading.blocks)
    assert ends == sorted(ends)
    return reading


def cut_up(reading: Reading) -> None:
    """Take a reading as the build does, which may find no clause in it."""
    try:
        segments(reading)
    except DocumentError as error:
        assert "\n" not in str(error)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a build."""
    folder = tmp_path_factory.mktemp("damaged")
    home = Home(folder / "home")
    build([written(folder, "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n")], home=home)
    return home.folder


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_damaged_files(suffix: str, untouched: Path) -> None:
    before = stamps(untouched)
    ends: Counter[type] = Counter()
    for at, raw in enumerate(damaged(suffix, -(-FILES // len(READERS)), SEED)):
        found = taken(raw, f"{at}{suffix}")
        ends[type(found)] += 1
        if isinstance(found, Reading):
            cut_up(found)
    assert stamps(untouched) == before
    assert ends[Reading] or suffix == ".json"
    assert ends[DocumentError]
    # Damage that only breaks the XML of a Word document tries its parser, and not the reader.
    assert suffix != ".docx" or ends[Reading] > 0.25 * ends.total()


@pytest.mark.parametrize("name", HOSTILE)
def test_files_made_to_hurt(name: str, untouched: Path) -> None:
    suffix, made = HOSTILE[name]
    before = stamps(untouched)
    raw = made()
    found = taken(raw, f"vond{suffix}")
    if isinstance(found, Reading):
        assert "root:" not in found.text
        assert len(found.text) < 5 * len(raw) + 1000
        started = time.monotonic()
        cut_up(found)
        assert time.monotonic() - started < STRICT.seconds + AFTER_LIMIT
    assert stamps(untouched) == before


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_the_files_are_sound_before_they_are_damaged(suffix: str) -> None:
    for raw in sound(suffix):
        assert "astleg" in read_bytes(raw, f"hel{suffix}").text


def test_there_are_a_thousand_and_they_are_the_same_each_time() -> None:
    assert -(-FILES // len(READERS)) * len(READERS) >= FILES
    assert list(damaged(".md", 20, SEED)) == list(damaged(".md", 20, SEED))
    assert list(damaged(".md", 20, SEED)) != list(damaged(".md", 20, SEED + 1))

"""A full disk: one line that says so, what was there is as it was, and with room again all goes on."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import AnsvarError, BuildError
from kg.home import Home
from kg.library import open_library
from kg.overlap import assessments
from kg.review import file as reviewfile
from kg.review.reviews import Change, Field, Review, Target, Verdict
from qa import feedback
from qa.answers import Answer, Status
from qa.build import build
from tests.reliability.conftest import NEXT, TEXT
from tests.support import written

SIDES = (assessments.Side("vakt", "sec_1", "Legen ringer."), assessments.Side("vakt", "sec_2", "Legen svarer."))
TARGET = Target("vakt", "sec_1", "sec_1__norm_1", "Legen ringer.")
NOW = "2026-01-01T00:00:00Z"


def norms_in(home: Home) -> list[str]:
    made = home.open()
    library = open_library(made)
    return [norm.text for document in made.versions for norm in library.all_norms(document)]


def fill(disk: Path, left: int) -> Path:
    """Fill a disk but for some bytes; return the file that does."""
    free = os.statvfs(disk)
    filler = disk / "full"
    with filler.open("wb") as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - left)))
    return filler


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_build_that_finds_the_disk_full_leaves_the_one_before(small_disk: Path, tmp_path: Path) -> None:
    first, second = written(tmp_path, TEXT, "vakt.txt"), written(tmp_path, NEXT, "transport.txt")
    home = Home(small_disk / "home")
    build([first], home=home)
    before = norms_in(home)
    failed = 0
    for left in [0, 4096, *(1 << power for power in range(14, 23))]:
        filler = fill(small_disk, left)
        try:
            build([second], home=home)
        except BuildError as error:
            failed += 1
            assert "\n" not in str(error)
            assert "No space left" in str(error) or "disk" in str(error).lower(), error
            assert norms_in(home) == before
            filler.unlink()
        else:
            filler.unlink()
            break
    assert failed >= 3
    build([second], home=home)
    assert norms_in(home) == ["Kommunen bestiller drosje."]


@pytest.mark.parametrize("size", [0, 100, 1000, 3000, 8000])
def test_a_build_whose_files_cannot_grow_leaves_the_one_before(size: int, twice: Home, tmp_path: Path) -> None:
    before = norms_in(twice)
    document = written(tmp_path, NEXT, "transport.txt")
    with largest_file(size), pytest.raises(BuildError) as caught:
        build([document], home=twice)
    assert "\n" not in str(caught.value)
    assert norms_in(twice) == before
    build([document], home=twice)
    assert norms_in(twice) == ["Kommunen bestiller drosje."]


def assess(home: Path, words: str) -> None:
    assessments.keep(assessments.Assessment(assessments.Act.ASSESSED, SIDES, "Kari", NOW, words), home)


def correct(home: Path, words: str) -> None:
    change = Change(Field.BEARERS, ("fastlege",))
    reviewfile.keep([Review(Verdict.CORRECTED, TARGET, "Kari", words, NOW, (change,))], home)


def say(home: Path, words: str) -> None:
    feedback.keep(Answer("Hvem ringer?", Status.ANSWERED, "Legen."), feedback.Verdict.RIGHT, words, folder=home)


WRITERS: dict[str, tuple[Callable[[Path, str], None], str]] = {
    "correction": (correct, reviewfile.FILE),
    "assessment": (assess, assessments.FILE),
    "feedback": (say, feedback.FILE),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_record_that_finds_no_room_is_not_stored_at_all(kind: str, tmp_path: Path) -> None:
    write, name = WRITERS[kind]
    write(tmp_path, "den første")
    before = (tmp_path / name).read_bytes()
    for more in (0, 1, 50, 100):
        with largest_file(len(before) + more), pytest.raises(AnsvarError) as caught:
            write(tmp_path, "den andre")
        assert "\n" not in str(caught.value)
        assert (tmp_path / name).read_bytes() == before
    write(tmp_path, "den tredje")
    assert (tmp_path / name).read_bytes().startswith(before)
    assert b"den tredje" in (tmp_path / name).read_bytes()


@pytest.mark.parametrize("kind", WRITERS)
def test_a_record_on_a_full_disk_is_not_stored_at_all(kind: str, small_disk: Path) -> None:
    write, name = WRITERS[kind]
    home = small_disk / "home"
    write(home, "den første " + "ord " * 200)
    before = (home / name).read_bytes()
    filler = fill(small_disk, 0)
    refused = 0
    for _ in range(20):
        try:
            write(home, "flere " + "ord " * 200)
        except AnsvarError:
            refused += 1
            assert (home / name).read_bytes() == before
        before = (home / name).read_bytes()
    assert refused
    filler.unlink()
    write(home, "den siste")
    assert (home / name).read_bytes().startswith(before)

"""Small builds to harm, kill and starve, and a folder on a small disk."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.home import Home
from qa.build import build
from qa.curation import correct
from tests.support import written

TEXT = "1. Vakt\n\n• Legen skal ringe vakten ved uro.\n• Vakten bør svare innen to timer.\n"
NEXT = "1. Transport\n\n• Kommunen bestiller drosje.\n"
MEGABYTES = 8


@pytest.fixture(scope="session")
def twice_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two builds of one edition, as it was read and with a correction: copy it, never write to it."""
    folder = tmp_path_factory.mktemp("twice")
    home = Home(folder / "home")
    build([written(folder, TEXT, "vakt.txt")], home=home)
    correct("vakt", "sec_1__point_1__norm_1", {}, reviewer="Kari", reason="Sett på", home=home)
    return home.folder


@pytest.fixture
def twice(twice_built: Path, tmp_path: Path) -> Home:
    """A home of the test's own with those two builds."""
    shutil.copytree(twice_built, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own of some megabytes; skipped where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if os.geteuid() or mount is None or subprocess.run([mount, *options], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    # A build's catalogue is mapped into memory, and held in a circle until it is collected.
    gc.collect()
    subprocess.run(["umount", str(folder)], check=True)

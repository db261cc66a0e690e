"""Deployment: every setting is told of, and units and container name what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.support import ROOT

PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
CODE = ("commands", "ingest", "kg", "ontology", "qa", "server", "views")
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "deploy").glob("*.service"))


def test_every_setting_in_the_code_is_in_the_table_and_no_other() -> None:
    files = [*ROOT.glob("*.py"), *(path for room in CODE for path in (ROOT / room).rglob("*.py"))]
    used = {name for path in files for name in re.findall(r'"(ANSVAR_[A-Z_]+)"', path.read_text(encoding="utf-8"))}
    assert set(re.findall(r"^\| `(ANSVAR_\w+)` \|", PAGE, re.MULTILINE)) == used


def test_what_is_copied_into_the_container_is_all_that_is_installed() -> None:
    copied = {name for line in re.findall(r"^COPY (.*)$", CONTAINER, re.MULTILINE) for name in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    packages = re.search(r"^include = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert packages
    assert {name.strip('" *') for name in packages[1].split(",")} <= copied


def test_the_container_runs_as_a_user_of_its_own_with_a_health_check() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+$", CONTAINER, re.MULTILINE)
    assert int(user) > 0
    assert CONTAINER.index("\nUSER ") < CONTAINER.index("\nHEALTHCHECK ") < CONTAINER.index("\nCMD ")
    assert "_stcore/health" in CONTAINER


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_may_write_to_its_own_folders_only(unit: Path) -> None:
    parser = RawConfigParser(strict=False)
    parser.read(unit, encoding="utf-8")
    service = parser["Service"]
    assert service["User"] not in ("", "root")
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert (ROOT / service["ExecStart"].split()[2]).exists() or service["ExecStart"].split()[1] == "serve"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_knows_every_word_of_a_unit(unit: Path) -> None:
    """What is not installed here, the program itself in /opt, is all that may be missed."""
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert all("is not executable" in line for line in complaints), done.stderr

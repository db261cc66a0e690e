"""Builds and writers killed at random moments: a whole build is left, and every record that was acknowledged."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.support import ROOT, SECONDS


def test_nothing_is_lost_or_half_written_whoever_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.killing", "--times", "10", "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = {each["what"]: each for each in json.loads(done.stdout)}
    assert set(found) == {"build", "corrections", "assessments", "feedback"}
    assert all(each["killed"] >= 10 and each["faults"] == [] for each in found.values())
    whole = found["build"]["found"]
    assert whole.get("the build before", 0) + whole.get("the new build", 0) == 10
    assert sum(each["found"].get("records acknowledged", 0) for each in found.values()) > 10

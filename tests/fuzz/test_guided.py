"""A short run of the guided fuzzing; the long one is a command (``bench/fuzzing.py``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fuzzing import fuzzed

pytest.importorskip("atheris", reason="atheris has no wheel for this platform")
SECONDS = 4


@pytest.mark.parametrize("target", ["guard", "question", "check", "request"])
def test_texts_guided_by_what_they_reach_find_nothing(target: str, home: Path, tmp_path: Path) -> None:
    made = fuzzed(target, seconds=SECONDS, folder=tmp_path, home=home)
    assert made.findings == []
    assert made.runs > 10
    assert made.reached > 10


def test_a_fault_is_found_and_told(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the runs above would show nothing: a home without a build is a fault that every text meets."""
    made = fuzzed("question", seconds=1, folder=tmp_path, home=tmp_path / "none")
    assert made.findings
    assert "BuildError" in made.findings[0]

"""How a norm was read is told to readers in Norwegian."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import AGDER, FJORDANE, GOLD, real
from views.wording import LEAD_IN, READINGS


@pytest.mark.parametrize(
    "path",
    [AGDER, FJORDANE, *(GOLD / "fitting" / f"{name}.txt" for name in ("oyer", "rauma", "luroy"))],
    ids=lambda path: path.stem,
)
def test_each_construction_by_which_a_guideline_is_read_has_a_norwegian_name(path: Path) -> None:
    read = {reading.removeprefix(LEAD_IN) for norm in real(path).norms for reading in norm.readings}
    assert read
    assert read <= READINGS.keys()

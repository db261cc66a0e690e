"""Who carries what in passages of many hands: floors a little under what is reached."""

from __future__ import annotations

import pytest

from tests.gold.annotated import measured

# Some three points under what was reached on 2026-11-27; raise them with the program.
FLOORS = {
    "paperwork": {"bearers": 0.80, "modality": 0.89},
    "municipality": {"bearers": 0.81, "modality": 0.90},
    "agreements": {"bearers": 0.78, "modality": 0.88},
    "mixed": {"bearers": 0.80, "modality": 0.90},
    "mixed.second": {"bearers": 0.82, "modality": 0.89},
    "further.unseen": {"bearers": 0.84, "modality": 0.91},
}


@pytest.mark.parametrize("name", FLOORS)
def test_bearers_and_modality_of_passages(name: str) -> None:
    found = measured(name)
    assert {figure: share for figure, share in found.items() if share < FLOORS[name][figure]} == {}

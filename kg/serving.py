"""Which build is served: the one in use, or where that is damaged, a whole one beside it, and said so.

Only one of the same editions can stand in: an answer from another edition, or of another guideline, would
be worse than none. What it may lack are reviews, and what a newer program reads better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from kg.errors import BuildError, DamageError
from kg.home import Build, Home, open_build
from kg.manifest import editions_in


def serving(home: Home | None = None, *, on: date | None = None) -> Build:
    """Return the build to answer from, as it is on a date: today where None.

    What stands in is the newest whole build of the same editions. Only readers may take it for the one in
    use: what builds anew opens that one (``Home.open``) or fails, so that nothing is ever made of an older
    state unasked.

    :raises BuildError: where there is none, or it is of another version, or damaged and nothing can stand in.
    """
    home = home or Home()
    try:
        return home.open(on=on)
    except DamageError as damage:
        held = editions_in(home.current)
        for folder in _others(home):
            if held is None or editions_in(folder) != held:
                continue
            try:
                found = open_build(folder, on=on)
            except BuildError:
                continue
            return replace(found, warning=_warning(damage, found))
        raise


def _others(home: Home) -> Iterator[Path]:
    """Give the finished builds besides the one in use, the newest first."""
    current = home.current.resolve()
    stamped: list[tuple[int, Path]] = []
    for manifest in (home.folder / "builds").glob("[!.]*/manifest.json"):
        try:
            stamped.append((manifest.stat().st_mtime_ns, manifest.parent))
        except OSError:
            continue
    for _, folder in sorted(stamped, reverse=True):
        if folder.resolve() != current:
            yield folder


def _warning(damage: DamageError, found: Build) -> str:
    """Say what is wrong, and what is served instead."""
    made = datetime.fromtimestamp((found.folder / "manifest.json").stat().st_mtime)
    return (
        f"{damage} Inntil da svares det fra et helt bygg av de samme utgavene, fra {made:%d.%m.%Y kl. %H.%M}; "
        "rettelser fra etter det er ikke med."
    )

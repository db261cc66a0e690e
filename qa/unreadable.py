"""Tells of records that cannot be read in what people have said: corrections, assessments and feedback."""

from __future__ import annotations

from pathlib import Path

from kg.home import home_folder
from kg.overlap import assessments
from kg.review import file as reviewfile
from qa import feedback


def unreadable(folder: Path | None = None) -> list[str]:
    """Return a Norwegian line for each file that holds some: a crash cut them off, or they were damaged.

    They are passed over and stay where they are: nothing here writes.

    :raises AnsvarError: where a file cannot be read at all.
    """
    folder = folder or home_folder()
    counts = {
        reviewfile.FILE: reviewfile.kept(folder).broken,
        assessments.FILE: assessments.broken(folder),
        feedback.FILE: feedback.broken(folder),
    }
    return [line_of(folder / name, count) for name, count in counts.items() if count]


def line_of(path: Path, count: int) -> str:
    """Say how many records of a file are passed over.

    >>> line_of(Path("feedback.jsonl"), 1)
    '1 post i feedback.jsonl kan ikke leses og er hoppet over; resten er hel. Se etter den i sikkerhetskopien.'
    """
    noun, it = ("post", "den") if count == 1 else ("poster", "dem")
    return f"{count} {noun} i {path} kan ikke leses og er hoppet over; resten er hel. Se etter {it} i sikkerhetskopien."

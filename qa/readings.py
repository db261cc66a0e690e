"""What is compared, as it is named on the command line: an edition of the build, or a document in a file."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from ingest.readers import READERS
from kg.comparison.guidelines import Near
from kg.home import Home
from kg.library import Reading, as_stands
from qa.neighbours import encoded_margins, margins


def named_reading(name: str, *, on: date | None = None) -> Reading:
    """Return an edition of the build as it stands, or a document in a file, which is read without touching the build.

    :param name: ``ID`` (the edition in force), ``ID@VERSION``, or the path of a file.
    :param on: the date on which an edition is in force, today where None.
    :raises AnsvarError: where there is no such edition or file, or it cannot be read.
    """
    if not is_file(name):
        return as_stands(Home().open(on=on), name)
    from ingest.documents import document_of
    from ingest.norms import norms

    document, clauses = document_of(Path(name))
    return document, clauses, norms(document, clauses)


def is_file(name: str) -> bool:
    """Whether a name is that of a file, there or not, and not of an edition.

    >>> is_file("ny-utgave.docx"), is_file("mappe/ny"), is_file("agder-2024@2024")
    (True, True, False)
    """
    path = Path(name)
    return path.suffix.lower() in READERS or path.is_file() or "/" in name


def nearness(names: tuple[str, str], readings: tuple[Reading, Reading], *, on: date | None = None) -> Near:
    """Return what tells how near norms lie: the vectors of the build, or made now where one of the two is a file.

    :raises BuildError: where nothing is built.
    """
    if any(map(is_file, names)):
        return partial(encoded_margins, readings[0][1], readings[1][1])
    return partial(margins, Home().open(on=on))

"""The name that a home goes by in stores that others use as well: random, made once, in ``$ANSVAR_HOME/store.id``."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from kg.appending import settle

FILE = "store.id"


def home_name(home: Path) -> str | None:
    """Return the name of a home, None where it has none yet.

    :raises OSError: where it cannot be read.
    """
    try:
        return (home / FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def named_home(home: Path) -> str:
    """Return the name of a home, which is given one where it has none.

    :raises OSError: where it cannot be written.
    """
    if (known := home_name(home)) is not None:
        return known
    name, part = uuid.uuid4().hex, home / f".{FILE}.{os.getpid()}"
    part.write_text(name + "\n", encoding="ascii")
    settle(part)
    part.rename(home / FILE)
    settle(home)
    return name


def home_of(build: Path) -> Path:
    """Return the folder of the home that the folder of a build lies in, a finished one or one being written."""
    return build.parent.parent

"""The name that a home goes by in stores that others use as well: random, made once, in ``$ANSVAR_HOME/store.id``."""

from __future__ import annotations

import uuid
from pathlib import Path

from kg.replacing import replace

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
    name = uuid.uuid4().hex
    replace(home / FILE, f"{name}\n".encode(), mode=0o666)
    return name


def home_of(build: Path) -> Path:
    """Return the folder of the home that the folder of a build lies in, a finished one or one being written."""
    return build.parent.parent

"""The audit log: who changed what and when, and with which settings the program started.

One JSON object a line in ``$ANSVAR_HOME/audit.jsonl``; lines are only ever added, on disk before the change
that they tell of is made: what cannot be logged is not done. Ids only: no question, note, reason or clause.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from kg.access import present
from kg.appending import append, turn
from kg.remote.address import shown

FILE = "audit.jsonl"
LOCK = "audit.lock"
PATIENCE = 10.0
"""Seconds to wait for another writer, whose turn takes some milliseconds."""
PREFIX = "ANSVAR_"
_SECRET = frozenset({"KEY", "PASSWORD", "SECRET", "TOKEN"})


class Event(StrEnum):
    """What is logged."""

    START = "start"
    BUILD = "build"
    REVIEW = "review"
    ASSESSMENT = "assessment"
    DOCUMENT_ADDED = "document-added"
    DOCUMENT_REMOVED = "document-removed"


def record(event: Event, folder: Path, **facts: str | Sequence[str] | dict[str, str]) -> None:
    """Add a line, and wait until it is on disk.

    :param facts: ids, never words of users.
    :raises OSError: where it cannot be written.
    """
    line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "who": who(), "what": event.value, **facts}
    with turn(folder / LOCK, patience=PATIENCE):
        append(folder / FILE, json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def who() -> str:
    """Return who acts: the name of the login where there is one, else the user of the operating system."""
    if name := present().name:
        return f"login:{name}"
    try:
        return f"os:{getpass.getuser()}"
    except (KeyError, OSError):
        return f"os:{os.getuid()}" if hasattr(os, "getuid") else "os:"


@cache
def log_start(program: str, folder: Path) -> None:
    """Log with which settings a program started; once a process, and only where there is a home already.

    Where the log cannot be written the program starts nonetheless, and says so on standard error: it may
    be one that only reads.
    """
    if not folder.is_dir():
        return
    chosen = {name: _shown(name, value) for name, value in sorted(os.environ.items()) if name.startswith(PREFIX)}
    try:
        record(Event.START, folder, program=program, settings=chosen)
    except OSError as error:
        sys.stderr.write(f"Advarsel: {folder / FILE} kan ikke skrives ({error.strerror or error}).\n")


def _shown(name: str, value: str) -> str:
    """Return a setting without what may be secret: of an address the user, the query and the fragment."""
    if not _SECRET.isdisjoint(name.split("_")):
        return "…"
    try:
        parts = urlsplit(value)
        return shown(value) if parts.scheme and parts.netloc else value
    except ValueError:
        return "…"

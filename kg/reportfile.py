"""Files that users ask for by name: reports and exports, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from kg.errors import AnsvarError
from kg.replacing import replace

SHEETS, PRINT = ".xlsx", ".html"
"""The endings of reports: a spreadsheet, and a page to print."""
OPEN = 0o666
"""Readable to whom the user's umask lets."""


class ReportError(AnsvarError):
    """A report cannot be written as asked for."""


def write(path: Path, content: bytes) -> None:
    """Write a file, in place of one of that name; where that fails the old one is untouched.

    What is there and is no file (``/dev/stdout``, a pipe) is written to as it is, and a symbolic link is followed.

    :raises ReportError: where it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        replace(path.resolve(), content, mode=path.stat().st_mode & 0o777 if path.exists() else OPEN)
    except OSError as error:
        raise ReportError(f"Kan ikke skrive {path} ({error.strerror or error}). Velg en annen fil.") from error

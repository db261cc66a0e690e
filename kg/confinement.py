"""What a process may still take of the machine, set by itself: memory, files, time. Not every platform has all."""

from __future__ import annotations

import os
from pathlib import Path


def confine(name: str, value: int | None) -> None:
    """Set a soft limit of this process (``RLIMIT_AS``), as high as it may be where there is no value."""
    try:
        import resource

        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (hard if value is None else value, hard))
    except (ImportError, AttributeError, ValueError, OSError):
        return


def confine_memory(megabytes: int) -> None:
    """Let this process take so much memory on top of what it has."""
    used = memory()
    confine("RLIMIT_AS", used + megabytes * 1_000_000 if used else None)


def memory() -> int:
    """Return the address space in use, in bytes; 0 where the platform does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def next_file() -> int:
    """Return the number that the next file to be opened would get."""
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    return number


def end_after(seconds: float) -> None:
    """Let the system end this process after so many seconds; never where 0."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)

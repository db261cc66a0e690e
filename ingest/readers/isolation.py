"""Reads a document in a process of its own, which is ended where it takes too long."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import cast

from ingest.blocks import Block, BlockKind
from ingest.readers.limits import LIMITS, Limits
from kg.errors import DocumentError
from kg.processes import Process, ProcessEndedError

IDLE_SECONDS = 60.0
"""How long the process waits for the next document before it is ended."""
MOST_DOCUMENTS = 200
"""Documents after which the process is replaced: parsers keep what they have seen."""


class _Reader:
    """The process, kept warm between documents; one document at a time."""

    def __init__(self) -> None:
        self._process = Process("ingest.readers.worker")
        self._lock = threading.Lock()
        self._read = 0
        self._idle: threading.Timer | None = None

    def read(self, raw: bytes, name: str, suffix: str, limits: Limits) -> tuple[dict[str, object], bytes]:
        """Return what the process says of a document.

        :raises DocumentError: where it was ended, or is not free in time.
        """
        if not self._lock.acquire(timeout=limits.seconds):
            raise DocumentError(f"{name}: et annet dokument leses nå. Prøv igjen om litt.")
        try:
            return self._asked(raw, name, suffix, limits)
        finally:
            self._rest()
            self._lock.release()

    def _asked(self, raw: bytes, name: str, suffix: str, limits: Limits) -> tuple[dict[str, object], bytes]:
        if self._idle is not None:
            self._idle.cancel()
        if self._read >= MOST_DOCUMENTS:
            self._process.end()
            self._read = 0
        self._read += 1
        request = {"name": name, "suffix": suffix, "limits": asdict(limits)}
        try:
            return self._process.ask(request, raw, seconds=limits.seconds)
        except ProcessEndedError as error:
            self._read = 0
            if error.over:
                raise DocumentError(
                    f"{name} ble ikke lest ferdig på {limits.seconds:g} sekunder. Del det opp, eller lagre det på nytt."
                ) from None
            raise DocumentError(f"{name} kan ikke leses; det er trolig skadet. Lagre det på nytt.") from None

    def _rest(self) -> None:
        self._idle = threading.Timer(IDLE_SECONDS, self._end)
        self._idle.daemon = True
        self._idle.start()

    def _end(self) -> None:
        """End the process, where no document is being read."""
        if self._lock.acquire(blocking=False):
            try:
                self._process.end()
            finally:
                self._lock.release()


_READER = _Reader()


def read_apart(raw: bytes, name: str, suffix: str, *, limits: Limits = LIMITS) -> tuple[str, list[Block]]:
    """Return source text and blocks of a document.

    :param suffix: the ending of files of its format (".md").
    :raises DocumentError: where the reader refuses it, fails, or takes more time or memory than the limits give.
    """
    head, body = _READER.read(raw, name, suffix, limits)
    if "error" in head:
        cause = RuntimeError(str(head["cause"])) if "cause" in head else None
        raise DocumentError(str(head["error"])) from cause
    blocks = [
        Block(BlockKind(kind), start, end, level, number, page)
        for kind, start, end, level, number, page in cast(
            "list[tuple[str, int, int, int, str, int | None]]", head["blocks"]
        )
    ]
    return body.decode("utf-8"), blocks

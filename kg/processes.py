"""A process that answers one request at a time, so that what cannot be stopped can be ended from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

_ROOT = Path(__file__).resolve().parents[1]

Reply = tuple[dict[str, object], bytes]


class ProcessEndedError(Exception):
    """The process ended before it had answered; ``over`` is true where its time was up."""

    def __init__(self, *, over: bool) -> None:
        super().__init__("over" if over else "ended")
        self.over = over


class Process:
    """A module of this program run as a process, started when it is first needed.

    It reads one JSON object a line from standard input, after each the ``length`` bytes that this announces, and
    writes the same in reply.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """True where the process has been started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def ask(self, request: Mapping[str, object], body: bytes = b"", *, seconds: float) -> Reply:
        """Send a request and return the reply; the process is ended where it takes longer than ``seconds``.

        :raises ProcessEndedError: where the process ended first; it is started anew at the next request.
        """
        process = self.start()
        over = threading.Event()

        def stop() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            requests, replies = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
            requests.write(json.dumps({**request, "length": len(body)}).encode() + b"\n" + body)
            requests.flush()
            head: dict[str, object] = json.loads(replies.readline())
            answer = replies.read(int(str(head["length"])))
            if len(answer) != head["length"]:
                raise EOFError
        except (OSError, ValueError, EOFError):
            self.end()
            raise ProcessEndedError(over=over.is_set()) from None
        finally:
            timer.cancel()
        if over.is_set():  # in the very moment of the reply
            self.end()
        return head, answer

    def start(self) -> subprocess.Popen[bytes]:
        """Return the process, started where it does not run."""
        if self._process is None or not self.runs:
            self.end()
            paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(  # noqa: S603 - the module is ours
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
        return self._process

    def end(self) -> None:
        """End the process, at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()
